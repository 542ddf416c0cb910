"""What the CI systems' readers share: mentions of scalars and scripts, their variables filled in.

A mention stands where the reference is used, and its part `whole` where the text stands literally: in the scalar
itself, or in the value of the variable that is all of it. Two kinds stand at the literal: the value of a template's
parameter, and one of several values that a matrix gives.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain

from mooring import Mention, Problem, Role, Source, Span
from mooring.scanners import trees
from mooring.scanners.ci.filling import NOWHERE, Piece, Syntax, Value
from mooring.scanners.ci.settling import Entry, behind_prefix, settled
from mooring.scanners.ci.texts import MAX_LINES, Text, Whereabouts, added, lines, widened
from mooring.scanners.ci.tolerance import has_tags
from mooring.scanners.shell.mentions import BUILT, CACHED, SAVED
from mooring.scanners.shell.values import COMPOSED as COMPOSED_IN_SHELL
from mooring.scanners.tables import COMPOSED, ESCAPED, UNKNOWN, find
from mooring.scanners.yaml_tree import string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from mooring.scanners.ci.filling import Environment
    from mooring.scanners.shell.mentions import Found

IMAGE, SCRIPT, OUTPUT, CACHE, LOCAL = "image", "script", "output", "cache", "local"
NO_VARIABLES = Syntax(re.compile(r"(?!)"), lambda _: None)
UNREAD_VARIABLES = Syntax(re.compile(r"\$+\{[^{}]*\}|\$+\w+|\{\{[^{}]*\}\}"), lambda _: None)

_REASONS = {IMAGE: None, OUTPUT: BUILT, CACHE: CACHED, LOCAL: SAVED}
_ROLES = {IMAGE: Role.PULL, OUTPUT: Role.BUILD_OUTPUT, CACHE: Role.CACHE, LOCAL: Role.LOCAL}
_SHELL_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})")
_TRIMMED = re.compile(rb"\S(?:.*\S)?", re.DOTALL)
_WORD = re.compile(rb"(?:\$\{\{ \S* \}\}|[^\s,])+")
_LACKING = re.compile(r"[:/@](?=[:@]|$)|^[:/@]")


class Reader:
    """Reads one file. What is found is gathered, and given by `finish`.

    `syntax` is how variables are written where an image is named, `templates` how what is replaced in every text,
    scripts included, before anything reads it. `given` says that the variables are in a script's environment too.
    """

    def __init__(
        self, source: Source, scanner: str, syntax: Syntax = UNREAD_VARIABLES, templates: Syntax = NO_VARIABLES
    ) -> None:
        self.source = source
        self.scanner = scanner
        self.syntax = syntax
        self.templates = templates
        self.tree = trees.of(source)
        self.problems: list[Problem] = []
        self.covered: set[int] = set()
        self._whereabouts = Whereabouts(self.tree)
        self._entries: list[Entry] = []
        self._lines = 0

    # -- tables

    def table(
        self,
        root: Any,
        rows: Iterable[tuple[str, str]],
        environments: Sequence[Environment] = (NOWHERE,),
        *,
        below: str = "",
        hints: tuple[str, ...] = (),
    ) -> None:
        """Read the places of a table, each with its kind: `IMAGE`, `SCRIPT`, `OUTPUT` or `CACHE`."""
        for place, kind in rows:
            for where, node in find(root, place):
                at = f"{below}.{where}" if below else where
                if kind == SCRIPT:
                    self.script(node, at, environments, hints=hints)
                else:
                    self.image(node, at, environments, kind=kind, hints=hints)

    # -- references

    def image(
        self,
        node: Any,
        where: str,
        environments: Sequence[Environment] = (NOWHERE,),
        *,
        kind: str = IMAGE,
        reason: str | None = None,
        platform: str | None = None,
        strip: str = "",
        several: bool = False,
        known: bool = True,
        hints: tuple[str, ...] = (),
        pushed: bool = False,
    ) -> None:
        """Note what a scalar names in each of the environments; nothing where it is empty or no scalar.

        `strip` is a prefix that is no part of the reference. A text may hold `several`, with white space or commas
        between them. Where not all is `known`, the text is only a part of the reference.
        """
        text = string(node)
        if text is None or not text.strip() or (not node.style and text in ("null", "~")):
            return
        self.covered.add(id(node))
        found = (self._references(node, environment, strip, several=several) for environment in environments)
        for filled, resolved, span in chain.from_iterable(found):
            mention = Mention(
                self.source,
                span,
                resolved if known else None,
                scanner=self.scanner,
                where=where,
                role=_ROLES[kind],
                reason=reason or _REASONS[kind],
                platform=platform,
                hints=hints,
                pushed=pushed,
            )
            self._note(mention, filled, span, span)

    def _references(
        self, node: Any, environment: Environment, strip: str, *, several: bool
    ) -> Iterator[tuple[Text, str | None, Span]]:
        """The references in a scalar's filled text, each None where it is not known, and where they are in it."""
        filled = Text(self.syntax.fill(node, environment))
        for match in (_WORD if several else _TRIMMED).finditer(filled.data):
            start = match.start() + (len(strip) if strip and match[0].startswith(strip.encode()) else 0)
            span = Span(start, match.end())
            if span.start < span.end:
                data = filled.data[span.start : span.end]
                is_known = all(piece.text is not None for piece, _ in filled.covering(span)) and not has_tags(data)
                yield filled, data.decode() if is_known else None, span

    def _note(self, mention: Mention, filled: Text, span: Span, whole: Span) -> None:
        """Note a mention of a filled text: it is used at `span` of its bytes, and stands literally at `whole`."""
        text = mention.resolved
        covering = filled.covering(whole)
        if text is not None and _LACKING.search(text) and len(covering) != 1:
            mention = mention.replace(resolved=None)
        used = self._whereabouts.used(filled.covering(span), span)
        value, name, fragments = None, None, []
        reason = mention.reason
        literal = used
        if mention.resolved is None:
            reason = reason or UNKNOWN
        elif len(covering) == 1 and covering[0][0].value is not None and covering[0][0].value.node is not None:
            piece, at = covering[0]
            value, name = piece.value, piece.name
            literal, exact = self._whereabouts.literal(piece, at, whole)
            reason = reason or (None if exact else ESCAPED)
        else:
            reason = reason or COMPOSED
            for piece, at in covering:
                if piece.name is not None and piece.value is not None and piece.value.node is not None:
                    fragments.append(
                        self._whereabouts.literal(piece, at, Span(at, at + len((piece.text or "").encode())))[0]
                    )
        mention = mention.replace(source=self.source, span=used, parts={"whole": literal}, reason=reason)
        if filled.is_prefixed(whole):
            mention = behind_prefix(mention)
        self._entries.append(Entry(mention, value, name, fragments))

    # -- scripts

    def script(
        self,
        nodes: Any,
        where: str,
        environments: Sequence[Environment] = (NOWHERE,),
        *,
        given: Mapping[str, str] | None = None,
        dialect: str = "sh",
        hints: tuple[str, ...] = (),
    ) -> None:
        """Note what the commands of a script name: a scalar, or the scalars of a list, which are its lines."""
        self.lines(list(lines(nodes, where)), environments, given=given, dialect=dialect, hints=hints)

    def lines(
        self,
        found: Sequence[tuple[str, Any]],
        environments: Sequence[Environment] = (NOWHERE,),
        *,
        given: Mapping[str, str] | None = None,
        dialect: str = "sh",
        around: tuple[str, str, str] = ("", "", "\n"),
        hints: tuple[str, ...] = (),
    ) -> None:
        """Note what the commands of a script name whose lines are scalars, each with where it is.

        In each environment the variables are in the environment of the script too; `given` are further ones. `around`
        is what stands before all scalars, before each, and after each.
        """
        from mooring.scanners import shell

        self._lines += len(found) * len(environments)
        if self._lines > MAX_LINES or not found:
            return
        self.covered.update(id(node) for _, node in found)
        places = {id(node): where for where, node in found}
        read: set[tuple[bytes, tuple[tuple[str, str], ...]]] = set()
        for environment in environments:
            text = Text(self._script(found, environment, around))
            if not shell.may_name_images(text.data):
                continue
            texts = dict(given or {}) | self._texts(environment)
            key = text.data, tuple(sorted(texts.items()))
            if key not in read:
                read.add(key)
                self._commands(text, environment, texts, places, dialect=dialect, hints=hints)

    def command(
        self,
        program: str,
        found: Sequence[tuple[str, Any]],
        environments: Sequence[Environment] = (NOWHERE,),
        *,
        quoted: bool = True,
        hints: tuple[str, ...] = (),
    ) -> None:
        """Note what a command line names whose words are scalars; each is one word, unless it is not `quoted`."""
        if quoted:
            found = [(where, node) for where, node in found if "'" not in (string(node) or "")]
        mark = "'" if quoted else ""
        self.lines(found, environments, around=(program, f" {mark}", mark), hints=hints)

    def _script(
        self, found: Sequence[tuple[str, Any]], environment: Environment, around: tuple[str, str, str]
    ) -> list[Piece]:
        """The pieces of scalars in a row, with what stands first, and what stands before and after each."""
        pieces: list[Piece] = []
        for index, (_, node) in enumerate(found):
            before = around[0] + around[1] if not index else around[1]
            pieces += [added(before, node), *self.templates.fill(node, environment), added(around[2], node)]
        return pieces

    def _texts(self, environment: Environment) -> dict[str, str]:
        """The variables of an environment that a script can use, those with a name that a shell knows."""
        texts = {}
        for name, value in environment.items():
            if name.isidentifier():
                resolved = self.syntax.resolve(value, environment)
                if resolved is not None:
                    texts[name] = resolved.text
        return texts

    def _commands(
        self,
        text: Text,
        environment: Environment,
        given: Mapping[str, str],
        places: Mapping[int, str],
        *,
        dialect: str,
        hints: tuple[str, ...],
    ) -> None:
        from mooring.scanners import shell
        from mooring.scanners.shell.mentions import in_one, resolved, settle

        source = Source(self.source.path, text.data)
        commands: list[Found] = []
        for one in shell.read(source, given, dialect):
            if isinstance(one, Problem):
                self._problem(one, source, text)
            else:
                commands.append(one)
        for one in settle(commands):
            mention = in_one(resolved(one.mention))
            where = places[id(text.covering(widened(mention.span))[0][0].node)]
            mention = mention.replace(scanner=self.scanner, where=where, hints=hints)
            value = self._given(source, mention, environment)
            self._note(mention.replace(reason=None) if value else mention, text, mention.span, mention.parts["whole"])
            if value is not None:
                self._stand_at(self._entries[-1], *value)

    def _given(self, source: Source, mention: Mention, environment: Environment) -> tuple[Value, str] | None:
        """The value of the variable that a command's word is, where that is the file's and stands somewhere."""
        if mention.reason != COMPOSED_IN_SHELL or mention.resolved is None:
            return None
        use = _SHELL_VARIABLE.fullmatch(source.read(mention.span))
        name = use[1] or use[2] if use else ""
        value = environment.get(name)
        held = self.syntax.resolve(value, environment) if value else None
        return (held, name) if held is not None and held.node is not None and held.text == mention.resolved else None

    def _stand_at(self, entry: Entry, value: Value, name: str) -> None:
        """Say of a mention that its text stands in a variable's value."""
        literal, exact = self._whereabouts.literal(Piece(value.text, value, 0), 0, Span(0, len(value.text.encode())))
        entry.value, entry.name = value, name
        reason = None if exact else ESCAPED
        entry.mention = entry.mention.replace(parts={"whole": literal}, reason=reason)

    def _problem(self, problem: Problem, source: Source, text: Text) -> None:
        line = problem.line
        if line is not None:
            span = widened(source.line_span(line))
            covering = text.covering(span)
            line = self.source.position(self._whereabouts.used(covering, span).start)[0] if covering else None
        self.problems.append(Problem(problem.path, line, problem.message))

    # -- the end

    def finish(self) -> Iterator[Mention | Problem]:
        """What was found, each once, with the reasons that only the whole file tells."""
        yield from self.problems
        yield from settled(self._entries, self._uses())

    def _uses(self) -> Counter[str]:
        """How often the file speaks of the value of each variable that a mention comes from."""
        if not any(entry.name for entry in self._entries):
            return Counter()
        text = self.source.data.decode(errors="replace")
        names = Counter(self.syntax.names(text))
        shell = Counter(use[1] or use[2] for use in _SHELL_VARIABLE.finditer(text))
        return Counter({name: max(names[name], shell[name]) for name in {*names, *shell}})

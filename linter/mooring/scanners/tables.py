"""One way for every tree-shaped format to say where its images stand: a table of places.

A place is a path of keys, `jobs.*.steps[].image`, as `mooring.places` writes them. The nodes are those of `yaml_tree`,
which the readers of other trees (JSON, TOML) make too.
"""

from __future__ import annotations

from mooring import ABSENT, PLAIN, Embedded, Mention, Problem, Role, Source, Span, steps_of
from mooring.scanners.nodes import ALTERNATIVES, LITERAL, MAPPING, SEQUENCE
from mooring.scanners.yaml_tree import effort, get, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from mooring import Part
    from mooring.scanners.yaml_tree import Tree

    Value = tuple[str, Any]

_WILD = frozenset({"*", "**", "[]"})
_MAX_WALKED = 1_000_000
_MAX_FILLED = 100_000

UNKNOWN = "its value is not known before the file is used"
COMPOSED = "it is put together from parts that stand elsewhere"
SHARED = "two references share the variable that it comes from"
ESCAPED = "the text is escaped or folded in the file"
NO_TEXT = "a part of it is a number and no text; put it in quotes"


def find(root: Any, path: str, *, through_lists: bool = False) -> Iterable[tuple[str, Any]]:
    """The nodes at a place below a node, each with where it is in the file's own terms (`jobs.build.steps[2].run`).

    `through_lists` is for formats in which a list may stand wherever a single value does.
    """
    steps = steps_of(path)
    if through_lists or not _WILD.isdisjoint(steps):
        return _descend(root, steps, "", through_lists=through_lists)
    return _at_keys(root, steps)


def _at_keys(node: Any, keys: Sequence[str]) -> Iterable[tuple[str, Any]]:
    """The node at a path of keys alone, of which there is one at most but for alternatives on the way."""
    where = ""
    for at, key in enumerate(keys):
        if getattr(node, "id", None) == ALTERNATIVES:
            return _descend(node, keys[at:], where, through_lists=False)
        name = key.strip('"')
        node = get(node, name)
        if node is None:
            return ()
        where = f"{where}.{name}" if where else name
    return _descend(node, (), where, through_lists=False) if node.id == ALTERNATIVES else ((where, node),)


def _descend(node: Any, path: Sequence[str], where: str, *, through_lists: bool) -> Iterator[tuple[str, Any]]:
    pending = [(node, 0, where)]
    walked = 0
    seen: set[tuple[int, int]] = set()
    while pending:
        node, at, where = pending.pop()
        kind = getattr(node, "id", None)
        step = path[at] if at < len(path) else None
        if kind == MAPPING and step is not None and step not in _WILD:
            value = get(node, name := step.strip('"'))
            if value is not None:
                pending.append((value, at + 1, f"{where}.{name}" if where else name))
            continue
        walked += 1
        if (id(node), at) in seen or walked > _MAX_WALKED:
            continue
        seen.add((id(node), at))
        below: list[tuple[Any, int, str]] = []
        if kind == ALTERNATIVES:
            pending += [(one, at, where) for one in reversed(node.value)]
            continue
        if kind == SEQUENCE and through_lists and step not in ("[]", "**"):
            pending += [(one, at, f"{where}[{index}]") for index, one in reversed(list(enumerate(node.value)))]
            continue
        if step is None:
            yield where, node
            continue
        if step == "**":
            below.append((node, at + 1, where))
        if kind == SEQUENCE and step in ("[]", "**"):
            below += [(item, at + (step == "[]"), f"{where}[{index}]") for index, item in enumerate(node.value)]
        elif kind == MAPPING and step != "[]":
            inside = [(key, value) for key, value in items(node) if (id(value), at + (step == "*")) not in seen]
            below += [(value, at + (step == "*"), f"{where}.{key}" if where else key) for key, value in inside]
            walked += effort(node)
        pending += reversed(below)


class Filled:
    """A text after its variables were filled in.

    `text` is None where that is not known; `node` is the scalar that holds all of it, where that is another than the
    one it is used in; `within` are the characters of the text as it was written that hold all of it, where a default
    value does; `reason` says why it must not be rewritten; `used` are the scalars of all variables that are in it.
    """

    __slots__ = ("text", "node", "reason", "within", "used")

    def __init__(
        self,
        text: str | None,
        node: Any = None,
        reason: str | None = None,
        within: tuple[int, int] | None = None,
        used: Sequence[Any] = (),
    ) -> None:
        self.text = text
        self.node = node
        self.reason = reason
        self.within = within
        self.used = used


class Variables:
    """Variables with values that a file says itself.

    `syntax` finds their uses in a text, the name in the group `name` and, where there is one, the value for a variable
    that is not set in the group `default`; `values` gives the text and the node of a variable's value, None for a
    value that is not literal.
    """

    def __init__(self, syntax: re.Pattern[str], values: Mapping[str, Value | None]) -> None:
        self._syntax = syntax
        self._values = values
        self._filled: dict[tuple[str, int], Filled] = {}

    def fill(self, text: str, depth: int = 8) -> Filled:
        """The text with the values of its variables; one that grows too long counts as not known."""
        key = text, depth
        if key not in self._filled:
            self._filled[key] = self._fill(text, depth)
        return self._filled[key]

    def _fill(self, text: str, depth: int) -> Filled:
        uses = list(self._syntax.finditer(text))
        if not uses:
            return Filled(text)
        values = [self._value(use) for use in uses]
        inner = [self.fill(value[0], depth - 1) if value and depth else Filled(None) for value in values]
        used = [*(value[1] for value in values if value), *(node for one in inner for node in one.used)]
        nodes = list({id(node): node for node in used if node is not None}.values())
        if any(one.text is None for one in inner) or sum(len(one.text or "") for one in inner) > _MAX_FILLED:
            return Filled(None, reason=UNKNOWN, used=nodes)
        if uses[0].span() == (0, len(text)):
            value, only = values[0], inner[0]
            if value and value[1] is None and only.text == uses[0].groupdict().get("default"):
                return Filled(only.text, within=uses[0].span("default"), used=nodes)
            node = None if only.reason else only.node or (value[1] if value else None)
            return Filled(only.text, node, None if node is not None else COMPOSED, used=nodes)
        pieces, done = [], 0
        for use, one in zip(uses, inner, strict=True):
            pieces += [text[done : use.start()], one.text or ""]
            done = use.end()
        return Filled("".join([*pieces, text[done:]]), reason=COMPOSED, used=nodes)

    def _value(self, use: re.Match[str]) -> Value | None:
        if use["name"] in self._values:
            return self._values[use["name"]]
        default = use.groupdict().get("default")
        return (default, None) if default is not None else None


class Places:
    """Makes mentions of the nodes of one tree.

    `variables` fills in texts, None where the format has no variables; `hints` are the environments that the file
    speaks of.
    """

    def __init__(
        self, tree: Tree, scanner: str, *, variables: Variables | None = None, hints: tuple[str, ...] = ()
    ) -> None:
        self.tree = tree
        self.scanner = scanner
        self.variables = variables
        self.hints = hints
        self.held: set[Span] = set()
        """Where the variables stand that are part of something, so that no mention may be written there."""

    def fill(self, text: str, *, as_part: bool = False) -> Filled:
        """The text with the values of its variables; `as_part` says that it is no reference by itself."""
        if self.variables is None:
            return Filled(text)
        filled = self.variables.fill(text)
        if as_part or filled.node is None:
            for node in filled.used:
                self.hold(node)
        return filled

    def hold(self, node: Any) -> None:
        """Remember that a variable's value is part of something."""
        self.held.add(self._place(node)[0])

    def reference(
        self,
        node: Any,
        where: str,
        *,
        role: Role = Role.PULL,
        reason: str | None = None,
        platform: str | None = None,
        strip: str = "",
        inside: tuple[int, int] | None = None,
    ) -> Iterator[Mention]:
        """The mention of a scalar that is a reference; nothing where it is empty, a number, or no scalar.

        `strip` is a prefix, such as `docker://`, that is no part of the reference; `inside` are the characters of the
        text that the reference is among, where those are not all.
        """
        text = string(node)
        if text is None or not text.strip() or node.style == LITERAL or (not node.style and text in ("null", "~")):
            return
        start, end = inside or (0, len(text))
        start = end - len(text[start:end].lstrip())
        if strip and text.startswith(strip, start, end):
            start += len(strip)
        body = text[start:end].rstrip()
        if not body:
            return
        filled = self.fill(body)
        span, exact = self.tree.place(node, start, start + len(body))
        whole = span
        if filled.node is not None:
            whole, exact = self._place(filled.node)
        elif filled.within:
            whole, exact = self.tree.place(node, *(start + at for at in filled.within))
        why = reason or (filled.reason if filled.node is None else None) or (None if exact else ESCAPED)
        yield Mention(
            self.tree.source,
            span,
            filled.text,
            scanner=self.scanner,
            where=where,
            role=role,
            parts={"whole": whole},
            reason=why,
            platform=platform,
            hints=self.hints,
        )

    def split(
        self,
        nodes: Mapping[Part, Any],
        where: str,
        *,
        role: Role = Role.PULL,
        reason: str | None = None,
        default_registry: str = "",
        default_repository: str = "",
    ) -> Iterator[Mention]:
        """The mention of a reference whose parts are scalars of their own; nothing without a repository.

        `default_registry` stands before the repository where the registry has no scalar; `default_repository` is what
        a repository is called that has none, and which therefore cannot be given another name.
        """
        texts: dict[Part, str | None] = {}
        places: dict[Part, Span] = {}
        styles: dict[Part, str] = {}
        for part, node in nodes.items():
            text = string(node)
            if text is None:
                continue
            if not node.style and text in ("null", "~"):
                continue
            filled = self.fill(text.strip(), as_part=True)
            texts[part] = filled.text
            place, exact = self._place(node)
            places[part] = place
            elsewhere = COMPOSED if filled.node is not None or filled.within else filled.reason
            reason = reason or elsewhere or (None if exact else ESCAPED)
            if node.style == LITERAL:
                reason = reason or NO_TEXT
            if not node.style:
                styles[part] = PLAIN if text else ABSENT
        known = None not in texts.values()
        repository = (
            default_repository if texts.get("repository") == "" else texts.get("repository", default_repository)
        )
        if repository == "" or not places:
            return
        registry = texts.get("registry") or default_registry
        resolved = f"{registry.rstrip('/')}/" if registry else ""
        resolved += repository or ""
        resolved += f":{texts['tag']}" if texts.get("tag") else ""
        resolved += f"@{texts['digest']}" if texts.get("digest") else ""
        resolved += f"@sha256:{texts['hex']}" if texts.get("hex") else ""
        yield Mention(
            self.tree.source,
            places.get("repository") or min(places.values()),
            resolved if known else None,
            scanner=self.scanner,
            where=where,
            role=role,
            parts=places,
            styles=styles,
            reason=reason if known else reason or UNKNOWN,
            hints=self.hints,
        )

    def shell(
        self, node: Any, where: str, *, given: Mapping[str, str] | None = None, dialect: str = "sh"
    ) -> Iterator[Mention | Problem]:
        """The mentions of the commands in a scalar, or in the scalars of a list, which is read as one script."""
        lines = [("", node)] if is_scalar(node) else list(find(node, "[]")) if is_sequence(node) else []
        texts = [(where + place, self.tree.embed(line)) for place, line in lines if is_scalar(line)]
        return self._script(texts, given, dialect)

    def argv(self, words: Iterable[Any], where: str) -> Iterator[Mention | Problem]:
        """The mentions of a command given word by word: scalars, and texts for words that are nowhere written."""
        from mooring.scanners import shell

        pieces: list[tuple[bytes, Span]] = []
        here = Span(0, 0)
        words = list(words)
        texts = (word if isinstance(word, str) else string(word) for word in words)
        if not shell.may_name_images(" ".join([text for text in texts if text]).encode()):
            return iter(())
        for word in words:
            if isinstance(word, str):
                pieces.append((f"{word} ".encode(), here))
            elif is_scalar(word):
                embedded = self.tree.embed(word)
                here = embedded.lift(Span(0, 0))[0]
                text = embedded.data
                inside = embedded.pieces if b"'" not in text else [(text.replace(b"'", b"'\\''"), here)]
                pieces += [(b"'", here), *inside, (b"' ", here)]
        return self._script([(where, self.tree.source.embed(pieces))], None, "sh")

    def _script(
        self, texts: Iterable[tuple[str, Embedded]], given: Mapping[str, str] | None, dialect: str
    ) -> Iterator[Mention | Problem]:
        """The mentions of shell texts that belong together, each with where it is."""
        from mooring.scanners import shell
        from mooring.scanners.shell.mentions import Found, lift_problem, resolved, settle

        found: list[Found] = []
        for where, text in texts:
            for one in shell.read(text, given, dialect):
                if isinstance(one, Problem):
                    yield lift_problem(one, text)
                    continue
                lifted = one.lift()
                lifted.mention = lifted.mention.replace(scanner=self.scanner, where=where, hints=self.hints)
                found.append(lifted)
        yield from (resolved(one.mention) for one in settle(found))

    def lent(self, node: Any, scan: Callable[[Source], Iterable[Mention | Problem]], where: str) -> Iterator[Mention]:
        """The mentions that another scanner finds in a scalar, such as an inline Dockerfile."""
        if not is_scalar(node):
            return
        for one in scan(self.tree.embed(node)):
            if isinstance(one, Mention):
                yield one.lift().replace(scanner=self.scanner, where=f"{where}: {one.where}", hints=self.hints)

    def _place(self, node: Any) -> tuple[Span, bool]:
        """Where a scalar's text stands in the file, and whether it does so byte for byte."""
        text = string(node) or ""
        end = len(text.rstrip())
        return self.tree.place(node, len(text) - len(text.lstrip()) if end else 0, end)


def settled(mentions: Iterable[Mention | Problem], *places: Places) -> Iterator[Mention | Problem]:
    """The same, none rewritable that shares a place where it is written with another.

    One that shares no more than its repository can still be given another tag or digest, where these have places.
    `places` are those that made the mentions, for formats with variables.
    """
    found = list(mentions)
    held = {span for one in places for span in one.held}
    uses: dict[Span, set[tuple[Span, str | None]]] = {}
    for one in found:
        if isinstance(one, Mention) and one.parts != {"whole": one.span}:
            for place in one.parts.values():
                uses.setdefault(place, set()).add((one.span, one.resolved))
    for one in found:
        if not isinstance(one, Mention):
            yield one
            continue
        if one.rewritable and not held.isdisjoint(one.parts.values()):
            yield one.replace(reason=SHARED)
            continue
        own = {part: place for part, place in one.parts.items() if len(uses.get(place, ())) <= 1}
        if len(own) == len(one.parts):
            yield one
        elif {*one.parts} - {*own} == {"repository"} and ("tag" in own or "digest" in own):
            yield one.replace(parts=own)
        else:
            yield one.replace(reason=one.reason or SHARED)

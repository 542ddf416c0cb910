"""Tables of the calls and settings of a program that name images, and the mentions made of them.

A row of a table says which call (by the end of its callee, `docker.image`; `new X`; a struct's literal `X{}`) or which
setting (by the end of its path, `jib.from.image`), and which of the arguments is what: a number counts those without a
name, a name is one's own, `0.Image` is a member of the first, and `image|0` is the first of these that there is.
"""

from __future__ import annotations

import re

from mooring import Mention, Problem, Role, Span
from mooring.scanners.code.merging import merged, outermost
from mooring.scanners.code.rows import SHELL, WORDS, Row
from mooring.scanners.code.syntax import Argument, Code
from mooring.scanners.code.values import Value, values
from mooring.scanners.rows import known
from mooring.scanners.tables import COMPOSED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from mooring import Embedded, Part, Source
    from mooring.scanners.code.lexer import Language
    from mooring.scanners.code.syntax import Call

NO_DIGEST = "there is no digest beside it to write; add one"
BUILT = "it names what is built"
_ENGINES = frozenset({"docker", "podman", "nerdctl", "crane", "skopeo"})
_PLAIN_WORD = re.compile(r"[\w.,:/@%+=^~-]+")
_MAX_WORDS = 400
_HOLE_NAME = re.compile(r"(?:env\.|params\.)?(\w+)")


class Finder:
    """Makes mentions of what a program says."""

    def __init__(self, source: Source, language: Language, scanner: str, *, anywhere: bool = False) -> None:
        self.source = source
        self.code = Code(source, language)
        self.scanner = scanner
        self.anywhere = anywhere
        self._found: list[Mention | Problem] = []

    # -- tables

    def calls(self, rows: Iterable[Row]) -> None:
        """Find what the calls of a table name."""
        table: dict[str, list[Row]] = {}
        for row in rows:
            table.setdefault(row.callee[-1], []).append(row)
        for call in self.code.calls:
            for row in table.get(call.names[-1], ()):
                if row.matches(call):
                    self.call(call, row)
                    break

    def settings(self, rows: Iterable[tuple[str, Role | str]]) -> None:
        """Find what the settings of a table name: the end of a path (`jib.from.image`), and a role or a kind."""
        table: dict[str, list[tuple[tuple[str, ...], Role | str]]] = {}
        for path, role in rows:
            steps = tuple(path.split("."))
            table.setdefault(steps[-1], []).append((steps, role))
        for setting in self.code.settings():
            for steps, role in table.get(setting.path[-1], ()):
                if follows(steps, setting.path):
                    where = ".".join(setting.path[-len(steps) - 2 :])
                    if isinstance(role, Role):
                        self.reference(setting.first, setting.last, where, role=role)
                    else:
                        self.shell(setting.first, setting.last, where, dialect=role)
                    break

    def call(self, call: Call, row: Row) -> None:
        """Find what one call names."""
        where = ".".join(call.names[-2:]).replace("{}", "")
        if row.parts:
            self.split({part: self.argument(call, spec) for part, spec in row.parts.items()}, where, row)
            return
        argument = self.argument(call, row.whole)
        if argument is None:
            return
        where = f"{where}.{argument.name}" if argument.name else where
        if row.kind == SHELL:
            self.shell(argument.first, argument.last, where, dialect=row.dialect)
        elif row.kind == WORDS:
            self.words(argument, self.code.arguments(call), where)
        else:
            self.reference(
                argument.first, argument.last, where, role=row.role, strip=row.strip, only=row.only, sure=row.sure
            )

    def argument(self, call: Call, spec: str) -> Argument | None:
        """The argument that a row means; None where the call has none."""
        members = self.code.arguments(call)
        for choice in spec.split("|"):
            steps = choice.split(".")
            found = _pick(members, steps[0])
            for step in steps[1:]:
                found = self._member(found, step)
            if found is not None:
                return found
        return None

    def _member(self, argument: Argument | None, name: str) -> Argument | None:
        if argument is None:
            return None
        at = argument.first
        while at < argument.last and self.code.tokens[at].text not in ("{", "["):
            at += 1
        if at >= argument.last or self.code.tokens[at].partner < 0:
            return None
        return _pick(list(self.code.members(at + 1, self.code.tokens[at].partner)), name)

    # -- mentions

    def reference(
        self,
        first: int,
        last: int,
        where: str,
        *,
        role: Role = Role.PULL,
        strip: str = "",
        only: re.Pattern[str] | None = None,
        sure: bool = True,
    ) -> None:
        """The mention of an expression that is a reference; `only` says which texts are one.

        Where it is not `sure` that there is a reference, an expression that is not known is none.
        """
        if first >= last:
            return
        use = self.span(first, last)
        found = values(self.code, first, last, anywhere=self.anywhere)
        for value in found:
            if value.silent or value.text == "":
                continue
            text, place = value.text, value.place
            if (text is None and not sure) or (text is not None and only is not None and not only.match(text)):
                continue
            if strip and text is not None:
                if not text.startswith(strip):
                    continue
                text = text[len(strip) :]
                place = place and Span(place.start + len(strip), place.end)
            here = place is not None and use.start <= place.start and place.end <= use.end
            reason = value.reason or (COMPOSED if place is None else None)
            self._found.append(
                Mention(
                    self.source,
                    place if place is not None and here else use,
                    text,
                    scanner=self.scanner,
                    where=where,
                    role=role,
                    parts={"whole": place if place is not None else use},
                    reason=BUILT if role is Role.BUILD_OUTPUT else reason if text is not None else UNKNOWN,
                )
            )

    def split(self, arguments: Mapping[Part, Argument | None], where: str, row: Row) -> None:
        """The mention of a reference whose parts are arguments of their own."""
        parts: dict[Part, Span] = {}
        texts: dict[Part, str] = {}
        reason, is_known = None, True
        start = None
        for part, argument in arguments.items():
            if argument is None or argument.first >= argument.last:
                continue
            found = values(self.code, argument.first, argument.last, anywhere=self.anywhere)
            value = found[0] if len(found) == 1 else Value(None, reason=UNKNOWN)
            if value.silent:
                if part == "repository":
                    return
                continue
            used = self.span(argument.first, argument.last)
            parts[part] = value.place or used
            if start is None or part == "repository":
                start = value.place if value.place and used.start <= value.place.start < used.end else used
            is_known = is_known and value.text is not None
            texts[part] = value.text or ""
            reason = reason or value.reason or (COMPOSED if value.place is None else None)
        if start is None or "repository" not in parts or (is_known and not texts["repository"]):
            return
        registry = texts.get("registry", "")
        resolved = f"{registry.rstrip('/')}/{texts['repository']}" if registry else texts["repository"]
        resolved += f":{texts['tag']}" if texts.get("tag") else ""
        resolved += f"@{texts['digest']}" if texts.get("digest") else ""
        resolved += f"@sha256:{texts['hex']}" if texts.get("hex") else ""
        if reason is None and row.apart and "digest" not in parts:
            reason = NO_DIGEST
        self._found.append(
            Mention(
                self.source,
                start,
                resolved if is_known else None,
                scanner=self.scanner,
                where=where,
                role=row.role,
                parts=parts,
                reason=BUILT if row.role is Role.BUILD_OUTPUT else reason if is_known else UNKNOWN,
            )
        )

    def words(self, program: Argument, members: Sequence[Argument], where: str) -> None:
        """The mentions of a command whose words are arguments of their own, or the elements of one."""
        words = [program]
        for member in members:
            if member.first <= program.first:
                continue
            opening = next((at for at in range(member.first, member.last) if self.code.tokens[at].text in "[{"), None)
            if opening is not None and self.code.tokens[opening].partner == member.last - 1:
                words += self.code.members(opening + 1, self.code.tokens[opening].partner)
            else:
                words.append(member)
        if self.code.literal(program.first) not in _ENGINES or program.last - program.first != 1:
            return
        pieces = []
        for word in words[:_MAX_WORDS]:
            at = Span(self.code.tokens[word.first].start, self.code.tokens[word.first].start)
            text = self.code.literal(word.first) if word.last - word.first == 1 else None
            if text is None or _PLAIN_WORD.fullmatch(text) is None:
                said = None if text is not None else values(self.code, word.first, word.last)
                known = len(said) == 1 and said[0].place is not None if said else False
                if said and known and said[0].place and _PLAIN_WORD.fullmatch(said[0].text or ""):
                    place = said[0].place
                    pieces += [(self.source.data[place.start : place.end], place), (b" ", at)]
                else:
                    pieces.append((b"$_ " if text is None else b"'_' ", self.span(word.first, word.last)))
            else:
                pieces += [(text.encode("latin-1", "replace"), self.span(word.first, word.last)), (b" ", at)]
        self._commands(self.source.embed(pieces), where)

    def _commands(self, embedded: Embedded, where: str) -> None:
        from mooring.scanners import shell
        from mooring.scanners.shell.mentions import Found

        for one in shell.read(embedded):
            if isinstance(one, Found):
                lifted = one.lift()
                lifted.mention = lifted.mention.replace(scanner=self.scanner, where=where)
                self._shell.append(lifted)

    def shell(
        self, first: int, last: int, where: str, *, dialect: str = "sh", given: Mapping[str, str] | None = None
    ) -> None:
        """The mentions of the commands in a literal."""
        from mooring.scanners import shell
        from mooring.scanners.shell.mentions import Found

        embedded = self.embedded(first, last, variables=True)
        if embedded is None:
            return
        known, places = self._given(first)
        for one in shell.read(embedded, {**(given or {}), **known}, dialect):
            if isinstance(one, Found):
                lifted = one.lift()
                lifted.mention = lifted.mention.replace(scanner=self.scanner, where=where)
                place = places.get(lifted.mention.text)
                if place is not None and lifted.mention.role is Role.PULL and lifted.mention.resolved is not None:
                    lifted.mention = lifted.mention.replace(parts={"whole": place}, reason=None)
                self._shell.append(lifted)

    def embedded(self, first: int, last: int, *, variables: bool = False) -> Embedded | None:
        """The text of an expression that is one literal as a source of its own; None for another.

        With `variables` a hole of one name is written as a shell's variable.
        """
        while last - first > 1 and self.code.tokens[first].text == "(" and self.code.tokens[first].partner == last - 1:
            first, last = first + 1, last - 1
        stretches = self.code.fragments(first) if first < last else None
        if stretches is None:
            return None
        pieces = []
        for one in stretches:
            span = Span(one.start, one.end)
            if one.text is None and variables:
                named = _HOLE_NAME.fullmatch(one.hole)
                pieces.append((f"${{{named[1] if named else '_'}}}".encode(), span))
            else:
                raw = self.source.data[one.start : one.end]
                exact = one.text is None or one.end - one.start == len(one.text)
                pieces.append((raw if exact else (one.text or "").encode("latin-1", "replace"), span))
        return self.source.embed(pieces)

    @property
    def _shell(self) -> list[Any]:
        if not hasattr(self, "_of_shell"):
            self._of_shell: list[Any] = []
        return self._of_shell

    def _given(self, use: int) -> tuple[dict[str, str], dict[str, Span]]:
        """The names with a known value in the holes and variables of a literal, and where their values stand."""
        token = self.code.tokens[use]
        known: dict[str, str] = {}
        places: dict[str, Span] = {}
        for match in re.finditer(r"\$\{?(?:env\.|params\.)?(\w+)\}?", self.code.text[token.start : token.end]):
            name = match[1]
            if name in known:
                continue
            found = self.code.constants.find(name, use, anywhere=True)
            said = values(self.code, *found, anywhere=True) if found else []
            if len(said) == 1 and said[0].text is not None:
                known[name] = said[0].text
                if said[0].place is not None and said[0].reason is None:
                    places[match[0]] = said[0].place
        return known, places

    def span(self, first: int, last: int) -> Span:
        """The bytes of tokens, the quotes around the only one left out."""
        token = self.code.tokens[first]
        if last == first + 1 and token.quote is not None:
            return Span(token.start + len(token.quote.opening), token.end - len(token.quote.closing))
        return Span(token.start, self.code.tokens[last - 1].end)

    def add(self, mention: Mention | Problem) -> None:
        """Add what was found otherwise."""
        self._found.append(mention)

    def found(self) -> Iterator[Mention | Problem]:
        """Everything that was found: what is written in one place once, and rewritten only where all agree on it."""
        if self._shell:
            from mooring.scanners.shell.mentions import resolved, settle

            self._found += [resolved(one.mention) for one in settle(self._shell)]
        yield from outermost(merged([known(one) if isinstance(one, Mention) else one for one in self._found]))


def _pick(members: Sequence[Argument], step: str) -> Argument | None:
    if step.isdigit():
        unnamed = [one for one in members if one.name is None]
        return unnamed[int(step)] if int(step) < len(unnamed) else None
    return next((one for one in members if one.name == step), None)


def follows(steps: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a path ends with the last of the steps and has the others before it, in order."""
    at = len(path) - 1
    if path[at] != steps[-1]:
        return False
    wanted = list(steps[:-1])
    while wanted and at > 0:
        at -= 1
        if path[at] == wanted[-1]:
            wanted.pop()
    return not wanted

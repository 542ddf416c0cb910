"""Earthfiles: Earthly's build files.

By Earthly's reference (https://docs.earthly.dev, "Earthfile reference"): `FROM`, `SAVE IMAGE` (an output;
`--cache-from` a cache), `WITH DOCKER --pull`, and the docker commands of `RUN` there and after `LOCALLY`, where what
`--load` brings is local. A word with a `+` names a target. ARGs with a default, of the target or of all, are filled in.
"""

from __future__ import annotations

import re

from mooring import InvalidReference, Mention, Reference, Role
from mooring.scanners.dockerfile.expansion import SubstitutionError, expand
from mooring.scanners.dockerfile.lines import Instruction, instructions
from mooring.scanners.dockerfile.values import Definition, Expanded, runs
from mooring.scanners.tables import COMPOSED, SHARED, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source
    from mooring.scanners.dockerfile.words import Word

SCANNER = "earthfile"

_BUILT = "it names what is built"
_CACHED = "it names a build cache"
_WORD = re.compile(r"(?:\"[^\"]*\"|'[^']*'|\$\([^()]*\)|[^\s\"'$]|[\"'$])+")
_ROLES = {Role.BUILD_OUTPUT: _BUILT, Role.CACHE: _CACHED}


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of an Earthfile."""
    try:
        text = source.text
    except UnicodeDecodeError:
        return
    file = _Earthfile(source)
    for instruction in instructions(text, "\\"):
        file.take(instruction)
    yield from file.found


class _Earthfile:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Mention] = []
        self._global: dict[str, Definition] = {}
        self._scope: dict[str, Definition] = self._global
        self._uses: dict[tuple[int, int], int] = {}
        self._loaded: set[str] = set()
        self._docker = self._locally = False

    def take(self, instruction: Instruction) -> None:
        """Read one command, or the line that a target begins with."""
        keyword = instruction.keyword
        words = list(_split(instruction.rest))
        if keyword.endswith(":") and not words:
            self._scope = dict(self._global)
            self._docker = self._locally = False
        elif keyword == "locally":
            self._locally = True
        elif keyword in ("arg", "let"):
            self._define(words)
        elif keyword == "from":
            self._from(instruction, words)
        elif keyword == "save" and words and words[0].text.lower() == "image":
            self._save(words[1:])
        elif keyword == "with" and words and words[0].text.lower() == "docker":
            self._docker = True
            self._with_docker(words[1:])
        elif keyword == "end":
            self._docker = False
        elif keyword == "run" and (self._docker or self._locally):
            self._run(instruction)

    def _define(self, words: list[Word]) -> None:
        words = [word for word in words if not word.text.startswith("--")]
        if not words:
            return
        name, equals, value = words[0].text.partition("=")
        if not equals and len(words) > 1 and words[1].text.startswith("="):
            value_word = words[1].part(1) if len(words[1].text) > 1 else words[2] if len(words) > 2 else None
            self._scope[name] = Definition(name, self._expand(value_word) if value_word else None)
        elif equals:
            self._scope[name] = Definition(name, self._expand(words[0].part(len(name) + 1)) if value else None)
        else:
            self._scope.setdefault(name, Definition(name, None))

    def _expand(self, word: Word) -> Expanded | None:
        try:
            return expand(_unquoted(word), self._scope, "\\")
        except SubstitutionError:
            return None

    def _from(self, instruction: Instruction, words: list[Word]) -> None:
        platform = None
        for flag in instruction.flags:
            name, _, value = flag.text.partition("=")
            if name == "--platform" and "$" not in value:
                platform = value
        words = [word for word in words if not word.text.startswith("--")]
        if words and words[0].text != "DOCKERFILE":
            self._mention(words[0], "FROM", platform=platform)

    def _save(self, words: list[Word]) -> None:
        for word in words:
            if word.text.startswith("--cache-from="):
                self._mention(word.part(len("--cache-from=")), "SAVE IMAGE --cache-from", role=Role.CACHE)
            elif not word.text.startswith("--"):
                self._mention(word, "SAVE IMAGE", role=Role.BUILD_OUTPUT)

    def _with_docker(self, words: list[Word]) -> None:
        flag = ""
        for word in words:
            if word.text.startswith("--"):
                flag, equals, _ = word.text.partition("=")
                if not equals:
                    continue
                word = word.part(len(flag) + 1)  # noqa: PLW2901 - the value is what is left of the word
            if flag == "--pull":
                self._mention(word, "WITH DOCKER --pull")
            elif flag == "--load":
                name, equals, _ = word.text.partition("=")
                if equals:
                    self._loaded.add(_canonical(name))
                elif "/" in word.text:
                    self._docker = False
            flag = ""

    def _run(self, instruction: Instruction) -> None:
        from mooring.scanners import shell
        from mooring.scanners.shell.mentions import Found, resolved, settle

        word = instruction.rest
        if not word.text:
            return
        pieces = []
        for piece in runs(word):
            assert piece.start is not None
            assert piece.text is not None
            span = self.source.span(piece.start, piece.start + len(piece.text))
            pieces.append((self.source.data[span.start : span.end], span))
        given = {name: one.pieces[0].text or "" for name, one in self._scope.items() if one.pieces}
        found = shell.read(self.source.embed(pieces), given)
        for one in settle(each.lift() for each in found if isinstance(each, Found)):
            mention = resolved(one.mention)
            if mention.reference is None or mention.reference.canonical not in self._loaded:
                self.found.append(mention.replace(scanner=SCANNER, where=f"RUN {mention.where}"))

    def _mention(self, word: Word, where: str, *, role: Role = Role.PULL, platform: str | None = None) -> None:
        word = _unquoted(word)
        if not word.text or "+" in word.text:
            return
        expanded = self._expand(word)
        text = expanded.text if expanded and not expanded.note else None
        if text is not None and ("+" in text or text in ("", "scratch")):
            return
        span = self.source.span(word.start, word.stop)
        literal = expanded.literal if expanded and text is not None else None
        whole = span
        reason = _ROLES.get(role) or (UNKNOWN if text is None else None if literal else COMPOSED)
        if literal is not None and literal.start is not None and literal.text:
            whole = self.source.span(literal.start, literal.start + len(literal.text))
        place = (whole.start, whole.end)
        if text is not None and whole != span:
            self._uses[place] = self._uses.get(place, 0) + 1
            if self._uses[place] > 1:
                reason = reason or SHARED
                self.found = [
                    one.replace(reason=one.reason or SHARED) if one.parts.get("whole") == whole else one
                    for one in self.found
                ]
        self.found.append(
            Mention(
                self.source,
                span,
                text,
                scanner=SCANNER,
                where=where,
                role=role,
                parts={"whole": whole},
                reason=reason,
                platform=platform,
            )
        )


def _canonical(name: str) -> str:
    try:
        return Reference.parse(name).canonical
    except InvalidReference:
        return name


def _split(word: Word) -> Iterator[Word]:
    """The words between blanks; quotes and what the shell fills in hold together."""
    for match in _WORD.finditer(word.text):
        yield word.part(match.start(), match.end())


def _unquoted(word: Word) -> Word:
    quote = word.text[:1]
    if quote in ("'", '"') and len(word.text) > 2 and word.text.find(quote, 1) == len(word.text) - 1:
        return word.part(1, -1)
    return word

"""What a Dockerfile's stages are made from: the images and stages that FROM, COPY and RUN name.

Follows BuildKit's `frontend/dockerfile/dockerfile2llb`: only ARGs before the first FROM count in FROM. FROM finds
the stages above it by their exact lower-case names; `COPY --from` and `RUN --mount` find any stage whatever the
letter case, COPY by number too. `scratch` is no image.
"""

from __future__ import annotations

import re

from mooring.scanners.dockerfile.directives import Directives, syntax
from mooring.scanners.dockerfile.expansion import TEMPLATE, SubstitutionError, expand
from mooring.scanners.dockerfile.lines import Instruction, instructions, overlong_line
from mooring.scanners.dockerfile.validity import EXPANDING, LINKING, READING, SPLITTING, Refused, check, mount_source
from mooring.scanners.dockerfile.values import Definition, Expanded, verbatim
from mooring.scanners.dockerfile.words import Word, arg_words, blank_separated, first_word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FROM, COPY, MOUNT = "FROM", "COPY --from", "RUN --mount"
SCRATCH = "scratch"
_MAX_CANDIDATES = 256
_NUMBER = r"[+-]?[0-9]{1,18}"
_FRONTEND = r"(?:.*/)?dockerfile(?:-upstream)?(?:[:@].*)?"


class Use:
    """A place where an instruction names what it takes from.

    `kind` is `FROM`, `COPY` or `MOUNT`, `on_build` whether that stands behind ONBUILD. `expanded` is what the word
    stands for, `names_stage` whether that is a stage of this file.
    """

    __slots__ = ("expanded", "kind", "line", "names_stage", "on_build", "platform", "word")

    def __init__(self, kind: str, word: Word, expanded: Expanded, line: int, *, on_build: bool = False) -> None:
        self.kind = kind
        self.word = word
        self.expanded = expanded
        self.line = line
        self.on_build = on_build
        self.platform: str | None = None
        self.names_stage = False


class Dockerfile:
    """A Dockerfile read to its end.

    `syntax` is from where to where the text names the image of a frontend, `uses` are the places that name images
    and stages, in order.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.syntax = syntax(text)
        self._escape = "\\"
        self._scope: dict[str, Definition] = {}
        self._stages = 0
        self._names: dict[str, None] = {}
        self._taken: list[Use | None] = []
        self._refusals: list[tuple[int, int, str]] = []
        self._is_template = False
        self._read()
        self.uses = list(self._linked())

    @property
    def is_foreign(self) -> bool:
        """Whether a frontend that is not Docker's own reads the file."""
        return self.syntax is not None and not re.fullmatch(_FRONTEND, self.text[slice(*self.syntax)])

    @property
    def has_template_tags(self) -> bool:
        """Whether a template language's tags stand anywhere in the file."""
        return TEMPLATE.search(self.text) is not None

    @property
    def has_stages(self) -> bool:
        """Whether a FROM begins a stage."""
        return self._stages > 0

    @property
    def refusal(self) -> tuple[int, str] | None:
        """The line and the reason of BuildKit's refusal, None when it takes the file.

        It does not judge a file that another frontend reads, nor a template for a Dockerfile.
        """
        if not self._refusals or self._is_template or self.is_foreign:
            return None
        _, line, message = min(self._refusals)
        return line, message

    def _refuse(self, step: int, line: int, message: str) -> None:
        self._refusals.append((step, line, message))

    def _read(self) -> None:
        directives = Directives(self.text)
        self._escape = directives.escape
        if directives.flaw:
            self._refuse(SPLITTING, *directives.flaw)
        overlong = overlong_line(self.text)
        if overlong:
            self._refuse(SPLITTING, overlong, "the line is too long for Docker; part it")
        first = None
        for instruction in instructions(self.text, self._escape):
            first = first or instruction
            self._take(instruction)
        if first and not self._stages:
            self._refuse(EXPANDING, first.line, "no FROM begins a stage; add one")
            self._is_template = self._is_template or self.has_template_tags

    def _take(self, instruction: Instruction) -> None:
        try:
            check(instruction, self._escape)
            take = _TAKE.get(instruction.keyword)
            if take:
                take(self, instruction)
        except Refused as refused:
            self._refuse(refused.step, instruction.line, str(refused))
            self._is_template = self._is_template or bool(TEMPLATE.search(instruction.whole_text))
        if instruction.keyword == "from":
            self._begin_stage(instruction)
        elif not self._stages and instruction.keyword != "arg":
            self._refuse(READING, instruction.line, "the instruction stands before the first FROM; add one above it")

    def _begin_stage(self, instruction: Instruction) -> None:
        """Make a stage's name known, even if the rest of its FROM cannot be read."""
        self._stages += 1
        words = blank_separated(instruction.text.lower())
        if words[-2:-1] == ["as"]:
            self._names[words[-1]] = None

    def _arg(self, instruction: Instruction) -> None:
        if self._stages:
            return
        for word in arg_words(instruction.rest, self._escape):
            name, equals, _ = word.text.partition("=")
            if equals:
                self._scope[name] = Definition(name, self._expand(word.part(len(name) + 1)))
            elif name not in self._scope:
                self._scope[name] = Definition(name, None)

    def _expand(self, word: Word) -> Expanded:
        try:
            expanded = expand(word, self._scope, self._escape)
        except SubstitutionError as error:
            raise Refused(f"{error}; mend it", EXPANDING) from error
        for definition in expanded.used:
            definition.users += 1
        return expanded

    def _from(self, instruction: Instruction) -> None:
        word = first_word(instruction.rest)
        use = Use(FROM, word, self._expand(word), instruction.line)
        for flag in instruction.flags:
            use.platform = self._expand(flag.part(len("--platform="))).text
        name = use.expanded.text
        if name is None:
            use.names_stage = self._may_be_stage(use.expanded)
        elif not name and not use.expanded.note:
            raise Refused("FROM names no image; write one", EXPANDING)
        else:
            use.names_stage = name in self._names or (name.lower() in self._names and name.lower() != SCRATCH)
        if use.names_stage or name != SCRATCH:
            self._taken.append(use)

    def _may_be_stage(self, expanded: Expanded) -> bool:
        """Whether a stage above has a name that a word could give, with anything for an unknown piece of it.

        Nothing but an unknown piece could as well be any image, unless the platform alone decides it.
        """
        if not any(piece.text or piece.empty is False for piece in expanded.pieces):
            return False
        texts = "".join(["\n" if piece.text is None else piece.text for piece in expanded.pieces]).split("\n")
        return any(_could_be(texts, name) for name in list(self._names)[:_MAX_CANDIDATES])

    def _copy(self, instruction: Instruction, *, on_build: bool = False) -> None:
        for flag in instruction.flags:
            if flag.text.startswith("--from="):
                name = flag.part(len("--from="))
                if name.text:
                    self._taken.append(Use(COPY, name, self._verbatim(name), instruction.line, on_build=on_build))

    def _verbatim(self, word: Word) -> Expanded:
        try:
            expanded = expand(word, {}, self._escape)
        except SubstitutionError:
            expanded = None
        if expanded is None or expanded.text not in (word.text, None):
            raise Refused(
                "`COPY --from` takes no variable; name a stage that begins with FROM and the variable", LINKING
            )
        return expanded

    def _run(self, instruction: Instruction, *, on_build: bool = False) -> None:
        for flag in instruction.flags:
            if flag.text.startswith("--mount="):
                name = mount_source(flag.part(len("--mount=")))
                use = Use(MOUNT, name, verbatim(name), instruction.line, on_build=on_build) if name else None
                self._taken.append(use)

    def _on_build(self, instruction: Instruction) -> None:
        trigger = instruction.trigger(self._escape)
        try:
            check(trigger, self._escape)
            if trigger.keyword == "copy":
                self._copy(trigger, on_build=True)
            elif trigger.keyword == "run":
                self._run(trigger, on_build=True)
        except Refused:
            return

    def _linked(self) -> Iterator[Use]:
        """The uses, each with what it names found, without those that name nothing.

        Numbers count the stages, and behind them whatever else files were taken from above, a mount of nothing too.
        """
        numbered = self._stages
        for use in self._taken:
            if use is None:
                numbered += 1
            elif use.kind == FROM:
                yield use
            elif use.kind == COPY and re.fullmatch(_NUMBER, use.word.text):
                use.names_stage = True
                if use.on_build or 0 <= int(use.word.text) < numbered:
                    yield use
                else:
                    self._refuse(LINKING, use.line, f"no stage has the number {use.word.text}; they count from 0")
            else:
                use.names_stage = use.word.text.lower() in self._names
                if use.names_stage or use.word.text != SCRATCH:
                    yield use
                numbered += not use.names_stage


_TAKE = {
    "arg": Dockerfile._arg,  # noqa: SLF001 - the table belongs to the class
    "copy": Dockerfile._copy,  # noqa: SLF001
    "from": Dockerfile._from,  # noqa: SLF001
    "onbuild": Dockerfile._on_build,  # noqa: SLF001
    "run": Dockerfile._run,  # noqa: SLF001
}


def _could_be(texts: list[str], name: str) -> bool:
    """Whether a name is made of these texts in this order, with anything between them."""
    first, *middle, last = texts
    end = len(name) - len(last)
    if len(first) > end or not name.startswith(first) or not name.endswith(last):
        return False
    index = len(first)
    for text in middle:
        found = name.find(text, index, end)
        if found < 0:
            return False
        index = found + len(text)
    return True

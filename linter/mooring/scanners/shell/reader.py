"""The commands of a shell text that name images, those in nested texts and here-documents included."""

from __future__ import annotations

import re

from mooring import Mention, Span
from mooring.scanners.shell import documents, uses, wrappers
from mooring.scanners.shell.arguments import Argument
from mooring.scanners.shell.command_line import CommandLine, after_switches, operands
from mooring.scanners.shell.commands import TOOLS
from mooring.scanners.shell.dialects import CMD, POSIX, translate
from mooring.scanners.shell.grammar import Script
from mooring.scanners.shell.mentions import ALL_TAGS, Found, find, lift_problem
from mooring.scanners.shell.values import UNKNOWN, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mooring import Embedded, Problem, Source
    from mooring.scanners.shell.syntax import Command, Word
    from mooring.scanners.shell.usage import Form, Usage

_MAX_NESTING = 6
_MAX_WRAPPERS = 16
_ENGINE = re.compile(
    r"docker|podman|container_?(?:engine|runtime|tool|cmd|cli|bin|command|exe)|^(?:engine|runtime)$", re.IGNORECASE
)
_NO_ENGINE = re.compile(r"compose|ima?ge?|file|host|registry|repo|tag|arg|opt|flag|run$|build|push|pull", re.IGNORECASE)
_TOOL_SUFFIX = re.compile(r"_?(?:cmd|command|cli|bin|binary|exe|path|tool)$")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?[smhd]?")
_COMMAND_FLAG = re.compile(r"-[A-Za-z]*c")
_ASSIGNED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


class Reader:
    """Reads one shell text. `given` are variables that are set from outside, by name."""

    def __init__(self, source: Source, given: Mapping[str, str], *, dialect: str = POSIX, nesting: int = 0) -> None:
        self.source = source
        self.given = given
        self.dialect = dialect
        self.nesting = nesting
        self.script = Script(translate(source.data.decode("latin-1"), dialect))
        self.values = Values(self.script, given)
        self.forwarders = set(_forwarders(self.script))

    def found(self) -> Iterator[Found | Problem]:
        """Every image that a command names, in order."""
        for command in self.script.commands:
            yield from self._command(command, self._arguments(command))

    def _arguments(self, command: Command) -> list[Argument]:
        arguments = []
        for word in command.words:
            fields = self.values.fields(word, word.start, command.blocks)
            split = len(fields) > 1
            arguments += [Argument(field or [UNKNOWN], word, self.values, command, split=split) for field in fields]
        return arguments

    def _command(self, command: Command, arguments: list[Argument]) -> Iterator[Found | Problem]:
        """Read a command line; a program that runs another is passed over."""
        for _ in range(_MAX_WRAPPERS):
            if not arguments:
                return
            name = _program(arguments[0])
            if name == "eval" and len(arguments) > 2:
                arguments = arguments[1:]
            elif name == "ssh" and len(words := _remote_words(arguments)) > 1:
                arguments = words
            elif name in wrappers.WRAPPERS:
                arguments = _wrapped(name, arguments[1:])
            elif name in self.forwarders or _is_prefix(arguments):
                arguments = arguments[1:]
            else:
                break
        else:
            return
        if name in documents.WRITERS or name in documents.READERS:
            yield from self._files(name, command, arguments[1:])
        if name in TOOLS:
            yield from self._tool(name, command, arguments[1:])
        elif name in wrappers.SHELLS or name in ("su", "runuser", "sg"):
            yield from self._shell(command, arguments[1:])
        elif name == "ssh":
            yield from self._remote(command, _remote_words(arguments))
        elif name == "eval" and len(arguments) == 2:
            yield from self._nested_word(arguments[1].word)

    # -- texts within the text

    def _shell(self, command: Command, arguments: list[Argument]) -> Iterator[Found | Problem]:
        """Read the text that a shell is given to run: after `-c`, or on its standard input."""
        flag = next((i for i, argument in enumerate(arguments) if _COMMAND_FLAG.fullmatch(argument.view)), None)
        if flag is not None:
            for argument in arguments[flag + 1 : flag + 2]:
                yield from self._nested_word(argument.word)
        elif any(argument.view == "-s" for argument in arguments) or not operands(arguments, frozenset({"-o", "-O"})):
            yield from self._nested_input(command)

    def _remote(self, command: Command, words: list[Argument]) -> Iterator[Found | Problem]:
        """Read the text that ssh runs on the other host: the one word after its name, or the standard input."""
        if words and any(piece.kind == "text" and " " in piece.text for piece in words[0].word.pieces):
            yield from self._nested_word(words[0].word)
        else:
            yield from self._nested_input(command)

    def _nested_word(self, word: Word) -> Iterator[Found | Problem]:
        yield from self._nested(self._word_source(word))

    def _word_source(self, word: Word) -> Embedded:
        """A word's text as a source, its quotes and escapes removed."""
        pieces = []
        for piece in word.pieces:
            data = piece.text.encode("latin-1") if piece.kind == "text" else self.source.data[piece.start : piece.end]
            pieces.append((data, Span(piece.start, piece.end)))
        return self.source.embed(pieces)

    def _nested_input(self, command: Command) -> Iterator[Found | Problem]:
        for document in documents.given_to(command):
            yield from self._nested(documents.body(self.source, self.script.text, document))

    def _nested(self, source: Embedded) -> Iterator[Found | Problem]:
        if self.nesting >= _MAX_NESTING:
            return
        reader = Reader(source, self._literals(), dialect=self.dialect, nesting=self.nesting + 1)
        for found in reader.found():
            yield found.lift() if isinstance(found, Found) else lift_problem(found, source)

    def _literals(self) -> Mapping[str, str]:
        """The variables that a nested text can be given: those set from outside, and those set once by a literal."""
        literals = dict(self.given)
        for name, assignments in self.values.assignments.items():
            literals.pop(name, None)
            words = assignments[0].values if len(assignments) == 1 else None
            if words is not None and len(words) == 1:
                values = self.values.word(words[0], assignments[0].at, assignments[0].blocks)
                if len(values) == 1 and values[0].text is not None:
                    literals[name] = values[0].text
        return literals

    def _files(self, name: str, command: Command, arguments: list[Argument]) -> Iterator[Found | Problem]:
        """Read the files that the script itself holds: those that a command writes, and those that it is to use."""
        given = documents.given_to(command)
        if not given or documents.depth(self.source) > _MAX_NESTING:
            return
        if name in documents.WRITERS:
            path = documents.written_to(name, command, arguments)
        else:
            path = documents.read_by(name, arguments)
        if path is None:
            return
        from mooring.scanners import within

        where = path.rpartition("/")[2].strip("_") if name in documents.WRITERS else name
        for document in given:
            text = documents.body(self.source, self.script.text, document)
            scan = within.reader(path, text.data)
            if scan is not None:
                yield from documents.lent(text, scan, where or "here-document", literal=document.literal)

    # -- container tools

    def _tool(self, name: str, command: Command, arguments: list[Argument]) -> Iterator[Found | Problem]:
        tool = TOOLS[name]
        path = ""
        while path not in tool.usages or not path:
            words = after_switches(arguments, tool.switches)
            following = f"{path} {words[0].text}".strip() if words else ""
            if words and (following in tool.usages or following in tool.groups):
                path, arguments = following, words[1:]
            elif path in tool.usages:
                break
            else:
                return
        usage = tool.usages[path]
        line = CommandLine(usage, arguments)
        platform = line.value("--platform")
        all_tags = line.has("-a", "--all-tags")
        for use, form, argument in _images(usage, line):
            where = f"{name} {path}".strip()
            for found in find(self.source, argument, use, form, where, percent=self.dialect == CMD):
                if platform is not None and "${{" not in platform:
                    found.mention = found.mention.replace(platform=platform)
                if all_tags and path.endswith(("pull", "push")):
                    reason = found.mention.reason or ALL_TAGS
                    found.mention = found.mention.replace(all_tags=True, reason=reason)
                if use == uses.BUILD and line.has("--push"):
                    found.mention = found.mention.replace(pushed=True)
                yield found
        if path.endswith(("build", "bud", " b")) and _reads_dockerfile(line):
            yield from self._dockerfiles(command)

    def _dockerfiles(self, command: Command) -> Iterator[Found | Problem]:
        """Read the Dockerfile that a build is given on its standard input."""
        from mooring.scanners import dockerfile

        sources = [documents.body(self.source, self.script.text, document) for document in documents.given_to(command)]
        sources += [self._word_source(word) for word in command.strings]
        for source in sources:
            for found in dockerfile.scan(source):
                if isinstance(found, Mention):
                    yield Found(found.lift(), uses.NESTED, found.text)
                elif b"$" not in source.data:
                    yield lift_problem(found, source)


def _forwarders(script: Script) -> Iterator[str]:
    """The names of the script's functions that run the words given to them."""
    for command in script.commands:
        first = command.words[0].pieces
        if len(first) == 1 and first[0].name in ("@", "*"):
            yield from (block.name for block in command.blocks if block.kind == "function")


def _program(argument: Argument) -> str:
    """The name of the program that a command's first word is."""
    text = argument.text if argument.template is None else None
    if text is None and "/" in argument.written and argument.written[-1].isalnum():
        text = argument.written
    if text is None:
        name = argument.loose_name or next((piece.name for piece in argument.word.pieces if piece.name), "")
        tool = _TOOL_SUFFIX.sub("", name.lower()).replace("_", "-")
        if tool in TOOLS:
            return tool
        return "docker" if _ENGINE.search(name) and not _NO_ENGINE.search(name) else ""
    return text.rpartition("/")[2].lower().removesuffix(".exe")


def _is_prefix(arguments: list[Argument]) -> bool:
    """Whether a command begins with an unquoted variable that may be empty, or a wrapping program (`$SUDO`)."""
    name = arguments[0].loose_name
    if name in (None, " ") or _ENGINE.search(name or "") or len(arguments) == 1:
        return False
    return _program(arguments[1]) in TOOLS


def _remote_words(arguments: list[Argument]) -> list[Argument]:
    """The words that ssh hands to the other host."""
    return operands(arguments[1:], wrappers.SSH_OPTIONS)[1:]


def _wrapped(name: str, arguments: list[Argument]) -> list[Argument]:
    """The command line that a wrapping program runs."""
    options, count = wrappers.WRAPPERS[name]
    if name == "command" and any(argument.view in ("-v", "-V") for argument in arguments[:1]):
        return []
    arguments = operands(arguments, frozenset(options.split()))[count:]
    while arguments and (_ASSIGNED.match(arguments[0].view) or _NUMBER.fullmatch(arguments[0].view)):
        arguments = arguments[1:]
    return arguments


def _images(usage: Usage, line: CommandLine) -> Iterator[tuple[str, Form, Argument]]:
    """What of a command line holds images: the use made of each, how it is written, and the argument."""
    for name, value in line.flags:
        if name in usage.options and value is not None:
            use, form = usage.options[name]
            yield use if isinstance(use, str) else use(value.view), form, value
    given = line.operands[: len(line.operands) - usage.spare] if usage.spare else line.operands
    if not usage.operands or line.has("--rootfs"):
        return
    if usage.backwards:
        yield from ((use, usage.form, argument) for use, argument in _aligned(usage.operands, given) if use is not None)
        return
    for index, argument in enumerate(given):
        if index >= len(usage.operands) and not usage.repeat:
            break
        operand = usage.operands[min(index, len(usage.operands) - 1)]
        if operand == uses.PUSH and "--tag" in usage.options and line.has("-t", "--tag"):
            operand = uses.PULL
        if operand is not None:
            yield operand, usage.form, argument


def _aligned(operands: tuple[str | None, ...], given: list[Argument]) -> Iterator[tuple[str | None, Argument]]:
    """The operands with their uses, both read from the end."""
    return reversed(list(zip(reversed(operands), reversed(given), strict=False)))


def _reads_dockerfile(line: CommandLine) -> bool:
    """Whether a build reads its Dockerfile from the standard input: `build -` or `-f -`."""
    return line.value("-f", "--file") == "-" or (
        line.value("-f", "--file") is None and any(argument.view == "-" for argument in line.operands)
    )

"""The commands of a shell text that name images, those in nested texts and here-documents included."""

from __future__ import annotations

from itertools import pairwise

from mooring import Mention, Span
from mooring.scanners import build_options
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import documents, uses, wrappers
from mooring.scanners.shell.arguments import Argument
from mooring.scanners.shell.command_line import CommandLine, after_switches, operands
from mooring.scanners.shell.commands import TOOLS, tool
from mooring.scanners.shell.dialects import CMD, POSIX, translate
from mooring.scanners.shell.functions import function_of, is_all_parameters
from mooring.scanners.shell.grammar import Script
from mooring.scanners.shell.mentions import ALL_TAGS, Found, find, lift_problem
from mooring.scanners.shell.programs import (
    behind_dashes,
    commands_of_functions,
    elsewhere,
    forwarders,
    inside,
    is_prefix,
    program,
    remote_words,
    wrapped,
)
from mooring.scanners.shell.values import UNKNOWN, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mooring import Embedded, Problem, Source
    from mooring.scanners.shell.syntax import Command, Word
    from mooring.scanners.shell.usage import Form, Usage

_MAX_NESTING = 6
_MAX_WRAPPERS = 16
_COMMAND_FLAG = lazily(r"-[A-Za-z]*c")


class Reader:
    """Reads one shell text. `given` are variables that are set from outside, by name."""

    def __init__(self, source: Source, given: Mapping[str, str], *, dialect: str = POSIX, nesting: int = 0) -> None:
        self.source = source
        self.given = given
        self.dialect = dialect
        self.nesting = nesting
        self.script = Script(translate(source.data.decode("latin-1"), dialect))
        self.values = Values(self.script, given)
        self.forwarders = set(forwarders(self.script))
        self.commands_of_functions = commands_of_functions(self.script, self.values.functions)

    def found(self) -> Iterator[Found | Problem]:
        """Every image that a command names, in order."""
        for command in self.script.commands:
            given = self._is_given(command)
            for found in self._command(command, self._arguments(command)):
                if not (given and isinstance(found, Found) and found.mention.span in given):
                    yield found
            yield from self._called(command)

    def _is_given(self, command: Command) -> list[Span]:
        """Where the words of a function's command stand that its calls give."""
        if not self.values.functions.calls(function_of(command.blocks) or ""):
            return []
        return [inside(word) for word in command.words if is_all_parameters(word)]

    def _called(self, call: Command) -> Iterator[Found | Problem]:
        """Every image among the words that a command gives a function of the script, which runs them as `$@`."""
        name = call.words[0].bare or ""
        if name in TOOLS or name in self.forwarders or function_of(call.blocks) == name:
            return
        for command, place in self.commands_of_functions.get(name, ()):
            shifted = self.values.functions.shifted(command.at, command.blocks)
            if shifted is None:
                continue
            arguments = self._arguments(command)
            given = self._arguments(call)[1 + shifted :]
            before = [argument for argument in arguments if argument.word.start < place.start]
            after = [argument for argument in arguments if argument.word.start >= place.end]
            for found in self._command(command, [*before, *given, *after]):
                if isinstance(found, Found):
                    span = found.mention.span
                    if not any(word.start <= span.start and span.end <= word.end for word in command.words):
                        yield found

    def _arguments(self, command: Command) -> list[Argument]:
        arguments = []
        for word in command.words:
            fields = self.values.fields(word, word.start, command.blocks)
            split = len(fields) > 1
            arguments += [Argument(field or [UNKNOWN], word, self.values, command, split=split) for field in fields]
        return arguments

    def _command(
        self, command: Command, arguments: list[Argument], *, repeated: bool = False
    ) -> Iterator[Found | Problem]:
        """Read a command line; a program that runs another is passed over.

        It is `repeated` when it is one of those that a program runs one after the other.
        """
        for _ in range(_MAX_WRAPPERS):
            if not arguments:
                return
            name = program(arguments[0])
            if name == "eval" and len(arguments) > 2:
                arguments = arguments[1:]
            elif name == "ssh" and len(words := remote_words(arguments)) > 1:
                arguments = words
            elif name in ("xargs", "parallel") and not repeated:
                from mooring.scanners.shell import inputs

                line = wrapped(name, arguments[1:])
                of_xargs = name == "xargs"
                lines = inputs.by_xargs(arguments, line, command, self.values) if of_xargs else ()
                for each in lines or inputs.by_parallel(line, self.values):
                    yield from self._command(command, each, repeated=True)
                return
            elif name in wrappers.WRAPPERS:
                arguments = wrapped(name, arguments[1:])
            elif words := elsewhere(name, arguments[1:]) or behind_dashes(name, arguments[1:]):
                arguments = words
            elif name in self.forwarders or is_prefix(arguments):
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
            yield from self._remote(command, remote_words(arguments))
        elif name in ("eval", "trap", "invoke-expression", "iex") and len(arguments) > 1:
            yield from self._nested_word(arguments[1].word)
        elif name == "alias":
            for argument in arguments[1:]:
                yield from self._nested_word(argument.after("="))
        if name in wrappers.TEXTS:
            yield from self._text_of_flag(wrappers.TEXTS[name], arguments)

    # -- texts within the text

    def _shell(self, command: Command, arguments: list[Argument]) -> Iterator[Found | Problem]:
        """Read the text that a shell is given to run: after `-c`, or on its standard input."""
        flag = next((i for i, argument in enumerate(arguments) if _COMMAND_FLAG.fullmatch(argument.view)), None)
        if flag is not None:
            for argument in arguments[flag + 1 : flag + 2]:
                yield from self._nested(self._word_source(argument.word), command)
        elif any(argument.view == "-s" for argument in arguments) or not operands(arguments, frozenset({"-o", "-O"})):
            yield from self._nested_input(command)

    def _text_of_flag(self, flag: str, arguments: list[Argument]) -> Iterator[Found | Problem]:
        """Read the text that a flag is given, as the next word or after `=`."""
        for argument, following in pairwise([*arguments, arguments[-1]]):
            if argument.view == flag:
                yield from self._nested_word(following.word)
            elif argument.view.startswith(f"{flag}="):
                yield from self._nested_word(argument.after("="))

    def _remote(self, command: Command, words: list[Argument]) -> Iterator[Found | Problem]:
        """Read the text that ssh runs on the other host: the one word after its name, or the standard input."""
        if words and (" " in (words[0].text or "") or any(" " in piece.text for piece in words[0].word.pieces)):
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
        for word in command.strings:
            yield from self._nested_word(word)

    def _nested(self, source: Embedded, command: Command | None = None) -> Iterator[Found | Problem]:
        """Read a text in the text, with the environment of the command that runs it."""
        if self.nesting >= _MAX_NESTING:
            return
        literals = {**self._literals(), **(self._environment(command) if command else {})}
        reader = Reader(source, literals, dialect=self.dialect, nesting=self.nesting + 1)
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

    def _environment(self, command: Command) -> Mapping[str, str]:
        """The variables that a command alone is given by a literal."""
        environment = {}
        for assignment in command.assignments:
            words = assignment.values or []
            values = self.values.word(words[0], assignment.at, assignment.blocks) if len(words) == 1 else []
            if len(values) == 1 and values[0].text is not None:
                environment[assignment.name] = values[0].text
        return environment

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
        known = tool(name)
        path = ""
        while path not in known.usages or not path:
            words = after_switches(arguments, known.switches)
            following = f"{path} {words[0].text}".strip() if words else ""
            if words and (following in known.usages or following in known.groups):
                path, arguments = following, words[1:]
            elif path in known.usages:
                break
            else:
                return
        usage = known.usages[path]
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
        if any(form is build_options.chart_values for _, form in usage.options.values()):
            from mooring.scanners.shell import chart_values

            values = [value for flag, value in line.flags if flag in usage.options and value is not None]
            yield from chart_values.images(self.source, values, f"{name} {path}")
        if path.endswith(("build", "bud", " b")) and _reads_dockerfile(line):
            yield from self._dockerfiles(command)

    def _dockerfiles(self, command: Command) -> Iterator[Found | Problem]:
        """Read the Dockerfile that a build is given on its standard input."""
        from mooring.scanners import dockerfile
        from mooring.scanners.shell import inputs

        sources = [documents.body(self.source, self.script.text, document) for document in documents.given_to(command)]
        sources += [self._word_source(word) for word in command.strings]
        sources += inputs.written(command, self.source)
        for source in sources:
            for found in dockerfile.scan(source):
                if isinstance(found, Mention):
                    yield Found(found.lift(), uses.NESTED, found.text)
                elif b"$" not in source.data:
                    yield lift_problem(found, source)


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

"""Shell text cut into simple commands, with the place of every word and the branch it stands in.

Read by the grammar of the POSIX shell (XCU chapter 2) and of bash as far as it decides where a command and
its words begin and end: redirections, here-documents, lists, compound commands and functions. Input that is no
valid script is read on as well as it can be; nothing is ever raised.
"""

from __future__ import annotations

from itertools import count

from mooring.scanners.patterns import lazily
from mooring.scanners.shell.declarations import ASSIGNMENT, DECLARING, assigned, declared
from mooring.scanners.shell.nesting import Nesting
from mooring.scanners.shell.syntax import Assignment, Block, Command, Document, Piece, Word
from mooring.scanners.shell.words import BLANKS, NAME, Limits, WordReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

MAX_DEPTH = 40

_OPERATOR = lazily(r"&&|\|\||\|&|;;&|;;|;&|[;&|()\n]")
_REDIRECTION = lazily(r"&>>|&>|<<<|<<-|<<|<>|<&|>&|>>|>\||[<>]")
_ARRAY_BLANKS = lazily(r"(?:\s|\\\r?\n|(?<=\s)#[^\n]*)+")
_LIST_FOLLOWS = lazily(r"in(?=[\s;])")
_EXPANDS = lazily(r"[\\$`]")


class Script:
    """The simple commands of a shell text in the order of their beginnings, and its variables' assignments.

    `environment` are the assignments that hold for one command alone; `inputs` what loops read, by their constructs.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.commands: list[Command] = []
        self.assignments: list[Assignment] = []
        self.environment: list[Assignment] = []
        self.inputs: dict[int, Command] = {}
        self.numbers = count(1)
        self.limits = Limits(text)
        self.pending: list[tuple[Document, str]] = []
        _CommandReader(self, 0, len(text), (), 0).commands()
        self.commands.sort(key=lambda command: command.at)
        self.assignments.sort(key=lambda assignment: assignment.at)

    def pieces(self, start: int, end: int) -> list[Piece]:
        """The pieces of a stretch of text inside braces, as the argument of `${name:-argument}`."""
        return WordReader(self.text, start, end, self.limits).pieces()


class _CommandReader(WordReader):
    """Reads the commands of a stretch of a script; substitutions are read by readers of their own."""

    def __init__(self, script: Script, start: int, end: int, blocks: tuple[Block, ...], depth: int) -> None:
        super().__init__(script.text, start, end, script.limits)
        self.script = script
        self.depth = depth
        self.nesting = Nesting(blocks, script.numbers)
        self.command = Command(blocks, None)
        self.source: Command | None = None
        self.conditional: Block | None = None
        self.function = ""
        self.closed = 0

    # -- commands

    def commands(self, *, closing: bool = False) -> None:
        """Read commands up to the end, or up to the `)` that closes a substitution."""
        self._begin()
        while self.at < self.end:
            blanks = BLANKS.match(self.text, self.at, self.end)
            if blanks:
                self.at = blanks.end()
                continue
            char = self.text[self.at]
            if char == "#":
                self._skip_comment()
            elif self._is_redirection():
                self._redirection()
            elif operator := _OPERATOR.match(self.text, self.at, self.end):
                if closing and operator[0] == ")" and not self._closes():
                    break
                self.at = operator.end()
                self._operator(operator[0])
            else:
                self._word()
        self._finish()

    def _begin(self) -> None:
        blocks = [*self.nesting.blocks, self.conditional] if self.conditional else self.nesting.blocks
        self.command = Command(tuple(blocks), self.source)
        self.command.at = self.at
        self.source = None

    def _finish(self) -> Command:
        command = self.command
        if command.words:
            self.script.commands.append(command)
            self.script.assignments += declared(command, self.text, self.limits)
            if command.words[0].bare not in DECLARING:
                self.script.environment += command.assignments
        else:
            self.script.assignments += command.assignments
        return command

    def _skip_comment(self) -> None:
        newline = self.text.find("\n", self.at, self.end)
        self.at = self.end if newline < 0 else newline

    def _closes(self) -> bool:
        """Whether a `)` here closes something that was opened inside this stretch."""
        return self.nesting.inside("(", "in", "case")

    def _operator(self, operator: str) -> None:
        if operator == "(" and self._is_function_head():
            return
        if operator == "(" and not self.command.words and self.text.startswith("(", self.at):
            self.at = self.matching(self.at, "(", ")")
            return
        if operator == "(" and self.nesting.inside("in"):
            return
        command = self._finish()
        if operator == "\n":
            self._documents()
        if operator in ("|", "|&"):
            self.source = command
        elif operator in ("&&", "||"):
            self.conditional = self.conditional or self.nesting.block("list")
        else:
            self.conditional = None
        if operator == "(":
            self._open("(")
        elif operator == ")":
            self._close_parenthesis()
        elif operator in (";;", ";&", ";;&") and self.nesting.inside("case"):
            self.nesting.branch("case", kind="in")
        self._begin()

    def _is_function_head(self) -> bool:
        blank = BLANKS.match(self.text, self.at, self.end)
        at = blank.end() if blank else self.at
        if len(self.command.words) != 1 or not self.text.startswith(")", at):
            return False
        self.at = at + 1
        self.function = self.command.words[0].bare or "?"
        self._begin()
        return True

    # -- compound commands

    def _open(self, kind: str) -> None:
        self.nesting.open(kind, self.function)
        self.function = ""

    def _close_parenthesis(self) -> None:
        if self.nesting.inside("in"):
            self.nesting.become("case")
        else:
            self.nesting.close("(")

    def _reserved(self, word: Word) -> bool:
        """Whether the word at a command's beginning is one of the shell's own, and then what follows from it."""
        text = word.bare
        if text is None:
            return False
        if text == "!" or (text == "in" and self.nesting.inside("head")):
            return True
        if text in ("if", "while", "until"):
            self._open("head")
        elif text in ("then", "do"):
            self.nesting.branch("head", "for", kind=text)
        elif text in ("elif", "else"):
            self.nesting.branch("then", kind="then" if text == "else" else "head")
        elif text in ("fi", "done"):
            self.closed = self.nesting.blocks[-1].construct if self.nesting.inside("do") else 0
            self.nesting.close("then", "do", "head")
        elif text in ("for", "select"):
            self._loop()
        elif text == "case":
            self._case()
        elif text == "esac":
            self.nesting.close("case", "in")
        elif text == "{":
            self._open("function" if self.function else "{")
        elif text == "}":
            self.nesting.close("{", "function")
        elif text == "function":
            self._blanks()
            self.function = self.word().bare or "?"
        else:
            return False
        return True

    def _blanks(self) -> None:
        blank = BLANKS.match(self.text, self.at, self.end)
        if blank:
            self.at = blank.end()

    def _loop(self) -> None:
        """Read `NAME in WORD …` of a `for`; its list is the variable's values."""
        self._blanks()
        self._open("for")
        if self.text.startswith("((", self.at):
            self.at = self.matching(self.at + 1, "(", ")")
            return
        name = self.word().bare or ""
        start = self.at
        self._blanks()
        values: list[Word] | None = None
        if _LIST_FOLLOWS.match(self.text, self.at, self.end):
            self.at += 2
            values = self._words()
        elif self.at >= self.end or self.text[self.at] in ";\n":
            values = [Word(start, start, [Piece("variable", start, start, quoted=True, name="@")])]
        if NAME.fullmatch(name):
            self.script.assignments.append(Assignment(name, values, start, tuple(self.nesting.blocks)))

    def _words(self) -> list[Word]:
        words = []
        while self.at < self.end:
            self._blanks()
            if self.at >= self.end or self.text[self.at] in "\n;&|()#<>":
                break
            words.append(self.word())
        return words

    def _case(self) -> None:
        self._words()
        self._open("in")

    # -- words

    def _word(self) -> None:
        start = self.at
        if not self.command.words:
            assignment = ASSIGNMENT.match(self.text, start, self.end)
            if assignment:
                self._assignment(assignment)
                return
            self.command.at = start
        elif self.command.words[0].bare in DECLARING and self._declares_array():
            return
        word = self.word()
        following = self.text[self.at : self.at + 1]
        if following in ("<", ">") and (word.bare or "").isdigit():
            return
        if not self.command.words and (self._is_pattern(word) or self._reserved(word)):
            closed, self.closed = self.closed, 0
            if self.command.source and word.bare == "while":
                self.script.inputs[self.nesting.blocks[-1].construct] = self.command
            self._begin()
            if closed:
                self.script.inputs.setdefault(closed, self.command)
            return
        self.command.words.append(word)

    def _is_pattern(self, word: Word) -> bool:
        """Whether the word belongs to the patterns of a `case` branch."""
        return self.nesting.inside("in") and word.bare != "esac"

    def substitute(self, start: int) -> int:
        """Read the commands of a substitution; answer where it ends, its `)` included."""
        if self.depth >= MAX_DEPTH:
            return super().substitute(start)
        inner = self._inner(start, self.end)
        inner.commands(closing=True)
        return min(inner.at + 1, self.end)

    def backticked(self, start: int, end: int) -> None:
        """Read the commands between backticks."""
        if self.depth < MAX_DEPTH:
            self._inner(start, end).commands()

    def _inner(self, start: int, end: int) -> _CommandReader:
        return _CommandReader(self.script, start, end, (*self.command.blocks, self.nesting.block("(")), self.depth + 1)

    # -- redirections

    def _is_redirection(self) -> bool:
        char = self.text[self.at]
        if char == "&":
            return self.text.startswith("&>", self.at)
        return char in "<>" and not self.is_process()

    def _redirection(self) -> None:
        match = _REDIRECTION.match(self.text, self.at, self.end)
        assert match is not None
        operator = match[0]
        self.at = match.end()
        self._blanks()
        if self.at >= self.end or self.text[self.at] in "\n;&|()":
            return
        target = self.word()
        if operator in ("<<", "<<-"):
            quoted = any(piece.quoted for piece in target.pieces)
            document = Document(literal=quoted, tabs=operator == "<<-")
            self.command.documents.append(document)
            delimiter = "".join([piece.text or self.text[piece.start : piece.end] for piece in target.pieces])
            self.script.pending.append((document, delimiter))
        elif operator == "<<<":
            self.command.strings.append(target)
        elif ">" in operator and operator != ">&":
            self.command.outputs.append(target)

    def _documents(self) -> None:
        """Read the bodies of the here-documents that the line just ended has begun."""
        pending, self.script.pending = self.script.pending, []
        for document, delimiter in pending:
            document.start = self.at
            while self.at < self.end:
                newline = self.text.find("\n", self.at, self.end)
                stop = self.end if newline < 0 else newline
                line = self.text[self.at : stop].rstrip("\r")
                document.end = self.at
                self.at = min(stop + 1, self.end)
                if (line.lstrip("\t") if document.tabs else line) == delimiter:
                    break
            else:
                document.end = self.end
            if not document.literal and self.depth < MAX_DEPTH:
                self._substitutions(document)

    def _substitutions(self, document: Document) -> None:
        """Read the commands that stand in `$(…)` in a here-document's body."""
        body = _CommandReader(self.script, document.start, document.end, tuple(self.nesting.blocks), self.depth + 1)
        while body.at < body.end:
            start = _EXPANDS.search(self.text, body.at, body.end)
            if start is None:
                break
            body.at = start.start()
            body.piece([], quoted=True)

    # -- assignments

    def _assignment(self, match: re.Match[str], *, local: bool = False) -> None:
        self.at = match.end()
        words = self._array() if self.text.startswith("(", self.at) else [self._value()]
        self.command.assignments += assigned(match, words, self.command.blocks, local=local)

    def _declares_array(self) -> bool:
        """Read an array that a command like `declare` gives to a variable; answer whether one stands here."""
        match = ASSIGNMENT.match(self.text, self.at, self.end)
        if match is None or not self.text.startswith("(", match.end()):
            return False
        self._assignment(match, local=self.command.words[0].bare != "export")
        return True

    def _value(self) -> Word:
        """Read the word after an assignment's `=`, which may be empty."""
        if self.at >= self.end or self.text[self.at] in " \t\r\n\f\v;&|()<>":
            return Word(self.at, self.at, [])
        return self.word()

    def _array(self) -> list[Word]:
        self.at += 1
        words: list[Word] = []
        while self.at < self.end:
            blank = _ARRAY_BLANKS.match(self.text, self.at, self.end)
            if blank:
                self.at = blank.end()
            elif self.text[self.at] == ")":
                self.at += 1
                break
            else:
                words.append(self.word())
        return words

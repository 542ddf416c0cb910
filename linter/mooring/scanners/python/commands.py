"""The command lines that a Python module runs: `subprocess`, `os`, `asyncio`, nox, Invoke, Fabric and their like.

A command line is made into the shell text that says the same, each piece of it with its place in the file, and read by
the shell's scanner. What is not known of it is a variable there.
"""

from __future__ import annotations

import ast
import re
from itertools import islice, product

from mooring import Problem, Role, Span
from mooring.scanners import shell
from mooring.scanners.python.lists import built
from mooring.scanners.python.references import SCANNER, Named
from mooring.scanners.python.resolver import keyword, name_of, positional
from mooring.scanners.shell.mentions import Found, lift_problem
from mooring.scanners.tables import COMPOSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring.scanners.python.resolver import Leaf
    from mooring.scanners.python.scopes import Scope
    from mooring.scanners.python.texts import Stretch, Text, Texts

    Words = list[list[list["Text | Several"]]]

_LINES = {
    **dict.fromkeys(
        (
            "subprocess.run",
            "subprocess.call",
            "subprocess.check_call",
            "subprocess.check_output",
            "subprocess.Popen",
            "subprocess.getoutput",
            "subprocess.getstatusoutput",
            "anyio.run_process",
            "anyio.open_process",
            "trio.run_process",
        ),
        (0, "args"),
    ),
    "os.system": (0, "command"),
    "os.popen": (0, "cmd"),
    "asyncio.create_subprocess_shell": (0, "cmd"),
    "pexpect.spawn": (0, "command"),
    "pexpect.run": (0, "command"),
    "invoke.run": (0, "command"),
    "invoke.Context().run": (0, "command"),
    "invoke.Context().sudo": (0, "command"),
    "fabric.Connection().run": (0, "command"),
    "fabric.Connection().local": (0, "command"),
    "fabric.Connection().sudo": (0, "command"),
    "fabric.api.local": (0, "command"),
    "fabric.api.run": (0, "command"),
    "fabric.api.sudo": (0, "command"),
    "get_ipython().system": (0, "cmd"),
    "get_ipython().getoutput": (0, "cmd"),
}
_WORDS = {
    "asyncio.create_subprocess_exec": 0,
    "asyncio.subprocess.create_subprocess_exec": 0,
    "nox.Session().run": 0,
    "nox.Session().run_always": 0,
    "nox.sessions.Session().run": 0,
    "os.execlp": 1,
    "os.execl": 1,
    "os.spawnlp": 2,
    "os.spawnl": 2,
}
_LISTS = {"os.execvp": 1, "os.execv": 1, "os.execvpe": 1, "os.spawnvp": 2, "os.spawnv": 2}
_SHELLS = frozenset({"bash", "sh", "script bash", "system"})
_AIRFLOW = re.compile(r"airflow\..*\b(?:BashOperator|SSHOperator)")
_PROGRAMS = re.compile(r"(?:sh|plumbum\.cmd)\.(\w+(?:\.\w+)*)")
_NO_NAME = re.compile(r"\W+")
_MAX_LINES = 16


def found(texts: Texts, path: str, call: ast.Call, scope: Scope) -> Iterator[Named | Problem]:
    """The images in the command line that a call runs, by the path of what is called."""
    for line in islice(_Lines(texts).of(path, call, scope), _MAX_LINES):
        embedded = texts.module.source.embed(line.pieces)
        for one in shell.read(embedded):
            yield lift_problem(one, embedded) if isinstance(one, Problem) else line.lifted(one)


class Several:
    """Any number of words that are not known, where a list is spread in another; `name` is what the module calls it."""

    __slots__ = ("span", "name")

    def __init__(self, span: Span, name: str) -> None:
        self.span = span
        self.name = name


class _Line:
    """A command line as shell text: its pieces, and the expression that each word, or all of it, comes from."""

    def __init__(self) -> None:
        self.pieces: list[tuple[bytes, Span]] = []
        self._origins: list[tuple[int, Span]] = []
        self._length = 0

    def add(self, text: str, span: Span) -> None:
        """Add shell text for what stands at a place."""
        data = text.encode()
        self.pieces.append((data, span))
        self._length += len(data)

    def begin(self, origin: Span) -> None:
        """Say which expression what is added from here on comes from."""
        self._origins.append((self._length, origin))

    def lifted(self, one: Found) -> Named:
        """What is found in the line as found in the file: at the expression, where it does not stand there as it is."""
        inside = one.mention.span
        origin = next((span for at, span in reversed(self._origins) if at <= inside.start), Span(0, 0))
        lifted = one.lift()
        mention = lifted.mention.replace(scanner=SCANNER)
        if mention.source.read(mention.span) != one.mention.text:
            known = mention.resolved is not None
            apart = known or not origin.start <= mention.span.start < mention.span.end <= origin.end
            place = origin if apart else mention.span
            reason = COMPOSED if known and mention.role is Role.PULL else mention.reason
            mention = mention.replace(span=place, parts={"whole": place}, reason=reason)
        return Named(mention, lifted.use, lifted.name, self._written(inside))

    def _written(self, inside: Span) -> Iterator[Span]:
        """Where the text stands that makes up a part of the line."""
        at = 0
        for data, span in self.pieces:
            first, last = max(inside.start - at, 0), min(inside.end - at, len(data))
            at += len(data)
            if first < last and span.start < span.end:
                exact = len(data) == span.end - span.start
                yield Span(span.start + first, span.start + last) if exact else span


class _Lines:
    """Makes shell text of the arguments of calls."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.resolver = texts.resolver

    def of(self, path: str, call: ast.Call, scope: Scope) -> Iterator[_Line]:
        """The command lines that a call may run."""
        program = _PROGRAMS.fullmatch(path)
        if path in _LINES:
            position, name = _LINES[path]
            given = positional(call, position) or keyword(call, name)
            yield from self._lines(given, scope) if given is not None else ()
        elif _AIRFLOW.match(path):
            given = keyword(call, "bash_command") or keyword(call, "command")
            yield from self._lines(given, scope) if given is not None else ()
        elif path == "get_ipython().run_cell_magic":
            magic, given = positional(call, 0), positional(call, 2)
            is_shell = isinstance(magic, ast.Constant) and magic.value in _SHELLS
            yield from self._lines(given, scope) if is_shell and given is not None else ()
        elif path in _LISTS:
            given = positional(call, _LISTS[path])
            yield from self._lines(given, scope) if given is not None else ()
        elif path in _WORDS:
            yield from self._of_words(self._words([(one, scope) for one in call.args[_WORDS[path] :]]))
        elif program:
            words: list[Leaf] = [(ast.Constant(word), scope) for word in program[1].split(".")]
            yield from self._of_words(self._words([*words, *((one, scope) for one in call.args)]))

    def _lines(self, node: ast.expr, scope: Scope) -> Iterator[_Line]:
        """The command lines that an expression may be: a text, or a list of words."""
        for inner, at in self.resolver.leaves(node, scope):
            split = self._split(inner, at)
            if split is not None:
                with self.resolver.asking(inner, "split") as fresh:
                    yield from self._lines(split, at) if fresh else ()
            elif isinstance(inner, ast.List | ast.Tuple) or self._is_made_of_lists(inner, at):
                yield from self._of_words(self._spread(inner, at))
            else:
                yield from map(_of_text, self.texts.of_leaf((inner, at)))

    def _split(self, node: ast.AST, scope: Scope) -> ast.expr | None:
        """The text that a call splits into words."""
        if not isinstance(node, ast.Call):
            return None
        if self.resolver.path(node.func, scope) == "shlex.split":
            return positional(node, 0)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "split" and not node.args:
            return node.func.value
        return None

    def _is_made_of_lists(self, node: ast.AST, scope: Scope) -> bool:
        """Whether an expression is a list that is made in steps, or a sum of which a part is a list."""
        if isinstance(node, ast.Name):
            return built(self.resolver, node, scope) is not None
        summands = [node]
        while isinstance(summands[-1], ast.BinOp) and isinstance(summands[-1].op, ast.Add):
            summands[-1:] = [summands[-1].right, summands[-1].left]
        leaves = [leaf for one in summands for leaf in self.resolver.leaves(one, scope)] if summands[1:] else []
        return any(isinstance(leaf, ast.List) for leaf, _ in leaves)

    def _of_words(self, words: Words) -> Iterator[_Line]:
        for chosen in islice(product(*words), _MAX_LINES):
            line = _Line()
            for word in (word for several in chosen for word in several):
                line.begin(word.span or Span(0, 0))
                _add(line, word)
            yield line

    def _words(self, items: Iterable[Leaf]) -> Words:
        """For each item of a list the words that it may be: one, or those of a list that is spread there."""
        words: Words = []
        for node, scope in items:
            if isinstance(node, ast.Starred):
                words += self._spread(node.value, scope)
            else:
                words.append([[text] for text in self.texts.of(node, scope)] or [[]])
        return words

    def _spread(self, node: ast.AST, scope: Scope) -> Words:
        """The words of a list that is spread in another."""
        with self.resolver.asking(node, "words") as fresh:
            return self._items(node, scope) if fresh else self._unknown(node)

    def _items(self, node: ast.AST, scope: Scope) -> Words:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [*self._spread(node.left, scope), *self._spread(node.right, scope)]
        alternatives: list[list[Text | Several]] = []
        leaves = self.resolver.leaves(node, scope)
        for leaf, at in leaves:
            items = built(self.resolver, leaf, at) if isinstance(leaf, ast.Name) else None
            if isinstance(leaf, ast.List | ast.Tuple):
                items = [(one, at) for one in leaf.elts]
            if items is None:
                return self._unknown(node)
            words = self._words(items)
            if len(leaves) == 1:
                return words
            alternatives += [[word for several in chosen for word in several] for chosen in islice(product(*words), 4)]
        return [alternatives]

    def _unknown(self, node: ast.AST) -> Words:
        return [[[Several(self.texts.span(node) or Span(0, 0), name_of(node))]]]


def _of_text(text: Text) -> _Line:
    line = _Line()
    line.begin(text.span or Span(0, 0))
    for stretch in text.stretches:
        line.add(f"${{{_variable(stretch.name)}}}" if stretch.text is None else stretch.text, stretch.span)
    return line


def _add(line: _Line, word: Text | Several) -> None:
    """Add a word in quotes, or a variable for words that are not known, and what ends it."""
    if isinstance(word, Several):
        line.add(f"${_variable(word.name)} ", word.span)
        return
    for stretch in word.stretches:
        before, after = Span(stretch.span.start, stretch.span.start), Span(stretch.span.end, stretch.span.end)
        quote = '"' if stretch.text is None else "'"
        line.add(quote, before)
        line.add(_quoted(stretch), stretch.span)
        line.add(quote, after)
    line.add(" " if word.stretches else "'' ", Span(0, 0))


def _quoted(stretch: Stretch) -> str:
    return f"${{{_variable(stretch.name)}}}" if stretch.text is None else stretch.text.replace("'", "'\\''")


def _variable(name: str) -> str:
    """The name of a shell variable that stands for something of the module."""
    return "_".join(["", _NO_NAME.sub("_", name)]) if not name[:1].isalpha() else _NO_NAME.sub("_", name)

"""The options of commands, and those that several share."""

from __future__ import annotations

from itertools import takewhile
from types import SimpleNamespace

from mooring.cli import Failure, suggestion
from mooring.model import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from mooring.cli.parsing import CommandParser

PATHS = "paths"


class Group:
    """Options of which one at most may be given."""

    def __init__(self, declared: list[tuple[Group | None, str, dict[str, Any]]]) -> None:
        self._declared = declared

    def add_argument(self, name: str, **keywords: Any) -> None:
        """Declare an option as `ArgumentParser.add_argument` does."""
        self._declared.append((self, name, keywords))


class Parser:
    """The options of a command, declared as argparse would have them.

    argparse takes longer to import than a file to check, so it only reads words that are more than paths in a row and
    options in full, and what it says is all its own.
    """

    def __init__(self, command: str, epilog: str | None = None) -> None:
        self._command = command
        self._epilog = epilog
        self._declared: list[tuple[Group | None, str, dict[str, Any]]] = []
        self._defaults: dict[str, Any] = {}

    def add_argument(self, name: str, **keywords: Any) -> None:
        """Declare an option, or what stands without one, as `ArgumentParser.add_argument` does."""
        self._declared.append((None, name, keywords))

    def add_mutually_exclusive_group(self) -> Group:
        """Make a group for options of which one at most may be given."""
        return Group(self._declared)

    def set_defaults(self, **values: object) -> None:
        """Give values to options that the command does not have."""
        self._defaults.update(values)

    def parse_args(self, words: Sequence[str]) -> Namespace:
        """The values of all options by name. Shows the help where that is asked for. Raises `Failure`."""
        values = self._read(words)
        if values is None:
            return self._argparse().parse_args(words)
        namespace: Namespace = SimpleNamespace(**values)  # type: ignore[assignment]
        return namespace

    def _read(self, words: Sequence[str]) -> dict[str, Any] | None:
        """The values of all options; None where argparse has to read the words."""
        declared = {name: (group, keywords) for group, name, keywords in self._declared}
        if not all(name == PATHS or _is_option(name) for name in declared):
            return None
        values = {_key(name): _default(keywords) for name, (_, keywords) in declared.items()} | self._defaults
        given: set[Group | str] = set()
        rest = list(reversed(words))
        while rest:
            name = rest.pop() if _is_option(rest[-1]) else PATHS
            group, keywords = declared.get(name, (None, None))
            once = name if name == PATHS else group
            value = _take(rest, keywords, values[_key(name)]) if keywords and once not in given else None
            if value is None:
                return None
            values[_key(name)] = value
            if once:
                given.add(once)
        return values

    def _argparse(self) -> CommandParser:
        from mooring.cli.parsing import CommandParser

        parser = CommandParser(self._command, self._epilog)
        groups: dict[Group | None, Any] = {None: parser}
        for group, name, keywords in self._declared:
            if group not in groups:
                groups[group] = parser.add_mutually_exclusive_group()
            groups[group].add_argument(name, **keywords)
        parser.set_defaults(**self._defaults)
        return parser


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"


def _key(name: str) -> str:
    return name.removeprefix("--").replace("-", "_")


def _default(keywords: Mapping[str, Any]) -> object:
    return False if keywords.get("action") == "store_true" else keywords.get("default")


def _take(rest: list[str], keywords: Mapping[str, Any], before: Any) -> object:
    """The value of an option or the paths, taken off the words that are left, last to first; None for what is none."""
    if keywords.get("nargs") == "*":
        return [rest.pop() for _ in takewhile(lambda word: not _is_option(word), reversed(tuple(rest)))]
    if keywords.get("action") == "store_true":
        return True
    if "type" in keywords or not rest or _is_option(rest[-1]):
        return None
    value = rest.pop()
    if value not in keywords.get("choices", (value,)):
        return None
    return [*before, value] if keywords.get("action") == "append" else value


def add_paths(parser: Parser) -> None:
    """The files and folders to read, and the policy file."""
    parser.add_argument(
        PATHS, nargs="*", default=["."], metavar="PATH", help="a file or folder (default: the current folder)"
    )
    parser.add_argument(
        "--no-cache", action="store_true", help="read every file anew, whatever an earlier run has found in it"
    )
    add_policy(parser)
    add_environment(parser)


def add_environment(parser: Parser) -> None:
    """The environment that everything belongs to, whatever paths and files say."""
    parser.add_argument("--environment", metavar="NAME", help="the environment that everything read belongs to")


def add_policy(parser: Parser) -> None:
    """The policy file, and plugins that are not installed."""
    parser.add_argument("--config", metavar="FILE", help="the policy file (default: .mooring.yaml, found upwards)")
    add_plugins(parser)


def add_plugins(parser: Parser) -> None:
    """Plugins that are not installed."""
    parser.add_argument(
        "--plugin",
        action="append",
        default=[],
        metavar="FILE",
        help="load a plugin from a Python file; may be repeated",
    )


def add_choice(parser: Parser) -> None:
    """Which of the references found are meant; `mooring.cli.choice.Choice` reads it."""
    parser.add_argument(
        "--image",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only images of such a name, like nginx, docker.io/library/* or ghcr.io/acme/**; may be repeated",
    )
    parser.add_argument(
        "--path",
        action="append",
        default=[],
        metavar="GLOB",
        help="only files of such a path, as .gitignore writes it; may be repeated, the last that matches decides",
    )


def add_lock_file(parser: Parser) -> None:
    """The lock file."""
    parser.add_argument(
        "--lock-file", metavar="FILE", help="the lock file (default: mooring.lock in the project's root folder)"
    )


def add_format(parser: Parser, *formats: str) -> None:
    """The output format."""
    parser.add_argument("--format", choices=formats, default=formats[0], help=f"default: {formats[0]}")


def severity(name: str | None, default: Severity) -> Severity:
    """The severity of an option's value, or the default."""
    return Severity[name.upper()] if name else default


def rule_ids(options: Iterable[str], known: Iterable[str]) -> set[str]:
    """The rules that comma-separated options name. Raises `Failure` for one that there is none of."""
    known = sorted(known)
    named = {name.strip() for option in options for name in option.split(",") if name.strip()}
    for name in sorted(named):
        if name not in known:
            raise Failure(f"there is no rule `{name}`{suggestion(name, known)}; `mooring rules` lists them")
    return named

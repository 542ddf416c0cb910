"""`mooring formats`: what Mooring reads."""

from __future__ import annotations

import inspect
import sys
from importlib import import_module

from mooring.cli import CLEAN, Failure, suggestion
from mooring.cli.arguments import Parser, add_format, add_policy
from mooring.cli.project import Project
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from mooring.formats import Scanners
    from mooring.model import Scanner

_HEAD = """\
# What Mooring reads

<!-- made by `mooring formats --format markdown` -->

A file is read for its path or, where paths do not tell, for its content; `mooring list --explain PATH` says which.
"""


def parser() -> Parser:
    """The command's options."""
    options = Parser("formats")
    options.add_argument("id", nargs="?", metavar="ID", help="the format to be explained")
    add_format(options, "text", "markdown")
    add_policy(options)
    options.set_defaults(environment=None)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    scanners = Project(options).scanners
    known = list(scanners.all)
    if options.id is not None:
        chosen = next((scanner for scanner in known if scanner.id == options.id), None)
        if chosen is None:
            hint = suggestion(options.id, [scanner.id for scanner in known])
            raise Failure(f"there is no format `{options.id}`{hint}; `mooring formats` lists them")
        sys.stdout.write(f"# {chosen.id}\n\n{_manual(chosen)}\n")
    elif options.format == "markdown":
        sys.stdout.write("\n".join([_HEAD, *_markdown(scanners, known)]))
    else:
        width = max(len(scanner.id) for scanner in known)
        lines = [f"{scanner.id:<{width}}  {_manual(scanner).partition(chr(10))[0]}".rstrip() for scanner in known]
        sys.stdout.write("\n".join(lines) + "\n")
    return CLEAN


def _manual(scanner: Scanner) -> str:
    """How a format is read: what the docstring of its scanner's module says."""
    scan = scanner.scan
    module = scan.partition(":")[0] if isinstance(scan, str) else getattr(scan, "__module__", None)
    return (inspect.getdoc(import_module(module)) if module else None) or ""


def _markdown(scanners: Scanners, known: Sequence[Scanner]) -> Iterator[str]:
    for scanner in known:
        yield f"## {scanner.id}\n"
        summary, _, _ = _manual(scanner).partition("\n\n")
        if summary:
            yield f"{' '.join(summary.split())}\n"
        taken = [*scanner.paths, *(f"{glob} (by content)" for glob in scanner.candidates)]
        yield f"Files: {', '.join(f'`{glob}`' for glob in taken)}\n" if taken else "Files: by content\n"
        if scanner.example is not None:
            path, content = scanner.example
            found, _ = scanners.scan(Source(path, content.encode()), [scanner])
            names = dict.fromkeys(mention.resolved or mention.text for mention in found)
            yield f"`{path}`, in which {', '.join(f'`{name}`' for name in names)} is found:\n"
            yield f"```\n{content.rstrip()}\n```\n"

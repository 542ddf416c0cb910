"""`mooring pin`: write the digest to every reference that can be pinned."""

from __future__ import annotations

import sys

from mooring import engine
from mooring.cli import CLEAN, FAILED, FOUND
from mooring.cli.arguments import add_paths, new_parser
from mooring.cli.project import Project
from mooring.cli.rewriting import Pins, rewrite
from mooring.model import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from mooring.model import Mention, Scanner
    from mooring.text import Source


def parser() -> ArgumentParser:
    """The command's options."""
    options = new_parser(
        "pin", "exit code: 0 done, 1 a registry had no answer for some reference, 2 the job could not be done"
    )
    add_paths(options)
    options.add_argument("--diff", action="store_true", help="show the change, and write nothing")
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options.config)
    scanned = project.scan(options.paths)
    unpinned = [mention for mention in scanned.mentions() if _is_unpinned(mention)]
    pinnable = [mention for mention in unpinned if engine.pinnable(mention)]
    pins = Pins(pinnable)

    def wanted(mention: Mention) -> str | None:
        return pins.texts.get(mention.resolved or "") if engine.pinnable(mention) else None

    def fix(source: Source, scanner: Scanner) -> engine.Fixed:
        return engine.rewrite(source, lambda changed: project.scanners.scan(changed, scanner)[0], wanted)

    outcome = rewrite(scanned, fix, only_diff=options.diff)
    failed = pins.failed(pinnable)
    left = [(mention, _why_not(mention)) for mention in unpinned if not engine.pinnable(mention)]
    scanned.problems += outcome.problems
    sys.stdout.write(outcome.diff)
    for mention, reason in sorted(failed + outcome.unfixed + left, key=lambda pair: _place(pair[0])):
        path, line, column = _place(mention)
        sys.stderr.write(f"{path}:{line}:{column}: `{mention.text}` not pinned: {reason}\n")
    if not options.diff:
        sys.stderr.write(f"{outcome.mended} pinned, {len(failed) + len(outcome.unfixed) + len(left)} not\n")
    if scanned.complain() == FAILED:
        return FAILED
    return FOUND if failed or outcome.unfixed else CLEAN


def _is_unpinned(mention: Mention) -> bool:
    reference = mention.reference
    return mention.role is Role.PULL and (reference is None or reference.digest is None)


def _why_not(mention: Mention) -> str:
    return mention.malformed or mention.reason or "what it names is not known before the file is used"


def _place(mention: Mention) -> tuple[str, int, int]:
    return mention.source.path, *mention.source.position(mention.span.start)

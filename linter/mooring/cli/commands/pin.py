"""`mooring pin`: write the digest to every reference that can be pinned."""

from __future__ import annotations

import sys

from mooring import engine
from mooring.cli import CLEAN, FAILED, FOUND
from mooring.cli.arguments import Parser, add_lock_file, add_paths
from mooring.cli.exemptions import Exemptions
from mooring.cli.project import Project, complain
from mooring.cli.registries import Registries, add_registry_options
from mooring.cli.rewriting import Outcome, complain_unfixed, save, show_diff
from mooring.model import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from mooring.cli.locking import LockPins
    from mooring.cli.registries import RegistryPins
    from mooring.model import Mention
    from mooring.policy import Policy


def parser() -> Parser:
    """The command's options."""
    options = Parser(
        "pin", "exit code: 0 done, 1 a registry had no answer for some reference, 2 the job could not be done"
    )
    add_paths(options)
    options.add_argument("--diff", action="store_true", help="show the change, and write nothing")
    options.add_argument("--locked", action="store_true", help="take digests from the lock file, and ask no registry")
    add_lock_file(options)
    add_registry_options(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options)
    scanned = project.scan(options.paths)
    unpinned = [mention for mention in scanned.mentions() if _is_unpinned(mention)]
    pinnable = [mention for mention in unpinned if engine.pinnable(mention)]
    left = [(mention, _why_not(mention)) for mention in unpinned if not engine.pinnable(mention)]
    exemptions = Exemptions(project)
    wanted = {id(mention): mention for mention in pinnable if mention not in exemptions}
    with Registries(project.policy, options) as registries:
        pins = _pins(project.policy, registries, options)
        pins.ask(list(wanted.values()))
        fixed = engine.rewrite(scanned, lambda mention: pins.text(mention) if id(mention) in wanted else None)
        outcome = Outcome(fixed, pins, scanned)
    failed = bool(outcome.unfixed)
    outcome.unfixed += left
    if options.diff:
        show_diff(scanned, outcome)
    else:
        outcome.take_back(save(scanned))
        complain_unfixed(outcome)
        exempt = len(pinnable) - len(wanted)
        counts = [f"{outcome.mended} pinned", f"{len(outcome.unfixed)} not", *([f"{exempt} exempt"] if exempt else [])]
        sys.stdout.write(f"{', '.join(counts)}\n")
    return FAILED if complain(scanned.problems) == FAILED else FOUND if failed else CLEAN


def _pins(policy: Policy, registries: Registries, options: Namespace) -> RegistryPins | LockPins:
    if not options.locked:
        return registries.pins
    from mooring.cli.locking import LockFile, LockPins

    return LockPins(LockFile.existing(policy.config, options.lock_file), policy)


def _is_unpinned(mention: Mention) -> bool:
    reference = mention.reference
    return mention.role is Role.PULL and (reference is None or reference.digest is None)


def _why_not(mention: Mention) -> str:
    return mention.malformed or mention.reason or "what it names is not known before the file is used"

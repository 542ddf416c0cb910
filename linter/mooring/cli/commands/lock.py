"""`mooring lock`: record in `mooring.lock` what every reference names right now."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN, FAILED, FOUND
from mooring.cli.arguments import Parser, add_lock_file, add_paths
from mooring.cli.cooldown import Cooldown
from mooring.cli.locking import LockFile
from mooring.cli.project import Project, complain
from mooring.cli.registries import Registries, add_registry_options
from mooring.cli.relocking import Relocking
from mooring.cli.rewriting import complain_of, difference
from mooring.cli.root_files import save
from mooring.lock import Lock, by_name, render
from mooring.model import Role
from mooring.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from mooring.model import Mention


def parser() -> Parser:
    """The command's options."""
    options = Parser("lock", "exit code: 0 done, 1 for some reference there is no answer, 2 the job could not be done")
    add_paths(options)
    add_lock_file(options)
    options.add_argument("--diff", action="store_true", help="show the change, and write nothing")
    add_registry_options(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options)
    file = LockFile(project.policy.config, options.lock_file)
    scanned = project.scan(options.paths)
    wanted = by_name(scanned.mentions())
    with Registries(project.policy, options) as registries:
        relocking = Relocking(registries, Cooldown(project, registries.answers), file.lock)
        relocking.ask(wanted)
    dropped = file.unnamed(options.paths, scanned)
    kept = {name: entry for name, entry in file.lock.entries.items() if name not in dropped}
    new = Lock({**kept, **relocking.entries}.values())
    if options.diff:
        _show_change(file, new)
    else:
        _save(file, new)
        sys.stdout.write(f"{file.path}: {_summary(file.lock, new)}\n")
    staying = [
        (mention, f"{'keeps its entry' if name in kept else 'not locked'}: {reason}")
        for name, reason in {**relocking.failures, **relocking.held_back}.items()
        for mention in wanted[name]
    ]
    staying += [(mention, f"not locked: {reason}") for mention, reason in _not_lockable(scanned.mentions())]
    complain_of(staying)
    return FAILED if complain(scanned.problems) == FAILED else FOUND if relocking.failures else CLEAN


def _not_lockable(mentions: Sequence[Mention]) -> Iterator[tuple[Mention, str]]:
    for mention in mentions:
        if mention.role is not Role.PULL:
            continue
        if mention.reference is None:
            yield mention, mention.malformed or mention.reason or "what it names is not known before the file is used"
        elif mention.all_tags:
            yield mention, "it stands for every tag"


def _show_change(file: LockFile, new: Lock) -> None:
    if _is_same(file, new):
        sys.stderr.write("mooring: nothing to change\n")
    else:
        sys.stdout.write(difference(file.source or Source(file.path, b""), render(new).encode()))


def _save(file: LockFile, new: Lock) -> None:
    if not _is_same(file, new):
        save(file.path, render(new).encode())


def _is_same(file: LockFile, new: Lock) -> bool:
    """Whether the file says just this already, whatever its line ends."""
    return file.source is not None and file.source.data.replace(b"\r\n", b"\n") == render(new).encode()


def _summary(old: Lock, new: Lock) -> str:
    before, after = old.entries, new.entries
    changes = {
        "added": len(after.keys() - before.keys()),
        "changed": sum(before[name] != after[name] for name in before.keys() & after.keys()),
        "dropped": len(before.keys() - after.keys()),
    }
    words = [f"{number} {what}" for what, number in changes.items() if number] or ["nothing changed"]
    return ", ".join([f"{len(after)} reference{'' if len(after) == 1 else 's'}", *words])

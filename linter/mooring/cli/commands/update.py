"""`mooring update`: refresh pinned digests, and move version tags on."""

from __future__ import annotations

from mooring import engine, versions
from mooring.cli import CLEAN, FAILED, FOUND
from mooring.cli.arguments import Parser, add_choice, add_paths
from mooring.cli.choice import Choice
from mooring.cli.cooldown import Cooldown
from mooring.cli.project import Project, complain
from mooring.cli.registries import Registries, add_registry_options
from mooring.cli.rewriting import conclude
from mooring.cli.updates import Updates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping, Sequence

    from mooring.engine import Fixed, Scanned
    from mooring.model import Mention


def parser() -> Parser:
    """The command's options."""
    options = Parser(
        "update", "exit code: 0 done, 1 a registry had no answer for some reference, 2 the job could not be done"
    )
    add_paths(options)
    add_choice(options)
    options.add_argument(
        "--tags",
        choices=tuple(versions.KEPT_NUMBERS),
        help="also move version tags, pinned or not, to the latest of the same flavour within such a step",
    )
    options.add_argument("--diff", action="store_true", help="show the change, and write nothing")
    add_registry_options(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options)
    scanned = project.scan(options.paths)
    choice = Choice(options)
    concerned = [each for each in scanned.mentions() if each in choice and _is_concerned(each, options.tags)]
    left = [(mention, reason) for mention in concerned if (reason := _why_not(mention))]
    asked = [mention for mention in concerned if _why_not(mention) is None]
    with Registries(project.policy, options) as registries:
        updates = Updates(
            registries, project.policy, cooldown=Cooldown(project, registries.answers), level=options.tags
        )
        updates.ask(asked)
    texts = {id(mention): text for mention in asked if (text := updates.text(mention))}
    fixed = engine.rewrite(scanned, lambda mention: texts.get(id(mention)))
    left += fixed.refused
    left += [(mention, reason) for mention in asked for reason in updates.of(mention).obstacles()]
    _conclude(scanned, fixed, concerned, left, texts, diff=options.diff)
    failed = fixed.refused or any(updates.of(mention).failure for mention in asked)
    return FAILED if complain(scanned.problems) == FAILED else FOUND if failed else CLEAN


def _conclude(
    scanned: Scanned,
    fixed: Fixed,
    concerned: Sequence[Mention],
    left: Sequence[tuple[Mention, str]],
    texts: Mapping[int, str],
    *,
    diff: bool,
) -> None:
    mended = {id(mention) for mention in fixed.mended}
    staying = {id(mention) for mention, _ in left} - mended
    current = len(concerned) - len(mended) - len(staying)
    conclude(
        scanned,
        [(mention, texts[id(mention)]) for mention in fixed.mended],
        [(each, f"not updated{' further' if id(each) in mended else ''}: {reason}") for each, reason in left],
        f"{len(mended)} updated, {current} up to date, {len(staying)} not",
        diff=diff,
    )


def _is_concerned(mention: Mention, level: str | None) -> bool:
    return level is not None or (mention.reference is not None and mention.reference.digest is not None)


def _why_not(mention: Mention) -> str | None:
    reference = mention.reference
    assert reference is not None
    if reference.tag is None:
        return "it has no tag that would say what to update to"
    if reference.digest is None and versions.parse(reference.tag) is None:
        return f"the tag `{reference.tag}` is not a version that could move on"
    return mention.reason

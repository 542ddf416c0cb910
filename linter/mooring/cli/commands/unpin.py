"""`mooring unpin`: take digests off again, so that references name their images by tag."""

from __future__ import annotations

from mooring import engine
from mooring.cli import CLEAN, FAILED, FOUND
from mooring.cli.arguments import Parser, add_choice, add_paths
from mooring.cli.choice import Choice
from mooring.cli.project import Project, complain
from mooring.cli.rewriting import conclude

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from mooring.model import Mention


def parser() -> Parser:
    """The command's options."""
    options = Parser("unpin", "exit code: 0 done, 1 some file could not be changed safely, 2 the job could not be done")
    add_paths(options)
    add_choice(options)
    options.add_argument("--diff", action="store_true", help="show the change, and write nothing")
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    scanned = Project(options).scan(options.paths)
    choice = Choice(options)
    pinned = [mention for mention in scanned.mentions() if mention in choice and _is_pinned(mention)]
    left = [(mention, reason) for mention in pinned if (reason := _why_not(mention))]
    texts = {id(mention): _by_tag(mention) for mention in pinned if _why_not(mention) is None}
    fixed = engine.rewrite(scanned, lambda mention: texts.get(id(mention)))
    left += fixed.refused
    conclude(
        scanned,
        [(mention, texts[id(mention)]) for mention in fixed.mended],
        [(mention, f"not unpinned: {reason}") for mention, reason in left],
        f"{len(fixed.mended)} unpinned, {len(left)} not",
        diff=options.diff,
    )
    return FAILED if complain(scanned.problems) == FAILED else FOUND if fixed.refused else CLEAN


def _is_pinned(mention: Mention) -> bool:
    return mention.reference is not None and mention.reference.digest is not None


def _why_not(mention: Mention) -> str | None:
    if mention.reference is None or mention.reference.tag is None:
        return "without the digest it would have no tag"
    return mention.reason


def _by_tag(mention: Mention) -> str:
    assert mention.reference is not None
    return str(mention.reference.without_digest())

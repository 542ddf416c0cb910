"""The options that choose files, and findings, by what git says has changed."""

from __future__ import annotations

from mooring.cli import Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from types import TracebackType

    from mooring.changes import Changes
    from mooring.cli.arguments import Parser


def add_change_options(parser: Parser) -> None:
    """Which files by what has changed, and whether only their new lines count; `Changed` reads them."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--changed-since",
        metavar="REF",
        help="only files that have changed since the branch or commit REF was left, in commits or the working copy",
    )
    which.add_argument("--staged", action="store_true", help="only files staged in git, read as they are staged")
    parser.add_argument("--new-only", action="store_true", help="of those files only findings on changed lines")


class Changed:
    """The changes that the options ask for, None where they ask for none; to be used in a `with` statement.

    Raises `Failure` for options that do not go together, and, to its end, for a question that git does not answer.
    """

    def __init__(self, options: Namespace) -> None:
        self._options = options
        self._changes: Changes | None = None
        is_asked = options.staged or options.changed_since is not None
        if options.new_only and not is_asked:
            raise Failure("`--new-only` needs to know since when; give --changed-since REF or --staged with it")
        if is_asked and (options.stdin_filename is not None or options.paths == ["-"]):
            raise Failure("`--changed-since` and `--staged` choose among files; leave them out for standard input")
        if options.staged and (options.fix or options.diff):
            raise Failure(
                "`--staged` reads what is staged, and fixes are made in the working copy; mend that with "
                "--changed-since HEAD, and stage it again"
            )

    def __enter__(self) -> Changes | None:
        if not self._options.staged and self._options.changed_since is None:
            return None
        from mooring.changes import Since, Staged
        from mooring.git import GitError

        new_only = self._options.new_only
        try:
            if self._options.staged:
                self._changes = Staged(new_only=new_only)
            else:
                self._changes = Since(self._options.changed_since, new_only=new_only)
        except GitError as error:
            raise Failure(str(error)) from error
        return self._changes

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._changes is None:
            return
        self._changes.close()
        from mooring.git import GitError

        if isinstance(error, GitError):
            raise Failure(str(error)) from error

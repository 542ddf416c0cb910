"""Git, asked so that nothing in a repository starts a program, reaches a host or is written.

No hook, file system monitor or filter runs: git is never asked to look at the content of the working copy, which is
what filters are for. What a partial clone left out is not fetched.
"""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from subprocess import Popen
    from typing import IO

    Lines = list[tuple[int, int]]

_COMMAND = (
    "git",
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit"),
)
_SAFE = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_LITERAL_PATHSPECS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "LC_ALL": "C",
}
_DIFF = (
    *("git", "--no-pager", "-c", f"core.attributesFile={os.devnull}"),
    *("diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--text"),
    *("--unified=0", "--inter-hunk-context=0", "--ignore-cr-at-eol", "--src-prefix=a/", "--dst-prefix=b/"),
)
_HUNK = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_CHUNK = 1 << 16


class GitError(Exception):
    """Git does not answer; the message says why, on one line."""


def run(*words: str, folder: str | None = None) -> bytes:
    """What git answers about the repository of the working directory, or of a folder. Raises `GitError`."""
    import subprocess

    where = ("-C", folder) if folder is not None else ()
    try:
        ended = subprocess.run(  # noqa: S603 - fixed words
            (*_COMMAND, *where, *words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=_environment() if folder is None else _environment_of_folder(),
        )
    except OSError as error:
        raise GitError(_unstarted(error)) from error
    if ended.returncode != 0:
        said = re.findall(r"(?m)^fatal: (.*)$", ended.stderr.decode(errors="replace"))
        raise GitError(said[-1] if said else f"git {words[0]} ended with exit code {ended.returncode}")
    return ended.stdout


def names(listed: bytes) -> list[str]:
    """The paths that git lists with `-z`."""
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def _environment() -> dict[str, str]:
    return {**os.environ, **_SAFE}


def _environment_of_folder() -> dict[str, str]:
    """Without what git tells its hooks of the repository they run in: a folder may be of another, or deep inside it."""
    environment = _environment()
    if "GIT_WORK_TREE" not in environment:
        for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"):
            environment.pop(name, None)
    return environment


def _unstarted(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "git is not installed"
    return f"git cannot be started: {(error.strerror or str(error)).lower()}"


class Blobs:
    """Contents by object id, all read through one process, which runs from the first question until `close`."""

    def __init__(self) -> None:
        self._process: Popen[bytes] | None = None

    def read(self, oid: str, most: int) -> bytes | None:
        """The content of a blob; None where it is more than so many bytes. Raises `GitError` where there is none."""
        if self._process is None:
            self._process = _start_reading()
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None
        assert answers is not None
        try:
            questions.write(f"{oid}\n".encode())
            questions.flush()
        except OSError as error:
            raise GitError(f"git does not give object {oid}") from error
        header = answers.readline().decode().split()
        if len(header) != 3:
            raise GitError(f"object {oid} is not in this clone")
        size = int(header[2])
        data = None
        if size <= most:
            data = answers.read(size)
        else:
            _pass_over(answers, size)
        is_whole = answers.read(1) == b"\n"
        if header[1] != "blob" or not is_whole:
            raise GitError(f"object {oid} cannot be read")
        return data

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def _start_reading() -> Popen[bytes]:
    import subprocess

    try:
        return subprocess.Popen(  # noqa: S603 - fixed words
            (*_COMMAND, "cat-file", "--batch"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    except OSError as error:
        raise GitError(_unstarted(error)) from error


def _pass_over(stream: IO[bytes], size: int) -> None:
    while size > 0 and (chunk := stream.read(min(size, _CHUNK))):
        size -= len(chunk)


def changed_lines(pairs: Sequence[tuple[bytes, bytes]]) -> list[Lines]:
    """Of each old and new text, the lines of the new one that are changed or added: first and last, from 1, in order.

    A line whose end alone has changed, from LF to CRLF or back, is the same line. The texts are laid into a folder
    of their own, which no repository's configuration and attributes are about. Raises `GitError`.
    """
    import subprocess
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="mooring-") as folder:
        for side, texts in zip(("old", "new"), zip(*pairs, strict=True), strict=False):
            os.mkdir(os.path.join(folder, side))
            for number, text in enumerate(texts):
                with open(os.path.join(folder, side, str(number)), "wb") as file:
                    file.write(text)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        environment |= {
            "GIT_CEILING_DIRECTORIES": os.path.dirname(os.path.realpath(folder)),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C",
        }
        try:
            ended = subprocess.run(  # noqa: S603 - fixed words
                (*_DIFF, "old", "new"), capture_output=True, check=False, cwd=folder, env=environment
            )
        except OSError as error:
            raise GitError(_unstarted(error)) from error
    if ended.returncode not in (0, 1):
        raise GitError(f"git diff ended with exit code {ended.returncode}")
    return _hunks(ended.stdout, len(pairs))


def _hunks(patch: bytes, number: int) -> list[Lines]:
    changed: list[Lines] = [[] for _ in range(number)]
    lines: Lines = []
    for line in patch.split(b"\n"):
        if line.startswith(b"diff "):
            lines = changed[int(line.rpartition(b"/")[2])]
        elif hunk := _HUNK.match(line):
            first, length = int(hunk[1]), int(hunk[2] or 1)
            if length:
                lines.append((first, first + length - 1))
    return changed

"""Which files a run reads."""

import errno
import os
import subprocess

import pytest

from mooring.discovery import MAX_SIZE, Found, discover, read
from mooring.model import Problem


def everything(path):
    return True


def paths(*given, wanted=everything):
    return [found.path if isinstance(found, Found) else found for found in discover(list(given), wanted)]


@pytest.fixture
def tree(tmp_path, monkeypatch):
    for name in (
        "Dockerfile",
        "a/Dockerfile",
        "a/ignored/Dockerfile",
        "a/kept.log",
        "b/c.log",
        "node_modules/x/Dockerfile",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("FROM scratch\n")
    (tmp_path / ".gitignore").write_text("ignored/\n*.log\nnode_modules\n")
    (tmp_path / "a" / ".gitignore").write_text("!kept.log\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


KEPT = [".gitignore", "Dockerfile", "a/.gitignore", "a/Dockerfile", "a/kept.log"]


def git(*words, cwd="."):
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@t", *words], check=True, cwd=cwd, capture_output=True
    )


def test_a_plain_folder_is_walked_with_gitignore_honoured(tree):
    assert paths(".") == KEPT


def test_git_s_own_list_is_taken_where_there_is_one(tree):
    git("init", "-q")
    assert paths(".") == KEPT
    git("add", "-f", "b/c.log")
    assert paths(".") == [*KEPT, "b/c.log"]
    (tree / "a" / "Dockerfile").unlink()
    assert "a/Dockerfile" not in paths(".")


def test_a_sub_folder_of_a_repository(tree):
    git("init", "-q")
    assert paths("a") == ["a/.gitignore", "a/Dockerfile", "a/kept.log"]


def test_a_folder_in_a_hook_of_a_linked_worktree(tree, tmp_path, monkeypatch):
    """Git tells such a hook where the repository is, and would take every folder for its root."""
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    git("worktree", "add", "-q", str(tmp_path / "linked"))
    monkeypatch.chdir(tmp_path / "linked")
    monkeypatch.setenv("GIT_DIR", str(tree / ".git" / "worktrees" / "linked"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tree / ".git" / "worktrees" / "linked" / "index"))
    assert paths("a") == ["a/.gitignore", "a/Dockerfile", "a/kept.log"]


def test_the_repository_s_configuration_starts_no_program(tree):
    git("init", "-q")
    git("config", "core.fsmonitor", "touch pwned; false")
    assert paths(".") == KEPT
    assert not (tree / "pwned").exists()


def test_without_git_folders_are_walked(tree, monkeypatch):
    git("init", "-q")
    monkeypatch.setenv("PATH", str(tree / "nothing"))
    assert paths(".") == KEPT


def test_named_files_are_always_read_and_each_once(tree):
    assert paths("a/ignored/Dockerfile", "./a/../Dockerfile", "Dockerfile", wanted=lambda path: False) == [
        "a/ignored/Dockerfile",
        "Dockerfile",
    ]


def test_only_wanted_files_of_a_folder(tree):
    assert paths(".", wanted=lambda path: path.endswith("Dockerfile")) == ["Dockerfile", "a/Dockerfile"]


def test_links_are_not_followed(tree):
    os.symlink("..", tree / "a" / "loop")
    os.symlink("/etc/hostname", tree / "outside")
    assert paths(".") == KEPT


def test_what_cannot_be_read_is_said(tree):
    os.symlink("loop", tree / "loop")
    missing, loop = paths("gone", "loop")
    assert missing == Problem("gone", None, "cannot be read: no such file or directory")
    assert loop.path == "loop"
    assert "symbolic links" in loop.message


def test_a_file_is_read_with_its_neighbours(tree):
    (tree / "a" / ".env").write_bytes(b"TAG=1")
    (tree / ".env").write_bytes(b"secret")
    source = read("a/Dockerfile")
    assert source.data == b"FROM scratch\n"
    assert source.beside(".env") == b"TAG=1"
    assert source.beside("none") is None
    assert source.beside("../.env") is None
    assert source.beside("/etc/hostname") is None


def test_a_pipe_is_not_waited_for(tree):
    os.mkfifo(tree / "Dockerfile.pipe")
    assert "not a regular file" in read("Dockerfile.pipe").message
    assert paths(".") == KEPT


def test_a_huge_file_is_not_read(tree):
    with (tree / "Dockerfile").open("wb") as file:
        file.truncate(MAX_SIZE + 1)
    assert "larger than 32 MiB" in read("Dockerfile").message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_permissions(tree):
    (tree / "Dockerfile").chmod(0)
    assert read("Dockerfile").message == "cannot be read: permission denied"


def test_a_file_named_in_several_ways_is_read_once(tree):
    assert paths("Dockerfile", "./Dockerfile", str(tree / "Dockerfile"), f"../{tree.name}/Dockerfile", "a/..") == [
        "Dockerfile",
        ".gitignore",
        "a/.gitignore",
        "a/Dockerfile",
        "a/kept.log",
    ]


def test_a_folder_that_cannot_be_read_is_a_problem(tree, monkeypatch):
    scan = os.scandir

    def denied(path):
        if path == "a/":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scan(path)

    monkeypatch.setattr("os.scandir", denied)
    found = list(discover(["."], everything))
    assert [found.path for found in found if isinstance(found, Found)] == [".gitignore", "Dockerfile"]
    assert [str(problem) for problem in found if isinstance(problem, Problem)] == [
        "a: cannot be read: permission denied"
    ]


def test_a_tracked_file_that_cannot_be_looked_at_is_left_to_whoever_reads_it(tree, monkeypatch):
    git("init", "-q")
    look = os.lstat

    def denied(path):
        if str(path).endswith("a/Dockerfile"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return look(path)

    monkeypatch.setattr("os.lstat", denied)
    assert "a/Dockerfile" in paths(".")


def test_an_empty_path(tree):
    (problem,) = discover([""], everything)
    assert str(problem) == '"": cannot be read: no such file or directory'


def test_a_file_that_is_named_beside_its_folder_is_found_once_as_named(tree):
    found = list(discover([".", "a/Dockerfile", "./", "b/c.log", "./a/Dockerfile"], everything))
    assert [one.path for one in found] == [
        ".gitignore",
        "Dockerfile",
        "a/.gitignore",
        "a/kept.log",
        "a/Dockerfile",
        "b/c.log",
    ]
    assert [one.path for one in found if one.explicit] == ["a/Dockerfile", "b/c.log"]

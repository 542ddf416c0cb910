"""What git says has changed: files, lines, and staged content, in real repositories."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import changes as module
from mooring.changes import Since, Staged
from mooring.discovery import MAX_SIZE, discover
from mooring.git import Blobs, GitError, changed_lines, run
from mooring.model import Finding, Mention, Problem, Severity
from mooring.text import Source, Span


class Repository:
    """A repository, and ways to write files into it and to run git in it."""

    def __init__(self, path):
        self.path = path

    def put(self, files):
        for name, content in files.items():
            path = os.path.join(os.fsencode(self.path), os.fsencode(name))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else content.encode())

    def git(self, *words, check=True):
        ended = subprocess.run(["git", *words], check=check, cwd=self.path, capture_output=True)
        return ended.stdout.decode().strip()

    def commit(self, files=None):
        self.put(files or {})
        self.git("add", "-A")
        self.git("commit", "-qm", "a change")


def init(path, *words):
    path.mkdir(parents=True, exist_ok=True)
    made = Repository(path)
    made.git("init", "-q", "-b", "main", *words)
    for name, value in {"user.name": "Ada", "user.email": "ada@example.org", "protocol.file.allow": "always"}.items():
        made.git("config", name, value)
    return made


def clone(repo, path, *words):
    made = Repository(path)
    repo.git("clone", "-q", *words, f"file://{repo.path}", str(path))
    return made


def everything(path):
    return True


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


@pytest.fixture
def repo(tmp_path, monkeypatch):
    """A repository with a commit on main and a branch `topic` checked out; it is the working directory."""
    made = init(tmp_path / "repo")
    monkeypatch.chdir(made.path)
    made.commit({"a": "1\n2\n3\n", "b": "b\n", "gone": "x\n", "sub/c": "1\n2\n3\n4\n5\n6\n", ".gitignore": "*.log\n"})
    made.git("checkout", "-qb", "topic")
    return made


@pytest.fixture
def open_changes():
    """The changes that are staged, or since a commit; closed at the end."""
    opened = []

    def call(what, *, new_only=False):
        made = Staged(new_only=new_only) if what == "staged" else Since(what, new_only=new_only)
        opened.append(made)
        return made

    yield call
    for made in opened:
        made.close()


@pytest.fixture
def read(open_changes):
    """The content by path, and the problems as text."""

    def call(what, *paths, wanted=everything, new_only=False):
        found = list(open_changes(what, new_only=new_only).sources(paths or ["."], wanted))
        problems = [str(one) for one in found if isinstance(one, Problem)]
        return {one.path: one.data for one in found if isinstance(one, Source)}, problems

    return call


@pytest.fixture
def new_lines(open_changes):
    """By path the numbers of the new lines of each file that has changed."""

    def call(what, *paths):
        changes = open_changes(what, new_only=True)
        lines = {}
        for source in changes.sources(paths or ["."], everything):
            spans = [source.line_span(number) for number in range(1, len(source.data.splitlines()) + 1)]
            kept = changes.kept([Finding("rule", Severity.WARNING, "", source, span) for span in spans])
            lines[source.path] = [source.position(finding.span.start)[0] for finding in kept]
        return lines

    return call


def test_a_branch_s_files_and_the_working_copy_s(repo, read):
    repo.commit({"b": "committed\n", "new": "new\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"sub/c": "main has moved on\n"})
    repo.git("checkout", "-q", "topic")
    repo.git("rm", "-q", "gone")
    repo.put({"staged": "s", "untracked": "u", "ignored.log": "i", "a": "1\nworking\n3\n"})
    repo.git("add", "staged")
    files, problems = read("main")
    assert files == {"a": b"1\nworking\n3\n", "b": b"committed\n", "new": b"new\n", "staged": b"s", "untracked": b"u"}
    assert problems == []


def test_what_the_working_copy_has_taken_back_is_no_change(repo, read):
    repo.commit({"b": "committed\n"})
    repo.put({"b": "b\n"})
    os.utime(repo.path / "a")
    assert read("main") == ({}, [])
    repo.git("rm", "-q", "--cached", "a")
    assert read("main") == ({}, [])


def test_staged_content_is_read_and_not_the_working_copy(repo, read):
    repo.put({"a": "staged\n", "b": "staged\n", "new": "staged\n"})
    repo.git("add", ".")
    repo.git("rm", "-q", "gone")
    repo.put({"a": "working\n", "sub/c": "working\n", "untracked": "working\n"})
    (repo.path / "new").unlink()
    expected = {"a": b"staged\n", "b": b"staged\n", "new": b"staged\n"}
    assert read("staged") == (expected, [])
    assert read("staged", "new", "gone", "b") == ({"new": b"staged\n", "b": b"staged\n"}, [])


def test_before_the_first_commit(tmp_path, monkeypatch, read, new_lines):
    made = init(tmp_path / "fresh")
    monkeypatch.chdir(made.path)
    assert read("staged") == ({}, [])
    made.put({"a": "1\n2\n"})
    made.git("add", "a")
    assert read("staged") == ({"a": b"1\n2\n"}, [])
    assert new_lines("staged") == {"a": [1, 2]}
    with pytest.raises(GitError, match=r"`main` names no commit here; `git fetch` it, or correct it"):
        read("main")


@pytest.mark.parametrize("what", ["main", "staged"])
def test_modes_links_and_submodules_are_no_files_to_read(repo, tmp_path, read, what):
    library = init(tmp_path / "library")
    library.commit({"Dockerfile": "FROM nginx\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", f"file://{library.path}", "library")
    os.symlink("a", repo.path / "link")
    os.symlink("sub", repo.path / "folder-link")
    (repo.path / "b").unlink()
    os.symlink("a", repo.path / "b")
    (repo.path / "sub/c").chmod(0o755)
    nested = init(repo.path / "nested")
    nested.commit({"Dockerfile": "FROM nginx\n"})
    repo.git("add", "link", "folder-link", "b", "sub/c", ".gitmodules")
    (repo.path / "library/Dockerfile").write_text("FROM changed\n")
    files, problems = read(what, ".", "library", "library/Dockerfile", "folder-link", "link", "nested")
    assert (list(files), problems) == ([".gitmodules"], [])


def test_a_link_that_became_a_file_is_new(repo, new_lines):
    os.symlink("a", repo.path / "link")
    repo.commit()
    (repo.path / "link").unlink()
    repo.put({"link": "1\n2\n"})
    assert new_lines("topic") == {"link": [1, 2]}
    repo.git("add", "link")
    assert new_lines("staged") == {"link": [1, 2]}


@pytest.mark.parametrize("what", ["main", "staged"])
def test_lines(repo, new_lines, what):
    repo.put({"sub/c": "0\n1\n2\nthree\n4\n6\n", "new": "1\n2\n"})
    repo.git("add", ".")
    assert new_lines(what) == {"new": [1, 2], "sub/c": [1, 4]}


@pytest.mark.parametrize("what", ["main", "staged"])
def test_a_renamed_file_is_compared_with_what_it_was(repo, read, new_lines, what):
    repo.git("mv", "sub/c", "sub/d")
    assert read(what)[0] == {"sub/d": b"1\n2\n3\n4\n5\n6\n"}
    assert new_lines(what) == {"sub/d": []}
    repo.put({"sub/d": "1\n2\n3\n4\n5\nsix\n"})
    repo.git("add", ".")
    assert new_lines(what) == {"sub/d": [6]}


def test_lines_of_the_working_copy_are_those_since_the_branch_was_made(repo, new_lines):
    repo.commit({"sub/c": "1\ntwo\n3\n4\n5\n6\n"})
    repo.put({"sub/c": "1\ntwo\n3\nfour\n5\n6\n"})
    assert new_lines("main") == {"sub/c": [2, 4]}
    assert new_lines("HEAD") == {"sub/c": [4]}


def test_line_ends_are_no_change(repo, read, new_lines):
    repo.git("config", "core.autocrlf", "true")
    repo.put({"a": "1\r\n2\r\n3\r\n", "sub/c": "1\r\n2\r\n3\r\nfour\r\n5\r\n6\r\n"})
    assert new_lines("main") == {"sub/c": [4]}
    repo.git("add", ".")
    assert read("staged") == ({"sub/c": b"1\n2\n3\nfour\n5\n6\n"}, [])


@pytest.mark.parametrize("what", ["main", "staged"])
def test_attributes_hide_no_change(repo, new_lines, what):
    repo.put({".gitattributes": "* -diff -text binary\n", "sub/c": "1\n2\n\0\xff\n4\n5\n6\n"})
    repo.git("add", ".")
    assert new_lines(what, "sub") == {"sub/c": [3]}


def test_paths_narrow_and_are_shown_as_they_were_given(repo, read, monkeypatch):
    repo.put({"a": "new\n", "sub/c": "new\n", "sub/deep/d": "new\n", "subway": "new\n", ".github/w": "new\n"})
    assert list(read("main", "sub")[0]) == ["sub/c", "sub/deep/d"]
    assert list(read("main", "./sub/", "a", "sub/c", ".github")[0]) == ["sub/c", "sub/deep/d", "a", ".github/w"]
    monkeypatch.chdir("sub")
    assert list(read("main")[0]) == ["c", "deep/d"]
    assert list(read("main", "deep", "..")[0]) == ["deep/d", "../.github/w", "../a", "../sub/c", "../subway"]
    assert list(read("main", str(repo.path / "a"))[0]) == [str(repo.path / "a")]
    repo.git("add", ".")
    assert list(read("staged")[0]) == ["c", "deep/d"]
    assert list(read("staged", "../a")[0]) == ["../a"]


def test_only_wanted_files_of_folders_and_all_that_are_named(repo, read):
    repo.put({"a": "new\n", "b": "new\n"})
    repo.git("add", ".")
    for what in ("main", "staged"):
        assert list(read(what, ".", "b", wanted=lambda path: path.endswith("a"))[0]) == ["a", "b"]


def test_a_folder_reached_by_a_link(repo, tmp_path, read, monkeypatch):
    repo.put({"sub/c": "new\n"})
    os.symlink(repo.path, tmp_path / "link")
    assert list(read("main", str(tmp_path / "link" / "sub"))[0]) == [str(tmp_path / "link/sub/c")]
    monkeypatch.chdir(tmp_path / "link")
    assert list(read("main")[0]) == ["sub/c"]


def test_paths_that_are_not_there(repo, tmp_path, read):
    repo.git("rm", "-q", "gone")
    repo.put({"a": "new\n"})
    repo.git("add", ".")
    for what in ("main", "staged"):
        files, problems = read(what, "gone", "gome", "", str(tmp_path), "../other/a", "a")
        assert list(files) == ["a"]
        missing = "cannot be read: no such file or directory"
        outside = f"is not in the repository {repo.path}, whose changes are asked for"
        other = tmp_path / "repo" / ".."
        assert problems == [
            f"gome: {missing}",
            f'"": {missing}',
            f"{os.path.normpath(other)}: {outside}",
            f"../other/a: {outside}",
        ]


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems take UTF-8 names alone")
@pytest.mark.parametrize("what", ["main", "staged"])
def test_odd_names(repo, read, new_lines, what):
    odd = [b"with space", b"new\nline", b'tab\t"quote"', b"\xff\xfe", b"-dash", b":(top)magic", b"*", b"caf\xc3\xa9"]
    repo.put(dict.fromkeys(odd, "1\n"))
    repo.git("add", ".")
    names = [os.fsdecode(name) for name in odd]
    assert sorted(read(what)[0]) == sorted(names)
    assert list(read(what, *names)[0]) == names
    assert set(map(tuple, new_lines(what).values())) == {(1,)}


def test_what_is_intended_to_be_added_is_not_staged(repo, read, new_lines):
    repo.put({"new": "1\n"})
    repo.git("add", "-N", "new")
    assert read("staged") == ({}, [])
    assert new_lines("main") == {"new": [1]}


def test_a_conflict(repo, read, new_lines):
    repo.commit({"a": "1\nours\n3\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a": "1\ntheirs\n3\n", "merged": "m\n"})
    repo.git("checkout", "-q", "topic")
    repo.git("merge", "-q", "main", check=False)
    files, problems = read("staged")
    assert files == {"merged": b"m\n"}
    assert problems == ["a: has a conflict, and nothing that is staged; resolve it and `git add` the file"]
    assert new_lines("main")["a"] == [2, 3, 4, 5, 6]
    assert read("staged", "sub") == ({}, [])


def test_files_beside_one_are_read_as_staged(repo, open_changes):
    repo.put({"sub/.env": "TAG=staged", "sub/c": "new", ".env": "above", "sub/deep/x": "x", "huge": "h", "d": "d"})
    os.symlink(".env", repo.path / "sub/link")
    repo.git("add", ".")
    repo.put({"sub/.env": "TAG=working", "sub/unstaged": "u"})
    (repo.path / "sub/deep/x").unlink()
    found = {source.path: source for source in open_changes("staged").sources(["."], everything)}
    beside = found["sub/c"].beside
    assert beside(".env") == b"TAG=staged"
    assert beside("./deep/../deep/x") == b"x"
    for name in ("../.env", "unstaged", "deep", "link", "none", "/etc/hostname", str(repo.path / "sub/.env"), "."):
        assert beside(name) is None
    assert found["d"].beside("sub/.env") == b"TAG=staged"
    assert found["d"].beside("../repo/sub/.env") is None


def test_contents_that_the_repository_has_lost(repo, open_changes, read):
    repo.put({"a": "lost\n", "sub/c": "new\n", "sub/.env": "lost\n"})
    repo.git("add", ".")
    oid = repo.git("rev-parse", ":a")
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    files, problems = read("staged", "a", "sub/c")
    assert (files, problems) == ({"sub/c": b"new\n"}, [f"a: cannot be read: object {oid} is not in this clone"])
    (source,) = open_changes("staged").sources(["sub/c"], everything)
    assert source.beside(".env") is None


def test_huge_files(repo, read, new_lines, monkeypatch):
    monkeypatch.setattr(module, "MAX_SIZE", 8)
    repo.put({"a": "1\n2\n3\n4\n5\n", "b": "small\n", "sub/c": "1\n2\n"})
    repo.git("add", ".")
    assert read("staged") == (
        {"b": b"small\n", "sub/c": b"1\n2\n"},
        ["a: is larger than 0 MiB, which no file that names images is"],
    )
    assert new_lines("main", "sub") == {"sub/c": [1, 2]}
    assert MAX_SIZE == 32 << 20


def test_a_file_of_very_many_lines_is_not_compared(repo, new_lines, monkeypatch):
    monkeypatch.setattr(module, "MAX_LINES", 4)
    repo.put({"a": "1\n2\n3\n4\n", "sub/c": "1\n2\n"})
    assert new_lines("main") == {"a": [4], "sub/c": [1, 2]}


@pytest.mark.parametrize("what", ["main", "staged"])
def test_no_program_is_started(repo, read, new_lines, what):
    program = repo.path / "program"
    program.write_text(f"#!/bin/sh\necho $0 $* >> {repo.path}/../started\ncat\n")
    program.chmod(0o755)
    settings = {
        **{f"filter.evil.{name}": program for name in ("clean", "smudge", "process")},
        **{f"diff.{name}": program for name in ("external", "evil.command", "evil.textconv")},
        **dict.fromkeys(("core.fsmonitor", "core.pager", "pager.diff", "core.sshCommand", "core.editor"), program),
        "filter.evil.required": "true",
        "core.hooksPath": repo.path / "hooks",
        "protocol.ext.allow": "always",
    }
    repo.put({"a": "1\nstaged\n3\n", "new": "n\n"})
    repo.git("add", ".")
    repo.put({".gitattributes": "* filter=evil diff=evil\n"})
    os.mkdir(repo.path / "hooks")
    for hook in ("post-index-change", "pre-commit", "reference-transaction"):
        os.symlink(program, repo.path / "hooks" / hook)
    for name, value in settings.items():
        repo.git("config", name, str(value))
    os.utime(repo.path / "sub/c")
    assert new_lines(what)["a"] == [2]
    assert "new" in read(what)[0]
    assert not (repo.path.parent / "started").exists()
    repo.git("diff", check=False)
    assert (repo.path.parent / "started").exists()


def test_a_shallow_clone(repo, tmp_path, monkeypatch, read):
    repo.commit({"b": "changed\n"})
    repo.commit({"new": "new\n"})
    shallow = clone(repo, tmp_path / "shallow", "--depth=1", "--branch=topic")
    monkeypatch.chdir(shallow.path)
    every = "get the whole history: `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` in GitLab"
    with pytest.raises(GitError, match=f"`origin/main` names no commit here; this clone is shallow, {every}"):
        read("origin/main")
    shallow.git("fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")
    with pytest.raises(
        GitError, match=f"`origin/main` and HEAD have no commit in common; this clone is shallow, {every}"
    ):
        read("origin/main")
    shallow.git("fetch", "-q", "--unshallow")
    assert read("origin/main")[0] == {"b": b"changed\n", "new": b"new\n"}


def test_two_commits_are_enough_for_a_merge_and_its_first_parent(repo, tmp_path, monkeypatch, new_lines):
    repo.commit({"b": "b\nmore\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a": "moved on\n"})
    repo.git("merge", "-q", "--no-ff", "--no-edit", "topic")
    shallow = clone(repo, tmp_path / "shallow", "--depth=2")
    monkeypatch.chdir(shallow.path)
    assert new_lines("HEAD^1") == {"b": [2]}


def test_a_partial_clone_is_not_filled_up(repo, tmp_path, monkeypatch, read, new_lines):
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.commit({"sub/c": "1\n2\n3\n4\n5\nsix\n"})
    partial = clone(repo, tmp_path / "partial", "--filter=blob:none", "--branch=topic")
    monkeypatch.chdir(partial.path)
    partial.git("config", "remote.origin.url", f"ext::sh -c 'touch {tmp_path}/started'")
    partial.git("config", "protocol.ext.allow", "always")
    assert list(read("origin/main")[0]) == ["sub/c"]
    with pytest.raises(GitError, match="; in a partial clone `git diff --stat [0-9a-f]+` fetches what is missing"):
        new_lines("origin/main")
    assert not (tmp_path / "started").exists()
    partial.git("config", "remote.origin.url", f"file://{repo.path}")
    with pytest.raises(GitError, match="; in a partial clone `git diff --stat [0-9a-f]+` fetches what is missing"):
        new_lines("origin/main")
    partial.git("mv", "sub/c", "sub/e")
    partial.put({"sub/e": "1\n2\n3\n4\n5\n7\n"})
    partial.git("add", ".")
    with pytest.raises(GitError, match="cannot be told: could not fetch .*; in a partial clone"):
        new_lines("origin/main")
    partial.git("reset", "-q", "--hard")
    partial.git("diff", "--stat", partial.git("merge-base", "origin/main", "HEAD"))
    assert new_lines("origin/main") == {"sub/c": [6]}


def test_a_linked_worktree_and_a_hook_of_it(repo, tmp_path, monkeypatch, read):
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "other")
    linked = Repository(tmp_path / "linked")
    linked.put({"sub/c": "new\n", "d": "d\n"})
    monkeypatch.chdir(linked.path)
    assert list(read("main")[0]) == ["d", "sub/c"]
    linked.git("add", "d")
    monkeypatch.setenv("GIT_DIR", linked.git("rev-parse", "--absolute-git-dir"))
    monkeypatch.setenv("GIT_INDEX_FILE", linked.git("rev-parse", "--absolute-git-dir") + "/index")
    assert list(read("staged")[0]) == ["d"]
    assert list(read("main", "sub")[0]) == ["sub/c"]


def test_a_working_copy_apart_from_its_repository(repo, tmp_path, monkeypatch, read):
    """As people keep their settings in git: `git --git-dir … --work-tree …`, which hooks are told of."""
    apart = Repository(tmp_path / "apart")
    apart.put({"a": "1\n", "sub/c": "1\n"})
    monkeypatch.chdir(apart.path)
    monkeypatch.setenv("GIT_DIR", str(repo.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(apart.path))
    apart.git("add", "a")
    assert list(read("staged")[0]) == ["a"]
    assert list(read("main", "sub")[0]) == ["sub/c"]
    assert [found.path for found in discover(["sub"], everything)] == ["sub/c"]


def test_the_index_of_a_commit_of_named_files(repo, tmp_path, monkeypatch):
    """`git commit FILE` makes an index of its own, and tells its hooks which."""
    script = (
        f"#!{sys.executable}\nimport sys\nsys.path[:0] = {sys.path!r}\nfrom mooring.changes import Staged\n"
        f"changes = Staged(new_only=False)\nfound = list(changes.sources(sys.argv[1:] or ['.'], lambda path: True))\n"
        f"open({str(tmp_path / 'read')!r}, 'w').write(repr([(one.path, one.data) for one in found]))\nchanges.close()\n"
    )
    hook = repo.path / ".git/hooks/pre-commit"
    hook.write_text(script)
    hook.chmod(0o755)
    repo.put({"a": "1\n", "b": "other\n", "sub/c": "1\n"})
    repo.git("add", "b")
    repo.git("commit", "-qm", "only a", "a")
    assert (tmp_path / "read").read_text() == "[('a', b'1\\n')]"
    subprocess.run(["git", "commit", "-qam", "all"], cwd=repo.path / "sub", check=True)
    assert (tmp_path / "read").read_text() == "[('b', b'other\\n'), ('sub/c', b'1\\n')]"


def test_a_repository_of_sha_256(tmp_path, monkeypatch, new_lines):
    made = init(tmp_path / "longer", "--object-format=sha256")
    monkeypatch.chdir(made.path)
    made.put({"a": "1\n", "b": "1\n"})
    made.git("add", ".")
    assert new_lines("staged") == {"a": [1], "b": [1]}
    made.commit()
    made.put({"b": "1\n2\n"})
    assert new_lines("HEAD") == {"b": [2]}


@pytest.mark.parametrize("ref", ["", "-x", "--all", "nothing", "HEAD:a", "main..topic", "a\nb"])
def test_what_names_no_commit(repo, read, ref):
    with pytest.raises(GitError) as error:
        read(ref)
    assert str(error.value) == f"`{ref}` names no commit here; `git fetch` it, or correct it"


def test_histories_without_a_common_commit(repo, read):
    repo.git("checkout", "-q", "--orphan", "alone")
    with pytest.raises(GitError, match="there is no commit yet whose changes could be told"):
        read("main")
    repo.commit({"other": "o\n"})
    with pytest.raises(GitError, match="`main` and HEAD have no commit in common; name a related one"):
        read("main")


def test_where_there_is_no_working_copy(repo, tmp_path, monkeypatch, read):
    said = "only git can say what has changed, in a repository's working copy: "
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for folder, reason in [
        (tmp_path, "not a git repository"),
        (tmp_path / "bare.git", "(cannot use bare repository|this operation must be run in a work tree)"),
        (repo.path / ".git", "(cannot use bare repository|this operation must be run in a work tree)"),
    ]:
        monkeypatch.chdir(folder)
        for what in ("main", "staged"):
            with pytest.raises(GitError, match=said + reason):
                read(what)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.chdir(repo.path)
    with pytest.raises(GitError, match="dubious ownership.*; `git config --global --add safe.directory FOLDER` trusts"):
        read("main")


def test_without_git(repo, tmp_path, monkeypatch, read):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(GitError, match="git is not installed"):
        read("main")


def test_a_finding_is_new_by_its_place_or_by_where_its_reference_is_written(repo, open_changes):
    repo.put({"sub/c": "1\ntwo\n3\n4\n5\n6\n"})
    changes = open_changes("main", new_only=True)
    (source,) = changes.sources(["."], everything)

    def finding(start, end, part=None):
        span = Span(start, end)
        parts = None if part is None else {"whole": Span(*part)}
        mention = Mention(source, span, "nginx", scanner="s", where="w", parts=parts)
        return Finding("rule", Severity.NOTE, "", source, span, mention=mention)

    new = [finding(0, 3), finding(2, 2), finding(5, 7), finding(8, 9, (3, 4)), finding(0, 12)]
    old = [finding(0, 1), finding(0, 2), finding(6, 7), finding(8, 9, (0, 1)), finding(0, 0)]
    elsewhere = Finding("rule", Severity.NOTE, "", Source("other", b"two"), Span(0, 3))
    assert changes.kept([*old, *new, elsewhere]) == new
    assert open_changes("main").kept([*old, *new, elsewhere]) == [*old, *new, elsewhere]


def test_a_fixed_text_is_compared_as_it_is_then(repo, open_changes):
    repo.put({"sub/c": "1\ntwo\n3\n4\n5\n6\n"})
    changes = open_changes("main", new_only=True)
    (source,) = changes.sources(["."], everything)

    def lines(data):
        now = Source(source.path, data)
        spans = [now.line_span(number) for number in range(1, 7)]
        kept = changes.kept([Finding("rule", Severity.NOTE, "", now, span) for span in spans])
        return [now.position(finding.span.start)[0] for finding in kept]

    assert lines(source.data) == [2]
    assert lines(source.data.replace(b"6", b"six")) == [2, 6]
    assert lines(source.data) == [2]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (b"", b"", []),
        (b"", b"a\n", [(1, 1)]),
        (b"a\n", b"", []),
        (b"a\nb\nc\n", b"a\nc\n", []),
        (b"a\nb\nc\n", b"a\nB\nB\nc\nd", [(2, 3), (5, 5)]),
        (b"a", b"a\n", []),
        (b"a\r\nb\r\n", b"a\nb\nc\n", [(3, 3)]),
        (b"a\0b\n\xff\n", b"a\0b\n\xfe\n", [(2, 2)]),
        (b"a\rb\n", b"a\rc\n", [(1, 1)]),
        (b"x\n", b"diff --git a/old/0 b/new/1\n@@ -1 +7 @@\nx\n", [(1, 2)]),
    ],
)
def test_changed_lines(old, new, lines):
    assert changed_lines([(b"same", b"same"), (old, new), (b"", b"1\n2\n")]) == [[], lines, [(1, 2)]]


def test_the_folder_for_comparing_may_be_in_a_repository(repo, monkeypatch):
    repo.put({".gitattributes": "* diff=evil filter=evil\n"})
    repo.git("config", "filter.evil.clean", "touch started")
    monkeypatch.setattr("tempfile.tempdir", str(repo.path))
    monkeypatch.setenv("GIT_DIR", str(repo.path / ".git"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "touch started")
    assert changed_lines([(b"1\n", b"2\n")]) == [[(1, 1)]]
    assert not (repo.path / "started").exists()
    assert not list(repo.path.glob("mooring-*"))


_LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\r\n", b"\n", b"+\n", b"@@ -1 +1 @@\n"]), max_size=12)


@given(_LINES, _LINES)
def test_the_lines_that_are_not_new_stand_in_the_old_text_in_the_same_order(old, new):
    (changed,) = changed_lines([(b"".join(old), b"".join(new))])
    left = iter([line.rstrip() for line in old])
    kept = [line.rstrip() for at, line in enumerate(new, 1) if not any(first <= at <= last for first, last in changed)]
    assert all(line in left for line in kept)


def test_objects_that_are_no_files(repo):
    blobs = Blobs()
    a, tree = repo.git("rev-parse", "HEAD:a"), repo.git("rev-parse", "HEAD:sub")
    try:
        for oid, said in [("0" * 40, "is not in this clone"), (tree, "cannot be read")]:
            with pytest.raises(GitError, match=f"object {oid} {said}"):
                blobs.read(oid, 100)
            assert blobs.read(a, 100) == b"1\n2\n3\n"
        assert blobs.read(a, 5) is None
        assert blobs.read(a, 6) == b"1\n2\n3\n"
    finally:
        blobs.close()
    with pytest.raises(GitError, match="^Needed a single revision$"):
        run("rev-parse", "--verify", "nothing")


def test_one_process_reads_all_contents(repo, open_changes, monkeypatch):
    started = []
    start = subprocess.Popen

    class Counted(start):
        def __init__(self, words, **options):
            started.append(words)
            super().__init__(words, **options)

    monkeypatch.setattr(subprocess, "Popen", Counted)
    repo.put({f"{number}.yaml": f"{number}\n" for number in range(40)})
    repo.git("add", ".")
    started.clear()
    assert len(list(open_changes("staged", new_only=True).sources(["."], everything))) == 40
    assert sum("cat-file" in words for words in started) == 1
    assert len(started) <= 6

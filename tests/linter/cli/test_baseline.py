"""`mooring baseline`, and what `mooring check` makes of what it wrote."""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring.cli import main

NAME = ".mooring-baseline.yaml"
FILES = {
    "Dockerfile": "FROM nginx AS web\nFROM redis:latest\n",
    "svc/compose.yaml": "services:\n  a: {image: nginx}\n  b: {image: nginx}\n",
}


@pytest.fixture
def recorded(mooring, repository):
    """Write files into a repository and record what is found there; gives its folder."""

    def record(files=FILES, *words):
        here = repository({".git/HEAD": "", **files})
        assert mooring("baseline", *words).code == 0
        return here

    return record


def entries():
    return yaml.safe_load(Path(NAME).read_text())["findings"] or []


def of(*rules):
    return [(one["path"], one["rule"]) for one in entries() if not rules or one["rule"] in rules]


def found(outcome):
    return [(one["path"], one["line"], one["rule"]) for one in outcome.json["findings"]]


def edit(path, old, new):
    text = Path(path).read_text()
    assert old in text
    Path(path).write_text(text.replace(old, new))


def test_what_is_recorded_does_not_fail(mooring, repository):
    repository(FILES)
    assert mooring("check").code == 1
    outcome = mooring("baseline")
    assert (outcome.code, outcome.out, outcome.err) == (0, f"4 added, 0 dropped, 0 kept: {NAME}\n", "")
    outcome = mooring("check")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("2 files read, 4 references: no findings; ")
    assert "; 4 in the baseline; " in outcome.out
    outcome = mooring("check", "--format", "json")
    assert outcome.json["findings"] == []
    assert outcome.json["summary"]["baselined"] == 4
    outcome = mooring("check", "--no-baseline")
    assert outcome.code == 1
    assert "baseline" not in outcome.out
    assert "4 warnings" in outcome.out


def test_the_file_is_for_people_too(recorded):
    recorded({"Dockerfile": "FROM nginx AS a\nFROM nginx AS b\n", "b/compose.yaml": FILES["svc/compose.yaml"]})
    listed = entries()
    fingerprints = [one.pop("fingerprint") for one in listed]
    assert len(set(fingerprints)) == 3
    common = {"rule": "implicit-latest", "text": "nginx"}
    assert listed == [
        {"path": "Dockerfile", **common, "where": "FROM", "count": 2},
        {"path": "b/compose.yaml", **common, "where": "services.a.image"},
        {"path": "b/compose.yaml", **common, "where": "services.b.image"},
    ]


def test_a_second_time_changes_nothing(mooring, recorded):
    recorded()
    before = Path(NAME).read_bytes()
    os.utime(NAME, (1, 1))
    assert mooring("baseline").out == f"0 added, 0 dropped, 4 kept: {NAME}\n"
    assert mooring("baseline", "--prune").out == f"0 added, 0 dropped, 4 kept: {NAME}\n"
    outcome = mooring("baseline", "--diff")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "mooring: nothing to change\n")
    assert Path(NAME).read_bytes() == before
    assert Path(NAME).stat().st_mtime == 1


def test_a_byte_order_mark_and_line_ends_stay(mooring, recorded):
    recorded()
    data = b"\xef\xbb\xbf" + Path(NAME).read_bytes().replace(b"\n", b"\r\n")
    Path(NAME).write_bytes(data)
    edit("Dockerfile", "FROM nginx", "FROM httpd")
    mooring("baseline")
    assert Path(NAME).read_bytes() == data.replace(b"nginx", b"httpd", 1).replace(
        data.split(b"fingerprint: ")[2][:32], entries()[1]["fingerprint"].encode()
    )


def test_paths_that_are_no_text(mooring, recorded):
    odd = os.fsdecode(b"d\xff/Dockerfile")
    recorded({odd: "FROM nginx\n"})
    outcome = mooring("check")
    assert (outcome.code, outcome.err) == (0, "")
    Path(odd).write_text("FROM redis:8\n")
    assert "1 finding in it is mended" in mooring("check").err
    assert mooring("baseline").out == f"0 added, 1 dropped, 0 kept: {NAME}\n"


def test_where_nothing_is_found_no_file_is_written(mooring, repository):
    here = repository({"Dockerfile": "FROM redis:8\n"})
    for words in (["baseline"], ["baseline", "--prune"]):
        assert mooring(*words).out == f"0 added, 0 dropped, 0 kept: there is no {NAME}\n"
    assert os.listdir(here) == ["Dockerfile"]


def test_a_diff_writes_nothing(mooring, repository):
    here = repository(FILES)
    outcome = mooring("baseline", "--diff")
    assert outcome.code == 0
    assert outcome.out.startswith(f"--- a/{NAME}\n+++ b/{NAME}\n@@ -0,0 +1,")
    assert "+  - path: Dockerfile\n+    rule: explicit-latest\n" in outcome.out
    assert NAME not in os.listdir(here)


@pytest.mark.parametrize(
    ("path", "text", "new"),
    [
        ("Dockerfile", "# lines above\n\n" + FILES["Dockerfile"], []),
        ("Dockerfile", "FROM redis:latest\nFROM nginx AS web\n", []),
        ("Dockerfile", "FROM --platform=linux/amd64 nginx AS other\nFROM redis:latest\n", []),
        ("Dockerfile", FILES["Dockerfile"] + "FROM nginx\n", [("Dockerfile", 3, "implicit-latest")]),
        ("Dockerfile", "FROM nginx\nFROM httpd\nFROM redis:latest\n", [("Dockerfile", 2, "implicit-latest")]),
        ("Dockerfile", "FROM nginx\nFROM redis\n", [("Dockerfile", 2, "implicit-latest")]),
        ("other/Dockerfile", "FROM nginx\n", [("other/Dockerfile", 1, "implicit-latest")]),
        (
            "svc/compose.yaml",
            FILES["svc/compose.yaml"] + "  c: {image: nginx}\n",
            [("svc/compose.yaml", 4, "implicit-latest")],
        ),
        (
            "svc/compose.yaml",
            "services:\n  z: {image: nginx}\n  a: {image: nginx}\n",
            [("svc/compose.yaml", 2, "implicit-latest")],
        ),
    ],
)
def test_new_ones_fail_wherever_the_old_ones_have_moved(mooring, recorded, repository, path, text, new):
    recorded()
    repository({path: text})
    outcome = mooring("check", "--format", "json")
    assert found(outcome) == new
    assert outcome.code == (1 if new else 0)


def test_a_renamed_file_is_another(mooring, recorded):
    recorded()
    Path("Dockerfile").rename("Containerfile")
    outcome = mooring("check")
    assert outcome.code == 1
    assert "Containerfile:1:6: " in outcome.out
    assert mooring("baseline").out == f"2 added, 2 dropped, 2 kept: {NAME}\n"


@pytest.mark.parametrize(
    ("folder", "paths", "known"),
    [
        (".", ["."], 4),
        (".", ["{root}"], 4),
        (".", ["Dockerfile", "svc/compose.yaml"], 4),
        (".", ["svc/../Dockerfile"], 2),
        (".", ["./svc"], 2),
        ("svc", ["."], 2),
        ("svc", [], 2),
        ("svc", ["compose.yaml"], 2),
        ("svc", [".."], 4),
        ("svc", ["../Dockerfile"], 2),
        ("svc", ["{root}/Dockerfile"], 2),
        ("svc", ["{link}/Dockerfile", "{link}/svc"], 4),
    ],
)
def test_it_holds_wherever_a_run_starts(mooring, recorded, monkeypatch, tmp_path, folder, paths, known):
    here = recorded()
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(here)
    monkeypatch.chdir(here / folder)
    paths = [path.format(root=here, link=link) for path in paths]
    outcome = mooring("check", "--format", "json", *paths)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json["summary"]["baselined"] == known
    outcome = mooring("baseline", *paths)
    assert outcome.out.startswith("0 added, 0 dropped, 4 kept: ")


def test_fingerprints_in_reports_are_the_same_wherever_a_run_starts(mooring, recorded, monkeypatch):
    here = recorded()
    seen = set()
    for folder, path in ((".", "svc"), ("svc", "."), ("svc", str(here / "svc"))):
        monkeypatch.chdir(here / folder)
        results = mooring("check", "--no-baseline", "--format", "sarif", path).json["runs"][0]["results"]
        seen.add(tuple(result["partialFingerprints"]["mooring/v1"] for result in results))
    assert len(seen) == 1


def test_it_shrinks(mooring, recorded):
    recorded()
    edit("Dockerfile", "FROM redis:latest\n", "FROM httpd\n")
    edit(NAME, "  - path: Dockerfile\n    rule: implicit", "  # ours\n  - path: Dockerfile\n    rule: implicit")
    outcome = mooring("check", "svc")
    assert (outcome.code, outcome.err) == (0, "")
    outcome = mooring("check")
    assert outcome.code == 1
    said = f"mooring: {NAME}: 1 finding in it is mended; `mooring baseline --prune` takes such out\n"
    assert outcome.err == said
    assert mooring("check", "Dockerfile").err == said
    assert mooring("check", "--no-baseline").err == ""
    assert mooring("baseline", "--prune").out == f"0 added, 1 dropped, 3 kept: {NAME}\n"
    assert of() == [("Dockerfile", "implicit-latest"), *[("svc/compose.yaml", "implicit-latest")] * 2]
    assert "  # ours\n" in Path(NAME).read_text()
    assert found(mooring("check", "--format", "json")) == [("Dockerfile", 2, "implicit-latest")]
    edit("Dockerfile", "FROM nginx AS web\n", "")
    assert mooring("baseline").out == f"1 added, 1 dropped, 2 kept: {NAME}\n"
    assert "  # ours\n" not in Path(NAME).read_text()


def test_fewer_equals_are_counted(mooring, recorded):
    recorded({"Dockerfile": "FROM nginx AS a\nFROM nginx AS b\nFROM nginx AS c\n"})
    edit("Dockerfile", "FROM nginx AS b\n", "")
    assert "1 finding in it is mended" in mooring("check").err
    assert mooring("baseline", "--prune").out == f"0 added, 1 dropped, 2 kept: {NAME}\n"
    assert [one["count"] for one in entries()] == [2]
    edit("Dockerfile", "FROM nginx AS a\n", "FROM nginx AS a\nFROM nginx AS b\n")
    assert found(mooring("check", "--format", "json")) == [("Dockerfile", 3, "implicit-latest")]
    assert mooring("baseline").out == f"1 added, 0 dropped, 2 kept: {NAME}\n"


def test_entries_of_what_a_run_does_not_read_stay(mooring, recorded, repository):
    recorded({**FILES, "svc/Dockerfile": "FROM nginx\n", "odd.txt": "FROM nginx\n"}, ".", "odd.txt")
    repository({"Dockerfile": "FROM redis:8\n", "svc/compose.yaml": "services: {}\n"})
    Path("svc/Dockerfile").unlink()
    assert mooring("baseline", "svc/compose.yaml").out == f"0 added, 2 dropped, 4 kept: {NAME}\n"
    assert mooring("baseline", "svc").out == f"0 added, 1 dropped, 3 kept: {NAME}\n"
    assert mooring("baseline").out == f"0 added, 2 dropped, 1 kept: {NAME}\n"
    assert of() == [("odd.txt", "implicit-latest")]
    repository({".mooring.yaml": "exclude: [odd.txt]\n"})
    assert mooring("check", "odd.txt").err == ""
    assert "1 finding in it is mended" in mooring("check").err
    assert mooring("baseline", "svc").out == f"0 added, 0 dropped, 1 kept: {NAME}\n"
    assert mooring("baseline").out == f"0 added, 1 dropped, 0 kept: {NAME}\n"


def test_of_a_run_with_problems_nothing_is_dropped(mooring, recorded, repository):
    recorded()
    repository({"Dockerfile": "FROM redis:8\n", "svc/compose.yaml": "services: [\n"})
    outcome = mooring("check")
    assert outcome.code == 2
    assert "mended" not in outcome.err
    outcome = mooring("baseline")
    assert (outcome.code, outcome.out) == (2, f"0 added, 0 dropped, 4 kept: {NAME}\n")
    assert outcome.err.startswith("mooring: svc/compose.yaml:2: ")


def test_what_is_not_shown_is_not_recorded_unless_it_is_asked_for(mooring, recorded):
    recorded(FILES, "--fail-on", "error", "--show", "error")
    assert not Path(NAME).exists()
    assert mooring("baseline", "--show", "error").out == f"4 added, 0 dropped, 0 kept: {NAME}\n"
    assert mooring("check", "--show", "note", "--fail-on", "note").code == 1
    mooring("baseline", "--fail-on", "note")
    assert len(of("missing-registry")) == 4
    outcome = mooring("check", "--show", "note", "--fail-on", "note")
    assert (outcome.code, outcome.err) == (0, "")
    assert mooring("baseline").out.startswith("0 added, 0 dropped, ")
    assert mooring("check").err == ""


def test_rules_that_do_not_run_keep_their_entries(mooring, recorded, repository):
    recorded()
    repository({"Dockerfile": "FROM redis:8\n", "svc/compose.yaml": "services: {}\n"})
    edit(NAME, "rule: explicit-latest", "rule: stale-digest")
    assert "0 dropped, 4 kept" in mooring("baseline", "--select", "missing-registry").out
    assert "0 dropped, 4 kept" in mooring("baseline", "--ignore", "implicit-latest").out
    edit(NAME, "    rule: stale-digest", "    rule: of-a-plugin-that-is-not-there")
    assert "3 dropped, 1 kept" in mooring("baseline").out
    edit(NAME, "rule: of-a-plugin-that-is-not-there", "rule: stale-digest")
    assert mooring("check").err == ""
    repository({".mooring.yaml": "rules: {stale-digest: off}\n"})
    assert "1 finding in it is mended" in mooring("check").err
    assert "1 dropped, 0 kept" in mooring("baseline").out


ONE = "sha256:" + "1" * 64
TWO = "sha256:" + "2" * 64


def test_what_compares_files_is_judged_by_all_of_them(mooring, recorded):
    recorded({"a/Dockerfile": f"FROM redis:8@{ONE}\n", "b/Dockerfile": f"FROM redis:8@{TWO}\n"})
    assert [rule for _, rule in of()] == ["conflicting-digests"] * 2
    outcome = mooring("check", "a")
    assert (outcome.code, outcome.err) == (0, "")
    assert "0 dropped, 2 kept" in mooring("baseline", "a/Dockerfile").out
    edit("a/Dockerfile", ONE, TWO)
    assert mooring("check", "a").err == ""
    assert "2 findings in it are mended" in mooring("check").err
    assert "2 dropped, 0 kept" in mooring("baseline").out


def test_what_a_comment_excuses_is_not_recorded(mooring, recorded):
    text = "# mooring: ignore[implicit-latest] the newest is wanted here\nFROM nginx AS a\nFROM nginx AS b\n"
    recorded({"Dockerfile": text})
    assert of() == [("Dockerfile", "implicit-latest")]
    assert mooring("check").code == 0
    edit("Dockerfile", "FROM nginx AS a\n", "FROM redis:8 AS a\n")
    assert found(mooring("check", "--format", "json")) == [("Dockerfile", 1, "unused-ignore")]
    assert mooring("check", "--no-ignores").code == 0


def test_what_is_wrong_with_comments_is_recorded_like_anything_else(mooring, recorded):
    recorded({"Dockerfile": "# mooring: ignore[implicit-latest] nothing to excuse\nFROM redis:8\n"})
    assert of() == [("Dockerfile", "unused-ignore")]
    assert mooring("check").code == 0


def test_what_is_in_the_baseline_is_mended_on_request_only(mooring, recorded):
    recorded({"Dockerfile": "FROM k8s.gcr.io/pause:3.9\n"})
    edit("Dockerfile", "FROM k8s.gcr.io/pause:3.9\n", "FROM k8s.gcr.io/pause:3.9\nFROM k8s.gcr.io/etcd:3.5.9-0\n")
    outcome = mooring("check", "--diff")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.count("\n+FROM") == 1
    outcome = mooring("check", "--fix")
    assert outcome.code == 0
    assert "1 reference mended" in outcome.out
    assert Path("Dockerfile").read_text() == "FROM k8s.gcr.io/pause:3.9\nFROM registry.k8s.io/etcd:3.5.9-0\n"
    outcome = mooring("check", "--fix", "--no-baseline")
    assert outcome.code == 0
    assert Path("Dockerfile").read_text() == "FROM registry.k8s.io/pause:3.9\nFROM registry.k8s.io/etcd:3.5.9-0\n"
    assert "1 finding in it is mended" in mooring("check").err


def test_a_text_from_standard_input_is_judged_by_its_path(mooring, recorded, monkeypatch):
    recorded()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"FROM httpd\nFROM nginx\n")))
    outcome = mooring("check", "--stdin-filename", "svc/../Dockerfile", "--format", "json", "-")
    assert (found(outcome), outcome.err) == ([("Dockerfile", 1, "implicit-latest")], "")


def git(*words):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True, capture_output=True)


def test_of_equals_the_one_on_a_changed_line_is_the_new_one(mooring, repository):
    repository({"Dockerfile": "FROM redis:8 AS z\nFROM nginx AS a\nFROM nginx AS b\n", "b/Dockerfile": "FROM httpd\n"})
    git("init", "-q")
    mooring("baseline")
    git("add", ".")
    git("commit", "-qm", "one")
    edit("Dockerfile", "FROM redis", "FROM nginx AS new\nFROM redis")
    outcome = mooring("check", "--changed-since", "HEAD", "--new-only", "--format", "json")
    assert found(outcome) == [("Dockerfile", 1, "implicit-latest")]
    assert outcome.json["summary"]["baselined"] == 0
    git("add", ".")
    assert found(mooring("check", "--staged", "--new-only", "--format", "json")) == [
        ("Dockerfile", 1, "implicit-latest")
    ]
    edit("Dockerfile", "FROM nginx AS b\n", "")
    assert mooring("check", "--changed-since", "HEAD", "--new-only").code == 0
    Path("b/Dockerfile").unlink()
    assert "1 finding in it is mended" in mooring("check", "--changed-since", "HEAD").err


def test_environments_decide_what_is_recorded(mooring, repository):
    repository({"prod/Dockerfile": "FROM acme/app:1\n", "lab/Dockerfile": "FROM acme/app:1\n"})
    mooring("baseline")
    assert of() == [("prod/Dockerfile", "unpinned-digest")]
    assert mooring("check").code == 0
    assert mooring("check", "--environment", "production").code == 1


def test_the_policy_says_where_it_is(mooring, repository, monkeypatch):
    here = repository({"team/.mooring.yaml": "show: note\n", "team/svc/Dockerfile": "FROM redis:8\n", ".git/HEAD": ""})
    monkeypatch.chdir(here / "team/svc")
    assert mooring("baseline").out == f"3 added, 0 dropped, 0 kept: {here}/team/{NAME}\n"
    monkeypatch.chdir(here / "team")
    assert [path for path, _ in of()] == ["svc/Dockerfile"] * 3
    assert mooring("check").code == 0
    monkeypatch.chdir(here)
    assert mooring("check", "--config", "team/.mooring.yaml", "--fail-on", "note").code == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 1", "version: 7", f"{NAME}:2: this Mooring reads version 1 of the baseline"),
        ("findings:\n", "<<<<<<< HEAD\nfindings:\n", f"{NAME}:3: a merge left the mark of a conflict; keep the"),
        ("    rule: explicit-latest\n", "", f"{NAME}:4: the entry has no `rule`; mend the line, or take the entry out"),
    ],
)
def test_a_damaged_file_ends_the_run(mooring, recorded, old, new, said):
    recorded()
    edit(NAME, old, new)
    before = Path(NAME).read_bytes()
    for words in (["check"], ["check", "Dockerfile"], ["baseline"], ["baseline", "--prune"]):
        outcome = mooring(*words)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err.startswith(f"mooring: {said}")
        assert outcome.err.count("\n") == 1
    assert mooring("check", "--no-baseline").code == 1
    assert Path(NAME).read_bytes() == before


def test_what_is_no_file_is_not_read(mooring, repository):
    here = repository(FILES)
    os.mkfifo(NAME)
    assert mooring("check").err == f"mooring: {NAME}: is not a regular file; name a file or a folder\n"
    Path(NAME).unlink()
    Path(NAME).symlink_to("gone")
    assert mooring("baseline").err == f"mooring: {NAME}: cannot be read: no such file or directory\n"
    assert sorted(os.listdir(here)) == [NAME, "Dockerfile", "svc"]


def test_a_file_that_is_not_there_costs_nothing(repository):
    repository({"Dockerfile": "FROM nginx:1.29.3\n"})
    code = "import sys; from mooring.cli import main; main(['check', 'Dockerfile']); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "mooring.cli.finding" in ended.stdout.split()
    assert not {"mooring.baseline", "mooring.cli.baselining", "mooring.cli.root_files"} & set(ended.stdout.split())


def call(*words):
    """Exit code, standard output and standard error of a command."""
    streams = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = main(list(words))
    for stream in streams:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return code, out, err


def count(*words):
    """How many findings a check shows, its exit code, and what it says beside them."""
    code, out, err = call("check", "--format", "concise", "--show", "warning", *words)
    return len([line for line in out.splitlines() if "[" in line]), code, err


images = st.sampled_from(["nginx", "redis", "redis:latest", "k8s.gcr.io/pause:3.9", "redis:8", "Bad", "acme/app:1"])
lines = st.lists(images.map("FROM {}\n".format), max_size=6)
new_images = st.sampled_from(["httpd", "nginx", "redis:latest"])
new_lines = st.lists(st.tuples(st.integers(0, 9), new_images.map("FROM {}\n".format)), max_size=4)


@settings(max_examples=25)
@given(st.fixed_dictionaries({"Dockerfile": lines, "prod/Dockerfile": lines}), new_lines)
def test_what_was_there_passes_and_what_is_new_does_not(tmp_path_factory, tree, added):
    here = tmp_path_factory.mktemp("tree")
    (here / "prod").mkdir()
    with contextlib.chdir(here):
        for path, text in tree.items():
            Path(path).write_text("".join(text))
        number, _, _ = count()
        summary = f"added, 0 dropped, 0 kept: {NAME if number else f'there is no {NAME}'}\n"
        assert call("baseline") == (0, f"{number} {summary}", "")
        assert count() == (0, 0, "")
        before = Path(NAME).read_bytes() if number else None
        call("baseline")
        assert (Path(NAME).read_bytes() if number else None) == before

        for place, line in added:
            tree["Dockerfile"].insert(place, line)
        Path("Dockerfile").write_text("".join(tree["Dockerfile"]))
        assert count() == (len(added), 1 if added else 0, "")
        call("baseline")
        assert count() == (0, 0, "")

        for path in tree:
            Path(path).unlink()
        assert call("baseline", "--prune")[1].startswith(f"0 added, {number + len(added)} dropped, 0 kept: ")
        assert b"findings: []\n" in Path(NAME).read_bytes() if number + len(added) else not Path(NAME).exists()

"""`--format github`."""

import re

import pytest

from mooring import Problem, Severity
from mooring.reporters.github import LIMIT, LONGEST, render

COMMAND = re.compile("::([a-z]+) ([^:]*)::(.*)")


def commands(text):
    """What the runner would make of a log: kind, properties and message of each command."""

    def unescape(word):
        for sign in ("\r", "\n", ":", ",", "%"):
            word = word.replace(f"%{ord(sign):02X}", sign)
        return word

    found = []
    for line in text.splitlines():
        if line.lstrip().startswith("::"):
            kind, properties, message = COMMAND.fullmatch(line).groups()
            pairs = (pair.split("=", 1) for pair in properties.split(","))
            found.append((kind, {name: unescape(value) for name, value in pairs}, unescape(message)))
    return found


def test_log_and_annotations(report, expected):
    assert render(report, False) == expected("github.txt")
    assert render(report, True) == expected("github.txt")


def test_nothing_but_the_summary(clean):
    assert render(clean, False) == "1 file read, 1 reference: no findings\n"


def test_annotations_survive_the_runner_s_reading(report):
    kind, properties, message = commands(render(report, False))[3]
    assert kind == "warning"
    assert properties == {
        "title": "Mooring: implicit-latest",
        "file": "déploy/my app, 100% {new}.yaml",
        "line": "2",
        "endLine": "2",
        "col": "19",
        "endColumn": "24",
    }
    assert message == "`nginx` has no tag: “latest” & more"


def test_columns_are_left_out_of_what_spans_lines(hostile):
    ((_, properties, _),) = commands(render(hostile("nginx:\\\n1"), False))
    assert properties == {"title": "Mooring: malformed-reference", "file": "Dockerfile", "line": "1", "endLine": "2"}


@pytest.mark.parametrize("number", [LIMIT - 1, LIMIT])
def test_up_to_ten_each_has_its_own(many, number):
    assert len(commands(render(many(number), False))) == number


def test_beyond_ten_the_last_sums_up(many):
    text = render(many(17), False)
    *own, (kind, properties, message) = commands(text)
    assert len(own) == LIMIT - 1
    assert (kind, properties) == ("warning", {"title": "Mooring: 8 more, each with its line in this step's log"})
    assert message.splitlines() == [
        "svc/1/Dockerfile: 1 unpinned-digest",
        "svc/2/Dockerfile: 4 implicit-latest, 1 unpinned-digest",
        "svc/3/Dockerfile: 2 implicit-latest",
    ]
    assert text.count(": warning[") == 17


def test_each_kind_has_its_ten(many):
    errors, notes = many(12, severity=Severity.ERROR), many(12, severity=Severity.NOTE)
    both = errors.replace(
        findings=[*errors.findings, *notes.findings],
        problems=[Problem(f"{number}.yaml", None, "cannot be read") for number in range(11)],
    )
    found = commands(render(both, False))
    assert [kind for kind, _, _ in found] == ["error"] * LIMIT + ["notice"] * LIMIT
    assert found[9][2].startswith("9.yaml: 1 unreadable\n10.yaml: 1 unreadable\nsvc/0/Dockerfile: 4 implicit-latest")


def test_the_sum_is_not_longer_than_github_keeps(many):
    *_, (_, properties, message) = commands(render(many(1500, path="déploiement 😀/{}/Dockerfile"), False))
    assert properties["title"].startswith("Mooring: 1491 more")
    assert LONGEST - 100 < len(message.encode("utf-16-le")) // 2 <= LONGEST
    shown, _, rest = message.rpartition("\n")
    assert rest == f"… and {299 - len(shown.splitlines())} more files"


def test_even_one_file_s_name_can_be_too_long(many):
    *_, (_, _, message) = commands(render(many(15, path="x" * LONGEST + "{}"), False))
    assert message == "… and 2 more files"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("::stop-commands::x/Dockerfile", "a"),
        ("  ::add-mask::x/Dockerfile", "a"),
        ("x\n::error::y/Dockerfile", "a"),
        ("Dockerfile", "a\n::error::y"),
        ("Dockerfile", "a\r::error::y"),
        ("Dockerfile", "##[stop-commands]x"),
        ("##[error]x/Dockerfile", "a"),
    ],
)
def test_files_give_no_commands(hostile, path, text):
    report = hostile(text, path)
    out = render(report.replace(problems=[Problem(path, None, text)]), False)
    assert [kind for kind, _, _ in commands(out)] == ["error", "error"]
    assert not any("##[" in line for line in out.splitlines() if not line.startswith("::"))
    assert len(out.splitlines()) == 5


def test_paths_are_github_s(report, monkeypatch, tmp_path):
    folder = tmp_path / "services"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    files = [properties["file"] for _, properties, _ in commands(render(report, False))]
    assert files[:3] == ["services/bad, file.yaml", "services/gone", "services/Dockerfile"]

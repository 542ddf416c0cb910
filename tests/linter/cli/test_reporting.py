"""`mooring check`: formats, files, counts, and what fails."""

import json
import os
import subprocess
import sys

import pytest

from mooring import Reporter
from mooring.plugins import Plugins

FORMATS = [reporter.id for reporter in Plugins().reporters()]
FILES = {
    "Dockerfile": "FROM nginx\nFROM redis:latest\nFROM nginx\n",
    "deploy/prod/compose.yaml": "services:\n  ü: {image: 'ghcr.io/acme/app:1'}\n",
}


@pytest.fixture
def piped(repository):
    """Run the command with its output in a pipe, as a CI system does; give its code and output."""
    repository(FILES)

    def run(*words, **environment):
        command = [sys.executable, "-m", "mooring.cli", "check", *words]
        environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "", **environment}
        done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=60)
        return done.returncode, done.stdout.decode()

    return run


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_asked_for(mooring, repository, name):
    repository(FILES)
    outcome = mooring("check", "--format", name)
    assert outcome.code == 1
    assert "implicit-latest" in outcome.out
    assert outcome.err == ""


def test_a_wrong_format_is_answered_with_the_right_ones(mooring, repository):
    repository(FILES)
    outcome = mooring("check", "--format", "sarfi")
    assert outcome.code == 2
    assert all(name in outcome.err for name in FORMATS)
    assert all(name in mooring("check", "--help").out for name in FORMATS)


def test_several_formats_in_one_run(mooring, repository):
    here = repository({**FILES, "old.sarif": "previous"})
    os.chmod(here / "old.sarif", 0o604)
    shown = mooring("check").out
    outcome = mooring("check", "--output", "sarif=old.sarif", "--output", "json=new.json", "--output=csv=a=b.csv")
    assert (outcome.code, outcome.out, outcome.err) == (1, shown, "")
    log = json.loads((here / "old.sarif").read_bytes())
    assert [result["ruleId"] for result in log["runs"][0]["results"]].count("implicit-latest") == 2
    assert {"implicit-latest", "unpinned-digest"} < {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert len(json.loads((here / "new.json").read_bytes())["findings"]) == 4
    assert (here / "a=b.csv").read_text().startswith("path,")
    assert (here / "old.sarif").stat().st_mode & 0o777 == 0o604
    assert sorted(os.listdir(here)) == ["Dockerfile", "a=b.csv", "deploy", "new.json", "old.sarif"]


def test_without_a_format_the_file_gets_what_would_be_shown(mooring, repository):
    here = repository(FILES)
    for options in ([], ["--format", "concise"]):
        shown = mooring("check", *options).out
        outcome = mooring("check", *options, "--output", "report", "--output", "json=report.json")
        assert (outcome.code, outcome.out) == (1, "")
        assert (here / "report").read_text() == shown
    assert mooring("check", "--output", "./x=y").out == ""
    assert (here / "x=y").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["sarfi=x"], f"there is no format `sarfi` (did you mean `sarif`?); there are {', '.join(FORMATS)}"),
        (["zzz=x"], f"there is no format `zzz`; there are {', '.join(FORMATS)}"),
        (["sarif="], "`--output` names no file; write `--output FILE` or `--output FORMAT=FILE`"),
        ([""], "`--output` names no file; write `--output FILE` or `--output FORMAT=FILE`"),
        (["sarif=x", "json=x"], "two reports would be written to `x`; name another file"),
    ],
)
def test_a_wrong_output_ends_the_run_before_it_begins(mooring, repository, options, message):
    here = repository(FILES)
    outcome = mooring("check", *[f"--output={option}" for option in options])
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"mooring: {message}\n")
    assert not (here / "x").exists()


def test_what_cannot_be_written_is_named_and_the_rest_written(mooring, repository):
    here = repository(FILES)
    outcome = mooring("check", "--output", "json=gone/x.json", "--output", "json=deploy", "--output", "json=x.json")
    assert outcome.code == 2
    assert "implicit-latest" in outcome.out
    assert outcome.err.splitlines() == [
        "mooring: gone/x.json: the report cannot be written: no such file or directory",
        "mooring: deploy: the report cannot be written: is a directory",
    ]
    assert (here / "x.json").exists()


def test_a_device_stays_what_it_is(piped):
    code, out = piped("--format", "concise", "--output", "json=/dev/stderr", "--output", "csv=/dev/null")
    assert (code, out.count("implicit-latest")) == (1, 2)
    assert not os.path.isfile("/dev/null")


def test_a_diff_is_all_that_is_shown_beside_it(mooring, repository):
    here = repository({"Dockerfile": "FROM index.docker.io/acme/app:1\n"})
    rule = ["--select", "redundant-registry-alias", "--show", "note"]
    outcome = mooring("check", "--diff", *rule, "--output", "json=x.json")
    assert outcome.out.startswith("--- a/Dockerfile\n")
    assert outcome.out.endswith("+FROM docker.io/acme/app:1\n")
    (finding,) = json.loads((here / "x.json").read_bytes())["findings"]
    assert finding["rule"] == "redundant-registry-alias"
    assert mooring("check", "--fix", *rule, "--output", "json=x.json").code == 0
    assert json.loads((here / "x.json").read_bytes())["summary"]["fixed"] == 1


def test_github_s_log_gets_annotations(piped):
    code, out = piped(GITHUB_ACTIONS="true")
    assert code == 1
    assert "::warning title=Mooring%3A implicit-latest,file=Dockerfile,line=1" in out
    assert "::" not in piped("--format", "concise", GITHUB_ACTIONS="true")[1].replace("://", "")
    assert "::" not in piped("--statistics", GITHUB_ACTIONS="true")[1]


def test_a_file_gets_text_there_too(mooring, repository, monkeypatch):
    here = repository(FILES)
    shown = mooring("check").out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert mooring("check", "--output", "report.txt").out == ""
    assert (here / "report.txt").read_text() == shown


def test_gitlab_s_log_gets_colours(piped):
    assert "\x1b[" not in piped()[1]
    assert "\x1b[1;33mwarning\x1b[0m" in piped(GITLAB_CI="true")[1]
    assert "\x1b[" not in piped(GITLAB_CI="true", NO_COLOR="1")[1]
    assert "\x1b[" not in piped("--format", "json", GITLAB_CI="true")[1]


def test_a_file_never_gets_colours(mooring, repository, monkeypatch):
    here = repository(FILES)
    monkeypatch.setenv("GITLAB_CI", "true")
    assert "\x1b[" not in mooring("check", "--output", "x").out
    assert "\x1b[" not in (here / "x").read_text()


def test_statistics(mooring, repository):
    here = repository(FILES)
    outcome = mooring("check", "--statistics", "--output", "json=x.json")
    assert outcome.code == 1
    *lines, total = outcome.out.splitlines()
    assert [line.partition("  The ")[0] for line in lines] == [
        "     2  warning  implicit-latest",
        "     1  warning  explicit-latest",
        "     1  error    unpinned-digest",
    ]
    assert total == "     4  in all; 9 notes not counted (--show note)"
    assert len(json.loads((here / "x.json").read_bytes())["findings"]) == 4
    assert mooring("check", "--statistics", "--select", "stage-name-case").out == "     0  in all\n"
    assert mooring("check", "--statistics", "--format", "json").code == 2


def test_most_findings(mooring, repository):
    here = repository(FILES)
    outcome = mooring("check", "--format", "concise", "--max-findings", "1", "--output", "json=x.json")
    assert outcome.code == 1
    assert outcome.out.count("[") == 1
    assert outcome.err == "mooring: 3 more not shown (--max-findings 1)\n"
    assert len(json.loads((here / "x.json").read_bytes())["findings"]) == 4
    assert mooring("check", "--max-findings", "4").err == ""
    assert mooring("check", "--max-findings", "0", "--format", "json").json["findings"] == []
    for wrong in ("-1", "x", "1.5", "²"):
        assert mooring("check", "--max-findings", wrong).code == 2


def test_findings_need_not_fail(mooring, repository):
    repository(FILES)
    assert mooring("check").code == 1
    assert mooring("check", "--exit-zero").code == 0
    assert mooring("check", "--exit-zero", "gone").code == 2


def test_a_problem_is_reported_once(mooring, repository):
    repository({"compose.yaml": "services:\n  a: {image: [\n"})
    outcome = mooring("check", "--fix", "--format", "json")
    assert outcome.code == 2
    assert len(outcome.json["errors"]) == 1


def test_a_plugin_s_reporter_is_one_among_all(mooring, repository, monkeypatch):
    here = repository(FILES)
    reporters = [*Plugins().reporters(), Reporter("count", lambda report, _: f"{len(report.findings)}\n")]
    monkeypatch.setattr(Plugins, "reporters", lambda _: reporters)
    assert mooring("check", "--format", "count", "--output", "count=x").out == "4\n"
    assert (here / "x").read_text() == "4\n"


def test_a_reporter_that_fails_is_named(mooring, repository, monkeypatch):
    repository(FILES)
    monkeypatch.setattr(Plugins, "reporters", lambda _: [Reporter("text", lambda *_: 1 / 0)])
    outcome = mooring("check")
    assert outcome.code == 2
    assert outcome.err == "mooring: internal error in reporter `text`: ZeroDivisionError: division by zero\n"


def test_a_path_may_be_any_bytes(mooring, repository):
    here = repository({os.fsdecode(b"d\xff/Dockerfile"): "FROM nginx\n"})
    for name in FORMATS:
        assert mooring("check", "--format", name, "--output", f"{name}=x").code == 1
        assert (here / "x").stat().st_size

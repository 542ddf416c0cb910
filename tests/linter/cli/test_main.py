"""What holds for every command: help, mistakes, exit codes, start-up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mooring.cli import COMMANDS

MOORING = Path(sys.executable).with_name("mooring")
HEAVY = {
    "argparse", "asyncio", "contextlib", "dataclasses", "gettext", "http.client", "importlib.metadata", "inspect", "json",
    "locale", "logging", "math", "mooring.changes", "mooring.git", "pathlib", "pathspec", "re2", "ruamel.yaml", "ssl", "subprocess",
    "tempfile", "threading", "tomllib", "tree_sitter", "typing", "urllib3", "yaml",
}  # fmt: skip


def test_help_lists_the_commands(mooring):
    outcome = mooring("--help")
    assert outcome.code == 0
    assert all(name in outcome.out for name in COMMANDS)


def test_without_a_command_the_help_goes_to_standard_error(mooring):
    outcome = mooring()
    assert (outcome.code, outcome.out) == (2, "")
    assert "usage:" in outcome.err


def test_the_version(mooring):
    assert mooring("--version").out.startswith("mooring ")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(mooring, command):
    outcome = mooring(command, "--help")
    assert outcome.code == 0
    assert outcome.out.startswith(f"usage: mooring {command}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "unknown command `chek` (did you mean `check`?)"),
        (
            ["check", "--selct", "x"],
            "mooring: unrecognized arguments: --selct; `mooring check --help` lists the options\n",
        ),
        (
            ["check", "--select", "implicit-latst"],
            "no rule `implicit-latst` (did you mean `implicit-latest`?); `mooring rules` lists them",
        ),
        (["check", "--show", "info"], "invalid choice: 'info'"),
        (["check", "--config", "gone.yaml"], "gone.yaml: cannot be read: no such file"),
        (["check", "gone"], "gone: cannot be read: no such file"),
        (["rules", "nothing"], "there is no rule `nothing`"),
    ],
)
def test_mistakes_are_said_in_a_line_with_exit_code_2(mooring, repository, words, said):
    repository({})
    outcome = mooring(*words)
    assert outcome.code == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_rules_are_listed_and_a_manual_is_shown(mooring):
    assert "implicit-latest" in mooring("rules").out
    manual = mooring("rules", "unpinned-digest").out
    assert manual.startswith("# unpinned-digest\n\nSeverity: note, error in production\n")
    assert "## Why it matters" in manual


def test_a_closed_pipe_ends_quietly_as_it_does_other_programs(repository):
    repository({"Dockerfile": "FROM nginx\n" * 5000})
    command = f"{MOORING} list | head -1; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("{mooring} list >&-", 0, ""),
        ("{mooring} check Dockerfile >&- 2>&-", 1, ""),
        ("{mooring} explain - <&-", 2, "mooring: standard input is closed; there are no references to read\n"),
        ("{mooring} rules --help | true; exit ${{PIPESTATUS[0]}}", 0, ""),
        ("{python} -m mooring explain nginx > /dev/null", 0, ""),
        pytest.param(
            "{mooring} list > /dev/full",
            2,
            "mooring: the run broke off: no space left on device\n",
            marks=pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux alone has a full device"),
        ),
    ],
)
def test_streams_that_are_closed_or_full(repository, command, code, said):
    repository({"Dockerfile": "FROM nginx\n"})
    words = ["bash", "-c", command.format(mooring=MOORING, python=sys.executable)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert (ended.returncode, ended.stderr) == (code, said)


def test_names_and_texts_cannot_drive_the_terminal(mooring, repository):
    repository({"a\x1b[31m\nb/Dockerfile": "FROM ng\\\ninx\nFROM x\x1b[2J\n", "a\x1bb.Dockerfile": "NO\n"})
    for words in (["list"], ["check"], ["check", "--show", "note"], ["explain", "a\x1b[31m"], ["check", "\x1b"]):
        outcome = mooring(*words)
        assert outcome.out + outcome.err
        assert all(line.isprintable() for line in (outcome.out + outcome.err).splitlines())
    assert mooring("list").out.splitlines()[0].startswith("a\ufffd[31m\ufffdb/Dockerfile:1:6: ng\\\ufffdinx -> ")


WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    container: node:24
    strategy:
      matrix:
        python: ["3.13", '3.14']
    steps:
      - uses: actions/checkout@v5
      - run: |
          docker run --rm python:${{ matrix.python }}
"""
COMPOSE = "services:\n  web:\n    image: nginx:1.29.3\n    ports: ['80:80']\n  api:\n    build: .\n"


@pytest.mark.parametrize(
    ("path", "text", "needless"),
    [
        ("Dockerfile", "FROM nginx:1.29.3\n", {"mooring.scanners.yaml_tree"}),
        (
            ".github/workflows/ci.yml",
            WORKFLOW,
            {
                "mooring.scanners.dockerfile", "mooring.scanners.shell.chart_values", "mooring.scanners.shell.cluster_commands",
                "mooring.scanners.shell.inputs", "mooring.scanners.shell.powershell", "mooring.scanners.templates",
            },
        ),
        (
            "compose.yaml",
            COMPOSE,
            {"mooring.scanners.compose.inline", "mooring.scanners.dockerfile", "mooring.scanners.shell", "mooring.scanners.templates"},
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("policy", [None, "rules:\n  implicit-latest: error\nexclude: ['vendor/**']\n"])
def test_one_file_is_checked_without_heavy_imports(repository, path, text, needless, policy):
    repository({path: text} | ({} if policy is None else {".mooring.yaml": policy}))
    code = (
        f"import sys; from mooring.cli import main; code = main(['check', {path!r}]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    ended = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path!r}; {code}"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert ended.returncode == 0, ended.stderr
    assert (HEAVY | needless) & set(ended.stderr.split()) == set()

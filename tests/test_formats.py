"""What Mooring says it reads, it reads."""

from pathlib import Path

import pytest

from mooring.cli import main
from mooring.formats import Scanners
from mooring.plugins import Plugins
from mooring.testing import scan

PAGE = Path(__file__).parent.parent / "docs" / "formats.md"
SCANNERS = Plugins().scanners()


@pytest.mark.parametrize("scanner", SCANNERS, ids=lambda scanner: scanner.id)
def test_the_example_of_a_format_is_read(scanner):
    assert scanner.example is not None, "give the scanner an example"
    path, content = scanner.example
    found, problems = scan(path, content)
    assert problems == []
    assert scanner.id in {mention.scanner for mention in found} | {
        taker.id for taker in Scanners(SCANNERS).takers(found[0].source)
    }


def test_the_page_is_current(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["formats", "--format", "markdown"]) == 0
    remedy = "write it anew: mooring formats --format markdown > docs/formats.md"
    assert capfd.readouterr().out == PAGE.read_text(encoding="utf-8"), remedy


def test_a_format_is_explained(capfd):
    assert main(["formats", "compose"]) == 0
    assert "Specification: compose-spec" in capfd.readouterr().out
    assert main(["formats", "compse"]) == 2
    assert "there is no format `compse` (did you mean `compose`?)" in capfd.readouterr().err


_WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    container: redis:8\n"
_POD = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: redis:8}]}\n"


@pytest.mark.parametrize(
    ("path", "content", "taken_by"),
    [
        ("workflow-templates/ci.yml", _WORKFLOW, "github"),
        ("workflow-templates/pod.yaml", _POD, "kubernetes"),
        (".github/workflows/ci.yml", _WORKFLOW, "github"),
        ("deploy/pod.yaml", _POD, "kubernetes"),
    ],
)
def test_who_takes_a_file_that_several_could(path, content, taken_by):
    found, problems = scan(path, content)
    assert [mention.scanner for mention in found] == [taken_by]
    assert problems == []

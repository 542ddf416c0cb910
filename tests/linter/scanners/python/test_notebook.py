"""Jupyter notebooks."""

import json

import pytest

from mooring.scanners.python.notebook import recognises
from mooring.scanners.tables import UNKNOWN

DIGEST = "sha256:" + "d" * 64


def notebook(*cells, kind="code", language="python", **options):
    """A notebook of cells, each a text, or a list of lines."""
    document = {
        "cells": [{"cell_type": kind, "metadata": {}, "outputs": [], "source": cell} for cell in cells],
        "metadata": {"kernelspec": {"display_name": "é", "language": language, "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, **{"indent": 1, "ensure_ascii": False, **options})


CASES = [
    (["import docker\n", "docker.from_env().images.pull('a:1')"], ["a:1"]),
    ('import docker\ndocker.from_env().images.pull("a:1")', ["a:1"]),
    ("!docker run a:1 sh", ["a:1"]),
    ("x = !docker run a:1", ["a:1"]),
    ("%sx docker run a:1", ["a:1"]),
    (["!docker run \\\n", "  a:1\n"], ["a:1"]),
    ("if x:\n    !docker pull a:1\n", ["a:1"]),
    ("  !docker pull a:1", ["a:1"]),
    ("\n  !docker pull a:1\n  if x:\n    !docker pull b:1\nx = 1\n", ["a:1", "b:1"]),
    ("    import docker\n    docker.from_env().images.pull('a:1')\n    ", ["a:1"]),
    ("I = 'a:1'\n!docker run {I}", ["a:1"]),
    ("I = 'a:1'\n!docker run $I", ["a:1"]),
    ("!docker run {image}", ["{image} = ? | its value is not known before the script runs"]),
    ("!docker ps --format '{{.ID}}' | awk '{print $1}' && docker pull a:1", ["a:1"]),
    ("%%bash\ndocker run a:1\n", ["a:1"]),
    ('%%sh\ndocker run "a:1"\n', ["a:1"]),
    ("%%script bash\ndocker run a:1\n", ["a:1"]),
    ("%%time\nimport docker\ndocker.from_env().images.pull('a:1')", ["a:1"]),
    ("%%writefile Dockerfile\nFROM a:1\n", ["a:1"]),
    ("%%writefile app.txt\ndocker run a:1\n", []),
    ("%%html\n<b>docker run a:1</b>", []),
    ("%matplotlib inline\nimport docker\ndocker?\n?docker\ndocker.from_env().images.pull('a:1')", ["a:1"]),
    ("!echo ''' \"\"\"\nimport docker\ndocker.from_env().images.pull('a:1')", ["a:1"]),
    ("x = '!docker run a:1'\n# !docker run b:1", []),
]


@pytest.mark.parametrize(("cell", "expected"), CASES)
@pytest.mark.parametrize("ascii", [False, True])
def test_a_code_cell(read, cell, expected, ascii):
    assert read(notebook("s = 'é'", cell, ensure_ascii=ascii), "x.ipynb") == expected


def test_names_are_known_in_later_cells(read):
    content = notebook("import docker\nc = docker.from_env()", "I = 'a:1'", "c.images.pull(I)")
    assert read(content, "x.ipynb") == ["a:1"]


def test_a_cell_that_cannot_be_read_does_not_hide_others(read, problems):
    content = notebook("import docker", "def f(:", "docker.from_env().images.pull('a:1')")
    assert read(content, "x.ipynb") == ["a:1"]
    assert problems(content, "x.ipynb") == []


def test_markdown_and_other_languages_are_silent(read):
    cell = "import docker\ndocker.from_env().images.pull('a:1')"
    assert read(notebook(cell, kind="markdown"), "x.ipynb") == []
    assert read(notebook(cell, language="julia"), "x.ipynb") == []


def test_the_third_format(read):
    cell = {"cell_type": "code", "language": "python", "input": ["!docker run a:1"]}
    content = json.dumps({"nbformat": 3, "worksheets": [{"cells": [cell]}], "metadata": {}})
    assert read(content, "x.ipynb") == ["a:1"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"nbformat": 4}', '{"nbformat": 4, "cells": [{"cell_type": "code"}]}']
)
def test_what_is_hardly_a_notebook_is_silent(read, content):
    assert read(content, "x.ipynb") == []


def test_a_first_pin(pinned):
    content = notebook(['I = "a:1"  # é\n', "!docker run {I}\n", "!docker run 'b:1'"], indent=2)
    expected = content.replace("a:1", f"a:1@{DIGEST}").replace("b:1", f"b:1@{DIGEST}")
    assert pinned(content, "x.ipynb") == (expected, [])


def test_an_escape_within_a_reference_is_not_rewritten(read, pinned):
    content = notebook("!docker run é:1", ensure_ascii=True).replace("\\u00e9", "\\u0061")
    assert read(content, "x.ipynb") == ["\\u0061:1 = a:1 | the text is escaped or folded in the file"] or read(
        content, "x.ipynb"
    ) == [f"\\u0061:1 = ? | {UNKNOWN}"]
    assert pinned(content, "x.ipynb") == (content, [])


def test_what_a_notebook_is():
    assert recognises(notebook("x").encode())
    assert not recognises(b'{"cells": []}')

"""No Python that is recognised is refused before, by the words of the catalogue."""

import re

import pytest

from mooring import Source
from mooring.formats import Scanners
from mooring.plugins import Plugins
from mooring.scanners import python

SCANNERS = Scanners(Plugins().scanners())


def names(pattern):
    """The names that an expression is a list of."""
    text = pattern.decode().replace("(?:_\\w+)?", "").replace("(?:ml)?", "").replace("\\w+", "x").replace("\\w*", "")
    return text.split("|")


LINES = [
    "import {0}",
    "import\t{0}",
    "import os, {0}",
    "import os,{0}",
    "import os,\t{0}.part as p",
    "from {0} import x",
    "from\t{0}.part import x",
    "try: import {0}",
]


@pytest.mark.parametrize("name", names(python._LIBRARIES))
@pytest.mark.parametrize("line", LINES)
def test_imports_of_libraries(name, line):
    taken(f"{line.format(name)}\n")


TOOLS = re.findall(r"[a-z0-9]{3,}", python._TOOL.pattern.decode().partition("|\\bkind")[0])


@pytest.mark.parametrize("tool", [*TOOLS, "kind"])
@pytest.mark.parametrize(
    "start", ["import subprocess\nsubprocess.run", "from os import system\nsystem", "get_ipython().system"]
)
def test_runs_of_tools(tool, start):
    taken(f"{start}(['{tool}', 'create', 'x'])\n")


def test_spawners():
    taken("c.DockerSpawner.image = 'x'\n")


def taken(text):
    data = text.encode()
    assert python.recognises(data)
    assert [scanner.id for scanner in SCANNERS.takers(Source("a.py", data))] == ["python"]

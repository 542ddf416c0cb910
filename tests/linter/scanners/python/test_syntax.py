"""Files that are no Python of today, templates, and which files are read at all."""

import pytest

from mooring.scanners.python import recognises

BROKEN = [
    ("import docker\nprint 'x'\ndocker.from_env().images.pull('a:1')\n", ["a:1"], 2),
    (
        "import docker\nc = docker.from_env()\ndef f():\n    print 'x'\n    c.images.pull('a:1')\nc.images.pull('b:1')\n",
        ["b:1"],
        4,
    ),
    ("import docker\ndocker.from_env().images.pull('a:1')\nx = (\n", ["a:1"], 3),
    ("import docker\ndocker.from_env().images.pull('a:1')\nx = '''\n", ["a:1"], 3),
    ("import docker\n<<<<<<< HEAD\ndocker.from_env().images.pull('a:1')\n=======\n>>>>>>> x\n", ["a:1"], 2),
    ("import docker\nx = 1\n  y = 2\ndocker.from_env().images.pull('a:1')\n", ["a:1"], 3),
    ("import docker\0\n", [], None),
]

TEMPLATES = [
    "import docker\n{% if x %}\nfrom {{ package }} import y\n{% endif %}\ndocker.from_env().images.pull('a:1')\n",
    "import docker\nclass {{ cookiecutter.name }}:\n    c = docker.from_env().images.pull('a:1')\n",
    "import docker\n{# a comment #}\ndocker.from_env().images.pull('a:1')\nx = {{ y }}\n",
]

RECOGNISED = [
    (b"import docker\n", True),
    (b"\xef\xbb\xbfimport docker\r\n", True),
    (b"#!/usr/bin/env python3\n\nimport os, docker\n", True),
    (b'"""About."""\nfrom testcontainers.postgres import X\n', True),
    (b"if x:\n    import docker\n", True),
    (b"try: import docker\nexcept ImportError: pass\n", True),
    (b"x = 1; import docker\n", True),
    (b"from python_on_whales import docker\n", True),
    (b"import os\nos.system('docker run a')\n", True),
    (b"import subprocess\nsubprocess.run(['podman', 'run', 'a'])\n", True),
    (b"import nox\n# docker\n", True),
    (b"c = get_config()\nc.DockerSpawner.image = 'a:1'\n", True),
    (b"import os\n", False),
    (b"import os\nkind = 'x'\n", False),
    (b"import os\nx = 'dockerised'\n", False),
    (b"# import docker\n", False),
    (b"x = 'docker run a'\n", False),
    (b"from mypackage import docker\n", False),
    (b"import dockerfile_parse\n", False),
    (b"from .docker import x\n", False),
    (b"# Title\n\nWe do this:\n\n    import docker\n", False),
    (b"<html>\nimport docker\n", False),
    (b"All the words\nimport docker\n", False),
    (b"", False),
]


@pytest.mark.parametrize(("code", "found", "line"), BROKEN)
def test_what_can_be_read_is_read_and_the_rest_is_a_problem(read, problems, code, found, line):
    assert read(code) == found
    assert [problem.split(": ")[0] for problem in problems(code)] == [f"x.py:{line}" if line else "x.py"]


def test_a_problem_says_what_to_do(problems):
    (problem,) = problems("import docker\nprint 'x'\n")
    assert problem.startswith("x.py:2: Python 3.")
    assert problem.endswith("; correct it, or run Mooring with the Python that the file is for")


def test_a_file_that_only_runs_commands_is_no_problem(problems):
    assert problems("import os\nprint 'docker run a'\n") == []


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_template_is_read_around_its_tags(read, problems, code):
    assert read(code) == ["a:1"]
    assert problems(code) == []


def test_what_a_template_fills_in_is_not_known(read):
    code = "import docker\nfrom {{ p }} import y\ndocker.from_env().images.pull('a:{{ v }}')\n"
    assert read(code) == ["'a:{{ v }}' = ? | its value is not known before the file is used"]


@pytest.mark.parametrize(("data", "expected"), RECOGNISED)
def test_which_files_are_python_that_may_name_images(data, expected):
    assert recognises(data) is expected

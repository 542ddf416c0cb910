"""Files that are no Python of today, templates, and which files are read at all."""

import pytest

from mooring.scanners.python import recognises, recognises_script

BROKEN = [
    ("import docker\nprint 'x'\ndocker.from_env().images.pull('a:1')\n", ["a:1"], 2),
    (
        "import docker\nc = docker.from_env()\ndef f():\n    print 'x'\n    c.images.pull('a:1')\nc.images.pull('b:1')\n",
        ["a:1", "b:1"],
        4,
    ),
    (
        (
            "import docker\ndef f():\n    try:\n        print\n        print 'é', x,\n        print >>f, 'x'\n"
            "        exec 'x' in y\n        raise E, 'x'\n    except E, e:\n        z = 0777\n"
            "    except (A, B), e: pass\n    docker.from_env().images.pull('a:1')\n"
        ),
        ["a:1"],
        10,
    ),
    ("import docker\nprint 'x %s' % (\n  y)\ndocker.from_env().images.pull('a:1')\n", ["a:1"], 2),
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


@pytest.mark.parametrize(
    "code",
    [
        "def f[T: list[int]](x: T) -> T:\n    type X = int\n    docker.from_env().images.pull('a:1')\n",
        "class A[T]:\n    I = 'a:1'\ndocker.from_env().images.pull(A.I)\n",
        "def f():\n    x = t'{y}'\n    docker.from_env().images.pull('a:1')\n",
        "try:\n    docker.from_env().images.pull('a:1')\nexcept A, B:\n    pass\n",
    ],
)
def test_a_later_python_s_syntax_hides_nothing_else(read, code):
    assert read(f"import docker\n{code}") == ["a:1"]


@pytest.mark.parametrize(
    ("first", "taken"),
    [
        (b"#!/usr/bin/env python3\n", True),
        (b"#!/usr/bin/python -u\r\n", True),
        (b"#!/usr/bin/env -S uv run --script\n", True),
        (b"#!/bin/sh\n", False),
        (b"", False),
    ],
)
def test_a_script_names_python_in_its_first_line(first, taken):
    assert recognises_script(first + b"import docker\n") is taken


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

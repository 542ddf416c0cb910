"""CircleCI configurations: images of jobs and executors, parameters, and the shell text of steps."""

import textwrap

import pytest

from kit.scanned import DIGEST, mentions, pinned, problems, reasons, rows
from mooring import Role
from mooring.scanners.ci.circleci import scan
from mooring.scanners.ci.recognition import circleci as recognises
from mooring.scanners.ci.settling import PART
from mooring.scanners.tables import COMPOSED, UNKNOWN

PATH = ".circleci/config.yml"


def found(text):
    return rows(scan, PATH, textwrap.dedent(text))


def plain(*references):
    return [(reference, reference) for reference in references]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jobs: {a: {docker: [{image: 'cimg/node:20.11'}]}}\n", plain("cimg/node:20.11")),
        ('jobs:\n  a:\n    docker:\n      - image: "a:1"\n      - image: postgres:16\n', plain("a:1", "postgres:16")),
        ("executors: {e: {docker: [{image: a:1, auth: {username: x}}]}}\n", plain("a:1")),
        ("orbs: {o: {jobs: {j: {docker: [{image: a:1}]}}, executors: {e: {docker: [{image: b:2}]}}}}\n", None),
        ("orbs: {o: {orbs: {p: {executors: {e: {docker: [{image: a:1}]}}}}}}\n", plain("a:1")),
        ("defaults: &d {docker: [{image: a:1}]}\njobs: {x: {<<: *d}, y: {<<: *d}}\n", plain("a:1")),
        ("aliases:\n  - &i {image: a:1}\njobs: {x: {docker: [*i]}, y: {docker: [*i, {image: b:2}]}}\n", None),
        ("references: {c: &c {docker: [{image: a:1}]}}\n", plain("a:1")),
        ("docker: [{image: a:1}]\nresource_class: small\n", plain("a:1")),
        ("jobs: {a: {steps: [checkout, {run: docker pull a:1}]}}\n", plain("a:1")),
        ("jobs: {a: {steps: [{run: {name: x, command: docker pull a:1}}]}}\n", plain("a:1")),
        ("jobs: {a: {steps: [{when: {condition: x, steps: [{run: docker pull a:1}]}}]}}\n", plain("a:1")),
        ("commands: {c: {steps: [{run: docker pull a:1}]}}\n", plain("a:1")),
        ("steps: [{run: docker pull a:1}]\n", plain("a:1")),
        ("jobs: {a: {environment: {I: a:1}, steps: [{run: docker run $I}]}}\n", [("$I", "a:1")]),
        ("jobs: {a: {steps: [{run: {environment: {I: a:1}, command: docker run $I}}]}}\n", [("$I", "a:1")]),
        ("jobs: {a: {steps: [{run: docker build -t x/y .}]}}\n", [("x/y", "x/y", Role.BUILD_OUTPUT)]),
        ("workflows: {w: {jobs: [{o/j: {pre-steps: [{run: docker pull a:1}]}}]}}\n", plain("a:1")),
        ('jobs: {a: {shell: pwsh.exe, steps: [{run: "docker run `\\n  a:1"}]}}\n', plain("a:1")),
        ("jobs: {a: {docker: [{image: $I}]}}\n", [("$I", None)]),
        ("jobs: {a: {environment: [I: a:1], steps: [{run: docker run $I}]}}\n", [("$I", "a:1")]),
        (
            "jobs: {a: {docker: [{image: b:1, environment: {I: a:1}}], steps: [{run: docker run $I}]}}\n",
            [("b:1", "b:1"), ("$I", "a:1")],
        ),
    ],
)
def test_where_images_are_named(text, expected):
    assert found(text) == (plain("a:1", "b:2") if expected is None else expected)


@pytest.mark.parametrize(
    "text",
    [
        "jobs: {a: {machine: {image: 'ubuntu-2404:2024.11.1', docker_layer_caching: true}}}\n",
        "jobs: {a: {machine: true, macos: {xcode: 16.0.0}}}\n",
        "executors: {e: {machine: {image: default}}}\n",
        "orbs: {node: circleci/node@7.1.0}\n",
        "jobs: {a: {steps: [{setup_remote_docker: {version: 20.10.24}}]}}\n",
        "jobs: {a: {docker: []}}\njobs2: {docker: {image: [x]}}\n",
        "orbs: {o: {examples: {e: {usage: {jobs: {a: {docker: [{image: a:1}]}}}}}}}\n",
        "jobs: {a: {docker: [{image: ''}, {image: }]}}\n",
        "jobs: {a: {steps: [{run: 'cat <<EOF\n  docker pull a:1\n  EOF'}]}}\n",
        "parameters: {image: {type: string, default: a:1}}\n",
        "[]\n",
        "",
    ],
)
def test_what_names_no_image(text):
    assert found(text) == []


PARAMETERS = """
    parameters:
      base: {type: string, default: "cimg/base:2025.01"}
    executors:
      node:
        parameters:
          image: {type: string, default: "cimg/node:20.11"}
          version: {type: string, default: "20"}
        docker:
        - image: IMAGE
    jobs:
      one: {executor: node}
      two: {executor: {name: node, image: "cimg/node:22.1", version: "22"}}
      three:
        parameters: {v: {type: string}}
        executor: {name: node, version: << parameters.v >>}
    workflows:
      w:
        jobs:
        - three: {matrix: {parameters: {v: ["18", "16"]}}}
    """


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("<< parameters.image >>", plain("cimg/node:20.11", "cimg/node:22.1")),
        ("<<parameters.image>>", plain("cimg/node:20.11", "cimg/node:22.1")),
        ("<< pipeline.parameters.base >>", plain("cimg/base:2025.01")),
        ("<< parameters.none >>", [("<< parameters.none >>", None)]),
        ("a:<< parameters.version >>", [("a:<< parameters.version >>", f"a:{tag}") for tag in (20, 22, 18, 16)]),
    ],
)
def test_parameters(image, expected):
    assert found(PARAMETERS.replace("IMAGE", image)) == expected


def test_parameters_in_scripts_and_conditions():
    text = """
        commands:
          pull:
            parameters: {image: {type: string, default: a:1}, quiet: {type: boolean, default: false}}
            steps:
            - run: docker pull <<# parameters.quiet >>-q<</ parameters.quiet >> << parameters.image >>
            - run: "cat \\\\<<EOF > x\\n  docker pull c:1\\nEOF\\ndocker pull d:1"
        jobs:
          j: {steps: [pull, {pull: {image: b:1}}, {run: docker pull << parameters.other >>}]}
        """
    assert found(text) == [*plain("a:1", "d:1", "b:1"), ("<< parameters.other >>", None)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("jobs: {a: {docker: [{image: a:1}]}}\r\n", f"jobs: {{a: {{docker: [{{image: a:1@{DIGEST}}}]}}}}\r\n"),
        (
            "jobs:\n  é:\n    docker:\n      - image: 'a:1' # x\n",
            f"jobs:\n  é:\n    docker:\n      - image: 'a:1@{DIGEST}' # x\n",
        ),
        (
            "jobs: {j: {parameters: {i: {default: a:1}}, docker: [{image: << parameters.i >>}, {image: <<parameters.i>>}]}}\n",
            None,
        ),
        (
            "jobs: {j: {parameters: {v: {default: '1'}}, docker: [{image: 'a:<< parameters.v >>'}]}}\n",
            "jobs: {j: {parameters: {v: {default: '1'}}, docker: [{image: 'a:<< parameters.v >>'}]}}\n",
        ),
    ],
)
def test_pins(before, after):
    assert pinned(scan, PATH, before) == (after or before.replace("a:1", f"a:1@{DIGEST}"))


def test_why_a_reference_must_stay():
    text = """
        jobs:
          j:
            parameters: {i: {default: "a:1"}}
            docker:
            - image: << parameters.i >>
            - image: << parameters.i >>-browsers
            - image: << parameters.none >>
        """
    assert reasons(scan, PATH, textwrap.dedent(text)) == [("a:1", PART), ("a:1-browsers", COMPOSED), (None, UNKNOWN)]


def test_where_it_is():
    text = "jobs: {j: {docker: [{image: a:1}], steps: [{run: {command: docker pull b:2}}]}}\n"
    assert [mention.where for mention in mentions(scan, PATH, text)] == [
        "jobs.j.docker[0].image",
        "jobs.j.steps[0].run.command",
    ]


def test_problems():
    assert problems(scan, PATH, "jobs: [\n")[0].startswith(".circleci/config.yml:2: invalid YAML")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("description: x\ndocker:\n  - image: a:1\n", True),
        ("steps:\n  - run: x\n", True),
        ("apiVersion: v1\nsteps: []\n", False),
        ("x: y\n", False),
    ],
)
def test_recognition_of_an_orbs_parts(text, expected):
    assert recognises(text.encode()) is expected

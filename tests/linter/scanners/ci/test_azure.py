"""Azure Pipelines: container resources and their names, jobs' containers, tasks, templates, scripts."""

import textwrap

import pytest

from kit.scanned import DIGEST, mentions, pinned, problems, reasons, rows
from mooring import Role
from mooring.scanners.ci.azure import CHOSEN, scan
from mooring.scanners.ci.recognition import azure as recognises
from mooring.scanners.tables import COMPOSED, UNKNOWN

PATH = "azure-pipelines.yml"
BUILT = Role.BUILD_OUTPUT


def found(text, files=None):
    return rows(scan, PATH, textwrap.dedent(text), files)


def plain(*references):
    return [(reference, reference) for reference in references]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resources:\n  containers:\n  - container: linux\n    image: ubuntu:22.04\n", plain("ubuntu:22.04")),
        ("resources: {containers: [{container: c, image: 'a:1', endpoint: e}]}\n", plain("a:1")),
        ("jobs: [{job: a, container: 'ubuntu:22.04', steps: []}]\n", plain("ubuntu:22.04")),
        ("jobs: [{job: a, container: {image: 'a:1', endpoint: e}}]\n", plain("a:1")),
        ("pool: {vmImage: ubuntu-latest}\ncontainer: a:1\nsteps: [{script: x}]\n", plain("a:1")),
        ("trigger: [main]\npool: x\ncontainer: ubuntu\nsteps: []\n", plain("ubuntu")),
        ("stages: [{stage: s, jobs: [{job: j, container: a:1}]}]\n", plain("a:1")),
        ("jobs: [{job: j, services: {db: 'postgres:16', c: {image: redis:7}}}]\n", plain("postgres:16", "redis:7")),
        ("jobs: [{deployment: d, container: a:1, strategy: {runOnce: {deploy: {steps: []}}}}]\n", plain("a:1")),
        ("jobs:\n- ${{ if eq(parameters.x, 1) }}:\n  - job: j\n    container: a:1\n", plain("a:1")),
        ("jobs:\n- job: j\n  ${{ if x }}:\n    container: a:1\n  ${{ else }}:\n    container: b:1\n", None),
        ("jobs:\n- job: j\n  container:\n    ${{ if x }}:\n      image: a:1\n", plain("a:1")),
        (
            "extends:\n  template: t.yml\n  parameters:\n    containers:\n      linux:\n        image: a:1\n",
            plain("a:1"),
        ),
        ("steps: [{script: docker pull a:1}]\n", plain("a:1")),
        ('steps: [{bash: docker pull a:1}, {pwsh: "docker pull `\\n b:1"}]\n', plain("a:1", "b:1")),
        ("pool: {vmImage: windows-2022}\nsteps:\n- script: docker pull ^\n\n    a:1\n", None),
        ("steps: [{task: Bash@3, inputs: {targetType: inline, script: docker pull a:1}}]\n", plain("a:1")),
        ("steps: [{task: PowerShell@2, inputs: {targetType: inline, script: docker pull a:1}}]\n", plain("a:1")),
        ("steps: [{task: AzureCLI@2, inputs: {scriptType: bash, inlineScript: docker pull a:1}}]\n", plain("a:1")),
        ("steps: [{task: Docker@1, inputs: {command: Run an image, imageName: a:1}}]\n", plain("a:1")),
        ("steps: [{task: Docker@2, inputs: {command: build, repository: a/b}}]\n", [("a/b", "a/b", BUILT)]),
        (
            "steps: [{task: Docker@2, inputs: {command: buildAndPush, repository: a/b, containerRegistry: c}}]\n",
            [("a/b", None, BUILT)],
        ),
        (
            "steps:\n- task: KubernetesManifest@1\n  inputs:\n    containers: |\n      a:1\n      b:$(Build.BuildId)\n",
            [("a:1", "a:1"), ("b:$(Build.BuildId)", None)],
        ),
        ("steps: [{task: AzureFunctionAppContainer@1, inputs: {imageName: a.azurecr.io/b:1}}]\n", None),
        ("steps: [{bash: docker run $I, env: {I: a:1}}]\n", [("$I", "a:1")]),
        ("steps: [{template: s.yml, parameters: {steps: [{script: docker pull a:1}]}}]\n", plain("a:1")),
    ],
)
def test_where_images_are_named(text, expected):
    if expected is None:
        expected = {"if": plain("a:1", "b:1"), "wi": plain("a:1"), "Fu": plain("a.azurecr.io/b:1")}[
            "if" if "else" in text else "wi" if "windows" in text else "Fu"
        ]
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "pool: {vmImage: ubuntu-22.04}\nsteps: []\n",
        "pool: {name: x, demands: [image -equals windows.vs2022], image: 1es-ubuntu}\n",
        "resources: {containers: [{container: linux, endpoint: e}]}\njobs: [{job: a, container: Linux}]\n",
        "jobs: [{job: a, container: my_alias, steps: []}]\n",
        "parameters: [{name: c, type: string}]\ntrigger: none\njobs: [{job: a, container: some-alias}]\n",
        "resources: {repositories: [{repository: t, type: git, name: a/b, ref: refs/tags/v1}]}\n",
        "resources: {pipelines: [{pipeline: p, source: s}]}\n",
        "steps: [{task: X@1, inputs: {image: a:1, container: b:1, containerName: x}}]\n",
        "steps: [{script: x, target: {container: a:1}}]\n",
        "steps: [{script: x, target: a:1}]\n",
        "steps: [{task: AzureFileCopy@6, inputs: {ContainerName: web}}]\n",
        "steps: [{template: t.yml, parameters: {container: a:1, image: b:1}}]\n",
        "variables: {image: 'a:1'}\n",
        "parameters: [{name: image, default: 'a:1'}]\n",
        "jobs: [{job: a, container: ''}]\n",
        "jobs: [{job: a, container: }]\n",
        "steps: [{checkout: self}, {publish: x}]\n",
        "[]\n",
        "",
    ],
)
def test_what_names_no_image(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("$(image)", [("$(image)", "node:20")]),
        ("$(IMAGE)", [("$(IMAGE)", "node:20")]),
        ("$[ variables['image'] ]", [("$[ variables['image'] ]", "node:20")]),
        ("$[variables.image]", [("$[variables.image]", "node:20")]),
        ("${{ variables.image }}", [("${{ variables.image }}", "node:20")]),
        ("${{ parameters.image }}", plain("node:18")),
        ("${{ parameters['image'] }}", plain("node:18")),
        ("${{ parameters.object.image }}", plain("node:16")),
        ("$(registry)/app:$(tag)", [("$(registry)/app:$(tag)", "quay.io/app:3.10")]),
        ("$(Build.Repository.Name):1", [("$(Build.Repository.Name):1", None)]),
        ("${{ format('{0}:1', parameters.image) }}", [("${{ format('{0}:1', parameters.image) }}", None)]),
        ("${{ parameters.alias }}", []),
        ("$[ dependencies.a.outputs['x'] ]", [("$[ dependencies.a.outputs['x'] ]", None)]),
    ],
)
def test_parameters_and_variables(image, expected):
    text = """
        parameters:
        - {name: image, type: string, default: "node:18"}
        - {name: alias, type: string, default: linux}
        - {name: object, type: object, default: {image: "node:16"}}
        variables:
        - {name: image, value: "node:20"}
        - {name: tag, value: 3.10}
        - group: secrets
        - ${{ if true }}:
          - {name: registry, value: quay.io}
        resources: {containers: [{container: linux, endpoint: e}]}
        jobs: [{job: a, container: "IMAGE"}]
        """
    assert found(text.replace("IMAGE", image)) == expected


def test_parameters_of_the_older_form():
    text = "parameters: {image: 'node:18', steps: []}\njobs: [{job: a, container: '${{ parameters.image }}'}]\n"
    assert found(text) == plain("node:18")


def test_a_matrix_and_conditions_give_several_values():
    text = """
        variables:
          ${{ if x }}:
            tag: "1"
          ${{ else }}:
            tag: "2"
        resources: {containers: [{container: alias, endpoint: e}]}
        jobs:
        - job: a
          strategy:
            matrix:
              one: {image: "debian:12"}
              two: {image: "fedora:40"}
              three: {image: alias}
              four: {}
          container: $[ variables['image'] ]
        - job: d
          strategy: {matrix: {one: {c: alias}, two: {}}}
          container: $[ variables['c'] ]
        - job: b
          container: python:$(tag)
        - ${{ each version in parameters.versions }}:
          - job: c
            container: node:${{ version }}
        """
    parameters = 'parameters: [{name: versions, type: object, default: ["18", "20"]}]\n'
    assert found(parameters + textwrap.dedent(text)) == [
        *plain("debian:12", "fedora:40"),
        ("python:$(tag)", "python:1"),
        ("python:$(tag)", "python:2"),
        ("node:${{ version }}", "node:18"),
        ("node:${{ version }}", "node:20"),
    ]


def test_variables_in_scripts():
    text = """
        variables: {my.image: "a:1"}
        steps:
        - bash: |
            docker pull $(my.image)
            docker run $MY_IMAGE $(pwd)
            docker run $(unknown)
        """
    assert [resolved for _, resolved in found(text)] == ["a:1", "a:1", None]


def test_what_a_template_is_given():
    files = {
        "jobs/test.yml": "parameters: [{name: image}, {name: name}]\njobs: [{job: x, container: '${{ parameters.image }}'}]"
    }
    text = "jobs: [{template: jobs/test.yml@self, parameters: {image: 'a:1', name: 'b:1'}}]\n"
    assert found(text, files) == plain("a:1")


def test_container_resources_of_other_kinds():
    text = """
        resources:
          containers:
          - {container: a, type: ACR, registry: r, repository: x/y}
          - {container: b, image: "own:1", localImage: true}
        """
    assert found(text) == [("x/y", None), ("own:1", "own:1", Role.LOCAL)]
    assert reasons(scan, PATH, textwrap.dedent(text))[0] == (None, CHOSEN)


def test_environments():
    text = """
        jobs:
        - {deployment: a, environment: prod, container: "a:1"}
        - {deployment: b, environment: {name: staging.web}, container: "b:1"}
        - {deployment: c, environment: "${{ parameters.e }}", container: "c:1"}
        """
    hints = [mention.hints for mention in mentions(scan, PATH, textwrap.dedent(text))]
    assert hints[0] == ("prod", "production")
    assert "staging" in hints[1]
    assert hints[2] == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "resources:\r\n  containers:\r\n  - container: c\r\n    image: 'a:1' # é\r\n",
            f"resources:\r\n  containers:\r\n  - container: c\r\n    image: 'a:1@{DIGEST}' # é\r\n",
        ),
        (
            "variables: {i: 'a:1'}\njobs: [{job: j, container: '$(i)'}]\n",
            f"variables: {{i: 'a:1@{DIGEST}'}}\njobs: [{{job: j, container: '$(i)'}}]\n",
        ),
        (
            "parameters: [{name: i, default: a:1}]\nsteps: [{bash: 'docker pull ${{ parameters.i }}'}]\n",
            f"parameters: [{{name: i, default: a:1@{DIGEST}}}]\nsteps: [{{bash: 'docker pull ${{{{ parameters.i }}}}'}}]\n",
        ),
        ("jobs: [{job: j, container: 'a:$(x)'}]\n", "jobs: [{job: j, container: 'a:$(x)'}]\n"),
    ],
)
def test_pins(before, after):
    assert pinned(scan, PATH, before) == after


def test_why_a_reference_must_stay():
    text = "variables: {v: '1'}\njobs: [{job: a, container: 'a:$(v)'}, {job: b, container: 'a:$(w)'}]\n"
    assert reasons(scan, PATH, text) == [("a:1", COMPOSED), (None, UNKNOWN)]


def test_problems_are_told_of_files_that_are_pipelines_for_sure():
    assert len(problems(scan, PATH, "a: [\n")) == 1
    assert problems(scan, "x.yml", "a: [\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pool:\n  vmImage: ubuntu-latest\nsteps:\n- script: x\n", True),
        ("parameters:\n  x: y\nsteps:\n- bash: x\n  displayName: y\n", True),
        ("jobs:\n- job: a\n  container: ${{ parameters.c }}\n", True),
        ("resources:\n  containers:\n  - container: a\n    image: b\n", True),
        ("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - script: x\n      displayName: y\n", False),
        ("kind: x\nsteps:\n- script: x\n  displayName: y\n", False),
        ("steps:\n- run: x\n", False),
        ("", False),
    ],
)
def test_recognition(text, expected):
    assert recognises(text.encode()) is expected

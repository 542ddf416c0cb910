"""The CI systems whose readers are short tables: what they name, what they do not, and what a pin makes of it."""

from importlib import import_module

import pytest

from kit.scanned import DIGEST, mentions, pinned, problems, reasons, rows
from mooring import Role
from mooring.scanners.ci import concourse, travis
from mooring.scanners.ci.settling import PART
from mooring.scanners.tables import COMPOSED, UNKNOWN

BUILT, CACHED = Role.BUILD_OUTPUT, Role.CACHE
PATHS = {
    "appveyor": "appveyor.yml",
    "bitbucket": "bitbucket-pipelines.yml",
    "buildkite": ".buildkite/pipeline.yml",
    "cirrus": ".cirrus.yml",
    "cloudbuild": "cloudbuild.yaml",
    "codebuild": "buildspec.yml",
    "codefresh": "codefresh.yml",
    "concourse": "ci/pipeline.yml",
    "crow": ".crow/x.yaml",
    "drone": ".drone.yml",
    "precommit": ".pre-commit-config.yaml",
    "screwdriver": "screwdriver.yaml",
    "semaphore": ".semaphore/semaphore.yml",
    "travis": ".travis.yml",
    "vela": ".vela.yml",
    "woodpecker": ".woodpecker/x.yaml",
}


def scan(system):
    return import_module(f"mooring.scanners.ci.{system}").scan


def plain(*references):
    return [(reference, reference) for reference in references]


HITS = [
    # Bitbucket
    ("bitbucket", "image: a:1\n", plain("a:1")),
    ("bitbucket", "image: {name: 'a:1', username: u}\n", plain("a:1")),
    ("bitbucket", "definitions: {services: {db: {image: postgres:16}, docker: {image: {name: docker:dind}}}}\n", None),
    ("bitbucket", "pipelines: {default: [{step: {image: a:1, script: [docker pull b:2]}}]}\n", plain("a:1", "b:2")),
    ("bitbucket", "pipelines: {default: [{parallel: [{step: {image: {name: a:1}}}]}]}\n", plain("a:1")),
    ("bitbucket", "pipelines: {default: [{parallel: {steps: [{step: {image: a:1}}]}}]}\n", plain("a:1")),
    ("bitbucket", "pipelines: {tags: {'v*': [{stage: {steps: [{step: {image: a:1}}]}}]}}\n", plain("a:1")),
    (
        "bitbucket",
        "definitions: {steps: [{step: &s {image: a:1}}]}\npipelines: {default: [{step: *s}]}\n",
        plain("a:1"),
    ),
    ("bitbucket", "pipelines: {default: [{step: {script: [{pipe: 'docker://a/b:1'}]}}]}\n", plain("a/b:1")),
    ("bitbucket", "pipelines: {default: [{step: {after-script: [docker pull a:1]}}]}\n", plain("a:1")),
    ("bitbucket", "image: $AWS_ACCOUNT/a:1\n", [("$AWS_ACCOUNT/a:1", None)]),
    # Drone
    (
        "drone",
        "kind: pipeline\nsteps:\n- {name: a, image: a:1}\nservices: [{name: b, image: b:2}]\n",
        plain("a:1", "b:2"),
    ),
    (
        "drone",
        "kind: pipeline\nsteps: [{image: a:1}]\n---\nkind: pipeline\nsteps: [{image: b:1}]\n",
        plain("a:1", "b:1"),
    ),
    ("drone", "kind: pipeline\ntype: exec\nsteps: [{commands: [docker pull a:1]}]\n", plain("a:1")),
    (
        "drone",
        "kind: pipeline\nsteps: [{image: plugins/docker, settings: {repo: x/y, cache_from: x/y:1}}]\n",
        [("plugins/docker", "plugins/docker"), ("x/y", "x/y", BUILT), ("x/y:1", "x/y:1", CACHED)],
    ),
    ("drone", "kind: pipeline\nsteps:\n- image: 'a:${DRONE_TAG}'\n", [("a:${DRONE_TAG}", None)]),
    ("drone", "pipeline: {b: {image: a:1}}\nservices: {d: {image: b:2}}\nclone: {git: {image: c:3}}\n", None),
    ("drone", "pipeline: {b: {image: 'a:${V}'}}\nmatrix: {V: ['1', '2']}\n", [("a:${V}", "a:1"), ("a:${V}", "a:2")]),
    ("drone", "pipeline: {p: {image: plugins/docker, repo: x/y}}\n", None),
    ("drone", "kind: pipeline\nenvironment: {I: a:1}\nsteps: [{commands: [docker run $I]}]\n", [("$I", "a:1")]),
    # Woodpecker and Crow
    ("woodpecker", "steps: [{name: a, image: a:1}]\nservices: {b: {image: b:2}}\n", plain("a:1", "b:2")),
    ("woodpecker", "steps: {a: {image: a:1, commands: [docker pull b:2]}}\n", plain("a:1", "b:2")),
    ("woodpecker", "pipeline: {a: {image: a:1}}\nclone: {git: {image: b:2}}\n", plain("a:1", "b:2")),
    ("woodpecker", "variables:\n- &i 'a:1'\nsteps: [{image: *i}, {image: *i}]\n", plain("a:1")),
    ("woodpecker", "matrix: {I: [a:1, 'b:2']}\nsteps: [{image: '${I}'}]\n", plain("a:1", "b:2")),
    (
        "woodpecker",
        "matrix: {include: [{V: 1.22, W: x}, {V: 1.23}]}\nsteps: [{image: 'go:${V}'}]\n",
        [("go:${V}", "go:1.22"), ("go:${V}", "go:1.23")],
    ),
    ("woodpecker", "steps: [{image: a, settings: {repo: x/y}}]\n", plain("a")),
    (
        "woodpecker",
        "steps: [{image: woodpeckerci/plugin-docker-buildx, settings: {repo: 'x/y, q.io/x/y'}}]\n",
        [("woodpeckerci/plugin-docker-buildx",) * 2, ("x/y", "x/y", BUILT), ("q.io/x/y", "q.io/x/y", BUILT)],
    ),
    ("woodpecker", "steps: [{image: a:1, environment: {I: b:2}, commands: [docker run $I]}]\n", None),
    ("crow", "steps: [{image: a:1}]\nclone: [{name: git, image: b:2}]\n", plain("a:1", "b:2")),
    # Vela
    ("vela", "steps: [{name: a, image: a:1, commands: [docker pull b:2]}]\n", plain("a:1", "b:2")),
    ("vela", "services: [{image: a:1}]\nstages: {s: {steps: [{image: b:2}]}}\n", plain("a:1", "b:2")),
    ("vela", "secrets: [{name: x}, {origin: {image: a:1}}]\n", plain("a:1")),
    ("vela", "steps: [{image: target/vela-kaniko:v1, parameters: {repo: x/y}}]\n", None),
    ("vela", "environment: {I: a:1}\nsteps: [{commands: [docker run $I]}]\n", [("$I", "a:1")]),
    # Buildkite
    ("buildkite", "image: a:1\nsteps: [{image: b:2, command: docker pull c:3}]\n", plain("a:1", "b:2", "c:3")),
    ("buildkite", "steps: [{plugins: [{'docker#v5.12.0': {image: a:1}}]}]\n", plain("a:1")),
    ("buildkite", "steps: [{plugins: {'docker#v5': {image: a:1}}}]\n", plain("a:1")),
    (
        "buildkite",
        "steps: [{plugins: [{'ssh://git@x.org/y/docker-buildkite-plugin.git#v1': {image: a:1}}]}]\n",
        plain("a:1"),
    ),
    ("buildkite", "steps: [{plugins: [{kubernetes: {podSpec: {containers: [{image: a:1}]}}}]}]\n", plain("a:1")),
    ("buildkite", "steps: [{plugins: [{kubernetes: {sidecars: [{image: a:1}]}}]}]\n", plain("a:1")),
    ("buildkite", "steps: [{group: g, steps: [{commands: [X=a:1, docker run $X]}]}]\n", [("$X", "a:1")]),
    ("buildkite", "- {command: docker pull a:1}\n", plain("a:1")),
    (
        "buildkite",
        "steps: [{plugins: [{'docker-compose#v5': {push: 'app:x/y:1', cache-from: ['app:x/y:0']}}]}]\n",
        [("x/y:1", "x/y:1", BUILT), ("x/y:0", "x/y:0", CACHED)],
    ),
    ("buildkite", "env: {V: '20'}\nsteps: [{image: 'node:${V}'}]\n", [("node:${V}", "node:20")]),
    ("buildkite", "steps: [{image: '${I:-a:1}'}]\n", [("${I:-a:1}", "a:1")]),
    ("buildkite", "steps: [{image: 'a:$$V'}]\n", [("a:$$V", None)]),
    ("buildkite", "steps: [{image: '{{matrix}}', matrix: [a:1, 'b:2']}]\n", plain("a:1", "b:2")),
    (
        "buildkite",
        "steps: [{command: 'docker pull a:{{matrix.v}}', matrix: {setup: {v: ['1']}, adjustments: [{with: {v: '2'}}]}}]\n",
        [("a:{{matrix.v}}", "a:1"), ("a:{{matrix.v}}", "a:2")],
    ),
    ("buildkite", "steps: [{command: {command: docker pull a:1}}]\n", plain("a:1")),
    ("buildkite", "steps: [{env: {I: a:1}, command: 'docker pull $$I'}]\n", [("$$I", "a:1")]),
    # Travis
    ("travis", "before_install: docker pull a:1\nscript: [docker run b:2]\n", plain("a:1", "b:2")),
    ("travis", "install: [X=a:1]\nscript: [docker run $X]\n", [("$X", "a:1")]),
    ("travis", "jobs: {include: [{script: docker run a:1}]}\n", plain("a:1")),
    ("travis", "deploy: {provider: script, script: docker run a:1}\n", plain("a:1")),
    ("travis", "env: {global: [I=a:1]}\nscript: docker run $I\n", [("$I", "a:1")]),
    ("travis", "env: [I=a:1, 'I=\"b:2\" J=x']\nscript: docker run $I\n", plain("a:1", "b:2")),
    ("travis", "env: {I: a:1}\nscript: docker run $I\n", [("$I", "a:1")]),
    (
        "travis",
        "matrix: {include: [{env: V=1}, {env: [V=2]}]}\nscript: docker run a:$V\n",
        [("a:$V", "a:1"), ("a:$V", "a:2")],
    ),
    # Cirrus
    ("cirrus", "container: {image: a:1}\n", plain("a:1")),
    ("cirrus", "t_task: {arm_container: {image: a:1}, test_script: docker pull b:2}\n", plain("a:1", "b:2")),
    ("cirrus", "task: {container: {image: a:1}}\ntask: {windows_container: {image: b:2}}\n", plain("a:1", "b:2")),
    (
        "cirrus",
        "task: {container: {image: a:1, additional_containers: [{name: x, image: b:2}]}}\n",
        plain("a:1", "b:2"),
    ),
    ("cirrus", "task: {container: {matrix: [{image: a:1}, {image: b:2}]}}\n", plain("a:1", "b:2")),
    ("cirrus", "task: {container: {image: {matrix: [a:1, 'b:2']}}}\n", plain("a:1", "b:2")),
    ("cirrus", "task: {matrix: [{container: {image: a:1}}, {container: {image: b:2}}]}\n", plain("a:1", "b:2")),
    ("cirrus", "env: {V: '1'}\ntask: {container: {image: 'a:$V'}}\n", [("a:$V", "a:1")]),
    ("cirrus", "task: {env: {matrix: [{I: a:1}, {I: b:2}]}, container: {image: $I}}\n", plain("a:1", "b:2")),
    ("cirrus", "task: {env: {V: {matrix: ['1', '2']}}, container: {image: 'a:${V}'}}\n", None),
    ("cirrus", "pipe: {steps: [{image: a:1, x_script: docker pull b:2}]}\n", plain("a:1", "b:2")),
    ("cirrus", "task: {persistent_worker: {isolation: {container: {image: a:1}}}}\n", plain("a:1")),
    ("cirrus", "base: &b {container: {image: a:1}}\nx_task: {<<: *b}\ny_task: {<<: *b}\n", plain("a:1")),
    # Semaphore
    ("semaphore", "agent: {machine: {os_image: ubuntu2204}, containers: [{name: main, image: a:1}]}\n", plain("a:1")),
    ("semaphore", "blocks: [{task: {agent: {containers: [{image: a:1}]}, jobs: []}}]\n", plain("a:1")),
    (
        "semaphore",
        "blocks: [{task: {prologue: {commands: [I=a:1]}, jobs: [{commands: [docker run $I]}]}}]\n",
        [("$I", "a:1")],
    ),
    ("semaphore", "blocks: [{task: {env_vars: [{name: I, value: a:1}], jobs: [{commands: [docker run $I]}]}}]\n", None),
    (
        "semaphore",
        "blocks: [{task: {jobs: [{matrix: [{env_var: I, values: [a:1, 'b:2']}], commands: [docker run $I]}]}}]\n",
        plain("a:1", "b:2"),
    ),
    ("semaphore", "after_pipeline: {task: {epilogue: {always: {commands: [docker pull a:1]}}}}\n", plain("a:1")),
    ("semaphore", "global_job_config: {prologue: {commands: [docker pull a:1]}}\n", plain("a:1")),
    # Codefresh
    ("codefresh", "steps: {a: {image: a:1, commands: [docker pull b:2]}}\n", plain("a:1", "b:2")),
    ("codefresh", "steps: {a: {type: parallel, steps: {b: {image: a:1}}}}\n", plain("a:1")),
    ("codefresh", "hooks: {on_finish: {exec: {image: a:1, commands: [docker pull b:2]}}}\n", plain("a:1", "b:2")),
    ("codefresh", "services: {name: x, composition: {db: {image: a:1}}}\nsteps: {}\n", plain("a:1")),
    ("codefresh", "steps: {a: {type: composition, composition: {services: {db: {image: a:1}}}}}\n", plain("a:1")),
    (
        "codefresh",
        "steps: {b: {type: build, image_name: x/y, tag: v}, t: {image: '${{b}}'}, u: {image: '${{CF_X}}'}}\n",
        [("x/y", "x/y", BUILT), ("${{b}}", None, BUILT), ("${{CF_X}}", None)],
    ),
    # Concourse
    (
        "concourse",
        "resources: [{name: a, type: registry-image, source: {repository: a, tag: 1.22}}]\njobs: []\n",
        [("a", "a:1.22")],
    ),
    (
        "concourse",
        "resource_types: [{name: a, type: docker-image, source: {repository: q.io/a}}]\n",
        [("q.io/a", "q.io/a")],
    ),
    ("concourse", "platform: linux\nimage_resource: {type: registry-image, source: {repository: a}}\n", [("a", "a")]),
    (
        "concourse",
        "jobs: [{plan: [{task: t, config: {image_resource: {type: docker-image, source: {repository: a, tag: '1'}}}}]}]\n",
        [("a", "a:1")],
    ),
    (
        "concourse",
        "resources: [{name: o, type: registry-image, source: {repository: a}}]\njobs: [{plan: [{do: [{put: o}]}]}]\n",
        [("a", "a", BUILT)],
    ),
    ("concourse", "resources: [{type: registry-image, source: {repository: ((r)), tag: x}}]\n", [("((r))", None)]),
    (
        "concourse",
        "resources: [{type: registry-image, source: {repository: a, semver_constraint: '>1'}}]\n",
        [("a", None)],
    ),
    ("concourse", "run: {path: bash, args: [-ec, docker pull a:1]}\n", plain("a:1")),
    # Cloud Build
    ("cloudbuild", "steps:\n- name: gcr.io/cloud-builders/docker\n  args: ['pull', 'a:1']\n", None),
    (
        "cloudbuild",
        "steps: [{name: docker, args: [build, -t, 'gcr.io/$PROJECT_ID/x', .]}]\nimages: ['gcr.io/p/x:1']\n",
        [("docker", "docker"), ("gcr.io/$PROJECT_ID/x", None, BUILT), ("gcr.io/p/x:1", "gcr.io/p/x:1", BUILT)],
    ),
    ("cloudbuild", "steps: [{name: a:1, entrypoint: bash, args: [-c, 'docker pull b:2']}]\n", plain("a:1", "b:2")),
    ("cloudbuild", 'steps: [{name: a:1, script: "#!/bin/sh\\ndocker pull b:2"}]\n', plain("a:1", "b:2")),
    ("cloudbuild", "steps: [{name: a:1, entrypoint: docker, args: [run, b:2, --rm]}]\n", plain("a:1", "b:2")),
    (
        "cloudbuild",
        "steps: [{name: 'gcr.io/kaniko-project/executor:v1', args: ['--destination=gcr.io/p/x']}]\n",
        [("gcr.io/kaniko-project/executor:v1",) * 2, ("gcr.io/p/x", "gcr.io/p/x", BUILT)],
    ),
    ("cloudbuild", "steps: [{name: '${_I}'}]\nsubstitutions: {_I: a:1}\n", [("${_I}", "a:1")]),
    ("cloudbuild", "steps: [{name: 'a:$_V'}]\nsubstitutions: {_V: '1'}\n", [("a:$_V", "a:1")]),
    ("cloudbuild", "steps: [{name: a:1, entrypoint: sh, args: [-c, 'X=b:2; docker run $$X']}]\n", None),
    ("cloudbuild", '{"steps": [\n\t{"name": "a:1"}\n]}\n', plain("a:1")),
    ("cloudbuild", "build: {steps: [{name: a:1}]}\n", plain("a:1")),
    (
        "cloudbuild",
        "steps: [{name: gcr.io/cloud-builders/gcloud, args: [run, deploy, x, --image=a:1]}]\n",
        plain("gcr.io/cloud-builders/gcloud", "a:1"),
    ),
    # CodeBuild
    ("codebuild", "phases: {build: {commands: [docker pull a:1], finally: [docker pull b:2]}}\n", plain("a:1", "b:2")),
    ("codebuild", "env: {variables: {I: a:1}}\nphases: {build: {commands: [docker run $I]}}\n", [("$I", "a:1")]),
    ("codebuild", "phases: {install: {commands: [I=a:1]}, build: {commands: [docker run $I]}}\n", [("$I", "a:1")]),
    ("codebuild", "batch: {build-graph: [{env: {image: a:1}}]}\n", plain("a:1")),
    (
        "codebuild",
        "batch: {build-matrix: {dynamic: {env: {image: [a:1, 'aws/codebuild/standard:7.0']}}}}\n",
        plain("a:1"),
    ),
    # pre-commit
    ("precommit", "repos: [{repo: local, hooks: [{id: x, language: docker_image, entry: 'a:1 -x'}]}]\n", plain("a:1")),
    ("precommit", "- {id: x, language: docker_image, entry: --entrypoint /bin/x a:1 --flag b:2}\n", plain("a:1")),
    ("precommit", "- id: x\n  language: docker_image\n  entry: a/b:1\n", plain("a/b:1")),
    ("precommit", "- {id: x, language: system, entry: docker run --rm a:1 x}\n", plain("a:1")),
    ("precommit", "- {id: x, language: unsupported, entry: bash -c 'docker run a:1'}\n", plain("a:1")),
    # Screwdriver
    ("screwdriver", "shared: {image: a:1}\njobs: {main: {image: b:2, steps: [{x: docker pull c:3}]}}\n", None),
    (
        "screwdriver",
        "jobs: {m: {image: 'a:{{V}}', matrix: {V: ['1', '2']}}}\n",
        [("a:{{V}}", "a:1"), ("a:{{V}}", "a:2")],
    ),
    ("screwdriver", "config: {image: a:1, steps: [docker pull b:2]}\n", plain("a:1", "b:2")),
    ("screwdriver", "format: docker\ndocker: {image: a:1, command: x}\n", plain("a:1")),
    # AppVeyor
    ("appveyor", "build_script: [docker pull a:1, {ps: docker pull b:2}, {sh: docker pull c:3}]\n", None),
    ("appveyor", "for: [{test_script: docker run a:1}]\n", plain("a:1")),
    ("appveyor", "environment: {I: a:1}\ntest_script: docker run %I%\n", [("%I%", "a:1")]),
    (
        "appveyor",
        "environment: {global: {R: x}, matrix: [{I: a:1}, {I: b:1}]}\ntest_script: [{sh: docker run $R/$I}]\n",
        [("$R/$I", "x/a:1"), ("$R/$I", "x/b:1")],
    ),
    ("appveyor", "for: [{environment: {I: a:1}, test_script: [{pwsh: 'docker run $env:I'}]}]\n", [("$env:I", "a:1")]),
]
OTHERWISE = {
    "definitions: {services": plain("postgres:16", "docker:dind"),
    "pipeline: {b: {image: a:1}}": plain("a:1", "b:2", "c:3"),
    "pipeline: {p": [("plugins/docker", "plugins/docker"), ("x/y", "x/y", BUILT)],
    "steps: [{image: a:1, environment": [("a:1", "a:1"), ("$I", "b:2")],
    "steps: [{image: target": [("target/vela-kaniko:v1",) * 2, ("x/y", "x/y", BUILT)],
    "task: {env: {V": [("a:${V}", "a:1"), ("a:${V}", "a:2")],
    "blocks: [{task: {env_vars": [("$I", "a:1")],
    "steps:\n- name: gcr.io": plain("gcr.io/cloud-builders/docker", "a:1"),
    "steps: [{name: a:1, entrypoint: sh": [("a:1", "a:1"), ("$$X", "b:2")],
    "shared: {image": plain("a:1", "b:2", "c:3"),
    "build_script: [": plain("a:1", "b:2", "c:3"),
}


@pytest.mark.parametrize(("system", "text", "expected"), HITS)
def test_where_images_are_named(system, text, expected):
    if expected is None:
        (expected,) = [rows for start, rows in OTHERWISE.items() if text.startswith(start)]
    assert rows(scan(system), PATHS[system], text) == expected


@pytest.mark.parametrize(
    ("system", "text"),
    [
        ("bitbucket", "pipelines: {default: [{step: {script: [{pipe: 'atlassian/slack-notify:2.1.0'}]}}]}\n"),
        ("bitbucket", "pipelines: {default: [{step: {services: [docker], runs-on: [linux], caches: [node:20]}}]}\n"),
        ("bitbucket", "options: {docker: true}\nclone: {depth: 1}\n"),
        ("drone", "kind: secret\nname: image\nget: {path: a:1}\n"),
        ("drone", "kind: template\nload: x.star\ndata: {image: a:1}\n"),
        ("drone", "kind: pipeline\ntype: exec\nplatform: {os: darwin}\nsteps: [{name: x, commands: [make]}]\n"),
        ("drone", "kind: pipeline\nsteps: [{name: x, image: }]\nimage_pull_secrets: [x]\n"),
        ("woodpecker", "labels: {platform: linux/arm64}\nwhen: {event: push}\nworkspace: {base: /go}\n"),
        (
            "vela",
            "templates: [{name: x, source: github.com/a/b:1, type: github}]\nsteps: [{name: x, template: {name: x}}]\n",
        ),
        ("buildkite", "agents: {queue: default, image: 'family/ubuntu-2204'}\nsteps: [{label: node:20}]\n"),
        (
            "buildkite",
            "steps: [wait, {block: x}, {trigger: y}, {plugins: ['docker-login#v3', {'x/y#v1': {image: a:1}}]}]\n",
        ),
        ("travis", "services: [docker]\nos: linux\ndist: jammy\nlanguage: node_js\nnode_js: [20]\n"),
        ("travis", "deploy: {provider: heroku, script: docker run a:1}\n"),
        ("cirrus", "macos_instance: {image: 'ghcr.io/cirruslabs/macos-runner:sonoma'}\n"),
        (
            "cirrus",
            "task: {compute_engine_instance: {image: family/docker}, freebsd_instance: {image_family: freebsd-14-0}}\n",
        ),
        ("cirrus", "task: {container: {dockerfile: ci/Dockerfile, cpu: 2}}\n"),
        ("cirrus", "ec2_task: {ec2_instance: {image: ami-0a047931e1d42fdb3}}\n"),
        ("semaphore", "agent: {machine: {type: e1-standard-2, os_image: ubuntu2204}}\n"),
        ("codefresh", "steps: {clone: {type: git-clone, repo: a/b}, p: {type: pending-approval}}\nversion: '1.0'\n"),
        ("codefresh", "steps: {a: {environment: {image: a:1}, when: {image: b:1}}}\n"),
        (
            "concourse",
            "resources: [{name: a, type: git, source: {uri: x, repository: y}}]\njobs: [{plan: [{task: x, image: a}]}]\n",
        ),
        ("concourse", "resources: [{name: a, type: registry-image, source: {tag: '1'}}]\n"),
        ("cloudbuild", "steps: []\nsubstitutions: {_IMAGE: a:1}\noptions: {machineType: E2_HIGHCPU_8}\n"),
        ("codebuild", "version: 0.2\nphases: {install: {runtime-versions: {nodejs: 20}}}\n"),
        ("codebuild", "batch: {build-list: [{env: {image: 'aws/codebuild/amazonlinux2-x86_64-standard:5.0'}}]}\n"),
        (
            "precommit",
            "repos: [{repo: local, hooks: [{id: x, language: docker, entry: a:1}, {language: system, entry: a:1}]}]\n",
        ),
        (
            "precommit",
            "repos: [{repo: 'https://github.com/hadolint/hadolint', rev: v2.12.0, hooks: [{id: hadolint-docker}]}]\n",
        ),
        ("screwdriver", "jobs: {main: {requires: [~pr], template: a/b@1, environment: {IMAGE: a:1}}}\n"),
        ("appveyor", "image: Visual Studio 2022\nenvironment: {IMAGE: a:1}\nbuild: {project: x}\n"),
        *[(system, text) for system in PATHS for text in ("", "[]\n", "text\n", "steps: text\n", "a: {b: [c]}\n")],
    ],
)
def test_what_names_no_image(system, text):
    assert rows(scan(system), PATHS[system], text) == []


@pytest.mark.parametrize(
    ("system", "before", "after"),
    [
        ("bitbucket", "image: 'a:1' # é\r\n", f"image: 'a:1@{DIGEST}' # é\r\n"),
        ("bitbucket", "pipelines: {default: [{step: {script: [{pipe: docker://a/b:1}]}}]}\n", None),
        ("drone", 'kind: pipeline\nsteps: [{image: "a:1"}]\n', None),
        ("drone", 'kind: pipeline\nsteps: [{image: "a:\\\n 1"}]\n', 'kind: pipeline\nsteps: [{image: "a:\\\n 1"}]\n'),
        ("woodpecker", "steps:\n  é:\n    image: a:1\n    commands:\n    - docker pull a:1\n", None),
        ("woodpecker", "matrix: {I: [a:1]}\nsteps: [{image: '${I}'}]\n", None),
        (
            "woodpecker",
            "matrix: {V: ['1']}\nsteps: [{image: 'a:${V}'}]\n",
            "matrix: {V: ['1']}\nsteps: [{image: 'a:${V}'}]\n",
        ),
        ("crow", "\ufeffsteps: [{image: a:1}]\n", None),
        ("vela", "steps: [{image: a:1, commands: ['docker pull a:1']}]\n", None),
        ("buildkite", "steps: [{plugins: [{'docker#v5': {image: a:1}}], matrix: [x]}]\n", None),
        ("buildkite", "steps: [{image: '${I:-a:1}'}]\n", None),
        ("travis", "env: I=a:1\nscript: docker run $I\n", None),
        ("cirrus", "container: {matrix: [{image: a:1}]}\n", None),
        ("semaphore", "agent: {containers: [{name: main, image: a:1}]}\n", None),
        ("codefresh", "steps: {x: {image: a:1}}\n", None),
        ("cloudbuild", '{"steps": [{"name": "a:1", "entrypoint": "docker", "args": ["run", "a:1"]}]}\n', None),
        ("cloudbuild", "substitutions: {_I: a:1}\nsteps: [{name: $_I}]\n", None),
        ("codebuild", "phases: {build: {commands: [\"docker run 'a:1'\"]}}\n", None),
        ("precommit", "- {language: docker_image, entry: a:1 --check}\n", None),
        ("precommit", "- {language: docker_image, entry: --entrypoint x a:1 --check}\n", None),
        ("screwdriver", "jobs: {main: {image: a:1}}\n", None),
        ("appveyor", "test_script: [{ps: docker run a:1}]\n", None),
    ],
)
def test_pins(system, before, after):
    assert pinned(scan(system), PATHS[system], before) == (after or before.replace("a:1", f"a:1@{DIGEST}")).replace(
        "a/b:1", "a/b:1" if after else f"a/b:1@{DIGEST}"
    )


def test_concourse_takes_a_digest_in_the_version_alone():
    without = "image_resource: {type: registry-image, source: {repository: a, tag: '1'}}\n"
    assert reasons(concourse.scan, "t.yml", without) == [("a:1", concourse.IN_VERSION)]
    text = without.replace("}}", f"}}, version: {{digest: 'sha256:{'0' * 64}'}}}}")
    (mention,) = mentions(concourse.scan, "t.yml", text)
    assert mention.resolved == f"a:1@sha256:{'0' * 64}"
    (edit,) = mention.rewrite(f"a:1@{DIGEST}")
    assert mention.source.read(edit.span) == f"sha256:{'0' * 64}"
    assert edit.text == DIGEST


def test_why_a_reference_must_stay():
    text = "env: {I: 'a:1', V: '1'}\nsteps: [{image: $I}, {image: 'x/$I'}, {image: 'b:$V'}, {image: $NONE}]\n"
    assert reasons(scan("buildkite"), "p.yml", text) == [
        ("a:1", PART),
        ("x/a:1", COMPOSED),
        ("b:1", COMPOSED),
        (None, UNKNOWN),
    ]


def test_environments():
    text = "pipelines: {default: [{step: {image: a:1, deployment: Prod}}, {stage: {deployment: staging, steps: [{step: {image: b:1}}]}}]}"
    assert [mention.hints for mention in mentions(scan("bitbucket"), PATHS["bitbucket"], text)] == [
        ("prod", "production"),
        ("staging",),
    ]


def test_where_it_is():
    text = "env: {jobs: [I=a:1, I=b:2]}\nscript: [docker run $I]\n"
    assert [mention.where for mention in mentions(travis.scan, ".travis.yml", text)] == ["script[0]", "script[0]"]


@pytest.mark.parametrize(
    ("system", "text", "expected"),
    [
        ("bitbucket", "image: 'a:{{ v }}'\n", [("a:{{ v }}", None)]),
        ("bitbucket", "{% if x %}\nimage: a:1\n{% else %}\nimage: b:{{ v }}\n{% endif %}\n", None),
        ("bitbucket", "image: {{ r }}/a:1\ndefinitions: {services: {db: {image: b:1}}}\n", None),
        (
            "codebuild",
            "phases:\n  build:\n    commands:\n{% for x in y %}\n    - docker pull a:1\n{% endfor %}\n",
            None,
        ),
        (
            "precommit",
            "- language: docker_image\n  entry: a:1\n<% if x %>\n- language: system\n<% end %>\n",
            plain("a:1"),
        ),
    ],
)
def test_templates(system, text, expected):
    if expected is None:
        expected = {
            "{%": [("a:1", "a:1"), ("b:{{ v }}", None)],
            "im": [("{{ r }}/a:1", None), ("b:1", "b:1")],
            "ph": plain("a:1"),
        }[text[:2]]
    assert rows(scan(system), PATHS[system], text) == expected
    assert problems(scan(system), PATHS[system], text) == []


@pytest.mark.parametrize("system", [system for system in PATHS if system != "concourse"])
def test_problems(system):
    (problem,) = problems(scan(system), PATHS[system], "a: b\nc: [\n")
    assert problem.startswith(f"{PATHS[system]}:3: invalid YAML")

"""GitLab CI files: what they name, with `extends`, `!reference`, variables, inputs and the dependency proxy."""

import textwrap

import pytest

from kit.scanned import DIGEST, mentions, pinned, problems, reasons, rows
from mooring import Role
from mooring.scanners.ci.gitlab import scan
from mooring.scanners.ci.recognition import gitlab as recognises
from mooring.scanners.ci.settling import PART
from mooring.scanners.tables import COMPOSED, ESCAPED, SHARED, UNKNOWN

PATH = ".gitlab-ci.yml"
BUILT = Role.BUILD_OUTPUT
PROXY = "${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}"
UNKNOWN_TO_SCRIPT = "its value is not known before the script runs"


def found(text, files=None):
    return rows(scan, PATH, textwrap.dedent(text), files)


def plain(*references):
    return [(reference, reference) for reference in references]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("image: ruby:3.2\n", plain("ruby:3.2")),
        ("image: 'ruby:3.2'\n", plain("ruby:3.2")),
        ('image: "ruby:3.2" # why\n', plain("ruby:3.2")),
        ("image:\n  name: ruby:3.2\n  entrypoint: ['']\n", plain("ruby:3.2")),
        ("image:\n  ruby:3.2\n", plain("ruby:3.2")),
        ("image: {name: ruby:3.2, pull_policy: always}\n", plain("ruby:3.2")),
        ("services: [postgres:16, {name: redis:7, alias: cache}]\n", plain("postgres:16", "redis:7")),
        ("default: {image: a:1, services: [b:2]}\n", plain("a:1", "b:2")),
        ("test: {image: a:1, script: x}\n", plain("a:1")),
        ("pages: {image: a:1, script: x}\n", plain("a:1")),
        (".hidden: {image: a:1}\n", plain("a:1")),
        ("test:\n  services:\n  - name: docker:27-dind\n    command: [--tls=false]\n", plain("docker:27-dind")),
        ("a: {image: registry.example.com:5000/x/y:1@sha256:" + "0" * 64 + "}\n", None),
        ("test: {script: docker pull alpine:3}\n", plain("alpine:3")),
        ("test: {script: [echo, docker run --rm alpine:3 sh]}\n", plain("alpine:3")),
        ("before_script: [docker pull a:1]\n", plain("a:1")),
        ("default: {after_script: [docker pull a:1]}\n", plain("a:1")),
        ("test: {hooks: {pre_get_sources_script: [docker pull a:1]}}\n", plain("a:1")),
        ("test: {run: [{name: s, script: docker pull a:1}, {name: t, step: gitlab.com/x@v1}]}\n", plain("a:1")),
        ("test:\n  script:\n  - X=a:1\n  - docker run $X\n", [("$X", "a:1")]),
        ("test:\n  before_script: [X=a:1]\n  script: [docker run $X]\n", [("$X", "a:1")]),
        ("test:\n  script: [[docker pull a:1, [docker pull b:2]], docker pull c:3]\n", plain("a:1", "b:2", "c:3")),
        ("test: {script: 'docker build -t $CI_REGISTRY_IMAGE:1 .'}\n", [("$CI_REGISTRY_IMAGE:1", None, BUILT)]),
        ("a: {image: x:1, script: y}\n---\nb: {image: z:2, script: y}\n", plain("x:1", "z:2")),
        ("\ufefftest: {image: a:1, script: x}\n", plain("a:1")),
        ("# é\ntëst: {image: a:1, script: x}\n", plain("a:1")),
    ],
)
def test_where_images_are_named(text, expected):
    if expected is None:
        expected = plain("registry.example.com:5000/x/y:1@sha256:" + "0" * 64)
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "image:\n",
        "image: ''\n",
        "image: ~\n",
        "image: null\n",
        "image: {entrypoint: ['']}\n",
        "image: [a, b]\n",
        "stages: [build, image:1]\n",
        "include: {local: ci/none.yml}\n",
        "include: [{project: a/b, file: image.yml}, {remote: 'https://x/y.yml'}, {template: Jobs/x.yml}]\n",
        "cache: {key: node:20}\n",
        "test: {tags: [docker], needs: [node:20], script: echo node:20}\n",
        "test: {environment: {name: prod, url: 'https://x'}, script: x}\n",
        "macos: {image: macos-14-xcode-15, tags: [saas-macos-medium-m1], script: x}\n",
        "test: {services: !reference [.none, services], script: !reference [.none, script]}\n",
        "test: {image: !reference [.loop, image]}\n.loop: {image: !reference [.loop, image]}\n",
        "deploy: {trigger: {include: x.yml}}\n",
        "variables: {IMAGE: 'node:20'}\n",
        "test: {release: {description: image node:20}, script: x}\n",
        "[a, b]\n",
        "just text\n",
        "",
    ],
)
def test_what_names_no_image(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
            .base: {image: a:1, services: [b:2]}
            test: {extends: .base, script: x}
            """,
            plain("a:1", "b:2"),
        ),
        (
            """
            .one: {image: a:1}
            .two: {image: b:1}
            test: {extends: [.one, .two], script: x}
            """,
            plain("a:1", "b:1"),
        ),
        (
            """
            .base: {image: {name: "a:$V"}, variables: {V: "1"}}
            x: {extends: .base, variables: {V: "2"}, script: x}
            y: {extends: .base, variables: {V: "3"}, script: x}
            """,
            [("a:$V", "a:2"), ("a:$V", "a:3")],
        ),
        (
            """
            .base: {image: {name: a:1}}
            test: {extends: .base, image: {entrypoint: [""]}, script: x}
            """,
            plain("a:1"),
        ),
        (".loop: {extends: .loop, image: a:1}\ntest: {extends: .loop, script: x}\n", plain("a:1")),
        (
            """
            .images: {go: "golang:1.22"}
            test: {image: !reference [.images, go], script: x}
            other: {image: !reference [.images, go], script: x}
            """,
            plain("golang:1.22"),
        ),
        (
            """
            .setup: {script: [docker pull a:1], services: [b:2]}
            test:
              services: [!reference [.setup, services], c:3]
              script: [!reference [.setup, script], docker pull d:4]
            """,
            plain("a:1", "b:2", "c:3", "d:4"),
        ),
        (
            """
            .defaults: &defaults
              image: a:1
              services: [&db b:2]
            test: {<<: *defaults, script: x}
            other: {image: *db, script: x}
            """,
            plain("a:1", "b:2"),
        ),
        (
            """
            default: {image: $I}
            variables: {I: "a:1"}
            one: {script: x}
            two: {script: x, variables: {I: "b:1"}}
            """,
            plain("a:1", "b:1"),
        ),
        (
            """
            .matrix: {parallel: {matrix: !reference [.values]}}
            .values: [{V: ["1", "2"], W: !reference [.more]}]
            .more: [x, y]
            test: {extends: .matrix, image: "a:$V-$W", script: x}
            """,
            [("a:$V-$W", f"a:{one}-{other}") for one in "12" for other in "xy"],
        ),
        (
            """
            .rules: {rules: [{if: $X, variables: {V: "1"}}, {variables: {V: "2"}}]}
            .base: {rules: [{variables: {V: "3"}}]}
            test: {extends: .base, image: "a:$V", rules: !reference [.rules, rules], script: x}
            """,
            [("a:$V", "a:1"), ("a:$V", "a:2")],
        ),
        (
            """
            default: {image: $I}
            variables: {I: "a:1"}
            one: {image: c:1, inherit: {default: false}, script: x}
            two: {image: "d:$T", inherit: {variables: false}, script: x}
            """,
            [("$I", "a:1"), ("c:1", "c:1"), ("d:$T", None)],
        ),
    ],
)
def test_what_is_inherited(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("$IMAGE", ("$IMAGE", "node:20")),
        ("${IMAGE}", ("${IMAGE}", "node:20")),
        ("%IMAGE%", ("%IMAGE%", "node:20")),
        ("$MAPPED", ("$MAPPED", "node:21")),
        ("$VIA", ("$VIA", "node:20")),
        ("$REGISTRY/app:$TAG", ("$REGISTRY/app:$TAG", "quay.io/app:1.2")),
        ("python:$PLAIN", ("python:$PLAIN", "python:3.1")),
        ("python:$QUOTED", ("python:$QUOTED", "python:3.10")),
        ("$NONE", ("$NONE", None)),
        ("$LOOP", ("$LOOP", None)),
        ("$CI_REGISTRY_IMAGE/app", ("$CI_REGISTRY_IMAGE/app", None)),
        ("${NONE:-node:20}", ("${NONE:-node:20}", None)),
        ("$[[ inputs.image ]]", ("$[[ inputs.image ]]", None)),
        ("x:$[[ component.version ]]", ("x:$[[ component.version ]]", None)),
    ],
)
def test_variables(image, expected):
    text = f"""
        variables:
          IMAGE: node:20
          MAPPED: {{value: "node:21", description: x}}
          VIA: $IMAGE
          REGISTRY: quay.io
          TAG: "1.2"
          PLAIN: 3.10
          QUOTED: "3.10"
          LOOP: $LOOP
        test: {{image: "{image}", script: x}}
        """
    assert found(text) == [expected]


def test_rules_and_matrices_give_several_values():
    text = """
        test:
          image: $OS
          parallel:
            matrix:
            - OS: [debian:12, fedora:40]
            - OS: alpine:3
              ARCH: [a, b]
          script: x
        other:
          image: $I
          variables: {I: "a:1"}
          rules:
          - if: $X
            variables: {I: "b:1"}
          - when: always
          script: x
        """
    assert found(text) == plain("debian:12", "fedora:40", "alpine:3", "a:1", "b:1")
    assert {reason for _, reason in reasons(scan, PATH, textwrap.dedent(text))} == {None}


def test_numbers_are_as_gitlab_has_them():
    text = """
        spec: {inputs: {v: {default: 1.10, type: number}}}
        ---
        t: {image: "a:$[[ inputs.v ]]", services: ["b:$V"], parallel: {matrix: [{V: [2.20, "3.30"]}]}, script: x}
        """
    assert [resolved for _, resolved in found(text)] == ["a:1.1", "b:2.2", "b:3.30"]


def test_the_variables_of_a_job_go_before_those_of_the_workflow():
    text = """
        workflow: {rules: [{if: $X, variables: {I: "a:1"}}, {variables: {I: "b:1"}}]}
        one: {image: $I, script: x}
        two: {image: $I, variables: {I: "c:1"}, script: x}
        """
    assert found(text) == [*plain("a:1", "b:1"), ("$I", "c:1")]


def test_a_value_that_is_not_known_adds_nothing_to_those_that_are():
    text = """
        .base: {image: $I, script: "docker pull $I"}
        one: {extends: .base, variables: {I: "a:1"}}
        two: {extends: .base}
        """
    assert found(text) == [("$I", "a:1"), ("$I", "a:1")]


def test_lists_as_inputs():
    text = """
        spec: {inputs: {images: {type: array, default: ["a:1", {name: b:1}]}, steps: {default: [docker pull c:1]}}}
        ---
        t: {services: "$[[ inputs.images ]]", script: "$[[ inputs.steps ]]"}
        """
    assert found(text) == plain("a:1", "b:1", "c:1")


def test_inputs_are_mentioned_where_they_are_declared():
    text = """
        spec:
          inputs:
            image: {default: "node:20"}
            version: {default: "3.12", options: ["3.11", "3.12"]}
            stage: {}
        ---
        a: {image: "$[[ inputs.image ]]", stage: "$[[ inputs.stage ]]", script: x}
        b: {image: "$[[inputs.image | expand_vars]]", script: "docker pull $[[ inputs.image ]]"}
        c: {image: "python:$[[ inputs.version ]]", services: ["$[[ inputs.image | posix_escape ]]"], script: x}
        d: {image: "$[[ inputs.image | truncate(0,4) ]]", script: x}
        """
    assert found(text) == [
        ("node:20", "node:20"),
        ("python:$[[ inputs.version ]]", "python:3.12"),
        ("$[[ inputs.image | truncate(0,4) ]]", None),
    ]
    assert "node:20@" in pinned(scan, PATH, textwrap.dedent(text))


@pytest.mark.parametrize(
    ("image", "used", "fixed"),
    [
        (f"{PROXY}/alpine:3", "alpine:3", f"{PROXY}/alpine:3@{DIGEST}"),
        ("$CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX/a/b:3", "a/b:3", None),
        ("${CI_DEPENDENCY_PROXY_SERVER}/team/dependency_proxy/containers/alpine:3", "alpine:3", None),
        (f"{PROXY}/alpine", "alpine", None),
    ],
)
def test_the_dependency_proxy(image, used, fixed):
    text = f'test: {{image: "{image}", script: "docker pull {image}"}}\n'
    assert found(text) == [(used, used), (used, used)]
    assert pinned(scan, PATH, text) == text.replace(image, fixed or f"{image}@{DIGEST}")
    (mention, _) = mentions(scan, PATH, text)
    assert mention.rewrite(f"docker.io/library/{used}") == ()


def test_the_dependency_proxy_in_variables():
    text = (
        f"variables: {{I: '{PROXY}/debian:12', P: '{PROXY}'}}\na: {{image: $I, script: x}}\nb: {{image: $P/alpine:3}}\n"
    )
    assert found(text) == [("$I", "debian:12"), ("alpine:3", "alpine:3")]
    assert pinned(scan, PATH, text) == text.replace("12'", f"12@{DIGEST}'").replace("alpine:3", f"alpine:3@{DIGEST}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("variables: {I: a:1}\nt: {image: $I}\n", [("a:1", None)]),
        ("variables: {I: a:1}\nt: {image: 'b/$I'}\n", [("b/a:1", COMPOSED)]),
        ("variables: {I: a:1}\nt: {image: $I, script: echo $I}\n", [("a:1", "`I` is used in more than one place")]),
        ("variables: {I: 'a:1'}\nt: {image: $I}\nu: {image: 'x/$I'}\n", [("a:1", PART), ("x/a:1", COMPOSED)]),
        ("t: {image: $I}\n", [(None, UNKNOWN)]),
        ("t: {image: >-\n  a:1}\n", None),
        ("t:\n  image: >-\n    a:1\n", [("a:1", None)]),
        ('t: {image: "a\\x3a1"}\n', [("a:1", ESCAPED)]),
        ("variables: {I: a:1}\nt: {script: docker run $I}\n", [("a:1", None)]),
        ("t: {script: docker run $I}\n", [(None, UNKNOWN_TO_SCRIPT)]),
        ("x: &x $I\nvariables: {I: a:1}\nt: {image: *x, services: [*x]}\n", [("a:1", None)]),
    ],
)
def test_why_a_reference_must_stay(text, expected):
    if expected is not None:
        assert reasons(scan, PATH, text) == expected


def test_two_uses_of_one_variable():
    text = "variables: {I: 'a:1'}\nt: {image: $I}\nu: {image: '${I}'}\n"
    assert [reason for _, reason in reasons(scan, PATH, text)] == ["`I` is used in more than one place"] * 2
    shared = ".t: &t {variables: {I: 'a:1'}}\nt: {<<: *t, script: 'I=b:1 docker run $I; docker pull b:1'}\n"
    assert SHARED not in [reason for _, reason in reasons(scan, PATH, shared)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("image: ruby:3.2\r\n", f"image: ruby:3.2@{DIGEST}\r\n"),
        ("image: 'ruby'  # x\n", f"image: 'ruby@{DIGEST}'  # x\n"),
        (
            "t: {image: {name: a:1}, services: [b:2]}\n",
            f"t: {{image: {{name: a:1@{DIGEST}}}, services: [b:2@{DIGEST}]}}\n",
        ),
        ("variables:\n  I: node:20\nt:\n  image: $I\n", f"variables:\n  I: node:20@{DIGEST}\nt:\n  image: $I\n"),
        ("t:\n  script:\n  - docker run a:1\n", f"t:\n  script:\n  - docker run a:1@{DIGEST}\n"),
        (
            "t:\n  script:\n  - |\n    set -e\n    docker run \\\n      a:1\n",
            f"t:\n  script:\n  - |\n    set -e\n    docker run \\\n      a:1@{DIGEST}\n",
        ),
        (
            "# é\nt:\n  image: $OS\n  parallel: {matrix: [{OS: [a:1, b:2]}]}\n",
            f"# é\nt:\n  image: $OS\n  parallel: {{matrix: [{{OS: [a:1@{DIGEST}, b:2@{DIGEST}]}}]}}\n",
        ),
        (".x: &i a:1\nt: {image: *i}\nu: {image: *i}\n", f".x: &i a:1@{DIGEST}\nt: {{image: *i}}\nu: {{image: *i}}\n"),
        ("t: {image: $I}\n", "t: {image: $I}\n"),
        ("t: {image: 'a:$V'}\nvariables: {V: '1'}\n", "t: {image: 'a:$V'}\nvariables: {V: '1'}\n"),
    ],
)
def test_pins(before, after):
    assert pinned(scan, PATH, before) == after


def test_included_files():
    files = {
        "ci/variables.yml": "variables: {I: 'a:1'}\ninclude: ci/more.yml\n",
        "ci/more.yml": "variables: {J: 'b:1'}\n.remote: {variables: {K: 'c:1'}, image: 'unseen:1'}\n",
        "ci/matrix.yml": ".matrix: {parallel: {matrix: [{L: ['f:1', 'g:1']}]}, rules: [{variables: {M: '2'}}]}\n",
        "ci/build.yml": "spec: {inputs: {image: {}, name: {}}}\n---\nx: {image: '$[[ inputs.image ]]', script: x}\n",
    }
    text = """
        include:
        - /ci/variables.yml
        - ci/matrix.yml
        - local: ci/build.yml
          inputs: {image: "d:1", name: "e:1"}
        t: {image: $I, script: x}
        u: {image: $J, script: x}
        v: {extends: .remote, script: x, services: [$K]}
        w: {extends: .matrix, image: $L, services: ["h:$M"]}
        """
    elsewhere = [("$L", "f:1"), ("$L", "g:1"), ("h:$M", "h:2")]
    assert found(text, files) == [("d:1", "d:1"), ("$I", "a:1"), ("$J", "b:1"), ("$K", "c:1"), *elsewhere]
    assert {mention.reason for mention in mentions(scan, PATH, textwrap.dedent(text), files)} == {None, COMPOSED}


def test_platforms_and_environments():
    text = """
        build: {image: {name: a:1, docker: {platform: "linux/$ARCH"}}, variables: {ARCH: arm64}, script: x}
        deploy: {image: b:1, environment: {name: Production/eu}, services: [{name: c:1, docker: {platform: arm64/v8}}]}
        review: {image: d:1, environment: review/$CI_COMMIT_REF_SLUG, script: x}
        tier: {image: e:1, environment: {name: $WHERE, deployment_tier: staging}, script: x}
        """
    found_here = {mention.resolved: mention for mention in mentions(scan, PATH, textwrap.dedent(text))}
    assert found_here["a:1"].platform == "linux/arm64"
    assert found_here["b:1"].hints == ("production/eu", "production", "eu")
    assert found_here["c:1"].platform == "arm64/v8"
    assert found_here["d:1"].hints == ()
    assert found_here["e:1"].hints == ("staging",)


def test_where_it_is():
    text = ".t: {script: [docker pull a:1]}\nt: {extends: .t, services: [{name: b:1}]}\n"
    assert [mention.where for mention in mentions(scan, PATH, text)] == [".t.script[0]", "t.services[0].name"]


def test_problems_are_told_of_files_that_are_gitlabs_for_sure():
    assert problems(scan, PATH, "a: [\n") == [
        ".gitlab-ci.yml:2: invalid YAML: did not find expected node content; nothing after it was read"
    ]
    assert problems(scan, "ci/x.yml", "a: [\n") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("build:\n  stage: build\n  script:\n    - make\n", True),
        ("include: x\n\nbuild:\n  script: make\n", True),
        ("build:\n    image: a\n    script:\n      - make\n", True),
        ("spec:\n  inputs:\n    image:\n---\nx:\n  script: a\n", True),
        ("build:\n  script: $CI_PROJECT_DIR/x\n", True),
        (".base:\n  image: a\n", True),
        (".base:\n  services:\n  - a\n", True),
        (".base:\n  key: a\n", False),
        ("build:\n  script: make\n", False),
        ("apiVersion: v1\nbuild:\n  stage: x\n  script: y\n", False),
        ("- name: x\n  script: y\n  tags: z\n", False),
        ("script: make\nimage: x\n", False),
        ("replicas: 1\njob:\n  image:\n    name: x\n  config:\n    script: y\n", False),
        ("pipelines:\n  default:\n    - step:\n        script:\n          - x\n", False),
        ("", False),
    ],
)
def test_recognition(text, expected):
    assert recognises(text.encode()) is expected
    assert recognises(text.replace("\n", "\r\n").encode()) is expected

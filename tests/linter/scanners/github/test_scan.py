"""Workflows and action metadata, and the mentions that the scanner finds in them."""

import textwrap

import pytest

from mooring import Problem, Role, Source
from mooring.scanners.github import recognises, scan
from mooring.text import splice

DIGEST = "sha256:" + "0123456789abcdef" * 4
COMPOSED = "the reference is put together from parts"
NOT_KNOWN = "its value is not known before the workflow runs"
NOT_KNOWN_SCRIPT = "its value is not known before the script runs"
BUILT = "it names what is built"
CACHED = "it names a build cache"
PART = "it is a part of another reference too"
FOLDED = "the text is escaped or folded in the file"
COMPARED = "an expression compares it with another text"
FILTERED = "an include or exclude entry names it too"
OPTIONS = "the input's options name it too"
ESCAPED = "it is written with quotes or escapes inside"
AGAIN = "the script names the pulled image by this tag again, which pulling by digest does not set"


def shared(name):
    return f"{name} is used in more than one place"


class Expected:
    """A mention: where it stands, its text, what it resolves to, and the text that a fix would replace."""

    def __init__(self, where, text, resolved=..., *, role=Role.PULL, fix=..., reason=None, hints=()):
        self.where = where
        self.text = text
        self.resolved = text if resolved is ... else resolved
        self.role = role
        self.fix = None if reason is not None else text if fix is ... else fix
        self.reason = reason
        self.hints = hints

    def key(self):
        return (self.where, self.text, self.resolved, self.role.value, self.fix, self.reason, self.hints)


def container(text, resolved=..., *, by="", **options):
    return Expected(f"jobs.a.container{by and f' ({by})'}", text, resolved, **options)


def service(text, resolved=..., **options):
    return Expected("jobs.a.services.s.image", text, resolved, **options)


def uses(text, resolved=..., *, step=0, **options):
    return Expected(f"jobs.a.steps[{step}].uses", text, resolved, **options)


def run(text, resolved=..., *, step=0, by="", **options):
    return Expected(f"jobs.a.steps[{step}].run{by and f' ({by})'}", text, resolved, **options)


def given(name, text, resolved=..., *, step=0, **options):
    return Expected(f"jobs.a.steps[{step}].with.{name}", text, resolved, **options)


def built(make, *args, **options):
    return make(*args, role=Role.BUILD_OUTPUT, reason=BUILT, **options)


def cache(make, *args, **options):
    return make(*args, role=Role.CACHE, reason=CACHED, **options)


def unknown(make, text, **options):
    return make(text, None, reason=NOT_KNOWN, **options)


def composed(make, text, resolved, **options):
    return make(text, resolved, reason=COMPOSED, **options)


def workflow(text):
    return "on: push\n" + textwrap.dedent(text)


def job(text, head=""):
    """A workflow with one job named `a`."""
    return f"on: push\n{textwrap.dedent(head)}jobs:\n  a:\n    runs-on: ubuntu-latest\n" + textwrap.indent(
        textwrap.dedent(text), "    "
    )


def step(text, head=""):
    """A workflow with one job and one step."""
    return job("steps:\n  - " + textwrap.indent(textwrap.dedent(text), "    ").strip() + "\n", head)


def script(text, head=""):
    return step("run: |\n" + textwrap.indent(textwrap.dedent(text), "  "), head)


def matrix(definition, use="container: ${{ matrix.image }}"):
    return job(
        f"strategy:\n  matrix:\n{textwrap.indent(textwrap.dedent(definition), '    ')}\n{textwrap.dedent(use)}\n"
    )


def call(definition, use="container: ${{ inputs.image }}", event="workflow_call"):
    inputs = textwrap.indent(textwrap.dedent(definition), "      ")
    return (
        f"on:\n  {event}:\n    inputs:\n{inputs}\njobs:\n  a:\n" + textwrap.indent(textwrap.dedent(use), "    ") + "\n"
    )


def action(text):
    return "name: x\n" + textwrap.dedent(text)


def runs(where, text, resolved=..., **options):
    return Expected(f"runs.{where}", text, resolved, **options)


IMAGE = "jobs.a.container.image"
NODE = [container("node:18")]

PLACES = [
    (job("container: node:18"), NODE),
    (job("container: 'node:18'"), NODE),
    (job('container: "node:18"'), NODE),
    (job("container:\n  node:18"), NODE),
    (job("container: >-\n  node:18"), NODE),
    (job("container: |\n  node:18"), NODE),
    (job("container: !!str node:18"), NODE),
    (job("container: &image node:18"), NODE),
    (job("container: node:18 # comment"), NODE),
    (job('container: "node\\x3A18"'), [container("node\\x3A18", "node:18", reason=FOLDED)]),
    (job("container: docker://node:18"), NODE),
    (job("container: {image: node:18, options: --cpus 1}"), [Expected(IMAGE, "node:18")]),
    (job("container:\n  image: node:18\n  env:\n    IMAGE: x:1\n  volumes: [a:/b]"), [Expected(IMAGE, "node:18")]),
    (job("container:\n  image: docker://node:18"), [Expected(IMAGE, "node:18")]),
    (job("container:\n  image: ghcr.io/o/i@" + DIGEST), [Expected(IMAGE, "ghcr.io/o/i@" + DIGEST)]),
    (job("services:\n  s:\n    image: redis:7"), [service("redis:7")]),
    (job("services:\n  s: redis:7"), [Expected("jobs.a.services.s", "redis:7")]),
    (job("services:\n  s: docker://redis:7"), [Expected("jobs.a.services.s", "redis:7")]),
    (
        job("services:\n  image:\n    image: redis:7\n    ports: [6379:6379]"),
        [Expected("jobs.a.services.image.image", "redis:7")],
    ),
    (job("steps:\n  - uses: docker://alpine:3.18"), [uses("alpine:3.18")]),
    (job("steps:\n  - uses: ' docker://alpine:3.18 '"), [uses("alpine:3.18")]),
    (job("steps:\n  - uses: Docker://alpine:3.18"), [uses("alpine:3.18")]),
    (
        job("steps:\n  - run: x\n  - uses: docker://gcr.io/x/y:z\n    with: {args: docker://a}"),
        [uses("gcr.io/x/y:z", step=1)],
    ),
    (job("steps:\n  - uses: docker://alpine:${{ matrix.x }}"), [unknown(uses, "alpine:${{ matrix.x }}")]),
    (
        job("steps:\n  - parallel:\n      - uses: docker://a:1\n      - run: docker pull b:1"),
        [Expected("jobs.a.steps[0].parallel[0].uses", "a:1"), Expected("jobs.a.steps[0].parallel[1].run", "b:1")],
    ),
    (
        workflow("jobs: {a: {container: n:1}, b: {container: n:1}}"),
        [Expected("jobs.a.container", "n:1"), Expected("jobs.b.container", "n:1")],
    ),
    (
        workflow("jobs:\n  a: &job\n    container: n:1\n  b: *job\n"),
        [Expected("jobs.a.container", "n:1")],
    ),
    (
        workflow("x-image: &i n:1\njobs:\n  a:\n    container: *i\n  b:\n    container: {image: *i}\n"),
        [Expected("jobs.a.container", "n:1")],
    ),
    (action("runs:\n  using: docker\n  image: docker://alpine:3.18\n"), [runs("image", "alpine:3.18")]),
    (action("runs:\n  using: docker\n  image: DOCKER://alpine:3.18\n"), [runs("image", "alpine:3.18")]),
    (
        action(
            "runs:\n  using: composite\n  steps:\n    - uses: docker://alpine:3.18\n"
            "    - run: docker pull a:1\n      shell: bash\n"
        ),
        [runs("steps[0].uses", "alpine:3.18"), runs("steps[1].run", "a:1")],
    ),
]

HINTS = [
    (job("environment: production\ncontainer: node:18"), [container("node:18", hints=("production",))]),
    (job("environment: {name: Production, url: x}\ncontainer: node:18"), [container("node:18", hints=("production",))]),
    (job("environment: ${{ inputs.env }}\ncontainer: node:18"), NODE),
    (
        job(
            "environment: staging\nservices: {s: {image: r:1}}\nsteps: [{uses: 'docker://a:1'}, {run: docker pull b:1}]"
        ),
        [
            service("r:1", hints=("staging",)),
            uses("a:1", hints=("staging",)),
            run("b:1", step=1, hints=("staging",)),
        ],
    ),
    (
        matrix("env: [dev, Prod]", "environment: ${{ matrix.env }}\ncontainer: node:18"),
        [container("node:18", hints=("dev", "prod"))],
    ),
]

MATRIX = [
    (matrix("image: [a:1]", "container: ${{ MATRIX.Image }}"), [container("a:1", by="matrix.image")]),
    (
        matrix("image: [node:18, 'node:20']"),
        [container("node:18", by="matrix.image"), container("node:20", by="matrix.image")],
    ),
    (
        matrix("image:\n  - node:18\n  - node:20"),
        [container("node:18", by="matrix.image"), container("node:20", by="matrix.image")],
    ),
    (matrix("Image: [node:18]"), [container("node:18", by="matrix.Image")]),
    (matrix("image: [node:18]", "container: ${{ matrix['image'] }}"), [container("node:18", by="matrix.image")]),
    (
        matrix("image: [node:18]", "container:\n  image: ${{matrix.image}}"),
        [Expected(f"{IMAGE} (matrix.image)", "node:18")],
    ),
    (matrix("image: [docker://node:18]"), [container("node:18", by="matrix.image")]),
    (matrix("image: ['', node:18]"), [container("node:18", by="matrix.image")]),
    (matrix("image: [a:1, b:1]\nexclude:\n  - image: a:1"), [container("b:1", by="matrix.image")]),
    (
        matrix("image: [a:1, b:1]\nos: [x, y]\nexclude:\n  - {image: a:1, os: x}"),
        [container("a:1", by="matrix.image", reason=FILTERED), container("b:1", by="matrix.image")],
    ),
    (matrix("os: [x]\ninclude:\n  - image: c:1"), [container("c:1", by="matrix.image")]),
    (
        matrix("image: [a:1]\ninclude:\n  - image: c:1"),
        [container("a:1", by="matrix.image"), container("c:1", by="matrix.image")],
    ),
    (
        matrix("image: [a:1]\ninclude:\n  - image: a:1\n    extra: x"),
        [container("a:1", by="matrix.image", reason=FILTERED)],
    ),
    (
        matrix("include:\n  - {name: x, image: a:1}\n  - {name: y, image: b:1}"),
        [container("a:1", by="matrix.image"), container("b:1", by="matrix.image")],
    ),
    (
        matrix("os: [x, y]\ninclude:\n  - {os: x, image: a:1}\n  - {os: y, image: b:1}"),
        [container("a:1", by="matrix.image"), container("b:1", by="matrix.image")],
    ),
    (
        matrix("os: [x, y]\ninclude:\n  - {image: a:1}\n  - {os: y, image: b:1}"),
        [container("a:1", by="matrix.image"), container("b:1", by="matrix.image")],
    ),
    (
        matrix("node: [18, 20]", "container: node:${{ matrix.node }}"),
        [
            composed(container, "node:${{ matrix.node }}", "node:18"),
            composed(container, "node:${{ matrix.node }}", "node:20"),
        ],
    ),
    (
        matrix("v: [3.9, 3.10, '3.10', 1e3, 0x10, true, ~]", "container: p:v${{ matrix.v }}"),
        [
            composed(container, "p:v${{ matrix.v }}", f"p:v{value}")
            for value in ("3.9", "3.1", "3.10", "1000", "16", "true", "")
        ],
    ),
    (
        matrix("a: [x, y]\nb: [1, 2]\nexclude: [{a: y, b: 2}]", "container: ${{ matrix.a }}:${{ matrix.b }}"),
        [composed(container, "${{ matrix.a }}:${{ matrix.b }}", each) for each in ("x:1", "x:2", "y:1")],
    ),
    (
        matrix("c:\n  - {image: a:1, n: 1}\n  - {image: b:1}", "container: ${{ matrix.c.image }}"),
        [container("a:1", by="matrix.c"), container("b:1", by="matrix.c")],
    ),
    (matrix("c: [{image: a:1}]", "container: ${{ matrix.c['image'] || 'z:1' }}"), [container("a:1", by="matrix.c")]),
    (
        matrix("include: [{image: a:1}, {name: y}]", "container: ${{ matrix.image || 'z:1' }}"),
        [container("a:1", by="matrix.image"), container("z:1")],
    ),
    (
        matrix("os: [linux, mac]", "container: ${{ matrix.os == 'linux' && 'l:1' || 'm:1' }}"),
        [container("l:1"), container("m:1")],
    ),
    (matrix("os: [linux]", "container: ${{ matrix.os == 'linux' && 'l:1' || 'm:1' }}"), [container("l:1")]),
    (matrix('image: ${{ fromJSON(\'["a:1","b:1"]\') }}'), [container("a:1", by=""), container("b:1", by="")]),
    (
        job('strategy: {matrix: "${{ fromJSON(\'{\\"image\\": [1]}\') }}"}\ncontainer: ${{ matrix.image }}:1'),
        [composed(container, "${{ matrix.image }}:1", "1:1")],
    ),
    (
        job("strategy:\n  matrix: ${{ fromJSON(needs.x.outputs.m) }}\ncontainer: ${{ matrix.image }}"),
        [unknown(container, "${{ matrix.image }}")],
    ),
    (matrix("image: ${{ fromJSON(needs.x.outputs.m) }}"), [unknown(container, "${{ matrix.image }}")]),
    (
        matrix("image: [a:1, '${{ vars.X }}']"),
        [container("a:1", by="matrix.image"), unknown(container, "${{ matrix.image }}")],
    ),
    (
        matrix("image: [a:1]\ninclude: ${{ fromJSON(needs.x.outputs.m) }}"),
        [container("a:1", by="matrix.image"), unknown(container, "${{ matrix.image }}")],
    ),
    (matrix("os: [x]"), []),
    (
        matrix("image: [a:1]", "container: ${{ matrix.image }}\nservices: {s: {image: '${{ matrix.image }}'}}"),
        [container("a:1", by="matrix.image")],
    ),
    (
        matrix("image: [a:1]", "container: ${{ matrix.image }}\nservices: {s: {image: '${{ matrix.image }}-x'}}"),
        [container("a:1", by="matrix.image", reason=PART), composed(service, "${{ matrix.image }}-x", "a:1-x")],
    ),
    (
        matrix("image: [a:1]", "if: matrix.image == 'a:1'\ncontainer: ${{ matrix.image }}"),
        [container("a:1", by="matrix.image", reason=COMPARED)],
    ),
    (
        matrix("image: [a:1]", "container: ${{ matrix.image }}\nsteps: [{run: 'docker push ${{ matrix.image }}'}]"),
        [
            container("a:1", by="matrix.image", reason="it names what is built too"),
            built(run, "a:1", by="matrix.image"),
        ],
    ),
    (
        matrix("image: [a:1]", "steps: [{run: 'docker run --rm ${{ matrix.image }} sh'}]"),
        [run("a:1", by="matrix.image")],
    ),
    (
        matrix("image: [a:1]", "steps: [{run: 'docker run $I', env: {I: '${{ matrix.image }}'}}]"),
        [run("a:1", by="matrix.image")],
    ),
    (
        matrix("v: [1, 2]", "steps: [{run: 'docker run app:${{ matrix.v }}'}]"),
        [composed(run, "app:${{ matrix.v }}", "app:1"), composed(run, "app:${{ matrix.v }}", "app:2")],
    ),
    (matrix("image: &i [a:1]\nother: *i"), [container("a:1", by="matrix.image")]),
]

EXPRESSIONS = [
    (call("v: {default: ''}", "container: node:${{ inputs.v }}"), [unknown(container, "node:${{ inputs.v }}")]),
    (
        call("v: {default: ''}", "container: node:18${{ inputs.v }}"),
        [composed(container, "node:18${{ inputs.v }}", "node:18")],
    ),
    (
        call("v: {default: ''}", "container: ${{ inputs.v }}/node:18"),
        [unknown(container, "${{ inputs.v }}/node:18")],
    ),
    (
        job("container: >-\n  ${{ github.x\n  && 'a:1'\n  || 'b:1' }}"),
        [container("a:1"), container("b:1")],
    ),
    (
        job("container: |\n  ${{ github.x && 'a:1'\n      || 'b:1' }}"),
        [container("a:1"), container("b:1")],
    ),
    (
        job("container: '${{ github.x && ''a:1'' }}'"),
        [container("a:1")],
    ),
    (job("container: ${{ 'node:18' }}"), NODE),
    (job("container: ${{ github.event_name == 'push' && 'a:1' || 'b:1' }}"), [container("a:1"), container("b:1")]),
    (
        job("container: ${{ (github.x && 'a:1') || (github.y && 'b:1') || 'c:1' }}"),
        [container("a:1"), container("b:1"), container("c:1")],
    ),
    (job("container: ${{ github.x && 'a:1' || '' }}"), [container("a:1")]),
    (job("container: ${{ github.x && 'a:1' }}"), [container("a:1")]),
    (job("container: ${{ github.x && 'a:1' || null }}"), [container("a:1")]),
    (
        job("container: ${{ vars.IMAGE || 'a:1' }}"),
        [unknown(container, "${{ vars.IMAGE || 'a:1' }}"), container("a:1")],
    ),
    (job("container: ${{ case(github.x, 'a:1', 'b:1') }}"), [container("a:1"), container("b:1")]),
    (job("container: ${{ true && 'a:1' || 'b:1' }}"), [container("a:1")]),
    (job("container: ${{ !true && 'a:1' || 'b:1' }}"), [container("b:1")]),
    (job("container: ${{ 'it''s' }}"), [container("${{ 'it''s' }}", "it's", reason=COMPOSED)]),
    (
        job("container: ${{ format('{0}:{1}', 'node', 18) }}"),
        [composed(container, "${{ format('{0}:{1}', 'node', 18) }}", "node:18")],
    ),
    (
        job("container: ${{ format('node:{0}', github.sha) }}"),
        [unknown(container, "${{ format('node:{0}', github.sha) }}")],
    ),
    (
        job("container: ${{ join(fromJSON('[\"a\",\"b\"]'), '/') }}"),
        [composed(container, "${{ join(fromJSON('[\"a\",\"b\"]'), '/') }}", "a/b")],
    ),
    (job('container: ${{ fromJSON(\'["a:1","b:1"]\')[1] }}'), [container("b:1")]),
    (job("container: ${{ secrets.IMAGE }}"), [unknown(container, "${{ secrets.IMAGE }}")]),
    (job("container: ${{ needs.b.outputs.image }}"), [unknown(container, "${{ needs.b.outputs.image }}")]),
    (
        job("container: ghcr.io/${{ github.repository }}:main"),
        [unknown(container, "ghcr.io/${{ github.repository }}:main")],
    ),
    (job("container: ${{ bad syntax }}"), [unknown(container, "${{ bad syntax }}")]),
    (job("container: ${{ env.IMAGE }}", "env: {IMAGE: 'a:1'}\n"), [unknown(container, "${{ env.IMAGE }}")]),
    (job("container: node:${{ 18 }}"), [composed(container, "node:${{ 18 }}", "node:18")]),
    (job("container: ${{ 'node' }}:${{ '18' }}"), [composed(container, "${{ 'node' }}:${{ '18' }}", "node:18")]),
    (
        job("container: ${{ github.x && 'a' || 'b' }}:1"),
        [
            composed(container, "${{ github.x && 'a' || 'b' }}:1", "a:1"),
            composed(container, "${{ github.x && 'a' || 'b' }}:1", "b:1"),
        ],
    ),
    (job("container: node:18 ${{"), [container("node:18 ${{")]),
    (job("container: ${{ 'a}}b' == 'x' && 'c:1' || 'd:1' }}"), [container("d:1")]),
    (call("image: {type: string, default: node:18}"), [container("${{ inputs.image }}", "node:18", fix="node:18")]),
    (
        call("image:\n  default: 'node:18'", event="workflow_dispatch"),
        [container("${{ inputs.image }}", "node:18", fix="node:18")],
    ),
    (
        call("image: {default: node:18}", "container: ${{ github.event.inputs.image }}", "workflow_dispatch"),
        [container("${{ github.event.inputs.image }}", "node:18", fix="node:18")],
    ),
    (call("image: {required: true, type: string}"), [unknown(container, "${{ inputs.image }}")]),
    (
        call("image: {type: choice, default: a:1, options: [a:1, b:1]}", event="workflow_dispatch"),
        [container("${{ inputs.image }}", "a:1", reason=OPTIONS)],
    ),
    (
        call("image: {default: a:1}", "container: ${{ inputs.image }}\nservices: {s: {image: '${{ inputs.image }}'}}"),
        [
            container("${{ inputs.image }}", "a:1", reason=shared("inputs.image")),
            service("${{ inputs.image }}", "a:1", reason=shared("inputs.image")),
        ],
    ),
    (
        call("v: {default: '18'}", "container: node:${{ inputs.v }}"),
        [composed(container, "node:${{ inputs.v }}", "node:18")],
    ),
    (call("v: {default: 3.10}", "container: p:${{ inputs.v }}"), [composed(container, "p:${{ inputs.v }}", "p:3.1")]),
    (
        call("alpine: {type: boolean, default: true}", "container: ${{ inputs.alpine && 'a:1' || 'b:1' }}"),
        [container("a:1"), container("b:1")],
    ),
    (
        action(
            "inputs:\n  image: {default: 'a:1'}\nruns:\n  using: composite\n"
            "  steps: [{run: 'docker run ${{ inputs.image }}', shell: bash}]\n"
        ),
        [runs("steps[0].run", "${{ inputs.image }}", "a:1", fix="a:1")],
    ),
]

BUILD = "docker/build-push-action@v6"
WITH = [
    (
        step("uses: https://code.forgejo.org/docker/build-push-action@v6\nwith: {tags: 'a/b:1'}"),
        [built(given, "tags", "a/b:1")],
    ),
    (step(f"uses: {BUILD}\nwith:\n  tags: me/app:1"), [built(given, "tags", "me/app:1")]),
    (
        step(f"uses: {BUILD}\nwith:\n  tags: me/app:1, me/app:2"),
        [built(given, "tags", "me/app:1"), built(given, "tags", "me/app:2")],
    ),
    (
        step(f"uses: {BUILD}\nwith:\n  tags: |\n    me/app:1\n    # me/app:0\n\n    me/app:2,me/app:3"),
        [built(given, "tags", f"me/app:{tag}") for tag in (1, 2, 3)],
    ),
    (step(f"uses: {BUILD}\nwith:\n  TAGS: me/app:1"), [built(lambda *a, **k: given("TAGS", *a, **k), "me/app:1")]),
    (step("uses: Docker/Build-Push-Action@abc\nwith: {tags: 'a:1'}"), [built(given, "tags", "a:1")]),
    (
        step(f"uses: {BUILD}\nwith:\n  tags: ${{{{ steps.meta.outputs.tags }}}}"),
        [given("tags", "${{ steps.meta.outputs.tags }}", None, role=Role.BUILD_OUTPUT, reason=BUILT)],
    ),
    (
        step(f"uses: {BUILD}\nwith:\n  tags: |\n    ${{{{ env.R }}}}/app:1\n    x:2", "env: {R: ghcr.io/o}\n"),
        [built(given, "tags", "${{ env.R }}/app:1", "ghcr.io/o/app:1"), built(given, "tags", "x:2")],
    ),
    (
        step(f"uses: {BUILD}\nwith:\n  tags: \"${{{{ format('a,{{0}}', 'b') }}}}\""),
        [built(given, "tags", "${{ format('a,{0}', 'b') }}", "a,b")],
    ),
    (
        step(
            f"uses: {BUILD}\nwith:\n  build-contexts: |\n    alpine=docker-image://alpine:3.18\n"
            "    src=./src\n    b=docker-image://b:1"
        ),
        [given("build-contexts", "alpine:3.18"), given("build-contexts", "b:1")],
    ),
    (
        step(
            f"uses: {BUILD}\nwith:\n  cache-from: type=registry,ref=me/app:cache\n"
            "  cache-to: type=registry,ref=me/app:cache,mode=max"
        ),
        [cache(given, "cache-from", "me/app:cache"), cache(given, "cache-to", "me/app:cache")],
    ),
    (step(f"uses: {BUILD}\nwith:\n  cache-from: me/app:cache"), [cache(given, "cache-from", "me/app:cache")]),
    (
        step(f"uses: {BUILD}\nwith:\n  cache-from: |\n    type=gha\n    type=registry,ref=a:1"),
        [cache(given, "cache-from", "a:1")],
    ),
    (
        step(
            f"uses: {BUILD}\nwith:\n  build-args: |\n    BASE_IMAGE=python:3.11\n    VERSION=1.2\n"
            "    RUNTIME=ghcr.io/o/r:1"
        ),
        [given("build-args", "python:3.11"), given("build-args", "ghcr.io/o/r:1")],
    ),
    (step(f"uses: {BUILD}\nwith:\n  build-args: FROM=alpine"), [given("build-args", "alpine")]),
    (
        step(f"uses: {BUILD}\nwith:\n  build-args: X=a/b:1@{DIGEST}"),
        [given("build-args", f"a/b:1@{DIGEST}", reason=None)],
    ),
    (
        step(f"uses: {BUILD}\nwith:\n  build-args: |\n    BASE_IMAGE=${{{{ vars.BASE }}}}"),
        [given("build-args", "${{ vars.BASE }}", None, reason=NOT_KNOWN)],
    ),
    (
        step(f"uses: {BUILD}\nwith:\n  outputs: type=image,name=me/app,push-by-digest=true"),
        [built(given, "outputs", "me/app")],
    ),
    (
        step(f"uses: {BUILD}\nwith:\n  sbom: generator=docker/scout-sbom-indexer:latest"),
        [given("sbom", "docker/scout-sbom-indexer:latest")],
    ),
    (
        step("uses: docker/setup-buildx-action@v3\nwith:\n  driver-opts: image=moby/buildkit:v0.12.0"),
        [given("driver-opts", "moby/buildkit:v0.12.0")],
    ),
    (
        step(
            "uses: docker/setup-buildx-action@v3\nwith:\n  driver-opts: |\n    network=host\n"
            "    image=moby/buildkit:master,env.a=b"
        ),
        [given("driver-opts", "moby/buildkit:master")],
    ),
    (
        step("uses: docker/setup-qemu-action@v3\nwith:\n  image: tonistiigi/binfmt:latest\n  platforms: all"),
        [given("image", "tonistiigi/binfmt:latest")],
    ),
    (
        step(
            "uses: docker/metadata-action@v5\nwith:\n  images: |\n    me/app\n"
            "    name=ghcr.io/me/app,enable=true\n  tags: type=raw,value=x:1"
        ),
        [built(given, "images", "me/app"), built(given, "images", "ghcr.io/me/app")],
    ),
    (
        step(
            "uses: docker/bake-action@v5\nwith:\n  files: a.hcl\n  targets: x\n  set: |\n    *.tags=me/app:1\n"
            "    app.cache-from=type=registry,ref=me/app:c\n    *.platform=linux/amd64\n"
            "    app.contexts.base=docker-image://alpine:3\n    app.args.BASE_IMAGE=node:18\n    *.args.VERSION=1.0"
        ),
        [
            built(given, "set", "me/app:1"),
            cache(given, "set", "me/app:c"),
            given("set", "alpine:3"),
            given("set", "node:18"),
        ],
    ),
]

WITH += [
    (step(f"uses: {action}@v1\nwith:\n  {name}: a/b:1\n  name: x:1"), [given(name, "a/b:1")])
    for action, name in [
        ("helm/kind-action", "node_image"),
        ("engineerd/setup-kind", "image"),
        ("aquasecurity/trivy-action", "image-ref"),
        ("anchore/scan-action", "image"),
        ("anchore/sbom-action", "image"),
        ("Anchore/sbom-action", "Image"),
        ("snyk/actions/docker", "image"),
        ("addnab/docker-run-action", "image"),
        ("zaproxy/action-full-scan", "docker_name"),
        ("shrink/actions-docker-extract", "image"),
        ("uraimo/run-on-arch-action", "base_image"),
        ("docker/scout-action", "to"),
        ("google-github-actions/deploy-cloudrun", "image"),
        ("redhat-actions/buildah-build", "base-image"),
    ]
]
WITH += [
    (
        step("uses: uraimo/run-on-arch-action@v2\nwith: {base_image: '--platform=linux/riscv64 riscv64/ubuntu:22.04'}"),
        [given("base_image", "riscv64/ubuntu:22.04")],
    ),
    (step("uses: docker/scout-action@v1\nwith: {image: 'registry://a:1'}"), [given("image", "a:1")]),
    (
        step("uses: azure/k8s-deploy@v5\nwith:\n  images: |\n    a.azurecr.io/b:1\n    a.azurecr.io/c:2\n"),
        [given("images", "a.azurecr.io/b:1"), given("images", "a.azurecr.io/c:2")],
    ),
    (step("uses: devcontainers/ci@v0.3\nwith: {imageName: ghcr.io/a/b}"), [built(given, "imageName", "ghcr.io/a/b")]),
    (step("uses: nick-fields/retry@v3\nwith: {command: docker pull a:1}"), [given("command", "a:1")]),
    (
        step("uses: appleboy/ssh-action@v1\nwith:\n  host: x:1\n  script: |\n    docker pull a:1\n"),
        [given("script", "a:1")],
    ),
]
RUN = [
    (step("run: docker run nginx:1"), [run("nginx:1")]),
    (script("docker run \\\n  -e A=b:1 \\\n  nginx:1 sh"), [run("nginx:1")]),
    (step("run: >-\n  docker run\n  --rm nginx:1"), [run("nginx:1")]),
    (step('run: "docker run nginx:1\\necho"'), [run("nginx:1")]),
    (step("run: 'docker run nginx:1'"), [run("nginx:1")]),
    (step("shell: sh\nrun: docker run nginx:1"), [run("nginx:1")]),
    (step("shell: bash -leo pipefail {0}\nrun: docker run nginx:1"), [run("nginx:1")]),
    (step("shell: wsl-bash {0}\nrun: docker run nginx:1"), [run("nginx:1")]),
    (step("shell: pwsh\nrun: |\n  docker run `\n    nginx:1"), [run("nginx:1")]),
    (step("shell: cmd\nrun: |\n  docker run ^\n    nginx:1"), [run("nginx:1")]),
    (step("run: |\n  docker run `\n    nginx:1").replace("ubuntu-latest", "windows-2022"), [run("nginx:1")]),
    (step("run: |\n  docker run `\n    nginx:1").replace("ubuntu-latest", "${{ inputs.os }}"), [run("nginx:1")]),
    (script("IMAGE=nginx:1\ndocker run $IMAGE"), [run("$IMAGE", "nginx:1", fix="nginx:1")]),
    (script("docker run $IMAGE"), [run("$IMAGE", None, reason=NOT_KNOWN_SCRIPT)]),
    (script("docker run $IMAGE", "env:\n  IMAGE: nginx:1\n"), [run("$IMAGE", "nginx:1", fix="nginx:1")]),
    (script("docker run ${IMAGE} x", "env: {IMAGE: 'nginx:1'}\n"), [run("${IMAGE}", "nginx:1", fix="nginx:1")]),
    (
        script("docker run ${{ env.IMAGE }}", "env: {IMAGE: 'nginx:1'}\n"),
        [run("${{ env.IMAGE }}", "nginx:1", fix="nginx:1")],
    ),
    (
        job("env: {IMAGE: 'nginx:1'}\nsteps: [{run: 'docker run \"$IMAGE\"'}]"),
        [run("$IMAGE", "nginx:1", fix="nginx:1")],
    ),
    (step("env: {IMAGE: 'nginx:1'}\nrun: docker run $IMAGE"), [run("$IMAGE", "nginx:1", fix="nginx:1")]),
    (step("env: {I: 'a:1'}\nrun: docker run $I", "env: {I: 'b:1'}\n"), [run("$I", "a:1", fix="a:1")]),
    (
        job("steps:\n  - run: docker run $I\n    env:\n      'I': a:1\n  - run: echo $I", "env:\n  I: b:1\n"),
        [run("$I", "a:1", reason=shared("env.I"))],
    ),
    (script("docker run ${{ inputs.args }} nginx:1"), [run("nginx:1")]),
    (matrix("x: ['--gpus all']", "steps: [{run: 'docker run ${{ matrix.x }} sh'}]"), []),
    (script("docker run ${{ inputs.image }} nginx:1"), [unknown(run, "${{ inputs.image }}")]),
    (step("shell: pwsh\nrun: |\n  $i = 'a:1'\n  docker pull $i"), [run("$i", "a:1", fix="a:1")]),
    (script("docker build --build-arg BASE=${{ env.B }} .", "env: {B: 'a:1'}\n"), []),
    (
        script("docker build --build-arg BASE_IMAGE=${{ env.B }} .", "env: {B: 'a:1'}\n"),
        [run("${{ env.B }}", "a:1", fix="a:1")],
    ),
    (
        script("docker run $IMAGE\ndocker pull $IMAGE", "env: {IMAGE: 'nginx:1'}\n"),
        [run("$IMAGE", "nginx:1", reason=shared("env.IMAGE"))] * 2,
    ),
    (step("shell: pwsh\nrun: docker run `${{ x"), [run("`${{", "${{", reason=ESCAPED)]),
    (script("docker run nginx:$TAG", "env: {TAG: 1.10}\n"), [composed(run, "nginx:$TAG", "nginx:1.1")]),
    (
        script("docker run ghcr.io/$REPO:x", "env: {REPO: '${{ github.repository }}'}\n"),
        [unknown(run, "ghcr.io/$REPO:x")],
    ),
    (
        job('steps:\n  - run: echo "I=$(x)" >> $GITHUB_ENV\n  - run: docker run $I', "env: {I: 'a:1'}\n"),
        [unknown(run, "$I", step=1)],
    ),
    (script("docker run app:${{ github.sha }}"), [unknown(run, "app:${{ github.sha }}")]),
    (script("docker run ${{ steps.x.outputs.image }}"), [unknown(run, "${{ steps.x.outputs.image }}")]),
    (script("docker run ${{ github.x && 'a:1' || 'b:1' }}"), [run("a:1"), run("b:1")]),
    (script("docker build -t app .\ndocker run app"), [built(run, "app"), built(run, "app")]),
    (
        job("steps:\n  - run: docker build -t app:${{ github.sha }} .\n  - run: docker run app:${{ github.sha }}"),
        [
            built(run, "app:${{ github.sha }}", None),
            built(run, "app:${{ github.sha }}", None, step=1),
        ],
    ),
    (
        job(f"steps:\n  - uses: {BUILD}\n    with: {{tags: 'app:1', load: true}}\n  - run: docker run app:1"),
        [built(given, "tags", "app:1"), built(run, "app:1", step=1)],
    ),
    (
        job("steps:\n  - run: docker pull a:1\n  - run: docker tag a:1 b:1"),
        [run("a:1", reason=AGAIN), built(run, "b:1", step=1)],
    ),
    (script("docker build -t app - <<'EOF'\nFROM nginx:1\nEOF"), [built(run, "app"), run("nginx:1")]),
    (script("cat <<EOF > run.sh\ndocker run nginx:1\nEOF"), []),
    (script("# docker run nginx:1\necho docker run nginx"), []),
    (script('x() { docker run --rm "$@"; }\nx y'), [run("y")]),
]

NOTHING = [
    "",
    "on: push\n",
    "on: push\njobs:\n",
    "on: push\njobs: []\n",
    "on: push\njobs: {a: null}\n",
    "- a\n- b\n",
    job("container: ''"),
    job("container:"),
    job("container: ~"),
    job("container: {image: ''}"),
    job("container: {options: '--name node:18'}"),
    job("container: docker://"),
    job("services:"),
    job("services: {}"),
    job("services: {s: {image: ''}}"),
    job("services: {s: {ports: ['80:80'], env: {IMAGE: redis:7}}}"),
    job("steps: [{uses: actions/checkout@v4}]"),
    job("steps: [{uses: ./local}]"),
    job("steps: [{uses: docker/login-action@v3, with: {registry: ghcr.io, username: a, image: b:1}}]"),
    job("steps: [{uses: other/action@v1, with: {image: node:18, tags: 'a:1'}}]"),
    job("steps: [{uses: other/build-push-action@v1, with: {tags: 'a:1'}}]"),
    job("steps: [{name: docker run nginx:1, run: make}]"),
    job("steps: [{run: 'print(\"docker run nginx:1\")', shell: python}]"),
    job("steps: [{run: 'docker run nginx:1', shell: 'node {0}'}]"),
    job("steps: [{if: \"contains('docker://a', 'b')\", run: x, env: {IMAGE: nginx:1}}]"),
    job("steps: [{run: [docker, run, nginx:1]}]"),
    job("outputs: {image: node:18}\nenv: {IMAGE: node:18}"),
    job("runs-on: {group: x, labels: docker://x}"),
    workflow("jobs:\n  a:\n    uses: docker://node:18\n"),
    workflow(
        "jobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@main\n    with: {image: node:18}\n    secrets: inherit\n"
    ),
    workflow("env: {IMAGE: node:18}\ndefaults: {run: {shell: bash}}\njobs: {a: {steps: [{run: make}]}}"),
    call("image: {default: node:18, description: docker://x}", "steps: [{run: make}]"),
    step(
        f"uses: {BUILD}\nwith:\n  build-args: |\n    VERSION=1.2.3\n    GO_VERSION=1.21\n"
        "    COMMIT=abc\n    NODE_ENV=production\n    BASE=alpine"
    ),
    step(
        f"uses: {BUILD}\nwith:\n  build-args: |\n    IMAGE_TAG=1.2\n    IMAGE_NAME=app\n"
        "    BASE_URL=http://x:80\n    PROXY=proxy:3128\n    DATE=2024-01-01"
    ),
    step(
        f"uses: {BUILD}\nwith:\n  labels: a=b:1\n  file: Dockerfile\n  context: .\n"
        "  platforms: linux/amd64\n  target: x:1"
    ),
    step(
        f"uses: {BUILD}\nwith:\n  build-contexts: a=https://x/y.git\n  cache-from: type=gha\n"
        "  outputs: type=local,dest=out"
    ),
    step("uses: docker/setup-buildx-action@v3\nwith: {driver: docker-container, driver-opts: network=host, name: a:1}"),
    step("uses: docker/metadata-action@v5\nwith: {tags: 'type=raw,value=a:1', flavor: latest=true}"),
    step("uses: docker/scout-action@v1\nwith: {image: 'fs://.', to: 'oci-dir://a:1'}"),
    step("uses: renovatebot/github-action@v40\nwith: {configurationFile: a:1, token: b:1}"),
    step("uses: helm/kind-action@v1\nwith: {version: v0.20.0, cluster_name: a:1}"),
    action("runs:\n  using: docker\n  image: Dockerfile\n"),
    action("runs:\n  using: docker\n  image: ./images/Dockerfile.node:18\n"),
    action("runs:\n  using: docker\n  image: node:18\n"),
    action("runs:\n  using: node20\n  main: dist/index.js\n"),
    action("runs:\n  using: node20\n  main: dist/index.js\n  image: docker://node:18\n"),
    action(
        "inputs:\n  image: {default: node:18}\noutputs: {image: {value: x:1}}\nruns:\n  using: composite\n  steps: []\n"
    ),
]

TABLES = {
    "places": PLACES,
    "hints": HINTS,
    "matrix": MATRIX,
    "expressions": EXPRESSIONS,
    "with": WITH,
    "run": RUN,
}
CASES = [
    pytest.param(text, expected, id=f"{name}-{n}")
    for name, table in TABLES.items()
    for n, (text, expected) in enumerate(table)
]


def test_the_image_of_an_action_in_two_inputs():
    def renovate(inputs):
        (found,) = mentions(step(f"uses: renovatebot/github-action@v40\nwith: {{{inputs}}}\n"))
        return found

    both = renovate("renovate-image: a.io/b, renovate-version: '39.1.0'")
    assert both.resolved == "a.io/b:39.1.0"
    (edit,) = both.rewrite(f"a.io/b:39.1.0@{DIGEST}")
    assert (both.source.read(edit.span), edit.text) == ("39.1.0", f"39.1.0@{DIGEST}")
    assert renovate("renovate-version: 39-full").resolved == "ghcr.io/renovatebot/renovate:39-full"
    assert renovate("renovate-image: a.io/b").resolved is None
    unknown = renovate("renovate-version: '${{ env.VERSION }}'")
    assert (unknown.resolved, unknown.rewritable) == (None, False)


def source(text, path=".github/workflows/ci.yml"):
    return Source(path, text if isinstance(text, bytes) else text.encode())


def mentions(text):
    found = list(scan(source(text)))
    assert not [each for each in found if isinstance(each, Problem)], text
    return found


def key(mention):
    fix = mention.source.read(mention.parts["whole"]) if mention.rewritable else None
    return (mention.where, mention.text, mention.resolved, mention.role.value, fix, mention.reason, mention.hints)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_finds(text, expected):
    assert sorted(map(key, mentions(text)), key=str) == sorted((each.key() for each in expected), key=str), text


@pytest.mark.parametrize("text", NOTHING)
def test_finds_nothing(text):
    assert mentions(text) == []


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_fix_changes_the_reference_and_nothing_else(text, expected):
    before = mentions(text)
    assert len(before) == len(expected)
    for number, mention in enumerate(before):
        if not mention.rewritable:
            continue
        pinned = f"{mention.resolved.partition('@')[0]}@sha256:{'f' * 64}"
        data = mention.source.data
        fixed = splice(data, mention.rewrite(pinned))
        place = mention.parts["whole"]
        assert (fixed[: place.start], fixed[place.start + len(pinned) :]) == (data[: place.start], data[place.end :])
        resolved = [pinned if at == number else each.resolved for at, each in enumerate(before)]
        assert [each.resolved for each in mentions(fixed)] == resolved, fixed.decode()


@pytest.mark.parametrize("path", [".gitea/workflows/ci.yml", "x/.forgejo/workflows/ci.yaml"])
def test_forgejo_knows_the_environment_before_a_job_begins(path):
    text = job("container: ${{ env.IMAGE }}", "env: {IMAGE: 'a:1'}\n")
    assert [each.resolved for each in scan(source(text, path))] == ["a:1"]


def test_line_ends_and_byte_order_mark():
    text = (
        b"\xef\xbb\xbf"
        + job("container: node:18\nsteps:\n  - run: |\n      docker run \\\n        nginx:1\n")
        .replace("\n", "\r\n")
        .encode()
    )
    assert [each.text for each in mentions(text)] == ["node:18", "nginx:1"]


def test_only_the_first_document_is_a_workflow():
    assert len(mentions(job("container: a:1") + "\n---\n" + job("container: b:1"))) == 1


def test_broken_yaml_is_a_problem():
    (problem,) = scan(source(job("container: node:18\n  bad: [")))
    assert isinstance(problem, Problem)


def test_problem_of_an_embedded_dockerfile_has_its_line_in_the_file():
    text = script("docker build - <<'EOF'\nFROM a:1\nFROM\nEOF")
    (problem,) = [each for each in scan(source(text)) if isinstance(each, Problem)]
    assert text.splitlines()[problem.line - 1].strip() == "FROM"


def test_no_more_jobs_than_github_makes():
    values = ", ".join(map(str, range(100)))
    text = matrix(
        f"a: [{values}]\nb: [{values}]\nc: [{values}]", "container: x:${{ matrix.a }}-${{ matrix.b }}-${{ matrix.c }}"
    )
    assert len(mentions(text)) <= 256


@pytest.mark.parametrize(
    "data",
    [
        b"on: push\njobs:\n  a: {}\n",
        b"'on':\n  push:\njobs:\n",
        b'name: x\n"on": [push]\npermissions: {}\njobs:\n',
        b"runs:\n  using: docker\n  image: Dockerfile\n",
        b"name: x\nruns:\n  steps: []\n  using: 'composite'\n",
        b"runs:\n  main: x\n  using: node20\n",
    ],
)
def test_recognises(data):
    assert recognises(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"jobs:\n  a: {}\n",
        b"services:\n  a: {image: b}\n",
        b"runs: 5\n",
        b"runs:\n  - using: x\n",
        b"a:\n  on: x\n  jobs: y\n",
    ],
)
def test_does_not_recognise(data):
    assert not recognises(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "on: push\njobs:\n  a:\n    container: a:1\n    {%- if x %}\n    services: {db: {image: 'b:{{ v }}'}}\n    {%- endif %}\n",
            ["a:1", None],
        ),
        ("on: push\njobs: {a: {container: '{{ r }}/a:1', steps: [{run: ls}]}}\n", [None]),
    ],
)
def test_a_workflow_that_is_a_template_is_read_as_what_it_makes(text, expected):
    assert [mention.resolved for mention in scan(Source(".github/workflows/a.yml", text.encode()))] == expected

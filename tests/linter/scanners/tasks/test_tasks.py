"""Task runners' files and the mentions that their scanners find in them."""

import importlib

import pytest

from mooring import Mention, Problem, Role, Source
from mooring.text import splice

DIGEST = "sha256:" + "0123456789abcdef" * 4
COMPOSED = "the reference is put together from parts"
UNKNOWN = "its value is not known before the script runs"
BUILT = "it names what is built"


def shared(name):
    return f"the variable {name} is used in more than one place"


PATHS = {
    "make": "Makefile",
    "just": "justfile",
    "taskfile": "Taskfile.yml",
    "tox": "tox.ini",
    "procfile": "Procfile",
}

# Of each: the file, and for each mention its text where it is used, what it says, what a fix would replace (None where
# there is none), and why there is none.
MAKE = [
    (
        "I = $(addprefix r.io/,a:1 b:1)\na:\n\tdocker pull $(I)\n",
        [("$(I)", "r.io/a:1", None, COMPOSED), ("$(I)", "r.io/b:1", None, COMPOSED)],
    ),
    (
        "N = a b\nx:\n\tdocker pull $(addsuffix :1,$(N)) c\n",
        [
            ("$(addsuffix :1,$(N))", "a:1", None, COMPOSED),
            ("$(addsuffix :1,$(N))", "b:1", None, COMPOSED),
            ("c", "c", "c", None),
        ],
    ),
    ("a:\n\tdocker pull $(addprefix r.io/,$(N))\n", [("$(addprefix r.io/,$(N))", None, None, UNKNOWN)]),
    (
        "I = me/x\nV = 1 2\na:\n\t$(foreach v,$(V),docker push $(I):0.$(v);)\n",
        [("$(I):0.$(v)", "me/x:0.1", None, BUILT), ("$(I):0.$(v)", "me/x:0.2", None, BUILT)],
    ),
    (
        "a:\n\t$(foreach v,1 2,docker run x:$(v);)\n",
        [("x:$(v)", "x:1", None, COMPOSED), ("x:$(v)", "x:2", None, COMPOSED)],
    ),
    (
        "a:\n\t$(foreach i,a:1 b:1,docker run $(i);)\n",
        [("a:1", "a:1", "a:1", None), ("b:1", "b:1", "b:1", None)],
    ),
    ("a:\n\t$(foreach i,a:1,docker run $(i);)\n", [("$(i)", "a:1", "a:1", None)]),
    ("define r\ndocker run $(N) $(1)\nendef\na:\n\t$(call r,make x)\n", []),
    ("F = --set image.repository=$(R) --set image.tag=$(T)\na:\n\thelm install x y $(F)\n", []),
    ("i = $(1):$(T)\na:\n\tdocker run $(call i,x)\n", [("$(call i,x)", None, None, UNKNOWN)]),
    ("a:\n\tdocker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n\t@docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n\t-@+docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a: b ; docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n\tdocker run \\\n\t  --rm \\\n\t  nginx:1 \\\n\t  sh\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("\ufeffa:\r\n\tdocker run nginx:1\r\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("# Größe 🚢\na:\n\techo ü; docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("I = nginx:1\na:\n\tdocker run $(I)\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("I ?= nginx:1\na:\n\tdocker run ${I} sh\n", [("${I}", "nginx:1", "nginx:1", None)]),
    ("I := nginx:1\na:\n\tdocker run '$(I)'\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("override I ::= nginx:1\na:\n\tdocker run $(I)\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ('I = "nginx:1"\na:\n\tdocker run $(I)\n', [("$(I)", "nginx:1", "nginx:1", None)]),
    ("I = nginx:1  # the web\na:\n\tdocker run $(I)\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("a:\n\tdocker run $(I)\nI = nginx:1\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("I = x:1\nI = nginx:1\na:\n\tdocker run $(I)\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("I = nginx:1\nI ?= x:1\na:\n\tdocker run $(I)\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("I = $(J)\nJ = nginx:1\na:\n\tdocker run $(I)\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("I := $(J)\nJ = nginx:1\na:\n\tdocker run $(I)\n", [("$(I)", None, None, UNKNOWN)]),
    ("export I = nginx:1\na:\n\tdocker run $$I\n", [("$$I", "nginx:1", "nginx:1", None)]),
    ("export\nI = nginx:1\na:\n\tdocker run $${I}\n", [("$${I}", "nginx:1", "nginx:1", None)]),
    ("I = nginx:1\na:\n\tdocker run $$I\n", [("$$I", None, None, UNKNOWN)]),
    ("a: I = nginx:1\na:\n\tdocker run $(I)\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("a: I = x:1\nb: I = nginx:1\nb:\n\tdocker run $(I)\n", [("$(I)", "nginx:1", "nginx:1", None)]),
    ("T = 1\na:\n\tdocker run nginx:$(T)\n", [("nginx:$(T)", "nginx:1", None, COMPOSED)]),
    ("I = $(R)/x:1\nR = ghcr.io/me\na:\n\tdocker run $(I)\n", [("$(I)", "ghcr.io/me/x:1", None, COMPOSED)]),
    ("a:\n\tdocker run $(NONE)\n", [("$(NONE)", None, None, UNKNOWN)]),
    ("a:\n\tdocker run '$(NONE)'\n", [("$(NONE)", None, None, UNKNOWN)]),
    ("I ?=\na:\n\tdocker run $(I)\n", [("$(I)", None, None, UNKNOWN)]),
    ("I = $(shell cat image)\na:\n\tdocker run $(I)\n", [("$(I)", None, None, UNKNOWN)]),
    ("I != cat image\na:\n\tdocker run $(I)\n", [("$(I)", None, None, UNKNOWN)]),
    ("a:\n\tdocker run $@\n", [("$@", None, None, UNKNOWN)]),
    ("I = $(I)\na:\n\tdocker run $(I)\n", [("$(I)", None, None, UNKNOWN)]),
    (
        "I = nginx:1\na:\n\tdocker pull $(I)\n\tdocker run $(I)\n",
        [("$(I)", "nginx:1", None, shared("I")), ("$(I)", "nginx:1", None, shared("I"))],
    ),
    (
        "ifeq ($(A),b)\nI = a:1\nelse\nI = b:1\nendif\nx:\n\tdocker run $(I)\n",
        [("a:1", "a:1", "a:1", None), ("b:1", "b:1", "b:1", None)],
    ),
    (
        "ifdef A\nI = a:1\nx:\n\tdocker run $(I)\nelse\nI = b:1\nendif\n",
        [("$(I)", "a:1", "a:1", None)],
    ),
    ("L = a:1 b:1\nx:\n\tfor i in $(L); do docker pull $$i; done\n", [(n, n, n, None) for n in ("a:1", "b:1")]),
    ("L = a:1 \\\n  b:1\nx:\n\tpodman pull $(L)\n", [(n, n, n, None) for n in ("a:1", "b:1")]),
    ("L = a:1\nL += b:1\nx:\n\tpodman pull $(L)\n", [(n, n, n, None) for n in ("a:1", "b:1")]),
    ("L = a:1 b:1\nx:\n\t$(foreach i,$(L),docker pull $(i);)\n", [(n, n, n, None) for n in ("a:1", "b:1")]),
    ("R = docker run --rm nginx:1\na:\n\t$(R) sh\nb:\n\t$(R) ls\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("D ?= docker\na:\n\t$(D) run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n\t$(CONTAINER_TOOL) run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n\t$(KIND) create cluster --image k/n:1\n", [("k/n:1", "k/n:1", "k/n:1", None)]),
    ("a:\n\tdocker run $(DOCKER_OPTS) nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n\tdocker run $$(tty -s && echo -it) nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("O = -v a:b --rm\na:\n\tdocker run $(O) nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("X := $(shell docker run nginx:1 date)\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("define p\n\tdocker pull $(1)\nendef\na:\n\t$(call p,nginx:1)\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("define p =\ndocker pull nginx:1\nendef\na:\n\t$(p)\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n\tdocker run $(or $(I),nginx:1)\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (".RECIPEPREFIX = >\na:\n>docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (".ONESHELL:\na:\n\tI=nginx:1\n\tdocker run $$I\n", [("$$I", "nginx:1", "nginx:1", None)]),
    ("a:\n\tI=nginx:1\n\tdocker run $$I\n", [("$$I", None, None, UNKNOWN)]),
    ("$(addprefix x/,$(T)): y\n\tdocker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("LINT_IMAGE ?= l/l:1\na:\n\t./lint $(LINT_IMAGE)\n", [("l/l:1", "l/l:1", "l/l:1", None)]),
    ("I = me/a:1\na:\n\tdocker build -t $(I) .\n", [("$(I)", "me/a:1", None, BUILT)]),
    ("a:\n\tdocker build -t me/a .\nb:\n\tdocker run me/a\n", [("me/a", "me/a", None, BUILT)] * 2),
]

JUST = [
    ("a:\n  docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n  @-docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("@a:\r\n\tdocker run nginx:1\r\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n  docker run \\\n    nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("# ü 🚢\na:\n  docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ('i := "nginx:1"\na:\n  docker run {{i}}\n', [("{{i}}", "nginx:1", "nginx:1", None)]),
    ("i := 'nginx:1'\na:\n  docker run '{{ i }}'\n", [("{{ i }}", "nginx:1", "nginx:1", None)]),
    ("i := '''nginx:1'''\na:\n  docker run {{i}}\n", [("{{i}}", "nginx:1", "nginx:1", None)]),
    ('a:\n  docker run {{i}}\ni := ("nginx:1")\n', [("{{i}}", "nginx:1", "nginx:1", None)]),
    ('export I := "nginx:1"\na:\n  docker run $I\n', [("$I", "nginx:1", "nginx:1", None)]),
    ('set export\nI := "nginx:1"\na:\n  docker run $I\n', [("$I", "nginx:1", "nginx:1", None)]),
    ('a i="nginx:1":\n  docker run {{i}}\n', [("{{i}}", "nginx:1", "nginx:1", None)]),
    ('a $i="nginx:1" *r:\n  docker run $i {{r}}\n', [("$i", "nginx:1", "nginx:1", None)]),
    ('b: (a "nginx:1")\na i:\n  docker run {{i}}\n', [("{{i}}", "nginx:1", "nginx:1", None)]),
    ('i := env("I", "nginx:1")\na:\n  docker run {{i}}\n', [("{{i}}", "nginx:1", "nginx:1", None)]),
    (
        'a:\n  docker run {{env_var_or_default("I", "nginx:1")}}\n',
        [('{{env_var_or_default("I", "nginx:1")}}', "nginx:1", "nginx:1", None)],
    ),
    ('i := env("I")\na:\n  docker run {{i}}\n', [("{{i}}", None, None, UNKNOWN)]),
    ('t := "1"\na:\n  docker run nginx:{{t}}\n', [("nginx:{{t}}", "nginx:1", None, COMPOSED)]),
    ('i := "nginx" + ":" + "1"\na:\n  docker run {{i}}\n', [("{{i}}", "nginx:1", None, COMPOSED)]),
    ('i := "ghcr.io" / "me:1"\na:\n  docker run {{i}}\n', [("{{i}}", "ghcr.io/me:1", None, COMPOSED)]),
    (
        'i := if a == "b" { "a:1" } else { "b:1" }\na:\n  docker run {{i}}\n',
        [("a:1", "a:1", "a:1", None), ("b:1", "b:1", "b:1", None)],
    ),
    ("a:\n  docker run {{none}}\n", [("{{none}}", None, None, UNKNOWN)]),
    ("a:\n  docker run '{{none}}'\n", [("{{none}}", None, None, UNKNOWN)]),
    ("a:\n  docker run {{opts}} nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (
        'i := "nginx:1"\na:\n  docker pull {{i}}\n  docker run {{i}}\n',
        [("{{i}}", "nginx:1", None, shared("i")), ("{{i}}", "nginx:1", None, shared("i"))],
    ),
    ('i := "x:1"\na i="nginx:1":\n  docker run {{i}}\n', [("{{i}}", "nginx:1", "nginx:1", None)]),
    ("x := `docker run nginx:1 date`\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("a:\n  #!/usr/bin/env bash\n  I=nginx:1\n  docker run $I\n", [("$I", "nginx:1", "nginx:1", None)]),
    ("[script('bash')]\na:\n  I=nginx:1\n  docker run $I\n", [("$I", "nginx:1", "nginx:1", None)]),
    ('lint_image := "l/l:1"\n', [("l/l:1", "l/l:1", "l/l:1", None)]),
    ("a:\n  docker build -t me .\n", [("me", "me", None, BUILT)]),
    ("a:\n  docker run nginx:1 {{{{.Id}}\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
]

HEAD = "version: '3'\n"
TASKFILE = [
    (
        "tasks:\n  x:\n    vars: {L: 'a:1 b:1'}\n    cmds:\n    - for: {var: L}\n      cmd: docker pull {{.ITEM}}\n",
        [("a:1", "a:1", "a:1", None), ("b:1", "b:1", "b:1", None)],
    ),
    (
        "vars: {L: ['a:1', 'b:1']}\ntasks:\n  x:\n  - for: {var: L, as: I}\n    cmd: docker pull {{.I}}\n",
        [("a:1", "a:1", "a:1", None), ("b:1", "b:1", "b:1", None)],
    ),
    (
        "vars: {L: {sh: ls}}\ntasks:\n  x:\n    cmds:\n    - for: {var: L}\n      cmd: docker pull {{.ITEM}}\n",
        [("{{.ITEM}}", None, None, UNKNOWN)],
    ),
    (HEAD + "tasks: {a: docker run nginx:1}\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (HEAD + "tasks:\n  a: [docker run nginx:1]\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (HEAD + "tasks:\n  a:\n    cmd: docker run 'nginx:1'\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (HEAD + "tasks:\n  a:\n    cmds:\n    - cmd: docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (HEAD + "tasks:\n  a:\n    cmds:\n    - defer: docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (HEAD + "tasks:\r\n  a:\r\n    cmd: |\r\n      docker run nginx:1\r\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (HEAD + "vars: {X: {sh: docker run nginx:1 date}}\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (
        HEAD + "vars: {I: 'nginx:1'}\ntasks: {a: 'docker run {{.I}}'}\n",
        [("{{.I}}", "nginx:1", "nginx:1", None)],
    ),
    (
        HEAD + 'tasks:\n  a:\n    vars: {I: "nginx:1"}\n    cmd: docker run {{ .I }}\n',
        [("{{ .I }}", "nginx:1", "nginx:1", None)],
    ),
    (
        HEAD + "vars: {I: '{{.I | default \"nginx:1\"}}'}\ntasks: {a: 'docker run {{.I}}'}\n",
        [("{{.I}}", "nginx:1", "nginx:1", None)],
    ),
    (
        HEAD + "tasks: {a: 'docker run {{default \"nginx:1\" .I}}'}\n",
        [("nginx:1", "nginx:1", "nginx:1", None)],
    ),
    (
        HEAD + "tasks:\n  a: {cmd: 'docker run {{.I}}'}\n  b: {cmds: [{task: a, vars: {I: 'nginx:1'}}]}\n",
        [("{{.I}}", "nginx:1", "nginx:1", None)],
    ),
    (
        HEAD + "tasks:\n  a:\n    cmds:\n    - {for: ['a:1', 'b:1'], cmd: 'docker pull {{.ITEM}}'}\n",
        [("a:1", "a:1", "a:1", None), ("b:1", "b:1", "b:1", None)],
    ),
    (HEAD + "env: {I: 'nginx:1'}\ntasks: {a: docker run $I}\n", [("$I", "nginx:1", "nginx:1", None)]),
    (
        HEAD + "vars: {T: '1'}\ntasks: {a: 'docker run nginx:{{.T}}'}\n",
        [("nginx:{{.T}}", "nginx:1", None, COMPOSED)],
    ),
    (HEAD + "tasks: {a: 'docker run {{.NONE}}'}\n", [("{{.NONE}}", None, None, UNKNOWN)]),
    (HEAD + "vars: {I: {sh: cat x}}\ntasks: {a: 'docker run {{.I}}'}\n", [("{{.I}}", None, None, UNKNOWN)]),
    (HEAD + "tasks: {a: 'docker run {{.CLI_ARGS}} nginx:1'}\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    (
        HEAD + "vars: {I: 'nginx:1'}\ntasks: {a: ['docker pull {{.I}}', 'docker run {{.I}}']}\n",
        [("{{.I}}", "nginx:1", None, shared("I")), ("{{.I}}", "nginx:1", None, shared("I"))],
    ),
    (HEAD + "vars: {LINT_IMAGE: 'l/l:1'}\n", [("l/l:1", "l/l:1", "l/l:1", None)]),
]

TOX = [
    ("[docker:db]\nimage = postgres:16\n", [("postgres:16", "postgres:16", "postgres:16", None)]),
    ("[docker:db]\nimage = {env:I:postgres:16}\n", [("{env:I:postgres:16}", "postgres:16", "postgres:16", None)]),
    ("[testenv]\ndocker = postgres:16\n", [("postgres:16", "postgres:16", "postgres:16", None)]),
    ("[testenv]\ndocker =\n  db\n[docker:db]\nimage = a:1\n", [("a:1", "a:1", "a:1", None)]),
    ("[testenv]\ncommands = docker run nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("[testenv:x]\ncommands_pre =\n  - docker run \\\n    nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("[testenv]\r\ncommands =\r\n  py3: docker run nginx:1\r\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("[testenv]\ncommands = docker run {posargs} nginx:1\n", [("nginx:1", "nginx:1", "nginx:1", None)]),
    ("[testenv]\ncommands = docker run {env:I}\n", [("{env:I}", None, None, UNKNOWN)]),
    ("[testenv]\nsetenv =\n  I = n:1\ncommands = docker run {env:I}\n", [("{env:I}", "n:1", "n:1", None)]),
    ("[b]\ni = n:1\n[testenv]\ncommands = docker run {[b]i}\n", [("{[b]i}", "n:1", "n:1", None)]),
    ("[testenv]\nsetenv =\n  DB_IMAGE = n:1\n", [("n:1", "n:1", "n:1", None)]),
]

PROCFILE = [("web: ./x\ndb: docker run postgres:16\n", [("postgres:16", "postgres:16", "postgres:16", None)])]

TABLES = {"make": MAKE, "just": JUST, "taskfile": TASKFILE, "tox": TOX, "procfile": PROCFILE}
CASES = [(name, text, expected) for name, table in TABLES.items() for text, expected in table]

NOTHING = [
    ("make", ""),
    ("make", "# docker run nginx:1\n"),
    ("make", "a:\n\techo docker run nginx:1\n"),
    ("make", "a:\n\t# docker run nginx:1\n"),
    ("make", "$(info docker run nginx:1)\n"),
    ("make", "X = docker run nginx:1\n"),
    ("make", "IMAGE = nginx\nIMAGE_TAG = a:1\nIMAGE_DIR = b:1\nREGISTRY_IMAGE_HOST = localhost:5000\n"),
    ("make", "a:\n\tdocker compose up web:1\n\tdocker exec nginx:1 sh\n"),
    ("just", "# docker run nginx:1\n"),
    ("just", "a:\n  echo docker run nginx:1\n"),
    ("just", "a:\n  #!/usr/bin/env python3\n  docker run nginx:1\n"),
    ("just", 'set shell := ["python3", "-c"]\na:\n  docker run nginx:1\n'),
    ("just", 'x := "docker run nginx:1"\n'),
    ("taskfile", HEAD + "tasks: {a: {desc: docker run nginx:1, summary: docker run nginx:1}}\n"),
    ("taskfile", HEAD + "vars: {TAG: 'nginx:1'}\n"),
    ("tox", "[testenv]\ndeps = docker run nginx:1\ndescription = docker run nginx:1\n"),
    ("tox", "[docker:x]\ndockerfile = {toxinidir}/Dockerfile\n"),
    ("tox", "[testenv]\n# docker = x:1\ncommands = pytest\n"),
    ("procfile", "# docker run nginx:1\nweb: gunicorn app:x\n"),
]


def found(name, text):
    module = importlib.import_module(f"mooring.scanners.tasks.{name}")
    result = list(module.scan(Source(PATHS[name], text.encode())))
    assert not [one for one in result if isinstance(one, Problem)]
    return result


def key(mention):
    fix = mention.source.read(mention.parts["whole"]) if mention.rewritable else None
    return mention.text, mention.resolved, fix, mention.reason


@pytest.mark.parametrize(("name", "text", "expected"), CASES, ids=[f"{name}: {text}" for name, text, _ in CASES])
def test_finds(name, text, expected):
    assert sorted(map(key, found(name, text)), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(("name", "text"), NOTHING)
def test_finds_nothing(name, text):
    assert found(name, text) == []


@pytest.mark.parametrize(("name", "text", "expected"), CASES, ids=[f"{name}: {text}" for name, text, _ in CASES])
def test_a_fix_changes_the_reference_and_nothing_else(name, text, expected):
    before = found(name, text)
    assert len(before) == len(expected)
    for number, mention in enumerate(before):
        if not mention.rewritable:
            continue
        pinned = f"{mention.resolved}@{DIGEST}"
        place = mention.parts["whole"]
        data = text.encode()
        fixed = splice(data, mention.rewrite(pinned))
        assert fixed == data[: place.start] + pinned.encode() + data[place.end :]
        again = [one.resolved for one in found(name, fixed.decode())]
        assert again == [pinned if at == number else one.resolved for at, one in enumerate(before)]


def test_where_is_the_recipe_and_the_command():
    assert [one.where for one in found("make", "a b:\n\tdocker pull x:1\n")] == ["a: docker pull"]
    assert [one.where for one in found("just", "a:\n  docker pull x:1\n")] == ["a: docker pull"]
    assert [one.where for one in found("tox", "[docker:db]\nimage = x:1\n")] == ["[docker:db] image"]


def test_what_is_built_is_an_output():
    roles = [one.role for one in found("make", "I = me:1\na:\n\tdocker build -t $(I) .\n\tdocker push $(I)\n")]
    assert roles == [Role.BUILD_OUTPUT, Role.BUILD_OUTPUT]


def test_a_broken_taskfile_is_a_problem():
    from mooring.scanners.tasks import taskfile

    (problem,) = taskfile.scan(Source("Taskfile.yml", b"tasks: [\n"))
    assert isinstance(problem, Problem)
    assert not isinstance(problem, Mention)


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        (b"version: '3'\ntasks:\n  a: x\n", True),
        (b"version: 3\n\ntasks: {}\n", True),
        (b"- hosts: all\n  tasks:\n", False),
        (b"tasks:\n  - name: x\n", False),
        (b"version: '3'\nservices: {}\n", False),
    ],
)
def test_a_taskfile_is_recognised(data, is_one):
    from mooring.scanners.tasks import taskfile

    assert taskfile.recognises(data) is is_one


def test_a_taskfile_that_is_a_template_is_read_as_what_it_makes():
    from mooring.scanners.tasks import taskfile

    text = "version: '3'\ntasks:\n  a: docker run a:1\n  {%- if x %}\n  b: docker run b:1\n  {%- endif %}\n"
    found = taskfile.scan(Source("Taskfile.yml", text.encode()))
    assert [one.resolved for one in found if isinstance(one, Mention)] == ["a:1", "b:1"]

"""What holds for any file of a task runner, or of what sets up machines, whatever is in it."""

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Scanner, Source
from mooring.engine import Scanned, rewrite
from mooring.formats import Scanners

DIGEST = "sha256:" + "f" * 64
COMMON = [
    "docker run ",
    "docker pull ",
    "docker build -t ",
    "nginx:1",
    "a/b:2",
    "\n",
    "\\\n",
    " ",
    "é",
    "'",
    '"',
    "$I",
    "#",
]
TOKENS = {
    "tasks.make": [
        *COMMON, "\t", "I = ", "I ?= ", "I += ", "J := ", "$(I)", "${J}", "$$I", "$(", ")", "$@", "a: ", ":", ";", "define I\n",
        "\nendef\n", "ifdef X\n", "else\n", "endif\n", "export ", "$(shell ", "$(call I,", "$(foreach i,", ",", "$(or ", "\n\t",
    ],
    "tasks.just": [
        *COMMON, "  ", "i := ", "{{i}}", "{{", "}}", "a i=", "a:\n  ", "export I := ", "+", "(", ")", "`", "'''", '"""', "if x { ",
        " } else { ", "env('I', ", "set export\n", "#!/bin/sh\n", "[script]\n", "f'", "b: (a ", "/", "||",
    ],
    "tasks.taskfile": [
        *COMMON, "version: '3'\n", "tasks:\n", "  a: ", "  b:\n    cmds:\n", "    - ", "vars:\n", "  I: ", "{{.I}}", "{{", "}}",
        "env:\n", " | default ", "{for: [a, b], cmd: ", "}", "sh: ", "{{.ITEM}}",
    ],
    "tasks.tox": [*COMMON, "[testenv]\n", "[docker:x]\n", "image = ", "commands =\n  ", "docker = ", "{env:I:", "}", "{posargs}", "{[x]y}"],
    "machines.systemd": [*COMMON, "[Service]\n", "ExecStart=", "Environment=", "I=", "%i", "%%", "${I}", " ; ", "\\", "|", "-", "/bin/sh -c "],
    "machines.quadlet": [*COMMON, "[Container]\n", "[Build]\n", "Image=", "ImageTag=", "Mount=type=image,source=", "docker://", "%i", "\\"],
    "machines.cloud_init": [*COMMON, "#cloud-config\n", "runcmd:\n- ", "- [", "]", "write_files:\n- path: x.service\n  content: ", "|\n    "],
    "machines.ignition": [*COMMON, "variant: fcos\n", "systemd:\n  units:\n  - name: x.container\n    contents: ", "|\n      ", "[Container]\n"],
    "machines.vagrant": [*COMMON, '.provision "docker" do |d|\n', "d.run ", "image: ", "d.pull_images ", "inline: ", "<<-S\n", "S\n", "#{", ","],
    "shell": [*COMMON, "I=", "X_IMAGE=", "export ", "cat > Dockerfile <<E\n", "kubectl apply -f - <<E\n", "FROM ", "E\n", "image: "],
}  # fmt: skip
PATHS = {"tasks.taskfile": "Taskfile.yml", "tasks.tox": "tox.ini"}


def scan(name):
    return importlib.import_module(f"mooring.scanners.{name}").scan


def scanned(name, text):
    path = PATHS.get(name, "file")
    run = Scanned(Scanners([Scanner(name, [path], scan(name))]))
    run.add(Source(path, text.encode()))
    return run


@st.composite
def texts(draw):
    name = draw(st.sampled_from(sorted(TOKENS)))
    return name, "".join(draw(st.lists(st.sampled_from(TOKENS[name]), max_size=40)))


@given(texts())
@settings(max_examples=600, deadline=None)
def test_every_place_lies_in_the_file_and_every_fix_is_the_reference(case):
    name, text = case
    source = Source(PATHS.get(name, "file"), text.encode())
    for mention in scan(name)(source):
        if isinstance(mention, Mention):
            places = [mention.span, mention.parts["whole"]]
            assert all(0 <= place.start <= place.end <= len(source.data) for place in places)
            if mention.rewritable:
                assert source.read(mention.parts["whole"]) == mention.resolved


@given(texts())
@settings(max_examples=400, deadline=None)
def test_a_fix_changes_that_reference_only_or_is_refused(case):
    name, text = case
    run = scanned(name, text)
    assert not [problem for problem in run.problems if "internal error" in problem.message]
    for index, mention in enumerate(run.mentions()):
        if mention.rewritable and mention.reference and mention.reference.digest is None:
            again = scanned(name, text)
            before = again.mentions()
            pinned = f"{mention.resolved}@{DIGEST}"
            fixed = rewrite(again, lambda each, old=before[index], new=pinned: new if each is old else None)
            expected = [each.resolved for each in before]
            if fixed.mended:
                expected[index] = pinned
            assert [each.resolved for each in again.mentions()] == expected


@given(st.sampled_from(sorted(TOKENS)), st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_no_bytes_fail(name, data):
    list(scan(name)(Source(PATHS.get(name, "file"), b"docker\n" + data)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.make", "a:\n\tdocker run " + "$(" * 5000),
        ("tasks.make", "".join(f"A{n} = $(A{n - 1})$(A{n - 1})\n" for n in range(1, 60)) + "x:\n\tdocker run $(A59)\n"),
        (
            "tasks.make",
            "".join(f"ifdef A{n}\nI = a:{n}\nendif\n" for n in range(500)) + "x:\n\tdocker run $(I)\n" * 100,
        ),
        ("tasks.make", "I = " + " " * 50_000 + "\\\n" + " " * 50_000 + "x"),
        ("tasks.make", "ifdef x\n" * 5000),
        ("tasks.make", "define x\n" * 5000),
        ("tasks.make", "a" * 50_000 + " " * 50_000),
        ("tasks.just", "a := " + "(" * 5000),
        ("tasks.just", 'a := "' + '\\"' * 5000),
        ("tasks.just", "a:\n  docker run " + "{{" * 5000),
        ("tasks.just", "".join(f"a{n} := a{n - 1} + a{n - 1}\n" for n in range(1, 60)) + "x:\n  docker run {{a59}}\n"),
        ("tasks.just", "a: " + "(b " * 5000),
        ("tasks.taskfile", "version: '3'\ntasks:\n  a: docker run " + "{{" * 5000 + "\n"),
        ("tasks.tox", "[testenv]\ncommands = docker run " + "{" * 20_000),
        ("machines.systemd", "[Service]\nExecStart=docker " + "\\" * 20_000),
        ("machines.systemd", "[Service]\nEnvironment=" + '"A=' * 10_000),
        ("machines.vagrant", '.provision "docker" ' * 5000),
        ("machines.vagrant", "<<-EOS\n" * 3000),
        ("machines.vagrant", 'x.provision "docker", images: [' * 3000),
        ("machines.vagrant", '.provision "docker" do |d|\n' + 'd.run "a", \n' * 3000),
        ("shell", "cat > Dockerfile <<E\n" * 3000),
        ("shell", "kubectl apply -f - <<E\ncat > compose.yml <<E\n" * 500),
    ],
    ids=lambda value: value[:24],
)
def test_hostile_files_are_read_in_reasonable_time(name, text):
    list(scan(name)(Source(PATHS.get(name, "file"), text.encode())))

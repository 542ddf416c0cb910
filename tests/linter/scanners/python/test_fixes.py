"""A fix changes the bytes of the reference and no others."""

import pytest

HEAD = "import docker, os, subprocess\nfrom testcontainers.core.container import DockerContainer as C\nc = docker.from_env()\n"
DIGEST = "sha256:" + "d" * 64

PINNED = [
    ("C('a:1')", "C('a:1@D')"),
    ('C("a:1")  # why', 'C("a:1@D")  # why'),
    ("C('a')", "C('a@D')"),
    ('C("""a:1""")', 'C("""a:1@D""")'),
    ("C(rF'a:1')", "C(rF'a:1@D')"),
    ("C(f'a:1{{')", None),
    ("C('a' ':1')", "C('a' ':1@D')"),
    ("C('ghcr.io/'\n  'a:1')", "C('ghcr.io/'\n  'a:1@D')"),
    ("C('ghcr.io/a:'\n  '1')", "C('ghcr.io/a:'\n  '1@D')"),
    ("C('ghcr.io/a:1'\n  '.2')", None),
    ("C('a' + ':1')", "C('a' + ':1@D')"),
    ("C('gh\\x63r.io/a:1')", "C('gh\\x63r.io/a:1@D')"),
    ("C('a:\\x31')", None),
    ("C('gh\\x63r.io/a')", None),
    ("C('  a:1\\n')", "C('  a:1@D\\n')"),
    ("s = 'é𝄞'; C('a:1')", "s = 'é𝄞'; C('a:1@D')"),
    ("I = 'a:1'\nC(I); C(I)", "I = 'a:1@D'\nC(I); C(I)"),
    (
        "I = 'a:1'\nsubprocess.run(['docker', 'run', I])\nC(I)",
        "I = 'a:1@D'\nsubprocess.run(['docker', 'run', I])\nC(I)",
    ),
    ("def f(i='a:1'):\n\tC(i)\nf('b:1')", "def f(i='a:1@D'):\n\tC(i)\nf('b:1@D')"),
    ("C(os.getenv('I', 'a:1'))", "C(os.getenv('I', 'a:1@D'))"),
    ("for i in ['a:1', 'b:1']: C(i)", "for i in ['a:1@D', 'b:1@D']: C(i)"),
    ("I = {'x': 'a:1'}\nC(I['x'])", "I = {'x': 'a:1@D'}\nC(I['x'])"),
    ("c.images.pull('a', tag='1')", "c.images.pull('a:1', tag='D')"),
    ("c.images.pull('a', '1')", "c.images.pull('a:1', 'D')"),
    ("c.images.pull('ghcr.io/a/b', tag=\"1\")", "c.images.pull('ghcr.io/a/b:1', tag=\"D\")"),
    ("T = '1'\nc.images.pull('a', tag=T)", None),
    ("R = 'a'\nc.images.pull(R, tag='1')", None),
    ("V = '1'\nC(f'a:{V}')", None),
    ("C('a:%s' % 1)", None),
    ("B = 'a:1'\nC(B)\nC(B + '-slim')", None),
    ("c.images.build(tag='a:1')\nC('a:1')", None),
    ("c.images.push('a:1')", None),
    (
        "subprocess.run(['docker', 'run', '-e', 'X', 'a:1', 'b:2'])",
        "subprocess.run(['docker', 'run', '-e', 'X', 'a:1@D', 'b:2'])",
    ),
    ("os.system('docker run a:1 b:2')", "os.system('docker run a:1@D b:2')"),
    ("os.system(f'docker run -v {os.getcwd()}:/x a:1')", "os.system(f'docker run -v {os.getcwd()}:/x a:1@D')"),
    ("os.system('docker run ' 'a:1')", "os.system('docker run ' 'a:1@D')"),
    ("os.system('docker run a' ':1')", None),
]


@pytest.mark.parametrize(("code", "expected"), PINNED)
def test_a_first_pin(pinned, code, expected):
    after, refused = pinned(HEAD + code)
    assert after == HEAD + (code if expected is None else expected.replace("D", DIGEST, expected.count("@D") or 1))
    assert not refused


def test_podman_takes_a_digest_behind_a_tag(pinned):
    code = "import podman\npodman.PodmanClient().images.pull('a', tag='1')\n"
    assert pinned(code) == (code.replace("'1'", f"'1@{DIGEST}'"), [])


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("last", [b"", b"\n"])
def test_line_ends_and_the_byte_order_mark_stay(pinned, end, bom, last):
    code = bom + end.join([b"import docker", b"x = '''", b"\xc3\xa9'''; docker.from_env().images.pull('a:1')"]) + last
    assert pinned(code) == (code.replace(b"'a:1'", f"'a:1@{DIGEST}'".encode()), [])


def test_an_encoding_that_is_not_utf_8(pinned):
    code = b"# coding: latin-1\nimport docker\nx = '\xe9'; docker.from_env().images.pull('a:1')\n"
    assert pinned(code) == (code.replace(b"'a:1'", f"'a:1@{DIGEST}'".encode()), [])


def test_an_image_within_another_s_argument_is_its_own(pinned):
    code = HEAD + "C(g(C('a:1'), 'b'))\n"
    assert pinned(code) == (code.replace("a:1", f"a:1@{DIGEST}"), [])


def test_a_manifest_in_a_literal_is_pinned_where_it_is_written(pinned):
    content = 'import yaml, kubernetes, textwrap\nM = """\\\n    apiVersion: v1\n    kind: Pod\n    spec:\n      containers: [{name: é, image: a:1}]\n"""\nyaml.safe_load(textwrap.dedent(M))\n'
    assert pinned(content) == (content.replace("a:1", f"a:1@{DIGEST}"), [])

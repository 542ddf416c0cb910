"""What holds for any module whatever."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import Mention, Scanner, Source
from mooring.engine import Scanned, rewrite
from mooring.formats import Scanners
from mooring.scanners.python import recognises, scan
from mooring.scanners.python.notebook import scan as scan_notebook

DIGEST = "sha256:" + "f" * 64
PYTHON = Scanner("python", ["*.py"], scan)
HEAD = "import docker, os, subprocess\nfrom testcontainers.core.container import DockerContainer as C\nc = docker.from_env()\n"
LINES = [
    "I = 'a:1'",
    'I = "b:1"',
    "J = I",
    "I += '-x'",
    "K = f'{I}-slim'",
    "V, W = '1', '2'",
    "L = ['d:1', I]",
    "L.append('e:1')",
    "D = {'k': 'f:1', 'l': I}",
    "C(I)",
    "C(J)",
    "C(K)",
    "C('g:1')",
    "C('h' ':1')",
    "C(f'i:{V}')",
    "C(D['k'])",
    "C(D[x])",
    "C(x or I)",
    "for i in L: C(i)",
    "c.images.pull('j', tag='1')",
    "c.images.pull('j', tag=V)",
    "c.images.pull(I)",
    "c.images.build(tag='g:1')",
    "c.images.get('a:1')",
    "c.images.push(I)",
    "subprocess.run(['docker', 'run', I])",
    "subprocess.run(['docker', 'run', 'k:1'])",
    "subprocess.run(['docker', 'run', *L])",
    "os.system(f'docker run {I} && docker pull l:1')",
    "os.system('docker run m:%s' % V)",
    "def f(i=I, j='n:1'): C(i); C(j)",
    "f('o:1')",
    "f(I, J)",
    "class S:\n    i = 'p:1'\n    def g(self): C(self.i); C(I)",
    "s = 'é'; C('q:1')",
    "if x:\n    I = 'r:1'",
    "class T(C):\n    def __init__(self, i='s:1'): super().__init__(i)",
    "T(I)",
    "print 'broken'",
    "x = '''",
    "{% if x %}",
]
MODULES = st.lists(st.sampled_from(LINES), max_size=14).map(lambda lines: HEAD + "\n".join(lines) + "\n")
TOKENS = [
    "import docker\n",
    "docker",
    ".from_env()",
    ".images.pull(",
    "'a:1'",
    "f'{",
    "}'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
]
TOKENS += [
    "\n",
    "\n    ",
    "=",
    ",",
    ":",
    "lambda x",
    "def f",
    "class A",
    "I",
    "+",
    "*",
    "**",
    "%",
    "'",
    '"',
    "'''",
    "\\",
    "#",
    "é",
]
TOKENS += [
    "for ",
    " in ",
    "if ",
    "return ",
    "yield ",
    "await ",
    "async ",
    "global ",
    "with ",
    "as ",
    "@",
    "\0",
    "\r",
    "\t",
]


def scanned(text):
    run = Scanned(Scanners([PYTHON]))
    run.add(Source("x.py", text.encode()))
    assert not [problem for problem in run.problems if "internal" in problem.message]
    return run


@given(st.lists(st.sampled_from(TOKENS), max_size=40).map("".join))
@settings(max_examples=100, deadline=None)
def test_no_text_crashes(text):
    scanned(f"import docker\n{text}")
    recognises(text.encode())


@given(st.binary(max_size=60))
@settings(deadline=None)
def test_no_bytes_crash(data):
    list(scan(Source("x.py", b"import docker\n" + data)))
    list(scan_notebook(Source("x.ipynb", b'{"nbformat": 4, "cells": [' + data)))


@given(MODULES)
@settings(max_examples=100, deadline=None)
def test_a_rewritten_mention_changes_and_no_other(text):
    before = scanned(text).mentions()
    for number, mention in enumerate(before):
        reference = mention.reference
        if not mention.rewritable or reference is None:
            continue
        run = scanned(text)
        wanted = reference.written(tag=reference.tag, digest=DIGEST)
        outcome = rewrite(run, lambda one, chosen=mention, wanted=wanted: wanted if one == chosen else None)
        assert not outcome.refused, (text, mention)
        after = run.mentions()
        assert [one.resolved for one in after] == [
            wanted if other == number else one.resolved for other, one in enumerate(before)
        ]


@given(MODULES)
@settings(max_examples=100, deadline=None)
def test_all_mentions_are_pinned_at_once_and_only_once(text):
    run = scanned(text)

    def wanted(mention):
        reference = mention.reference
        if not mention.rewritable or reference is None or reference.digest is not None:
            return None
        return reference.written(tag=reference.tag, digest=DIGEST)

    assert not rewrite(run, wanted).refused
    once = run.files[0].source.data if run.files else b""
    assert not rewrite(run, wanted).mended
    assert once == (run.files[0].source.data if run.files else b"")


@given(MODULES)
@settings(max_examples=100, deadline=None)
def test_a_mention_that_may_be_rewritten_stands_there_as_it_is(text):
    for mention in scanned(text).mentions():
        assert isinstance(mention, Mention)
        assert 0 <= mention.span.start <= mention.span.end <= len(mention.source.data)
        if mention.rewritable and "whole" in mention.parts:
            assert mention.source.read(mention.parts["whole"]) == mention.resolved


N = 3000
HOSTILE = {
    "bindings": "x = x + 'b'\n" * N + "C(x)\n",
    "doubling": "a0 = 'x'\n" + "".join(f"a{n + 1} = f'{{a{n}}}{{a{n}}}'\n" for n in range(60)) + "C(a60)\n",
    "choices": "a0 = 'x'\n" + "".join(f"a{n + 1} = (a{n} + a{n}) if q else 'y'\n" for n in range(60)) + "C(a60)\n",
    "chain": "a0 = 'x:1'\n" + "".join(f"a{n + 1} = a{n}\n" for n in range(N)) + f"C(a{N})\n",
    "lists": "l = ['docker', 'run']\n" + "l += l\n" * N + "subprocess.run(l)\n",
    "functions": "".join(f"def f{n}(a):\n f{n + 1}(a); f{n + 1}(a + 'x')\n" for n in range(300)) + "f0('x:1')\n",
    "classes": "".join(f"class C{n}(C{n - 1}): pass\n" for n in range(1, N)) + f"C{N - 1}('x:1')\n",
    "attributes": "C(x" + ".a" * 50_000 + ")\n",
    "brackets": "C(" + "(" * 50_000 + "\n",
    "errors": "def f(:\n" * N,
    "fields": "C(f'" + "{x}" * 50_000 + "')\n",
    "quotes": "x = '" + "\\'" * 100_000 + "'\nC(x)\n",
    "self": "d = {}\nd = {**d, **d}\nC(**d)\nl = [*l]\nfor i in l: C(i)\nx, y = y, x\nC(x)\n",
    "imports": "import " + "a," * 100_000 + "docker\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_module_is_read_to_its_end(name):
    scanned(HEAD + HOSTILE[name])
    recognises(HOSTILE[name].encode())

"""Names, defaults and literals are followed to where an image is written."""

import pytest

from mooring.scanners.tables import COMPOSED, ESCAPED, SHARED, UNKNOWN

HEAD = """\
import os
import docker
from testcontainers.core.container import DockerContainer as C
client = docker.from_env()
"""

LITERALS = [
    ("C('a:1')", ["a:1"]),
    ('C("a:1")', ["a:1"]),
    ("C('''a:1''')", ["a:1"]),
    ('C("""a:1""")', ["a:1"]),
    ("C(r'a:1')", ["a:1"]),
    ("C(u'a:1')", ["a:1"]),
    ("C(f'a:1')", ["a:1"]),
    ("C(rf'a:1')", ["a:1"]),
    ("C(  'a:1'  )", ["a:1"]),
    ("C(('a:1'))", ["a:1"]),
    ("C(' a:1 ')", ["a:1"]),
    ("C(\n    # why\n    'a:1',\n)", ["a:1"]),
    ("C('a' ':1')", ["a' ':1 = a:1"]),
    ("C('ghcr.io/'\n  'a/b:1')", ["ghcr.io/'\n  'a/b:1 = ghcr.io/a/b:1"]),
    ("C('a' + ':1')", ["a' + ':1 = a:1"]),
    ("C('a\\x3a1')", ["a\\x3a1 = a:1"]),
    ("C('a\\N{COLON}1')", [f"'a\\N{{COLON}}1' = a:1 | {COMPOSED}"]),
    ("C('a@sha256:'\n'%s')" % ("d" * 64), ["a@sha256:'\n'{} = a@sha256:{} | {}".format("d" * 64, "d" * 64, ESCAPED)]),
    ("C('é' and 'a:1')", ["é", "a:1"]),
    ("s = 'ü€𝄞'; C('a:1')", ["a:1"]),
    ("C('')", []),
    ("C(' ')", []),
    ("C(None)", []),
    ("C(b'a:1')", []),
    ("C(5)", []),
    ("C(True)", []),
    ("C()", []),
    ("C(*args)", []),
    (f"C('{'d' * 64}')", []),
    (f"C('sha256:{'d' * 64}')", []),
    ("C('Not A Reference')", ["Not A Reference"]),
    ("C('{}')", [f"{{}} = ? | {UNKNOWN}"]),
    ("C('a:{{ version }}')", [f"a:{{{{ version }}}} = ? | {UNKNOWN}"]),
    ("C('a:${VERSION}')", [f"a:${{VERSION}} = ? | {UNKNOWN}"]),
    ("C('a:<% x %>')", [f"a:<% x %> = ? | {UNKNOWN}"]),
]

COMPOSITIONS = [
    ("V = '1'\nC(f'a:{V}')", [f"f'a:{{V}}' = a:1 | {COMPOSED}"]),
    ("V = 16\nC(f'a:{V}')", [f"f'a:{{V}}' = a:16 | {COMPOSED}"]),
    ("V = 3.12\nC(f'a:{V}-slim')", [f"f'a:{{V}}-slim' = a:3.12-slim | {COMPOSED}"]),
    ("R = 'ghcr.io'\nC(f'{R}/a:1')", [f"f'{{R}}/a:1' = ghcr.io/a:1 | {COMPOSED}"]),
    ("V = '1'\nI = f'a:{V}'\nC(I)", [f"f'a:{{V}}' = a:1 | {COMPOSED}"]),
    ("C(f'a:{v}')", [f"f'a:{{v}}' = ? | {UNKNOWN}"]),
    ("C(f'a:{V!r}')", [f"f'a:{{V!r}}' = ? | {UNKNOWN}"]),
    ("V = 1\nC(f'a:{V:03}')", [f"f'a:{{V:03}}' = ? | {UNKNOWN}"]),
    ("V = '1'\nC(f'{V=}')", [f"f'{{V=}}' = ? | {UNKNOWN}"]),
    ("V = '1'\nC('a:' + V)", [f"'a:' + V = a:1 | {COMPOSED}"]),
    ("V = '1'\nC('a:%s' % V)", [f"'a:%s' % V = a:1 | {COMPOSED}"]),
    ("C('%s:%d' % ('a', 1))", [f"'%s:%d' % ('a', 1) = a:1 | {COMPOSED}"]),
    ("C('%(n)s:%(v)s' % {'n': 'a', 'v': 1})", [f"'%(n)s:%(v)s' % {{'n': 'a', 'v': 1}} = a:1 | {COMPOSED}"]),
    ("C('a:{}'.format(1))", [f"'a:{{}}'.format(1) = a:1 | {COMPOSED}"]),
    ("C('{1}:{0}'.format('1', 'a'))", [f"'{{1}}:{{0}}'.format('1', 'a') = a:1 | {COMPOSED}"]),
    ("C('{n}:1'.format(n='a'))", [f"'{{n}}:1'.format(n='a') = a:1 | {COMPOSED}"]),
    ("C('a:{}'.format(v))", [f"'a:{{}}'.format(v) = ? | {UNKNOWN}"]),
    ("C('{}:1'.format(*n))", [f"'{{}}:1'.format(*n) = ? | {UNKNOWN}"]),
    ("C(':'.join(['a', '1']))", [f"':'.join(['a', '1']) = a:1 | {COMPOSED}"]),
    ("C(':'.join(parts))", [f"':'.join(parts) = ? | {UNKNOWN}"]),
    (
        "for v in ('1', '2'):\n    C(f'a:{v}')",
        [f"f'a:{{v}}' = a:1 | {COMPOSED}", f"f'a:{{v}}' = a:2 | {COMPOSED}"],
    ),
]

NAMES = [
    ("I = 'a:1'\nC(I)", ["a:1"]),
    ("I: str = 'a:1'\nC(I)", ["a:1"]),
    ("I: Final = 'a:1'\ndef f():\n    C(I)", ["a:1"]),
    ("I = 'a:1'\nC(I)\nC(I)\nclient.images.pull(I)", ["a:1"]),
    ("I = 'a:1'\nJ = I\nC(J)", ["a:1"]),
    ("I = J = 'a:1'\nC(J)", ["a:1"]),
    ("I, J = 'a:1', 'b:1'\nC(J)", ["b:1"]),
    ("(I, (J, K)) = ('a:1', ('b:1', 'c:1'))\nC(K)", ["c:1"]),
    ("C((I := 'a:1'))\nC(I)", ["a:1"]),
    ("I = 'a:1'\nI = 'b:1'\nC(I)", ["b:1"]),
    ("I = 'a:1'\nif x:\n    I = 'b:1'\nC(I)", ["a:1", "b:1"]),
    ("if x:\n    I = 'a:1'\nelse:\n    I = 'b:1'\nC(I)", ["a:1", "b:1"]),
    ("I = 'a:1'\nif x:\n    I = g()\nC(I)", [f"I = ? | {UNKNOWN}"]),
    ("I = g()\nC(I)", [f"I = ? | {UNKNOWN}"]),
    ("I = 'a'\nI += ':1'\nC(I)", [f"I = ? | {UNKNOWN}"]),
    ("def f():\n    I = 'a:1'\nC(I)", [f"I = ? | {UNKNOWN}"]),
    ("I = 'a:1'\ndef f(I):\n    C(I)", [f"I = ? | {UNKNOWN}"]),
    ("I = 'a:1'\ndef f():\n    global I\n    I = 'b:1'\nC(I)", ["a:1", "b:1"]),
    ("def f():\n    I = 'a:1'\n    def g():\n        nonlocal I\n        C(I)", ["a:1"]),
    ("def f():\n    I = 'a:1'\n    return lambda: C(I)", ["a:1"]),
    ("from settings import I\nC(I)", [f"I = ? | {UNKNOWN}"]),
    ("import settings\nC(settings.I)", [f"settings.I = ? | {UNKNOWN}"]),
    ("C('a:1' if x else 'b:1')", ["a:1", "b:1"]),
    ("C(x or 'a:1')", ["a:1"]),
    ("C(x if x is not None else 'a:1')", ["a:1"]),
    ("C(os.environ.get('I', 'a:1'))", ["a:1"]),
    ("C(os.environ.get('I') or 'a:1')", ["a:1"]),
    ("C(os.getenv('I', default='a:1'))", ["a:1"]),
    ("from os import environ, getenv as g\nC(environ.get('I', 'a:1'))\nC(g('I', 'b:1'))", ["a:1", "b:1"]),
    ("C(os.environ['I'])", [f"os.environ['I'] = ? | {UNKNOWN}"]),
    ("C(os.getenv('I'))", [f"os.getenv('I') = ? | {UNKNOWN}"]),
    ("V = os.getenv('V', '1')\nC(f'a:{V}')", [f"f'a:{{V}}' = a:1 | {COMPOSED}"]),
    ("C(str('a:1'))", ["a:1"]),
    ("C('a:1'.strip())", ["a:1"]),
    ("from typing import cast\nC(cast(str, 'a:1'))", ["a:1"]),
    ("I, *rest = ['a:1', 'b:1']\nC(I)", ["a:1"]),
    ("*rest, I = ['a:1', 'b:1']\nC(I)", ["b:1"]),
    ("i = client.images.pull('a:1')\nC(i.tags[0])", ["a:1"]),
    ("from environs import Env\ne = Env()\nC(e.str('I', 'a:1'))\nC(e('I', default='b:1'))", ["a:1", "b:1"]),
    ("from types import SimpleNamespace as N\nc = N(image='a:1', other='b:1')\nC(c.image)", ["a:1"]),
    ("from functools import partial\nrun = partial(client.containers.run, detach=True)\nrun('a:1')", ["a:1"]),
    ("from functools import partial\nrun = partial(client.containers.run, 'a:1')\nrun()", ["a:1"]),
    ("import asyncio\nasync def f():\n    await asyncio.to_thread(client.images.pull, 'a:1')", ["a:1"]),
    ("def f(loop):\n    loop.run_in_executor(None, client.images.pull, 'a:1')", ["a:1"]),
    ("I = ['a:1', 'b:1']\nlist(map(client.images.pull, I))", ["a:1", "b:1"]),
    ("def f(i):\n    C(i)\npool.submit(f, 'a:1')", ["a:1"]),
    ("from contextlib import closing\nwith closing(docker.from_env()) as c:\n    c.images.pull('a:1')", ["a:1"]),
    ("def f(stack):\n    c = stack.enter_context(docker.from_env())\n    c.images.pull('a:1')", ["a:1"]),
]

FUNCTIONS = [
    ("def f(i='a:1'):\n    C(i)", ["a:1"]),
    ("def f(*, i: str = 'a:1'):\n    C(image=i)", ["a:1"]),
    ("def f(i=None):\n    i = i or 'a:1'\n    C(i)", ["a:1"]),
    ("def f(i=None):\n    if i is None:\n        i = 'a:1'\n    C(i)", ["a:1"]),
    ("def f(i):\n    C(i)\nf('a:1')\nf(i='b:1')", ["a:1", "b:1"]),
    ("def f(i='a:1'):\n    C(i)\nf('b:1')", ["a:1", "b:1"]),
    ("def f(i):\n    i = f'ghcr.io/{i}'\n    C(i)\nf('a:1')", [f"f'ghcr.io/{{i}}' = ghcr.io/a:1 | {COMPOSED}"]),
    ("def f(r, i):\n    C(f'{r}/{i}')\nf('ghcr.io', 'a:1')", [f"f'{{r}}/{{i}}' = ghcr.io/a:1 | {COMPOSED}"]),
    ("def f(*args):\n    C(args)", [f"args = ? | {UNKNOWN}"]),
    ("f = lambda i='a:1': C(i)", ["a:1"]),
    ("def f():\n    return 'a:1'\nC(f())", ["a:1"]),
    ("def f(x):\n    if x:\n        return 'a:1'\n    return 'b:1'\nC(f(1))", ["a:1", "b:1"]),
    ("async def f():\n    return 'a:1'\nasync def g():\n    C(await f())", ["a:1"]),
    ("def f():\n    return f()\nC(f())", [f"f() = ? | {UNKNOWN}"]),
    ("import click\n@click.option('--image', default='a:1')\ndef f(image):\n    C(image)", ["a:1"]),
    (
        (
            "import argparse\np = argparse.ArgumentParser()\np.add_argument('--the-image', default='a:1')\n"
            "a = p.parse_args()\nC(a.the_image)"
        ),
        ["a:1"],
    ),
    (
        (
            "import argparse\np = argparse.ArgumentParser()\np.add_argument('--image', dest='img', default='a:1')\n"
            "a, rest = p.parse_known_args()\nC(a.img)\nC(a.image)"
        ),
        ["a:1", f"a.image = ? | {UNKNOWN}"],
    ),
    ("import argparse\ndef f(a: argparse.Namespace):\n    C(a.i)\np.add_argument('i', default='a:1')", ["a:1"]),
    ("import click\n@click.argument('image', default='a:1')\ndef f(image):\n    C(image)", ["a:1"]),
    ("import click\n@click.option('-i', '--img', 'image', default='a:1')\ndef f(image):\n    C(image)", ["a:1"]),
    ("import typer\ndef f(i: str = typer.Option('a:1')):\n    C(i)", ["a:1"]),
]

CLASSES = [
    ("class A:\n    I = 'a:1'\n    def f(self):\n        C(self.I)", ["a:1"]),
    ("class A:\n    I = 'a:1'\n    C(I)", ["a:1"]),
    ("class A:\n    I = 'a:1'\nC(A.I)", ["a:1"]),
    ("class A:\n    I = 'a:1'\n    @classmethod\n    def f(cls):\n        C(cls.I)", ["a:1"]),
    ("class A:\n    I = 'a:1'\nclass B(A):\n    def f(self):\n        C(self.I)", ["a:1"]),
    ("class A:\n    I = 'a:1'\nclass B(A):\n    I = 'b:1'\nC(B().I)", ["b:1"]),
    ("class A:\n    def __init__(self):\n        self.i = 'a:1'\n    def f(self):\n        C(self.i)", ["a:1"]),
    ("class A:\n    def __init__(self, i='a:1'):\n        self.i = i\n    def f(self):\n        C(self.i)", ["a:1"]),
    (
        "class A:\n    def __init__(self, i):\n        self.i = i\n    def f(self):\n        C(self.i)\nA('a:1')",
        ["a:1"],
    ),
    ("class A:\n    @property\n    def i(self):\n        return 'a:1'\n    def f(self):\n        C(self.i)", ["a:1"]),
    ("class A:\n    I = None\n    def f(self):\n        C(self.I)\nclass B(A):\n    I = 'a:1'", ["a:1"]),
    ("class A:\n    I = 'a:1'\n    def f(self):\n        C(self.I)\nclass B(A):\n    I = 'b:1'", ["a:1", "b:1"]),
    ("class A:\n    I = 'a:1'\nclass B(A):\n    I = 'b:1'\nC(A.I)", ["a:1"]),
    (
        "from typing import NamedTuple\nclass A(NamedTuple):\n    n: str\n    i: str = 'a:1'\nC(A('x', 'b:1').i)",
        ["a:1", "b:1"],
    ),
    (
        "from enum import Enum\nclass E(Enum):\n    A = 'a:1'\n    B = 'b:1'\nfor e in E:\n    C(e.value)",
        ["a:1", "b:1"],
    ),
    ("class A:\n    def f(self):\n        C(self.i)", [f"self.i = ? | {UNKNOWN}"]),
    ("class A:\n    I = 'a:1'\n    def f(self):\n        C(I)", [f"I = ? | {UNKNOWN}"]),
    (
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass A:\n    i: str = 'a:1'\n"
            "    j: str = field(default='b:1')\ndef f(a: A):\n    C(a.i)\n    C(a.j)"
        ),
        ["a:1", "b:1"],
    ),
    ("@dataclass\nclass A:\n    i: str\na = A(i='a:1')\nC(a.i)", ["a:1"]),
    ("from enum import Enum\nclass E(Enum):\n    A = 'a:1'\nC(E.A.value)", ["a:1"]),
    ("class E(str, Enum):\n    A = 'a:1'\nC(E.A)", ["a:1"]),
    ("from pydantic import Field\nclass S:\n    i: str = Field('a:1', env='I')\nC(S().i)", ["a:1"]),
    ("class P(C):\n    pass\nP('a:1')", ["a:1"]),
    (
        "class P(C):\n    def __init__(self, i='a:1', **kw):\n        super().__init__(i, **kw)\nP('b:1')",
        ["a:1", "b:1"],
    ),
    ("class P(C):\n    def __init__(self):\n        super().__init__(image='a:1')", ["a:1"]),
    ("class P(C):\n    def __init__(self, port):\n        super().__init__('a:1')\nP('b:1')", ["a:1"]),
]

COLLECTIONS = [
    ("for i in ('a:1', 'b:1'):\n    C(i)", ["a:1", "b:1"]),
    ("I = ['a:1', 'b:1']\nfor i in I:\n    C(i)", ["a:1", "b:1"]),
    ("I = ['a:1']\nI.append('b:1')\nI += ['c:1']\nfor i in I:\n    C(i)", ["a:1", "b:1", "c:1"]),
    ("[C(i) for i in ['a:1', 'b:1']]", ["a:1", "b:1"]),
    ("for n, i in [('x', 'a:1'), ('y', 'b:1')]:\n    C(i)", ["a:1", "b:1"]),
    ("for n, i in enumerate(['a:1', 'b:1']):\n    C(i)", ["a:1", "b:1"]),
    ("for n, i in zip(['x'], ['a:1']):\n    C(i)", ["a:1"]),
    ("I = {'x': 'a:1', 'y': 'b:1'}\nC(I['x'])", ["a:1"]),
    ("I = {'x': 'a:1', 'y': 'b:1'}\nC(I[k])", ["a:1", "b:1"]),
    ("I = {'x': 'a:1'}\nC(I.get('x', 'b:1'))", ["a:1", "b:1"]),
    ("I = dict(x='a:1')\nC(I['x'])", ["a:1"]),
    ("for n, i in {'x': 'a:1'}.items():\n    C(i)", ["a:1"]),
    ("for i in {'x': 'a:1'}.values():\n    C(i)", ["a:1"]),
    ("I = {'a:1': 1}\nfor i in I:\n    C(i)", ["a:1"]),
    ("C(['a:1', 'b:1'][0])", ["a:1"]),
    ("I = {'image': 'a:1'}\nC(**I)", ["a:1"]),
    ("C(**{'image': 'a:1'})", ["a:1"]),
    ("C(**{**{'image': 'a:1'}})", ["a:1"]),
    ("C(**dict(image='a:1'))", ["a:1"]),
    ("k = {}\nk['image'] = 'a:1'\nC(**k)", ["a:1"]),
    ("k = {'image': 'a:1'}\nk['image'] = 'b:1'\nC(k['image'])", ["a:1", "b:1"]),
    ("I = ['a:1', 'b:1']\nC(I[-1])", ["b:1"]),
    ("x = [docker.from_env()]\nx[0].images.pull('a:1')", ["a:1"]),
    ("for i in images():\n    C(i)", [f"i = ? | {UNKNOWN}"]),
]

TESTS = [
    ("import pytest\n@pytest.mark.parametrize('i', ['a:1', 'b:1'])\ndef test(i):\n    C(i)", ["a:1", "b:1"]),
    (
        "import pytest\n@pytest.mark.parametrize('n,i', [(1, 'a:1'), (2, 'b:1')])\ndef test(n, i):\n    C(i)",
        ["a:1", "b:1"],
    ),
    ("import pytest\n@pytest.mark.parametrize(('i', 'n'), [('a:1', 2)])\ndef test(i, n):\n    C(i)", ["a:1"]),
    (
        "import pytest\n@pytest.mark.parametrize('i', [pytest.param('a:1', id='x'), 'b:1'])\ndef test(i):\n    C(i)",
        ["a:1", "b:1"],
    ),
    (
        "import pytest\n@pytest.mark.parametrize('i', I)\nclass T:\n    def test(self, i):\n        C(i)\nI = ['a:1']",
        ["a:1"],
    ),
    ("import pytest\n@pytest.mark.parametrize('v', ['1', '2'])\ndef test(v):\n    C(f'a:{v}')", None),
    ("import pytest\n@pytest.fixture\ndef i():\n    return 'a:1'\ndef test(i):\n    C(i)", ["a:1"]),
    (
        "import pytest\n@pytest.fixture(params=['a:1', 'b:1'])\ndef i(request):\n    return request.param\ndef test(i):\n    C(i)",
        ["a:1", "b:1"],
    ),
    (
        "import pytest\n@pytest.fixture(params=['a:1'])\ndef c(request):\n    with C(request.param) as c:\n        yield c",
        ["a:1"],
    ),
    (
        "import pytest\n@pytest.fixture(name='i')\ndef _i():\n    return 'a:1'\ndef test(i):\n    C(i)",
        ["a:1"],
    ),
    ("import pytest\nw = pytest.mark.parametrize('i', ['a:1'])\n@w\ndef test(i):\n    C(i)", ["a:1"]),
    (
        (
            "def pytest_addoption(parser):\n    parser.addoption('--the-i', default='a:1')\n"
            "def f(request):\n    C(request.config.getoption('--the-i'))"
        ),
        ["a:1"],
    ),
    (
        "from unittest import TestCase\nclass T(TestCase):\n    def setUp(self):\n        self.i = 'a:1'\n    def test(self):\n        C(self.i)",
        ["a:1"],
    ),
]

SHARING = [
    ("B = 'a:1'\nC(B)\nC(f'{B}-slim')", [f"a:1 | {SHARED}", f"f'{{B}}-slim' = a:1-slim | {COMPOSED}"]),
    ("I = 'a:1'\nclient.images.pull(I)\nclient.images.push(I)", ["a:1 (local)", "a:1 (build-output)"]),
    ("I = 'a:1'\nclient.images.build(tag=I)\nclient.containers.run(I)", ["a:1 (build-output)"]),
    ("client.images.build(tag='a:1')\nclient.containers.run('a:1')", ["a:1 (build-output)", "a:1 (build-output)"]),
    (
        "client.images.build(tag='a')\nclient.containers.run('a:latest')",
        ["a (build-output)", "a:latest (build-output)"],
    ),
    (
        "def f():\n    client.images.build(tag='a:1')\ndef g():\n    C('a:1')",
        ["a:1 (build-output)", "a:1 (build-output)"],
    ),
    ("I = 'a:1'\nclient.images.get(I)\nclient.images.pull(I)", ["a:1"]),
    (
        "def f():\n    client.images.pull('a:1')\n    client.images.get('a:1')\ndef g():\n    client.images.pull('a:1')",
        ["a:1 | the script names the pulled image by this tag again, which pulling by digest does not set", "a:1"],
    ),
    ("try:\n    client.images.get('a:1')\nexcept KeyError:\n    client.images.pull('a:1')", ["a:1"]),
]


REBOUND = [
    ("I = ('a', '1')\nclient.images.pull(*I)", ["a = a:1"]),
    ("client.containers.run(*['a:1', 'sh'])", ["a:1"]),
    ("client.containers.run(*x)\nclient.containers.run(*x, 'a:1')", []),
    ("def f(*args):\n    client.containers.run(*args)\nf('a:1')", []),
    ("C('<org>/a:1')", [f"<org>/a:1 = ? | {UNKNOWN}"]),
    ("C('acme/%s:1')", [f"acme/%s:1 = ? | {UNKNOWN}"]),
    ("for client in x:\n    client.images.pull('a:1')\nclient.images.pull('b:1')", []),
    ("if x:\n    for client in x:\n        client.images.pull('a:1')\nclient.images.pull('b:1')", ["b:1"]),
    ("if x:\n    client = Fake()\n    client.images.pull('a:1')\nclient.images.pull('b:1')", ["b:1"]),
    ("with open(x) as client:\n    client.images.pull('a:1')", []),
    ("with docker.from_env() as other:\n    other.images.pull('a:1')", ["a:1"]),
    ("from mine import client\nclient.images.pull('a:1')", []),
    ("def client(): ...\nclient.images.pull('a:1')", []),
    ("class docker: ...\ndocker.from_env().images.pull('a:1')", []),
    ("for docker in x: ...\nimport docker\ndocker.from_env().images.pull('a:1')", ["a:1"]),
    ("try:\n    import docker\nexcept ImportError:\n    docker = None\ndocker.from_env().images.pull('a:1')", ["a:1"]),
    ("for I in ['a:1', 'b:1']:\n    C(I)", ["a:1", "b:1"]),
    ("I = 'a:1'\nif x:\n    I = 'b:1'\n    C(I)\nelse:\n    C(I)", ["a:1", "b:1"]),
    ("I = 'a:1'\nwhile x:\n    C(I)\n    I = 'b:1'", ["a:1", "b:1"]),
]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        *LITERALS,
        *COMPOSITIONS,
        *NAMES,
        *FUNCTIONS,
        *CLASSES,
        *COLLECTIONS,
        *[(code, expected) for code, expected in TESTS if expected is not None],
        *SHARING,
        *REBOUND,
    ],
)
def test_an_image_is_found_where_it_is_written(read, code, expected):
    assert read(f"{HEAD}{code}\n") == expected


def test_each_case_of_a_composed_text_is_found(read):
    code = next(code for code, expected in TESTS if expected is None)
    assert read(HEAD + code) == [f"f'a:{{v}}' = a:{version} | {COMPOSED}" for version in "12"]

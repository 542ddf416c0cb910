"""The command lines that a module runs."""

import pytest

from mooring.scanners.tables import COMPOSED, SHARED

UNKNOWN = "its value is not known before the script runs"

CASES = [
    ("subprocess.run(['docker', 'run', '--rm', '-it', 'a:1', 'sh'])", ["a:1"]),
    ("subprocess.check_call(('docker', 'pull', 'a:1'))", ["a:1"]),
    ("subprocess.Popen(args=['podman', 'run', 'a:1'])", ["a:1"]),
    ("subprocess.run('docker run a:1', shell=True)", ["a:1"]),
    ("subprocess.run('docker run a:1 && docker pull b:1', shell=True)", ["a:1", "b:1"]),
    ('subprocess.run("""\n  docker run \\\\\n    a:1\n""", shell=True)', ["a:1"]),
    ("subprocess.check_output('docker run a:1'.split())", ["a:1"]),
    ("subprocess.run(shlex.split('docker run \"a:1\"'))", ["a:1"]),
    ("os.system('docker pull a:1')", ["a:1"]),
    ("os.popen('docker pull a:1').read()", ["a:1"]),
    ("os.execvp('docker', ['docker', 'run', 'a:1'])", ["a:1"]),
    ("os.execlp('docker', 'docker', 'run', 'a:1')", ["a:1"]),
    ("from subprocess import run as r\nr(['docker', 'pull', 'a:1'])", ["a:1"]),
    ("async def f():\n    await asyncio.create_subprocess_exec('docker', 'run', 'a:1')", ["a:1"]),
    ("async def f():\n    await asyncio.create_subprocess_shell('docker run a:1')", ["a:1"]),
    ("subprocess.run(['sudo', 'docker', 'run', 'a:1'])", ["a:1"]),
    ("subprocess.run(['/usr/bin/docker', 'run', 'a:1'])", ["a:1"]),
    ("subprocess.run(['bash', '-c', 'docker run a:1'])", ["a:1"]),
    ("subprocess.run(['docker', 'build', '-t', 'a:1', '.'])", ["a:1 (build-output)"]),
    ("subprocess.run(['docker', 'build', '--build-arg', 'BASE_IMAGE=a:1', '.'])", ["a:1"]),
    ("subprocess.run(['docker', 'run', '--platform=linux/arm64', 'a:1'])", ["a:1 on linux/arm64"]),
    (
        "subprocess.run(['docker', 'build', '-t', 'a:1', '.'])\nsubprocess.run(['docker', 'run', 'a:1'])",
        ["a:1 (build-output)"] * 2,
    ),
    ("subprocess.run(['kubectl', 'run', 'p', '--image=a:1'])", ["a:1"]),
    ("subprocess.run(['skopeo', 'copy', 'docker://a:1', 'docker://b:1'])", ["a:1", "b:1 (build-output)"]),
    ("I = 'a:1'\nsubprocess.run(['docker', 'run', I])", ["a:1"]),
    ("I = 'a:1'\nsubprocess.run(['docker', 'run', f'{I}'])", ["a:1"]),
    ("I = 'a:1'\nsubprocess.run(f'docker run {I} sh', shell=True)", ["a:1"]),
    ("I = 'a:1'\nos.system('docker run %s sh' % I)", ["a:1"]),
    ("I = 'a:1'\nos.system('docker run {} sh'.format(I))", ["a:1"]),
    ("I = 'a:1'\nos.system('docker run ' + I + ' sh')", ["a:1"]),
    ("I = 'a:1'\nos.system(' '.join(['docker', 'run', I]))", ["a:1"]),
    ("V = '1'\nsubprocess.run(['docker', 'run', f'a:{V}'])", [f"f'a:{{V}}' = a:1 | {COMPOSED}"]),
    ("V = '1'\nos.system(f'docker run a:{V}')", [f"f'docker run a:{{V}}' = a:1 | {COMPOSED}"]),
    (
        "B = 'a:1'\nos.system(f'docker run {B} && docker run {B}-slim')",
        [f"a:1 | {SHARED}", f"f'docker run {{B}} && docker run {{B}}-slim' = a:1-slim | {COMPOSED}"],
    ),
    ("subprocess.run(['docker', 'run', image])", [f"image = ? | {UNKNOWN}"]),
    ("os.system(f'docker run {image}')", [f"{{image}} = ? | {UNKNOWN}"]),
    ("subprocess.run(['docker', 'run', '-v', f'{os.getcwd()}:/x', 'a:1'])", ["a:1"]),
    ("subprocess.run(['docker', 'run', *options, 'a:1'])", ["a:1"]),
    ("subprocess.run(['docker', 'run', *(['--gpus', 'all'] if g else []), 'a:1'])", ["a:1"]),
    ("subprocess.run(['docker', 'run'] + ['--rm', 'a:1'] + sys.argv[1:])", ["a:1"]),
    ("A = ['docker', 'run', '--rm']\nsubprocess.run([*A, 'a:1'])\nsubprocess.run(A + ['b:1'])", ["a:1", "b:1"]),
    ("c = ['docker', 'run']\nc += ['--rm']\nc.append('a:1')\nc.extend(['sh', '-c'])\nsubprocess.run(c)", ["a:1"]),
    ("c = ['docker', 'run']\nif g:\n    c += ['--gpus', 'all']\nc.append('a:1')\nsubprocess.run(c)", ["a:1"]),
    ("c = ['docker']\nif g:\n    c += ['pull', 'a:1']\nelse:\n    c += ['run', 'b:1']\nsubprocess.run(c)", []),
    ("c = ['docker', 'run']\nc.insert(1, x)\nc.append('a:1')\nsubprocess.run(c)", []),
    (
        "def command():\n    c = ['docker', 'run']\n    c.append('a:1')\n    return c\nsubprocess.run(command())",
        ["a:1"],
    ),
    ("def run(*a, **k):\n    subprocess.run(a)\nrun('docker', 'run', 'a:1')", []),
    (
        "def run(c):\n    subprocess.run(c, check=True)\nrun(['docker', 'pull', 'a:1'])\nrun(['docker', 'run', 'b:1'])",
        ["a:1", "b:1"],
    ),
    ("def run(c):\n    return subprocess.run(c, shell=True)\nrun(f'docker pull a:1 -q')", ["a:1"]),
    ("for c in (['docker', 'pull', 'a:1'], ['docker', 'pull', 'b:1']):\n    subprocess.run(c)", ["a:1", "b:1"]),
    ("E = 'podman' if x else 'docker'\nsubprocess.run([E, 'run', 'a:1'])", ["a:1"]),
    ("subprocess.run([docker, 'run', 'a:1'])", ["a:1"]),
    ("ENGINES = ['docker']\nsubprocess.run([self.container_engine, 'run', 'a:1'])", ["a:1"]),
    ("subprocess.run([tool, 'run', 'a:1'])", []),
    ("subprocess.run(['echo', 'docker', 'run', 'a:1'])", []),
    ("subprocess.run(['docker', 'rm', 'a:1'])\nsubprocess.run(['docker', 'exec', 'a', 'b:1'])", []),
    ("subprocess.run(['docker-compose', 'run', 'a:1'])\nsubprocess.run(['docker', 'compose', 'up', 'a'])", []),
    ("print(['docker', 'run', 'a:1'])\nx = 'docker run b:1'", []),
    ("subprocess.run(['x', 'it\\'s', 'é'])\nsubprocess.run(['docker', 'run', '-e', 'X=it\\'s', 'a:1'])", ["a:1"]),
    ("import nox\n@nox.session\ndef t(session):\n    session.run('docker', 'run', 'a:1', external=True)", ["a:1"]),
    ("import nox\n@nox.session(python='3')\ndef t(s: nox.Session):\n    s.run('docker', 'run', 'a:1')", ["a:1"]),
    ("from invoke import task\n@task\ndef t(c, x=1):\n    c.run('docker run a:1')", ["a:1"]),
    ("import fabric\nfabric.Connection('h').run('docker run a:1')", ["a:1"]),
    ("from fabric.api import local, run\nrun('docker run a:1')\nlocal('docker pull b:1')", ["a:1", "b:1"]),
    ("async def f():\n    await asyncio.to_thread(subprocess.run, ['docker', 'pull', 'a:1'])", ["a:1"]),
    ("import sh\nsh.docker('run', 'a:1')\nsh.docker.run('b:1')", ["a:1", "b:1"]),
    ("from sh import docker\ndocker.pull('a:1')", ["a:1"]),
    ("from plumbum.cmd import docker\ndocker('run', 'a:1')", ["a:1"]),
    (
        "from airflow.operators.bash import BashOperator\nBashOperator(task_id='t', bash_command='docker run a:1')",
        ["a:1"],
    ),
    ("get_ipython().system('docker run a:1')", ["a:1"]),
    ("get_ipython().run_cell_magic('bash', '', 'docker run a:1\\n')", ["a:1"]),
    ("get_ipython().run_cell_magic('html', '', 'docker run a:1\\n')", []),
]


@pytest.mark.parametrize(("code", "expected"), CASES)
def test_a_command_line(read, code, expected):
    assert read(f"import asyncio, os, shlex, subprocess, sys\n{code}\n") == expected


def test_the_problem_of_a_command_has_the_line_of_the_module(problems):
    code = "import subprocess\n\nsubprocess.run('''\ndocker build - <<'X'\nFROM a:1\nNONSENSE\nX\n''', shell=True)\n"
    assert [problem.partition(": ")[0] for problem in problems(code)] == ["x.py:6"]

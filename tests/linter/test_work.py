"""How much a run does, counted instead of timed: modules imported, files opened and read, parsers run, programs started.

The command runs in a process of its own, in a folder of a few files, with a hook that is told of every such event.
"""

import ast
import os
import subprocess
import sys

import pytest

WATCH = """
import os, sys
sys.path[:] = os.environ["TEST_PATHS"].split(os.pathsep)
bare = set(sys.modules)
opened, listed, started, parsed, read = [], [], [], [], []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.append(arguments[0])
    elif event == "os.scandir" or event == "os.listdir":
        listed.append(str(arguments[0]))
    elif event == "subprocess.Popen" or event == "os.fork":
        started.append(event)
    elif event == "compile" and arguments[1] == "<unknown>":
        parsed.append("ast")
sys.addaudithook(hook)
original_read = os.read
def counting(descriptor, size):
    data = original_read(descriptor, size)
    read.append(len(data))
    return data
os.read = counting
if os.environ["TEST_WRAP"]:
    import yaml, ruamel.yaml
    def wrap(owner, name):
        original = getattr(owner, name)
        def wrapped(*given, **named):
            parsed.append(owner.__name__)
            return original(*given, **named)
        setattr(owner, name, wrapped)
    wrap(yaml, "compose"), wrap(yaml, "compose_all"), wrap(ruamel.yaml, "YAML")
from mooring.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as stop:
    code = stop.code
with open(os.environ["TEST_REPORT"], "w") as report:
    told = dict(code=code, modules={*sys.modules} - bare, opened=opened, listed=listed, started=started, parsed=parsed, read=read)
    report.write(repr(told))
"""


class Work:
    """What a run did; the paths of files in its folder are relative."""

    def __init__(self, folder, told):
        self.code = told["code"]
        self.modules = told["modules"]
        self.opened = [path for path in (inside(folder, path) for path in told["opened"]) if path]
        self.listed = [path for path in (inside(folder, path) for path in told["listed"]) if path]
        self.started, self.parsed, self.bytes = told["started"], told["parsed"], sum(told["read"])


def inside(folder, path):
    relative = os.path.relpath(os.path.join(folder, path), folder)
    return None if relative.startswith("..") else relative


@pytest.fixture
def work(tmp_path):
    """Write files into an empty folder and run the command there, with parsers wrapped or with none imported for it."""

    def run(files, *words, stdin="", wrap=False):
        folder = tmp_path / "repository"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "GITHUB_", "MOORING"))}
        report = tmp_path / "report.json"
        ours |= {
            "TEST_PATHS": os.pathsep.join(filter(None, sys.path)),
            "TEST_REPORT": str(report),
            "TEST_WRAP": "yes" if wrap else "",
        }
        ours |= dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "DOCKER_CONFIG"), str(tmp_path / "home"))
        command = [sys.executable, "-S", "-c", WATCH, *words]
        ended = subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=folder, env=ours, check=False)
        assert ended.returncode == 0, ended.stderr
        return Work(folder, ast.literal_eval(report.read_text()))

    return run


DOCKERFILE = "FROM nginx:1.29.3\nRUN make\n"
COMPOSE = "services:\n  web:\n    image: nginx:1.29.3\n"
WORKFLOW = "on: push\njobs:\n  test:\n    runs-on: x\n    container: nginx:1.29.3\n    steps:\n      - run: make\n"
PROGRAM = 'import docker\n\ndocker.from_env().containers.run("nginx:1.29.3")\n'
FILES = {
    "Dockerfile": DOCKERFILE,
    "compose.yaml": COMPOSE,
    ".github/workflows/ci.yml": WORKFLOW,
    "tests/run.py": PROGRAM,
    "src/plain.py": "class Plain:\n    pass\n",
    "config/plain.yaml": "level: 1\n",
    "photo.png": "no text",
}
TAKEN = {"Dockerfile", "compose.yaml", ".github/workflows/ci.yml", "tests/run.py"}

USUAL = {
    "atexit", "bisect", "collections", "copyreg", "enum", "errno", "functools", "gc", "importlib", "itertools",
    "keyword", "mooring", "mooring_rules", "operator", "re", "reprlib", "types", "warnings",
}  # fmt: skip
"""The modules outside of Mooring that a run may import which is handed one file, by the first part of their names."""

SHARED = {"catalogue", "ci", "nodes", "patterns", "tables", "yaml_tree"}
STARTS = [
    (["check", "Dockerfile"], "", 0, USUAL, {"catalogue", "dockerfile"}),
    (["check", "-", "--stdin-filename", "Dockerfile"], DOCKERFILE, 0, USUAL, {"catalogue", "dockerfile"}),
    (["check", ".github/workflows/ci.yml"], "", 0, USUAL, {*SHARED, "build_options", "github", "shell"}),
    (["check", "compose.yaml"], "", 0, USUAL, {*SHARED, "build_options", "compose"}),
    (["--help"], "", 0, USUAL - {"errno", "mooring_rules"}, set()),
    (["check", "--nothing"], "", 2, (USUAL | {"argparse", "gettext", "locale"}) - {"mooring_rules"}, set()),
]
"""What each start may import: modules as above, and modules and packages of scanners."""

UNUSED = {"changes", "git", "lsp", "registry", "sweep"}


@pytest.mark.parametrize(
    ("words", "stdin", "code", "modules", "scanners"), STARTS, ids=[" ".join(it[0]) for it in STARTS]
)
def test_a_start_imports_no_more_than_it_needs(work, words, stdin, code, modules, scanners):
    done = work(FILES, *words, stdin=stdin)
    assert done.code == code
    assert {name.partition(".")[0] for name in done.modules if not name.startswith("_")} <= modules
    assert {name.split(".")[2] for name in done.modules if name.startswith("mooring.scanners.")} <= scanners
    assert {name.split(".")[2] for name in done.modules if name.startswith("mooring.reporters.")} <= {"text"}
    assert not {f"mooring.{name}" for name in UNUSED} & done.modules
    assert done.started == []


@pytest.mark.parametrize("path", sorted(TAKEN))
def test_of_a_file_that_is_named_only_that_file_is_opened(work, path):
    done = work(FILES, "check", path)
    assert (done.code, done.opened) == (0, [path])
    assert done.bytes <= len(FILES[path]) + 1


def test_without_files_nothing_is_opened(work):
    for words in (["--help"], ["check", "--nothing"], ["check", "-", "--stdin-filename", "Dockerfile"]):
        assert work(FILES, *words).opened == []


def test_a_tree_is_listed_once_and_each_of_its_files_opened_once_if_a_scanner_could_take_it(work):
    done = work(FILES, "check", ".")
    assert done.code == 0
    assert sorted(done.opened) == sorted(set(done.opened))
    assert set(done.opened) >= TAKEN
    assert "photo.png" not in done.opened
    assert sorted(done.listed) == sorted(set(done.listed))


def test_a_small_tree_is_read_by_one_process_without_what_large_ones_need(work):
    done = work(FILES, "check", ".")
    assert "os.fork" not in done.started
    assert {"mooring.sweep", "re2", "typing", "dataclasses"} & done.modules == set()


def test_no_more_bytes_are_read_than_the_files_have(work):
    done = work(FILES, "check", ".")
    assert sum(len(FILES[path]) for path in TAKEN) <= done.bytes <= sum(map(len, FILES.values())) + 1000


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/a.py", "class Plain:\n    pass\n"),
        ("src/a.py", '"""Runs containers of docker."""\n'),
        ("config/a.yaml", "level: 1\nname: plain\n"),
        ("config/a.json", '{"level": 1}'),
        ("Dockerfile", DOCKERFILE),
        ("a.sh", "make\n"),
    ],
)
def test_no_parser_runs_for_a_file_that_cannot_name_an_image_or_needs_none(work, path, text):
    assert work({path: text}, "check", ".", wrap=True).parsed == []


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yaml": COMPOSE},
        {".github/workflows/ci.yml": WORKFLOW},
        {"tests/run.py": PROGRAM},
        {"deploy/pod.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - {name: a, image: nginx:1.29.3}\n"},
        FILES,
        {f"part{number}/compose.yaml": COMPOSE for number in range(20)},
    ],
    ids=["compose", "workflow", "program", "manifest", "mix", "many"],
)
def test_a_file_is_parsed_once_at_most_however_many_scanners_look_at_it(work, files):
    done = work(files, "check", ".", wrap=True)
    assert done.code == 0
    assert len(done.parsed) <= sum(name.endswith((".py", ".yml", ".yaml")) for name in files)


def test_the_work_for_a_file_does_not_grow_with_the_number_of_files(work, tmp_path):
    few = work({f"a{number}/Dockerfile": DOCKERFILE for number in range(10)}, "check", ".")
    many = work({f"a{number}/Dockerfile": DOCKERFILE for number in range(40)}, "check", ".")
    assert (len(few.opened), len(many.opened)) == (10, 40)
    assert many.bytes - few.bytes == 30 * len(DOCKERFILE)
    assert len(many.listed) - len(few.listed) == 30
    assert many.modules == few.modules

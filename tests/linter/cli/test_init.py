"""`mooring init`: what it writes, and where it does not."""

import os
import tempfile
from pathlib import Path

import pytest
import yaml

FILES = {
    "services/web/Dockerfile": "# hadolint ignore=DL3006\nFROM ghcr.io/acme/a\nCOPY --from=registry.acme.io/b:3 / /\n",
    "services/jobs/Dockerfile": "FROM python\n",
    "vendor/github.com/x/y/Dockerfile": "FROM example.org/busybox\n",
    ".hadolint.yaml": "trustedRegistries: [docker.io]\n",
    "compose.yaml": "services:\n  web: {build: services/web, image: ghcr.io/acme/web}\n  db: {image: 'postgres:17'}\n",
    "deploy/prod/compose.yaml": "services:\n  web: {image: 'ghcr.io/acme/web:1.2'}\n  db: {image: 'postgres:17'}\n",
    "deploy/qa/compose.yaml": "services:\n  web: {image: 'ghcr.io/acme/web:1.2'}\n",
}


def policy():
    return yaml.safe_load(Path(".mooring.yaml").read_text(encoding="utf-8"))


def test_what_is_written(mooring, repository):
    repository(FILES)
    outcome = mooring("init")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [
        ".mooring.yaml: written, from 7 references in 5 files",
        "2 findings to begin with: `mooring check --fix` mends what it can, `mooring baseline` records the rest",
    ]
    assert policy() == {
        "extends": "default",
        "environments": {"qa": ["deploy/qa/"]},
        "exclude": ["vendor/"],
        "honour-ignores": ["hadolint"],
        "rules": {
            "registry-not-allowed": {
                "allow": ["docker.io/library/*", "ghcr.io/acme/**", "registry.acme.io/**"],
                "reason": "nothing here came from there when this policy was written; let it in if it is wanted",
            },
            "unpinned-digest": {"exempt": ["ghcr.io/acme/web"]},
        },
    }
    text = Path(".mooring.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=https://")
    assert "#   production: deploy/prod/\n" in text
    assert "# hadolint's configuration trusts docker.io\n" in text


def test_what_it_counts_is_what_fails(mooring, repository):
    repository(FILES)
    mooring("init")
    counted = [line.split()[1:] for line in Path(".mooring.yaml").read_text().splitlines() if line.startswith("#     ")]
    shown = [line.split()[:3] for line in mooring("check", "--statistics").out.splitlines()[:-1]]
    assert counted == shown == [["1", "warning", "implicit-latest"], ["1", "error", "unpinned-digest"]]


def test_the_next_steps_are_as_it_says(mooring, repository):
    root = repository(FILES)
    mooring("init")
    assert mooring("baseline").code == 0
    assert mooring("check").code == 0
    (root / "new.Dockerfile").write_text("FROM quay.io/new/image:1\n")
    outcome = mooring("check", "--format", "json")
    assert [(one["path"], one["rule"]) for one in outcome.json["findings"]] == [
        ("new.Dockerfile", "registry-not-allowed")
    ]


def test_it_is_the_same_every_time(mooring, repository):
    repository(FILES)
    mooring("init")
    first = Path(".mooring.yaml").read_bytes()
    Path(".mooring.yaml").unlink()
    mooring("init", ".")
    assert Path(".mooring.yaml").read_bytes() == first


@pytest.mark.parametrize("files", [{}, {"README.md": "FROM x\n"}, {"Dockerfile": "FROM scratch\n"}])
def test_where_no_image_is_named(mooring, repository, files):
    repository(files)
    outcome = mooring("init")
    assert outcome.code == 0
    assert outcome.out.endswith("nothing fails under it: put `mooring check` into CI\n")
    assert policy() == {"extends": "default"}
    assert mooring("check").code == 0


def test_another_folder(mooring, repository):
    root = repository({f"sub/{name}": text for name, text in FILES.items()})
    outcome = mooring("init", "sub")
    assert outcome.out.startswith("sub/.mooring.yaml: written, from 7 references")
    assert os.path.samefile(os.curdir, root / "sub")
    assert policy()["environments"] == {"qa": ["deploy/qa/"]}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {".mooring.yaml": "show: note\n"},
            ".mooring.yaml: is the policy here already; edit it, or remove it to begin anew",
        ),
        ({".mooring.yaml": ""}, ".mooring.yaml: is the policy here already; edit it, or remove it to begin anew"),
        ({".mooring.yml": "show: note\n"}, ".mooring.yml: the policy is read from .mooring.yaml; rename the file"),
        (
            {"pyproject.toml": "[tool.mooring]\nshow = 'note'\n"},
            "pyproject.toml: is the policy here already; edit it, or remove it to begin anew",
        ),
        (
            {"pyproject.toml": "[tool.mooring]\n"},
            "pyproject.toml: is the policy here already; edit it, or remove it to begin anew",
        ),
    ],
)
def test_where_there_is_a_policy_nothing_is_written(mooring, repository, files, message):
    root = repository({"Dockerfile": "FROM nginx\n", **files})
    before = {path.name: path.read_bytes() for path in root.iterdir()}
    outcome = mooring("init")
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"mooring: {message}\n")
    assert {path.name: path.read_bytes() for path in root.iterdir()} == before


def test_a_policy_further_up(mooring, repository, monkeypatch):
    root = repository({".mooring.yaml": "show: note\n", "a/Dockerfile": "FROM nginx\n"})
    monkeypatch.chdir(root / "a")
    outcome = mooring("init")
    assert outcome.code == 2
    assert (
        outcome.err
        == f"mooring: {root}/.mooring.yaml: is the policy here already; edit it, or remove it to begin anew\n"
    )


def test_a_dangling_link_is_not_written_through(mooring, repository):
    root = repository({"Dockerfile": "FROM nginx\n"})
    (root / ".mooring.yaml").symlink_to(root.parent / "elsewhere.yaml")
    assert mooring("init").code == 2
    assert not (root.parent / "elsewhere.yaml").exists()


@pytest.mark.parametrize(("path", "reason"), [("nope", "no such file or directory"), ("Dockerfile", "not a directory")])
def test_a_path_that_is_no_folder(mooring, repository, path, reason):
    repository({"Dockerfile": "FROM nginx\n"})
    outcome = mooring("init", path)
    assert (outcome.code, outcome.err) == (2, f"mooring: {path}: {reason}; name a folder\n")


def test_what_cannot_be_read_is_told(mooring, repository):
    repository({"Dockerfile": "FROM nginx:1\n", "compose.yaml": "services: [\n", ".hadolint.yaml": "a: [\n"})
    outcome = mooring("init")
    assert outcome.code == 0
    assert outcome.err == "mooring: 1 problem with what was read: `mooring check` says which\n"


def test_names_of_files_are_but_names(mooring, repository):
    """A folder's name that would be YAML, were it not quoted."""
    root = repository(
        {'prod\nrules: {a: "b"}\n#/Dockerfile': "FROM nginx:1\n", "x: y #\n- qa/Dockerfile": "FROM nginx:1\n"}
    )
    try:
        (root / "b\udcff-qa").mkdir()
        (root / "b\udcff-qa" / "Dockerfile").write_text("FROM nginx:1\n")
    except OSError:
        pass  # a file system that takes names in UTF-8 only
    mooring("init")
    assert policy()["rules"]["registry-not-allowed"]["allow"] == ["docker.io/library/*"]
    assert policy().keys() == {"extends", "rules"}
    assert mooring("check", "--select", "registry-not-allowed").code == 0


BOMB = "".join(f"{chr(98 + n)}: &{chr(98 + n)} {{<<: [{', '.join([f'*{chr(97 + n)}'] * 20)}]}}\n" for n in range(8))


@pytest.mark.parametrize(
    ("text", "trusted"),
    [
        ("trustedRegistries:\n  - ghcr.io\n  - 'a\n\n  b: c'\n  - {x: y}\n", "ghcr.io, a\N{REPLACEMENT CHARACTER}b: c"),
        ("trustedRegistries: ghcr.io\n", None),
        ("trustedRegistries: []\n", None),
        ("- trustedRegistries\n", None),
        ("[\n", None),
        ("[" * 5000, None),
        ("", None),
        ("\0", None),
        (f"a: &a {{x: y}}\n{BOMB}trustedRegistries: [quay.io]\n", "quay.io"),
        ("#" * 70_000 + "\ntrustedRegistries: [quay.io]\n", None),
    ],
)
def test_hadolint_s_configuration_can_be_anything(mooring, repository, text, trusted):
    repository({"Dockerfile": "FROM nginx:1\n", ".hadolint.yaml": text})
    assert mooring("init").code == 0
    trusting = [line for line in Path(".mooring.yaml").read_text().splitlines() if "trusts" in line]
    assert trusting == ([f"      # hadolint's configuration trusts {trusted}"] if trusted else [])
    assert policy()["rules"].keys() == {"registry-not-allowed"}


def test_a_folder_that_cannot_be_written_to(mooring, repository, monkeypatch):
    root = str(repository({"Dockerfile": "FROM nginx:1\n"}))
    make = tempfile.mkstemp

    def refuse(*, dir, **options):
        if dir == root:
            raise PermissionError(13, "Permission denied")
        return make(dir=dir, **options)

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    outcome = mooring("init")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "mooring: .mooring.yaml: cannot be written: permission denied\n"
    assert os.listdir(root) == ["Dockerfile"]

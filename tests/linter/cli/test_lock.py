"""`mooring lock`, `check --locked` and `pin --locked`, the first against a real registry, the others without any."""

import os
import re
import socket
import stat
import subprocess
import sys
import tomllib
from datetime import UTC, datetime

import pytest

from kit.images import build
from mooring.cli.answers import RegistryAnswers
from mooring.model import NoAnswer

DIGEST = "sha256:" + "0123456789abcdef" * 4
OTHER = "sha256:" + "fedcba9876543210" * 4
BOTH = ["linux/amd64", "linux/arm64"]


def block(name, digest=DIGEST, platforms='["linux/amd64"]'):
    return (
        f'\n[image."{name}"]\ndigest = "{digest}"\nplatforms = {platforms}\n'
        f'resolved = "2026-01-02T03:04:05Z"\nfrom = "{name.rpartition(":")[0]}"\n'
    )


def lock_of(*blocks):
    return "version = 1\n" + "".join(blocks)


REDIS = "docker.io/library/redis:8"


@pytest.fixture(scope="session")
def app(registry):
    return registry.push("lock/app", tags=["1", "latest"], platforms=BOTH, attestations=True)


@pytest.fixture(scope="session")
def tool(registry):
    return registry.push("lock/tool", tags=["2"])


@pytest.fixture
def host(registry):
    return registry.host


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def images(here, path="mooring.lock"):
    return tomllib.loads((here / path).read_text())["image"]


def test_what_every_reference_names_is_recorded(mooring, repository, host, app, tool):
    here = repository(
        {
            "Dockerfile": f"FROM {host}/lock/app AS a\nFROM {host}/lock/app:latest\nFROM {host}/lock/tool:2\n",
            "compose.yaml": f"services:\n  a: {{image: '{host}/lock/app:1@{app}'}}\n"
            f"  b: {{image: '{host}/lock/app@{app}'}}\n  c: {{image: '{host}/lock/built:1', build: .}}\n",
        }
    )
    outcome = mooring("lock")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "mooring.lock: 3 references, 3 added\n"
    locked = images(here)
    times = {one.pop("resolved") for one in locked.values()}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", times.pop())
    assert not times
    of_app = {"digest": app, "platforms": BOTH, "from": f"{host}/lock/app"}
    assert locked == {
        f"{host}/lock/app:1": of_app,
        f"{host}/lock/app:latest": of_app,
        f"{host}/lock/tool:2": {"digest": tool, "platforms": ["linux/amd64"], "from": f"{host}/lock/tool"},
    }
    mask = os.umask(0o022)
    os.umask(mask)
    assert stat.S_IMODE((here / "mooring.lock").stat().st_mode) == 0o666 & ~mask
    assert sorted(path.name for path in here.iterdir()) == ["Dockerfile", "compose.yaml", "mooring.lock"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_second_lock_changes_nothing(mooring, repository, host, app, tool, end):
    here = repository({"Dockerfile": f"FROM {host}/lock/tool:2\nFROM {host}/lock/app:1\n"})
    mooring("lock")
    path = here / "mooring.lock"
    written = re.sub("resolved = .*", 'resolved = "2020-02-02T02:02:02Z"', path.read_text()).replace("\n", end).encode()
    path.write_bytes(written)
    os.utime(path, (1, 1))
    assert mooring("lock", "--refresh").out == "mooring.lock: 2 references, nothing changed\n"
    assert path.read_bytes() == written
    assert path.stat().st_mtime == 1
    outcome = mooring("lock", "--diff")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "mooring: nothing to change\n")


def test_a_tag_that_has_moved_changes_its_own_block_alone(mooring, repository, registry, host, tool):
    first = registry.push("lock/moving", tags=["1"])
    here = repository({"Dockerfile": f"FROM {host}/lock/moving:1\nFROM {host}/lock/tool:2\n"})
    mooring("lock")
    path = here / "mooring.lock"
    path.write_text(re.sub("resolved = .*", 'resolved = "2020-02-02T02:02:02Z"', path.read_text()))
    before = path.read_text()
    second = registry.push("lock/moving", tags=["1"], content="newer")
    diff = mooring("lock", "--diff", "--refresh")
    assert diff.code == 0
    assert f'-digest = "{first}"\n' in diff.out
    assert f'+digest = "{second}"\n' in diff.out
    assert path.read_text() == before
    assert mooring("lock", "--refresh").out == "mooring.lock: 2 references, 1 changed\n"
    changed = [
        pair for pair in zip(before.splitlines(), path.read_text().splitlines(), strict=True) if len({*pair}) > 1
    ]
    assert [old.partition(" ")[0] for old, _ in changed] == ["digest", "resolved"]


def test_the_digest_that_is_written_is_locked_and_not_what_the_tag_names_by_now(mooring, repository, registry, host):
    old = registry.push("lock/pinned", tags=["1"])
    registry.push("lock/pinned", tags=["1"], content="newer")
    here = repository(
        {"a/Dockerfile": f"FROM {host}/lock/pinned:1@{old}\n", "b/Dockerfile": f"FROM {host}/lock/pinned:1\n"}
    )
    assert mooring("lock").code == 0
    assert images(here)[f"{host}/lock/pinned:1"]["digest"] == old
    assert mooring("check", "--locked").code == 0


def test_the_cooldown_holds_a_tag_back_where_there_is_an_entry_to_keep(mooring, repository, registry, host):
    def push(created):
        image = build(created, created=created)
        return registry.push_image("lock/fresh", image, ["1"])

    now = datetime.now(UTC).isoformat(timespec="seconds")
    first = push("2026-01-02T03:04:05Z")
    here = repository(
        {
            "Dockerfile": f"FROM {host}/lock/fresh:1\n",
            ".mooring.yaml": "rules: {too-fresh: {severity: note, days: 3}}\n",
        }
    )
    mooring("lock")
    second = push(now)
    outcome = mooring("lock", "--refresh")
    assert (outcome.code, outcome.out) == (0, "mooring.lock: 1 reference, nothing changed\n")
    assert outcome.err == (
        f"Dockerfile:1:6: `{host}/lock/fresh:1` keeps its entry: `{host}/lock/fresh:1@{second}` was made 0 days ago; "
        "the policy waits for 3 days\n"
    )
    assert images(here)[f"{host}/lock/fresh:1"]["digest"] == first
    repository({"Dockerfile": f"FROM {host}/lock/fresh:1@{second}\n"})
    assert mooring("lock").out == "mooring.lock: 1 reference, 1 changed\n"
    repository({".mooring.yaml": "rules: {too-fresh: off}\n", "Dockerfile": f"FROM {host}/lock/fresh:1\n"})
    assert mooring("lock", "--refresh").out == "mooring.lock: 1 reference, nothing changed\n"


def test_an_age_that_cannot_be_learnt_keeps_the_entry(mooring, repository, registry, host, monkeypatch):
    registry.push("lock/ageless", tags=["1"])
    text = lock_of(block(f"{host}/lock/ageless:1"))
    here = repository(
        {
            "a/Dockerfile": f"FROM {host}/lock/ageless:1\n",
            "prod/Dockerfile": f"FROM {host}/lock/ageless:1\n",
            "mooring.lock": text,
            ".mooring.yaml": "rules: {too-fresh: {severity: {production: error, default: off}}}\n",
        }
    )

    def no_answer(*_):
        raise NoAnswer("unreachable", "the registry is away")

    monkeypatch.setattr(RegistryAnswers, "created", no_answer)
    outcome = mooring("lock")
    assert outcome.code == 1
    assert outcome.err.splitlines()[0].endswith("keeps its entry: the registry is away")
    assert images(here) == tomllib.loads(text)["image"]


def test_what_cannot_be_resolved_is_said_and_keeps_its_entry(mooring, repository, host, app):
    gone, twice = f"{host}/lock/gone:1", f"{host}/lock/app:1"
    here = repository(
        {
            "Dockerfile": f"FROM {gone} AS a\nFROM {twice}@{app} AS b\nFROM {twice}@{OTHER} AS c\n"
            f"FROM {host}/lock/app:latest@{OTHER} AS d\nFROM ${{X}}\nRUN true\n",
            "compose.yaml": "services:\n  a: {image: Bad}\n",
            "mooring.lock": lock_of(block(gone)),
        }
    )
    outcome = mooring("lock")
    assert outcome.code == 1
    assert outcome.out == "mooring.lock: 1 reference, nothing changed\n"
    assert images(here) == {gone: {"digest": DIGEST, "platforms": ["linux/amd64"], **images(here)[gone]}}
    said = outcome.err.splitlines()
    assert [line.partition(":")[0] for line in said] == ["Dockerfile"] * 5 + ["compose.yaml"]
    assert f"Dockerfile:1:6: `{gone}` keeps its entry: " in said[0]
    why = f"the files pin `{twice}` to 2 different digests; keep one of them"
    assert said[1:3] == [
        f"Dockerfile:2:6: `{twice}@{app}` not locked: {why}",
        f"Dockerfile:3:6: `{twice}@{OTHER}` not locked: {why}",
    ]
    assert f"Dockerfile:4:6: `{host}/lock/app:latest@{OTHER}` not locked: " in said[3]
    assert "Dockerfile:5:6: `${X}` not locked: `X` is not declared" in said[4]
    assert "compose.yaml:2:14: `Bad` not locked: a repository is written in lower case" in said[5]


def test_what_no_file_names_any_more_is_dropped_when_the_whole_project_is_read(mooring, repository, host, app, tool):
    files = {
        "a/Dockerfile": f"FROM {host}/lock/app:1\n",
        "b/Dockerfile": f"FROM {host}/lock/tool:2\n",
        "mooring.lock": lock_of(block(REDIS)),
    }
    here = repository(files)
    assert mooring("lock", "a").out == "mooring.lock: 2 references, 1 added\n"
    assert mooring("lock", "b/Dockerfile").out == "mooring.lock: 3 references, 1 added\n"
    assert mooring("lock").out == "mooring.lock: 2 references, 1 dropped\n"
    assert list(images(here)) == [f"{host}/lock/app:1", f"{host}/lock/tool:2"]


def test_nothing_is_dropped_when_a_file_cannot_be_read(mooring, repository):
    here = repository({"Dockerfile": b"FROM caf\xe9\n", "mooring.lock": lock_of(block(REDIS))})
    assert mooring("lock").code == 2
    assert list(images(here)) == [REDIS]


def test_where_the_lock_is(mooring, repository, host, tool, monkeypatch):
    here = repository({"sub/Dockerfile": f"FROM {host}/lock/tool:2\n"})
    subprocess.run(["git", "init", "-q"], check=True)
    monkeypatch.chdir(here / "sub")
    assert mooring("lock").out == f"{here / 'mooring.lock'}: 1 reference, 1 added\n"
    (here / "sub/.mooring.yaml").write_text("show: warning\n")
    assert mooring("check", "--locked").code == 2
    assert mooring("lock").out == "mooring.lock: 1 reference, 1 added\n"
    assert mooring("lock", "--lock-file", "../other.lock").out == "../other.lock: 1 reference, 1 added\n"
    assert mooring("check", "--locked", "--lock-file", "../other.lock").code == 0
    assert (here / "mooring.lock").read_bytes() == (here / "sub/mooring.lock").read_bytes()


def test_the_mirror_that_answered_is_recorded(mooring, repository, host, app, tmp_path):
    folder = tmp_path.parent / f"{tmp_path.name}-xdg_config_home" / "mooring"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(f"registries:\n  mirrors: {{ghcr.io: ['{host}/lock']}}\n")
    here = repository({"Dockerfile": "FROM ghcr.io/app:1\n"})
    assert mooring("lock").code == 0
    assert images(here)["ghcr.io/app:1"]["from"] == f"{host}/lock/app"
    assert images(here)["ghcr.io/app:1"]["digest"] == app


def test_no_reference_is_no_question(mooring, repository, no_network):
    here = repository({"Dockerfile": "FROM scratch\n"})
    assert mooring("lock").out == "mooring.lock: 0 references, nothing changed\n"
    assert (here / "mooring.lock").read_text().endswith("version = 1\n")
    assert mooring("check", "--locked").code == 0


def test_check_locked_finds_what_does_not_agree(mooring, repository, no_network):
    repository(
        {
            "Dockerfile": f"FROM redis:8@{OTHER} AS a\nFROM nginx:1 AS b\nFROM redis:8@{DIGEST} AS c\n"
            f"FROM redis:8 AS d\nFROM redis@{OTHER}\n",
            "mooring.lock": lock_of(block(REDIS)),
        }
    )
    outcome = mooring("check", "--locked")
    assert outcome.code == 1
    assert [line for line in outcome.out.splitlines() if "lock" in line] == [
        f"Dockerfile:1:6: error[lock-mismatch] the lock has another digest for `redis:8`, {DIGEST}",
        f"      = see mooring.lock:4:11: {DIGEST}",
        "Dockerfile:2:6: error[lock-mismatch] `nginx:1` is not in the lock; `mooring lock` adds it",
    ]
    machine = mooring("check", "--locked", "--format", "json", "--select", "lock-mismatch").json
    assert machine["findings"][0]["related"] == [{"path": "mooring.lock", "line": 4, "text": DIGEST}]
    assert machine["findings"][0]["fix"]["edits"][0]["text"] == f"redis:8@{DIGEST}"
    assert [finding["rule"] for finding in mooring("check", "--format", "json").json["findings"]] == [
        "conflicting-digests",
        "conflicting-digests",
    ]


def test_fixes_take_digests_from_the_lock(mooring, repository, no_network):
    here = repository(
        {
            "Dockerfile": f"FROM redis:8@{OTHER} AS a\nFROM nginx AS b\nFROM acme/app:1 AS c\n",
            "mooring.lock": lock_of(block(REDIS), block("docker.io/library/nginx:latest", OTHER)),
            ".mooring.yaml": "rules: {unpinned-digest: warning}\n",
        }
    )
    outcome = mooring("check", "--fix", "--locked")
    assert outcome.code == 1
    assert (here / "Dockerfile").read_text() == (
        f"FROM redis:8@{DIGEST} AS a\nFROM nginx:latest@{OTHER} AS b\nFROM acme/app:1 AS c\n"
    )
    assert "Dockerfile:3:6: not pinned: it is not in mooring.lock; `mooring lock` adds it" in outcome.out
    again = (here / "Dockerfile").read_text()
    mooring("check", "--fix", "--locked")
    assert (here / "Dockerfile").read_text() == again


def test_pin_locked(mooring, repository, no_network):
    here = repository(
        {
            "Dockerfile": "FROM redis:8 AS a\nFROM nginx AS b\n",
            "plain/Dockerfile": "FROM redis:8\n",
            "mooring.lock": lock_of(block(REDIS)),
            ".mooring.yaml": "overrides: [{paths: [plain/], pin-style: digest-only}]\n",
        }
    )
    diff = mooring("pin", "--locked", "--diff")
    assert f"+FROM redis:8@{DIGEST} AS a\n" in diff.out
    outcome = mooring("pin", "--locked")
    assert (outcome.code, outcome.out) == (1, "2 pinned, 1 not\n")
    assert outcome.err == "Dockerfile:2:6: `nginx` not pinned: it is not in mooring.lock; `mooring lock` adds it\n"
    assert (here / "Dockerfile").read_text() == f"FROM redis:8@{DIGEST} AS a\nFROM nginx AS b\n"
    assert (here / "plain/Dockerfile").read_text() == f"FROM redis@{DIGEST}\n"


@pytest.mark.parametrize("words", [["check", "--locked"], ["check", "--fix", "--locked"], ["pin", "--locked"]])
def test_no_registry_client_is_even_imported(repository, words):
    repository({"Dockerfile": "FROM redis:8\n", "mooring.lock": lock_of(block(REDIS)), ".mooring.yaml": "show: note\n"})
    program = (
        "import sys; from mooring.cli import main; main(sys.argv[1:]); "
        "sys.exit(sum(name.partition('.')[0] in ('urllib3', 'ssl') or name.startswith('mooring.registry')"
        " for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", program, *words], check=True, capture_output=True)


@pytest.mark.parametrize("words", [["check", "--locked"], ["check", "--fix", "--locked"], ["pin", "--locked"]])
def test_a_missing_lock_is_a_mistake(mooring, repository, words):
    repository({"Dockerfile": "FROM redis:8\n"})
    outcome = mooring(*words)
    assert outcome.code == 2
    assert outcome.err == (
        "mooring: mooring.lock: there is no lock file; `mooring lock` writes it, --lock-file names another\n"
    )


@pytest.mark.parametrize("words", [["check", "--locked"], ["pin", "--locked"], ["lock"]])
def test_a_lock_that_is_wrong_is_a_mistake(mooring, repository, words):
    text = lock_of("<<<<<<< ours\n", block(REDIS), "=======\n", block(REDIS, OTHER), ">>>>>>> theirs\n")
    here = repository({"Dockerfile": "FROM redis:8\n", "mooring.lock": text})
    outcome = mooring(*words)
    assert outcome.code == 2
    assert outcome.err == (
        "mooring: mooring.lock:2: a merge left the mark of a conflict; "
        "keep the blocks of either side, take out the marks, and run `mooring lock`\n"
    )
    assert (here / "mooring.lock").read_text() == text


def test_a_lock_that_is_no_file_is_a_mistake(mooring, repository):
    here = repository({"Dockerfile": "FROM redis:8\n"})
    (here / "mooring.lock").symlink_to(here / "nowhere")
    for words in (["lock"], ["check", "--locked"]):
        assert mooring(*words).err == "mooring: mooring.lock: cannot be read: no such file or directory\n"
    (here / "mooring.lock").unlink()
    (here / "mooring.lock").mkdir()
    assert "mooring.lock: " in mooring("lock").err


def test_a_lock_that_cannot_be_written_is_said(mooring, repository):
    here = repository({"Dockerfile": "FROM scratch\n"})
    outcome = mooring("lock", "--lock-file", "gone/mooring.lock")
    assert outcome.code == 2
    assert outcome.err == (
        "mooring: gone/mooring.lock: cannot be written: no such file or directory; it is as it was\n"
    )
    assert [path.name for path in here.iterdir()] == ["Dockerfile"]


def test_entries_that_no_file_names_are_noted(mooring, repository, no_network):
    repository(
        {
            "a/Dockerfile": "FROM redis:8\n",
            "mooring.lock": lock_of(block(REDIS), block("ghcr.io/a/b:1"), block("ghcr.io/a/c:1")),
        }
    )
    outcome = mooring("check", "--locked")
    assert outcome.code == 0
    assert outcome.err == ("mooring: mooring.lock: 2 entries are for what no file names; `mooring lock` drops such\n")
    assert mooring("check", "--locked", "a").err == ""
    assert mooring("check").err == ""


def test_a_policy_that_names_the_rule_wants_the_lock(mooring, repository, no_network):
    repository({"Dockerfile": f"FROM redis:8@{OTHER}\n", ".mooring.yaml": "rules: {lock-mismatch: warning}\n"})
    assert mooring("check").code == 2
    repository({"mooring.lock": lock_of(block(REDIS))})
    assert "warning[lock-mismatch]" in mooring("check").out
    repository({".mooring.yaml": "rules: {lock-mismatch: off}\n"})
    assert "lock-mismatch" not in mooring("check", "--locked").out


def test_online_rules_are_skipped_and_counted_even_where_the_policy_names_them(mooring, repository, no_network):
    repository(
        {
            "Dockerfile": "FROM redis:8\n",
            ".mooring.yaml": "rules: {unknown-image: error}\n",
            "mooring.lock": lock_of(block(REDIS)),
        }
    )
    outcome = mooring("check", "--locked", "--format", "json")
    assert outcome.code == 0
    assert "unknown-image" in outcome.json["summary"]["skipped"]
    both = mooring("check", "--locked", "--online")
    assert both.code == 2
    assert "not allowed with" in both.err

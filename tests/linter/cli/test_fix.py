"""`mooring check --fix` and `mooring pin` against a real registry."""

import errno
import os
import stat
import tempfile

import pytest

BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="session")
def images(registry):
    """Images in the registry, by name: their digests."""
    return {
        "nginx": registry.push(
            "web/nginx", tags=["latest", "1", "1.29", "1.29.3"], platforms=["linux/amd64", "linux/arm64"]
        ),
        "redis": registry.push("cache/redis", tags=["8", "8.2.3"], platforms=["linux/amd64"]),
        "odd": registry.push("odd/app", tags=["latest", "main"]),
    }


@pytest.fixture
def host(registry):
    return registry.host


def test_the_most_specific_version_is_written_where_there_was_no_tag(mooring, repository, host, images):
    here = repository({"Dockerfile": f"FROM {host}/web/nginx AS web\nFROM {host}/odd/app\n"})
    outcome = mooring("check", "--fix")
    assert outcome.code == 0
    assert (here / "Dockerfile").read_text() == (
        f"FROM {host}/web/nginx:1.29.3@{images['nginx']} AS web\nFROM {host}/odd/app:latest@{images['odd']}\n"
    )
    assert "2 references mended" in outcome.out


def test_a_tag_that_is_written_stays(mooring, repository, host, images):
    here = repository(
        {"Dockerfile": f"FROM {host}/web/nginx:latest\n", "prod/Dockerfile": f"FROM {host}/cache/redis:8\n"}
    )
    assert mooring("check", "--fix").code == 0
    assert (here / "Dockerfile").read_text() == f"FROM {host}/web/nginx:latest@{images['nginx']}\n"
    assert (here / "prod/Dockerfile").read_text() == f"FROM {host}/cache/redis:8@{images['redis']}\n"


def test_only_what_is_shown_is_mended(mooring, repository, host, images):
    text = f"FROM {host}/cache/redis:8\n"
    here = repository({"Dockerfile": text})
    mooring("check", "--fix")
    assert (here / "Dockerfile").read_text() == text
    mooring("check", "--fix", "--show", "note", "--ignore", "unpinned-digest")
    assert (here / "Dockerfile").read_text() == text
    mooring("check", "--fix", "--show", "note")
    assert (here / "Dockerfile").read_text() == f"FROM {host}/cache/redis:8@{images['redis']}\n"


def test_pin_takes_every_pull_that_can_be_pinned(mooring, repository, host, images):
    here = repository(
        {
            "Dockerfile": f"ARG TAG=8\nARG BASE={host}/cache/redis:8\n"
            f"FROM ${{BASE}} AS a\nFROM {host}/cache/redis:${{TAG}}\nCOPY --from={host}/web/nginx:1 /a /b\n",
            "compose.yaml": f"services:\n  built: {{image: '{host}/cache/redis:8', build: .}}\n  bad: {{image: Bad}}\n",
        }
    )
    outcome = mooring("pin")
    assert outcome.code == 0
    assert (here / "Dockerfile").read_text() == (
        f"ARG TAG=8\nARG BASE={host}/cache/redis:8@{images['redis']}\nFROM ${{BASE}} AS a\n"
        f"FROM {host}/cache/redis:${{TAG}}\nCOPY --from={host}/web/nginx:1@{images['nginx']} /a /b\n"
    )
    assert outcome.out == "2 pinned, 2 not\n"
    assert "compose.yaml:3:16: `Bad` not pinned: a repository is written in lower case" in outcome.err
    assert "`" + host + "/cache/redis:${TAG}` not pinned: " in outcome.err


def test_a_diff_is_shown_and_nothing_written(mooring, repository, host, images):
    text = f"FROM {host}/web/nginx"
    here = repository({"Dockerfile": text})
    for words in (["check", "--diff"], ["check", "--fix", "--diff"], ["pin", "--diff"]):
        outcome = mooring(*words)
        assert outcome.out == (
            "--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1 +1 @@\n"
            f"-FROM {host}/web/nginx\n\\ No newline at end of file\n"
            f"+FROM {host}/web/nginx:1.29.3@{images['nginx']}\n\\ No newline at end of file\n"
        )
        assert (here / "Dockerfile").read_text() == text


@pytest.mark.parametrize("bom", [b"", BOM])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"\n", b"\r\n\n"])
def test_no_other_byte_changes_and_a_second_fix_changes_nothing(mooring, repository, host, images, bom, end, last):
    name, pinned = f"{host}/web/nginx:1".encode(), f"{host}/web/nginx:1@{images['nginx']}".encode()
    files = {
        "Dockerfile": [b"# caf\xc3\xa9 \xf0\x9f\x98\x80", b"FROM  %s\t AS  x ", b"", b"COPY --from=%s a b"],
        "compose.yaml": [
            b"# \xc3\xa9",
            b"services:",
            b"  a:   {image: '%s',  x: 1}   # %%",
            b"  b:",
            b'    image: "%s"',
        ],
        ".github/workflows/w.yml": [b"jobs:", b"  a:", b"    container:   %s   # \xc3\xa9", b"    steps: []"],
    }

    def joined(lines, reference):
        text = bom + end.join(lines) + last
        return text.replace(b"%s", reference).replace(b"%%", b"%")

    here = repository({path: joined(lines, name) for path, lines in files.items()})
    assert mooring("pin").code == 0
    assert {path: (here / path).read_bytes() for path in files} == {
        path: joined(lines, pinned) for path, lines in files.items()
    }
    assert mooring("pin").out == "0 pinned, 0 not\n"


def test_mode_and_links_are_kept(mooring, repository, host, images):
    here = repository({"real/Dockerfile": f"FROM {host}/web/nginx:1\n"})
    (here / "real/Dockerfile").chmod(0o751)
    os.symlink("real/Dockerfile", here / "Dockerfile")
    assert mooring("pin", "Dockerfile").code == 0
    assert (here / "Dockerfile").is_symlink()
    assert images["nginx"] in (here / "real/Dockerfile").read_text()
    assert stat.S_IMODE((here / "real/Dockerfile").stat().st_mode) == 0o751
    assert [path.name for path in (here / "real").iterdir()] == ["Dockerfile"]


def test_what_a_registry_does_not_know_stays_and_the_rest_is_mended(mooring, repository, host, images):
    here = repository({"Dockerfile": f"FROM {host}/web/nginx AS a\nFROM {host}/web/gone AS b\nFROM 127.0.0.1:1/x/y\n"})
    outcome = mooring("check", "--fix", "--format", "json")
    assert outcome.code == 1
    first, second, third = (here / "Dockerfile").read_text().splitlines()
    assert first == f"FROM {host}/web/nginx:1.29.3@{images['nginx']} AS a"
    assert (second, third) == (f"FROM {host}/web/gone AS b", "FROM 127.0.0.1:1/x/y")
    assert [row["text"] for row in outcome.json["unfixed"]] == [f"{host}/web/gone", "127.0.0.1:1/x/y"]
    assert all(row["reason"] for row in outcome.json["unfixed"])
    pinned = mooring("pin")
    assert pinned.code == 1
    assert pinned.out == "0 pinned, 2 not\n"


def test_fixes_of_several_rules_come_together(mooring, repository, host, images):
    text = f"FROM index.docker.io/x/y:1\nFROM k8s.gcr.io/z:1\nFROM {host}/odd/app\n"
    here = repository({"Dockerfile": text})
    rules = "redundant-registry-alias,retired-registry,implicit-latest"
    assert mooring("check", "--fix", "--show", "note", "--select", rules).code == 0
    assert (here / "Dockerfile").read_text() == (
        f"FROM docker.io/x/y:1\nFROM registry.k8s.io/z:1\nFROM {host}/odd/app:latest@{images['odd']}\n"
    )


@pytest.mark.parametrize("words", [("pin",), ("check", "--fix", "--show", "note", "--select", "unpinned-digest")])
def test_what_cannot_be_written_is_said_and_not_counted(mooring, repository, host, images, monkeypatch, words):
    text = f"FROM {host}/web/nginx:1\n"
    here = repository({"a/Dockerfile": text, "b/Dockerfile": text})
    make = tempfile.mkstemp

    def denied(*, dir, **options):
        if os.path.basename(dir) == "a":
            raise PermissionError(errno.EACCES, "Permission denied")
        return make(dir=dir, **options)

    monkeypatch.setattr("tempfile.mkstemp", denied)
    outcome = mooring(*words)
    assert outcome.code == 2
    assert "a/Dockerfile: cannot be written: permission denied; it is as it was" in outcome.err
    assert (here / "a/Dockerfile").read_text() == text
    if words[0] == "pin":
        assert outcome.out == "1 pinned, 0 not\n"
    else:
        assert "a/Dockerfile:1:6: note[unpinned-digest]" in outcome.out
        assert "1 note; 1 reference mended; 1 problem" in outcome.out


@pytest.mark.parametrize(
    ("tags", "written"),
    [
        (["latest", "1", "1.4", "1.4.2", "1.4.2-slim"], "1.4.2"),
        (["latest", "v1", "v1.4.2"], "v1.4.2"),
        (["latest", "stable", "1.4-slim", "1.4.2-slim"], "1.4.2-slim"),
        (["latest", "stable", "main"], "latest"),
        (["latest", "1.29", *(f"1.29.{patch}" for patch in range(9))], "1.29.8"),
    ],
)
def test_which_version_is_written(mooring, repository, registry, host, tags, written):
    name = f"versions/app{abs(hash(tuple(tags)))}"
    digest = registry.push(name, tags=tags)
    registry.push(name, tags=["0.9", "1.3.9", "1.5.0-slim"], content="other")
    here = repository({"Dockerfile": f"FROM {host}/{name}\n"})
    assert mooring("pin").code == 0
    assert (here / "Dockerfile").read_text() == f"FROM {host}/{name}:{written}@{digest}\n"


def test_the_most_specific_version_is_found_where_many_newer_ones_stand_before_it(mooring, repository, registry, host):
    digest = registry.push("versions/many", tags=["latest", "1.29", "1.29.3"])
    registry.push("versions/many", tags=[f"2.{minor}.0" for minor in range(9)], content="newer")
    here = repository({"Dockerfile": f"FROM {host}/versions/many\n"})
    assert mooring("pin").code == 0
    assert (here / "Dockerfile").read_text() == f"FROM {host}/versions/many:1.29.3@{digest}\n"

"""`mooring unpin`, which asks nobody."""

import pytest

BOM = b"\xef\xbb\xbf"
DIGEST = f"sha256:{'0123456789abcdef' * 4}"


@pytest.mark.parametrize("bom", [b"", BOM])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_digests_are_taken_off_and_no_other_byte_changes(mooring, repository, bom, end):
    lines = {
        "Dockerfile": [b"# \xc3\xa9 ", b"FROM  nginx:1.2@%s\t AS  x ", b"COPY --from=localhost:5000/a:1@%s a b", b""],
        "compose.yaml": [b"services:", b"  a:   {image: 'ghcr.io/a/b:1@%s',  x: 1}   # y"],
    }

    def joined(path, digest):
        return (bom + end.join(lines[path])).replace(b"@%s", digest.encode())

    here = repository({path: joined(path, f"@{DIGEST}") for path in lines})
    outcome = mooring("unpin")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [
        f"Dockerfile:2:7: nginx:1.2@{DIGEST} -> nginx:1.2",
        f"Dockerfile:3:13: localhost:5000/a:1@{DIGEST} -> localhost:5000/a:1",
        f"compose.yaml:2:17: ghcr.io/a/b:1@{DIGEST} -> ghcr.io/a/b:1",
        "3 unpinned, 0 not",
    ]
    assert {path: (here / path).read_bytes() for path in lines} == {path: joined(path, "") for path in lines}
    assert mooring("unpin").out == "0 unpinned, 0 not\n"


def test_what_cannot_be_unpinned_stays_and_is_said(mooring, repository):
    text = f"ARG D={DIGEST}\nFROM nginx@{DIGEST} AS a\nFROM redis:1@${{D}} AS b\nFROM busybox:1\n"
    here = repository({"Dockerfile": text})
    outcome = mooring("unpin")
    assert outcome.code == 0
    assert (here / "Dockerfile").read_text() == text
    assert outcome.out == "0 unpinned, 2 not\n"
    first, second = outcome.err.splitlines()
    assert first == f"Dockerfile:2:6: `nginx@{DIGEST}` not unpinned: without the digest it would have no tag"
    assert second.startswith("Dockerfile:3:6: `redis:1@${D}` not unpinned: ")


def test_a_diff_is_shown_and_nothing_written(mooring, repository):
    here = repository({"a/Dockerfile": f"FROM nginx:1@{DIGEST}\n", "b/Dockerfile": f"FROM nginx:1@{DIGEST}\n"})
    outcome = mooring("unpin", "--diff", "--path", "a/*")
    assert outcome.code == 0
    assert (
        outcome.out == f"--- a/a/Dockerfile\n+++ b/a/Dockerfile\n@@ -1 +1 @@\n-FROM nginx:1@{DIGEST}\n+FROM nginx:1\n"
    )
    assert (here / "a/Dockerfile").read_text() == f"FROM nginx:1@{DIGEST}\n"


def test_an_absolute_path_is_chosen_as_a_relative_one(mooring, repository):
    here = repository({"a/Dockerfile": f"FROM nginx:1@{DIGEST}\n"})
    assert mooring("unpin", str(here / "a" / "Dockerfile"), "--path", "a/*").out.endswith("1 unpinned, 0 not\n")


@pytest.mark.parametrize(
    ("pattern", "chosen"),
    [
        ("nginx", [1]),
        ("docker.io/library/*", [1, 3]),
        ("*", [1, 3]),
        ("acme/*", [2]),
        ("docker.io/acme/nginx", [2]),
        ("redis", [3]),
        ("ghcr.io/acme/**", [4]),
        ("ghcr.io/acme/*", []),
        ("**", [1, 2, 3, 4]),
    ],
)
def test_images_are_chosen_by_canonical_or_familiar_name(mooring, repository, pattern, chosen):
    names = ["nginx", "acme/nginx", "docker.io/library/redis", "ghcr.io/acme/team/app"]
    here = repository({"Dockerfile": "".join(f"FROM {name}:1@{DIGEST} AS x{name[:2]}\n" for name in names)})
    mooring("unpin", "--image", pattern)
    lines = (here / "Dockerfile").read_text().splitlines()
    assert [number for number, line in enumerate(lines, 1) if "@" not in line] == chosen

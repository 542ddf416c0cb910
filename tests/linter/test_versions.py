"""Version tags: which are versions of one line, and which comes later."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooring import versions

PYTHON = [
    "latest", "slim", "3", "3.12", "3.13", "3.14", "3.12-slim", "3.13-slim", "3.14-slim", "3.15-rc", "3.15-rc-slim",
    "3.12.1", "3.12.9", "3.12.10", "3.13.0", "3.14.0a7", "3.14.0b1", "3.14.0rc1", "3.14.0rc2", "3.14.0",
    "3.12.1-slim-bookworm", "3.12.9-slim-bookworm", "3.12.10-slim-trixie", "3.13.0-slim-bookworm", "3.14.0rc2-slim",
    "v3.12.11", "20260101", "2026", "3.12.20260101", "3.12.12-20260101", "1234567", "4c2a9f1", "3.12-alpine3.20",
    "3.13-alpine3.20", "3.13-alpine3.21", "4",
]  # fmt: skip
OTHERS = [
    "v1.2.3", "v1.2.4", "1.2.5", "v1.3.0", "v2.0.0", "v1.2.10-rc.1", "v1.2.10-rc.2", "v1.2.10-alpha.9", "v2.0.0-beta",
    "1.2.3-debian-12-r0", "1.2.3-debian-12-r10", "1.2.4-debian-12-r1", "1.2.4-debian-11-r9", "1.2.9-debian-12",
    "21.0.4_7-jdk-alpine", "21.0.5_11-jdk-alpine", "21.0.5_11-jre-alpine", "21.0.6-jdk-alpine",
    "22.04", "24.04", "24.10", "2024.1.5", "2024.12.3", "2025.1.0", "2024-01-15", "2024.10.15",
    "11.0.0-M20-jdk21", "11.0.0-M26-jdk21", "11.0.1-jdk21", "1.2.4-5-gabcdef0",
]  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "level", "expected"),
    [
        ("3.12", "patch", []),
        ("3.12", "minor", ["3.14", "3.13"]),
        ("3.12-slim", "minor", ["3.14-slim", "3.13-slim"]),
        ("3", "minor", []),
        ("3", "major", ["4"]),
        ("3.12.1", "patch", ["3.12.10", "3.12.9"]),
        ("3.12.1", "minor", ["3.14.0", "3.13.0", "3.12.10", "3.12.9"]),
        ("3.12.1-slim-bookworm", "patch", ["3.12.9-slim-bookworm"]),
        ("3.12.1-slim-bookworm", "major", ["3.13.0-slim-bookworm", "3.12.9-slim-bookworm"]),
        ("3.14.0a7", "patch", ["3.14.0", "3.14.0rc2", "3.14.0rc1", "3.14.0b1"]),
        ("3.14.0rc1", "patch", ["3.14.0", "3.14.0rc2"]),
        ("3.14.0rc1-slim", "patch", ["3.14.0rc2-slim"]),
        ("3.14-rc", "minor", ["3.15-rc", "3.14"]),
        ("3.14-rc-slim", "minor", ["3.15-rc-slim", "3.14-slim"]),
        ("3.14.0", "major", []),
        ("3.12-alpine3.20", "minor", ["3.13-alpine3.20"]),
        ("2025", "major", ["2026"]),
        ("latest", "major", []),
        ("20250101", "major", []),
        ("1234566", "major", []),
        ("4c2a9f0", "major", []),
        ("3.12.20250101", "major", []),
        ("3.12.11-20250101", "major", []),
        ("", "major", []),
    ],
)
def test_later_tags_of_an_official_image(tag, level, expected):
    assert versions.later(tag, PYTHON, level) == expected


@pytest.mark.parametrize(
    ("tag", "level", "expected"),
    [
        ("v1.2.3", "patch", ["v1.2.4"]),
        ("v1.2.3", "minor", ["v1.3.0", "v1.2.4"]),
        ("v1.2.3", "major", ["v2.0.0", "v1.3.0", "v1.2.4"]),
        ("1.2.3", "patch", ["1.2.5"]),
        ("v1.2.10-rc.1", "patch", ["v1.2.10-rc.2"]),
        ("v1.2.9-alpha.1", "patch", ["v1.2.10-rc.2", "v1.2.10-rc.1", "v1.2.10-alpha.9"]),
        ("v1.2.9-beta", "major", ["v2.0.0", "v2.0.0-beta", "v1.3.0"]),
        ("1.2.3-debian-12-r0", "patch", ["1.2.4-debian-12-r1", "1.2.3-debian-12-r10"]),
        ("1.2.3-debian-12", "patch", ["1.2.9-debian-12"]),
        ("21.0.4_7-jdk-alpine", "patch", ["21.0.5_11-jdk-alpine"]),
        ("21.0.4-jdk-alpine", "patch", ["21.0.6-jdk-alpine"]),
        ("22.04", "major", ["24.10", "24.04"]),
        ("2024.1.5", "minor", ["2024.12.3"]),
        ("2024.1.5", "major", ["2025.1.0", "2024.12.3"]),
        ("24.1.5", "major", []),
        ("2024-01-14", "major", []),
        ("2024.10.14", "major", []),
        ("11.0.0-M20-jdk21", "patch", ["11.0.1-jdk21", "11.0.0-M26-jdk21"]),
        ("1.2.3-5-gabcdef0", "patch", []),
    ],
)
def test_later_tags_of_other_customs(tag, level, expected):
    assert versions.later(tag, OTHERS, level) == expected


@pytest.mark.parametrize(
    "tag",
    [
        "latest", "stable", "RELEASE.2024-01-15T00-00-00Z", "sha-0123456", "sha256-" + "0" * 64 + ".sig", "v", "1.",
        "1..2", "V1", "1.2.3.4.5.6", "1,2", "٣", "9" * 19, "12345", "20260101", "1.2-0123abc", "release-1.2",
        "nightly-20260101",
    ],
)  # fmt: skip
def test_what_is_no_version(tag):
    assert versions.parse(tag) is None


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("1.29.3", (1, 29, 3)),
        ("v2", (2,)),
        ("8.0.100.1", (8, 0, 100, 1)),
        ("20260101", (20260101,)),
        ("latest", None),
        ("1.29-alpine", None),
        ("1.29.3-rc1", None),
        ("1.29rc1", None),
        ("1.29_1", None),
        ("1.29-r1", None),
        ("1.", None),
        ("V1", None),
        ("٣", None),
        ("9" * 19, None),
        ("", None),
    ],
)
def test_plain_numbers(tag, expected):
    assert versions.plain_numbers(tag) == expected


TAGS = st.text(alphabet="v012.-_rcabM", max_size=10)


@given(TAGS, st.lists(TAGS, max_size=30), st.sampled_from(list(versions.KEPT_NUMBERS)))
@settings(deadline=None, max_examples=200)
def test_no_move_goes_back_and_the_latest_has_nothing_later(tag, among, level):
    found = versions.later(tag, among, level)
    assert set(found) <= set(among) - {tag}
    for other in found:
        assert tag not in versions.later(other, [tag], "major")
    if found and not versions.parse(found[0]).is_prerelease:
        assert versions.later(found[0], among, level) == []


@given(st.text(max_size=128))
@settings(deadline=None, max_examples=200)
def test_any_text_is_read_or_not(text):
    version = versions.parse(text)
    assert version is None or version.numbers


@pytest.mark.parametrize("tag", ["1" * 128, "1-" + "-r1" * 42, "1" + ".1" * 60, "1-" + "a" * 126, "1" + "-_." * 42])
def test_the_longest_tags_are_read_at_once(tag):
    for _ in range(2000):
        versions.parse(tag)

"""References written in parts are rewritten part by part."""

import pytest

from mooring import Mention, Source, Span
from mooring.model import ABSENT, EITHER, PLAIN
from mooring.text import splice

DIGEST = "sha256:" + "ab" * 32
OTHER = "sha256:" + "cd" * 32


def mention(resolved, styles=None, **values):
    """A mention in a file of `key: value` lines, the values plain."""
    data, parts = b"", {}
    for key, value in values.items():
        data += f"{key}:".encode()
        if value is not None:
            data += b" "
        parts[key] = Span(len(data), len(data) + len(value or ""))
        data += f"{value or ''}\n".encode()
    return Mention(
        Source("v", data),
        parts.get("repository", Span(0, 1)),
        resolved,
        scanner="s",
        where="w",
        parts=parts,
        styles=styles,
    )


def rewritten(one, text):
    edits = one.rewrite(text)
    return splice(one.source.data, edits).decode().split("\n")[:-1] if edits else None


@pytest.mark.parametrize(
    ("values", "resolved", "text", "expected"),
    [
        (
            {"repository": "nginx", "tag": "1.2"},
            "nginx:1.2",
            f"nginx:1.2@{DIGEST}",
            ["repository: nginx", f"tag: 1.2@{DIGEST}"],
        ),
        (
            {"repository": "nginx", "tag": "1.2", "digest": OTHER},
            f"nginx:1.2@{OTHER}",
            f"nginx:1.2@{DIGEST}",
            ["repository: nginx", "tag: 1.2", f"digest: {DIGEST}"],
        ),
        (
            {"repository": "nginx", "tag": "1.2", "digest": OTHER},
            f"nginx:1.2@{OTHER}",
            "nginx:1.2",
            ["repository: nginx", "tag: 1.2", "digest: "],
        ),
        (
            {"registry": "quay.io", "repository": "a/b", "tag": "1"},
            "quay.io/a/b:1",
            "ghcr.io/c/d:2",
            ["registry: ghcr.io", "repository: c/d", "tag: 2"],
        ),
        (
            {"repository": "nginx", "tag": "1"},
            "nginx:1",
            "docker.io/library/nginx:1",
            ["repository: docker.io/library/nginx", "tag: 1"],
        ),
        ({"repository": "nginx"}, "nginx", f"nginx:1@{DIGEST}", [f"repository: nginx:1@{DIGEST}"]),
        ({"repository": "nginx:1"}, "nginx:1", f"nginx:1@{DIGEST}", [f"repository: nginx:1@{DIGEST}"]),
        (
            {"repository": f"nginx:1@{OTHER}"},
            f"nginx:1@{OTHER}",
            f"nginx:1@{DIGEST}",
            [f"repository: nginx:1@{DIGEST}"],
        ),
        (
            {"repository": "nginx", "digest": OTHER},
            f"nginx@{OTHER}",
            f"nginx@{DIGEST}",
            ["repository: nginx", f"digest: {DIGEST}"],
        ),
        (
            {"repository": "nginx", "tag": "1", "digest": OTHER},
            f"nginx:1@{OTHER}",
            f"nginx@{DIGEST}",
            ["repository: nginx", "tag: 1", f"digest: {DIGEST}"],
        ),
        (
            {"repository": "nginx", "tag": "1", "hex": ""},
            "nginx:1",
            f"nginx:1@{DIGEST}",
            ["repository: nginx", "tag: 1", f"hex: {DIGEST.removeprefix('sha256:')}"],
        ),
        (
            {"repository": "nginx", "tag": "1", "hex": OTHER.removeprefix("sha256:")},
            f"nginx:1@{OTHER}",
            "nginx:1",
            ["repository: nginx", "tag: 1", "hex: "],
        ),
    ],
)
def test_each_part_is_written_where_it_stands(values, resolved, text, expected):
    assert rewritten(mention(resolved, **values), text) == expected


@pytest.mark.parametrize(
    ("values", "resolved", "text"),
    [
        ({"tag": "1"}, "nginx:1", "other:1"),
        ({"tag": "1"}, "nginx:1", f"nginx@{DIGEST}"),
        ({"digest": OTHER}, f"nginx:1@{OTHER}", f"nginx:2@{DIGEST}"),
        ({"repository": "nginx", "hex": ""}, "nginx", f"nginx@sha512:{'a' * 128}"),
    ],
)
def test_what_has_no_place_is_not_written(values, resolved, text):
    assert rewritten(mention(resolved, **values), text) is None


@pytest.mark.parametrize(
    ("tag", "style", "text", "expected"),
    [
        ("1.9", PLAIN, "a:1.10", 'tag: "1.10"'),
        ("1.9", None, "a:1.10", "tag: 1.10"),
        ("1.9", PLAIN, "a:v1.10", "tag: v1.10"),
        ("1.9", PLAIN, f"a:1.10@{DIGEST}", f'tag: "1.10@{DIGEST}"'),
        (f"1.9@{DIGEST}", PLAIN, f"a:1.10@{DIGEST}", f"tag: 1.10@{DIGEST}"),
        ("v1", PLAIN, f"a:v1@{DIGEST}", f"tag: v1@{DIGEST}"),
        ("8", PLAIN, "a:1e3", 'tag: "1e3"'),
        ("8", PLAIN, "a:on", 'tag: "on"'),
        (None, ABSENT, "a:1.10", 'tag: "1.10"'),
        (None, ABSENT, "a:v1", "tag: v1"),
    ],
)
def test_a_plain_yaml_scalar_stays_a_text(tag, style, text, expected):
    one = mention(f"a:{tag}" if tag else "a", {"tag": style} if style else None, repository="a", tag=tag)
    assert rewritten(one, text)[1] == expected


def test_a_part_without_a_value_gets_one():
    one = mention("a:1", {"digest": ABSENT}, repository="a", tag="1", digest=None)
    assert rewritten(one, f"a:1@{DIGEST}") == ["repository: a", "tag: 1", f"digest: {DIGEST}"]


@pytest.mark.parametrize(
    ("values", "resolved", "text", "expected"),
    [
        (("nginx", "1.2"), "nginx:1.2", f"nginx:1.2@{DIGEST}", ("nginx:1.2", DIGEST)),
        (("nginx", "1.2"), "nginx:1.2", "nginx:1.3", ("nginx", "1.3")),
        (("nginx:1.2", OTHER), f"nginx:1.2@{OTHER}", f"nginx:1.3@{DIGEST}", ("nginx:1.3", DIGEST)),
        (("nginx:1.2", OTHER), f"nginx:1.2@{OTHER}", "nginx:1.2", ("nginx", "1.2")),
        (("nginx", OTHER), f"nginx@{OTHER}", f"nginx@{DIGEST}", ("nginx", DIGEST)),
        (("nginx", "1.2"), "nginx:1.2", f"ghcr.io/a/b:1@{DIGEST}", ("ghcr.io/a/b:1", DIGEST)),
        (("nginx", OTHER), f"nginx@{OTHER}", "nginx", None),
    ],
)
def test_a_digest_takes_the_place_of_a_tag_which_stands_behind_the_name(values, resolved, text, expected):
    one = mention(resolved, {"tag": EITHER}, repository=values[0], tag=values[1])
    expected = expected and [f"repository: {expected[0]}", f"tag: {expected[1]}"]
    assert rewritten(one, text) == expected

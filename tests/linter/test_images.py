"""Image patterns: what they match, and what is said of those that never match."""

import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring.images import ImagePattern, ImagePatterns, complete
from mooring.reference import Reference

DIGEST = "sha256:" + "0123456789abcdef" * 4
CASES = [
    (["**"], ["nginx", "localhost:5000/a/b:1", f"a/b@{DIGEST}"], []),
    (
        ["docker.io/library/nginx"],
        ["nginx", "nginx:1", "docker.io/nginx", f"index.docker.io/nginx@{DIGEST}"],
        ["a/nginx"],
    ),
    (["docker.io/library/*"], ["nginx", "library/redis:8"], ["acme/nginx", "ghcr.io/library/nginx"]),
    (["docker.io/**"], ["nginx", "acme/app"], ["ghcr.io/acme/app", "docker.io.evil.com/a/b"]),
    (
        ["ghcr.io/acme/**"],
        ["ghcr.io/acme/app", "ghcr.io/acme/a/b:1"],
        ["ghcr.io/acme", "ghcr.io/acme-evil/app", "acme/app"],
    ),
    (["ghcr.io/acme/*"], ["ghcr.io/acme/app"], ["ghcr.io/acme/a/b"]),
    (["ghcr.io/**/app"], ["ghcr.io/app", "ghcr.io/a/b/app"], ["ghcr.io/a/app/b"]),
    (["**/nginx"], ["nginx", "ghcr.io/a/b/nginx:1"], ["nginx-prometheus", "nginx/unit"]),
    (["*/acme/app"], ["acme/app", "ghcr.io/acme/app"], ["ghcr.io/a/acme/app"]),
    (["*.acme.io/**"], ["eu.acme.io/a"], ["acme.io/a", "a.acme.io.evil.com/a"]),
    (["quay.io/pypa/manylinux*"], ["quay.io/pypa/manylinux_2_28_x86_64"], ["quay.io/pypa/musllinux_1_2_x86_64"]),
    (["localhost:*/**"], ["localhost:5000/a"], ["localhost/a"]),
    (["[::1]:5000/**"], ["[::1]:5000/a"], ["1.0:5000/a"]),
    (
        ["docker.io/library/nginx:latest"],
        ["nginx", "nginx:latest", f"nginx:latest@{DIGEST}"],
        ["nginx:1", f"nginx@{DIGEST}"],
    ),
    (["docker.io/library/nginx:*"], ["nginx", "nginx:1"], [f"nginx@{DIGEST}"]),
    (["**:*-alpine"], ["nginx:1-alpine"], ["nginx:alpine", "nginx"]),
    (["ghcr.io/**@*"], [f"ghcr.io/a/b:1@{DIGEST}"], ["ghcr.io/a/b:1"]),
    ([f"**@{DIGEST}"], [f"nginx:1@{DIGEST}"], [f"nginx@sha256:{'0' * 64}"]),
    (["**:latest", "!ghcr.io/**"], ["nginx", "a/b:latest"], ["ghcr.io/a/b", "nginx:1"]),
    (["docker.io/**", "!docker.io/library/**", "docker.io/library/nginx"], ["nginx", "a/b"], ["redis"]),
    (["ghcr.io/**"], ["GHCR.io/a/b", "ghcr.io:443/a/b"], ["ghcr.io:444/a/b"]),
    (["localhost/**"], ["localhost/a"], ["localhost.evil.com/a"]),
    ([], [], ["nginx"]),
]


@pytest.mark.parametrize(("patterns", "matched", "others"), CASES)
def test_matches(patterns, matched, others):
    images = ImagePatterns.read(patterns)
    assert [text for text in matched if Reference.parse(text) not in images] == []
    assert [text for text in others if Reference.parse(text) in images] == []


def test_the_last_pattern_that_fits_decides_and_brings_its_reason():
    images = ImagePatterns.read(
        ["docker.io/**", {"image": "!docker.io/library/node", "reason": "ours has\n  the certificates"}, "quay.io/**"]
    )
    decided = images.find(Reference.parse("node:24"))
    assert (str(decided), decided.matches, decided.reason) == (
        "!docker.io/library/node",
        False,
        "ours has the certificates",
    )
    assert images.find(Reference.parse("nginx")) == ImagePattern("docker.io/**")
    assert images.find(Reference.parse("ghcr.io/a/b")) is None


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("nginx", "write `docker.io/library/nginx`"),
        ("nginx:1.*", "write `docker.io/library/nginx:1.*`"),
        (f"nginx@{DIGEST}", f"write `docker.io/library/nginx@{DIGEST}`"),
        ("library/nginx", "write `docker.io/library/nginx`"),
        ("acme/**", "write `docker.io/acme/**`"),
        ("acme*/app", "write `docker.io/acme*/app`"),
        ("docker.io/nginx", "write `docker.io/library/nginx`"),
        ("ghcr.io", "write `ghcr.io/**`"),
        ("ghcr.io/", "write `ghcr.io/**`"),
        ("ghcr.io/acme/", "write `ghcr.io/acme/**`"),
        ("*.acme.io", "write `*.acme.io/**`"),
        ("localhost:5000", "write `localhost:5000/**`"),
        ("ghcr.io:443", "write `ghcr.io/**`"),
        ("ghcr.io:latest", "write `ghcr.io/**:latest`"),
        ("ghcr.io" + ":443" * 200 + "/a", "is not a registry's host name"),
        ("ghcr.io/" + "a*" * 5000, "is longer than any image's name; write at most 1024 characters"),
        ("ghcr.io:443/a:1", "write `ghcr.io/a:1`"),
        ("index.docker.io/library/nginx", "write `docker.io/library/nginx`"),
        ("index.docker.io/nginx:1", "write `docker.io/library/nginx:1`"),
        ("!nginx", "`nginx` never matches, as names are compared in full; write `docker.io/library/nginx`"),
        ("GHCR.io/Acme/App:V1", "never matches, as names are compared in lower case; write `ghcr.io/acme/app:V1`"),
        ("https://ghcr.io/acme/**", "an image has no `https://` before its name; write `ghcr.io/acme/**`"),
        ("docker://nginx", "write `docker.io/library/nginx`"),
        ("", "an image pattern is empty; write `**` for every image"),
        ("!", "an image pattern is empty; write `**` for every image"),
        ("ghcr.io/acme /app", "`ghcr.io/acme /app` has white space in it; write `ghcr.io/acme/app`"),
        ("*", "`*` is but one component of a name; write `**` for every image"),
        ("quay.io/pypa/manylinux**", "in `quay.io/pypa/manylinux**` write `manylinux*` for `manylinux**`"),
        (
            "docker.io/library/{a,b}",
            "`{` has no place in `docker.io/library/{a,b}`; the wildcards for images are `*` and",
        ),
        ("ghcr.io/[ab]/c", "`[ab]` in `ghcr.io/[ab]/c` cannot be part of a repository"),
        ("ghcr.io//a", "`ghcr.io//a` has a `/` too many"),
        ("/acme/app", "`/acme/app` has a `/` too many"),
        ("ghcr.io/a..b", "`a..b` in `ghcr.io/a..b` cannot be part of a repository"),
        ("gh_cr.io/a", "`gh_cr.io` in `gh_cr.io/a` is not a registry's host name"),
        ("ghcr.io/a:-x", "`-x` in `ghcr.io/a:-x` cannot be a tag"),
        ("ghcr.io/a:", "nothing stands after the `:` of `ghcr.io/a:`; leave it out, or write `*`"),
        ("ghcr.io/a@", "nothing stands after the `@` of `ghcr.io/a@`; leave it out, or write `*`"),
        ("ghcr.io/a@sha256:abc", "`sha256:abc` in `ghcr.io/a@sha256:abc` is not a digest; write all of it, or `*`"),
        (3, "an image pattern is a text such as `ghcr.io/acme/**`, or has one as `image`"),
        ({"reason": "why"}, "an image pattern is a text such as `ghcr.io/acme/**`, or has one as `image`"),
        (
            {"image": "ghcr.io/**", "raeson": "x"},
            "`raeson` is not known beside an image pattern; there are `image` and",
        ),
        ({"image": "ghcr.io/**", "reason": 3}, "the reason of `ghcr.io/**` is a text; put it in quotes"),
    ],
)
def test_what_never_matches_is_refused_with_what_to_write(entry, said):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        ImagePatterns.read([entry])
    assert said in str(refused.value)


@pytest.mark.parametrize("value", ["ghcr.io/**", None, {"image": "ghcr.io/**"}])
def test_patterns_are_a_list(value):
    with pytest.raises(ValueError, match=r"image patterns are a list; write `\[ghcr.io/acme/\*\*\]`"):
        ImagePatterns.read(value)


COMPONENT = st.sampled_from(["*", "**", "a", "app*", "docker.io", "index.docker.io", "ghcr.io", "localhost", "library"])


@given(st.lists(COMPONENT, min_size=1, max_size=4).map("/".join), st.sampled_from(["", ":1", ":443", ":*"]))
def test_what_is_completed_is_complete(name, tag):
    assert complete(complete(name + tag)) == complete(name + tag)


@given(st.text("aA.:/@*!-[ {_0", max_size=12))
def test_any_text_is_a_pattern_or_refused(text):
    try:
        images = ImagePatterns.read([text])
    except ValueError as refused:
        assert str(refused)
    else:
        assert (Reference.parse("nginx") in images) in (True, False)


@given(st.from_regex(r"([a-z0-9]{1,3}(\.[a-z]{1,3})?/){0,2}[a-z0-9]{1,4}(:[a-z0-9]{1,3})?", fullmatch=True))
def test_the_familiar_form_of_an_image_is_a_pattern_of_it(text):
    reference = Reference.parse(text)
    assert reference in ImagePatterns.of_familiar([reference.familiar])
    assert reference not in ImagePatterns.of_familiar(["**", f"!{reference.familiar}"])


def test_no_pattern_takes_long():
    code = (
        "from mooring.images import ImagePatterns\n"
        "from mooring.reference import Reference\n"
        "reference = Reference.parse('a.io/' + 'a/' * 120 + 'a:' + 'a' * 128)\n"
        "for pattern in ('a.io/**' + '/a/**' * 100 + '/b', '**/' + '*a' * 100 + 'b', '**:' + 'a*' * 60 + 'b'):\n"
        "    assert reference not in ImagePatterns.read([pattern])\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_they_are_plain_data():
    images = ImagePatterns.read(["ghcr.io/**", {"image": "!ghcr.io/a/*", "reason": "why"}])
    assert Reference.parse("ghcr.io/b/c") in images
    again = pickle.loads(pickle.dumps(images))
    assert again == images
    assert hash(again) == hash(images)
    assert again
    assert not ImagePatterns()

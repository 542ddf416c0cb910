"""References are read as Docker's own code reads them."""

import json
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooring import InvalidReference, Reference, reference

DIGEST = "sha256:" + "0123456789abcdef" * 4
ORACLE = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "fixtures" / "references.jsonl").read_text().splitlines()
]


@pytest.mark.parametrize("case", ORACLE, ids=lambda case: repr(case["input"])[:60])
def test_agrees_with_docker(case):
    try:
        parsed = Reference.parse(case["input"])
    except InvalidReference as error:
        assert not case["valid"]
        assert str(error)
        return
    fields = ("registry", "repository", "tag", "digest", "familiar", "canonical")
    assert {"input": str(parsed), "valid": True, **{name: getattr(parsed, name) for name in fields}} == case


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("a b", "white space.*did you mean `ab`"),
        ("https://ghcr.io/acme/app", "https://.*did you mean `ghcr.io/acme/app`"),
        ("docker://nginx:1", "docker://.*did you mean `nginx:1`"),
        ("$IMAGE", "placeholder"),
        ("{{ .Values.image }}", "placeholder"),
        ("0" * 64, "image ID"),
        ("mysql@8.0.44", "a tag is set off by `:`; did you mean `mysql:8.0.44`"),
        ("app@sha256", "64 hex digits"),
        ("app@sha256:abc", "has 64 hex digits; this one has 3"),
        (f"app@{DIGEST}0", "this one has 65"),
        (f"app@{DIGEST.upper()}", f"lower case; did you mean `app@{DIGEST}`"),
        (f"app@{DIGEST[:-1]}g", "`g` is none"),
        (f"app@{DIGEST.replace(':', '-')}", f"set off by `:`; did you mean `app@{DIGEST}`"),
        (f"app@{DIGEST[7:]}", f"algorithm is missing.*did you mean `app@{DIGEST}`"),
        (f"app:{DIGEST}", f"set off by `@`; did you mean `app@{DIGEST}`"),
        (f"app@md5:{'0' * 32}", "`md5` is not a digest algorithm"),
        ("app@v1:x", "stands before `@`"),
        (f"app:@{DIGEST}", f"between `:` and `@`; did you mean `app@{DIGEST}`"),
        (f"@{DIGEST}", "nothing stands before `@`"),
        (f"app@{DIGEST}@{DIGEST}", "only one `@`"),
        ("app@", "after `@`; did you mean `app`"),
        ("app:", "after `:`; did you mean `app`"),
        ("app:1:2", "only one `:`"),
        ("app:" + "a" * 129, "at most 128 characters; this one has 129"),
        ("app:-1", "not with `-`"),
        ("app:1.0+build", r"`\+` is none"),
        ("Nginx", "lower case; did you mean `nginx`"),
        ("ghcr.io/Acme/App:V1", "did you mean `ghcr.io/acme/app:V1`"),
        (f"Acme/App@{DIGEST}", f"did you mean `acme/app@{DIGEST}`"),
        ("/app", "no `/` before.*did you mean `app`"),
        ("app/", "after the last `/`; did you mean `app`"),
        ("acme//app", "between `//`; did you mean `acme/app`"),
        ("2001:db8::1/app", r"brackets; did you mean `\[2001:db8::1\]/app`"),
        ("acme.io:http/app", "a port is a number"),
        ("-acme.io/app", "host name"),
        ("acme/" + "a" * 260, "at most 255"),
        ("acme..app", "`acme..app` cannot be part"),
        ("acme/_app", "`_app` cannot be part"),
        ("naïve", "ASCII"),
    ],
)
def test_says_what_is_wrong_and_what_was_meant(text, reason):
    with pytest.raises(InvalidReference, match=reason):
        Reference.parse(text)


@pytest.mark.parametrize(
    ("text", "registry", "namespace", "tag"),
    [
        ("nginx", True, True, True),
        ("nginx:1", True, True, False),
        ("acme/app", True, False, True),
        ("docker.io/nginx", False, True, True),
        ("docker.io/library/nginx", False, False, True),
        ("ghcr.io/app", False, False, True),
        ("localhost:5000", True, True, False),
        (f"nginx@{DIGEST}", True, True, False),
    ],
)
def test_knows_which_parts_were_left_out(text, registry, namespace, tag):
    parsed = Reference.parse(text)
    assert (parsed.implied_registry, parsed.implied_namespace, parsed.implied_tag) == (registry, namespace, tag)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("nginx", f"nginx:2@{DIGEST}"),
        ("nginx:1", f"nginx:2@{DIGEST}"),
        ("localhost:5000/app:1", f"localhost:5000/app:2@{DIGEST}"),
        ("index.docker.io/nginx", f"index.docker.io/nginx:2@{DIGEST}"),
        (f"[::1]:5000/app@{DIGEST}", f"[::1]:5000/app:2@{DIGEST}"),
    ],
)
def test_writes_in_the_user_s_own_form(text, written):
    assert Reference.parse(text).written(tag="2", digest=DIGEST) == written


def test_equal_however_written():
    assert Reference.parse("nginx:1") == Reference.parse("docker.io/library/nginx:1")
    assert Reference.parse("nginx") != Reference.parse("nginx:latest")
    assert len({Reference.parse("nginx"), Reference.parse("index.docker.io/nginx")}) == 1


def test_survives_pickling():
    parsed = Reference.parse(f"index.docker.io/nginx:1@{DIGEST}")
    copy = pickle.loads(pickle.dumps(parsed))
    assert copy == parsed
    assert str(copy) == str(parsed)


def test_the_documented_productions_are_the_ones_compiled(monkeypatch):
    tried = set()
    fullmatch = re.fullmatch
    monkeypatch.setattr(reference.re, "fullmatch", lambda pattern, text: tried.add(pattern) or fullmatch(pattern, text))
    Reference.parse(f"[::1]:5000/a/b:1@{DIGEST}")
    for name in ("domain", "path", "tag", "digest"):
        assert re.search(rf"^    {name} +:=", reference.__doc__, re.MULTILINE)
        assert getattr(reference, name.upper()) in tried
    for part, whole in (("PATH_COMPONENT", "PATH"), ("SEPARATOR", "PATH"), ("DOMAIN_NAME", "DOMAIN")):
        assert getattr(reference, part) in getattr(reference, whole)


WHOLE = rf"(?:{reference.DOMAIN}/)?{reference.PATH}(?::{reference.TAG})?(?:@{reference.DIGEST})?"


@given(st.text(alphabet="abAB09.:/@-_[] é$\n", max_size=40) | st.from_regex(WHOLE, fullmatch=True))
def test_never_crashes_and_round_trips(text):
    try:
        parsed = Reference.parse(text)
    except InvalidReference as error:
        assert str(error)
        assert Reference.of(text) is None
        return
    assert Reference.of(text) == parsed
    assert str(parsed) == text == parsed.written()
    assert Reference.parse(parsed.canonical).canonical == parsed.canonical
    assert Reference.parse(parsed.familiar) == parsed

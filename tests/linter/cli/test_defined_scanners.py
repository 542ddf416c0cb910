"""Formats that a policy defines: listed, judged and fixed like any other."""

import pytest

POLICY = """\
scanners:
- id: acme-deploy
  files: [deploy.conf, "*.acme"]
  regex: >-
    (?m)^image[ ]*=
    (?:(?P<registry>[^/\\s]+)/)?(?P<repository>[^:@\\s]+):(?P<tag>[^@\\s]+)(?:@(?P<digest>\\S+))?$
- id: acme-values
  files: [settings.yaml]
  place: services.*.picture
- id: acme-lines
  files: [images.txt]
  regex: '(?m)^(?P<reference>\\S+)$'
"""


@pytest.fixture(scope="module")
def digest(registry):
    return registry.push("team/app", tags=["1.4", "latest"])


def test_what_an_expression_finds_is_judged_and_pinned(mooring, repository, registry, digest):
    here = repository(
        {
            ".mooring.yaml": POLICY,
            "deploy.conf": f"# images é\nimage = {registry.host}/team/app:1.4\n"
            f"image = {registry.host}/team/app:1.4@{digest}\nimages = x:1\n",
        }
    )
    (first, second) = mooring("list", "--format", "json").json["mentions"]
    assert (first["reference"], first["scanner"], first["line"]) == (f"{registry.host}/team/app:1.4", "acme-deploy", 2)
    assert set(first["parts"]) == {"registry", "repository", "tag"}
    assert second["parts"]["digest"]["text"] == digest
    assert mooring("pin").out == "1 pinned, 0 not\n"
    pinned = f"image = {registry.host}/team/app:1.4@{digest}\n"
    assert (here / "deploy.conf").read_text() == f"# images é\n{pinned}{pinned}images = x:1\n"
    assert mooring("pin").out == "0 pinned, 0 not\n"


def test_what_stands_at_a_place_is_judged_and_pinned(mooring, repository, registry, digest):
    here = repository(
        {
            ".mooring.yaml": POLICY,
            "conf/settings.yaml": f"services:\n  a: {{picture: '{registry.host}/team/app:1.4'}}\n"
            f"  b:\n    picture:\n      registry: {registry.host}\n      repository: team/app\n      tag: 1.4\n"
            "  c: {picture: ''}\n",
        }
    )
    assert mooring("pin").out == "2 pinned, 0 not\n"
    assert (here / "conf" / "settings.yaml").read_text() == (
        f"services:\n  a: {{picture: '{registry.host}/team/app:1.4@{digest}'}}\n"
        f'  b:\n    picture:\n      registry: {registry.host}\n      repository: team/app\n      tag: "1.4@{digest}"\n'
        "  c: {picture: ''}\n"
    )


def test_whole_references(mooring, repository):
    repository({".mooring.yaml": POLICY, "images.txt": "nginx\nquay.io/acme/app:1@bad\n"})
    outcome = mooring("check", "--format", "concise")
    assert "images.txt:1:1: warning[implicit-latest]" in outcome.out
    assert "images.txt:2:1: error[malformed-reference]" in outcome.out


def test_what_has_yet_to_be_filled_in_is_not_known(mooring, repository):
    repository(
        {
            ".mooring.yaml": POLICY,
            "settings.yaml": "services:\n  a: {picture: '${X}/app:1'}\n  b: {picture: '{{ x }}'}\n"
            "  c: {picture: '${X:-redis:7}'}\n",
            "images.txt": "${X}:1\n${X:-redis:7}\n<your-image>\n",
        }
    )
    found = mooring("list", "--format", "json").json["mentions"]
    assert [one["reference"] for one in found] == [None, "redis:7", None, None, None, "redis:7"]
    assert mooring("check").code == 0


def test_a_template_that_is_no_tree_yet_is_read_by_what_stands_in_it(mooring, repository):
    text = "services:\n{% for one in all %}\n  {{ one }}: {picture: redis:7}\n  b: {picture: '{{ x }}'}\n{% endfor %}\n"
    repository({".mooring.yaml": POLICY, "settings.yaml": text})
    found = mooring("list", "--format", "json").json["mentions"]
    assert [(one["reference"], one["line"]) for one in found] == [("redis:7", 3)]


def test_the_policy_s_paths_are_why_a_file_is_read(mooring, repository):
    repository({".mooring.yaml": POLICY, "images.txt": "redis:7\n"})
    assert mooring("list", "--explain", "images.txt").out == "images.txt: acme-lines: by its path, beside others\n"


def test_a_file_may_be_another_scanner_s_too(mooring, repository):
    policy = "scanners: [{id: labels, files: [Dockerfile], regex: '(?m)^LABEL base=(?P<reference>\\S+)$'}]\n"
    repository({".mooring.yaml": policy, "Dockerfile": "FROM nginx:1\nLABEL base=redis:8\n"})
    found = mooring("list", "--format", "json").json["mentions"]
    assert [(one["reference"], one["scanner"]) for one in found] == [("nginx:1", "dockerfile"), ("redis:8", "labels")]


@pytest.mark.parametrize(
    ("scanner", "said"),
    [
        ("{files: [a], place: b}", "`scanners` needs `id`"),
        ("{id: a, place: b}", "`scanners` needs `files`"),
        ("{id: a, files: [a]}", "a scanner needs either `place` or `regex`"),
        ("{id: a, files: [a], place: b, regex: '(?P<reference>c)'}", "a scanner needs either `place` or `regex`"),
        ("{id: a, files: [a], place: a..b}", "`scanners.place`: `a..b` is no place; write keys with dots"),
        (
            "{id: a, files: [a], regex: '(?P<image>x)'}",
            "the group `image` is no part of a reference; there are reference",
        ),
        ("{id: a, files: [a], regex: x}", "say what the reference is: the group"),
        ("{id: a, files: [a], regex: '(?P<reference>x)(?P<repository>y)'}", "say what the reference is"),
        ("{id: a, files: [a], regex: '(?P<reference>x)(?=y)'}", "look-ahead and look-behind are not supported"),
        ("{id: dockerfile, files: [a], place: b}", "there is a scanner `dockerfile` already; give yours another id"),
    ],
)
def test_mistakes(mooring, repository, scanner, said):
    repository({".mooring.yaml": f"scanners:\n- {scanner}\n"})
    outcome = mooring("check")
    assert outcome.code == 2
    assert outcome.err.startswith("mooring: .mooring.yaml:2: ")
    assert said in outcome.err

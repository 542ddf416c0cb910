"""The text of a first policy."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mooring import Finding, Mention, Role, Severity, Source, Span
from mooring.cli.origins import Origin, origins_of
from mooring.cli.sightings import Seen, look, vendored_in
from mooring.cli.starter import counted, quoted, starter
from mooring.config import Config, load
from mooring.plugins import Plugins
from mooring.policy import Policy
from mooring.reference import Reference

ALLOWED = ("docker.io/library/*", "ghcr.io/acme/**", "[::1]:5000/**", "docker.io/acme/web")


def test_the_text():
    origins = origins_of(map(Reference.parse, ["nginx", "redis", "ghcr.io/acme/web", "registry.lan:5000/x"]))
    seen = Seen(
        origins=origins,
        built=["docker.io/library/app", "ghcr.io/acme/web"],
        environments={"production": ["deploy/prod/"]},
        other={"qa": ["deploy/qa/", "compose.qa.yaml"]},
        live=["deploy/live/"],
        hints=["release"],
        vendored=["vendor/"],
        peers=["hadolint"],
        trusted=["docker.io"],
    )
    text = starter(seen)
    _, marker, body = text.partition("extends: default\n")
    assert (
        marker + body
        == """\
extends: default

# Production, staging, development and test are seen in paths, and in what files say themselves.
#   production: deploy/prod/
# Files also speak of release; name an environment so to give it severities.
environments:
  qa: [deploy/qa/, "compose.qa.yaml"]
  # production: [deploy/live/]

# Other people's files.
exclude:
  - vendor/

# Their own ignore comments, in use here, count too.
honour-ignores: [hadolint]

rules:
  # Images come from where they come from today. One from elsewhere is an error until it is let in here.
  registry-not-allowed:
    allow:
      - docker.io/library/*     # 2 (nginx, redis)
      - ghcr.io/acme/**         # 1 (web)
      - "registry.lan:5000/**"  # 1 (x)
      # hadolint's configuration trusts docker.io
    reason: nothing here came from there when this policy was written; let it in if it is wanted

  # Built in this repository, so that only the build knows the digest. Take off what is pinned where it is deployed.
  unpinned-digest:
    exempt:
      - ghcr.io/acme/web
  # Built here by the name of an official image, or without a namespace: docker.io/library/app

  # Worth a thought, one at a time:
  # floating-tag: warning        # 1.29.3 rather than 1 or stable
  # missing-registry: warning    # docker.io/library/nginx rather than nginx
  # tag-pattern:
  #   tags: {ghcr.io/acme/**: semver}
"""
    )


@pytest.mark.parametrize(
    ("seen", "content"),
    [
        (Seen(), {"extends": "default"}),
        (Seen(live=["a/live/"]), {"extends": "default"}),
        (Seen(peers=["ratchet", "zizmor"]), {"extends": "default", "honour-ignores": ["ratchet", "zizmor"]}),
        (Seen(vendored=["vendor/"]), {"extends": "default", "exclude": ["vendor/"]}),
        (
            Seen(other={"qa": [f"{name}/qa/" for name in "abcdef"]}),
            {"extends": "default", "environments": {"qa": ["qa", "qa[-_.]*", "*[-_.]qa", "*[-_.]qa[-_.]*"]}},
        ),
    ],
)
def test_what_it_says(seen, content):
    assert yaml.safe_load(starter(seen)) == content


def test_what_is_suggested_is_valid_too(tmp_path):
    """Every comment that is a line of YAML can be taken as one."""
    path = tmp_path / ".mooring.yaml"
    for seen in (Seen(), Seen(origins=[Origin("docker.io/library/*", 1, ["nginx"])], live=["a/live/"])):
        lines = starter(seen).splitlines()
        indent = [line.replace("# ", "", 1) if _is_yaml(line) else line for line in lines]
        path.write_text("\n".join(indent))
        assert load(".", Plugins().rules(), str(path)).rules.keys() >= {"registry-not-allowed"}


def _is_yaml(line):
    start = line.strip().removeprefix("#").strip()
    words = (
        "environments:",
        "production:",
        "rules:",
        "registry-not",
        "allow:",
        "floating",
        "missing",
        "tag-p",
        "tags:",
    )
    return line.strip().startswith("#") and start.startswith(words)


@pytest.mark.parametrize(
    ("text", "scalar"),
    [
        ("docker.io/library/*", "docker.io/library/*"),
        ("ghcr.io/acme/**", "ghcr.io/acme/**"),
        ("deploy/qa/", "deploy/qa/"),
        ("localhost:5000/**", '"localhost:5000/**"'),
        ("qa", '"qa"'),
        ('a"\\\n', '"a\\"\\\\\\U0000000a"'),
        ("é", '"é"'),
        ("\udcff\u2028", '"\\U0000dcff\\U00002028"'),
    ],
)
def test_quoting(text, scalar):
    assert quoted(text) == scalar


@given(st.text(st.characters(codec=None)))
def test_a_quoted_text_is_read_as_it_is(text):
    scalar = quoted(text)
    assert yaml.safe_load(scalar) == text
    assert yaml.safe_load(f"- {scalar}  # why\n") == [text]
    assert yaml.safe_load(f"x: [{scalar}, y]\n") == {"x": [text, "y"]}


def finding(rule, severity):
    return Finding(rule, severity, "m", Source("a", b"x"), Span(0, 1))


def test_what_fails_is_counted():
    findings = [finding(rule, severity) for rule, severity in [("a", Severity.ERROR), *[("b", Severity.WARNING)] * 2]]
    assert counted([]) == "\n# Nothing fails `mooring check` as this is written.\n"
    assert counted(findings).splitlines()[1:4] == [
        "# What fails `mooring check` as this is written, 3 in all:",
        "#       2  warning  b",
        "#       1  error    a",
    ]


def mention(path, resolved="nginx", role=Role.PULL, hints=()):
    return Mention(Source(path, b"x"), Span(0, 1), resolved, scanner="s", where="w", role=role, hints=hints)


def seen_in(*mentions):
    return look(mentions, Policy(Config()))


def test_environments_are_recognised():
    paths = ["a/deploy/prod/x/compose.yaml", "a/deploy/prod/y/compose.yaml", "compose.dev.yaml", "b/staging/Dockerfile"]
    paths += [
        "c/uat/Dockerfile",
        "c/pre-prod/Dockerfile.qa",
        "c/Dockerfile.live-1",
        "c/alive/equality/visit/Dockerfile",
    ]
    seen = seen_in(*map(mention, paths), mention("Dockerfile", hints=("release", "production")))
    assert seen.environments == {
        "development": ["compose.dev.yaml"],
        "production": ["a/deploy/prod/"],
        "staging": ["b/staging/"],
    }
    assert seen.other == {"pre-prod": ["c/pre-prod/"], "uat": ["c/uat/"]}
    assert seen.live == ("c/Dockerfile.live-1",)
    assert seen.hints == ("release",)


@pytest.mark.parametrize("path", ["a[b]/qa/Dockerfile", "!a/qa/Dockerfile", "a\n/qa/Dockerfile", "{a/qa/Dockerfile"])
def test_an_odd_path_makes_no_pattern(path):
    assert seen_in(mention(path)).other == {}


def test_what_is_built_and_pulled():
    roles = [("a/x", Role.PULL), ("a/x:1", Role.BUILD_OUTPUT), ("a/y", Role.BUILD_OUTPUT), ("a/z", Role.PULL)]
    seen = seen_in(*(mention("a", text, role) for text, role in roles), mention("a", None), mention("a", "a:b:c"))
    assert seen.built == ("docker.io/a/x",)
    assert [(origin.pattern, origin.count) for origin in seen.origins] == [("docker.io/a/*", 2)]


def test_caches_come_from_somewhere_too():
    assert [one.pattern for one in seen_in(mention("a", "ghcr.io/a/cache", Role.CACHE)).origins] == ["ghcr.io/a/**"]


def test_vendored_folders():
    paths = ["vendor/x/Dockerfile", "a/third_party/x/Dockerfile", "vendored", "a/node_modules"]
    assert vendored_in(paths) == ["third_party/", "vendor/"]


NAMES = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]) | st.sampled_from("\udcff#:'\"\n"), max_size=12
)
PATHS = st.lists(NAMES | st.sampled_from(["prod", "qa", "live", "vendor", "uat"]), max_size=4).map(
    lambda parts: "/".join([*parts, "Dockerfile"])
)
IMAGES = st.sampled_from(["nginx", "ghcr.io/a/b", "Acme/app", "[::1]:80/x", "localhost:5000/a"]) | NAMES
MENTIONS = st.builds(mention, PATHS, IMAGES, st.sampled_from(Role), st.lists(NAMES, max_size=2).map(tuple))


@given(st.lists(MENTIONS, max_size=8), st.lists(NAMES, max_size=3))
def test_whatever_is_in_a_repository_the_policy_is_valid(tmp_path_factory, mentions, trusted):
    path = tmp_path_factory.getbasetemp() / "starter.yaml"
    seen = seen_in(*mentions).replace(vendored=vendored_in(one.source.path for one in mentions), trusted=trusted)
    path.write_bytes((starter(seen) + counted([])).encode())
    config = load(".", Plugins().rules(), str(path))
    assert set(config.rules) <= {"registry-not-allowed", "unpinned-digest"}
    if seen.origins:
        allow = config.rules["registry-not-allowed"].options.allow
        assert [str(pattern) for pattern in allow.patterns] == [origin.pattern for origin in seen.origins]

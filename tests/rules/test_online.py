"""The rules that ask registries: what they find with the answers that a registry may give."""

import pytest

from mooring import Image, Mention, NoAnswer, Source, Span, engine
from mooring.config import Config, RuleSetting
from mooring.model import Severity
from mooring.policy import Policy
from mooring.testing import AMD64_DIGEST, ARM64_DIGEST, DIGEST, findings, fixed
from mooring_rules.missing_platform import MissingPlatform, normalised
from mooring_rules.single_platform_digest import SinglePlatformDigest
from mooring_rules.stale_digest import StaleDigest
from mooring_rules.too_fresh import TooFresh, age_in_days
from mooring_rules.unknown_image import UnknownImage

OLD = "sha256:" + "0f" * 32


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (StaleDigest, f"redis:8@{OLD}"),
        (SinglePlatformDigest, f"redis:8@{AMD64_DIGEST}"),
        (SinglePlatformDigest, f"redis:8@{ARM64_DIGEST}"),
        (UnknownImage, "acme/gone:1"),
        (UnknownImage, f"acme/gone@{OLD}"),
        (UnknownImage, "acme/gone"),
        (MissingPlatform, "--platform=linux/s390x redis:8"),
        (MissingPlatform, "--platform=windows/amd64 redis:8"),
        (MissingPlatform, "--platform=arm/v7 redis:8"),
        (TooFresh, "acme/fresh:1"),
    ],
)
def test_finds(rule, line):
    assert len(findings(rule, "Dockerfile", f"FROM {line}\n")) == 1


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (StaleDigest, f"redis:8@{DIGEST}"),
        (StaleDigest, f"redis:8@{AMD64_DIGEST}"),
        (StaleDigest, f"redis@{OLD}"),
        (StaleDigest, "redis:8"),
        (StaleDigest, "Redis:8"),
        (SinglePlatformDigest, f"redis:8@{DIGEST}"),
        (SinglePlatformDigest, f"redis:8@{OLD}"),
        (SinglePlatformDigest, f"redis@{AMD64_DIGEST}"),
        (UnknownImage, "redis:8"),
        (UnknownImage, "Gone"),
        (MissingPlatform, "redis:8"),
        (MissingPlatform, "--platform=linux/amd64 redis:8"),
        (MissingPlatform, "--platform=arm64 redis:8"),
        (MissingPlatform, "--platform=linux/aarch64 redis:8"),
        (MissingPlatform, "--platform=$BUILDPLATFORM redis:8"),
        (TooFresh, "redis:8"),
        (TooFresh, "Fresh:8"),
    ],
)
def test_is_silent_on(rule, line):
    assert findings(rule, "Dockerfile", f"FROM {line}\n") == []


@pytest.mark.parametrize("rule", [StaleDigest, SinglePlatformDigest])
def test_the_fix_writes_the_digest_of_the_index(rule):
    digest = OLD if rule is StaleDigest else AMD64_DIGEST
    assert fixed(rule, "Dockerfile", f"FROM docker.io/redis:8@{digest}\n") == f"FROM docker.io/redis:8@{DIGEST}\n"


def test_required_platforms_by_option():
    options = MissingPlatform.Options()
    options.platforms = ["linux/amd64", "linux/riscv64"]
    (finding,) = findings(MissingPlatform, "Dockerfile", "FROM redis:8\n", options)
    assert "is not made for linux/riscv64, only for linux/amd64, linux/arm64/v8" in finding.message
    assert not findings(MissingPlatform, "Dockerfile", "FROM --platform=linux/arm64 redis:8\n", options)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("linux/arm64/v8", "linux/arm64"),
        ("arm64", "linux/arm64"),
        ("aarch64", "linux/arm64"),
        ("x86_64", "linux/amd64"),
        ("arm", "linux/arm/v7"),
        ("linux/arm/v6", "linux/arm/v6"),
        ("armhf", "linux/arm/v7"),
        ("windows/amd64", "windows/amd64"),
    ],
)
def test_platforms_are_compared_in_one_form(written, form):
    assert normalised(written) == form


@pytest.mark.parametrize("created", [None, "", "yesterday", "2026-13-01T00:00:00Z"])
def test_what_is_no_time_has_no_age(created):
    assert age_in_days(created) is None


def test_an_age():
    assert age_in_days("2020-01-01T00:00:00Z") > 2000
    assert age_in_days("2020-01-01T00:00:00") > 2000


class Silent:
    """A registry that does not answer."""

    def __init__(self, reason):
        self.reason = reason

    def digest(self, reference):
        raise NoAnswer(self.reason, "no answer")

    image = created = digest


def judged(rule, answers, *texts):
    policy = Policy(Config(rules={rule.id: RuleSetting({"default": Severity.ERROR})}))
    source = Source("f", " ".join(texts).encode())
    mentions = []
    at = 0
    for text in texts:
        mentions.append(Mention(source, Span(at, at + len(text)), text, scanner="s", where="w", platform="linux/s390x"))
        at += len(text) + 1
    return engine.check(mentions, [rule], policy, engine.Knowledge(answers))


@pytest.mark.parametrize("rule", [StaleDigest, SinglePlatformDigest, UnknownImage, MissingPlatform, TooFresh])
def test_no_answer_is_a_problem_and_said_once(rule):
    reference = f"redis:8@{OLD}"
    found, problems = judged(rule, Silent("unreachable"), reference, reference)
    assert found == []
    assert [problem.message for problem in problems] == [f"`{reference}` cannot be judged online: no answer"]


def test_without_answers_nothing_is_asked():
    assert judged(UnknownImage, None, "redis:8") == ([], [])


@pytest.mark.parametrize("reason", ["not-found", "denied"])
def test_an_image_that_the_registry_does_not_show_is_a_finding(reason):
    found, problems = judged(UnknownImage, Silent(reason), "redis:8")
    assert [finding.message for finding in found] == ["no answer"]
    assert problems == []


def test_an_image_that_says_no_platform_is_not_judged():
    class Artifact(Silent):
        def image(self, reference):
            return Image(DIGEST, is_index=False, platforms=[])

    assert judged(MissingPlatform, Artifact("x"), "redis:8") == ([], [])

"""The harness for rules and scanners, Mooring's own and a plugin author's.

    from mooring.testing import check_manual, findings, mentions

    def test_manual():
        check_manual(MyRule)

A rule's docstring is its manual page and its test at once: `check_manual` sees that it has all its headings, that
the example fires, that what to use instead is silent, and that the fix turns the one into the other. A YAML block under
`Options` sets the rule's options for that.
"""

from __future__ import annotations

import inspect
import os
import re
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from textwrap import dedent, indent
from typing import TYPE_CHECKING

from mooring import engine
from mooring.config import DEFAULT, FILE_NAME, Config, RuleSetting, load
from mooring.formats import Scanners
from mooring.model import Image, Mention, NoAnswer, Rule
from mooring.plugins import Plugins
from mooring.policy import Policy
from mooring.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mooring.model import Finding, Problem
    from mooring.reference import Reference

DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
AMD64_DIGEST = "sha256:00000000000000000000000000000000000000000000000000000000000000aa"
ARM64_DIGEST = "sha256:00000000000000000000000000000000000000000000000000000000000000bb"
VERSION_TAG = "1.29.3"
TODAY = "2026-11-23"
HEADINGS = ("What it does", "Why it matters", "Example", "Use instead", "Fix safety")
DEFAULT_PATH = "Dockerfile"

_BLOCK = re.compile(r"```\w+(?: (\S+))?\n(.*?)```", re.DOTALL)


def scan(
    path: str, content: str | bytes, files: Mapping[str, str] | None = None
) -> tuple[list[Mention], list[Problem]]:
    """What the installed scanners find in a file of that path and content; `files` are those beside it, by name.

    Raises `LookupError` when no scanner takes such a file, `AssertionError` when the scanner crashes.
    """
    scanned = _scanned(path, content, files)
    return scanned.mentions(), scanned.problems


def mentions(path: str, content: str | bytes, files: Mapping[str, str] | None = None) -> list[Mention]:
    """The mentions alone of `scan`."""
    return scan(path, content, files)[0]


class PlayedRegistries:
    """Registries that know every image as `DIGEST`, an index for two platforms, made in 2020.

    `unknown`, `fresh` are words that the name of an image they do not have, or that was made just now, has in it.
    """

    platforms = (("linux/amd64", AMD64_DIGEST), ("linux/arm64/v8", ARM64_DIGEST))
    unknown = "gone"
    fresh = "fresh"

    def digest(self, reference: Reference) -> str:
        """`DIGEST`, whatever is asked. Raises `NoAnswer` for an unknown image."""
        if self.unknown in reference.repository:
            raise NoAnswer("not-found", f"{reference.canonical} does not exist")
        return DIGEST

    def image(self, reference: Reference) -> Image:
        """An index for the platforms."""
        return Image(self.digest(reference), is_index=True, platforms=self.platforms)

    def created(self, reference: Reference) -> str | None:
        """Now for a fresh image, a day in 2020 for all others."""
        self.digest(reference)
        return datetime.now(UTC).isoformat() if self.fresh in reference.repository else "2020-02-02T02:02:02Z"


class PlayedLock:
    """A lock that has every image as `DIGEST`, but for those with the word `unknown` in their name."""

    unknown = "gone"

    def find(self, reference: Reference) -> Mention | None:
        """A place that says `DIGEST`, whatever is asked; None for an unknown image."""
        if self.unknown in reference.repository:
            return None
        source = Source("mooring.lock", DIGEST.encode())
        resolved = f"{reference.name}@{DIGEST}"
        return Mention(source, Span(0, len(DIGEST)), resolved, scanner="lock", where="digest")


def findings(rule: type[Rule], path: str, content: str | bytes, options: object = None) -> list[Finding]:
    """What a rule finds in a file of that path and content, whatever the policy holds of it.

    What is asked of registries and of a lock is answered by `PlayedRegistries` and `PlayedLock`.
    """
    return _find(rule, mentions(path, content), options)


def fixed(rule: type[Rule], path: str, content: str | bytes, options: object = None) -> str:
    """The file's content after the rule's fixes; a registry is played that knows every image as `DIGEST`."""
    scanned = _scanned(path, content)
    engine.fix(scanned, lambda found: _find(rule, found, options), _PlayedRegistry())
    return scanned.files[0].source.data.decode()


def options(rule: type[Rule], policy: str) -> object:
    """A rule's options as a policy file sets them: the YAML that stands there below the rule's id.

    Raises `ConfigError` as the policy file would.
    """
    text = f"rules:\n  {rule.id}:\n{indent(dedent(policy), '    ')}"
    with TemporaryDirectory() as folder:
        path = os.path.join(folder, FILE_NAME)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return load(folder, [rule], path).rules[rule.id].options


def _scanned(path: str, content: str | bytes, files: Mapping[str, str] | None = None) -> engine.Scanned:
    beside = {name: text.encode() for name, text in (files or {}).items()}
    source = Source(path, content.encode() if isinstance(content, str) else content, beside.get)
    scanned = engine.Scanned(Scanners(Plugins().scanners()))
    if not scanned.add(source, named=True):
        raise LookupError(f"no scanner takes {path}")
    crashes = [problem.message for problem in scanned.problems if problem.message.startswith("internal error")]
    assert not crashes, crashes[0]
    return scanned


class _PlayedRegistry:
    def ask(self, mentions: Sequence[Mention]) -> None:
        """Nothing needs to be asked: every image is known as `DIGEST`."""

    def text(self, mention: Mention) -> str | None:
        reference = mention.reference
        return reference.written(tag=reference.tag or VERSION_TAG, digest=DIGEST) if reference else None


def _find(rule: type[Rule], found: Sequence[Mention], options: object) -> list[Finding]:
    about_ignores = rule.check_ignores is not Rule.check_ignores
    rules = [*([one for one in Plugins().rules() if one is not rule] if about_ignores else []), rule]
    policy = Policy(Config(rules={rule.id: RuleSetting({**rule.severities, DEFAULT: rule.severity}, options)}))
    result, problems = engine.check(found, rules, policy, engine.Knowledge(PlayedRegistries(), PlayedLock()))
    assert not problems, problems[0].message
    sources = list({mention.source.path: mention.source for mention in found}.values())
    kept = engine.excuse(result, sources, rules, policy, TODAY)
    return [finding for finding in kept if finding.rule == rule.id]


def example(rule: type[Rule], heading: str) -> tuple[str, str]:
    """The path and content of the example under a heading of a rule's manual.

    A block's language may be followed by the path of the file it stands for; without one it is a Dockerfile.
    """
    block = _BLOCK.search(_sections(rule).get(heading, ""))
    assert block is not None, f"{rule.id}: no example under `{heading}`"
    return block[1] or DEFAULT_PATH, block[2]


def _example_options(rule: type[Rule]) -> object:
    """The options that the examples of a rule's manual are judged with: those of the block under `Options`."""
    block = _BLOCK.search(_sections(rule).get("Options", ""))
    return options(rule, block[2]) if block else None


def _sections(rule: type[Rule]) -> dict[str, str]:
    _, *parts = re.split(r"^## (.+)$", inspect.getdoc(rule) or "", flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def check_manual(rule: type[Rule]) -> None:
    """Assert that a rule's manual page is complete, and that its examples are true."""
    missing = [heading for heading in HEADINGS if heading not in _sections(rule)]
    assert not missing, f"{rule.id}: the manual lacks {', '.join(missing)}"
    path, bad = example(rule, "Example")
    good_path, good = example(rule, "Use instead")
    given = _example_options(rule)
    found = findings(rule, path, bad, given)
    assert found, f"{rule.id}: the example does not fire"
    assert not findings(rule, good_path, good, given), f"{rule.id}: what to use instead is found wrong too"
    if any(finding.fix for finding in found):
        assert fixed(rule, path, bad, given) == good, (
            f"{rule.id}: the fix does not turn the example into what to use instead"
        )

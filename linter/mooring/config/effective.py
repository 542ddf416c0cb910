"""The effective policy: what the policy file, the policies it is laid over, and the defaults come to."""

from __future__ import annotations

from mooring.model import Severity
from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from mooring.config.given import Given
    from mooring.definitions import Definition

DEFAULT = "default"
TAG_AND_DIGEST = "tag-and-digest"
DIGEST_ONLY = "digest-only"
PIN_STYLES = (TAG_AND_DIGEST, DIGEST_ONLY)


def _by_words(*words: str) -> tuple[str, ...]:
    either = f"{{{','.join(words)}}}"
    return either, f"{either}[-_.]*", f"*[-_.]{either}", f"*[-_.]{either}[-_.]*"


ENVIRONMENTS: Mapping[str, Sequence[str]] = {
    "production": (
        *_by_words("prod"),
        "prod[0-9]*",
        "*production*",
        "!*non[-_]prod*",
        "!*nonprod*",
        "!*pre[-_]prod*",
        "!*preprod*",
        "!*reproduction*",
    ),
    "staging": _by_words("staging", "stage"),
    "development": _by_words("development", "dev"),
    "test": _by_words("test", "testing"),
}
"""The environments that every policy knows, with their paths; files may speak of them by themselves."""


class ConfigError(Exception):
    """The policy file is wrong; the message names the file, the line, what is wrong and what to write instead."""


class RuleSetting(Record):
    """What the policy says of one rule: its severity by environment (`default` for all others), and its options."""

    __slots__ = ("severities", "options")

    def __init__(self, severities: Mapping[str, Severity], options: object = None) -> None:
        self.severities = dict(severities)
        self.options = options


class Override(Record):
    """What differs for some paths: `over` gives a policy with it laid over."""

    __slots__ = ("paths", "over")

    def __init__(self, paths: Sequence[str], over: Callable[[Config], Config]) -> None:
        self.paths = tuple(paths)
        self.over = over


class Config(Record):
    """The effective policy. `root` is the folder that its path patterns are relative to.

    `path` is the policy file's, None where there is none. `pin_style` is one of `PIN_STYLES`. `registries` holds the
    settings of `mooring.registry.Settings` by name, those alone that are given; `is_named` is whether the command
    line named the policy, so that it speaks for whoever runs Mooring. `overrides` are laid over in their order.
    `given` is what all this was read from, with the place of each value, and `files` the paths of all files read.
    """

    __slots__ = (
        "root",
        "path",
        "is_named",
        "environments",
        "rules",
        "exclude",
        "show",
        "fail_on",
        "registries",
        "pin_style",
        "honour_ignores",
        "scanners",
        "overrides",
        "given",
        "files",
    )

    def __init__(
        self,
        root: str = ".",
        path: str | None = None,
        *,
        is_named: bool = False,
        environments: Mapping[str, Sequence[str]] | None = None,
        rules: Mapping[str, RuleSetting] | None = None,
        exclude: Sequence[str] = (),
        show: Severity = Severity.WARNING,
        fail_on: Severity = Severity.WARNING,
        registries: Mapping[str, Any] | None = None,
        pin_style: str = TAG_AND_DIGEST,
        honour_ignores: Sequence[str] = (),
        scanners: Sequence[Definition] = (),
        overrides: Sequence[Override] = (),
        given: Given | None = None,
        files: Sequence[str] = (),
    ) -> None:
        self.root = root
        self.path = path
        self.is_named = is_named
        self.environments = {**ENVIRONMENTS, **(environments or {})}
        self.rules = dict(rules or {})
        self.exclude = tuple(exclude)
        self.show = show
        self.fail_on = fail_on
        self.registries = dict(registries or {})
        self.pin_style = pin_style
        self.honour_ignores = tuple(honour_ignores)
        self.scanners = tuple(scanners)
        self.overrides = tuple(overrides)
        self.given = given
        self.files = tuple(files)

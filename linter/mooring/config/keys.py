"""The keys of a policy file: what each is called, what it may be, and a line about it."""

from __future__ import annotations

from mooring.config.effective import DEFAULT, PIN_STYLES, RuleSetting
from mooring.config.inherit import EXTENDS
from mooring.config.shapes import (
    Either,
    Fields,
    Flag,
    ListOf,
    MapOf,
    OneOf,
    Positive,
    Readable,
    SeverityWord,
    Shape,
    Text,
    Whole,
    place,
)
from mooring.definitions import ReferenceRegex
from mooring.globs import Globs
from mooring.places import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from mooring.config.given import Given
    from mooring.model import Rule

PEERS = ("checkov", "hadolint", "ratchet", "zizmor")
"""Other tools whose ignore comments can be honoured; `mooring.suppress` knows how they write them."""


class _Glob(Text):
    """A pattern of paths."""

    noun, nouns = "a path pattern", "path patterns"

    def read(self, given: Given, keys: tuple[str, ...]) -> str:
        """The pattern."""
        pattern = super().read(given, keys)
        try:
            Globs([pattern]).checked()
        except ValueError as error:
            raise given.fail(f"{place(keys)}: {error}") from error
        return pattern


SEVERITY = SeverityWord()
TEXTS = ListOf(Text())
PATHS = ListOf(_Glob())
PIN_STYLE = OneOf(*PIN_STYLES), "how a pin is written: `name:tag@digest` or `name@digest`"

REGISTRIES = Fields(
    {
        "allow": (TEXTS, "the registries that may be asked; no others are"),
        "attempts": (Whole(), "how often a request is tried"),
        "ca-bundle": (Text(), "a file of certificate authorities, PEM"),
        "cache-dir": (Text(), "the folder where answers are kept"),
        "client-cert": (MapOf(ListOf(Text(), 2)), "by registry: the files of the client's certificate and key, PEM"),
        "concurrency": (Whole(), "how many requests are under way at a time"),
        "github-token": (Flag(), "whether GITHUB_TOKEN is used for ghcr.io"),
        "insecure": (TEXTS, "registries that are asked over plain HTTP"),
        "longest-wait": (Positive(), "the longest time, in seconds, that a registry may ask us to wait"),
        "mirrors": (MapOf(TEXTS), "by registry: what is asked first"),
        "tag-ttl": (Positive(), "for how many seconds what a tag names is remembered"),
        "timeout": (Positive(), "the seconds for one request"),
        "upstreams": (MapOf(Text()), "by pull-through cache: the registry that stands behind it"),
    }
)


_DEFINITION = Fields(
    {
        "id": (Text(), "the scanner's name"),
        "files": (PATHS, "the files that it reads: globs on the end of the path"),
        "place": (Readable(Place), "where references stand in a YAML, JSON or TOML file, like `spec.*.image`"),
        "regex": (
            Readable(ReferenceRegex),
            "what finds references in a text: the named group reference, or repository with registry, tag and digest",
        ),
    },
    required=("id", "files"),
)

USER = Fields(
    {
        "registries": (REGISTRIES, "how registries are asked"),
        "plugins": (TEXTS, "files of Python that are loaded as plugins"),
    }
)
"""The shape of the user's own file."""


def policy_shape(rules: Iterable[type[Rule]], environments: Sequence[str] | None = None) -> Fields:
    """The shape of a policy file, where there are these rules and environments (any if None)."""
    by_rule = _Rules(rules, environments)
    return Fields(
        {
            "extends": (
                EXTENDS,
                "what this policy is laid over: a preset, a file (./base.yaml), or an installed package's (acme:name)",
            ),
            "environments": (MapOf(PATHS), "by environment: its paths, as in .gitignore"),
            "exclude": (PATHS, "paths that are left out, as in .gitignore"),
            "fail-on": (SEVERITY, "the least severity that fails"),
            "honour-ignores": (ListOf(OneOf(*PEERS)), "other tools whose ignore comments count too"),
            "pin-style": PIN_STYLE,
            "registries": (REGISTRIES, "how registries are asked"),
            "rules": (by_rule, "by rule: its severity, or its severity by environment and its options"),
            "scanners": (ListOf(_DEFINITION), "formats of your own: files, and where references stand in them"),
            "show": (SEVERITY, "the least severity that is shown"),
            "overrides": (
                ListOf(
                    Fields(
                        {
                            "paths": (PATHS, "the paths that this is about, as in .gitignore"),
                            "pin-style": PIN_STYLE,
                            "rules": (by_rule, "as `rules` above, laid over it"),
                        },
                        required=("paths",),
                    )
                ),
                "what differs for some paths; of several that match, later ones are laid over earlier ones",
            ),
        }
    )


class _Rule(Shape):
    """What a policy says of one rule: a severity, or a mapping with `severity` and the rule's options."""

    noun, nouns = "a severity or a mapping", "severities or mappings"

    def __init__(self, rule: type[Rule], environments: Sequence[str] | None) -> None:
        self._rule = rule
        known = None if environments is None else (DEFAULT, *environments)
        self._severity = Either(SEVERITY, MapOf(SEVERITY, known), dict)

    def read(self, given: Given, keys: tuple[str, ...]) -> RuleSetting:
        """The rule's severities and options."""
        if not isinstance(given.value, dict):
            return RuleSetting({DEFAULT: SEVERITY.read(given, keys)})
        values = self._fields().read(given, keys)
        severities = values.pop("severity", {})
        options = self._rule.Options() if values else None
        for name, value in values.items():
            setattr(options, name.replace("-", "_"), value)
        return RuleSetting(severities if isinstance(severities, dict) else {DEFAULT: severities}, options)

    def _fields(self) -> Fields:
        fields: dict[str, tuple[Shape, str]] = {"severity": (self._severity, "one for all, or one by environment")}
        for name, shape in _options(self._rule):
            fields[name] = shape, f"an option of the rule; see `mooring rules {self._rule.id}`"
        return Fields(fields)

    def schema(self) -> dict[str, Any]:
        """A severity, or an object."""
        return Either(SEVERITY, self._fields(), dict).schema()


class _Rules(Shape):
    """What a policy says of rules, by id; what is said twice in the same words is the same `RuleSetting`."""

    noun, nouns = "a mapping", "mappings"

    def __init__(self, rules: Iterable[type[Rule]], environments: Sequence[str] | None) -> None:
        self._fields = Fields({rule.id: (_Rule(rule, environments), _title(rule)) for rule in rules})
        self._known: dict[int, tuple[Given, RuleSetting]] = {}

    def read(self, given: Given, keys: tuple[str, ...]) -> dict[str, RuleSetting]:
        """The settings of the rules named."""
        settings = self._fields.read(given, keys)
        return {
            name: self._known.setdefault(id(given.value[name]), (given.value[name], setting))[1]
            for name, setting in settings.items()
        }

    def schema(self) -> dict[str, Any]:
        """An object with a property for each rule."""
        return self._fields.schema()


def _title(rule: type[Rule]) -> str:
    return (rule.__doc__ or "").strip().partition("\n")[0]


def _options(rule: type[Rule]) -> Iterable[tuple[str, Shape]]:
    """The rule's options by the name that policies write, each with its shape."""
    if not any(getattr(base, "__annotations__", {}) for base in rule.Options.__mro__):
        return
    from typing import get_type_hints

    for name, annotation in get_type_hints(rule.Options).items():
        yield name.replace("_", "-"), _shape_of(annotation)


def _shape_of(annotation: Any) -> Shape:
    from typing import get_args, get_origin

    simple: dict[object, Shape] = {bool: Flag(), int: Whole(), str: Text()}
    if annotation in simple:
        return simple[annotation]
    if get_origin(annotation) is list:
        return ListOf(_shape_of(get_args(annotation)[0]))
    if get_origin(annotation) is dict:
        return MapOf(_shape_of(get_args(annotation)[1]))
    return Readable(annotation)

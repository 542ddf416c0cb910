"""The nouns that rooms pass to one another: Mention, Problem, Finding, Fix, Report; Scanner, Rule, Reporter.

All are plain data or small protocols; text.py and reference.py hold the other two, Source and Reference.
"""

from __future__ import annotations

import re
from enum import Enum, IntEnum
from itertools import chain

from mooring.record import Record
from mooring.reference import InvalidReference, Reference
from mooring.text import Edit, Embedded, Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any, ClassVar, Literal, Protocol, Self

    Part = Literal["whole", "registry", "repository", "tag", "digest", "hex"]
    Scan = Callable[["Source"], Iterable["Mention | Problem"]]
else:
    Protocol = object


class Role(Enum):
    """What becomes of the image that a mention names; a local one is there already, or the file itself makes it.

    An artifact is something else that registries hold, such as a dev container feature: it is listed and never judged.
    """

    PULL = "pull"
    LOCAL = "local"
    BUILD_OUTPUT = "build-output"
    CACHE = "cache"
    STAGE = "stage"
    ARTIFACT = "artifact"


class Severity(IntEnum):
    """How much a finding matters; ordered."""

    OFF = 0
    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Safety(IntEnum):
    """How far a fix can be trusted: shown only, made on request, made by `--fix`; ordered."""

    DISPLAY = 0
    UNSAFE = 1
    SAFE = 2

    def __str__(self) -> str:
        return self.name.lower()


PLAIN, ABSENT, EITHER = "plain", "absent", "either"


class Mention(Record):
    """One place where a file names an image.

    `span` is where the reference is used and `resolved` is what it says after static substitution, None when
    that is not known before the file is used. `parts` says where its text stands literally, so that it can
    be rewritten: `whole`, or `registry`, `repository`, `tag` and `digest` apart, as `mooring.parts` writes them (`hex`
    is the digest without its algorithm, sha256); `styles` says of a part how its text has to be written there, where
    that is not as it is: `PLAIN`, a plain YAML scalar, `ABSENT`, the place of the value behind a YAML key that has
    none, or `EITHER`, the place of a tag or a digest, but not of both. `reason` says why it must not be rewritten, None
    when it may. `where` names the place in the file's own terms (`services.web.image`), `hints` the environments that
    the file itself speaks of.
    `all_tags` is for a pull or push of every tag of the repository, `pushed` for an output that goes to its registry.
    A mention with the role `stage` names a stage of the same Dockerfile and no image.
    """

    __slots__ = (
        "source",
        "span",
        "resolved",
        "scanner",
        "where",
        "role",
        "parts",
        "styles",
        "reason",
        "platform",
        "hints",
        "all_tags",
        "pushed",
        "_parsed",
    )

    def __init__(
        self,
        source: Source,
        span: Span,
        resolved: str | None,
        *,
        scanner: str,
        where: str,
        role: Role = Role.PULL,
        parts: Mapping[Part, Span] | None = None,
        styles: Mapping[Part, str] | None = None,
        reason: str | None = None,
        platform: str | None = None,
        hints: tuple[str, ...] = (),
        all_tags: bool = False,
        pushed: bool = False,
    ) -> None:
        self.source = source
        self.span = span
        self.resolved = resolved
        self.scanner = scanner
        self.where = where
        self.role = role
        self.parts: dict[Part, Span] = {"whole": span} if parts is None else dict(parts)
        self.styles: dict[Part, str] = dict(styles or {})
        self.reason = reason
        self.platform = platform
        self.hints = hints
        self.all_tags = all_tags
        self.pushed = pushed
        self._parsed: Reference | InvalidReference | None = None

    def __hash__(self) -> int:
        return hash((self.source.path, self.span, self.resolved))

    @property
    def text(self) -> str:
        """The reference exactly as the file writes it at `span`."""
        return self.source.read(self.span)

    def _parse(self) -> Reference | InvalidReference | None:
        if self._parsed is None and self.resolved is not None:
            try:
                self._parsed = Reference.parse(self.resolved)
            except InvalidReference as error:
                self._parsed = error
        return self._parsed

    @property
    def reference(self) -> Reference | None:
        """The reference meant, None when it is not statically known or malformed."""
        parsed = self._parsed or self._parse()
        return parsed if isinstance(parsed, Reference) else None

    @property
    def malformed(self) -> str | None:
        """What is wrong with the resolved text, None when it is a reference or not known."""
        parsed = self._parsed or self._parse()
        return str(parsed) if isinstance(parsed, InvalidReference) else None

    @property
    def rewritable(self) -> bool:
        """Whether the reference may be rewritten."""
        return self.reason is None

    def rewrite(self, reference: str) -> tuple[Edit, ...]:
        """The edits that make the mention name another reference; none where it must not or cannot be rewritten so."""
        if not self.rewritable:
            return ()
        if "whole" in self.parts:
            return (Edit(self.parts["whole"], reference),)
        from mooring.parts import edits

        return edits(self, reference)

    def lift(self) -> Mention:
        """The same mention in the outer source, for a mention found in an `Embedded` one.

        A place that does not stand there byte for byte can be shown but not rewritten.
        """
        embedded = self.source
        assert isinstance(embedded, Embedded)
        used = embedded.lift(self.span)
        parts: dict[Part, Span] = {}
        reason = self.reason
        for part, place in self.parts.items():
            parts[part], exact = used if place is self.span else embedded.lift(place)
            if not exact and reason is None:
                reason = "the text is escaped or folded in the file"
        return self.replace(source=embedded.outer, span=used[0], parts=parts, reason=reason)

    def replace(self, **changes: object) -> Self:
        """A copy with the named fields changed, made without reading the reference again where that is the same."""
        copy = type(self).__new__(type(self))
        for name in Mention.__slots__:
            setattr(copy, name, getattr(self, name))
        for name, value in changes.items():
            setattr(copy, name, value)
        if "resolved" in changes:
            copy._parsed = None  # noqa: SLF001 - it is of this very class
        return copy


class Problem(Record):
    """A file, or a part of it, that could not be read: what is wrong and what to do, on one line.

    `line` counts from 1; None when the whole file is meant.
    """

    __slots__ = ("path", "line", "message")

    def __init__(self, path: str, line: int | None, message: str) -> None:
        self.path = path
        self.line = line
        self.message = message

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class Fix(Record):
    """A way to mend a finding: the edits that do it, or the wish that a mention be pinned to its digest.

    A wish has no edits until the registry has answered.
    """

    __slots__ = ("title", "safety", "edits", "pin")

    def __init__(self, title: str, safety: Safety, edits: Sequence[Edit] = (), pin: Mention | None = None) -> None:
        self.title = title
        self.safety = safety
        self.edits = tuple(edits)
        self.pin = pin


class Finding(Record):
    """Something wrong at a place: the rule's word for it, and how severe the policy holds it to be.

    `ordinal` counts, from 0, the findings of a run that have the same `likeness`. `from_root` is the path from the
    policy's folder, which is the same wherever a run starts; the engine gives both.
    """

    __slots__ = (
        "rule",
        "severity",
        "message",
        "source",
        "span",
        "mention",
        "environment",
        "related",
        "fix",
        "ordinal",
        "from_root",
    )

    def __init__(
        self,
        rule: str,
        severity: Severity,
        message: str,
        source: Source,
        span: Span,
        *,
        mention: Mention | None = None,
        environment: str | None = None,
        related: Sequence[Mention] = (),
        fix: Fix | None = None,
        ordinal: int = 0,
        from_root: str | None = None,
    ) -> None:
        self.rule = rule
        self.severity = severity
        self.message = message
        self.source = source
        self.span = span
        self.mention = mention
        self.environment = environment
        self.related = tuple(related)
        self.fix = fix
        self.ordinal = ordinal
        self.from_root = from_root

    @property
    def likeness(self) -> tuple[str, str, str, str]:
        """What tells the finding from others wherever its line moves: rule, path, text, place without positions."""
        where = self.mention.where if self.mention else ""
        if "[" in where:
            where = re.sub(r"\[\d+\]", "[]", where)
        return self.rule, self.from_root or self.source.path, self.source.read(self.span), where

    @property
    def fingerprint(self) -> str:
        """A name for the finding that survives moved lines: a hash of `likeness` and `ordinal`."""
        from hashlib import sha256

        words = "\0".join((*self.likeness, str(self.ordinal)))
        return sha256(words.encode(errors="backslashreplace")).hexdigest()[:32]

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """By path, then place, then rule."""
        return self.source.path, self.span.start, self.span.end, self.rule


class Ignore(Record):
    """A comment that excuses findings: of the rules named, or of all (None); on one line (from 1), or in the file.

    `until` is the last day on which it holds (`2027-01-31`), `reason` the author's words, "" for none. `used` are the
    rules that it has excused in this run.
    """

    __slots__ = ("source", "span", "rules", "reason", "until", "line", "used")

    def __init__(
        self,
        source: Source,
        span: Span,
        *,
        rules: Sequence[str] | None,
        reason: str = "",
        until: str | None = None,
        line: int | None = None,
    ) -> None:
        self.source = source
        self.span = span
        self.rules = None if rules is None else tuple(rules)
        self.reason = reason
        self.until = until
        self.line = line
        self.used: set[str] = set()

    def is_expired(self, today: str) -> bool:
        """Whether the last day on which it holds is over."""
        return self.until is not None and self.until < today

    def names(self, rule: str) -> bool:
        """Whether it speaks of a rule."""
        return self.rules is None or rule in self.rules


class Scanner(Record):
    """One format: which files it takes and how it reads them.

    `paths` are globs on the end of the path (`*` within a folder, `**` across folders); one that begins with `!` leaves
    out what the others would take. `scan` turns a source into mentions, and problems where it cannot read on.
    `recognises` looks, cheaply, at the bytes of a file whose path is among the `candidates`, or that was named
    explicitly and whose path nobody knows; where there are `needles`, one of them has to be in the bytes before it is
    asked. Both functions may be given as `"package.module:function"`, which is imported when it is first needed.
    A scanner that reads `beside` others takes what it recognises whether or not another takes it too. `example` is the
    path of such a file, and what it may say.
    """

    __slots__ = ("id", "paths", "scan", "recognises", "candidates", "needles", "beside", "example")

    def __init__(
        self,
        id: str,
        paths: Sequence[str],
        scan: Scan | str,
        recognises: Callable[[bytes], bool] | str | None = None,
        *,
        candidates: Sequence[str] = (),
        needles: Sequence[bytes] = (),
        beside: bool = False,
        example: tuple[str, str] | None = None,
    ) -> None:
        self.id = id
        self.paths = tuple(paths)
        self.scan = scan
        self.recognises = recognises
        self.candidates = tuple(candidates)
        self.needles = tuple(needles)
        self.beside = beside
        self.example = example


class Rule:
    """A kind of thing that can be wrong; a subclass is one file, and the file's name is the rule's id if it sets none.

    The class's docstring is the rule's manual page. The simple form of a rule is `check`, asked about one
    mention at a time; one that compares mentions overrides `check_all`. A rule says where and what, the
    policy says how severe: `severity` is the rule's own default and `severities` the exceptions to it, by
    environment. A rule that is not `enabled` runs where the policy or `--select` names it. A nested class `Options`,
    its fields annotated and with defaults, declares the rule's options; `self.options` holds them, validated.
    `page` is the URL at which the manual can be read, None where there is none.
    """

    id: ClassVar[str]
    severity: ClassVar[Severity] = Severity.WARNING
    severities: ClassVar[Mapping[str, Severity]] = {}
    enabled: ClassVar[bool] = True
    roles: ClassVar[tuple[Role, ...]] = (Role.PULL,)
    page: ClassVar[str | None] = None

    class Options:
        """No options."""

    def __init_subclass__(cls) -> None:
        if "id" not in vars(cls):
            cls.id = cls.__module__.rpartition(".")[2].replace("_", "-")

    def __init__(self, options: object = None) -> None:
        self.options: Any = options if options is not None else self.Options()

    def check(self, mention: Mention) -> Iterator[Finding]:  # noqa: ARG002 - the parameter is for subclasses
        """What is wrong with one mention."""
        yield from ()

    def check_all(self, mentions: Sequence[Mention]) -> Iterator[Finding]:
        """What is wrong with all mentions of a run, each of a role in `roles`."""
        return chain.from_iterable(map(self.check, mentions))

    def check_ignores(
        self,
        ignores: Sequence[Ignore],  # noqa: ARG002 - the parameters are for subclasses
        rules: Sequence[str],  # noqa: ARG002
        today: str,  # noqa: ARG002
    ) -> Iterator[Finding]:
        """What is wrong with the ignore comments of a run, after the rules of these ids ran on this day."""
        yield from ()

    def finding_at_ignore(self, ignore: Ignore, message: str) -> Finding:
        """A finding of this rule at an ignore comment."""
        return Finding(self.id, self.severity, message, ignore.source, ignore.span)

    def finding(
        self, mention: Mention, message: str, *, fix: Fix | None = None, related: Sequence[Mention] = ()
    ) -> Finding:
        """A finding of this rule at a mention."""
        return Finding(
            self.id, self.severity, message, mention.source, mention.span, mention=mention, related=related, fix=fix
        )


class NoAnswer(Exception):
    """A registry gave no answer; `str()` says why, on one line.

    `reason` is `not-found`, `denied`, `unreachable`, `rate-limited`, `refused` or `invalid`.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Image(Record):
    """What a registry says of an image: its digest, whether it is an index, and the platforms it is for.

    `platforms` pairs each platform (`linux/arm64/v8`) with the digest of its own manifest.
    """

    __slots__ = ("digest", "is_index", "platforms")

    def __init__(self, digest: str, *, is_index: bool, platforms: Sequence[tuple[str, str]]) -> None:
        self.digest = digest
        self.is_index = is_index
        self.platforms = tuple(platforms)


class Answers(Protocol):
    """What rules may ask of registries. Each distinct question is asked once a run. All raise `NoAnswer`."""

    def digest(self, reference: Reference) -> str:
        """The digest of what a reference names."""

    def image(self, reference: Reference) -> Image:
        """What a reference names."""

    def created(self, reference: Reference) -> str | None:
        """When the image was made (RFC 3339), None where it does not say."""


class OnlineRule(Rule):
    """A rule that has to ask registries; it runs with `--online`, or where the policy names it."""

    def check_online(self, mention: Mention, answers: Answers) -> Iterator[Finding]:
        """What is wrong with one mention, as the registries know. Raises `NoAnswer`."""
        raise NotImplementedError


class Locked(Protocol):
    """What rules may ask of the lock file, `mooring.lock`."""

    def find(self, reference: Reference) -> Mention | None:
        """The place in the lock that says which digest the reference's name and tag have; None where none does."""


class LockedRule(Rule):
    """A rule that compares files with the lock; it runs with `--locked`, or where the policy names it."""

    def check_locked(self, mention: Mention, locked: Locked) -> Iterator[Finding]:
        """What is wrong with one mention, as the lock has it."""
        raise NotImplementedError


class Report(Record):
    """The outcome of a run, for a reporter to write.

    `findings` are those shown, in order; `hidden` counts those below the threshold of what is shown, by severity.
    `unfixed` pairs each finding that could not be mended, or mention that could not be pinned, with the reason;
    `skipped` are the ids of online rules that did not run, `rules` the rules that did; `excused` counts the findings
    that ignore comments excuse, `baselined` those that are in the baseline.
    """

    __slots__ = (
        "findings",
        "problems",
        "files",
        "mentions",
        "hidden",
        "fixed",
        "unfixed",
        "skipped",
        "rules",
        "excused",
        "baselined",
    )

    def __init__(
        self,
        findings: Sequence[Finding],
        problems: Sequence[Problem] = (),
        *,
        files: int = 0,
        mentions: int = 0,
        hidden: Mapping[Severity, int] | None = None,
        fixed: int = 0,
        unfixed: Sequence[tuple[Mention, str]] = (),
        skipped: Sequence[str] = (),
        rules: Sequence[type[Rule]] = (),
        excused: int = 0,
        baselined: int = 0,
    ) -> None:
        self.findings = tuple(findings)
        self.problems = tuple(problems)
        self.files = files
        self.mentions = mentions
        self.hidden = dict(hidden or {})
        self.fixed = fixed
        self.unfixed = tuple(unfixed)
        self.skipped = tuple(skipped)
        self.excused = excused
        self.baselined = baselined
        self.rules = tuple(rules)


class Reporter(Record):
    """One output format: `render(report, colour)` gives the text to write."""

    __slots__ = ("id", "render")

    def __init__(self, id: str, render: Callable[[Report, bool], str] | str) -> None:
        self.id = id
        self.render = render

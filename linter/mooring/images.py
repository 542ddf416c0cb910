"""Image patterns: the images that a policy means.

    pattern := [ "!" ] registry { "/" component } [ ":" tag ] [ "@" digest ]

A pattern is compared with the whole name as Docker completes it (`docker.io/library/nginx`, not `nginx`). `*` stands
for anything within a component, `**` for any number of components. Without a tag any tag is meant, without a digest any
or none. A reference with neither has the tag `latest`; one with a digest alone has no tag. `!` takes back what an
earlier pattern matched; the last pattern that matches decides.

Letter case and the port 443 of a registry make no difference: it is the same host, which no list should miss.
"""

from __future__ import annotations

import re

from mooring.globs import to_regex
from mooring.record import Record
from mooring.reference import (
    DEFAULT_REGISTRY,
    DEFAULT_TAG,
    DOMAIN,
    LEGACY_REGISTRY,
    OFFICIAL_NAMESPACE,
    PATH_COMPONENT,
    TAG,
    InvalidReference,
    Reference,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import ClassVar, Self

ANY = "**"
HTTPS_PORT = ":443"
MAX_LENGTH = 1024

_ENTRY_KEYS = ("image", "reason")
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*://"
_FOREIGN = r"[^A-Za-z0-9._:/@*+\[\]-]"


class ImagePattern(Record):
    """One pattern of a list: its text without `!`, whether it matches or takes back, and the reason given, or ""."""

    __slots__ = ("text", "matches", "reason", "_literal", "_expressions")

    def __init__(self, text: str, *, matches: bool = True, reason: str = "") -> None:
        self.text = text
        self.matches = matches
        self.reason = reason
        self._literal = re.split("[*:@]", text, maxsplit=1)[0]
        self._expressions: tuple[re.Pattern[str] | None, ...] | None = None

    def __str__(self) -> str:
        return self.text if self.matches else f"!{self.text}"

    def fits(self, name: str, tag: str | None, digest: str | None) -> bool:
        """Whether it is a pattern of an image with this full name, tag and digest, whatever it says of it."""
        if not name.startswith(self._literal):
            return False
        if self._expressions is None:
            self._expressions = tuple(_compile(part) if part else None for part in _split(self.text))
        return all(
            expression is None or (part is not None and expression.fullmatch(part) is not None)
            for expression, part in zip(self._expressions, (name, tag, digest), strict=True)
        )


class ImagePatterns(Record):
    """A list of image patterns; usable as the type of a rule's option.

    `in` asks whether a reference is meant, `find` which pattern says so.
    """

    __slots__ = ("patterns",)

    schema: ClassVar[dict[str, object]] = {
        "type": "array",
        "items": {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"image": {"type": "string"}, "reason": {"type": "string"}},
                    "required": ["image"],
                    "additionalProperties": False,
                },
            ]
        },
        "description": "image patterns such as ghcr.io/acme/**; ! takes back, the last that matches decides",
    }

    def __init__(self, patterns: Iterable[ImagePattern] = ()) -> None:
        self.patterns = tuple(patterns)

    @classmethod
    def read(cls, value: object) -> Self:
        """The patterns of a list of texts, or of mappings with `image` and `reason`.

        Raises `ValueError`, with what to write instead, for anything else and for a pattern that never matches.
        """
        if not isinstance(value, list):
            raise ValueError("image patterns are a list; write `[ghcr.io/acme/**]`")
        return cls(map(_read_entry, value))

    @classmethod
    def of_familiar(cls, texts: Iterable[str]) -> Self:
        """The patterns of texts that may leave out what Docker fills in. Raises `ValueError` as `read` does."""
        return cls.read([f"{'!' * text.startswith('!')}{complete(text.removeprefix('!'))}" for text in texts])

    def __bool__(self) -> bool:
        return bool(self.patterns)

    def find(self, reference: Reference) -> ImagePattern | None:
        """The pattern that decides about a reference, the last that fits it; None where none does."""
        if not self.patterns:
            return None
        registry = reference.registry.lower().removesuffix(HTTPS_PORT)
        name = f"{registry}/{reference.repository}" if registry else reference.repository
        tag = DEFAULT_TAG if reference.implied_tag else reference.tag
        return next((one for one in reversed(self.patterns) if one.fits(name, tag, reference.digest)), None)

    def __contains__(self, reference: Reference) -> bool:
        found = self.find(reference)
        return found is not None and found.matches


def complete(text: str) -> str:
    """A pattern with all that Docker fills in, as far as it can be told: `nginx` is `docker.io/library/nginx`."""
    name, tag, _ = _split(text)
    first, slash, rest = name.partition("/")
    after = text.removeprefix(name)
    if not slash and (first == "localhost" or "." in first):
        port = f":{tag}" if tag.isdecimal() else ""
        return complete(f"{first}{port}/{ANY}{after.removeprefix(port)}")
    if not slash and name not in ("", ANY):
        return f"{DEFAULT_REGISTRY}/{OFFICIAL_NAMESPACE}/{text}"
    if name.endswith("/"):
        return complete(f"{name}{ANY}{after}")
    host = DEFAULT_REGISTRY if first == LEGACY_REGISTRY else first.removesuffix(HTTPS_PORT)
    if host != first and (":" not in host or host.endswith("]")):
        return complete(host + text.removeprefix(first))
    if first == DEFAULT_REGISTRY and "/" not in rest and rest != ANY:
        return f"{DEFAULT_REGISTRY}/{OFFICIAL_NAMESPACE}{text.removeprefix(DEFAULT_REGISTRY)}"
    if first.strip("*") and first != "localhost" and not set(first) & set(".:"):
        return f"{DEFAULT_REGISTRY}/{text}"
    return text


def _compile(part: str) -> re.Pattern[str]:
    return re.compile(to_regex(part.replace("[", "[[]")))


def _split(text: str) -> tuple[str, str, str]:
    """The patterns of the name, the tag and the digest; "" where there is none."""
    rest, _, digest = text.partition("@")
    head, slash, last = rest.rpartition("/")
    repository, _, tag = last.partition(":")
    return head + slash + repository, tag, digest


def _read_entry(entry: object) -> ImagePattern:
    if isinstance(entry, dict):
        for key in entry:
            if key not in _ENTRY_KEYS:
                raise ValueError(f"`{key}` is not known beside an image pattern; there are `image` and `reason`")
        text, reason = entry.get("image"), entry.get("reason", "")
    else:
        text, reason = entry, ""
    if not isinstance(text, str):
        raise ValueError("an image pattern is a text such as `ghcr.io/acme/**`, or has one as `image`")
    if not isinstance(reason, str):
        raise ValueError(f"the reason of `{text}` is a text; put it in quotes")
    body = text.removeprefix("!")
    _refuse_what_never_matches(body)
    return ImagePattern(body, matches=body == text, reason=" ".join(reason.split()))


def _refuse_what_never_matches(text: str) -> None:
    """Raise `ValueError`, with what to write instead, for a pattern that no image has."""
    if not text:
        raise ValueError(f"an image pattern is empty; write `{ANY}` for every image")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"`{text[:80]}…` is longer than any image's name; write at most {MAX_LENGTH} characters")
    if text.split() != [text]:
        raise ValueError(f"`{text}` has white space in it; write `{complete(''.join(text.split()))}`")
    scheme = re.match(_SCHEME, text)
    if scheme:
        raise ValueError(f"an image has no `{scheme[0]}` before its name; write `{complete(text[scheme.end() :])}`")
    foreign = re.search(_FOREIGN, text)
    if foreign:
        raise ValueError(f"`{foreign[0]}` has no place in `{text}`; the wildcards for images are `*` and `**`")
    name, tag, digest = _split(text)
    if name != name.lower():
        meant = complete(name.lower() + text.removeprefix(name))
        raise ValueError(f"`{text}` never matches, as names are compared in lower case; write `{meant}`")
    for component in name.split("/"):
        if ANY in component and component != ANY:
            single = re.sub(r"\*+", "*", component)
            raise ValueError(f"`**` stands alone between slashes; in `{text}` write `{single}` for `{component}`")
    if text == "*":
        raise ValueError(f"`*` is but one component of a name; write `{ANY}` for every image")
    if "//" in text or text.startswith("/"):
        raise ValueError(f"`{text}` has a `/` too many")
    if text != complete(text):
        raise ValueError(f"`{text}` never matches, as names are compared in full; write `{complete(text)}`")
    _refuse_bad_parts(text, name, tag, digest)


def _refuse_bad_parts(text: str, name: str, tag: str, digest: str) -> None:
    registry, *path = name.split("/")
    if registry.strip("*") and not re.fullmatch(DOMAIN, registry.replace("*", "0")):
        raise ValueError(f"`{registry}` in `{text}` is not a registry's host name")
    for component in path:
        if component != ANY and not re.fullmatch(PATH_COMPONENT, component.replace("*", "0")):
            raise ValueError(f"`{component}` in `{text}` cannot be part of a repository")
    if text.endswith((":", "@")):
        raise ValueError(f"nothing stands after the `{text[-1]}` of `{text}`; leave it out, or write `*`")
    if tag and not re.fullmatch(TAG, tag.replace("*", "0")):
        raise ValueError(f"`{tag}` in `{text}` cannot be a tag")
    if digest and "*" not in digest:
        try:
            Reference.parse(f"image@{digest}")
        except InvalidReference as error:
            raise ValueError(f"`{digest}` in `{text}` is not a digest; write all of it, or `*`") from error

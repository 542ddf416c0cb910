"""Image references, read exactly as Docker reads them.

The norm is the Go module distribution/reference (`ParseNormalizedNamed`, `ParseDockerRef`), with digests
checked as opencontainers/go-digest checks them:

    reference         := name [ ":" tag ] [ "@" digest ]
    name              := [ domain "/" ] path
    domain            := host [ ":" port ]
    host              := domain-name | "[" IPv6 address "]"
    domain-name       := domain-component { "." domain-component }
    path              := path-component { "/" path-component }            at most 255 characters
    path-component    := alphanumeric { separator alphanumeric }
    separator         := "." | "_" | "__" | "-" { "-" }
    tag               := ( letter | digit | "_" ) { letter | digit | "_" | "." | "-" }    at most 128
    digest            := algorithm ":" hex

What stands before the first `/` is a domain only if it is `localhost`, contains `.` or `:`, or an
upper-case letter; otherwise the name belongs to Docker Hub. `docker.io` is filled in for a missing domain,
`library/` for a missing namespace on Docker Hub, `latest` where neither tag nor digest stands.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mooring.record import Record

DEFAULT_REGISTRY = "docker.io"
LEGACY_REGISTRY = "index.docker.io"
OFFICIAL_NAMESPACE = "library"
DEFAULT_TAG = "latest"
MAX_PATH = 255
MAX_TAG = 128
HEX_LENGTH = {"sha256": 64, "sha384": 96, "sha512": 128}

ALPHANUMERIC = r"[a-z0-9]+"
SEPARATOR = r"(?:[._]|__|-+)"
PATH_COMPONENT = rf"{ALPHANUMERIC}(?:{SEPARATOR}{ALPHANUMERIC})*"
PATH = rf"{PATH_COMPONENT}(?:/{PATH_COMPONENT})*"
DOMAIN_COMPONENT = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
DOMAIN_NAME = rf"{DOMAIN_COMPONENT}(?:\.{DOMAIN_COMPONENT})*"
IPV6_ADDRESS = r"\[[a-fA-F0-9:]+\]"
DOMAIN = rf"(?:{DOMAIN_NAME}|{IPV6_ADDRESS})(?::[0-9]+)?"
TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
ALGORITHM = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*"
DIGEST = rf"{ALGORITHM}:[0-9a-fA-F]{{32,}}"

IDENTIFIER = r"[a-f0-9]{64}"


class InvalidReference(ValueError):
    """Docker does not accept the text as a reference; the message says why and what was probably meant."""


class Reference(Record):
    """An image reference `[REGISTRY/]NAMESPACE/REPOSITORY[:TAG][@DIGEST]`, normalised, with the text it came from.

    `registry` and `repository` are Docker's normal form (`docker.io`, `library/nginx`); `tag` and `digest`
    are as written, or None. `str()` gives back the text. Two references are equal when all four parts are,
    however they were written.
    """

    __slots__ = ("registry", "repository", "tag", "digest", "_text")

    def __init__(self, registry: str, repository: str, tag: str | None, digest: str | None, text: str) -> None:
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
        self._text = text

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (*self._fields(), self._text)

    def __str__(self) -> str:
        return self._text

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Read a reference as Docker does. Raises `InvalidReference`."""
        reference = cls.of(text)
        if reference is None:
            raise InvalidReference(_why_invalid(text))
        return reference

    @staticmethod
    def of(text: str) -> Reference | None:
        """The reference that a text is; None where it is none, for those who do not ask why."""
        return _read(text)

    @property
    def name(self) -> str:
        """Registry and repository, normalised: `docker.io/library/nginx`."""
        return f"{self.registry}/{self.repository}" if self.registry else self.repository

    @property
    def canonical(self) -> str:
        """The reference Docker acts on (`ParseDockerRef`): a digest outranks the tag, `latest` fills in for neither."""
        if self.digest is not None:
            return f"{self.name}@{self.digest}"
        return f"{self.name}:{self.tag or DEFAULT_TAG}"

    @property
    def familiar(self) -> str:
        """The shortest form with the same meaning; no default tag is added."""
        name = self.name
        if self.registry == DEFAULT_REGISTRY:
            name = self.repository
            official = name.removeprefix(OFFICIAL_NAMESPACE + "/")
            if "/" not in official:
                name = official
        return _join(name, self.tag, self.digest)

    @property
    def written_name(self) -> str:
        """The name as written, without tag and digest."""
        name = self._text.partition("@")[0]
        return name[: -len(self.tag) - 1] if self.tag is not None else name

    @property
    def implied_registry(self) -> bool:
        """Whether the registry was left out and Docker Hub filled in."""
        if self.registry != DEFAULT_REGISTRY:
            return False
        first, slash, _ = self.written_name.partition("/")
        return not slash or not _is_registry(first)

    @property
    def implied_namespace(self) -> bool:
        """Whether the namespace was left out and `library` filled in, as Docker does on Docker Hub only."""
        if self.registry != DEFAULT_REGISTRY:
            return False
        path = self.written_name if self.implied_registry else self.written_name.partition("/")[2]
        return "/" not in path

    @property
    def implied_tag(self) -> bool:
        """Whether neither tag nor digest was written, so that `latest` is filled in."""
        return self.tag is None and self.digest is None

    def written(self, *, name: str | None = None, tag: str | None = None, digest: str | None = None) -> str:
        """The reference in the user's own form of the name, with the given parts in place of its own."""
        return _join(name or self.written_name, tag or self.tag, digest or self.digest)

    def without_digest(self) -> Reference:
        """The same reference by its tag alone (`latest` where none is written), in the user's own form of the name."""
        return Reference.parse(_join(self.written_name, self.tag, None))


def _join(name: str, tag: str | None, digest: str | None) -> str:
    return name + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def _is_registry(first: str) -> bool:
    return first == "localhost" or "." in first or ":" in first or first.lower() != first


@lru_cache(maxsize=4096)
def _read(text: str) -> Reference | None:
    """The reference that a text is, the same one for the same text; None where it is none."""
    parts = _parts(text)
    return None if parts is None else Reference(*parts, text)


def _parts(text: str) -> tuple[str, str, str | None, str | None] | None:
    """Registry, repository, tag and digest of a reference; None for what is none.

    A production is tried only where a text has such a part, so that it is compiled only then too.
    """
    registry, rest = _split_registry(text)
    rest, at, digest = rest.partition("@")
    path, colon, tag = rest.partition(":")
    if registry != DEFAULT_REGISTRY and not re.fullmatch(DOMAIN, registry):
        registry, path = "", f"{registry}/{path}"
    if len(path) > MAX_PATH or not re.fullmatch(PATH, path) or (colon and not re.fullmatch(TAG, tag)):
        return None
    if (at and not (re.fullmatch(DIGEST, digest) and _is_digest(digest))) or (
        len(text) == 64 and re.fullmatch(IDENTIFIER, text)
    ):
        return None
    return registry, path, tag if colon else None, digest if at else None


def _split_registry(text: str) -> tuple[str, str]:
    first, slash, rest = text.partition("/")
    if not slash or not _is_registry(first):
        registry, rest = DEFAULT_REGISTRY, text
    else:
        registry = DEFAULT_REGISTRY if first == LEGACY_REGISTRY else first
    if registry == DEFAULT_REGISTRY and "/" not in rest:
        rest = f"{OFFICIAL_NAMESPACE}/{rest}"
    return registry, rest


def _is_digest(digest: str) -> bool:
    algorithm, _, encoded = digest.partition(":")
    return HEX_LENGTH.get(algorithm) == len(encoded) and encoded == encoded.lower()


def _why_invalid(text: str) -> str:
    """Say what is wrong with a text that is no reference, looking at its parts from the outside in."""
    if not text:
        return "the reference is empty"
    if re.fullmatch(IDENTIFIER, text):
        return "64 hex digits alone are an image ID, which no registry knows; write the repository's name"
    variable = re.search(r"\$\{\{|\$\{|\$\w|\{\{|%\w+%|<\w[\w-]*>", text)
    if variable:
        return f"`{variable[0]}…` is a placeholder that nothing has filled in"
    space = re.search(r"\s", text)
    if space:
        return "a reference has no white space in it" + _meant(re.sub(r"\s", "", text))
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text)
    if scheme:
        return f"a reference has no `{scheme[0]}` before it" + _meant(text[scheme.end() :])
    name, at, digest = text.partition("@")
    if at:
        return _why_invalid_after_at(name, digest)
    return _why_invalid_name_and_tag(text)


def _why_invalid_after_at(name: str, digest: str) -> str:
    algorithm, colon, encoded = digest.partition(":")
    if not digest:
        return "nothing stands after `@`" + _meant(name)
    if "@" in digest:
        return "a reference has only one `@`, before its digest"
    if not colon:
        if algorithm in HEX_LENGTH:
            return f"`@{algorithm}` is not a whole digest; write `@{algorithm}:` and {HEX_LENGTH[algorithm]} hex digits"
        if len(digest) in HEX_LENGTH.values() and re.fullmatch(r"[0-9a-f]+", digest):
            named = next(known for known, length in HEX_LENGTH.items() if length == len(digest))
            return f"the digest's algorithm is missing after `@`{_meant(f'{name}@{named}:{digest}')}"
        if re.match(r"sha(256|384|512)[-_=.]", digest):
            return f"a digest's algorithm is set off by `:`{_meant(f'{name}@{digest[:6]}:{digest[7:]}')}"
        return f"`@{digest}` is not a digest; a tag is set off by `:`{_meant(f'{name}:{digest}')}"
    lower = algorithm.lower()
    if lower not in HEX_LENGTH:
        known = ", ".join(HEX_LENGTH)
        if re.fullmatch(ALGORITHM, algorithm) and re.fullmatch(r"[0-9a-fA-F]{32,}", encoded):
            return f"`{algorithm}` is not a digest algorithm that registries use ({known})"
        return f"`@{digest}` is not a digest ({known}); a tag is set off by `:` and stands before `@`"
    length = HEX_LENGTH[lower]
    if not re.fullmatch(r"[0-9a-fA-F]*", encoded):
        wrong = re.sub(r"[0-9a-fA-F]", "", encoded)[0]
        return f"a {lower} digest is {length} hex digits; `{wrong}` is none"
    if len(encoded) != length:
        return f"a {lower} digest has {length} hex digits; this one has {len(encoded)}"
    if digest != digest.lower():
        return f"a digest is written in lower case{_meant(f'{name}@{digest.lower()}')}"
    if name.endswith(":"):
        return f"nothing stands between `:` and `@`{_meant(f'{name[:-1]}@{digest}')}"
    return _why_invalid_name_and_tag(name, f"@{digest}") if name else "nothing stands before `@`"


def _why_invalid_name_and_tag(text: str, digest: str = "") -> str:
    head, slash, last = text.rpartition("/")
    repository, colon, tag = last.partition(":")
    name = f"{head}{slash}{repository}"
    if colon and not tag:
        return f"nothing stands after `:`{_meant(name + digest)}"
    if re.match(r"sha(256|384|512):", tag):
        return f"a digest is set off by `@`{_meant(f'{name}@{tag}')}"
    if ":" in tag:
        return "a reference has only one `:` before its tag"
    if colon and not re.fullmatch(TAG, tag):
        if len(tag) > MAX_TAG:
            return f"a tag has at most {MAX_TAG} characters; this one has {len(tag)}"
        if not re.match(r"[A-Za-z0-9_]", tag):
            return f"a tag begins with a letter, a digit or `_`, not with `{tag[0]}`"
        wrong = re.sub(r"[A-Za-z0-9_.-]", "", tag)[0]
        return f"a tag is made of letters, digits, `_`, `.` and `-`; `{wrong}` is none of them"
    registry, path = _split_registry(name)
    if not path.isascii() or not registry.isascii():
        return "a reference is made of ASCII characters"
    if path.startswith("/") or name.startswith("/"):
        return f"a reference has no `/` before its name{_meant(text.lstrip('/') + digest)}"
    if name.endswith("/"):
        return f"nothing stands after the last `/`{_meant(name.rstrip('/') + digest)}"
    if "//" in path:
        return f"nothing stands between `//`{_meant(re.sub('/+', '/', text) + digest)}"
    if path != path.lower():
        first, slash, rest = name.partition("/")
        lower = f"{first}/{rest.lower()}" if slash and ("." in first or ":" in first) else name.lower()
        return f"a repository is written in lower case{_meant(lower + text[len(name) :] + digest)}"
    if registry != DEFAULT_REGISTRY and not re.fullmatch(DOMAIN, registry):
        if registry.count(":") > 1 and not registry.startswith("["):
            return f"an IPv6 address stands in brackets{_meant(text.replace(registry, f'[{registry}]', 1) + digest)}"
        port = registry.rpartition(":")[2]
        if ":" in registry and not re.fullmatch(r"[0-9]+", port):
            return f"`{registry}` is not a registry: a port is a number"
        return f"`{registry}` is not a registry's host name"
    if len(path) > MAX_PATH:
        return f"a repository has at most {MAX_PATH} characters; this one has {len(path)}"
    for component in path.split("/"):
        if not re.fullmatch(PATH_COMPONENT, component):
            return (
                f"`{component}` cannot be part of a repository: it is made of lower-case letters and digits, "
                "with `.`, `_`, `__` or dashes between them"
            )
    return "Docker does not accept it as a reference"


def _meant(text: str) -> str:
    return f"; did you mean `{text}`?" if _read(text) else ""

"""URLs that servers send: taken apart without trust, and compared by origin."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit

_UNFIT = re.compile(r"[^!-~]|[\\@]")


def split(url: str) -> SplitResult | None:
    """The parts of an absolute http or https URL; None for anything else, and for one that holds a user or password."""
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if fit and not _UNFIT.search(parts.netloc) and not re.search(r"[^!-~]", url) else None


def join(base: str, relative: str) -> str:
    """A reference to a URL made absolute (RFC 3986, 5), without its fragment; "" where that cannot be done."""
    try:
        return urljoin(base, relative).partition("#")[0]
    except ValueError:
        return ""


def origin(url: str) -> tuple[str, str] | None:
    """Scheme, and host with its port, in lower case (RFC 6454); None for what is no http or https URL."""
    parts = split(url)
    return (parts.scheme, parts.netloc.lower()) if parts else None

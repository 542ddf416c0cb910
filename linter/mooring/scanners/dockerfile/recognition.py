"""Whether the bytes of a file look like a Dockerfile."""

from __future__ import annotations

import re

_FIRST_INSTRUCTION = rb"""(?ix)
    (?:\xef\xbb\xbf)?
    (?:[ \t\r]*(?:\#[^\n]*|ARG[ \t][^\n]*)?\n)*
    [ \t]*FROM[ \t]+(?:--platform=[^\s]+[ \t]+)?[^\s]+(?:[ \t]+AS[ \t]+[^\s]+)?[ \t\r]*(?:\\[ \t\r]*)?(?:\n|\Z)
    """


def recognises(data: bytes) -> bool:
    """Whether the first instruction is a FROM, or ARGs and then a FROM."""
    return re.match(_FIRST_INSTRUCTION, data) is not None

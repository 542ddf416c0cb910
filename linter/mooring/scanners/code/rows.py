"""The rows of a table: which call names an image, and which of its arguments is what."""

from __future__ import annotations

from mooring import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from mooring import Part
    from mooring.scanners.code.syntax import Call

REFERENCE, SHELL, WORDS = "reference", "shell", "words"


class Row:
    """A call that names an image: the end of its callee, and which arguments are what.

    `whole` is the argument that is a reference, or shell text, or the words of a command, as `kind` says; `parts` are
    the arguments that are parts of a reference. `apart` says that a digest has a place of its own or none. `only` are
    the texts that are references, where others may stand there too; `sure` is false where what is not known may be
    another thing.
    """

    __slots__ = ("callee", "whole", "parts", "role", "kind", "strip", "dialect", "is_new", "apart", "only", "sure")

    def __init__(
        self,
        callee: str,
        whole: str = "",
        *,
        parts: Mapping[Part, str] | None = None,
        role: Role = Role.PULL,
        kind: str = REFERENCE,
        strip: str = "",
        dialect: str = "sh",
        apart: bool = False,
        only: re.Pattern[str] | None = None,
        sure: bool = True,
    ) -> None:
        self.is_new = callee.startswith("new ")
        self.callee = tuple(callee.removeprefix("new ").split("."))
        self.whole = whole
        self.parts = dict(parts or {})
        self.role = role
        self.kind = kind
        self.strip = strip
        self.dialect = dialect
        self.apart = apart
        self.only = only
        self.sure = sure

    def matches(self, call: Call) -> bool:
        """Whether a call is the one that the row speaks of."""
        names = call.names
        return names[-len(self.callee) :] == self.callee and (call.is_new or not self.is_new)

"""Mooring finds every container image reference in a repository, says what is wrong with it, and pins it.

This module is the vocabulary for authors of scanners, rules and reporters, and nothing else.
"""

from mooring.definitions import Definition
from mooring.images import ImagePatterns
from mooring.model import (
    ABSENT,
    EITHER,
    PLAIN,
    Answers,
    Finding,
    Fix,
    Ignore,
    Image,
    Locked,
    LockedRule,
    Mention,
    NoAnswer,
    OnlineRule,
    Problem,
    Report,
    Reporter,
    Role,
    Rule,
    Safety,
    Scanner,
    Severity,
)
from mooring.places import steps_of
from mooring.record import Record
from mooring.reference import InvalidReference, Reference
from mooring.regexes import Regex
from mooring.text import Edit, Embedded, Source, Span, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.model import Part as Part

__all__ = [
    "ABSENT",
    "EITHER",
    "PLAIN",
    "Answers",
    "Definition",
    "Edit",
    "Embedded",
    "Finding",
    "Fix",
    "Ignore",
    "Image",
    "ImagePatterns",
    "InvalidReference",
    "Locked",
    "LockedRule",
    "Mention",
    "NoAnswer",
    "OnlineRule",
    "Problem",
    "Record",
    "Reference",
    "Regex",
    "Report",
    "Reporter",
    "Role",
    "Rule",
    "Safety",
    "Scanner",
    "Severity",
    "Source",
    "Span",
    "printable",
    "steps_of",
]

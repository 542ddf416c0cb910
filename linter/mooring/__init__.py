"""Mooring finds every container image reference in a repository, says what is wrong with it, and pins it.

This module is the vocabulary for authors of scanners, rules and reporters, and nothing else.
"""

from mooring.model import (
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
from mooring.record import Record
from mooring.reference import InvalidReference, Reference
from mooring.text import Edit, Embedded, Source, Span, printable

__all__ = [
    "Answers",
    "Edit",
    "Embedded",
    "Finding",
    "Fix",
    "Ignore",
    "Image",
    "InvalidReference",
    "Locked",
    "LockedRule",
    "Mention",
    "NoAnswer",
    "OnlineRule",
    "Problem",
    "Record",
    "Reference",
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
]

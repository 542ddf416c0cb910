"""Mooring finds every container image reference in a repository, says what is wrong with it, and pins it.

This module is the vocabulary for authors of scanners, rules and reporters, and nothing else.
"""

from mooring.model import (
    Finding,
    Fix,
    Mention,
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
from mooring.text import Edit, Embedded, Source, Span

__all__ = [
    "Edit",
    "Embedded",
    "Finding",
    "Fix",
    "InvalidReference",
    "Mention",
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
]

"""The baseline, `.mooring-baseline.yaml`: the findings that a project lives with for now, which do not fail a run.

    version: 1
    findings:
      # the vendor's chart wants it so
      - path: deploy/compose.yaml
        rule: implicit-latest
        text: nginx
        where: services.web.image
        fingerprint: 99770f4a6fa114201f145afbb2138b86

A finding is in it by its fingerprint; the other fields are there to be read, and for the order, by path, rule, text and
place, in which branches merge. `count` says how many findings an entry stands for where they differ in nothing but
their line. It is YAML for every other program, but only so much of it as is written: one field a line, in any order and
with any quotes. So it is read line by line, quickly, and every mistake that a merge can leave has its line.

Whatever people add is kept: a comment at the end of a line, between the lines of an entry or right above it belongs to
the entry and goes with it; all else, such as a heading that a blank line sets apart, stays where it is.
"""

from __future__ import annotations

from mooring.baseline.document import EMPTY, BaselineError, Document, parse
from mooring.baseline.entries import Entry, new, updated

__all__ = ["EMPTY", "BaselineError", "Document", "Entry", "new", "parse", "updated"]

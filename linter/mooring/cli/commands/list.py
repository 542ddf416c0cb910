"""`mooring list`: the inventory, every mention, good or bad."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN
from mooring.cli.arguments import Parser, add_format, add_paths
from mooring.cli.project import Project, complain
from mooring.model import Role
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from typing import Any

    from mooring.model import Mention

VERSION = 1


def parser() -> Parser:
    """The command's options."""
    options = Parser("list", "exit code: 0 done, 2 the job could not be done")
    add_paths(options)
    add_format(options, "text", "json", "csv")
    options.add_argument(
        "--explain", action="store_true", help="say instead which scanner reads each file and why, or why none does"
    )
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    project = Project(options)
    if options.explain:
        for path, lines in project.explain(options.paths):
            sys.stdout.write("".join(f"{printable(path)}: {line}\n" for line in lines))
        return CLEAN
    scanned = project.scan(options.paths)
    rows = [
        _row(mention, project.policy.environment(mention))
        for mention in scanned.mentions()
        if mention.role is not Role.STAGE
    ]
    {"text": _text, "json": _json, "csv": _csv}[options.format](rows)
    return complain(scanned.problems)


def _row(mention: Mention, environment: str | None) -> dict[str, Any]:
    source, reference = mention.source, mention.reference
    return {
        **source.place(mention.span),
        "parts": {
            part: {"start": place.start, "end": place.end, "text": source.read(place)}
            for part, place in mention.parts.items()
        },
        "reference": mention.resolved,
        "canonical": reference.canonical if reference else None,
        "registry": reference.registry if reference else None,
        "repository": reference.repository if reference else None,
        "tag": reference.tag if reference else None,
        "digest": reference.digest if reference else None,
        "error": mention.malformed,
        "platform": mention.platform,
        "scanner": mention.scanner,
        "where": mention.where,
        "role": mention.role.value,
        "environment": environment,
        "rewritable": mention.rewritable,
        "reason": mention.reason,
    }


def _text(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        what = row["canonical"] or (f"malformed: {row['error']}" if row["error"] else "not known before it is used")
        role = "" if row["role"] == Role.PULL.value else f" [{row['role']}]"
        line = f"{row['path']}:{row['line']}:{row['column']}: {row['text']} -> {what}{role}"
        sys.stdout.write(f"{printable(line)}\n")


def _json(rows: Sequence[dict[str, Any]]) -> None:
    import json

    sys.stdout.write(json.dumps({"version": VERSION, "mentions": rows}, indent=2) + "\n")


def _csv(rows: Sequence[dict[str, Any]]) -> None:
    import csv

    columns = [
        "path", "line", "column", "text", "reference", "canonical", "registry", "repository", "tag", "digest", "error",
        "platform", "scanner", "where", "role", "environment", "rewritable", "reason",
    ]  # fmt: skip
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "rewritable": str(row["rewritable"]).lower()} for row in rows)

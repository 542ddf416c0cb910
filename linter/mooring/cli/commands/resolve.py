"""`mooring resolve`: what references name right now, asked of their registries."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN, FOUND, Failure
from mooring.cli.arguments import Parser, add_format, add_policy
from mooring.cli.project import load_config, load_plugins
from mooring.cli.registries import Registries, add_registry_options
from mooring.policy import Policy
from mooring.reference import InvalidReference, Reference
from mooring.registry import Unresolved

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from typing import Any

    from mooring.registry import Client

VERSION = 1


def parser() -> Parser:
    """The command's options."""
    options = Parser("resolve", "exit code: 0 all were resolved, 1 some were not")
    options.add_argument("references", nargs="+", metavar="REF", help="a reference")
    add_format(options, "text", "json")
    add_policy(options)
    add_registry_options(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    references = [_parse(text) for text in options.references]
    with Registries(Policy(load_config(options, load_plugins(options))), options) as registries:
        client = registries.client
        client.resolve(references)
        rows = [facts(client, reference) for reference in references]
    if options.format == "json":
        import json

        sys.stdout.write(json.dumps({"version": VERSION, "references": rows}, indent=2) + "\n")
    else:
        sys.stdout.write("\n\n".join("\n".join(described(row)) for row in rows) + "\n")
    return CLEAN if all(row["error"] is None for row in rows) else FOUND


def _parse(text: str) -> Reference:
    try:
        return Reference.parse(text)
    except InvalidReference as error:
        raise Failure(f"`{text}` is not a reference: {error}") from error


def facts(client: Client, reference: Reference) -> dict[str, Any]:
    """What a client learns of a reference; `error` says why something is missing."""
    row: dict[str, Any] = dict.fromkeys(("digest", "media_type", "created", "error"))
    row = {"input": str(reference), "canonical": reference.canonical, **row, "platforms": [], "same_digest": []}
    answer = client.resolve([reference])[reference.canonical]
    if isinstance(answer, Unresolved):
        return {**row, "error": str(answer)}
    row.update(digest=answer.digest, media_type=answer.media_type)
    try:
        row["platforms"] = [str(platform) for platform in client.manifest(reference).platforms]
        row["created"] = client.created(reference) or None
    except Unresolved as fault:
        row["error"] = str(fault)
    row["same_digest"] = [tag for tag in client.version_tags(reference, answer.digest) if tag != reference.tag]
    return row


def described(row: dict[str, Any]) -> Iterator[str]:
    """The facts of a reference in lines that can be shown."""
    yield row["input"]
    if row["error"]:
        yield f"  not resolved: {row['error']}"
    if row["digest"]:
        yield f"  digest      {row['digest']}"
        yield f"  type        {row['media_type']}"
        yield f"  platforms   {', '.join(row['platforms']) or 'none said'}"
        yield f"  created     {row['created'] or 'not said'}"
        yield f"  also named  {', '.join(row['same_digest']) or 'by no other version tag'}"

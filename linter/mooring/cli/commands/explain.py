"""`mooring explain`: show what Docker makes of a reference, and which parts it fills in silently."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN, FOUND, Failure
from mooring.cli.arguments import Parser, add_format
from mooring.reference import DEFAULT_REGISTRY, DEFAULT_TAG, InvalidReference, Reference
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from typing import Any

VERSION = 1


def parser() -> Parser:
    """The command's options."""
    options = Parser("explain", "exit code: 0 all are references, 1 some are not")
    options.add_argument("references", nargs="+", metavar="REF", help="a reference, or - to read one a line")
    add_format(options, "text", "json")
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    texts = [text for word in options.references for text in (_lines() if word == "-" else [word])]
    parsed = [_parse(text) for text in texts]
    if options.format == "json":
        import json

        rows = [_row(text, result) for text, result in zip(texts, parsed, strict=True)]
        sys.stdout.write(json.dumps({"version": VERSION, "references": rows}, indent=2) + "\n")
    else:
        blocks = ["\n".join(explained(text, result)) for text, result in zip(texts, parsed, strict=True)]
        sys.stdout.write("\n\n".join(blocks) + "\n")
    return CLEAN if all(isinstance(result, Reference) for result in parsed) else FOUND


def _lines() -> Sequence[str]:
    if sys.stdin is None:
        raise Failure("standard input is closed; there are no references to read")
    text = sys.stdin.buffer.read().decode(errors="surrogateescape")
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []


def _parse(text: str) -> Reference | InvalidReference:
    try:
        return Reference.parse(text)
    except InvalidReference as error:
        return error


def _row(text: str, result: Reference | InvalidReference) -> dict[str, Any]:
    reference = result if isinstance(result, Reference) else None
    return {
        "input": text,
        "valid": reference is not None,
        "error": None if reference else str(result),
        "registry": reference.registry if reference else None,
        "repository": reference.repository if reference else None,
        "tag": reference.tag if reference else None,
        "digest": reference.digest if reference else None,
        "familiar": reference.familiar if reference else None,
        "canonical": reference.canonical if reference else None,
    }


def explained(text: str, result: Reference | InvalidReference) -> list[str]:
    """What Docker makes of a text, in lines that can be shown."""
    return [printable(line) for line in _explain(text, result)]


def _explain(text: str, result: Reference | InvalidReference) -> Iterator[str]:
    yield text
    if isinstance(result, InvalidReference):
        yield f"  is not a reference: {result}"
        return
    namespace, _, repository = result.repository.rpartition("/")
    registry_note = f"left out, so Docker fills in {DEFAULT_REGISTRY}: Docker Hub" if result.implied_registry else ""
    namespace_note = "left out, so Docker fills in library: the official images" if result.implied_namespace else ""
    yield f"  means       {result.canonical}"
    yield _part("registry", result.registry, registry_note)
    yield _part("namespace", namespace, namespace_note)
    yield _part("repository", repository)
    yield _part("tag", result.tag or ("" if result.digest else DEFAULT_TAG), _about_tag(result))
    yield _part("digest", result.digest or "", "" if result.digest else _ABOUT_MISSING_DIGEST)


_ABOUT_MISSING_DIGEST = "none, so the image behind the tag can change"


def _about_tag(reference: Reference) -> str:
    if reference.implied_tag:
        return f"left out, so Docker fills in {DEFAULT_TAG}: a default name, not the newest version"
    if reference.digest is None:
        return ""
    return "for the reader only: the digest decides" if reference.tag else "none: the digest decides"


def _part(name: str, value: str, note: str = "") -> str:
    return f"  {name:<11} {value}{'  ' if value and note else ''}{f'({note})' if note else ''}".rstrip()

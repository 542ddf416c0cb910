"""`mooring lsp`: serve an editor by the Language Server Protocol, over standard input and output."""

from __future__ import annotations

import os
import sys

from mooring.cli import Failure
from mooring.cli.arguments import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import BinaryIO


def parser() -> Parser:
    """The command's options."""
    return Parser("lsp", "exit code: 0 the editor has ended the session, 1 it has gone away")


def run(options: Namespace) -> int:  # noqa: ARG001 - every command is given its options
    """Run the command."""
    try:
        from mooring.lsp.features import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise Failure("the language server needs pygls; install Mooring with its extra, `mooring[lsp]`") from error
    if sys.stdin is None:
        raise Failure("standard input is closed; an editor starts the server and speaks to it there")
    return serve(sys.stdin.buffer, _own_output())


def _own_output() -> BinaryIO:
    """Standard output for the server alone: whatever else writes there from now on goes to standard error."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return output

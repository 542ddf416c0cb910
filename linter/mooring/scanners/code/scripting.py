"""Rust, Ruby, PHP and Elixir programs that run containers.

By the references of each language's Testcontainers, of docker-api for Ruby and bollard for Rust.
"""

from __future__ import annotations

import re

from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import ELIXIR, PHP, RUBY, RUST
from mooring.scanners.code.rows import Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source
    from mooring.scanners.code.syntax import Call

_LIKELY = re.compile(r"[a-z0-9][\w./-]*(?::[\w.-]+)?(?:@sha256:\w+)?$")


def recognises_rust(data: bytes) -> bool:
    """Whether a program uses a library that runs containers."""
    return b"testcontainers" in data or b"bollard" in data


def scan_rust(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Rust program."""
    finder = Finder(source, RUST, "rust")
    rows = []
    if "testcontainers" in finder.code.text:
        rows.append(Row("GenericImage.new", parts={"repository": "0", "tag": "1"}))
    if "bollard" in finder.code.text:
        rows.append(Row("CreateImageOptions{}", "from_image"))
    finder.calls(rows)
    yield from finder.found()


def recognises_ruby(data: bytes) -> bool:
    """Whether a program uses a library that runs containers."""
    return b"estcontainers" in data or b"Docker::" in data


def scan_ruby(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Ruby program."""
    finder = _Ruby(source, RUBY, "ruby")
    finder.calls([Row("new", "0|image"), Row("Docker.Image.create", "fromImage")])
    yield from finder.found()


class _Ruby(Finder):
    def call(self, call: Call, row: Row) -> None:
        """Find what a call names; `new` is that of a container of Testcontainers."""
        if row.callee == ("new",) and (call.names[0] != "Testcontainers" or not call.names[-2].endswith("Container")):
            return
        super().call(call, row)


def recognises_php(data: bytes) -> bool:
    """Whether a program uses Testcontainers."""
    return b"Testcontainers\\" in data


def scan_php(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a PHP program."""
    finder = Finder(source, PHP, "php")
    finder.calls([Row("new GenericContainer", "0"), Row("Container.make", "0"), Row("GenericContainer.make", "0")])
    yield from finder.found()


def recognises_elixir(data: bytes) -> bool:
    """Whether a program uses Testcontainers."""
    return b"Testcontainers" in data


def scan_elixir(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of an Elixir program."""
    finder = Finder(source, ELIXIR, "elixir")
    finder.calls([Row("Container.new", "0"), Row("with_image", "1|0", only=_LIKELY, sure=False)])
    yield from finder.found()

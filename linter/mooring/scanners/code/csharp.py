"""C# programs that run containers, or describe them.

By the references of Testcontainers for .NET (`WithImage` of a builder), .NET Aspire's app host (`AddContainer`,
`WithImage`, `WithImageTag`), Docker.DotNet and FluentDocker.
"""

from __future__ import annotations

import re

from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import C_SHARP
from mooring.scanners.code.rows import Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Part, Problem, Source
    from mooring.scanners.code.syntax import Argument, Call

SCANNER = "csharp"

_ASPIRE = re.compile(r"\bAspire\.Hosting\b|\bDistributedApplication\b")
_RECOGNISED = re.compile(rb"Testcontainers|Aspire\.Hosting|DistributedApplication|Docker\.DotNet|FluentDocker")
_BUILDER = re.compile(r"new\s+(\w+Builder)\s*\(")
_IMAGE_TAG: dict[str, Part] = {"WithImageTag": "tag", "WithImageRegistry": "registry", "WithImageSHA256": "hex"}
_LIKELY = re.compile(r"[\w.-]+(?:[:/][\w.-]+)+(?:@sha256:\w+)?$")
_DATABASE = re.compile(r"cosmos|db$|database", re.IGNORECASE)
_MAX_CHAIN = 40
_PARTS: dict[str, dict[Part, str]] = {
    "AddContainer": {"repository": "1|image", "tag": "2|tag"},
    "WithImage": {"repository": "0|image", "tag": "1|tag"},
}


def recognises(data: bytes) -> bool:
    """Whether a program uses one of the libraries."""
    return _RECOGNISED.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a program."""
    finder = _DotNet(source, C_SHARP, SCANNER)
    text = finder.code.text
    finder.calls(_rows(text))
    if _ASPIRE.search(text):
        finder.aspire()
    yield from finder.found()


def _rows(text: str) -> Iterator[Row]:
    if "Testcontainers" in text:
        if not _ASPIRE.search(text):
            yield Row("WithImage", "0")
        for name in sorted(set(_BUILDER.findall(text))):
            yield Row(f"new {name}", "0", only=_LIKELY, sure=False)
        yield Row("new DockerImage", "0", only=_LIKELY, sure=False)
    if "Docker.DotNet" in text:
        yield Row("new ImagesCreateParameters{}", parts={"repository": "FromImage", "tag": "Tag"})
        yield Row("new CreateContainerParameters{}", "Image")
    if "FluentDocker" in text:
        yield Row("UseImage", "0")


class _DotNet(Finder):
    def aspire(self) -> None:
        """Find the containers of an app host, whose image, tag and registry may be given one after the other."""
        later: dict[int, dict[Part, Argument]] = {}
        bases = []
        for call in self.code.calls:
            members = self.code.arguments(call)
            if call.names[-1] in _IMAGE_TAG and members:
                base = self._base(call)
                if base is not None:
                    later.setdefault(id(base), {})[_IMAGE_TAG[call.names[-1]]] = members[0]
            elif call.names[-1] in _PARTS and members and not self._is_of_database(call):
                bases.append(call)
        for call in bases:
            spec = _PARTS[call.names[-1]]
            arguments: dict[Part, Argument | None] = {part: self.argument(call, one) for part, one in spec.items()}
            given: tuple[Part, ...] = ("registry", "tag", "hex")
            for part in given:
                arguments[part] = later.get(id(call), {}).get(part) or arguments.get(part)
            order: tuple[Part, ...] = ("registry", "repository", "tag", "hex")
            self.split({part: arguments[part] for part in order}, call.names[-1], Row(call.names[-1], parts=spec))

    def _is_of_database(self, call: Call) -> bool:
        """Whether it is Cosmos DB's `AddContainer`, which gives a path and no image."""
        if call.names[-1] != "AddContainer":
            return False
        path = self.argument(call, "1")
        text = self.code.literal(path.first) if path is not None else None
        called_on = call.receiver.names if call.receiver else call.names[:-1]
        return (text or "").startswith("/") or any(_DATABASE.search(name) for name in called_on)

    def _base(self, call: Call) -> Call | None:
        one = call.receiver
        for _ in range(_MAX_CHAIN):
            if one is None or one.names[-1] in _PARTS:
                return one
            one = one.receiver
        return None

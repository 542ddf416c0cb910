"""Java, Kotlin, Scala and Groovy programs that run containers.

By the manuals of Testcontainers (https://java.testcontainers.org: `GenericContainer`, `DockerImageName`, and every
container class that the file imports), testcontainers-scala, docker-java, and the Kubernetes clients of fabric8 and the
Kubernetes project. The image that another is declared a substitute for is none that is pulled.
"""

from __future__ import annotations

import re

from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import GROOVY, JAVA, KOTLIN, SCALA
from mooring.scanners.code.rows import Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source
    from mooring.scanners.code.syntax import Call

SCANNER = "java"

_LIBRARIES = re.compile(
    rb"org\.testcontainers|com\.dimafeng\.testcontainers|com\.github\.dockerjava|io\.fabric8\.kubernetes"
    rb"|io\.kubernetes\.client"
)
_IMPORT = re.compile(
    r"^[ \t]*import[ \t]+(?:static[ \t]+)?((?:org|com\.dimafeng)\.testcontainers(?:\.\w+)*)\.(\{[^}\n]*\}|[\w*]+)",
    re.MULTILINE,
)
_CONTAINER = re.compile(r"\w*Container(?:V\d+)?")
_NO_IMAGE = frozenset({"DockerComposeContainer", "ComposeContainer", "Container", "SocatContainer"})
_EXTENDS = re.compile(r"\bextends[ \t]+(\w+)")
_MAX_DEPTH, _MAX_HEADER = 40, 30
_NAMED = re.compile(r"(?!v?[0-9.]*$)")
_NAME_ARGUMENT = "0|dockerImageName|dockerImage|imageName|image"


def recognises(data: bytes) -> bool:
    """Whether a program imports one of the libraries."""
    return _LIBRARIES.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a program."""
    endings = {".kt": KOTLIN, ".kts": KOTLIN, ".scala": SCALA, ".groovy": GROOVY}
    language = next((endings[ending] for ending in endings if source.path.endswith(ending)), JAVA)
    finder = _Java(source, language, SCANNER)
    finder.calls(_rows(finder.code.text))
    yield from finder.found()


def _rows(text: str) -> Iterator[Row]:
    if "testcontainers" in text:
        yield Row("DockerImageName.parse", "0")
        yield Row("new RemoteDockerImage", "0")
        if "withDockerfileFromBuilder" in text:
            yield Row("from", "0")
        yield Row("setDockerImageName", "0", only=_NAMED)
        classes = _container_classes(text)
        for name in classes:
            yield Row(name, _NAME_ARGUMENT, only=_NAMED)
            yield Row(f"{name}.Def", _NAME_ARGUMENT, only=_NAMED)
        if any(match[1] in classes for match in _EXTENDS.finditer(text)):
            yield Row("super", "0", only=_NAMED, sure=False)
    if "dockerjava" in text:
        yield Row("pullImageCmd", "0")
        yield Row("createContainerCmd", "0")
    if "io.fabric8.kubernetes" in text:
        yield Row("withImage", "0")
    if "io.kubernetes.client" in text:
        yield Row("image", "0")


def _container_classes(text: str) -> set[str]:
    """The container classes that a file imports, by name or with all of their package."""
    names = {"GenericContainer"}
    everything = re.search(r"^package[ \t]+org\.testcontainers\b", text, re.MULTILINE) is not None
    for match in _IMPORT.finditer(text):
        given = re.findall(r"[\w*]+", match[2])
        everything = everything or bool({"*", "_"}.intersection(given))
        names.update(name for name in given if _CONTAINER.fullmatch(name))
    if everything:
        names.update(re.findall(r"\b[A-Z]\w*Container\b", text))
    return names - _NO_IMAGE


class _Java(Finder):
    def call(self, call: Call, row: Row) -> None:
        """Find what a call names; `DockerImageName.parse("x").withTag("y")` is one reference in two parts."""
        if row.callee == ("from",) and not self._is_in_dockerfile(call.start):
            return
        if row.callee == ("super",) and not self._is_in_container(call.start):
            return
        if row.callee == ("image",) and not self._is_of_container(call):
            return
        after = call.last + 1
        tokens = self.code.tokens
        tagged = after + 2 < len(tokens) and tokens[after].text == "." and tokens[after + 1].text == "withTag"
        if row.callee not in (("DockerImageName", "parse"), ("pullImageCmd",)) or not tagged:
            super().call(call, row)
            return
        tag = next((one for one in self.code.calls if one.first == after + 3), None)
        members = self.code.arguments(tag) if tag else []
        self.split(
            {"repository": self.argument(call, "0"), "tag": members[0] if members else None},
            ".".join(call.names[-2:]),
            row,
        )

    def _is_in_dockerfile(self, index: int) -> bool:
        """Whether a token stands in the function that writes a Dockerfile."""
        at = self.code.tokens[index].inside
        for _ in range(_MAX_DEPTH):
            if at < 0:
                return False
            if self.code.names_before(at)[0][-1:] == ("withDockerfileFromBuilder",):
                return True
            at = self.code.tokens[at].inside
        return False

    def _is_in_container(self, index: int) -> bool:
        """Whether the innermost class that a token stands in extends a container's."""
        tokens = self.code.tokens
        at = tokens[index].inside
        for _ in range(_MAX_DEPTH):
            if at < 0:
                return False
            for back in range(at - 1, max(at - _MAX_HEADER, 0), -1):
                if tokens[back].text in (";", "{", "}", ")"):
                    break
                if tokens[back].text == "extends":
                    return tokens[back + 1].text in _container_classes(self.code.text)
                if tokens[back].text == "class":
                    return False
            at = tokens[at].inside
        return False

    def _is_of_container(self, call: Call) -> bool:
        """Whether a method is called on a new container of a pod."""
        one = call.receiver
        for _ in range(40):
            if one is None:
                return False
            if one.names[-1] in ("V1Container", "V1EphemeralContainer"):
                return True
            one = one.receiver
        return False

"""Go programs that run containers, or describe them.

By the references of testcontainers-go and its modules, dockertest, the Docker client, Kubernetes' `core/v1`, Dagger,
Pulumi and the AWS CDK. A package is known by the path that the file imports it with, whatever it is called there.
"""

from __future__ import annotations

import re

from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import GO
from mooring.scanners.code.rows import WORDS, Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source
    from mooring.scanners.code.syntax import Call

SCANNER = "go"

_LIBRARIES = re.compile(
    rb"testcontainers-go|ory/dockertest|docker/docker/|moby/moby/|go-dockerclient|k8s\.io/api/core/v1|dagger|pulumi"
    rb"|aws-cdk-go|\"os/exec\""
)
_IMPORT = re.compile(r'^[ \t]*(?:import[ \t]+)?(?:(\w+|\.)[ \t]+)?"([\w.~/-]+)"[ \t]*(?://[^\n]*)?\r?$', re.MULTILINE)
_IMPORTS_END = re.compile(r"^(?:func|type|var|const)\b", re.MULTILINE)
_CALLS = re.compile(
    rb"\bImage:|\bReference:|\bRepository:|\bName:|\bRun\(|\bFrom\(|\bCommand(?:Context)?\(|PullImage|ImagePull|WithImage"
    rb"|FromRegistry"
)
_HEADER = 2000
_VERSION = re.compile(r"v\d+")


def recognises(data: bytes) -> bool:
    """Whether a program that people write imports one of the libraries and calls what names images."""
    return (
        b"DO NOT EDIT" not in data[:_HEADER] and _LIBRARIES.search(data) is not None and _CALLS.search(data) is not None
    )


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a program."""
    finder = _Go(source, GO, SCANNER)
    finder.calls(_rows(finder.code.text))
    finder.elements()
    yield from finder.found()


def _rows(text: str) -> Iterator[Row]:
    head = _IMPORTS_END.search(text)
    for match in _IMPORT.finditer(text, 0, head.start() if head else len(text)):
        yield from _rows_of(match[1] or _package(match[2]), match[2])


def _rows_of(name: str, path: str) -> Iterator[Row]:
    """The calls of the package at an import path, by the name that the file has for it."""
    before = "" if name == "." else f"{name}."
    if path.endswith("testcontainers/testcontainers-go"):
        yield Row(f"{before}ContainerRequest{{}}", "Image")
        yield Row(f"{before}Run", "1")
        yield Row(f"{before}WithImage", "0")
        yield Row("provider.PullImage", "1")
    elif "testcontainers/testcontainers-go/modules/" in path:
        yield Row(f"{before}Run", "1")
    elif re.search(r"ory/dockertest(?:/v\d+)?$", path):
        yield Row("Run", parts={"repository": "0", "tag": "1"})
        yield Row(f"{before}RunOptions{{}}", parts={"repository": "Repository", "tag": "Tag"})
    elif re.search(r"ory/dockertest(?:/v\d+)?/docker$|fsouza/go-dockerclient$", path):
        yield Row(f"{before}PullImageOptions{{}}", parts={"repository": "Repository", "tag": "Tag"})
        yield Row(f"{before}Config{{}}", "Image")
    elif path.endswith(("docker/api/types/container", "moby/api/types/container")):
        yield Row(f"{before}Config{{}}", "Image")
    elif path.endswith(("docker/docker/client", "moby/moby/client")):
        yield Row("ImagePull", "1")
    elif path == "k8s.io/api/core/v1":
        yield Row(f"{before}Container{{}}", "Image")
        yield Row(f"{before}EphemeralContainerCommon{{}}", "Image")
        yield Row(f"{before}ImageVolumeSource{{}}", "Reference")
    elif "pulumi" in path:
        yield Row(f"{before}ContainerArgs{{}}", "Image")
        yield Row(f"{before}RemoteImageArgs{{}}", "Name")
        for prefix in ("TaskDefinition", "ServiceTemplateSpec", "ServiceTemplate", "JobTemplateTemplate"):
            yield Row(f"{before}{prefix}ContainerArgs{{}}", "Image")
        yield Row(f"{before}TaskDefinitionContainerDefinitionArgs{{}}", "Image")
    elif path.endswith(("aws-cdk-go/awscdk/v2/awsecs", "aws-cdk-go/awscdk/awsecs")):
        yield Row(f"{before}ContainerImage_FromRegistry", "0")
    elif path.endswith("/dagger"):
        yield Row("From", "0")
    elif path == "os/exec":
        yield Row(f"{before}Command", "0", kind=WORDS)
        yield Row(f"{before}CommandContext", "1", kind=WORDS)


def _package(path: str) -> str:
    *folders, last = path.split("/")
    if _VERSION.fullmatch(last) and folders and not path.startswith("k8s.io/"):
        last = folders[-1]
    return last.removesuffix("-go").removeprefix("go-")


class _Go(Finder):
    def call(self, call: Call, row: Row) -> None:
        """Find what a call names; `Run` of dockertest is that of a pool, `From` of Dagger that of a container."""
        if row.callee == ("Run",) and row.parts and "pool" not in "".join(call.names[-2:-1]).lower():
            return
        if row.callee == ("From",) and (call.receiver is None or call.receiver.names[-1] != "Container"):
            return
        super().call(call, row)

    def elements(self) -> None:
        """Find what the elements of a slice name whose type is not said again: `[]corev1.Container{{Image: "x"}}`."""
        rows = {row.callee: row for row in _rows(self.code.text) if row.callee[-1] in _ELEMENTS}
        if not rows:
            return
        from mooring.scanners.code.syntax import Call

        for call in list(self.code.calls):
            row = rows.get(call.names[-2:]) or rows.get(call.names[-1:])
            if row is None:
                continue
            for member in self.code.arguments(call):
                opening = self.code.tokens[member.first]
                if opening.text == "{" and opening.partner > 0:
                    element = Call(call.names, call.start, member.first + 1, opening.partner, is_new=False)
                    self.call(element, row)


_ELEMENTS = frozenset({"Container{}", "ContainerArgs{}"})

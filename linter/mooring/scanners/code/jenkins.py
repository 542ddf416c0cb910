"""Jenkinsfiles and shared libraries, declarative and scripted.

By the manuals of the plugins Docker Pipeline (`agent { docker }`, `docker.image`, `docker.build`, `withRegistry`,
`withDockerContainer`), Kubernetes (`containerTemplate`, the YAML of a pod) and Pipeline (`sh`, `bat`, `powershell`). A
name that the file gives one value, `environment` and the defaults of `parameters` included, is filled in. Within
`withRegistry` an image has that registry before its name.
"""

from __future__ import annotations

import re

from mooring import Mention, Role
from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import GROOVY
from mooring.scanners.code.rows import SHELL, Row
from mooring.scanners.code.values import values
from mooring.scanners.tables import UNKNOWN, Places, find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source
    from mooring.scanners.code.syntax import Argument, Call

SCANNER = "jenkins"
WITH_REGISTRY = "the registry around it goes before its name"

_RECOGNISED = re.compile(
    rb"\bdocker\.(?:image|build|withRegistry)\b|\bagent\s*\{|\bcontainerTemplate\b|\bpodTemplate\b|\bwithDockerContainer\b"
    rb"|\bpipeline\s*\{|\b(?:sh|bat|powershell|pwsh)[ (]+(?:script:\s*)?['\"]"
)
_CALLS = (
    Row("docker.image", "0"),
    Row("docker.build", "0", role=Role.BUILD_OUTPUT),
    Row("containerTemplate", "image"),
    Row("withDockerContainer", "image|0"),
    Row("dockerNode", "image|0"),
    Row("sh", "script|0", kind=SHELL),
    Row("bat", "script|0", kind=SHELL, dialect="cmd"),
    Row("powershell", "script|0", kind=SHELL, dialect="pwsh"),
    Row("pwsh", "script|0", kind=SHELL, dialect="pwsh"),
)
_PARAMETERS = frozenset({"string", "text", "choice"})
_SETTINGS = (
    ("agent.docker", Role.PULL),
    ("agent.docker.image", Role.PULL),
    ("agent.dockerContainer.image", Role.PULL),
    ("containerTemplate.image", Role.PULL),
)
_PODS = ("spec.containers[].image", "spec.initContainers[].image", "spec.volumes[].image.reference")
_PODS_HOLDER = frozenset({"kubernetes", "podTemplate"})
_HOST = re.compile(r"(?:https?://)?([^/]+)(?:/.*)?")
_HUB = ("index.docker.io", "docker.io", "registry-1.docker.io", "registry.hub.docker.com", "hub.docker.com")


def recognises(data: bytes) -> bool:
    """Whether a Groovy file has a step or a block of a pipeline."""
    return b"org.testcontainers" not in data and _RECOGNISED.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Jenkinsfile."""
    finder = _Jenkins(source)
    finder.calls(_CALLS)
    finder.settings(_SETTINGS)
    finder.pods()
    yield from finder.found()


class _Jenkins(Finder):
    def __init__(self, source: Source) -> None:
        super().__init__(source, GROOVY, SCANNER, anywhere=True)
        for call in self.code.calls:
            if call.names[-1] in _PARAMETERS:
                self._declare(call)

    def _declare(self, call: Call) -> None:
        """Note the default of a build's parameter; that of a choice is its first."""
        name, default = self.argument(call, "name"), self.argument(call, "defaultValue|choices")
        text = self.code.literal(name.first) if name is not None else None
        if text is None or default is None:
            return
        first, last = default.first, default.last
        if self.code.tokens[first].text == "[":
            chosen = next(iter(self.code.members(first + 1, max(self.code.tokens[first].partner, first + 1))), None)
            if chosen is None:
                return
            first, last = chosen.first, chosen.last
        self.code.constants.declare(text, (first, last))

    def call(self, call: Call, row: Row) -> None:
        """Find what a call names; what is pushed without being pulled is an output."""
        if row.callee == ("docker", "image") and self._is_pushed(call):
            row = Row("docker.image", "0", role=Role.BUILD_OUTPUT)
        super().call(call, row)

    def _is_pushed(self, call: Call) -> bool:
        after = call.last + 1
        tokens = self.code.tokens
        return after + 1 < len(tokens) and tokens[after].text == "." and tokens[after + 1].text == "push"

    def reference(self, first: int, last: int, where: str, **options: object) -> None:
        """The mention of an expression, its registry before it."""
        before = len(self._found)
        super().reference(first, last, where, **options)  # type: ignore[arg-type]
        url = self._registry(first)
        if url is None:
            return
        said = values(self.code, url.first, url.last, anywhere=True)
        known = said[0].text if len(said) == 1 else None
        if known is not None and (known == "" or _host(known) in _HUB):
            return
        for index in range(before, len(self._found)):
            one = self._found[index]
            if isinstance(one, Mention) and one.role is Role.PULL:
                named = one.resolved is not None and known is not None and not one.resolved.startswith(_host(known))
                if known is None:
                    self._found[index] = one.replace(resolved=None, reason=UNKNOWN)
                elif named:
                    resolved = f"{_host(known)}/{one.resolved}"
                    self._found[index] = one.replace(resolved=resolved, reason=WITH_REGISTRY)

    def _registry(self, index: int) -> Argument | None:
        """The registry that is set around a token: the address given to `withRegistry`, or `registryUrl` beside it."""
        for call in self.code.around(index):
            if call.names[-1] == "withRegistry":
                return next(iter(self.code.arguments(call)), None)
        block = self.code.tokens[index].inside
        for call in self._addresses:
            if self.code.tokens[call.start].inside == block:
                return next(iter(self.code.arguments(call)), None)
        return None

    @property
    def _addresses(self) -> list[Call]:
        return [call for call in self.code.calls if call.names[-1] == "registryUrl"]

    def pods(self) -> None:
        """Find what the pods name that are written in YAML."""
        if b"yaml" not in self.source.data:
            return
        for call in self.code.calls:
            if call.names[-1] == "podTemplate":
                argument = self.argument(call, "yaml")
                if argument:
                    self._pod(argument.first, argument.last)
        for setting in self.code.settings():
            if setting.path[-1] == "yaml" and _PODS_HOLDER.intersection(setting.path):
                self._pod(setting.first, setting.last)

    def _pod(self, first: int, last: int) -> None:
        from mooring.scanners.yaml_tree import Tree

        tokens = self.code.tokens
        if last - first == 1 and tokens[first].text and tokens[first].kind == "name":
            first, last = self.code.constants.find(tokens[first].text, first, anywhere=True) or (first, last)
        embedded = self.embedded(first, last)
        if embedded is None:
            return
        tree = Tree(embedded)
        places = Places(tree, SCANNER)
        for document in tree.documents:
            for path in _PODS:
                for where, node in find(document, path):
                    for one in places.reference(node, f"yaml: {where}"):
                        self.add(self._filled(one.lift(), first))

    def _filled(self, mention: Mention, use: int) -> Mention:
        """A mention in a pod's YAML, the names in it filled in."""
        if mention.resolved is None or "$" not in mention.resolved:
            return mention
        known, places = self._given(use)
        resolved = re.sub(
            r"\$\{?(?:env\.|params\.)?(\w+)\}?", lambda match: known.get(match[1], match[0]), mention.resolved
        )
        if "$" in resolved:
            return mention.replace(resolved=None, reason=UNKNOWN)
        place = places.get(mention.text)
        if place is not None:
            return mention.replace(resolved=resolved, parts={"whole": place}, reason=None)
        from mooring.scanners.tables import COMPOSED

        return mention.replace(resolved=resolved, reason=COMPOSED)


def _host(url: str) -> str:
    match = _HOST.fullmatch(url)
    return match[1] if match else url

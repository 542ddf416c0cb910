"""JavaScript and TypeScript programs that run containers, or describe them.

By the references of testcontainers for Node, dockerode, the AWS CDK, Dagger, Pulumi, cdk8s, the Kubernetes client, and
of what runs commands (`@actions/exec`, `child_process`, execa).
"""

from __future__ import annotations

import re

from mooring import Role
from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import JAVASCRIPT
from mooring.scanners.code.rows import SHELL, WORDS, Row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source
    from mooring.scanners.code.syntax import Call

SCANNER = "javascript"

_LIBRARY = (
    r"testcontainers|@testcontainers/[\w-]+|dockerode|aws-cdk-lib(?:/[\w-]+)?|@aws-cdk/[\w-]+|@dagger\.io/dagger"
    r"|@pulumi/[\w-]+|cdk8s(?:-plus-\d+)?|@kubernetes/client-node|@actions/exec|(?:node:)?child_process|execa"
)
_IMPORT = re.compile(rf"""(?:\bfrom|\brequire\(|\bimport\(?)\s*["']({_LIBRARY})(?:/[\w./-]*)?["']""")
_RECOGNISED = re.compile(_IMPORT.pattern.encode())
_IMPORTED_NAMES = re.compile(
    r"""\{([^{}]{0,2000})\}\s*(?:from|=\s*(?:await\s+)?(?:require|import)\()\s*["']([^"']+)["']"""
)
_CONTAINER = re.compile(r"\w*Container")
_KUBERNETES = (
    ("containers.image", Role.PULL),
    ("initContainers.image", Role.PULL),
)
_MADE = re.compile(r"(\w+)\s*(?::\s*\w+\s*)?=\s*new\s+Docker(?:ode)?\(")
_CLIENT = re.compile(r"docker", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Whether a program imports one of the libraries."""
    return _RECOGNISED.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a program."""
    finder = _JavaScript(source, JAVASCRIPT, SCANNER)
    text = finder.code.text
    libraries = {match[1].removeprefix("node:") for match in _IMPORT.finditer(text)}
    finder.calls(_rows(libraries, text))
    if any(name.startswith(("@pulumi/", "cdk8s", "@kubernetes/")) for name in libraries):
        finder.settings(_KUBERNETES)
    yield from finder.found()


def _rows(libraries: set[str], text: str) -> Iterator[Row]:
    if any("testcontainers" in name for name in libraries):
        yield Row("new GenericContainer", "0")
        for match in _IMPORTED_NAMES.finditer(text):
            if "testcontainers" in match[2]:
                for name in re.findall(r"\w+", match[1]):
                    if _CONTAINER.fullmatch(name):
                        yield Row(f"new {name}", "0")
    if "dockerode" in libraries:
        yield Row("pull", "0")
        yield Row("run", "0")
        yield Row("createContainer", "0.Image")
    if any("aws-cdk" in name for name in libraries):
        yield Row("ContainerImage.fromRegistry", "0")
        yield Row("DockerImage.fromRegistry", "0")
        yield Row("BundlingDockerImage.fromRegistry", "0")
        yield Row("LinuxBuildImage.fromDockerRegistry", "0")
    if "@dagger.io/dagger" in libraries:
        yield Row("from", "0")
    if any(name.startswith("@pulumi/") for name in libraries):
        yield Row("new docker.Container", "1.image")
        yield Row("new docker.RemoteImage", "1.name")
        yield Row("new docker.ServiceConfig", "1.image")
        for name in ("FargateService", "EC2Service", "FargateTaskDefinition", "EC2TaskDefinition"):
            yield Row(f"new awsx.ecs.{name}", "1.taskDefinitionArgs.container.image|1.container.image")
    if any(name.startswith("cdk8s-plus") for name in libraries):
        yield Row("addContainer", "0.image")
        yield Row("addInitContainer", "0.image")
    if "@actions/exec" in libraries:
        for name in ("exec", "getExecOutput"):
            yield Row(name, "0", kind=WORDS)
    if "child_process" in libraries:
        yield Row("execSync", "0", kind=SHELL)
        yield Row("exec", "0", kind=SHELL)
        for name in ("spawn", "spawnSync", "execFile", "execFileSync"):
            yield Row(name, "0", kind=WORDS)
    if "execa" in libraries:
        yield Row("execa", "0", kind=WORDS)
        yield Row("execaSync", "0", kind=WORDS)
        yield Row("execaCommand", "0", kind=SHELL)


class _JavaScript(Finder):
    _clients: frozenset[str] | None = None

    def call(self, call: Call, row: Row) -> None:
        """Find what a call names; dockerode's methods are those of a client, Dagger's `from` that of a container."""
        if row.callee in (("pull",), ("run",)) and not self._is_client("".join(call.names[-2:-1])):
            return
        if row.callee == ("from",) and (call.receiver is None or call.receiver.names[-1] != "container"):
            return
        super().call(call, row)

    def _is_client(self, name: str) -> bool:
        """Whether a name is that of a client of dockerode, by its look or by what it is given."""
        if self._clients is None:
            self._clients = frozenset(_MADE.findall(self.code.text))
        return _CLIENT.search(name) is not None or name in self._clients

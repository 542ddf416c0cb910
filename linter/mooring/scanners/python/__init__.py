"""Python source.

Read are the calls of libraries that run, pull and build containers, or describe what runs in them: the Docker SDK,
podman-py, aiodocker, python-on-whales, testcontainers, Airflow, Prefect, Dagster, Dagger, Modal, Flyte, Kubeflow
Pipelines, the Kubernetes client, AWS CDK, Pulumi and more, by their own references (`libraries.py`); the command lines
that `subprocess`, `os`, nox and their like run; Kubernetes objects written as mappings, or as YAML in a literal that
is parsed or applied; JupyterHub's settings.

A call counts only where its name comes from an import of such a library, through whatever names the module gives it.
Arguments are followed to the literals that they stand for: constants, defaults, fixtures, parametrized tests, what a
module gives to its own functions. A literal is one mention however often it is used, and is rewritten where it is
written; what is put together from several is not.

Syntax is what the Python that runs Mooring reads (https://docs.python.org/3/reference/).
"""

from __future__ import annotations

import re

from mooring import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Source
    from mooring.scanners.python.references import Named

_LIBRARIES = (
    rb"aiodocker|airflow|autogen(?:_\w+)?|aws_cdk|azure(?:ml)?|boto3|cdk8s\w*|coiled|dagger|dagster\w*|dask_\w+|daytona"
    rb"|docker|flyte\w*|google|hera|imports|kfp|kopf|kr8s|kubernetes\w*|lightkube|llm_sandbox|metaflow|modal|openshift"
    rb"|podman|prefect\w*|pulumi\w*|pykube|python_on_whales|ray|runhouse|sagemaker|sky|testcontainers|zenml"
)
_RUNNERS = rb"anyio|asyncio|fabric|invoke|nox|os|pexpect|plumbum|sh|subprocess|trio"
_IMPORT = re.compile(rb"import[ \t]")
_LINE = (
    rb"(?:\xef\xbb\xbf)?[ \t]*(?:\w+[ \t]*:[ \t]*|[^\n#]*;[ \t]*)?"
    rb"(?:from[ \t]+(?:%b)\b|import[ \t][^\n#]*\b(?:%b)\b)"
)
_TAKES_IMAGES = re.compile(_LINE % (_LIBRARIES, _LIBRARIES))
_RUNS = re.compile(_LINE % (_RUNNERS, _RUNNERS))
_TOOL = re.compile(
    rb"\b(?:apptainer|bootc|buildah|buildctl|cosign|crane|crictl|distrobox|docker|dockle|enroot|finch|gcloud|grype|k3d"
    rb"|kubectl|kustomize|minikube|nerdctl|oras|podman|regctl|singularity|skopeo|trivy|udocker)\b"
    rb"|\bkind[\"', ]+(?:create|build|load)\b"
)
_SPAWNERS = b"Spawner."
_IPYTHON = b"get_ipython()"
_SPAWNER = re.compile(rb"^[ \t]*c\.\w+Spawner\.(?:container_)?image\b", re.MULTILINE)
_SHEBANG = re.compile(rb"#![^\n]*\b(?:python|pypy|pipx run|uv run)")
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*"
    rb"(?:[rRuUbB]{0,2}[\"'][^ ]|[(\[{@]|[\w.]+[ \t]*(?:[=(:\[]|[-+*/|&]=)|(?:%%|[%!])\w"
    rb"|(?:from|import|def|class|async|if|try|with|for|while|del|assert|raise|global|match|type)[ \t])"
)
_OWN = (".py", ".pyw")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Python module, and a problem where one that names images cannot be read."""
    from mooring.scanners.python.calls import Reader
    from mooring.scanners.python.settling import settled
    from mooring.scanners.python.syntax import Module

    module = Module(source)
    if module.problem is not None and _is_python(source) and _imports(source.data, _TAKES_IMAGES):
        yield module.problem
    found: list[Named] = []
    for one in Reader(module).found():
        if isinstance(one, Problem):
            yield one
        else:
            found.append(one)
    yield from settled(found)


def recognises(data: bytes) -> bool:
    """Whether the bytes are Python that imports a library which takes images, or may run a container tool."""
    if not (_imports(data, _TAKES_IMAGES) or _runs_tools(data) or (_SPAWNERS in data and _SPAWNER.search(data))):
        return False
    return _SHEBANG.match(data) is not None or _BEGINNING.match(data) is not None


def _imports(data: bytes, wanted: re.Pattern[bytes]) -> bool:
    """Whether a line that imports something is as wanted; other lines are not looked at."""
    at = 0
    while found := _IMPORT.search(data, at):
        start = max(at, data.rfind(b"\n", at, found.start()) + 1)
        if wanted.match(data, start):
            return True
        at = data.find(b"\n", found.end())
        if at < 0:
            break
    return False


def _runs_tools(data: bytes) -> bool:
    return (_imports(data, _RUNS) or _IPYTHON in data) and _TOOL.search(data) is not None


def recognises_script(data: bytes) -> bool:
    """The same of a file whose name says nothing: it has to name Python in its first line."""
    return _SHEBANG.match(data) is not None and recognises(data)


def _is_python(source: Source) -> bool:
    return source.path.lower().endswith(_OWN) or _SHEBANG.match(source.data) is not None

"""Which files of no telling name belong to which CI system, by a glance at their bytes."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHERS = re.compile(
    rb"^[\"']?(?:apiVersion|kind|on|jobs|pipelines|language|\$schema|openapi|swagger|phases)[\"']?[ \t]*:", re.MULTILINE
)
_GITLAB_SCRIPT = re.compile(rb"^ {1,8}script[ \t]*:", re.MULTILINE)
_GITLAB_HIDDEN = re.compile(rb"^\.[\w-]+[ \t]*:", re.MULTILINE)
_GITLAB_TEMPLATE = frozenset(b"image services script before_script after_script".split())
_GITLAB_FILE = re.compile(rb"^(?:stages|include|workflow)[ \t]*:|!reference|\$\{?CI_", re.MULTILINE)
_GITLAB_JOB = frozenset(
    b"stage extends rules only except needs before_script after_script allow_failure interruptible dependencies "
    b"artifacts image services tags parallel".split()
)
_KEY = re.compile(rb"( *)([\w.-]+)[ \t]*:(?=\s|$)")
_GITLAB_INPUTS = re.compile(rb"^spec:[ \t]*\r?\n[ ]+inputs:", re.MULTILINE)
_AZURE_STEP = re.compile(
    rb"\n[ \t]*-[ \t]+(?:task:[ \t]*[\"']?[\w.-]+@[0-9]|template:[ \t]*\S+\.ya?ml|(?:stage|job|deployment|script|bash|"
    rb"pwsh|powershell|checkout|publish|container):)"
)
_AZURE_WORDS = re.compile(
    rb"^[ \t]*(?:-[ \t]+)?(?:vmImage|demands|azureSubscription|displayName):|\$\{\{[ \t]*(?:parameters|variables)\b|"
    rb"^resources:[ \t]*\r?\n[ \t]+containers:",
    re.MULTILINE,
)
_AZURE_NOT = re.compile(rb"^[ \t]*(?:runs-on|uses|apiVersion)[ \t]*:|^(?:on|kind|spec):", re.MULTILINE)
_CONCOURSE = re.compile(rb"(?<![\w-])(?:type[\"']?:[ \t]*[\"']?(?:registry|docker)-image\b|image_resource[\"']?:)")
_CONCOURSE_ROOT = re.compile(
    rb"^[{ ]{0,2}[\"']?(?:jobs|resources|resource_types|platform|image_resource)[\"']?[ \t]*:", re.MULTILINE
)
_CLOUD_BUILD = re.compile(
    rb"^(?:-[ \t]+|[ \t]+(?:-[ \t]+)?)[\"']?name[\"']?:[ \t]*[\"']?(?:(?:[\w.-]+\.)?gcr\.io/(?:cloud-builders|"
    rb"google\.com/cloudsdktool|kaniko-project|k8s-skaffold)|[\w-]+-docker\.pkg\.dev/)",
    re.MULTILINE,
)
_STEPS = re.compile(rb"^[\"']?steps[\"']?[ \t]*:", re.MULTILINE)
_CIRCLE_PART = re.compile(rb"^(?:docker|steps|executor)[ \t]*:", re.MULTILINE)


def gitlab(data: bytes) -> bool:
    """Whether the bytes look like a GitLab CI file: jobs with scripts, or a component's header."""
    if _OTHERS.search(data):
        return False
    if _GITLAB_INPUTS.search(data):
        return True
    if not _GITLAB_SCRIPT.search(data) and not _GITLAB_HIDDEN.search(data):
        return False
    wanted = 1 if _GITLAB_FILE.search(data) else 2
    return any(
        (b"script" in job and len(job) >= wanted) or (is_hidden and not job.isdisjoint(_GITLAB_TEMPLATE))
        for is_hidden, job in _jobs(data)
    )


def _jobs(data: bytes) -> Iterator[tuple[bool, set[bytes]]]:
    """The keys that a job has of each mapping below a key of the file, and whether that key begins with a dot."""
    job: set[bytes] = set()
    indentation = None
    is_below_key = is_hidden = False
    for line in data.split(b"\n"):
        key = _KEY.match(line)
        if line[:1] not in b" \t\r#":
            yield is_hidden, job
            job, indentation, is_below_key, is_hidden = set(), None, line[:1] not in b"-[{", line.startswith(b".")
        elif key is not None and is_below_key:
            indentation = key[1] if indentation is None else indentation
            if key[1] == indentation and (key[2] in _GITLAB_JOB or key[2] == b"script"):
                job.add(key[2])
    yield is_hidden, job


def azure(data: bytes) -> bool:
    """Whether the bytes look like an Azure pipeline or a template of one."""
    if not _AZURE_STEP.search(b"\n" + data) or _AZURE_NOT.search(data):
        return False
    return _AZURE_WORDS.search(data) is not None


def concourse(data: bytes) -> bool:
    """Whether the bytes look like a Concourse pipeline or task: image resources, and a key of one of the two."""
    return _CONCOURSE.search(data) is not None and _CONCOURSE_ROOT.search(data) is not None


def cloudbuild(data: bytes) -> bool:
    """Whether the bytes look like a Cloud Build configuration: steps with an image of Google's builders."""
    return _STEPS.search(data) is not None and _CLOUD_BUILD.search(data) is not None


def circleci(data: bytes) -> bool:
    """Whether the bytes look like a part of an orb: an executor, a job or a command."""
    return _CIRCLE_PART.search(data) is not None and not _OTHERS.search(data)

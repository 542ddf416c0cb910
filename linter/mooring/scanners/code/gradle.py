"""Gradle builds, in Groovy and Kotlin.

By the manuals of the plugins Jib (`jib.from.image`; `jib.to.image` is an output), Spring Boot (`bootBuildImage`),
Docker of bmuschko (`DockerPullImage`, `DockerCreateContainer`, `DockerBuildImage`, `Dockerfile`), Docker of Palantir
and Micronaut.
"""

from __future__ import annotations

import re

from mooring import Mention, Role
from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import GROOVY, KOTLIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source

SCANNER = "gradle"

_OUT = Role.BUILD_OUTPUT
_RECOGNISED = re.compile(rb"\bjib\b|[bB]ootBuildImage|\bDocker[A-Z]\w+|\bDockerfile\b|\bdocker\w*\s*\{|\bbaseImage\b")
_SETTINGS = (
    ("jib.from.image", Role.PULL),
    ("jib.to.image", _OUT),
    ("bootBuildImage.builder", Role.PULL),
    ("bootBuildImage.runImage", Role.PULL),
    ("bootBuildImage.imageName", _OUT),
    ("BootBuildImage.builder", Role.PULL),
    ("BootBuildImage.runImage", Role.PULL),
    ("BootBuildImage.imageName", _OUT),
    ("DockerPullImage.image", Role.PULL),
    ("DockerCreateContainer.targetImageId", Role.PULL),
    ("DockerCreateContainer.imageId", Role.PULL),
    ("DockerBuildImage.images", _OUT),
    ("DockerPushImage.images", _OUT),
    ("dockerBuild.images", _OUT),
    ("dockerBuildNative.images", _OUT),
    ("Dockerfile.from", Role.PULL),
    ("Dockerfile.baseImage", Role.PULL),
    ("dockerfile.baseImage", Role.PULL),
    ("dockerfileNative.baseImage", Role.PULL),
    ("MicronautDockerfile.baseImage", Role.PULL),
    ("NativeImageDockerfile.baseImage", Role.PULL),
    ("javaApplication.baseImage", Role.PULL),
    ("springBootApplication.baseImage", Role.PULL),
    ("dockerRun.image", Role.PULL),
)


def recognises(data: bytes) -> bool:
    """Whether a build uses one of the plugins."""
    return _RECOGNISED.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Gradle build."""
    language = KOTLIN if source.path.endswith(".kts") else GROOVY
    finder = Finder(source, language, SCANNER, anywhere=True)
    finder.settings(_SETTINGS)
    yield from (one for one in finder.found() if not isinstance(one, Mention) or one.resolved != "scratch")

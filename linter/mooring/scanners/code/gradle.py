"""Gradle builds, in Groovy and Kotlin.

By the manuals of the plugins Jib (`jib.from.image`; `jib.to.image` is an output), Spring Boot (`bootBuildImage`),
Docker of bmuschko (`DockerPullImage`, `DockerCreateContainer`, `DockerBuildImage`, `Dockerfile`), Docker of Palantir,
Micronaut and Ktor.
"""

from __future__ import annotations

import re

from mooring import Mention, Role
from mooring.scanners.code.finder import Finder, follows
from mooring.scanners.code.languages import GROOVY, KOTLIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Problem, Source
    from mooring.scanners.code.syntax import Setting

SCANNER = "gradle"

_OUT = Role.BUILD_OUTPUT
_RECOGNISED = re.compile(rb"\bjib\b|[bB]ootBuildImage|\bDocker[A-Z]\w+|\bDockerfile\b|\bdocker\w*\s*\{|\bbaseImage\b")
_JIB_BASE = ("jib", "from", "image")
_JIB_SCHEMES = {"docker://": Role.LOCAL, "registry://": Role.PULL, "": Role.PULL}
_LOCAL = "it names an image that the machine already has"
_DOCKER = "docker://"
_BOOT = frozenset({"bootBuildImage", "BootBuildImage"})
_SETTINGS = (
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
    ("ktor.docker.customBaseImage", Role.PULL),
    ("ktor.docker.localImageName", _OUT),
)


def recognises(data: bytes) -> bool:
    """Whether a build uses one of the plugins."""
    return _RECOGNISED.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Gradle build."""
    language = KOTLIN if source.path.endswith(".kts") else GROOVY
    finder = Finder(source, language, SCANNER, anywhere=True)
    finder.settings(_SETTINGS)
    for setting in finder.code.settings():
        where = ".".join(setting.path[-3:])
        if follows(_JIB_BASE, setting.path):
            _jib_base(finder, setting, where)
        elif setting.path[-1] in ("buildpack", "buildpacks") and _BOOT.intersection(setting.path):
            for index in range(setting.first, setting.last):
                if (finder.code.literal(index) or "").startswith(_DOCKER):
                    finder.reference(index, index + 1, where, strip=_DOCKER)
    for one in finder.found():
        if isinstance(one, Mention) and one.role is Role.LOCAL:
            yield one.replace(reason=_LOCAL)
        elif not isinstance(one, Mention) or one.resolved != "scratch":
            yield one


def _jib_base(finder: Finder, setting: Setting, where: str) -> None:
    """The image that Jib builds from: of a registry, or with a scheme of the machine's daemon or an archive."""
    text = (finder.code.literal(setting.first) or "") if setting.last - setting.first == 1 else ""
    if not text.startswith("tar://"):
        scheme = next(scheme for scheme in _JIB_SCHEMES if text.startswith(scheme))
        finder.reference(setting.first, setting.last, where, role=_JIB_SCHEMES[scheme], strip=scheme)

"""Starlark: Bazel's modules and workspaces, and Tiltfiles.

By the manuals of rules_oci (`oci.pull`, `oci_pull`), rules_docker (`container_pull`), rules_img (`pull`), whose digest
is an attribute of its own, and of Tilt (`docker_build` and `custom_build` name outputs, `local` runs shell text).
"""

from __future__ import annotations

import re

from mooring import Role
from mooring.scanners.code.finder import Finder
from mooring.scanners.code.languages import STARLARK
from mooring.scanners.code.rows import SHELL, Row
from mooring.scanners.code.values import values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Part, Problem, Source
    from mooring.scanners.code.syntax import Call

_RECOGNISED = re.compile(
    rb"\b(?:oci[._]pull|oci[._]push|container_pull|container_push|images?\.pull|img[._]pull|oci_pull_image)\b"
    rb"|rules_img\w*//[^\"']*[\"'],\s*[\"']pull\b"
)
_IMG = re.compile(r"""^(\w+)\s*=\s*use_repo_rule\(\s*["']@\w*rules_img\w*//[^"']*["'],\s*["']pull["']""", re.MULTILINE)
_OCI: dict[Part, str] = {"registry": "registry", "repository": "image|repository", "tag": "tag", "digest": "digest"}
_CONTAINER: dict[Part, str] = {
    "registry": "registry",
    "repository": "repository",
    "tag": "tag",
    "digest": "digest",
}
_PUSHED: dict[Part, str] = {"registry": "registry", "repository": "repository", "tag": "tag"}
_BAZEL = (
    Row("oci.pull", parts=_OCI, apart=True),
    Row("oci_pull", parts=_OCI, apart=True),
    Row("container_pull", parts=_CONTAINER, apart=True),
    Row("container.pull", parts=_CONTAINER, apart=True),
    Row("images.pull", parts=_CONTAINER, apart=True),
    Row("image.pull", parts=_CONTAINER, apart=True),
    Row("img.pull", parts=_CONTAINER, apart=True),
    Row("img_pull", parts=_CONTAINER, apart=True),
    Row("oci_push", "repository", role=Role.BUILD_OUTPUT),
    Row("container_push", parts=_PUSHED, role=Role.BUILD_OUTPUT),
)
_TILT = (
    Row("docker_build", "0|ref", role=Role.BUILD_OUTPUT),
    Row("custom_build", "0|ref", role=Role.BUILD_OUTPUT),
    Row("docker_build_with_restart", "0|ref", role=Role.BUILD_OUTPUT),
    Row("custom_build_with_restart", "0|ref", role=Role.BUILD_OUTPUT),
    Row("local", "0|command", kind=SHELL),
    Row("local_resource", "1|cmd|serve_cmd", kind=SHELL),
)


class _Bazel(Finder):
    def call(self, call: Call, row: Row) -> None:
        """Find what a call names; `oci.pull` may have the tag and the digest in `image` too, and goes by the digest."""
        image = self.argument(call, "image") if row.parts == _OCI else None
        given = values(self.code, image.first, image.last) if image else []
        whole = any(":" in (one.text or "").rpartition("/")[2] or "@" in (one.text or "") for one in given)
        beside = any(self.argument(call, name) for name in ("tag", "digest"))
        pinned = any("@" in (one.text or "") for one in given) and not self.argument(call, "digest")
        super().call(call, Row(".".join(row.callee), "image") if pinned or (whole and not beside) else row)


def recognises(data: bytes) -> bool:
    """Whether one of the rules is called."""
    return _RECOGNISED.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a file of Bazel's."""
    finder = _Bazel(source, STARLARK, "bazel")
    finder.calls([*_BAZEL, *(Row(name, parts=_CONTAINER, apart=True) for name in _IMG.findall(finder.code.text))])
    yield from finder.found()


def scan_tiltfile(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Tiltfile."""
    finder = Finder(source, STARLARK, "tilt")
    finder.calls(_TILT)
    yield from finder.found()

"""Ansible: playbooks, tasks and handlers, and files of variables.

Specification: https://docs.ansible.com, the playbook keywords and the references of the collections community.docker,
containers.podman, kubernetes.core, amazon.aws and azure.azcollection (`modules`). Variables that a file itself sets to
a text are filled in where Jinja uses them, and a loop over literal items is followed. Of variables those are images
that have `image` in their name and look like one, whole or with their tag in a variable beside them.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring import Mention, Problem, Source

_PLAY = re.compile(
    rb"^-[ \t]+(?:hosts|import_playbook|ansible\.builtin\.import_playbook)[ \t]*:|^[ \t]+hosts[ \t]*:", re.MULTILINE
)
_MODULE = re.compile(
    rb"^[ \t-]*[\"']?(?:community\.docker\.|containers\.podman\.|kubernetes\.core\.|ansible\.(?:builtin|legacy)\.)?"
    rb"(?:docker_(?:container|image|compose|stack|swarm_service)\w*|podman_\w+|k8s|helm|shell|command|raw|copy|set_fact"
    rb"|include_role|import_tasks|include_tasks|block)[\"']?[ \t]*:",
    re.MULTILINE,
)
_LIST = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s|#[^\n]*\n|---[^\n]*\n|%[^\n]*\n)*-[ \t\n]")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a playbook, of a list of tasks, or of a file of variables."""
    from mooring.scanners.infrastructure.ansible.reader import Reader

    yield from Reader(source).found()


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a list of plays or of tasks."""
    return _LIST.match(data) is not None and bool(_PLAY.search(data) or _MODULE.search(data))

"""Links from references to the pages of their images."""

from __future__ import annotations

from urllib.parse import quote

from lsprotocol import types

from mooring.model import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.lsp.session import Document
    from mooring.reference import Reference

_PAGES = {
    "docker.io": "https://hub.docker.com/r/{repository}",
    "ghcr.io": "https://ghcr.io/{repository}",
    "quay.io": "https://quay.io/repository/{repository}",
    "mcr.microsoft.com": "https://mcr.microsoft.com/en-us/artifact/mar/{repository}",
    "public.ecr.aws": "https://gallery.ecr.aws/{repository}",
    "registry.gitlab.com": "https://gitlab.com/{repository}/container_registry",
}
_GOOGLE = (".gcr.io", ".pkg.dev")
_OFFICIAL = "library/"
_GITLAB = "registry.gitlab.com"


def page(reference: Reference) -> str | None:
    """The URL of an image's page; None where its registry has no pages, or none that its name tells.

    Google's registries and GitHub's lead a browser from the image's own name to its page. An image of GitLab's may lie
    below its project, of which the name does not tell unless it has two parts only.
    """
    repository = quote(reference.repository)
    if reference.registry == "gcr.io" or reference.registry.endswith(_GOOGLE):
        return f"https://{reference.registry}/{repository}"
    if reference.registry == "docker.io" and repository.startswith(_OFFICIAL):
        return f"https://hub.docker.com/_/{repository.removeprefix(_OFFICIAL)}"
    if reference.registry == _GITLAB and repository.count("/") != 1:
        return None
    pattern = _PAGES.get(reference.registry)
    return pattern.format(repository=repository) if pattern else None


def of_document(document: Document) -> list[types.DocumentLink]:
    """The links of a document, one for every image that has a page."""
    links = {}
    for mention in document.mentions:
        target = page(mention.reference) if mention.reference and mention.role is not Role.STAGE else None
        if target:
            place = document.positions.range(mention.span)
            links[mention.span] = types.DocumentLink(place, target=target, tooltip="Open the image's page")
    return list(links.values())

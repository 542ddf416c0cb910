"""What it means that a registry does not give what it was asked for, said with what may be done about it.

Registries do not tell what is missing from what is private: Docker Hub answers 401 for both, GHCR 403, others 404.
"""

from __future__ import annotations

from mooring.registry.errors import DENIED, INVALID, NOT_FOUND, REFUSED, UNREACHABLE, Unresolved, printable
from mooring.registry.records import Endpoint, is_digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.registry.session import Session
    from mooring.registry.transport import Answer

ARTIFACTORY_HEADERS = ("x-jfrog-version", "x-artifactory-id")


def official_at_artifactory(answer: Answer, repository: str) -> str | None:
    """Where JFrog's Artifactory may have an official image of Docker Hub that it does not find: below `library/`.

    `docker-virtual/nginx` is `docker-virtual/library/nginx` there. None where the answer is no such 404.
    """
    parts = repository.split("/")
    if (
        answer.status != 404
        or len(parts) > 2
        or "library" in parts
        or not any(name in answer.headers for name in ARTIFACTORY_HEADERS)
    ):
        return None
    return "/".join([*parts[:-1], "library", parts[-1]])


def explained(session: Session, repository: str, name: str, answer: Answer) -> Unresolved:
    """What a status other than success means for a tag or digest of a repository."""
    endpoint = Endpoint(session.registry, repository)
    joined = f"{endpoint.name}@{name}" if is_digest(name) else f"{endpoint.name}:{name}"
    if answer.status in (401, 403):
        return _denied(session, endpoint)
    if is_digest(name) and answer.status in (404, 500) and _is_blob(session, endpoint.repository, name):
        return Unresolved(
            NOT_FOUND,
            f"{joined} is not an image's digest but an image ID, or a layer's; "
            "`docker images --digests` shows the digests that can be pulled",
        )
    if answer.status == 404:
        return Unresolved(NOT_FOUND, _not_found(session, endpoint, name, joined))
    if answer.status >= 500:
        return Unresolved(UNREACHABLE, f"{session.registry} is out of order: it answers {answer.status} for {joined}")
    return Unresolved(INVALID, f"{session.registry} answers {answer.status} for {joined}")


def _is_blob(session: Session, repository: str, digest: str) -> bool:
    """Whether a digest that is no manifest's is a blob's; some registries answer 500 where it is asked for as one."""
    try:
        return session.ask("HEAD", f"/v2/{repository}/blobs/{digest}", repository, limit=0).status == 200
    except Unresolved:
        return False


def _denied(session: Session, endpoint: Endpoint) -> Unresolved:
    """Access denied, with what may be done about it."""
    login = session.login(endpoint.repository)
    if login:
        return Unresolved(
            DENIED,
            f"{session.registry} denies access to {endpoint.name} with the credentials from {login.source}; "
            "they may have expired or lack the right to pull it, or it does not exist",
        )
    return Unresolved(
        DENIED,
        f"{endpoint.name} does not exist, or is private and needs credentials (`docker login {session.registry}`)",
    )


def _not_found(session: Session, endpoint: Endpoint, name: str, joined: str) -> str:
    if is_digest(name):
        return (
            f"{joined} does not exist; it may have been deleted, or be an image ID "
            "(`docker images` shows those), which no registry knows"
        )
    if session.login(endpoint.repository):
        return f"{joined} does not exist"
    return f"{joined} does not exist (or is private: then `docker login {session.registry}` helps)"


def schema_1(session: Session, repository: str, name: str) -> Unresolved:
    """That a tag or digest names a manifest of the format that came before Docker's schema 2."""
    return Unresolved(
        REFUSED,
        f"{session.registry}/{repository}: {printable(name)} is a schema 1 manifest, an outdated format "
        "that cannot be pinned; push the image anew",
    )

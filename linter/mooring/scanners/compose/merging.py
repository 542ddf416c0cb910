"""What the files that Compose merges with a compose file say of its services.

Specification: compose-spec, "Merge"; the names by which Compose finds a project's file and its override are those of
compose-go.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring.scanners.compose.project import Project

NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)


def is_override(path: str) -> bool:
    """Whether Compose merges the file into the project's main file of its own accord."""
    return path.rpartition("/")[2] in OVERRIDES


def other(project: Project) -> tuple[str, Project] | None:
    """The file beside a project's that is merged with it, by its name; None where there is none."""
    file = project.source.path.rpartition("/")[2]
    for name in OVERRIDES if file in NAMES else NAMES:
        beside = project.neighbour(name)
        if beside is not None:
            return name, beside
    return None

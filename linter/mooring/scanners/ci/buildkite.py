"""Buildkite.

Specification: Buildkite's pipeline schema, "Build matrix" and "Environment variables", and the readmes of the docker,
docker-compose and kubernetes plugins. Read are `image` of the pipeline and of steps, the images that those plugins are
given, and the shell text of commands. `{{matrix}}` has the values of the step's matrix, `${NAME}` those of `env`, or
its default.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import Syntax, assignments, combined, products, value_of
from mooring.scanners.ci.reader import CACHE, IMAGE, OUTPUT, Reader
from mooring.scanners.ci.texts import lines
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.tables import find
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.ci.filling import Environment

_MATRIX = r"\{\{\s*(?P<matrix>matrix(?:\.[\w-]+)?)\s*\}\}"
_VARIABLE = r"(?<!\$)\$(?:(?P<plain>\w+)|\{(?P<name>\w+)(?::?-(?P<default>[^{}]*))?\})|\$+\{[^{}\n]*\}|\$+\w+"
_KUBERNETES = (
    ("**.containers[].image", IMAGE),
    ("**.initContainers[].image", IMAGE),
    ("**.ephemeralContainers[].image", IMAGE),
    ("sidecars[].image", IMAGE),
    ("**.volumes[].image.reference", IMAGE),
)
_COMPOSE = (("image-repository", OUTPUT),)


def _name(use: re.Match[str]) -> str | None:
    groups = use.groupdict()
    return groups["matrix"] or groups.get("plain") or groups.get("name")


_SYNTAX = Syntax(re.compile(f"{_MATRIX}|{_VARIABLE}"), _name)
_TEMPLATES = Syntax(re.compile(rf"{_MATRIX}|\$(?P<escaped>\$)"), _name)


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a Buildkite pipeline."""
    reader = Reader(source, "buildkite", _SYNTAX, _TEMPLATES)
    if reader.tree.problem:
        yield reader.tree.problem
    for root in reader.tree.documents[:1]:
        shared = assignments(get(root, "env"))
        reader.image(get(root, "image"), "image", [shared])
        steps = get(root, "steps") if is_mapping(root) else root
        _steps(reader, steps, "steps" if is_mapping(root) else "", shared)
    yield from reader.finish()


def _steps(reader: Reader, steps: Any, where: str, shared: Environment, depth: int = 3) -> None:
    for index, step in enumerate(entries(steps) if depth else ()):
        place = f"{where}[{index}]"
        _steps(reader, get(step, "steps"), f"{place}.steps", shared, depth - 1)
        for key in ("command", "commands"):
            nested = get(step, key)
            if is_mapping(nested):
                _step(reader, nested, f"{place}.{key}", shared)
        _step(reader, step, place, shared)


def _step(reader: Reader, step: Any, where: str, shared: Environment) -> None:
    environments = combined([{**shared, **assignments(get(step, "env"))}], _matrix(get(step, "matrix")))
    reader.image(get(step, "image"), f"{where}.image", environments)
    for key in ("command", "commands"):
        reader.script(get(step, key), f"{where}.{key}", environments)
    plugins = get(step, "plugins")
    given = [(f"{where}.plugins", plugins)] if is_mapping(plugins) else find(plugins, "[]")
    for below, entry in given:
        place = f"{where}.plugins{below}" if below.startswith("[") else below
        for name, configuration in items(entry):
            _plugin(reader, name, configuration, f"{place}.{name}", environments)


def _plugin(reader: Reader, name: str, node: Any, where: str, environments: Sequence[Environment]) -> None:
    """Read what a plugin is given; it is named by the last word of its address, before `-buildkite-plugin` and `#`."""
    plain = name.partition("#")[0].removesuffix(".git").rpartition("/")[2].removesuffix("-buildkite-plugin")
    if plain == "docker":
        reader.image(get(node, "image"), f"{where}.image", environments)
    elif plain == "kubernetes":
        reader.table(node, _KUBERNETES, environments, below=where)
    elif plain == "docker-compose":
        reader.table(node, _COMPOSE, environments, below=where)
        for key, kind in (("cache-from", CACHE), ("push", OUTPUT)):
            for place, each in lines(get(node, key), f"{where}.{key}"):
                service, colon, _ = (string(each) or "").partition(":")
                if colon:
                    reader.image(each, place, environments, kind=kind, strip=f"{service}:", pushed=kind == OUTPUT)


def _matrix(node: Any) -> list[Environment]:
    """The values of a matrix: one unnamed list, or lists by name, under `setup` or not; adjustments may add more."""
    setup = get(node, "setup") if is_mapping(node) else node
    if is_sequence(setup):
        found: list[Environment] = [{"matrix": value} for each in setup.value if (value := value_of(each))]
    else:
        found = list(products(setup, "matrix."))
    for adjustment in entries(get(node, "adjustments")):
        added = get(adjustment, "with")
        if is_sequence(added):
            found += [{"matrix": value} for each in added.value if (value := value_of(each))]
        else:
            found += products(added, "matrix.")
    return [one for one in found if one]

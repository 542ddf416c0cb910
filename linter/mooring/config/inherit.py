"""The policies that a policy is laid over: packaged presets, files, presets of installed packages.

Nothing is fetched and no package's code runs: a preset is a data file. What a repository's own policy names must lie
in the repository.
"""

from __future__ import annotations

import os

from mooring.config.given import Given, joined, read
from mooring.config.shapes import Either, ListOf, Text, closest, mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PRESETS = ("default", "strict", "production")
ENTRY_POINTS = "mooring.presets"
FILE_ENDINGS = (".yaml", ".yml", ".toml")
MOST_POLICIES = 32
EXTENDS = Either(Text(), ListOf(Text()), list)


class Inheritance:
    """Lays a policy over those that it extends.

    `top` is the folder that files named must lie in, None for no such limit; `preset_folder` gives the folder of an
    installed package's presets, None for a package that there is none of, by the name before the colon. `files` are
    the paths of the policies extended, as they have been read.
    """

    def __init__(self, top: str | None, preset_folder: Callable[[str], str | None]) -> None:
        self._top = os.path.realpath(top) if top is not None else None
        self._preset_folder = preset_folder
        self.files: list[str] = []

    def policies(self, given: Given, path: str) -> list[Given]:
        """The policies that one of that path is made of, the one to begin with first. Raises `ConfigError`."""
        return list(self._collect(given, path, (os.path.realpath(path),)))

    def _collect(self, given: Given, path: str, above: tuple[str, ...]) -> Iterator[Given]:
        for named in _extended(given):
            base_path, name = self._find(named, path)
            real = os.path.realpath(base_path)
            if real in above:
                raise named.fail(f"`extends: {named.value}` comes back to {name}; break the circle")
            if len(above) > MOST_POLICIES:
                raise named.fail(f"more than {MOST_POLICIES} policies extend one another; extend fewer")
            self.files.append(base_path)
            base = read(base_path, name)
            if base is not None:
                yield from self._collect(base, base_path, (*above, real))
        yield given

    def _find(self, named: Given, path: str) -> tuple[str, str]:
        """The path of a policy that is extended, and what people know it as."""
        word = named.value
        if "://" in word:
            raise named.fail(
                f"`extends: {word}` is a URL, and a policy is never fetched; "
                "keep the file in the repository, or install it as a package of presets"
            )
        if word in PRESETS:
            return os.path.join(os.path.dirname(__file__), "presets", f"{word}.yaml"), f"preset {word}"
        package, colon, preset = word.partition(":")
        if colon:
            return self._find_installed(named, package, preset)
        if "/" not in word and not word.endswith(FILE_ENDINGS):
            raise named.fail(f"there is no preset `{word}`{closest(word, PRESETS)}; a file is written ./{word}.yaml")
        found = os.path.join(os.path.dirname(path), word)
        if self._top is not None and os.path.commonpath([self._top, os.path.realpath(found)]) != self._top:
            raise named.fail(
                f"`extends: {word}` leads out of the repository; keep the file in it, "
                "install it as a package of presets, or name this policy with --config"
            )
        return found, os.path.normpath(found)

    def _find_installed(self, named: Given, package: str, preset: str) -> tuple[str, str]:
        folder = self._preset_folder(package)
        if folder is None:
            raise named.fail(
                f"no installed package offers presets as `{package}` (entry point of the group {ENTRY_POINTS}); "
                "install it where Mooring is installed"
            )
        offered = sorted(
            name.removesuffix(".yaml")
            for name in (os.listdir(folder) if os.path.isdir(folder) else ())
            if name.endswith(".yaml")
        )
        if preset not in offered:
            raise named.fail(f"`{package}` has no preset `{preset}`{closest(preset, offered)}")
        return os.path.join(folder, f"{preset}.yaml"), f"preset {package}:{preset}"


def _extended(given: Given) -> list[Given]:
    extends = mapping(given, ()).get("extends")
    if extends is None:
        return []
    EXTENDS.read(extends, ("extends",))
    return extends.value if isinstance(extends.value, list) else [extends]


def laid_over(policies: Iterable[Given]) -> Given:
    """One policy of several, each laid over those before it; a rule's mere severity counts as its `severity`."""
    result, *others = [_written_out(given) for given in policies]
    for other in others:
        result = joined(result, other)
    return result


def _written_out(given: Given) -> Given:
    """The same with every rule's setting as a mapping."""
    rules = given.value.get("rules")
    if rules is None:
        return given
    settings = {
        name: setting if isinstance(setting.value, dict) else setting.replace(value={"severity": setting})
        for name, setting in rules.value.items()
    }
    return given.replace(value={**given.value, "rules": rules.replace(value=settings)})

"""Find, read, inherit and validate the policy: raw YAML or TOML to an effective `Config`; an unknown key is an error.

The policy is `.mooring.yaml`, or the table `[tool.mooring]` of pyproject.toml, in the working directory or the
nearest folder above it up to the repository's root. A file that is not there costs nothing: the parsers are imported
when one is.

How registries are asked (`registries:`) is a matter of whoever runs Mooring, not of the repository that is read: it
counts in the user's own file, `mooring/config.yaml` below `$XDG_CONFIG_HOME` or `~/.config`, and in a policy that the
command line names. A policy that is found may only narrow it, by `allow`. The same goes for code: only the user's own
file can name plugins that are no installed packages.
"""

from __future__ import annotations

import os

from mooring.config.effective import (
    DEFAULT,
    DIGEST_ONLY,
    ENVIRONMENTS,
    PIN_STYLES,
    TAG_AND_DIGEST,
    Config,
    ConfigError,
    Override,
    RuleSetting,
)
from mooring.model import Severity
from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from mooring.config.given import Given
    from mooring.config.shapes import Fields
    from mooring.definitions import Definition
    from mooring.model import Rule

__all__ = [
    "DEFAULT",
    "DIGEST_ONLY",
    "ENVIRONMENTS",
    "FILE_NAME",
    "PIN_STYLES",
    "TAG_AND_DIGEST",
    "Config",
    "ConfigError",
    "Override",
    "RuleSetting",
    "UserConfig",
    "json_schema",
    "load",
    "load_user",
    "user_file",
    "user_plugins",
]

FILE_NAME = ".mooring.yaml"
MISNAMED = ".mooring.yml"
PYPROJECT = "pyproject.toml"
SCHEMA_ID = "https://raw.githubusercontent.com/mooring/mooring/main/schema/mooring.schema.json"


def load(
    start: str,
    rules: Iterable[type[Rule]],
    path: str | None = None,
    preset_folder: Callable[[str], str | None] = lambda _: None,
) -> Config:
    """The policy for a run that starts in a folder, or of the file that `path` names. Raises `ConfigError`.

    `preset_folder` gives the folder where an installed package keeps its presets, by the package's name for them.
    """
    root, found = (os.path.dirname(path) or ".", path) if path else _find(start)
    if found is None:
        return Config(root)
    from mooring.config.given import read
    from mooring.config.inherit import Inheritance

    given = read(found)
    if given is None:
        return Config(root, files=[found])
    inheritance = Inheritance(None if path else _repository(root), preset_folder)
    policies = inheritance.policies(given, found)
    config = _Reader(root, found, list(rules), is_named=path is not None).effective(policies)
    return config.replace(files=(found, *inheritance.files))


class _Reader:
    """Reads a policy with those that it extends."""

    def __init__(self, root: str, path: str, rules: Sequence[type[Rule]], *, is_named: bool) -> None:
        self._root = root
        self._path = path
        self._rules = rules
        self._is_named = is_named

    def effective(self, policies: Sequence[Given]) -> Config:
        """What policies come to, each laid over those before it. Raises `ConfigError`."""
        from mooring.config.inherit import laid_over
        from mooring.config.keys import policy_shape

        environments = dict.fromkeys(ENVIRONMENTS)
        for given in policies:
            environments.update(_environments(given))
            self._refuse_what_is_the_user_s(given)
            shape = policy_shape(self._rules, tuple(environments))
            shape.read(given, ())
        return self._config(shape, laid_over(policies))

    def _refuse_what_is_the_user_s(self, given: Given) -> None:
        plugins = given.value.get("plugins")
        if plugins is not None:
            raise plugins.fail(
                "`plugins` is not for a policy to set, as none may run code; "
                f"name the file with --plugin, or in {_shown_home(user_file(os.environ))}"
            )
        registries = given.value.get("registries")
        named = registries is not None and isinstance(registries.value, dict) and not self._is_named
        for key, value in registries.value.items() if registries is not None and named else ():
            if key != "allow":
                raise value.fail(
                    f"`registries.{key}` is not for a repository to set; "
                    f"write it into {_shown_home(user_file(os.environ))}, or name this policy with --config"
                )

    def _config(self, shape: Fields, given: Given) -> Config:
        from mooring.config.inherit import laid_over

        def over(override: Given) -> Callable[[Config], Config]:
            differing = override.replace(value={key: value for key, value in override.value.items() if key != "paths"})
            return lambda config: self._config(shape, laid_over([config.given or given, differing]))

        values = shape.read(given, ())
        overrides = [
            Override(read["paths"], over(override))
            for read, override in zip(values.get("overrides", ()), _items(given, "overrides"), strict=True)
        ]
        return Config(
            self._root,
            self._path,
            is_named=self._is_named,
            environments=values.get("environments"),
            rules=values.get("rules"),
            exclude=values.get("exclude", ()),
            show=values.get("show", Severity.WARNING),
            fail_on=values.get("fail-on", Severity.WARNING),
            registries=_settings(values.get("registries", {}), self._path),
            pin_style=values.get("pin-style", TAG_AND_DIGEST),
            honour_ignores=values.get("honour-ignores", ()),
            scanners=[
                _definition(read, item)
                for read, item in zip(values.get("scanners", ()), _items(given, "scanners"), strict=True)
            ],
            overrides=overrides,
            given=given,
        )


def _environments(given: Given) -> dict[str, Given]:
    named = given.value.get("environments")
    return named.value if named is not None and isinstance(named.value, dict) else {}


def _items(given: Given, key: str) -> list[Given]:
    return given.value[key].value if key in given.value else []


def _definition(values: Mapping[str, Any], given: Given) -> Definition:
    from mooring.definitions import Definition

    if ("place" in values) == ("regex" in values):
        raise given.fail("a scanner needs either `place` or `regex`, to say where references stand")
    return Definition(values["id"], values["files"], place=values.get("place"), regex=values.get("regex"))


def _settings(registries: Mapping[str, Any], path: str) -> dict[str, Any]:
    """The settings of `mooring.registry.Settings` by name, the paths among them counted from the file's folder."""

    def located(name: str) -> str:
        return os.path.join(os.path.dirname(path), os.path.expanduser(name))

    settings = {key.replace("-", "_"): value for key, value in registries.items()}
    for key in {"ca_bundle", "cache_dir"} & settings.keys():
        settings[key] = located(settings[key])
    if "client_cert" in settings:
        pairs = settings["client_cert"].items()
        settings["client_cert"] = {host: tuple(located(name) for name in names) for host, names in pairs}
    return settings


class UserConfig(Record):
    """The user's own settings: how registries are asked (settings by name), and files that are loaded as plugins."""

    __slots__ = ("registries", "plugins")

    def __init__(self, registries: Mapping[str, Any], plugins: Sequence[str] = ()) -> None:
        self.registries = dict(registries)
        self.plugins = tuple(plugins)


def load_user(environ: Mapping[str, str]) -> UserConfig:
    """What the user's own file says. Raises `ConfigError`."""
    path = user_file(environ)
    if not os.path.isfile(path):
        return UserConfig({})
    from mooring.config.given import read
    from mooring.config.keys import USER

    given = read(path, _shown_home(path))
    if given is None:
        return UserConfig({})
    values = USER.read(given, ())
    plugins = [os.path.join(os.path.dirname(path), os.path.expanduser(name)) for name in values.get("plugins", ())]
    return UserConfig(_settings(values.get("registries", {}), path), plugins)


def user_plugins(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The files that the user's own file names as plugins; it is parsed only where it speaks of any."""
    try:
        with open(user_file(environ), "rb") as file:
            speaks = b"plugins" in file.read()
    except OSError:
        return ()
    return load_user(environ).plugins if speaks else ()


def user_file(environ: Mapping[str, str]) -> str:
    """The path of the user's own file."""
    base = environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(base, "mooring", "config.yaml")


def json_schema(rules: Iterable[type[Rule]]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a policy file, where there are these rules."""
    from mooring.config.keys import policy_shape

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": f"Mooring's policy ({FILE_NAME})",
        **policy_shape(rules).schema(),
    }


def _find(start: str) -> tuple[str, str | None]:
    """The folder that paths count from, and the policy file."""
    folder = os.path.abspath(start)
    while True:
        found = _policy_in(folder)
        parent = os.path.dirname(folder)
        if found or os.path.exists(os.path.join(folder, ".git")):
            return folder, found
        if parent == folder:
            return os.path.abspath(start), None
        folder = parent


def _policy_in(folder: str) -> str | None:
    """The policy file of a folder."""
    candidate, misnamed, pyproject = (os.path.join(folder, name) for name in (FILE_NAME, MISNAMED, PYPROJECT))
    if os.path.isfile(misnamed):
        raise ConfigError(f"{_shown(misnamed)}: the policy is read from {FILE_NAME}; rename the file")
    has_table = os.path.isfile(pyproject) and _has_table(pyproject)
    if not os.path.isfile(candidate):
        return _shown(pyproject) if has_table else None
    if has_table:
        raise ConfigError(
            f"{_shown(candidate)}: {PYPROJECT} beside it has a [tool.mooring] table too; keep one of them"
        )
    return _shown(candidate)


def _has_table(pyproject: str) -> bool:
    with open(pyproject, "rb") as file:
        if b"mooring" not in file.read():
            return False
    from mooring.config.given import read

    try:
        return read(pyproject) is not None
    except ConfigError:
        return True


def _repository(folder: str) -> str:
    """The root of the repository that a folder is in, the folder itself where it is in none."""
    at = os.path.abspath(folder)
    while not os.path.exists(os.path.join(at, ".git")):
        at, below = os.path.dirname(at), at
        if at == below:
            return os.path.abspath(folder)
    return at


def _shown_home(path: str) -> str:
    home = os.path.expanduser("~")
    return f"~{path[len(home) :]}" if path.startswith(home + os.sep) else path


def _shown(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative

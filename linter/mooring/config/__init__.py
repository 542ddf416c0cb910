"""Find, read and validate the policy file: raw YAML or TOML to a frozen `Config`; an unknown key is an error.

The policy is `.mooring.yaml`, or the table `[tool.mooring]` of pyproject.toml, in the working directory or the
nearest folder above it up to the repository's root. A file that is not there costs nothing: the parsers and
msgspec are imported when one is.

How registries are asked (`registries:`) is a matter of whoever runs Mooring, not of the repository that is read: it
counts in the user's own file, `mooring/config.yaml` below `$XDG_CONFIG_HOME` or `~/.config`, and in a policy that the
command line names. A policy that is found may only narrow it, by `allow`.
"""

from __future__ import annotations

import os
import re

from mooring.model import Severity
from mooring.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from mooring.model import Rule

FILE_NAME = ".mooring.yaml"
MISNAMED = ".mooring.yml"
PYPROJECT = "pyproject.toml"
DEFAULT = "default"
TAG_AND_DIGEST = "tag-and-digest"
DIGEST_ONLY = "digest-only"
PIN_STYLES = (TAG_AND_DIGEST, DIGEST_ONLY)
KEYS = ("environments", "exclude", "fail-on", "pin-style", "rules", "show")
REGISTRY_KEYS = (
    "allow",
    "attempts",
    "ca-bundle",
    "cache-dir",
    "client-cert",
    "concurrency",
    "github-token",
    "insecure",
    "longest-wait",
    "mirrors",
    "tag-ttl",
    "timeout",
    "upstreams",
)
PRODUCTION_PATHS = (
    "prod",
    "prod[0-9]*",
    "prod[-_.]*",
    "*[-_.]prod",
    "*[-_.]prod[-_.]*",
    "*production*",
    "!*non[-_]prod*",
    "!*nonprod*",
    "!*pre[-_]prod*",
    "!*preprod*",
    "!*reproduction*",
)


ENVIRONMENTS: Mapping[str, Sequence[str]] = {
    "production": PRODUCTION_PATHS,
    "staging": (),
    "development": (),
    "test": (),
}
"""The environments that every policy knows, with their paths; files may speak of them by themselves."""


class ConfigError(Exception):
    """The policy file is wrong; the message names the file, the line, what is wrong and what to write instead."""


class RuleSetting(Record):
    """What the policy says of one rule: its severity by environment (`default` for all others), and its options."""

    __slots__ = ("severities", "options")

    def __init__(self, severities: Mapping[str, Severity], options: object = None) -> None:
        self.severities = dict(severities)
        self.options = options


class Config(Record):
    """The effective policy. `root` is the folder that its path patterns are relative to.

    `pin_styles` maps path patterns to how a pin is written there, one of `PIN_STYLES`; the last that matches counts.
    `registries` holds the settings of `mooring.registry.Settings` by name, those alone that are given; `is_named`
    is whether the command line named the policy, so that it speaks for whoever runs Mooring.
    """

    __slots__ = (
        "root",
        "path",
        "is_named",
        "environments",
        "rules",
        "exclude",
        "show",
        "fail_on",
        "registries",
        "pin_styles",
    )

    def __init__(
        self,
        root: str = ".",
        path: str | None = None,
        *,
        is_named: bool = False,
        environments: Mapping[str, Sequence[str]] | None = None,
        rules: Mapping[str, RuleSetting] | None = None,
        exclude: Sequence[str] = (),
        show: Severity = Severity.WARNING,
        fail_on: Severity = Severity.WARNING,
        registries: Mapping[str, Any] | None = None,
        pin_styles: Mapping[str, str] | None = None,
    ) -> None:
        self.root = root
        self.path = path
        self.is_named = is_named
        self.environments = {**ENVIRONMENTS, **(environments or {})}
        self.rules = dict(rules or {})
        self.exclude = tuple(exclude)
        self.show = show
        self.fail_on = fail_on
        self.registries = dict(registries or {})
        self.pin_styles = dict(pin_styles or {})


def load(start: str, rules: Iterable[type[Rule]], path: str | None = None) -> Config:
    """The policy for a run that starts in a folder, or of the file that `path` names. Raises `ConfigError`."""
    root, found = (os.path.dirname(path) or ".", path) if path else _find(start)
    if found is None:
        return Config(root)
    document = _read_toml(found) if found.endswith(".toml") else _read_yaml(found)
    if document is None:
        return Config(root)
    return _Validator(found, document, {rule.id: rule for rule in rules}).config(root, is_named=path is not None)


def load_registries(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the user's own file says of how registries are asked. Raises `ConfigError`."""
    path = user_file(environ)
    document = _read_yaml(path) if os.path.isfile(path) else None
    return _Validator(path, document, {}).registries() if document else {}


def user_file(environ: Mapping[str, str]) -> str:
    """The path of the user's own file."""
    base = environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(base, "mooring", "config.yaml")


def _find(start: str) -> tuple[str, str | None]:
    folder = os.path.abspath(start)
    while True:
        candidate = os.path.join(folder, FILE_NAME)
        pyproject = os.path.join(folder, PYPROJECT)
        misnamed = os.path.join(folder, MISNAMED)
        if os.path.isfile(misnamed):
            raise ConfigError(f"{_shown(misnamed)}: the policy is read from {FILE_NAME}; rename the file")
        has_table = os.path.isfile(pyproject) and _has_table(pyproject)
        if os.path.isfile(candidate):
            if has_table:
                raise ConfigError(
                    f"{_shown(candidate)}: {PYPROJECT} beside it has a [tool.mooring] table too; keep one of them"
                )
            return folder, _shown(candidate)
        if has_table:
            return folder, _shown(pyproject)
        parent = os.path.dirname(folder)
        if os.path.exists(os.path.join(folder, ".git")):
            return folder, None
        if parent == folder:
            return os.path.abspath(start), None
        folder = parent


def _shown_home(path: str) -> str:
    home = os.path.expanduser("~")
    return f"~{path[len(home) :]}" if path.startswith(home + os.sep) else path


def _shown(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _has_table(path: str) -> bool:
    with open(path, "rb") as file:
        return re.search(rb"^[ \t]*\[+[ \t]*tool[ \t]*\.[ \t]*mooring\b", file.read(), re.MULTILINE) is not None


class _Document:
    """A policy file's content, and the line on which the value at a path of keys stands."""

    def __init__(self, content: Any, line: Callable[[Sequence[str | int]], int | None]) -> None:
        self.content = content
        self.line = line


def _read_bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from error


def _read_text(path: str) -> str:
    try:
        return _read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: the file is not UTF-8; save it as UTF-8") from error


def _read_yaml(path: str) -> _Document | None:
    import yaml

    text = _read_text(path)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise ConfigError(f"{path}{line}: invalid YAML: {getattr(error, 'problem', None) or error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: the YAML is nested too deeply") from error
    if content is None or node is None:
        return None
    root = node
    for key in _repeated_keys(node):
        raise ConfigError(f"{path}:{key.start_mark.line + 1}: the key `{key.value}` is given twice; remove one")

    def line_of(keys: Sequence[str | int]) -> int | None:
        at: Any = root
        line = root.start_mark.line + 1
        for key in keys:
            if isinstance(key, int):
                at = at.value[key]
                line = at.start_mark.line + 1
                continue
            pairs = [pair for pair in at.value if pair[0].value == key] if isinstance(at, yaml.MappingNode) else []
            if not pairs:
                break
            line, at = pairs[-1][0].start_mark.line + 1, pairs[-1][1]
        return int(line)

    return _Document(content, line_of)


def _repeated_keys(root: Any) -> Iterator[Any]:
    """The keys that a mapping has a second time."""
    pending = [root]
    walked: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in walked or node.id == "scalar":
            continue
        walked.add(id(node))
        if node.id == "sequence":
            pending += node.value
            continue
        names: set[object] = set()
        for key in (key for key, _ in node.value if key.id == "scalar"):
            if key.value in names:
                yield key
            names.add(key.value)
        pending += (value for _, value in node.value)


def _read_toml(path: str) -> _Document | None:
    import tomllib

    text = _read_text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: invalid TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: the TOML is nested too deeply") from error
    content = table.get("tool", {}).get("mooring") if path.endswith(PYPROJECT) else table
    if content is None:
        return None

    def line_of(keys: Sequence[str | int]) -> int | None:
        names = [key for key in keys if isinstance(key, str)]
        for number, line in enumerate(text.splitlines(), 1):
            if names and re.search(rf"(?:^|[.\[\s{{,\"']){re.escape(names[-1])}[\"']?\s*(?:=|\])", line):
                return number
        return None

    return _Document(content, line_of)


class _Validator:
    """Turns a document into a `Config`, or says in one line what is wrong and where."""

    def __init__(self, path: str, document: _Document, rules: Mapping[str, type[Rule]]) -> None:
        self.path = path
        self.document = document
        self.rules = rules
        self.environments: dict[str, Any] = dict.fromkeys(Config().environments)

    def config(self, root: str, *, is_named: bool) -> Config:
        """Validate the whole document of a policy."""
        top = self._mapping(self.document.content, [], (*KEYS, "registries"))
        environments = self._mapping(top.get("environments", {}), ["environments"])
        self.environments.update(environments)
        return Config(
            root,
            self.path,
            is_named=is_named,
            environments={name: self._strings(paths, ["environments", name]) for name, paths in environments.items()},
            rules={
                name: self._rule(name, value)
                for name, value in self._mapping(top.get("rules", {}), ["rules"], tuple(self.rules)).items()
            },
            exclude=self._strings(top.get("exclude", []), ["exclude"]),
            show=self._severity(top.get("show", "warning"), ["show"]),
            fail_on=self._severity(top.get("fail-on", "warning"), ["fail-on"]),
            registries=self._registries(top.get("registries", {}), trusted=is_named),
            pin_styles={
                pattern: self._pin_style(pattern, style)
                for pattern, style in self._mapping(top.get("pin-style", {}), ["pin-style"]).items()
            },
        )

    def registries(self) -> dict[str, Any]:
        """Validate the user's own file, which says how registries are asked and nothing else."""
        return self._registries(self._mapping(self.document.content, [], ("registries",)).get("registries", {}))

    def _registries(self, value: Any, *, trusted: bool = True) -> dict[str, Any]:
        keys = ["registries"]
        given = self._mapping(value, keys, REGISTRY_KEYS)
        for key in given:
            if not trusted and key != "allow":
                raise self._fail(
                    [*keys, key],
                    f"`registries.{key}` is not for a repository to set; "
                    f"write it into {_shown_home(user_file(os.environ))}, or name this policy with --config",
                )
        return {key.replace("-", "_"): self._registry_value(key, item, [*keys, key]) for key, item in given.items()}

    def _registry_value(self, key: str, value: Any, keys: list[str]) -> Any:
        if key in ("allow", "insecure"):
            return self._strings(value, keys)
        if key in ("ca-bundle", "cache-dir"):
            return os.path.join(os.path.dirname(self.path), os.path.expanduser(self._string(value, keys)))
        if key == "mirrors":
            return {name: self._strings(item, [*keys, name]) for name, item in self._mapping(value, keys).items()}
        if key == "upstreams":
            return {name: self._string(item, [*keys, name]) for name, item in self._mapping(value, keys).items()}
        if key == "client-cert":
            return {name: self._pair(item, [*keys, name]) for name, item in self._mapping(value, keys).items()}
        if key == "github-token":
            if not isinstance(value, bool):
                raise self._fail(keys, f"{_place(keys)} must be true or false, not {_kind(value)}")
            return value
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise self._fail(keys, f"{_place(keys)} must be a number above 0, not {_kind(value)}")
        return value

    def _string(self, value: Any, keys: list[str]) -> str:
        if not isinstance(value, str):
            raise self._fail(keys, f"{_place(keys)} must be a text, not {_kind(value)}")
        return value

    def _pair(self, value: Any, keys: list[str]) -> tuple[str, str]:
        names = self._strings(value, keys)
        if len(names) != 2:
            raise self._fail(keys, f"{_place(keys)} must be two files: the certificate, and its key")
        first, second = (os.path.join(os.path.dirname(self.path), os.path.expanduser(name)) for name in names)
        return first, second

    def _fail(self, keys: Sequence[str | int], message: str) -> ConfigError:
        line = self.document.line(keys)
        return ConfigError(f"{self.path}{f':{line}' if line else ''}: {message}")

    def _mapping(self, value: Any, keys: list[str], known: Sequence[str] | None = None) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._fail(keys, f"{_place(keys)} must be a mapping, not {_kind(value)}")
        for key in value:
            if not isinstance(key, str):
                raise self._fail(keys, f"the key {key!r} of {_place(keys)} must be text; put it in quotes")
            if known is not None and key not in known:
                raise self._fail([*keys, key], f"unknown key `{key}` in {_place(keys)}{_suggest(key, known)}")
        return value

    def _strings(self, value: Any, keys: list[str]) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._fail(keys, f"{_place(keys)} must be a list of texts, not {_kind(value)}")
        return value

    def _severity(self, value: Any, keys: list[str]) -> Severity:
        if value is False:  # YAML 1.1 reads a bare `off` so
            return Severity.OFF
        names = [str(severity) for severity in Severity]
        if not isinstance(value, str) or value not in names:
            shown = f"`{value}`" if isinstance(value, str) else _kind(value)
            raise self._fail(keys, f"{_place(keys)} must be one of {', '.join(names)}, not {shown}")
        return Severity[value.upper()]

    def _pin_style(self, pattern: str, value: Any) -> str:
        keys = ["pin-style", pattern]
        if pattern.startswith("!"):
            raise self._fail(
                keys, f"{_place(keys)} takes nothing back; write the pattern without `!` and its own style"
            )
        if value not in PIN_STYLES:
            shown, hint = (f"`{value}`", _suggest(value, PIN_STYLES)) if isinstance(value, str) else (_kind(value), "")
            raise self._fail(keys, f"{_place(keys)} must be {' or '.join(PIN_STYLES)}, not {shown}{hint}")
        return str(value)

    def _rule(self, name: str, value: Any) -> RuleSetting:
        keys = ["rules", name]
        if not isinstance(value, dict):
            return RuleSetting({DEFAULT: self._severity(value, keys)})
        options = {key: option for key, option in value.items() if key != "severity"}
        return RuleSetting(
            self._severities(value.get("severity", {}), [*keys, "severity"]), self._options(name, options, keys)
        )

    def _severities(self, value: Any, keys: list[str]) -> dict[str, Severity]:
        if not isinstance(value, dict):
            return {DEFAULT: self._severity(value, keys)}
        known = [DEFAULT, *self.environments]
        return {name: self._severity(item, [*keys, name]) for name, item in self._mapping(value, keys, known).items()}

    def _options(self, name: str, given: dict[str, Any], keys: list[str]) -> object:
        from typing import get_type_hints

        import msgspec

        declared = self.rules[name].Options
        fields = {field: getattr(declared, field) for field in getattr(declared, "__annotations__", {})}
        known = [field.replace("_", "-") for field in fields]
        self._mapping(given, keys, [*known, "severity"])
        types = get_type_hints(declared)
        options = declared()
        for key, value in given.items():
            field = key.replace("-", "_")
            try:
                setattr(options, field, msgspec.convert(value, types[field], dec_hook=_pattern))
            except msgspec.ValidationError as error:
                raise self._fail([*keys, key], f"`{key}` of {_place(keys)}: {_lower(str(error))}") from error
        return options


def _pattern(_type: object, value: Any) -> re.Pattern[str]:
    """A rule's option that is a regular expression. Raises `ValueError`."""
    try:
        return re.compile(value)
    except re.error as error:
        raise ValueError(f"`{value}` is no regular expression: {error}") from error


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _place(keys: Sequence[str]) -> str:
    return f"`{'.'.join(keys)}`" if keys else "the policy"


def _kind(value: object) -> str:
    kinds = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    return kinds.get(type(value), f"the {type(value).__name__} {value}")


def _suggest(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else f" (known: {', '.join(sorted(known)) or 'none'})"

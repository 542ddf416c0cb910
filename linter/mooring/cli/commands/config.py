"""`mooring config`: the effective policy for a path, and where each value comes from."""

from __future__ import annotations

import sys

from mooring.cli import CLEAN, Failure
from mooring.cli.arguments import Parser, add_environment, add_format, add_policy
from mooring.cli.project import Project
from mooring.config import DEFAULT, json_schema
from mooring.discovery import shown
from mooring.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from typing import Any

    from mooring.config import Config
    from mooring.config.given import Given
    from mooring.model import Rule
    from mooring.policy import Policy

VERSION = 1
_OWN = "default"


def parser() -> Parser:
    """The command's options."""
    options = Parser("config")
    options.add_argument("path", nargs="?", metavar="PATH", help="the file that the policy is wanted for")
    options.add_argument("--schema", action="store_true", help="show the JSON Schema of policy files instead")
    add_format(options, "text", "json")
    add_policy(options)
    add_environment(options)
    return options


def run(options: Namespace) -> int:
    """Run the command."""
    if options.schema and options.path:
        raise Failure("the schema is the same for all paths; give --schema or PATH")
    project = Project(options)
    if options.schema:
        _write_json(json_schema(project.rules))
        return CLEAN
    path = shown(options.path) if options.path else None
    rows = list(_rows(project.policy, project.rules, path))
    if options.format == "json":
        settings = [{"key": key, "value": value, "from": origin} for key, value, origin in rows]
        _write_json({"version": VERSION, "path": path, "policy": project.policy.config.path, "settings": settings})
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(rows)))
    return CLEAN


def _write_json(content: dict[str, Any]) -> None:
    import json

    sys.stdout.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _lines(rows: list[tuple[str, Any, str]]) -> list[str]:
    texts = [printable(f"{key}: {_text(value)}") for key, value, _ in rows]
    width = min(max(map(len, texts)), 72)
    return [f"{text:<{width}}  # {printable(origin)}" for text, (_, _, origin) in zip(texts, rows, strict=True)]


def _text(value: object) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rows(policy: Policy, rules: list[type[Rule]], path: str | None) -> Iterator[tuple[str, Any, str]]:
    """The settings by dotted key, each with its value and its origin: file and line, or `default`."""
    config = policy.config if path is None else policy.config_at(path)
    environment = policy.environment_of(path) if path is not None else None
    if path is not None:
        yield "environment", environment or "none", "of the path, where the file itself does not speak of another"
    for key, value in (("fail-on", config.fail_on), ("show", config.show), ("pin-style", config.pin_style)):
        given = _at(config, key)
        yield key, str(value), given.place if given else _OWN
    for key in ("environments", "exclude", "honour-ignores", "registries"):
        given = _at(config, key)
        if given is not None:
            yield from _flat(key, given)
    for rule in rules:
        yield from _rule_rows(policy, config, rule, environment)
    if path is None:
        for override in _items(config, "overrides"):
            yield "overrides", override.plain(), override.place


def _rule_rows(
    policy: Policy, config: Config, rule: type[Rule], environment: str | None
) -> Iterator[tuple[str, Any, str]]:
    key = f"rules.{rule.id}"
    severity = policy.severity_by(config, rule, environment)
    given = _at(config, "rules", rule.id, "severity")
    if given is not None and isinstance(given.value, dict):
        given = given.value.get(environment) or given.value.get(DEFAULT)
    yield f"{key}.severity", str(severity), given.place if given else _OWN
    options = _at(config, "rules", rule.id)
    for name, value in options.value.items() if options else ():
        if name != "severity":
            yield from _flat(f"{key}.{name}", value)


def _at(config: Config, *keys: str) -> Given | None:
    """What the policy files say at a path of keys, None where they say nothing."""
    given = config.given
    for key in keys:
        given = given.value.get(key) if given is not None and isinstance(given.value, dict) else None
    return given


def _items(config: Config, key: str) -> list[Given]:
    given = _at(config, key)
    return given.value if given else []


def _flat(key: str, given: Given) -> Iterator[tuple[str, Any, str]]:
    """A value by its dotted keys; items of a list have the key of their list."""
    if isinstance(given.value, dict) and given.value:
        for name, item in given.value.items():
            yield from _flat(f"{key}.{name}", item)
    elif isinstance(given.value, list):
        for item in given.value:
            yield key, item.plain(), item.place
    else:
        yield key, given.plain(), given.place

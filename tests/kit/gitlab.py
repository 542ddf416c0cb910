"""A GitLab CI/CD component, read and run as GitLab does: inputs are pasted into the text, then the text is YAML.

https://docs.gitlab.com/ci/inputs/
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TYPES = {"array": list, "boolean": bool, "string": str}


class Component:
    """A component's file: `header` is its specification, `configuration` what it is with some inputs."""

    def __init__(self, path: Path) -> None:
        header, self._body = path.read_text().split("\n---\n")
        self.header = yaml.safe_load(header)

    def configuration(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The jobs, with the inputs given and the defaults of the others."""
        values = {name: self._value(name, inputs) for name in (*self.header["spec"]["inputs"], *inputs)}

        def paste(match: re.Match[str]) -> str:
            value = values[match[1]]
            return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))

        return yaml.safe_load(re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", paste, self._body))

    def _value(self, name: str, inputs: Mapping[str, Any]) -> Any:
        declared = self.header["spec"]["inputs"][name]
        value = inputs.get(name, declared["default"])
        assert isinstance(value, _TYPES[declared.get("type", "string")])
        assert value in declared.get("options", [value])
        return value

    def job(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """The job, merged with what it extends."""
        configuration = self.configuration(inputs)
        (job,) = (job for name, job in configuration.items() if not name.startswith("."))
        merged: dict[str, Any] = {}
        for name in job["extends"]:
            merged = _merge(merged, configuration[name])
        return _merge(merged, job)


def run(job: dict[str, Any], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a job's script in a folder, by a shell that knows no more than POSIX."""
    variables = {name: _expand(value, environment) for name, value in job["variables"].items()}
    return subprocess.run(
        ["sh", "-e"],
        input="\n".join(job["script"]),
        cwd=folder,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def _expand(text: str, variables: Mapping[str, str]) -> str:
    return re.sub(r"\$(?:(\w+)|\{(\w+)\})", lambda match: variables.get(match[1] or match[2], ""), text)


def _merge(old: Any, new: Any) -> Any:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return {**old, **{name: _merge(old.get(name), value) for name, value in new.items()}}

"""A composite action's steps run as GitHub's runner runs them: its files, its variables, its shell.

https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/CompositeActionHandler.cs
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_BASH = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"]
_CONTEXT = re.compile(r"\b(?:inputs|steps)(?:\.[\w-]+)+")


class Runner:
    """A runner whose jobs start in the folder `workspace`, with the action checked out to `action`.

    `played` gives, by a step's id or the name of the action that it uses, the outputs of steps that are not run.
    """

    def __init__(self, action: Path, workspace: Path, temp: Path, played: Mapping[str, dict[str, str]]) -> None:
        self._action = yaml.load((action / "action.yml").read_text(), yaml.BaseLoader)
        self._played = played
        self._temp = temp
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COV")},
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(action),
            "GITHUB_WORKSPACE": str(workspace),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(temp),
        }

    def run(self, inputs: Mapping[str, str], **environment: str) -> Ran:
        """Run the steps until one fails, with the inputs given and the defaults of the others."""
        defaults = {name: declared["default"] for name, declared in self._action["inputs"].items()}
        contexts: dict[str, Any] = {"inputs": {**defaults, **inputs}, "steps": {}}
        ran = Ran()
        for step in self._action["runs"]["steps"]:
            if not _evaluate(step.get("if", "'true'"), contexts):
                continue
            given = {
                name: _expand(text, contexts) for name, text in (step.get("env") or step.get("with") or {}).items()
            }
            ran.given[step["name"]] = given
            used = step.get("uses", "").partition("@")[0]
            if (name := used or step.get("id")) in self._played:
                outputs = self._played[name]
            else:
                outputs = self._run_script(step["run"], self._environment | given | environment, ran)
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": outputs}
            if ran.code:
                break
        ran.outputs = {name: _expand(one["value"], contexts) for name, one in self._action["outputs"].items()}
        return ran

    def _run_script(self, script: str, environment: dict[str, str], ran: Ran) -> dict[str, str]:
        files = {name: self._temp / f"{name}-{len(ran.given)}" for name in ("script", "output", "summary")}
        for name, file in files.items():
            file.write_text(script if name == "script" else "")
        written = {"GITHUB_OUTPUT": str(files["output"]), "GITHUB_STEP_SUMMARY": str(files["summary"])}
        done = subprocess.run(
            [*_BASH, files["script"]],
            cwd=environment["GITHUB_WORKSPACE"],
            env=environment | written,
            capture_output=True,
            text=True,
            check=False,
        )
        ran.log += done.stdout + done.stderr
        ran.summary += files["summary"].read_text()
        ran.code = done.returncode
        return dict(line.split("=", 1) for line in files["output"].read_text().splitlines())


class Ran:
    """What a job left: its log, its summary, the action's outputs, the exit code, and what each step was given."""

    def __init__(self) -> None:
        self.log = ""
        self.summary = ""
        self.code = 0
        self.outputs: dict[str, str] = {}
        self.given: dict[str, dict[str, str]] = {}


def _expand(text: str, contexts: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: str(_evaluate(match[1], contexts)), text)


def _evaluate(expression: str, contexts: Mapping[str, Any]) -> Any:
    """An expression of strings, `==`, `!=`, `&&` and `||`, which mean in Python what they mean to the runner."""
    words = _CONTEXT.sub(lambda match: repr(_look_up(match[0], contexts)), expression)
    return eval(words.replace("&&", " and ").replace("||", " or "), {"__builtins__": {}})


def _look_up(path: str, contexts: Mapping[str, Any]) -> str:
    found: Any = contexts
    for name in path.split("."):
        found = found.get(name, {})
    return found or ""

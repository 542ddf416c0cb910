"""GitLab CI/CD: pipelines, the files that they include, and components' templates.

Specification: GitLab's "CI/CD YAML syntax reference", "Where variables can be used", "Dependency proxy for container
images", "CI/CD inputs" and "Optimize GitLab CI/CD configuration files" (`extends`, `!reference`). Read are `image` and
`services` of jobs, of `default` and of the whole file, as text and as mapping, and the shell text of `script`,
`before_script`, `after_script`, `hooks` and `run`. Variables have the values that the file, the local files that it
includes, the job and what it extends, its rules and its `parallel: matrix` give them; inputs have their defaults. What
GitLab itself sets is not known, but for the prefix of the dependency proxy: what stands behind it is an image of Docker
Hub, and a pin goes there.
"""

from __future__ import annotations

import re

from mooring.scanners.ci.filling import Value
from mooring.scanners.ci.gitlab_config import SYNTAX, TEMPLATES, Config, Job, beside, included
from mooring.scanners.ci.reader import Reader
from mooring.scanners.ci.tolerance import tolerant
from mooring.scanners.hints import hints_of
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.ci.filling import Environment

    Placed = tuple[Any, str]

_BY_PATH = re.compile(r"gitlab", re.IGNORECASE)
_VIRTUAL_MACHINE = re.compile(r"\s*macos-[\w.-]+\s*")
_SCRIPTS = (("before_script", "script"), ("after_script",))


@tolerant
def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of a GitLab CI file."""
    yield from _Pipeline(source).found()


class _Pipeline:
    """Reads one file: its jobs, then the defaults and templates that none of them has used."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.reader = Reader(source, "gitlab", SYNTAX, TEMPLATES)
        self.config = Config(source, self.reader.tree)

    def found(self) -> Iterator[Mention | Problem]:
        """Every image reference of the file."""
        problem = self.reader.tree.problem
        if problem is not None and _BY_PATH.search(self.source.path):
            yield problem
        jobs = list(self.config.jobs())
        for job in jobs:
            if not job.name.startswith("."):
                self._job(job)
        self._job(Job("", []))
        for job in jobs:
            if job.name.startswith("."):
                self._job(job)
        self._handed_on()
        yield from self.reader.finish()

    def _job(self, job: Job) -> None:
        """Read a job, or a template, or, where its chain is empty, the defaults, as far as that was not done yet."""
        environments = self.config.environments(job)
        hints = self._hints(job, environments)
        is_used = bool(job.chain) and not job.name.startswith(".")
        self._image(list(self._nodes(job, "image")), environments, hints, is_used=is_used)
        for node, where in list(self._nodes(job, "services"))[:1]:
            for place, service in self.config.lines(node, where):
                self._named(service, place, environments, hints, is_used=is_used)
        for keys in _SCRIPTS:
            self._script([next(self._nodes(job, key), None) for key in keys], environments, hints, is_used=is_used)
        for node, where in list(self._nodes(job, "hooks"))[:1]:
            hook = get(node, "pre_get_sources_script"), f"{where}.pre_get_sources_script"
            self._script([hook], environments, hints, is_used=is_used)
        for node, where in list(self._nodes(job, "run"))[:1]:
            for place, step in self.config.lines(node, where):
                self._script([(get(step, "script"), f"{place}.script")], environments, hints, is_used=is_used)

    def _nodes(self, job: Job, key: str) -> Iterator[Placed]:
        """What a job has for a key, nearest first: its own, those of what it extends, the defaults."""
        for name, node in job.chain:
            value = get(node, key)
            if value is not None and not name:
                return
            if value is not None:
                yield self.config.resolve(value, f"{name}.{key}")
        given = [
            (value, where)
            for root in self.config.roots
            for value, where in ((get(root, "default", key), f"default.{key}"), (get(root, key), key))
            if value is not None and key != "run"
        ]
        if not given:
            return
        inherited = next((each for _, node in job.chain if (each := get(node, "inherit", "default")) is not None), None)
        if string(inherited) == "false":
            return
        if is_sequence(inherited) and key not in [string(each) for each in entries(inherited)]:
            return
        for value, where in given:
            yield self.config.resolve(value, where)

    def _hints(self, job: Job, environments: Sequence[Environment]) -> tuple[str, ...]:
        """The environments that a job deploys to, by its name and by its tier."""
        for node, _ in self._nodes(job, "environment"):
            given = [get(node, "name"), get(node, "deployment_tier")] if is_mapping(node) else [node]
            values = [SYNTAX.resolve(Value(string(each) or ""), environments[0]) for each in given if is_scalar(each)]
            if values:
                return tuple(dict.fromkeys(hint for value in values if value for hint in hints_of(value.text)))
        return ()

    # -- images

    def _image(
        self, nodes: list[Placed], environments: Sequence[Environment], hints: tuple[str, ...], *, is_used: bool
    ) -> None:
        """Read the nearest image that has a name; mappings are merged key by key with what is extended."""
        platform = next((found for node, _ in nodes if (found := get(node, "docker", "platform"))), None)
        for node, where in nodes:
            if is_scalar(node) or get(node, "name") is not None:
                self._named(node, where, environments, hints, is_used=is_used, platform=platform)
                return

    def _named(
        self,
        node: Any,
        where: str,
        environments: Sequence[Environment],
        hints: tuple[str, ...],
        *,
        is_used: bool,
        platform: Any = None,
    ) -> None:
        """Read an image or a service: its name, or a mapping with its name."""
        if is_mapping(node):
            platform = platform or get(node, "docker", "platform")
            node, where = self.config.resolve(get(node, "name"), f"{where}.name")
        if not is_scalar(node) or (id(node) in self.reader.covered and not is_used):
            return
        if _VIRTUAL_MACHINE.fullmatch(string(node) or ""):
            return
        wanted = SYNTAX.resolve(Value(string(platform) or ""), environments[0]) if is_scalar(platform) else None
        self.reader.image(node, where, environments, platform=wanted.text if wanted else None, strip="/", hints=hints)

    def _handed_on(self) -> None:
        """Read the inputs given to local files that use them as an image."""
        for root in self.config.roots:
            for path, inputs in included(root):
                data = beside(self.source, path) if is_mapping(inputs) else None
                for name, node in items(inputs) if data else ():
                    used = rf"\b(?:image|name)[ \t]*:[ \t]*[\"']?\$\[\[\s*inputs\.{re.escape(name)}\s*\]\]".encode()
                    if data and is_scalar(node) and re.search(used, data):
                        environment = {**self.config.inputs, **self.config.globals}
                        self.reader.image(node, f"include.inputs.{name}", [environment], strip="/")

    # -- scripts

    def _script(
        self,
        nodes: Sequence[Placed | None],
        environments: Sequence[Environment],
        hints: tuple[str, ...],
        *,
        is_used: bool,
    ) -> None:
        """Read scripts that run one after the other in one shell."""
        found = [line for each in nodes if each is not None for line in self.config.lines(*each)]
        lines = [(where, node) for where, node in found if is_scalar(node)]
        if is_used or any(id(node) not in self.reader.covered for _, node in lines):
            self.reader.lines(lines, environments, hints=hints)

"""The jobs of a workflow and the steps of an action, and every place in them that holds an image."""

from __future__ import annotations

import re

from mooring import Mention, Problem, Role, Span
from mooring.scanners import shell, yaml_tree
from mooring.scanners.github.references import NOT_KNOWN, SCANNER, Entry, References, Template
from mooring.scanners.github.scopes import Scope, Scopes, without_environment
from mooring.scanners.github.values import Place, scalar
from mooring.scanners.github.well_known_actions import IN_PARTS, INPUTS, PUSHING, SCRIPTS
from mooring.scanners.patterns import lazily
from mooring.scanners.shell import uses
from mooring.scanners.shell.mentions import ROLES, Found, in_one, lift_problem, settle
from mooring.scanners.tables import Places, Variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from mooring import Embedded, Source

_DOCKER = lazily(r"\s*docker://", re.IGNORECASE)
_SHELL = lazily(r"(?:[a-z]*-)?(?:ba|da|z|k|a)?sh\b|(?:^|\s)sh\b")
_POWERSHELL = lazily(r"\b(?:pwsh|powershell)\b", re.IGNORECASE)
_FORGEJO = lazily(r"(?:^|/)\.(?:gitea|forgejo)/")
_HOST = lazily(r"\s*https?://[^/\s]+/")
_BACKTICK_CONTINUES = lazily(r"[ \t]`\r?\n")
_EXPRESSIONS = Variables(lazily(r"\$\{\{(?P<name>.*?)\}\}", re.DOTALL), {})
_READ = frozenset({*IN_PARTS, *INPUTS, *SCRIPTS})
_MAX_STEPS_DEPTH = 4
_MAX_STEPS = 10_000


class Reader:
    """Reads one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tree = yaml_tree.Tree(source)
        self.references = References(source)
        self.problems: list[Problem] = [self.tree.problem] if self.tree.problem else []
        self.entries: list[Entry] = []
        self.scopes = Scopes(source, self.tree, self.references)
        self._steps_left = _MAX_STEPS
        self._is_forgejo = _FORGEJO.search(source.path) is not None

    def found(self) -> Iterator[Mention | Problem]:
        """Every image reference of the file."""
        for root in self.tree.documents[:1]:
            self._workflow(root)
            self._action(root)
        yield from self.problems
        yield from self.references.finish(self.entries)

    # -- workflows and actions

    def _workflow(self, root: Any) -> None:
        scope = self.scopes.of_workflow(root)
        for name, job in yaml_tree.items(yaml_tree.get(root, "jobs")):
            self._job(name, job, scope)

    def _action(self, root: Any) -> None:
        runs = yaml_tree.get(root, "runs")
        scope = self.scopes.of_action(root)
        if (yaml_tree.string(yaml_tree.get(runs, "using")) or "docker").strip().lower() == "docker":
            self.entries += self._docker(yaml_tree.get(runs, "image"), scope, "runs.image")
        found = list(self._steps(yaml_tree.get(runs, "steps"), scope, "runs.steps"))
        self.entries += settle(found)

    # -- jobs

    def _job(self, name: str, job: Any, scope: Scope) -> None:
        where = f"jobs.{name}"
        given = yaml_tree.fields(job)
        scope = self.scopes.with_matrix(scope, job)
        plain = scope if self._is_forgejo else without_environment(scope)
        scope.hints = plain.hints = self.scopes.environments(given.get("environment"), plain)
        scope.shell = self.scopes.shell(job, plain)
        self._container(given.get("container"), plain, f"{where}.container")
        for service, node in yaml_tree.items(given.get("services")):
            self._container(node, plain, f"{where}.services.{service}")
        scope = self.scopes.with_environment(scope, given.get("env"))
        found = list(self._steps(given.get("steps"), scope, f"{where}.steps"))
        self.entries += settle(found)

    def _container(self, node: Any, scope: Scope, where: str) -> None:
        if yaml_tree.is_mapping(node):
            node, where = yaml_tree.get(node, "image"), f"{where}.image"
        if yaml_tree.is_scalar(node) and (node.style or scalar(node) is not None):
            text = yaml_tree.string(node) or ""
            self.entries += self._image(node, (0, len(text)), scope, where, uses.PULL)

    def _image(self, node: Any, place: tuple[int, int], scope: Scope, where: str, use: str) -> Iterator[Entry]:
        """The images that characters of a scalar name."""
        if "${{" not in node.value:
            return self.references.literal(self.tree, node, place, where, use, hints=scope.hints)
        source = self.scopes.embed(node)
        first, last = place
        text = yaml_tree.string(node) or ""
        span = Span(len(text[:first].encode()), len(text[:last].encode()))
        return self.references.find(source, span, scope.jobs, where, use, hints=scope.hints)

    # -- steps

    def _steps(self, node: Any, scope: Scope, where: str, depth: int = 0) -> Iterator[Entry]:
        for number, step in enumerate(yaml_tree.entries(node)):
            self._steps_left -= 1
            if self._steps_left < 0:
                return
            given = yaml_tree.fields(step)
            place = f"{where}[{number}]"
            inner = self.scopes.with_environment(scope, given["env"]) if "env" in given else scope
            if "uses" in given:
                yield from self._docker(given["uses"], scope, f"{place}.uses")
                action = yaml_tree.string(given["uses"]) or ""
                yield from self._with(action, given.get("with"), inner, f"{place}.with")
            if "run" in given:
                dialect = _dialect(yaml_tree.string(given.get("shell")) or inner.shell)
                yield from self._script(given["run"], inner, f"{place}.run", dialect)
            if "parallel" in given and depth < _MAX_STEPS_DEPTH:
                yield from self._steps(given["parallel"], inner, f"{place}.parallel", depth + 1)

    def _docker(self, node: Any, scope: Scope, where: str) -> Iterator[Entry]:
        """What is named after `docker://`, where GitHub evaluates no expression; a path is no image."""
        text = yaml_tree.string(node) or ""
        prefix = _DOCKER.match(text)
        if prefix is not None:
            bare = Scope(lambda: [{}], hints=scope.hints)
            yield from self._image(node, (prefix.end(), len(text)), bare, where, uses.PULL)

    def _with(self, action: str, node: Any, scope: Scope, where: str) -> Iterator[Entry]:
        name_of_action = _HOST.sub("", action).partition("@")[0].strip().lower()
        if name_of_action not in _READ:
            return
        given = {name.lower(): value for name, value in yaml_tree.items(node) if yaml_tree.is_scalar(value)}
        if name_of_action in IN_PARTS:
            yield from self._in_parts(IN_PARTS[name_of_action], given, scope, where)
        if name_of_action in SCRIPTS:
            name, dialect = SCRIPTS[name_of_action]
            yield from self._script(given.get(name), scope, f"{where}.{name}", dialect)
        inputs = INPUTS.get(name_of_action, {})
        pushes = name_of_action in PUSHING and (yaml_tree.string(yaml_tree.get(node, "push")) or "false") != "false"
        for name, value in yaml_tree.items(node) if inputs else ():
            if name.lower() not in inputs or not yaml_tree.is_scalar(value):
                continue
            use, find = inputs[name.lower()]
            text = yaml_tree.string(value) or ""
            for start, end in find(text):
                line = text[text.rfind("\n", 0, start) + 1 : end].strip()
                made = use if isinstance(use, str) else use(line)
                for entry in _with_role(self._image(value, (start, end), scope, f"{where}.{name}", made)):
                    entry.mention = entry.mention.replace(pushed=pushes and made == uses.BUILD)
                    yield entry

    def _in_parts(
        self, inputs: tuple[str, str, str], given: Mapping[str, Any], scope: Scope, where: str
    ) -> Iterator[Entry]:
        """The image whose name and tag are two inputs; the action chooses a tag that is not given."""
        name, tag, default = inputs
        places = Places(self.tree, SCANNER, variables=_EXPRESSIONS, hints=scope.hints)
        parts = {"repository": given.get(name), "tag": given.get(tag)}
        for mention in places.split(parts, where, default_repository=default):  # type: ignore[arg-type]
            chosen = mention if "tag" in mention.parts else mention.replace(resolved=None, reason=NOT_KNOWN)
            yield Entry(chosen, uses.PULL, chosen.resolved or "", None)

    def _script(self, run: Any, scope: Scope, where: str, dialect: str | None) -> Iterator[Entry]:
        text = yaml_tree.string(run)
        if text is None or dialect is None or not shell.may_name_images(text.encode()):
            return
        source = self.scopes.embed(run)
        if dialect == "sh" and _BACKTICK_CONTINUES.search(run.value):
            dialect = "pwsh"
        given = {name: f"${{{{ env.{name} }}}}" for name in scope.variables}
        for found in shell.read(source, given, dialect):
            if isinstance(found, Found):
                yield from self._command(found, source, scope, where)
            else:
                self.problems.append(lift_problem(found, source))

    def _command(self, found: Found, source: Embedded, scope: Scope, where: str) -> Iterator[Entry]:
        """What a command of a script names, its expressions evaluated; one may turn out to be a flag."""
        mention = found.mention.replace(scanner="github", where=where, hints=scope.hints)
        text = mention.resolved
        if text is None or "${{" not in text:
            yield Entry(mention.lift(), found.use, found.name, None)
            return
        mention = in_one(mention)
        whole = mention.parts["whole"]
        literal = source.read(whole) == text

        def locate(start: int, end: int) -> Place | None:
            if not literal:
                return None
            first = whole.start + len(text[:start].encode())
            return Place(source, Span(first, first + len(text[start:end].encode())))

        template = Template(text, locate)
        bare = mention.replace(resolved=None, parts={"whole": mention.span}, reason=_kept(mention, template))
        for entry in _with_role(self.references.evaluate(bare, template, scope.jobs, found.use)):
            if not (entry.mention.resolved or "").startswith("-"):
                yield entry


def _kept(mention: Mention, template: Template) -> str | None:
    """Why what a command names must not be rewritten, apart from the expression that it is."""
    is_expression = len(template.parts) == 1 and not template.is_literal
    return None if is_expression and mention.role is Role.PULL else mention.reason


def _with_role(entries: Iterator[Entry]) -> Iterator[Entry]:
    """Give what is not pulled its role, and the reason why it is never rewritten."""
    for entry in entries:
        if entry.use in ROLES:
            role, reason = ROLES[entry.use]
            entry.mention = entry.mention.replace(role=role, reason=reason)
        yield entry


def _dialect(name: str | None) -> str | None:
    """How a step's script is read, by its `shell`; None when it is no shell's."""
    if name is None or _SHELL.match(name.strip()):
        return "sh"
    if _POWERSHELL.search(name):
        return "pwsh"
    if name.strip().lower().partition(" ")[0] == "cmd":
        return "cmd"
    return "sh" if re.search(r"(?:^|[\s/])(?:ba|da|z|k|a)?sh\b", name) else None

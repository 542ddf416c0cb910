"""What a GitLab CI file says of its jobs once `extends`, `!reference`, `default`, rules and the matrix are followed."""

from __future__ import annotations

import re

from mooring import Source
from mooring.scanners.ci.filling import Syntax, Value, bounded, combined
from mooring.scanners.ci.texts import MAX_LINES
from mooring.scanners.yaml_tree import Tree, entries, get, is_mapping, is_scalar, is_sequence, items, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring.scanners.ci.filling import Environment

KEYWORDS = frozenset(
    {
        "after_script",
        "before_script",
        "cache",
        "default",
        "image",
        "include",
        "services",
        "spec",
        "stages",
        "types",
        "variables",
        "workflow",
    }
)
"""The keys of a file that are no jobs."""

_INPUT = r"\$\[\[\s*(?P<input>inputs\.[\w-]+)\s*(?P<functions>\|[^\]\n]*)?\]\]|\$\[\[(?:[^\]\n]|\](?!\]))*\]\]"
_PROXY = (
    r"(?P<proxy>\$\{?CI_DEPENDENCY_PROXY_(?:DIRECT_)?GROUP_IMAGE_PREFIX\b\}?/?"
    r"|\$\{?CI_DEPENDENCY_PROXY_SERVER\b\}?/[^\s'\"]{1,300}?/dependency_proxy/containers/)"
)
_VARIABLE = r"\$\{(?P<braced>\w+)\}|\$(?P<plain>\w+)|%(?P<percent>[A-Za-z_]\w*)%|\$\{[^{}\n]*\}"
_HARMLESS_FUNCTIONS = re.compile(r"(?:\|\s*(?:expand_vars|posix_escape)\s*)+")
_FLOAT = re.compile(r"[0-9]+\.[0-9]+")
_MAX_DEPTH = 11
_MAX_FILES = 40


def _name(use: re.Match[str]) -> str | None:
    groups = use.groupdict()
    if groups["proxy"] is not None:
        return ""
    if groups["input"] is not None:
        functions = groups["functions"]
        return groups["input"] if not functions or _HARMLESS_FUNCTIONS.fullmatch(functions) else None
    return groups.get("braced") or groups.get("plain") or groups.get("percent")


SYNTAX = Syntax(re.compile(f"{_INPUT}|{_PROXY}|{_VARIABLE}"), _name)
"""Variables and inputs, as the names of images may hold them; the prefix of the dependency proxy stands for nothing."""
TEMPLATES = Syntax(re.compile(f"{_INPUT}|{_PROXY}"), _name)
"""What is replaced in scripts before a shell reads them."""


class Job:
    """A job or a template: its own mapping, then those that it extends, the nearest first, each with its name.

    What stands in a file that is included has the name "".
    """

    __slots__ = ("name", "chain")

    def __init__(self, name: str, chain: list[tuple[str, Any]]) -> None:
        self.name = name
        self.chain = chain


class Config:
    """One file, and the variables and templates of the local files that it includes."""

    def __init__(self, source: Source, tree: Tree) -> None:
        self.source = source
        headers = [root for root in tree.documents if is_mapping(get(root, "spec"))]
        self.roots = [root for root in tree.documents if is_mapping(root) and root not in headers]
        self.inputs: dict[str, Value] = {}
        self.lists: dict[str, tuple[Any, str]] = {}
        for header in headers:
            for name, node in items(get(header, "spec", "inputs")):
                default = get(node, "default")
                if is_scalar(default):
                    self.inputs[f"inputs.{name}"] = _text(default, declares=True)
                elif is_sequence(default):
                    self.lists[f"inputs.{name}"] = default, f"spec.inputs.{name}.default"
        self.included = list(self._included())
        self.globals: dict[str, Value] = {}
        for root in self.included:
            self.globals |= _placed("", self.variables(get(root, "variables")))
        for root in self.roots:
            self.globals |= self.variables(get(root, "variables"))

    # -- what stands elsewhere

    def resolve(self, node: Any, where: str) -> tuple[Any, str]:
        """The node that a `!reference` or an input leads to, and where it is; the node itself where it is none."""
        for _ in range(_MAX_DEPTH):
            use = SYNTAX.pattern.fullmatch((string(node) or "").strip()) if self.lists else None
            if use is not None and use["input"] in self.lists:
                node, where = self.lists[use["input"]]
            if not is_sequence(node) or not str(node.tag).endswith("!reference"):
                return node, where
            path = [string(key) or "" for key in node.value]
            found = (get(root, *path) for root in self.roots)
            node, where = next((each for each in found if each is not None), None), ".".join(path)
        return None, where

    def lines(self, node: Any, where: str) -> Iterator[tuple[str, Any]]:
        """The scalars and mappings of a list of lists, `!reference`s followed, each with where it is."""
        pending = [(node, where)]
        for _ in range(MAX_LINES):
            if not pending:
                return
            each, place = self.resolve(*pending.pop())
            if is_sequence(each):
                pending += [(one, f"{place}[{index}]") for index, one in reversed(list(enumerate(each.value)))]
            elif each is not None:
                yield place, each

    def jobs(self) -> Iterator[Job]:
        """The jobs and templates of the file, in order."""
        for root in self.roots:
            for name, node in items(root):
                if name not in KEYWORDS and is_mapping(node):
                    yield Job(name, self._chain(name, node, _MAX_DEPTH))

    def _chain(self, name: str, node: Any, depth: int) -> list[tuple[str, Any]]:
        chain = [(name, node)]
        parents, _ = self.resolve(get(node, "extends"), name)
        names = [parents] if is_scalar(parents) else entries(parents)
        for parent in reversed([string(each) or "" for each in names] if depth else []):
            own = next((found for root in self.roots if is_mapping(found := get(root, parent))), None)
            other = next((found for root in self.included if is_mapping(found := get(root, parent))), None)
            if own is not None:
                chain += self._chain(parent, own, depth - 1)
            elif other is not None:
                chain.append(("", other))
            if len(chain) > _MAX_FILES:
                break
        return chain

    # -- values

    def variables(self, node: Any) -> dict[str, Value]:
        """The variables of a mapping, each a scalar or the `value` of a mapping."""
        found: dict[str, Value] = {}
        node, _ = self.resolve(node, "")
        for name, given in items(node):
            value, _ = self.resolve(get(given, "value") if is_mapping(given) else given, "")
            if is_scalar(value):
                found[name] = _text(value)
        return found

    def environments(self, job: Job) -> list[Environment]:
        """The variables of a job, for every combination that its rules and its matrix may give."""
        shared: dict[str, Value] = {**self.inputs, **self._inherited(job)}
        own: dict[str, Value] = {}
        for name, node in reversed(job.chain):
            own |= _placed(name, self.variables(get(node, "variables")))
        base = shared | own
        workflow = [self._ruled(get(root, "workflow", "rules"), base) for root in self.roots]
        rules = [
            [_placed(name, one) for one in self._ruled(found, base)]
            for name, node in job.chain
            if (found := get(node, "rules")) is not None
        ]
        matrices = [
            [_placed(name, one) for one in self._matrix(found)]
            for name, node in job.chain
            if (found := get(self.resolve(get(node, "parallel"), "")[0], "matrix")) is not None
        ]
        return combined([shared], *workflow, [own], *rules[:1], *matrices[:1])

    def _matrix(self, node: Any) -> list[Environment]:
        """The combinations of every entry of a matrix, whose values are scalars or lists of them."""
        found: list[Environment] = []
        for _, entry in self.lines(node, ""):
            given = {
                name: [_text(one) for _, one in self.lines(values, "") if is_scalar(one)]
                for name, values in items(entry)
            }
            given = {name: values for name, values in given.items() if values}
            found += [dict(zip(given, chosen, strict=True)) for chosen in bounded([*given.values()]) if chosen]
        return found

    def _inherited(self, job: Job) -> dict[str, Value]:
        """The file's variables that a job takes, by its `inherit`."""
        wanted = next(
            (found for _, node in job.chain if (found := get(node, "inherit", "variables")) is not None), None
        )
        if is_sequence(wanted):
            names = {string(each) for each in entries(wanted)}
            return {name: value for name, value in self.globals.items() if name in names}
        return {} if string(wanted) == "false" else self.globals

    def _ruled(self, rules: Any, base: Environment) -> list[Environment]:
        """What rules may set: also nothing, unless that would leave one without a value."""
        alternatives: list[Environment] = []
        for rule, _ in ((node, where) for where, node in self.lines(rules, "rules")):
            given = self.variables(get(rule, "variables"))
            if given:
                alternatives.append(given)
        if alternatives and all(name in base for given in alternatives for name in given):
            alternatives.insert(0, {})
        return alternatives

    # -- included files

    def _included(self) -> Iterator[Any]:
        """The roots of the local files that the file includes, and of those that they include."""
        pending = [path for root in self.roots for path, _ in included(root)]
        seen: set[str] = set()
        while pending and len(seen) < _MAX_FILES:
            path = pending.pop(0)
            data = None if path in seen else beside(self.source, path)
            seen.add(path)
            if data is None:
                continue
            for root in Tree(Source(path, data)).documents:
                pending += [inner for inner, _ in included(root)]
                if is_mapping(root):
                    yield root


def included(root: Any) -> Iterator[tuple[str, Any]]:
    """The local files that `include` names, each with the inputs given to it."""
    node = get(root, "include")
    for each in entries(node) if is_sequence(node) else [node]:
        path = string(get(each, "local") if is_mapping(each) else each)
        if path and "://" not in path and "*" not in path and "$" not in path:
            yield path.lstrip("/"), get(each, "inputs")


def beside(source: Source, path: str) -> bytes | None:
    """The bytes of a file named by its path from the repository's root, where it lies below this one's folder."""
    folder = f"/{source.path.rpartition('/')[0]}"
    parts = path.split("/")
    for count in range(len(parts)):
        if folder.endswith("/" + "/".join(parts[:count])) or not count:
            data = source.beside("/".join(parts[count:]))
            if data is not None:
                return data
    return None


def _placed(name: str, values: Environment) -> dict[str, Value]:
    """Values that a job or a template of that name gives; they stand in another file where the name is ""."""
    return dict(values) if name else {key: Value(value.text) for key, value in values.items()}


def _text(node: Any, *, declares: bool = False) -> Value:
    """A scalar as GitLab has it: a plain number loses the zeros at its end."""
    text = string(node) or ""
    if not node.style and _FLOAT.fullmatch(text) and len(text) < 16 and repr(float(text)) != text:
        return Value(repr(float(text)))
    return Value(text, node, declares=declares)

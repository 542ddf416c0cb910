"""tox: the images that its commands name, and those of the plugin tox-docker.

Specifications: https://tox.wiki/en/latest/config.html, https://tox-docker.readthedocs.io. Read are tox.ini, setup.cfg,
tox.toml and the table `tool.tox` of pyproject.toml. `{env:NAME:default}` has its default, `{[section]key}` what stands
there; other substitutions are not known.
"""

from __future__ import annotations

import re
from collections import Counter

from mooring import Span
from mooring.scanners.shell.expanded import Literal, Reading, Stretch, joined, unknown
from mooring.scanners.tasks.ini import settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Problem, Source
    from mooring.scanners.shell.expanded import Text
    from mooring.scanners.tables import Places
    from mooring.scanners.tasks.ini import Place, Setting

SCANNER = "tox"

_MAX_DEPTH = 8
_COMMANDS = frozenset({"commands", "commands_pre", "commands_post"})
_ENVIRONMENT = frozenset({"setenv", "set_env"})
_PREFIX = re.compile(r"(?:[\w{},!.-]+:[ \t]+)?[-!@ \t]*")
_CONDITION = re.compile(r"[\w{},!.-]+:[ \t]+")
_SUBSTITUTION = re.compile(
    r"\{(?:env:(?P<name>\w+)(?::(?P<default>[^{}]*))?|\[(?P<section>[^\]{}\n]+)\](?P<key>[\w-]+)|(?P<other>[^{}\n]*))\}"
)
_SETTING = re.compile(r"([A-Za-z_]\w*)[ \t]*=[ \t]*")
_LOOKS = re.compile(rb"docker|podman|nerdctl|buildah|skopeo|kubectl|image", re.IGNORECASE)
_SECTION = re.compile(rb"^\[(?:tox|testenv|docker:|tox:)|^\s*(?:\[tool\.tox|\[?env)", re.MULTILINE)


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image reference of the commands and containers of tox."""
    return _toml(source) if source.path.endswith(".toml") else _Ini(source).mentions(SCANNER)


def recognises(data: bytes) -> bool:
    """Whether the bytes configure tox and may name an image."""
    return _LOOKS.search(data) is not None and _SECTION.search(data) is not None


class _Ini:
    """Reads the settings of one INI file, or of one that stands in another file."""

    def __init__(self, source: Source) -> None:
        self.literal = Literal(source.embed([(source.data, Span(0, len(source.data)))]))
        self.settings = {(one.section, one.key): one for one in settings(source)}
        counted = Counter(match["name"] or match["key"] for match in _SUBSTITUTION.finditer(self.literal.text))
        self.reading = Reading(source, counted.__getitem__)

    def mentions(self, scanner: str) -> Iterator[Mention | Problem]:
        """Everything found."""
        containers = {section.partition(":")[2] for section, _ in self.settings if section.startswith("docker:")}
        environment = [one for (_, key), one in self.settings.items() if key in _ENVIRONMENT]
        for (section, key), one in self.settings.items():
            where = f"[{section}] {key}"
            if key in _COMMANDS:
                for place in self._commands(one):
                    self.reading.read(self._fill(place, one.section, _MAX_DEPTH), where)
            elif section.startswith("docker:") and key == "image":
                for place in one.lines[:1]:
                    self.reading.reference(self._fill(place, one.section, _MAX_DEPTH), where)
            elif section.startswith("testenv") and key == "docker":
                for place in self._older(one, containers):
                    self.reading.reference([self.literal.cut(*place)], where)
        self.reading.declared((name, Span(*place)) for one in environment for name, place in self._set(one))
        return self.reading.mentions(scanner)

    def _commands(self, setting: Setting) -> Iterator[Place]:
        """The places of the commands, each with the lines it goes on in, without what it is on condition of."""
        start: int | None = None
        for begin, end in setting.lines:
            if start is None:
                prefix = _PREFIX.match(self.literal.text, begin, end)
                start = prefix.end() if prefix else begin
            if not self.literal.text[begin:end].endswith("\\"):
                yield start, end
                start = None
        if start is not None:
            yield start, setting.lines[-1][1]

    def _older(self, setting: Setting, containers: set[str]) -> Iterator[Place]:
        """The images that tox-docker before 2.0 names where it now names the sections of containers."""
        for begin, end in setting.lines:
            condition = _CONDITION.match(self.literal.text, begin, end)
            for word in re.finditer(r"[^\s,]+", self.literal.text[condition.end() if condition else begin : end]):
                offset = condition.end() if condition else begin
                if word[0] not in containers:
                    yield offset + word.start(), offset + word.end()

    def _set(self, setting: Setting) -> Iterator[tuple[str, Place]]:
        """The variables that a section sets, with the places of their values."""
        for begin, end in setting.lines:
            condition = _CONDITION.match(self.literal.text, begin, end)
            match = _SETTING.match(self.literal.text, condition.end() if condition else begin, end)
            if match and match.end() < end:
                yield match[1], (match.end(), end)

    def _fill(self, place: Place, section: str, depth: int) -> list[Text]:
        """The texts that a value may be."""
        parts: list[list[Text]] = []
        at = place[0]
        for match in _SUBSTITUTION.finditer(self.literal.text, *place):
            parts.append([self.literal.cut(at, match.start())])
            at = match.end()
            parts.append(self._substitute(match, section, depth))
        parts.append([self.literal.cut(at, place[1])])
        return joined(parts, "text", Span(*place))

    def _substitute(self, match: re.Match[str], section: str, depth: int) -> list[Text]:
        used = Span(*match.span())
        places: list[Place] = []
        if match["name"]:
            for own in (section, "testenv"):
                for key in _ENVIRONMENT:
                    setting = self.settings.get((own, key))
                    places = (
                        places or [place for name, place in self._set(setting) if name == match["name"]]
                        if setting
                        else places
                    )
            places = places or ([match.span("default")] if match["default"] else [])
        elif match["key"]:
            setting = self.settings.get((match["section"], match["key"]))
            places = setting.lines if setting else []
        elif match["other"].startswith("posargs:") and match["other"] != "posargs:":
            places = [(match.start("other") + len("posargs:"), match.end("other"))]
        if not places or depth <= 0:
            return [[unknown(match["name"] or match["key"] or match["other"].partition(":")[0] or "slash", used)]]
        name = match["name"] or match["key"] or "posargs"
        parts = [part for place in places for part in (self._fill(place, section, depth - 1), [[Stretch(b"\n", used)]])]
        return [[one.used_as(name, used) for one in text] for text in joined(parts[:-1], name, used)]


def tables(places: Places, root: Any) -> Iterator[Mention | Problem]:
    """The mentions of the tables of tox.toml, or of those below `tool.tox` of pyproject.toml."""
    from mooring.scanners.tables import find

    for place in ("env_run_base", "env_pkg_base", "env.*"):
        for where, node in find(root, place):
            for key in sorted(_COMMANDS):
                for at, words in find(node, f"{key}[]"):
                    command = [word for _, word in find(words, "[]")]
                    yield from places.argv(command, f"{where}.{at}")
    for where, node in find(root, "legacy_tox_ini"):
        yield from places.lent(node, lambda source: _Ini(source).mentions(SCANNER), where)


def _toml(source: Source) -> Iterator[Mention | Problem]:
    from mooring.scanners import trees
    from mooring.scanners.tables import Places

    tree = trees.of(source)
    if tree.problem:
        yield tree.problem
    for root in tree.documents[:1]:
        yield from tables(Places(tree, SCANNER), root)

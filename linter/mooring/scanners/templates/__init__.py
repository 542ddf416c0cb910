"""Templates of files that name images: Go templates and Helm's, Jinja, ERB, Handlebars, envsubst, Terraform's.

A template is no YAML yet, and `{{ }}` never is. Its expressions are masked (`masking`), what is left is read as the
format it is a template for, and what was found is carried back (`filling`): a reference that stands there literally
is a mention that can be rewritten, one with an expression in it is a mention whose image is not known, and what is an
expression and nothing else is no mention. Where a masked file is no YAML either, its lines are read.

The languages are followed as far as their delimiters go: https://pkg.go.dev/text/template,
https://jinja.palletsprojects.com/en/stable/templates, https://handlebarsjs.com/guide, Ruby's ERB, envsubst(1),
https://developer.hashicorp.com/terraform/language/expressions/strings.
"""

from __future__ import annotations

import re
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from mooring import Mention, Problem, Source

    Read = Callable[[Source], Iterable[Mention | Problem]]

SCANNER = "template"

_TAGS = re.compile(rb"(?<!\$)\{\{|\{%|<%|%\{")
_VARIABLE = re.compile(rb"(?<![$\\])\$\{\w")
_OBJECT = re.compile(rb"\A\s*[\[{]|^apiVersion:", re.MULTILINE)
_OTHERS = re.compile(rb"\{\{=?\s*(?:inputs|workflow|steps|tasks|item|outputs|pod)\b")
_HELM = re.compile(rb"\{\{-?\s*(?:\.|\$|include|template|if|range|with|end|define|toYaml)")
_NAMES_IMAGES = re.compile(
    rb"^[ \t{]*(?:-[ \t]+)*[\"']?(?:[\w.-]*[iI]mage|repository)[\"']?[ \t]*:"
    rb"|IMAGE\w*[ \t]*=|\bresource[ \t]+[\"']?\w*_(?:image|container)"
    rb"|\bFROM[ \t]|\b[iI]mage[\w.]*\s*:?=|[\"']image[\"']\s*:|\b(?:default|coalesce)\s[^}\n]*[iI]mage"
    rb"|\b(?:docker|podman|nerdctl)[ \t]+(?:run|pull|create)\b",
    re.MULTILINE,
)
_ENDING = re.compile(
    r"(?:\.(?:tpl|tmpl|j2|jinja2?|gotmpl|gotpl|tftpl|erb|in|template|mustache|hbs|handlebars|envsubst))+$",
    re.IGNORECASE,
)
_PROSE = (".md", ".mdx", ".rst", ".adoc", ".txt", ".html")
_VALUES = re.compile(r"(?:.*[-._])?values(?:[-._].*)?\.ya?ml", re.IGNORECASE)
_OF_VALUES = re.compile(r"(?:^|/)(?:values|environments|envs)/(?:[^/]+/)*[^/]+\.ya?ml\.\w+$")
_EMPTY_LINES = re.compile(rb"\n{2,}")
_BY_ENDING = {
    "container": "mooring.scanners.machines.quadlet:scan",
    "service": "mooring.scanners.machines.systemd:scan",
    "env": "mooring.scanners.development.dotenv:scan",
    "tf": "mooring.scanners.infrastructure.terraform:scan",
    "tofu": "mooring.scanners.infrastructure.terraform:scan",
    "nomad": "mooring.scanners.infrastructure.nomad:scan",
    "sh": "mooring.scanners.shell:scan",
    "bash": "mooring.scanners.shell:scan",
}
"""The formats that the name of a template says it is for, by how it ends."""
_MANIFESTS = ("kubernetes", "helm")


def recognises(data: bytes) -> bool:
    """Whether there are a template's tags in the bytes, and a line that may name an image.

    What scripts and other formats write as well, `${ }` and the tags of Argo Workflows, is not enough by itself.
    """
    if _NAMES_IMAGES.search(data) is None:
        return False
    if _TAGS.search(data) is None:
        return _VARIABLE.search(data) is not None and _OBJECT.search(data) is not None
    return _OTHERS.search(data) is None or _HELM.search(data) is not None


def scan(source: Source) -> Iterator[Mention | Problem]:
    """The mentions of a template, whatever it is a template for."""
    name = _ENDING.sub("", source.path.rpartition("/")[2])
    if name.endswith(_PROSE) or not _NAMES_IMAGES.search(source.data):
        return
    from mooring.scanners import dockerfile, helm
    from mooring.scanners.templates.filling import assigned
    from mooring.scanners.templates.manifests import manifests
    from mooring.scanners.templates.masking import Template
    from mooring.scanners.templates.reading import read

    template = Template(source.data, variables=False)
    is_values = _VALUES.fullmatch(name) is not None or _OF_VALUES.search(source.path) is not None
    named = _BY_ENDING.get(name.rpartition(".")[2])
    if named:
        yield from read(source, template, _load(named))
        return
    reader = None if is_values else _format_of(_EMPTY_LINES.sub(b"\n", next(template.variants())))
    if reader is dockerfile.scan:
        yield from reader(source)
        return
    found = list(read(source, template, reader)) if reader is not None else []
    if found:
        yield from found
        return
    template = Template(source.data)
    yield from read(source, template, helm.of_values if is_values else manifests)
    yield from assigned(source, template, SCANNER)


def _format_of(data: bytes) -> Read | None:
    """The reader of another format that recognises masked bytes; None for manifests, which have no variables.

    Formats that only files of certain names have are not asked.
    """
    from mooring.scanners import mooring_scanners

    for scanner in mooring_scanners():
        if scanner.id == SCANNER or scanner.beside or not scanner.recognises:
            continue
        anywhere = not scanner.candidates or any(glob.startswith("*.") for glob in scanner.candidates)
        named = not scanner.needles or any(needle in data for needle in scanner.needles)
        if anywhere and named and _load(scanner.recognises)(data):
            return None if scanner.id in _MANIFESTS else _load(scanner.scan)
    return None


def _load(function: str | Callable[..., Any]) -> Callable[..., Any]:
    if not isinstance(function, str):
        return function
    module, _, name = function.partition(":")
    loaded: Callable[..., Any] = getattr(import_module(module), name)
    return loaded

"""Manifests that stand in a Python module as texts: Kubernetes objects, components of Kubeflow Pipelines.

Read are texts that the module hands to a parser of YAML, to a library that creates what they describe, or to `kubectl`
as its input, and that stand in the file in one literal.
"""

from __future__ import annotations

import ast

from mooring import Mention, Problem
from mooring.scanners import kubernetes, rows, trees
from mooring.scanners.python.references import SCANNER, Named
from mooring.scanners.python.resolver import keyword, positional
from mooring.scanners.python.texts import cut
from mooring.scanners.shell import uses
from mooring.scanners.tables import Places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mooring import Source
    from mooring.scanners.python.scopes import Scope
    from mooring.scanners.python.texts import Stretch, Text, Texts

_TAKERS: dict[str, tuple[int | None, str]] = {
    **dict.fromkeys(
        (
            "yaml.safe_load",
            "yaml.safe_load_all",
            "yaml.load",
            "yaml.load_all",
            "yaml.full_load",
            "yaml.full_load_all",
            "ruamel.yaml.YAML().load",
            "ruamel.yaml.YAML().load_all",
        ),
        (0, "stream"),
    ),
    **dict.fromkeys(("subprocess.run", "subprocess.check_output"), (None, "input")),
    "lightkube.codecs.load_all_yaml": (0, "stream"),
    "kfp.components.load_component_from_text": (0, "text"),
    "pulumi_kubernetes.yaml.ConfigGroup": (None, "yaml"),
    "pulumi_kubernetes.yaml.v2.ConfigGroup": (None, "yaml"),
}
"""The argument that is a text: its position and name."""

_COMPONENT: rows.Rows = (("implementation.container.image", rows.pulled),)


def found(texts: Texts, path: str, call: ast.Call, scope: Scope) -> Iterator[Named | Problem]:
    """The images in the manifests that a call is given, by the path of what is called."""
    if path not in _TAKERS:
        return
    position, name = _TAKERS[path]
    given = (positional(call, position) if position is not None else None) or keyword(call, name)
    for leaf in texts.resolver.leaves(given, scope) if given is not None else ():
        for one in texts.resolver.items(*leaf) if isinstance(leaf[0], ast.List | ast.Tuple) else [leaf]:
            for text in texts.of_leaf(one):
                if text.whole:
                    yield from _of_text(texts.module.source, text, is_component=path.startswith("kfp."))


def _of_text(source: Source, text: Text, *, is_component: bool) -> Iterator[Named | Problem]:
    embedded = source.embed([((one.text or "").encode(), one.span) for one in _dedented(text)])
    read: Iterable[Mention | Problem] = ()
    if is_component:
        places = Places(trees.of(embedded), SCANNER)
        read = (one for root in places.tree.documents for one in rows.read(places, root, _COMPONENT))
    elif kubernetes.recognises(embedded.data):
        read = kubernetes.scan(embedded)
    for one in read:
        if isinstance(one, Mention):
            mention = one.lift().replace(scanner=SCANNER)
            yield Named(mention, uses.RUN, mention.text, [mention.span])


def _dedented(text: Text) -> Iterator[Stretch]:
    """The stretches of a text without what its first line is indented by, where all lines are."""
    lines = [line for line in (text.text or "").split("\n") if line.strip()]
    margin = lines[0][: len(lines[0]) - len(lines[0].lstrip())] if lines else ""
    if not all(line.startswith(margin) for line in lines):
        margin = ""
    begins = True
    for stretch in text.stretches:
        at = 0
        for line in (stretch.text or "").splitlines(keepends=True):
            skipped = len(margin) if begins and line.startswith(margin) else 0
            yield cut(stretch, at + skipped, at + len(line))
            at += len(line)
            begins = line.endswith("\n")

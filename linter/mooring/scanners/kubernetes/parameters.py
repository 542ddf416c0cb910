"""The parameters of an object with values of its own: Tekton's, Argo Workflows', those of OpenShift's templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mooring.scanners.tables import Variables, find
from mooring.scanners.yaml_tree import get, string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mooring.scanners.kubernetes.objects import Object

_USE = re.compile(
    r"(?P<name>\$\([^()]*\)|\{\{[^{}]*\}\}|\$\{\{?\w+\}\}?|\$[A-Za-z_]\w*)|\$\{\w+:?[-=](?P<default>[^{}]*)\}"
)
_PLACES = (
    ("tekton.dev", "*", "**.params[]", ("$(params.{})", '$(params["{}"])', "$(params['{}'])", "$(inputs.params.{})")),
    ("argoproj.io", "*", "**.inputs.parameters[]", ("{{{{inputs.parameters.{}}}}}", "{{{{ inputs.parameters.{} }}}}")),
    (
        "argoproj.io",
        "*",
        "spec.arguments.parameters[]",
        ("{{{{workflow.parameters.{}}}}}", "{{{{ workflow.parameters.{} }}}}"),
    ),
    (
        "argoproj.io",
        "*",
        "spec.workflowSpec.arguments.parameters[]",
        ("{{{{workflow.parameters.{}}}}}", "{{{{ workflow.parameters.{} }}}}"),
    ),
    ("template.openshift.io", "Template", "parameters[]", ("${{{}}}", "${{{{{}}}}}")),
    ("", "Template", "parameters[]", ("${{{}}}", "${{{{{}}}}}")),
)
"""Group, kinds, where the parameters stand, and how they are used."""


def variables(owner: Object | None) -> Variables:
    """The parameters that can be used in an object. One that is given two values has none that is known."""
    values: dict[str, tuple[str, Any] | None] = {}
    while owner is not None:
        for name, value in _values(owner):
            known = values.get(name, value)
            values[name] = value if known is not None and known[1] is value[1] else None
        owner = owner.outer
    return Variables(_USE, values)


def _values(owner: Object) -> Iterator[tuple[str, tuple[str, Any]]]:
    for group, kinds, place, uses in _PLACES:
        if owner.is_of(group, kinds):
            for _, parameter in find(owner.node, place):
                name = string(get(parameter, "name"))
                for key in ("value", "default"):
                    node = get(parameter, key)
                    text = string(node)
                    if name is not None and text is not None:
                        for use in uses:
                            yield use.format(name), (text, node)
                        break

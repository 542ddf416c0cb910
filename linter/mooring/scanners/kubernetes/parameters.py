"""The parameters of an object with values of its own: Tekton's, Argo Workflows', those of OpenShift's templates.

A value that is given outranks a default, and one of an inner scope (a task in a pipeline, a template of a workflow)
one of an outer, as the documentation of Tekton says it of propagated parameters. What a workflow's step or task gives
to a template outranks what the template says itself, and is known where nothing else in the object calls that template.
"""

from __future__ import annotations

import re
from collections import ChainMap

from mooring.scanners.tables import Variables, find
from mooring.scanners.yaml_tree import get, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mooring.scanners.kubernetes.objects import Object

    Values = dict[str, tuple[str, Any] | None]

_USE = re.compile(
    r"(?P<name>\$\([^()]*\)|\{\{[^{}]*\}\}|\$\{\{?\w+\}\}?|\$[A-Za-z_]\w*)|\$\{\w+:?[-=](?P<default>[^{}]*)\}"
)
_TEKTON = ("$(params.{})", '$(params["{}"])', "$(params['{}'])", "$(inputs.params.{})")
_INPUTS = ("{{{{inputs.parameters.{}}}}}", "{{{{ inputs.parameters.{} }}}}", "{{{{=inputs.parameters.{}}}}}")
_WORKFLOW = ("{{{{workflow.parameters.{}}}}}", "{{{{ workflow.parameters.{} }}}}", "{{{{=workflow.parameters.{}}}}}")
_OPENSHIFT = ("${{{}}}", "${{{{{}}}}}")
_OF_OBJECTS = (
    ("triggers.tekton.dev", "*", "spec.params[]", ("$(tt.params.{})",)),
    ("tekton.dev", "*", "spec.params[]", _TEKTON),
    ("tekton.dev", "*", "spec.inputs.params[]", _TEKTON),
    ("argoproj.io", "*", "spec.arguments.parameters[]", _WORKFLOW),
    ("argoproj.io", "*", "spec.workflowSpec.arguments.parameters[]", _WORKFLOW),
    ("template.openshift.io", "Template", "parameters[]", _OPENSHIFT),
    ("", "Template", "parameters[]", _OPENSHIFT),
)
_CALLS = ("spec.templates[].dag.tasks[]", "spec.templates[].steps[][]")
_OF_SCOPES = (("params[]", _TEKTON), ("inputs.params[]", _TEKTON), ("inputs.parameters[]", _INPUTS))
_OF_CALLS = (("arguments.parameters[]", _INPUTS),)
"""Of objects group and kinds, then where the parameters stand, and how they are used."""


class Parameters:
    """The parameters of the objects of a document."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Values, Values]] = {}
        self._calls: dict[int, dict[str, list[Any]]] = {}
        self._arguments: dict[int, Values] = {}

    def variables(self, owner: Object | None, scopes: Sequence[Any]) -> Variables:
        """The parameters that can be used in the innermost of an object's scopes; the outermost is given first."""
        levels = [self._level(scope, _OF_SCOPES) for scope in reversed(scopes)]
        called = self._given(owner, scopes[-1]) if owner and scopes and owner.is_of("argoproj.io") else {}
        while owner is not None:
            places = [(place, uses) for group, kinds, place, uses in _OF_OBJECTS if owner.is_of(group, kinds)]
            levels.append(self._level(owner.node, places))
            owner = owner.outer
        return Variables(_USE, ChainMap(called, *(given for given, _ in levels), *(default for _, default in levels)))

    def _given(self, owner: Object, template: Any) -> Values:
        """The literal values that the only call of a template in its object gives it."""
        if id(template) not in self._arguments:
            calls = self._calls_in(owner).get(string(get(template, "name")) or "", ())
            given = _values(calls[0], "value", _OF_CALLS) if len(calls) == 1 else {}
            self._arguments[id(template)] = {use: one for use, one in given.items() if one and "{{" not in one[0]}
        return self._arguments[id(template)]

    def _calls_in(self, owner: Object) -> dict[str, list[Any]]:
        """The steps and tasks of an object by the name of the template that they call."""
        if id(owner.node) not in self._calls:
            calls: dict[str, list[Any]] = {}
            for place in _CALLS:
                for _, call in find(owner.node, place):
                    if name := string(get(call, "template")):
                        calls.setdefault(name, []).append(call)
            self._calls[id(owner.node)] = calls
        return self._calls[id(owner.node)]

    def _level(self, node: Any, places: Sequence[tuple[str, Sequence[str]]]) -> tuple[Values, Values]:
        """The values of the parameters at a node, and their defaults."""
        if id(node) not in self._known:
            self._known[id(node)] = _values(node, "value", places), _values(node, "default", places)
        return self._known[id(node)]


def _values(node: Any, key: str, places: Sequence[tuple[str, Sequence[str]]]) -> Values:
    """The values at a key, by use. One that is passed on under its own name is the outer scope's."""
    values: Values = {}
    for place, uses in places:
        for _, parameter in find(node, place):
            name, value = string(get(parameter, "name")), get(parameter, key)
            text = string(value)
            named = [use.format(name) for use in uses]
            missing = text == "" and string(get(parameter, "required")) == "true"
            if name is not None and text is not None and not missing and text.strip() not in named:
                values |= dict.fromkeys(named, (text, value))
    return values

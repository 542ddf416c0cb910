"""The tree of a file, whatever language it is written in: JSON, TOML or YAML, told by how its name ends.

All have the nodes of `yaml_tree`, so that `tables` walks them alike.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mooring import Source
    from mooring.scanners.yaml_tree import Tree

_JSON = (".json", ".jsonc", ".json5")


def of(source: Source) -> Tree:
    """The tree of a file: of JSON and TOML by the ending of its path, else of YAML."""
    path = source.path.lower()
    if path.endswith(_JSON):
        from mooring.scanners.json_tree import JsonTree

        return JsonTree(source)
    if path.endswith(".toml"):
        from mooring.scanners.toml_tree import TomlTree

        return TomlTree(source)
    from mooring.scanners.yaml_tree import Tree

    return Tree(source)

"""Servers of the Model Context Protocol that run in containers.

Read are the configurations of the clients (Claude, VS Code, Cursor, Windsurf, Gemini, Zed, Codex …): every mapping of
servers, `mcpServers`, `servers` or `mcp_servers`, whose `command` and `args` are a command line; and `server.json` of
the MCP registry, whose packages of the type `oci` are images (https://modelcontextprotocol.io/docs).
"""

from __future__ import annotations

import re

from mooring.scanners import rows, trees
from mooring.scanners.tables import Places, settled
from mooring.scanners.yaml_tree import entries, get, is_mapping, is_scalar, is_sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mooring import Mention, Part, Problem, Source

SCANNER = "mcp"
VERSION = "its tag is the version of the package"

_SERVERS = re.compile(rb"[\"']?(?:mcpServers|mcp_servers|context_servers|servers|mcp)[\"']?\s*:|\[mcp_servers")
_COMMAND = re.compile(rb"[\"']?command[\"']?\s*[:=]")
_REGISTRY = re.compile(rb"\"registry_?[tT]ype\"\s*:\s*\"oci\"")
_HTTP = re.compile(r"^https?://")
_SHELLS = ("cmd", "cmd.exe", "wsl", "wsl.exe")
_SWITCHES = ("/c", "/C", "-e", "--")


def scan(source: Source) -> Iterator[Mention | Problem]:
    """Yield every image that servers are run from."""
    tree = trees.of(source)
    places = Places(tree, SCANNER)
    yield from settled(found for root in tree.documents[:1] for found in rows.read(places, root, _ROWS))


def recognises(data: bytes) -> bool:
    """Whether the bytes look like a client's configuration, or like a server's entry in the registry."""
    return bool((_SERVERS.search(data) and _COMMAND.search(data)) or _REGISTRY.search(data))


def server(places: Places, node: Any, where: str) -> Iterator[Mention | Problem]:
    """A server's `command` and `args`; the command may be a mapping with both, `path` and `args`."""
    command = get(node, "command")
    if is_mapping(command):
        yield from server(places, command, f"{where}.command")
        return
    program = command if is_scalar(command) else get(node, "path")
    arguments = entries(get(node, "args"))
    if is_sequence(command):
        yield from places.argv(command.value, f"{where}.command")
    elif not arguments:
        yield from places.shell(program, f"{where}.command")
    elif program is not None:
        words = [program, *arguments]
        while len(words) > 1 and string(words[0]) in (*_SHELLS, *_SWITCHES):
            words = words[1:]
        yield from places.argv(words, f"{where}.args")


def _package(places: Places, node: Any, where: str) -> Iterator[Mention]:
    """A package of a server in the registry, whose version is the tag where the name has none."""
    if "oci" not in (string(get(node, "registryType")), string(get(node, "registry_type"))):
        return
    name = get(node, "identifier")
    base = string(get(node, "registryBaseUrl")) or string(get(node, "registry_base_url")) or ""
    host = _HTTP.sub("", base).strip("/")
    within = host in ("", "docker.io") or (string(name) or "").startswith(f"{host}/")
    if ":" in (string(name) or "").rpartition("/")[2] or "@" in (string(name) or ""):
        yield from places.reference(name, f"{where}.identifier")
    else:
        parts: dict[Part, Any] = {"repository": name, "tag": get(node, "version")}
        yield from places.split(parts, where, reason=VERSION, default_registry="" if within else host)


_ROWS: rows.Rows = (
    ("mcpServers.*", server),
    ("mcpServers[]", server),
    ("mcp_servers.*", server),
    ("context_servers.*", server),
    ("servers.*", server),
    ("mcp.servers.*", server),
    ("mcp.*", server),
    ('"mcp.servers".*', server),
    ("projects.*.mcpServers.*", server),
    ("customizations.vscode.mcp.servers.*", server),
    ("packages[]", _package),
    ("server.packages[]", _package),
)

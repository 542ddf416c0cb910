"""`mooring lsp`: diagnostics that are asked for, manuals, folders and settings that change, the whole workspace."""

import pytest

from mooring.cli import main

PULLS = {
    "textDocument": {"diagnostic": {}, "codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
    "window": {"workDoneProgress": True},
}
MANUAL = "https://github.com/mooring/mooring/blob/main/docs/rules.md"


def pull(editor, name, known=None):
    params = {"textDocument": {"uri": editor.uri(name)}, "previousResultId": known}
    return editor.request("textDocument/diagnostic", params)


def open_only(editor, name, text):
    document = {"uri": editor.uri(name), "languageId": "plaintext", "version": 1, "text": text}
    editor.notify("textDocument/didOpen", {"textDocument": document})


def codes(found):
    return [one["code"] for one in found]


def run(editor, command, *arguments):
    editor.request("workspace/executeCommand", {"command": command, "arguments": list(arguments)})


def test_diagnostics_are_pulled_by_clients_that_do(start):
    editor = start(capabilities=PULLS)
    assert editor.capabilities["diagnosticProvider"]["interFileDependencies"]
    open_only(editor, "Dockerfile", "FROM nginx\n")
    first = pull(editor, "Dockerfile")
    assert (first["kind"], codes(first["items"])) == ("full", ["implicit-latest"])
    assert pull(editor, "Dockerfile", first["resultId"]) == {"kind": "unchanged", "resultId": first["resultId"]}
    editor.change("Dockerfile", 2, {"text": "FROM redis:8.2.1\n"})
    second = pull(editor, "Dockerfile", first["resultId"])
    assert (second["kind"], second["items"]) == ("full", [])
    assert pull(editor, "nowhere/Dockerfile")["items"] == []
    assert not editor.said.get("textDocument/publishDiagnostics")


def test_a_change_elsewhere_has_the_diagnostics_pulled_again(start):
    editor = start(capabilities=PULLS, options={"show": "note"})
    open_only(editor, "a/Dockerfile", f"FROM nginx:1@sha256:{'1' * 64}\n")
    assert codes(pull(editor, "a/Dockerfile")["items"]) == codes(pull(editor, "a/Dockerfile")["items"])
    editor.said.pop("workspace/diagnostic/refresh", None)
    open_only(editor, "b/Dockerfile", f"FROM nginx:1@sha256:{'2' * 64}\n")
    editor.wait_for("workspace/diagnostic/refresh")
    [found] = [one for one in pull(editor, "a/Dockerfile")["items"] if one["code"] == "conflicting-digests"]
    assert found["relatedInformation"][0]["location"]["uri"] == editor.uri("b/Dockerfile")


def test_a_finding_links_to_its_manual_and_says_what_it_is(start):
    editor = start()
    found = editor.open("Dockerfile", "FROM k8s.gcr.io/pause:3.9\n# mooring: ignore[implicit-latest] x\nFROM a:1.2.3\n")
    tags = {one["code"]: (one["codeDescription"]["href"], one.get("tags")) for one in found}
    assert tags["retired-registry"] == (f"{MANUAL}#retired-registry", [2])
    assert tags["unused-ignore"] == (f"{MANUAL}#unused-ignore", [1])


@pytest.mark.parametrize("can_show", [True, False])
def test_the_manual_is_opened(start, can_show):
    editor = start(capabilities={"window": {"showDocument": {"support": can_show}}})
    editor.open("Dockerfile", "FROM nginx\n")
    at = {"line": 0, "character": 6}
    params = {
        "textDocument": {"uri": editor.uri("Dockerfile")},
        "range": {"start": at, "end": at},
        "context": {"diagnostics": []},
    }
    actions = {one["title"]: one for one in editor.request("textDocument/codeAction", params)}
    command = actions["Open the manual of implicit-latest"]["command"]
    run(editor, command["command"], *command["arguments"])
    page = f"{MANUAL}#implicit-latest"
    if can_show:
        assert editor.wait_for("window/showDocument") == {"uri": page, "external": True}
    else:
        assert page in editor.wait_for("window/showMessage")["message"]


def test_folders_come_and_go_with_their_policies(start, root, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (root / ".mooring.yaml").write_text("rules: {implicit-latest: error}\n")
    (other / ".mooring.yaml").write_text("rules: {implicit-latest: off}\n")
    editor = start()
    assert [one["severity"] for one in editor.open("Dockerfile", "FROM nginx\n")] == [1]
    name = "../other/sub/Dockerfile"
    editor.uri = lambda name: (root / name).resolve().as_uri()
    assert editor.open(name, "FROM nginx\n") == []
    folder = {"uri": other.as_uri(), "name": "other"}
    event = {"event": {"added": [folder], "removed": []}}
    editor.notify("workspace/didChangeWorkspaceFolders", event)
    (other / ".mooring.yaml").write_text("rules: {implicit-latest: note}\n")
    editor.notify("workspace/didChangeConfiguration", {"settings": {"mooring": {"show": "note"}}})
    assert "implicit-latest" in codes(editor.diagnostics(name))
    event = {"event": {"added": [], "removed": [folder]}}
    editor.notify("workspace/didChangeWorkspaceFolders", event)
    assert editor.request("shutdown", None) is None
    editor.notify("exit", None)
    assert editor.wait() == 0


def test_settings_are_asked_for_where_they_are_not_sent(start):
    editor = start(capabilities={"workspace": {"configuration": True}}, options={"show": "error"})
    assert editor.open("Dockerfile", "FROM nginx\n") == []
    editor.settings = {"show": "warning"}
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    assert codes(editor.diagnostics("Dockerfile")) == ["implicit-latest"]


def test_a_policy_that_is_wrong_from_the_start_is_said_and_counts_when_it_is_mended(start, root):
    policy = root / ".mooring.yaml"
    policy.write_text("rules: [\n")
    editor = start()
    open_only(editor, "Dockerfile", "FROM nginx\n")
    [wrong] = editor.diagnostics(".mooring.yaml")
    assert wrong["severity"] == 1
    assert len(editor.said["window/showMessage"]) == 1
    place = {"textDocument": {"uri": editor.uri("Dockerfile")}, "position": {"line": 0, "character": 6}}
    assert editor.request("textDocument/hover", place) is None
    policy.write_text("rules: {implicit-latest: error}\n")
    editor.save(".mooring.yaml")
    while not (found := editor.diagnostics("Dockerfile")):
        pass
    assert [one["severity"] for one in found] == [1]
    assert editor.diagnostics(".mooring.yaml") == []


def test_the_whole_workspace_is_pinned(start, root, registry):
    digest = registry.push("editor/workspace", tags=["1"])
    image = f"{registry.host}/editor/workspace:1"
    (root / "a").mkdir()
    (root / "a" / "Dockerfile").write_text(f"# ü\nFROM {image}\n", encoding="utf-8")
    (root / "compose.yaml").write_text(f"services: {{a: {{image: '{image}'}}}}\n")
    (root / "Dockerfile").write_text("FROM scratch\n")
    (root / "Dockerfile.old").write_bytes(b"# \xfc\nFROM " + image.encode() + b"\n")
    editor = start(capabilities=PULLS)
    open_only(editor, "Dockerfile", f"FROM {image}\nFROM 127.0.0.1:1/gone:1\n")
    run(editor, "mooring.pinWorkspace")
    changes = editor.wait_for("workspace/applyEdit")["edit"]["documentChanges"]
    edits = {one["textDocument"]["uri"]: (one["textDocument"]["version"], one["edits"]) for one in changes}
    assert {uri: version for uri, (version, _) in edits.items()} == {
        editor.uri("Dockerfile"): 1,
        editor.uri("a/Dockerfile"): None,
        editor.uri("compose.yaml"): None,
    }
    for _, [edit] in edits.values():
        assert edit["newText"] == f"@{digest}"
    assert edits[editor.uri("a/Dockerfile")][1][0]["range"]["start"] == {"line": 1, "character": len(f"FROM {image}")}
    assert editor.wait_for("window/showMessage")["message"] == "Mooring: 3 pinned in 3 files, 1 not; the log says why"
    [logged] = editor.said["window/logMessage"]
    assert "127.0.0.1:1/gone:1" in logged["message"]
    assert not editor.said["window/showMessage"]


def test_an_action_that_waits_for_a_registry_is_cancelled(start, silent):
    editor = start(capabilities=PULLS)
    open_only(editor, "Dockerfile", f"FROM {silent}/a/b:1\n")
    at = {"line": 0, "character": 8}
    document = {"uri": editor.uri("Dockerfile")}
    params = {"textDocument": document, "range": {"start": at, "end": at}, "context": {"diagnostics": []}}
    actions = {one["title"]: one for one in editor.request("textDocument/codeAction", params)}
    for cancelled_by in ("$/cancelRequest", "window/workDoneProgress/cancel"):
        number = editor.ask("codeAction/resolve", actions[f"Pin `{silent}/a/b:1` to its digest"])
        token = editor.wait_for("$/progress")["token"]
        assert editor.request("textDocument/documentSymbol", {"textDocument": document})
        editor.notify(cancelled_by, {"id": number} if cancelled_by == "$/cancelRequest" else {"token": token})
        assert editor.answer(number)["error"]["code"] == -32800
        assert editor.wait_for("$/progress")["value"]["kind"] == "end"


def test_the_server_speaks_of_what_is_missing(monkeypatch, capfd):
    monkeypatch.setitem(__import__("sys").modules, "mooring.lsp.features", None)
    with pytest.raises(ModuleNotFoundError):
        main(["lsp"])


def test_a_registry_that_is_being_asked_does_not_hold_up_the_end(start, silent):
    editor = start(options={"online": True})
    open_only(editor, "Dockerfile", f"FROM {silent}/a/b:1\n")
    place = {"textDocument": {"uri": editor.uri("Dockerfile")}, "position": {"line": 0, "character": 8}}
    number = editor.ask("textDocument/hover", place)
    editor.request("shutdown", None)
    assert editor.answer(number)["error"]["code"] == -32800
    editor.notify("exit", None)
    assert editor.wait() == 0


@pytest.mark.parametrize("name", [".mooring.yaml", "sub/base.yaml", ".mooring-baseline.yaml"])
def test_files_that_change_without_a_word_count_from_the_next_change_on(start, root, name):
    texts = {
        ".mooring.yaml": "extends: sub/base.yaml\n",
        "sub/base.yaml": "rules: {implicit-latest: off}\n",
    }
    (root / "sub").mkdir()
    editor = start()
    text = "FROM nginx\n"
    assert codes(editor.open("Dockerfile", text)) == ["implicit-latest"]
    for other, content in texts.items():
        (root / other).write_text(content)
    editor.change("Dockerfile", 2, {"text": text})
    assert editor.diagnostics("Dockerfile") == []
    changed = {
        ".mooring.yaml": "rules: {}\n",
        "sub/base.yaml": "rules: {implicit-latest: error}\n",
        ".mooring-baseline.yaml": "nonsense: [",
    }[name]
    (root / name).write_text(changed)
    editor.change("Dockerfile", 3, {"text": text})
    if name == ".mooring-baseline.yaml":
        assert [one["severity"] for one in editor.diagnostics(name)] == [1]
        (root / name).unlink()
        editor.change("Dockerfile", 4, {"text": text})
        assert editor.diagnostics(name) == []
    else:
        while not (found := editor.diagnostics("Dockerfile")):
            pass
        assert codes(found) == ["implicit-latest"]


def test_a_file_beside_that_changes_without_a_word_counts_from_the_next_change_on(start, root):
    (root / ".env").write_text("TAG=1\n")
    editor = start()
    assert editor.open("compose.yaml", "services: {a: {image: 'nginx:${TAG}'}}\n") == []
    (root / ".env").write_text("TAG=latest\n")
    editor.open("Dockerfile", "FROM nginx:1\n")
    assert codes(editor.diagnostics("compose.yaml")) == ["explicit-latest"]


def test_what_cannot_be_read_is_shown_where_it_stands(start):
    editor = start()
    [found] = editor.open("Dockerfile", "FROM a:1\n# 😀\nFROM nginx AS 日本\n")
    assert found["range"] == {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 16}}
    assert (found["severity"], "`日本`" in found["message"]) == (2, True)
    [found] = editor.open("compose.yaml", "services: {a: [")
    assert (found["source"], found["code"]) == ("mooring", "not-read")
    editor.change("compose.yaml", 2, {"text": "services: {a: {image: 'a:1'}}\n"})
    assert editor.diagnostics("compose.yaml") == []
    assert not editor.said.get("window/showMessage")


def test_a_file_that_is_open_under_two_spellings(start, root):
    editor = start()
    editor.uri = {"one": f"{root.as_uri()}/a%40b/Dockerfile", "other": f"{root.as_uri()}/a@b/Dockerfile"}.get
    assert (
        codes(editor.open("one", "FROM nginx\n")) == codes(editor.open("other", "FROM nginx\n")) == ["implicit-latest"]
    )
    editor.notify("textDocument/didClose", {"textDocument": {"uri": editor.uri("other")}})
    assert editor.diagnostics("other") == []
    editor.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": []}})
    editor.change("one", 2, {"text": "FROM nginx:1\n"})
    assert editor.diagnostics("one") == []
    assert not editor.said.get("window/showMessage")

"""`mooring lsp`: what editors and files do that they should not; the server lives on and says so once."""

import json
import subprocess

import pytest


def works(editor):
    return [one["code"] for one in editor.open("works/Dockerfile", "FROM nginx\n")] == ["implicit-latest"]


def messages(editor):
    return [one["message"] for one in editor.said.get("window/showMessage", ())]


def note(method, params):
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"7",
        b"null",
        b"\xff\xfe",
        b'{"jsonrpc": "2.0"}',
        b"[" * 100_000,
        note("textDocument/didOpen", {}),
        note("textDocument/didOpen", None),
        note("textDocument/didChange", {"textDocument": {"uri": 7}}),
        note("initialized", 7),
        note("$/cancelRequest", {"id": 99}),
    ],
)
def test_what_is_no_message_is_said_once(start, body):
    editor = start()
    editor.send_raw(body)
    editor.send_raw(body)
    assert works(editor)
    assert len(messages(editor)) <= 1


@pytest.mark.parametrize(("length", "said"), [(0, 0), (5, 1), (1_000_000_000_000, 0), (310, 1)])
def test_after_a_wrong_length_the_next_message_but_one_is_read(start, length, said):
    editor = start()
    editor.send_raw(note("textDocument/didSave", {"textDocument": {"uri": "file:///a"}}), length=length)
    lost = {"uri": editor.uri("x"), "languageId": "plaintext", "version": 1, "text": "x" * 300}
    for _ in range(2):
        editor.notify("textDocument/didOpen", {"textDocument": lost})
    assert works(editor)
    assert len(messages(editor)) >= said


def test_requests_that_are_none_are_answered(start):
    editor = start()
    assert editor.answer(editor.ask("textDocument/hover", {}))["error"]["code"] == -32602
    assert editor.answer(editor.ask("no/such/request", {}))["error"]["code"] == -32601
    number = editor.ask("workspace/executeCommand", {"command": "rm", "arguments": []})
    assert editor.answer(number)["error"]["code"] == -32602
    assert works(editor)


@pytest.mark.parametrize("data", [None, 7, {}, {"uri": "file:///nowhere"}])
def test_an_action_with_odd_data_has_no_edit(start, data):
    editor = start()
    assert "edit" not in editor.request("codeAction/resolve", {"title": "x", "data": data})
    assert works(editor)


def test_documents_that_were_never_opened_or_are_no_files(start):
    editor = start()
    editor.change("nowhere/Dockerfile", 3, {"text": "FROM nginx\n"})
    editor.notify("textDocument/didClose", {"textDocument": {"uri": editor.uri("nowhere/Dockerfile")}})
    document = {"uri": "untitled:Untitled-1", "languageId": "dockerfile", "version": 1, "text": "FROM nginx\n"}
    editor.notify("textDocument/didOpen", {"textDocument": document})
    place = {"textDocument": {"uri": document["uri"]}, "position": {"line": 0, "character": 6}}
    assert editor.request("textDocument/hover", place) is None
    assert works(editor)
    assert messages(editor) == []


def test_positions_out_of_range_and_versions_going_back(start):
    editor = start()
    editor.open("Dockerfile", "FROM nginx\n", version=5)
    far = {"line": 1000, "character": 1000}
    editor.change("Dockerfile", 3, {"range": {"start": far, "end": far}, "text": "FROM redis\n"})
    assert len(editor.diagnostics("Dockerfile")) == 2
    editor.change(
        "Dockerfile",
        2,
        {"range": {"start": {"line": 0, "character": 999}, "end": {"line": 1, "character": 0}}, "text": "\n"},
    )
    for place in (far, {"line": 0, "character": 999}):
        params = {"textDocument": {"uri": editor.uri("Dockerfile")}, "position": place}
        editor.request("textDocument/hover", params)
    assert works(editor)


def test_a_folder_that_vanishes(start, root):
    folder = root / "gone"
    folder.mkdir()
    (folder / ".env").write_text("TAG=1\n")
    editor = start()
    assert editor.open("gone/compose.yaml", "services: {a: {image: 'nginx:${TAG}'}}\n") == []
    (folder / ".env").unlink()
    folder.rmdir()
    root.rename(root.with_name("elsewhere"))
    editor.save("gone/compose.yaml")
    editor.change("gone/compose.yaml", 2, {"text": "services: {a: {image: nginx}}\n"})
    assert [one["code"] for one in editor.diagnostics("gone/compose.yaml")] == ["implicit-latest"]


def test_a_scanner_that_crashes_is_said_once(start, tmp_path):
    (tmp_path / "crash.py").write_text(
        "from mooring import Scanner\n"
        "def scan(source):\n"
        "    raise ZeroDivisionError\n"
        "def mooring_scanners():\n"
        "    return [Scanner('crash', ['*.crash'], scan)]\n"
    )
    settings = tmp_path / "XDG_CONFIG_HOME" / "mooring"
    settings.mkdir(parents=True)
    (settings / "config.yaml").write_text(json.dumps({"plugins": [str(tmp_path / "crash.py")]}))
    editor = start()
    assert editor.open("a.crash", "x") == []
    editor.change("a.crash", 2, {"text": "y"})
    assert works(editor)
    editor.request("textDocument/documentSymbol", {"textDocument": {"uri": editor.uri("a.crash")}})
    [said] = messages(editor)
    assert "ZeroDivisionError" in said
    assert "crash" in said


def test_what_comes_too_early_and_too_late_is_answered(start):
    editor = start(is_initialized=False)
    editor.notify("textDocument/didSave", {"textDocument": {"uri": "file:///a"}})
    number = editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": "file:///a"}})
    assert editor.answer(number)["error"]["code"] == -32002
    editor.initialize()
    assert works(editor)
    editor.request("shutdown", None)
    number = editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": "file:///a"}})
    assert editor.answer(number)["error"]["code"] == -32600
    editor.notify("exit", None)
    assert editor.wait() == 0


def test_an_exit_without_a_shutdown_ends_it_with_1(start):
    editor = start()
    editor.notify("exit", None)
    assert editor.wait() == 1


def test_it_ends_with_the_editor_s_process(start):
    parent = subprocess.Popen(["sleep", "60"])
    editor = start(process_id=parent.pid)
    assert works(editor)
    parent.kill()
    parent.wait()
    assert editor.wait() == 1


def test_a_shutdown_does_not_wait_for_a_registry(start, silent):
    editor = start(options={"online": True})
    editor.open("Dockerfile", f"FROM {silent}/a/b:1\n")
    place = {"textDocument": {"uri": editor.uri("Dockerfile")}, "position": {"line": 0, "character": 8}}
    editor.ask("textDocument/hover", place)
    editor.request("shutdown", None)
    editor.notify("exit", None)
    assert editor.wait() == 0


def test_giving_up_what_is_answered_already_is_no_trouble(start):
    editor = start()
    editor.notify("$/cancelRequest", {"id": 999})
    assert works(editor)
    editor.hang_up()
    editor.wait()
    assert editor.errors() == ""


def test_commands_that_are_none_are_not_our_error(start):
    editor = start()
    for command, arguments in (("mooring.none", []), ("mooring.apply", []), ("mooring.pinWorkspace", [1])):
        number = editor.ask("workspace/executeCommand", {"command": command, "arguments": arguments})
        assert editor.answer(number)["error"]["code"] == -32602
    assert works(editor)
    assert not [one for one in messages(editor) if "internal error" in one]

"""An editor, as far as a language server can tell: JSON-RPC over the pipes of a process."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading

PATIENCE = 20


class Editor:
    """A running `mooring lsp`. Answers to requests are awaited; what comes by itself is kept in `said`, by method."""

    def __init__(self, root, *, capabilities=None, options=None, environ=None, process_id=None, is_initialized=True):
        self.root = root
        self.settings = None
        self.said = {}
        self._number = 0
        self._incoming = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "mooring", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=os.path.dirname(__file__),
            env={**os.environ, **(environ or {})},
        )
        self._errors = []
        self._threads = [
            threading.Thread(target=self._listen, daemon=True),
            threading.Thread(target=lambda: self._errors.append(self._process.stderr.read()), daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._hello = {
            "processId": process_id or os.getpid(),
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": "root"}],
            "capabilities": {
                **(capabilities or {}),
                "workspace": {"workspaceEdit": {"documentChanges": True}, **(capabilities or {}).get("workspace", {})},
            },
            "initializationOptions": options,
        }
        if is_initialized:
            self.initialize()

    @property
    def pid(self):
        return self._process.pid

    def initialize(self):
        self.capabilities = self.request("initialize", self._hello)["capabilities"]
        self.notify("initialized", {})

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None and self._process.poll() is None:
                self.request("shutdown", None)
                self.notify("exit", None)
                assert self.wait() == 0, self.errors()
        finally:
            self._end()

    def _end(self):
        self._process.kill()
        self._process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            stream.close()

    def wait(self):
        return self._process.wait(PATIENCE)

    def errors(self):
        """What has ended up on standard error, once the server has ended."""
        self._threads[1].join(PATIENCE)
        return b"".join(self._errors).decode()

    def hang_up(self):
        self._process.stdin.close()

    def _listen(self):
        stream = self._process.stdout
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.decode("ascii").partition(":")
                length = int(value) if name.lower() == "content-length" else length
                line = stream.readline()
            self._incoming.put(json.loads(stream.read(length)))
        self._incoming.put(None)

    def send_raw(self, body, length=None):
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body) if length is None else length, body))
        self._process.stdin.flush()

    def _send(self, **message):
        self.send_raw(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method, params):
        self._send(method=method, params=params)

    def ask(self, method, params):
        """Send a request without waiting; give its id."""
        self._number += 1
        self._send(id=self._number, method=method, params=params)
        return self._number

    def answer(self, number):
        """The whole answer to a request."""
        return self._until(lambda message: message.get("id") == number and "method" not in message)

    def request(self, method, params):
        answer = self.answer(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def wait_for(self, method):
        """The parameters of what the server says next by itself with this method; what has come already counts."""
        if not self.said.get(method):
            self._until(lambda message: message.get("method") == method)
        return self.said[method].pop(0)

    def _until(self, is_wanted):
        while True:
            try:
                message = self._incoming.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"the server does not answer; it has said {self.said}") from None
            assert message is not None, f"the server has ended: {self._errors}"
            if "method" in message:
                self.said.setdefault(message["method"], []).append(message.get("params"))
                if "id" in message:
                    self._send(id=message["id"], result=self._reply(message["method"]))
            if is_wanted(message):
                return message

    def _reply(self, method):
        replies = {
            "workspace/applyEdit": {"applied": True},
            "window/showDocument": {"success": True},
            "workspace/configuration": [self.settings],
        }
        return replies.get(method)

    def uri(self, name):
        return (self.root / name).as_uri()

    def open(self, name, text, version=1):
        """Open a document; give its diagnostics."""
        document = {"uri": self.uri(name), "languageId": "plaintext", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return self.diagnostics(name)

    def change(self, name, version, *changes):
        document = {"uri": self.uri(name), "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def save(self, name):
        self.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(name)}})

    def diagnostics(self, name):
        """The diagnostics of a document that are published next."""
        published = self.said.setdefault("textDocument/publishDiagnostics", [])
        while True:
            for index, one in enumerate(published):
                if one["uri"] == self.uri(name):
                    return published.pop(index)["diagnostics"]
            self._until(lambda message: message.get("method") == "textDocument/publishDiagnostics")

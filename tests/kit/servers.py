"""Scripted servers: one that answers by plain HTTP on a loopback port, and a whole small internet behind a proxy.

What they answer is up to a function from `Request` to `Reply`. Each keeps the list of requests it was sent.
"""

from __future__ import annotations

import json
import ssl
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import trustme


class Request:
    def __init__(self, host, method, target, headers, body, secure):
        parts = urlsplit(target)
        self.host = host
        self.method = method
        self.path = parts.path
        self.query = dict(parse_qsl(parts.query))
        self.headers = headers
        self.body = body
        self.secure = secure

    @property
    def authorization(self):
        return self.headers.get("authorization")

    @property
    def form(self):
        return dict(parse_qsl(self.body.decode()))

    def __repr__(self):
        return f"{self.method} {self.host}{self.path} {self.query or ''}"


class Reply:
    """An answer; `raw` writes it to the connection instead, whatever it is, which is closed afterwards."""

    def __init__(self, status=200, body=b"", headers=None, raw=None):
        self.status = status
        self.body = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        self.headers = headers or {}
        self.raw = raw


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    host = None
    secure = False

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (ConnectionError, ssl.SSLError, ValueError):
            self.close_connection = True

    def do_CONNECT(self):
        self.server.tunnels.append((self.path, self.headers.get("proxy-authorization")))
        if self.server.authority is None:
            self.send_error(405)
            return
        self.host = self.path.removesuffix(":443")
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.wfile.flush()
        context = self.server.context_for(self.path.rpartition(":")[0])
        self.secure = True
        try:
            self.request = self.connection = context.wrap_socket(self.connection, server_side=True)
        except (OSError, ValueError):
            self.close_connection = True
            return
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")
        self.close_connection = False
        while not self.close_connection:
            self.handle_one_request()
        self.close_connection = True

    def finish(self):
        super().finish()
        self.connection.close()

    def _answer(self):
        length = int(self.headers.get("content-length") or 0)
        host, target = self.host or self.headers.get("host"), self.path
        if "://" in target:
            host = urlsplit(target).netloc
        request = Request(host, self.command, target, self.headers, self.rfile.read(length), self.secure)
        self.server.requests.append(request)
        reply = self.server.answer(request)
        if reply.raw:
            reply.raw(self.wfile)
            self.wfile.flush()
            self.close_connection = True
            return
        self.send_response(reply.status)
        headers = {name.lower(): value for name, value in reply.headers.items()}
        headers.setdefault("content-length", str(len(reply.body)))
        for name, value in headers.items():
            for each in value if isinstance(value, list) else [value]:
                if each is not None:
                    self.send_header(name, each)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        self.wfile.flush()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """A server of plain HTTP, or of TLS with a `context`, on a free loopback port; `host` names it in references."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    authority = None

    def __init__(self, answer, *, context=None):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.requests = []
        self.tunnels = []
        self.connections = 0
        self._context = context
        self.host = f"127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()

    def get_request(self):
        connection, address = super().get_request()
        self.connections += 1
        if self._context:
            connection = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, *_):
        pass

    def close(self):
        self.shutdown()
        self.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def sent(self, method=None, host=None):
        """The requests of a method to a host, in order."""
        return [each for each in self.requests if method in (None, each.method) and host in (None, each.host)]


class World(Server):
    """A small internet: a proxy behind which every host of `sites` answers over TLS under a certificate of its own.

    `environ` makes a client go through it, `ca_bundle` makes it trusted.
    """

    def __init__(self, sites, authority):
        self.sites = sites
        self.authority = authority
        self._contexts = {}
        super().__init__(self._dispatch)
        self.environ = {"HTTPS_PROXY": f"http://{self.host}", "HTTP_PROXY": f"http://{self.host}"}

    def _dispatch(self, request):
        site = self.sites.get(request.host)
        return site(request) if site else Reply(502)

    def context_for(self, name):
        if name not in self._contexts:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.authority.issue_cert(name).configure_cert(context)
            self._contexts[name] = context
        return self._contexts[name]


class Authority:
    """A private certificate authority; `file` is its certificate."""

    def __init__(self):
        self._ca = trustme.CA()
        self._folder = tempfile.TemporaryDirectory(prefix="authority-")
        self.file = f"{self._folder.name}/ca.pem"
        self._ca.cert_pem.write_to_path(self.file)

    def issue_cert(self, *names):
        return self._ca.issue_cert(*names)

    def server_context(self, *names):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.issue_cert(*names).configure_cert(context)
        return context

    def write(self, *names):
        """A certificate's and its key's file for the names."""
        certificate = self.issue_cert(*names)
        chain, key = f"{self._folder.name}/{names[0]}.pem", f"{self._folder.name}/{names[0]}.key"
        with open(chain, "wb") as file:
            file.writelines(blob.bytes() for blob in certificate.cert_chain_pems)
        certificate.private_key_pem.write_to_path(key)
        return chain, key

    def trust(self, context):
        self._ca.configure_trust(context)

    def close(self):
        self._folder.cleanup()

"""A hibari whose voice emma is fetched from a server on this machine, by HTTPS as the true one is."""

import hashlib
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import servers

TRUE = Path(find_spec("hibari").origin).parent
HEART = TRUE / "assets" / "hibari.onnx"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        server.asked.append(self.path)
        status = server.status if self.path.endswith("bf_emma.int8.onnx") else 404
        self.send_response(status)
        if status == 302:
            self.send_header("Location", server.leads_to)
        self.send_header("Content-Length", str(0 if status != 200 else server.told_bytes or len(server.content)))
        self.end_headers()
        if status == 200:
            self.wfile.write(server.content)
            self.wfile.flush()
            server.is_over.wait(server.waits_s)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[ThreadingHTTPServer]:
    """Serve `content` under the name of emma's file, or whatever else the server is told to, with a new certificate."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=localhost"]
    try:
        subprocess.run([*command, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    except FileNotFoundError:
        servers.missing("no openssl makes a certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.handle_error = lambda *_: None  # a client that leaves is expected
        server.daemon_threads = True
        server.certificate = certificate
        server.content, server.status, server.asked, server.told_bytes = b"", 200, [], 0
        server.leads_to, server.waits_s, server.is_over = "", 0.0, threading.Event()
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            server.shutdown()
            thread.join()


def install(folder: Path, port: int, content: bytes) -> None:
    """Put a hibari into a folder that takes its voices from a port of this machine; emma's file is some content."""
    assets = folder / "hibari" / "assets"
    assets.mkdir(parents=True)
    for file in [*TRUE.glob("*"), *TRUE.glob("assets/*")]:
        if file.name not in {"assets", "voices.json", "voices.py", "__pycache__"}:
            (folder / "hibari" / file.relative_to(TRUE)).symlink_to(file)
    source = (TRUE / "voices.py").read_text(encoding="utf-8")
    (folder / "hibari" / "voices.py").write_text(f'{source}\nBASE_URL = "https://localhost:{port}/voices/"\n')
    told = json.loads((TRUE / "assets" / "voices.json").read_text())
    told["emma"] |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (assets / "voices.json").write_text(json.dumps(told))

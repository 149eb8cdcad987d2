"""A small e-signature service that speaks the protocol of `secondments.esign.json_http` on a port of this machine."""

import hmac
import json
import time
from base64 import b64decode, b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from tests.secondments.pdf_signer import sign
from tests.threads import serve

SECRET = "a secret of thirty-two characters and more"
HEADER = "Front-Door-Signature"


def seal(body: bytes, at: int, secret: str = SECRET) -> str:
    return f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + body, sha256).hexdigest()}"


def sign_pdf(pdf: bytes, *, over: bytes | None = None, after: bytes = b"") -> bytes:
    """What has the marks of a signature and is none: an increment that names the digest of all but itself.

    `over` signs other bytes than those of the file; `after` adds something that the byte range does not cover.
    """
    head = b"\n9 0 obj\n<< /Type /Sig /ByteRange [0 %010d %010d %010d] /Contents "
    tail, size = b" >>\nendobj\n%%EOF\n", 2 * (16 + 32) + 2
    before = pdf + head % (0, 0, 0)
    start, end = len(before), len(before) + size
    before = pdf + head % (start, end, len(tail))
    digest = sha256((before if over is None else over) + tail).digest()
    signature = b"<" + (b"\x30" * 8 + digest + b"\x00" * 8).hex().encode() + b">"
    return before + signature + tail + after


class Service:
    """Papers that were handed over, by id, and what it tells when somebody has signed."""

    def __init__(self) -> None:
        self.papers: dict[str, dict[str, Any]] = {}
        self.failing = 0
        self.answer: dict[str, Any] = {}

    meanwhile: Any = staticmethod(lambda: None)

    def take(self, said: str, body: bytes, once: str) -> tuple[int, dict[str, Any]]:
        moment = said.partition(",")[0].removeprefix("t=")
        if said != seal(body, int(moment or 0)) or abs(time.time() - int(moment)) > 60:
            return 401, {"error": "not sealed"}
        if self.failing:
            return self.failing, {"error": "down"}
        self.meanwhile()
        paper = json.loads(body)
        known = {one["key"]: key for key, one in self.papers.items()}
        key = known.get(once, f"env-{len(self.papers) + 1}")
        self.papers[key] = paper | {"pdf": b64decode(paper["pdf"])}
        return 201, {"id": key, "where": f"{self.url}/sign/{key}"} | self.answer

    def told(self, key: str, **changes: Any) -> bytes:
        paper = self.papers[key]
        said = {"id": key, "name": paper["name"], "content_hash": paper["content_hash"]}
        pdf = changes.pop("pdf", None) or sign(paper["pdf"])
        return json.dumps(said | {"pdf": b64encode(pdf).decode()} | changes).encode()

    def tell(
        self, where: str, body: bytes, *, at: int | None = None, secret: str = SECRET
    ) -> requests.Response:
        """Call back, as the service does once its own page has been signed."""
        headers = {"Content-Type": "application/json", HEADER: seal(body, at or int(time.time()), secret)}
        return requests.post(where, data=body, headers=headers, timeout=10, allow_redirects=False)

    url = ""


@contextmanager
def running():
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, said = service.take(self.headers.get(HEADER, ""), body, self.headers["Idempotency-Key"])
            written = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        service.url = f"http://127.0.0.1:{server.server_port}"
        serve(server)
        yield service
        server.shutdown()

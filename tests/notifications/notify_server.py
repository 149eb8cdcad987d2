"""The two endpoints of GOV.UK Notify that the portal speaks to, with its checks, answers and error bodies."""

import json
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

from tests.threads import serve

SERVICE = "8ba9b5f7-9b1e-4f62-8f0b-1c1a2f0f6a11"
SECRET = "c64895fa-4d1b-4c8e-9d0f-2b3c4d5e6f70"
API_KEY = f"front_door-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


class NotifyService:
    """What the provider holds. `fail`: statuses of the next answers; `swallow`: sends accepted without an answer."""

    def __init__(self, port: int = 0) -> None:
        self.accepted: list[dict] = []
        self.fail: list[int] = []
        self.swallow = 0
        self.lookups: list[str] = []
        service = self

        class Handler(_Handler):
            notify = service

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        serve(self.server)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def references(self) -> list[str]:
        return [mail["reference"] for mail in self.accepted]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    notify: NotifyService
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words: object) -> None:
        return None

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._known():
            return
        if self.notify.fail:
            self._refuse(self.notify.fail.pop(0))
            return
        if self.path != "/v2/notifications/email" or body["template_id"] != TEMPLATE:
            self._refuse(400)
            return
        mail = body | {"id": str(uuid.uuid4())}
        self.notify.accepted.append(mail)
        if self.notify.swallow:
            self.notify.swallow -= 1
            self.close_connection = True
            return
        content = {"subject": body["personalisation"]["subject"], "body": body["personalisation"]["body"]}
        self._say(201, {"id": mail["id"], "reference": body["reference"], "content": content})

    def do_GET(self) -> None:
        if not self._known():
            return
        query = parse_qs(urlsplit(self.path).query)
        reference = query["reference"][0]
        self.notify.lookups.append(reference)
        found = [
            {"id": mail["id"], "reference": reference, "type": "email", "status": "delivered"}
            for mail in self.notify.accepted
            if mail["reference"] == reference
        ]
        self._say(200, {"notifications": found, "links": {"current": self.path}})

    def _known(self) -> bool:
        """Bearer token signed with the service's secret, issued within the last half minute."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
            known = claims["iss"] == SERVICE and abs(time.time() - claims["iat"]) < 30
        except jwt.PyJWTError:
            known = False
        if not known:
            self._refuse(403)
        return known

    def _refuse(self, status: int) -> None:
        error = {"error": "BadRequestError", "message": "email_address Not a valid email address"}
        self._say(status, {"status_code": status, "errors": [error]})

    def _say(self, status: int, body: dict) -> None:
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

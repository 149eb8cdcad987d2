"""An OpenID provider as GOV.UK One Login is one: nonce and PKCE enforced, clients proven by key, ES256 signatures."""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm

from tests.threads import serve


def rsa_pem():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


class Provider:
    def __init__(self, *, client_id, client_pem="", client_secret=""):
        self.client_id, self.client_secret = client_id, client_secret
        self.client_key = None
        if client_pem:
            self.client_key = serialization.load_pem_private_key(client_pem.encode(), None).public_key()
        self.key, self.kid = ec.generate_private_key(ec.SECP256R1()), "first"
        self.claims = {"sub": "urn:fdc:1", "email": "ann@gov.example", "email_verified": True}
        self.id_token_changes, self.userinfo_changes = {}, {}
        self.grants, self.tokens, self.used, self.seen = {}, set(), set(), []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        serve(self.server)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def rotate(self):
        self.key, self.kid = ec.generate_private_key(ec.SECP256R1()), secrets.token_hex(4)

    def authorise(self, address):
        """What the person's browser does there: agree, and be sent back. Returns the address of the way back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.seen.append(asked)
        assert address.startswith(f"{self.issuer}/authorize?")
        assert asked["response_type"] == "code" and asked["client_id"] == self.client_id
        assert asked["nonce"] and asked["state"] and asked["code_challenge_method"] == "S256"
        code = secrets.token_hex(16)
        self.grants[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def grant(self, form):
        asked = self.grants.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
        assert form["redirect_uri"] == asked["redirect_uri"]
        self._authenticate(form)
        token, now = secrets.token_hex(16), int(time.time())
        self.tokens.add(token)
        claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": self.claims["sub"],
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 120,
        }
        signed = jwt.encode(
            claims | self.id_token_changes, self.key, algorithm="ES256", headers={"kid": self.kid}
        )
        return {"access_token": token, "token_type": "Bearer", "expires_in": 180, "id_token": signed}

    def _authenticate(self, form):
        if self.client_key is None:
            assert secrets.compare_digest(form["client_secret"], self.client_secret)
            return
        assert "client_secret" not in form
        assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        claims = jwt.decode(
            form["client_assertion"], self.client_key, algorithms=["RS256"], audience=f"{self.issuer}/token"
        )
        assert claims["iss"] == claims["sub"] == self.client_id
        assert claims["jti"] not in self.used
        self.used.add(claims["jti"])

    def answer(self, path, form, authorization):
        if path == "/.well-known/openid-configuration":
            methods = ["private_key_jwt"] if self.client_key else ["client_secret_post"]
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "token_endpoint_auth_methods_supported": methods,
            }
        if path == "/jwks":
            published = json.loads(ECAlgorithm.to_jwk(self.key.public_key()))
            return {"keys": [published | {"kid": self.kid, "alg": "ES256", "use": "sig"}]}
        if path == "/token":
            return self.grant(form)
        assert path == "/userinfo" and authorization.removeprefix("Bearer ") in self.tokens
        return self.claims | self.userinfo_changes

    def _handler(self):
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._do({})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._do({name: values[0] for name, values in parse_qs(body).items()})

            def _do(self, form):
                try:
                    found = provider.answer(self.path, form, self.headers.get("Authorization", ""))
                    status = 200 if self.headers.get("User-Agent") else 403
                except (AssertionError, KeyError, jwt.PyJWTError) as error:
                    status, found = 400, {"error": "invalid_request", "error_description": repr(error)}
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(found).encode())

            def log_message(self, *args):
                pass

        return Handler

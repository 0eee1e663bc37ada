"""A provider of OpenID Connect on this machine: discovery, authorization code with PKCE, signed ID tokens, log-out.

Started as a process of its own by the tests: `python -m tests.identity_provider PORT REGISTRATION.json`. The rules of
the protocol are those of Authlib's server; what stands here are its three stores, in memory, and a page to log in.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.rpinitiated import EndSessionEndpoint
from flask import Flask, Response, request, session
from joserfc.jwk import KeySet, RSAKey

HOST = "127.0.0.1"
FORM = """<!doctype html><title>Log in</title><form method="post">
<label>Name <input name="username" autofocus></label>
<label>Password <input name="password" type="password"></label><button>Continue</button></form>{said}"""


@dataclass
class Client(ClientMixin):
    """The one application that is registered."""

    client_id: str
    client_secret: str
    redirect_uri: str

    @property
    def client_metadata(self) -> dict[str, Any]:
        return {"post_logout_redirect_uris": [self.redirect_uri]}

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(name for name in scope.split() if name in ("openid", "email", "profile"))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, self.client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_basic", "client_secret_post")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """An authorization code, good for one exchange."""

    code: str
    client_id: str
    user: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Stores:
    """What the provider knows: one client, users with password and claims, codes not yet exchanged, its keys."""

    client: Client
    users: dict[str, dict[str, Any]]
    issuer: str
    codes: dict[str, Code] = field(default_factory=dict)
    nonces: set[str] = field(default_factory=set)
    keys: KeySet = field(default_factory=lambda: KeySet([RSAKey.generate_key(2048, auto_kid=True)]))


def provider(stores: Stores) -> Flask:
    """The provider as an application of Flask."""

    class CodeGrant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

        def save_authorization_code(self, code: str, asked: Any) -> None:
            data = asked.payload.data
            stores.nonces.add(data.get("nonce"))
            stores.codes[code] = Code(
                code, asked.client.client_id, asked.user, asked.payload.redirect_uri, asked.payload.scope,
                data.get("nonce"), data.get("code_challenge"), data.get("code_challenge_method"),
            )  # fmt: skip

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return stores.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del stores.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.user

    class IdToken(OpenIDCode):
        def exists_nonce(self, nonce: str, asked: Any) -> bool:
            return nonce in stores.nonces

        def resolve_client_private_key(self, client: Client) -> Any:
            return stores.keys.keys[0]

        def get_encode_header(self, client: Client) -> dict[str, str]:
            return {"alg": "RS256", "kid": str(stores.keys.keys[0].kid)}

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": stores.issuer, "aud": [client.client_id]}

        def generate_user_info(self, user: str, scope: str) -> UserInfo:
            return UserInfo(sub=f"subject-of-{user}", **stores.users[user]["claims"])

    class LogOut(EndSessionEndpoint):
        def get_server_jwks(self) -> KeySet:
            return stores.keys

        def end_session(self, end_session_request: Any) -> None:
            session.clear()

    app = Flask(__name__)
    app.secret_key = secrets.token_hex()
    app.config["SESSION_COOKIE_NAME"] = "identity_provider"
    server = AuthorizationServer(
        app, query_client=lambda name: stores.client if name == stores.client.client_id else None,
        save_token=lambda token, asked: None,
    )  # fmt: skip
    server.register_grant(CodeGrant, [IdToken(require_nonce=True), CodeChallenge(required=True)])
    server.register_endpoint(LogOut)

    @app.get("/.well-known/openid-configuration")
    def discovery() -> dict[str, Any]:
        return {
            "issuer": stores.issuer,
            "authorization_endpoint": f"{stores.issuer}/authorize",
            "token_endpoint": f"{stores.issuer}/token",
            "jwks_uri": f"{stores.issuer}/jwks",
            "end_session_endpoint": f"{stores.issuer}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    @app.get("/favicon.ico")
    def picture() -> Response:
        return Response(status=204)

    @app.get("/jwks")
    def jwks() -> dict[str, Any]:
        return dict(stores.keys.as_dict(private=False))

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        name = request.form.get("username", "")
        try:
            grant = server.get_consent_grant(end_user=name or None)
        except OAuth2Error as fault:
            return Response(str(fault), status=400)
        if request.method == "GET":
            return FORM.format(said="")
        if name not in stores.users or request.form.get("password") != stores.users[name]["password"]:
            return FORM.format(said="<p>Wrong name or password</p>")
        session["user"] = name
        return server.create_authorization_response(grant_user=name, grant=grant)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.route("/logout", methods=["GET", "POST"])
    def logout() -> Any:
        return server.create_endpoint_response("end_session") or "logged out"

    return app


def main() -> None:
    """Serve until the process is ended."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    port, registration = int(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    stores = Stores(Client(**registration["client"]), registration["users"], f"http://{HOST}:{port}")
    provider(stores).run(HOST, port)


if __name__ == "__main__":
    main()

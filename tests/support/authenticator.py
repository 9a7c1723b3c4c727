"""An authenticator in software: it makes a key for a site, and signs what a page asks as a browser hands it on."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.members.passkeys import Site, encoded

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
HERE = Site("localhost", "http://localhost")


class Authenticator:
    """One key of one owner. `flags`, `site` and `client` are what it says of itself, for tests in which it lies."""

    def __init__(self, site: Site = HERE, *, counts: bool = True) -> None:
        self.site, self.flags, self.count, self.counts = site, PRESENT | VERIFIED, 0, counts
        self.client: dict[str, Any] = {"crossOrigin": False}
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)

    def made(self, challenge: bytes, *, alg: int = -7) -> str:
        """The answer to navigator.credentials.create, as JSON."""
        numbers = self.key.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps({1: 2, 3: alg, -1: 1, **point})
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return self._told("webauthn.create", challenge, attestationObject=cbor2.dumps(statement))

    def signed(self, challenge: bytes) -> str:
        """The answer to navigator.credentials.get, as JSON."""
        self.count += self.counts
        data, client = self._data(), self._client("webauthn.get", challenge)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told("webauthn.get", challenge, authenticatorData=data, signature=signature)

    def _data(self, more: int = 0) -> bytes:
        name = hashlib.sha256(self.site.name.encode()).digest()
        return name + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: bytes) -> bytes:
        told: dict[str, Any] = {
            "type": kind,
            "challenge": encoded(challenge),
            "origin": self.site.origin,
            **self.client,
        }
        return json.dumps(told, separators=(",", ":")).encode()

    def _told(self, kind: str, challenge: bytes, **parts: bytes) -> str:
        answer = {name: encoded(value) for name, value in parts.items()}
        answer["clientDataJSON"] = encoded(self._client(kind, challenge))
        told: dict[str, Any] = {
            "id": encoded(self.id),
            "rawId": encoded(self.id),
            "type": "public-key",
            "response": answer,
        }
        return json.dumps(told)

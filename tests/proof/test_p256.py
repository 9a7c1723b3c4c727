"""The verifier's own P-256 on published vectors, on edge cases after Wycheproof, and beside a library."""

from __future__ import annotations

import hashlib
import secrets

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.proof import p256

# RFC 6979, A.2.5: the key, and with SHA-256 r and s of two messages
KEY = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
SIGNED = {
    b"sample": (
        0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
        0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
    ),
    b"test": (
        0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
        0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,
    ),
}  # fmt: skip
N = p256.N


def test_published_signatures_hold_with_s_of_either_half_and_for_nothing_else() -> None:
    for message, (r, s) in SIGNED.items():
        assert p256.is_valid(KEY, der(r, s), message)
        assert p256.is_valid(KEY, der(r, N - s), message)
        assert not p256.is_valid(KEY, der(r, s), message + b"x")
        assert not p256.is_valid(f"{p256.G[0]:064x}{p256.G[1]:064x}", der(r, s), message)


def test_numbers_out_of_range_are_no_signature() -> None:
    r, s = SIGNED[b"sample"]
    for one, other in [
        (0, s),
        (r, 0),
        (0, 0),
        (N, s),
        (r, N),
        (r + N, s),
        (r, s + N),
        (r - N, s),
        (r, -s),
        (1, 1),
        (N - 1, N - 1),
        (r, 1),
    ]:
        assert not p256.is_valid(KEY, der(one, other), b"sample"), (one, other)


def test_sums_that_end_or_pass_at_infinity_or_double_are_right() -> None:
    """u·G + v·Q where Q is G or −G, so that the sum is a doubling, or nothing at all."""
    hashed = int.from_bytes(hashlib.sha256(b"sample").digest(), "big") % N
    x, y = p256.G
    for y_, r in [(y, hashed), (y, N - hashed), (p256.P - y, hashed), (p256.P - y, N - hashed)]:
        public = ec.EllipticCurvePublicNumbers(x, y_, ec.SECP256R1()).public_key()
        for s in (1, 2, hashed, N - 1):
            signature = der(r, s)
            assert p256.is_valid(f"{x:064x}{y_:064x}", signature, b"sample") == holds(public, signature, b"sample")


def holds(public: ec.EllipticCurvePublicKey, signature: bytes, message: bytes) -> bool:
    try:
        public.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def test_keys_that_are_no_points_are_refused() -> None:
    x, y = int(KEY[:64], 16), int(KEY[64:], 16)
    good = der(*SIGNED[b"sample"])
    for key in (
        f"{x:064x}{y ^ 1:064x}",
        "0" * 128,
        f"{x + p256.P:064x}{y:064x}"[-128:],
        f"{p256.P:064x}{y:064x}",
        KEY[:64],
        KEY.upper(),
        "g" * 128,
        "",
    ):
        with pytest.raises(ValueError):
            p256.is_valid(key, good, b"sample")


def test_a_signature_has_one_form() -> None:
    good = der(*SIGNED[b"sample"])
    r, s = good[2 : 4 + good[3]], good[4 + good[3] :]
    bad = [
        b"", b"\x30", good[:-1], good + b"\0", b"\x30\x81" + good[1:], b"\x31" + good[1:], b"\x30\x80" + good[2:] + b"\0\0",
        wrap(r), wrap(r + s + b"\x02\x01\0"), wrap(b"\x02\x22\0" + r[2:] + s), wrap(b"\x03" + r[1:] + s), wrap(r + b"\x02\0"),
        wrap(r + b"\x02\x81" + s[1:]), bytes.fromhex(f"{SIGNED[b'sample'][0]:064x}{SIGNED[b'sample'][1]:064x}"),
    ]  # fmt: skip
    for signature in bad:
        with pytest.raises(ValueError):
            p256.is_valid(KEY, signature, b"sample")


def der(*numbers: int) -> bytes:
    """Whole numbers, negative ones too, as a sequence."""
    parts = [number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True) for number in numbers]
    return wrap(b"".join(bytes([2, len(part)]) + part for part in parts))


def wrap(body: bytes) -> bytes:
    return b"\x30" + bytes([len(body)]) + body


def test_it_agrees_with_a_library_on_keys_and_messages_by_chance() -> None:
    for n in range(12):
        key, message = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(n)
        numbers = key.public_key().public_numbers()
        signature, public = key.sign(message, ec.ECDSA(hashes.SHA256())), f"{numbers.x:064x}{numbers.y:064x}"
        assert p256.is_valid(public, signature, message)
        assert not p256.is_valid(public, signature, message + b"\0") and not p256.is_valid(KEY, signature, message)

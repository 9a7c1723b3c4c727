"""ECDSA on the curve P-256 with SHA-256 (what WebAuthn calls ES256), for verify.py, which proves a record with it: it verifies, and cannot sign.

FIPS 186-5 and SEC 1, 4.1.4. Everything it reads is public, so nothing here has to take the same time always. Like verify.py it needs
nothing but Python (3.9 or newer).
"""

from __future__ import annotations

import hashlib

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # the order of G
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int]
# X, Y, Z with x = X / Z² and y = Y / Z³; Z = 0 is the point at infinity
Jacobian = tuple[int, int, int]
INFINITY: Jacobian = (1, 1, 0)


def point(key: str) -> Point:
    """The point whose x and y are these 128 hexadecimal digits; ValueError unless it is one of the curve."""
    if len(key) != 128 or any(digit not in "0123456789abcdef" for digit in key):
        raise ValueError("a public key is 128 hexadecimal digits, x and y")
    x, y = int(key[:64], 16), int(key[64:], 16)
    if x >= P or y >= P or (y * y - x * x * x + 3 * x - B) % P:
        raise ValueError("the public key is no point of the curve")
    return x, y


def halves(signature: bytes) -> tuple[int, int]:
    """r and s of a signature in DER, the one form that they have in it; ValueError for any other."""
    if len(signature) < 2 or signature[0] != 0x30 or signature[1] != len(signature) - 2 or signature[1] > 0x7F:
        raise ValueError("the signature is not one sequence of DER")
    r, rest = _integer(signature[2:])
    s, rest = _integer(rest)
    if rest:
        raise ValueError("something follows the two numbers of the signature")
    return r, s


def _integer(data: bytes) -> tuple[int, bytes]:
    if len(data) < 2 or data[0] != 0x02 or not 0 < data[1] <= min(0x7F, len(data) - 2):
        raise ValueError("the signature lacks one of its numbers")
    digits = data[2 : 2 + data[1]]
    is_padded = len(digits) > 1 and digits[0] in (0, 0xFF) and (digits[0] ^ digits[1]) < 0x80
    if is_padded:
        raise ValueError("a number of the signature is not written as DER has it")
    return int.from_bytes(digits, "big", signed=True), data[2 + data[1] :]


def is_valid(key: str, signature: bytes, message: bytes) -> bool:
    """Whether this is a signature (DER) of the message by whoever has the private key of `key` (x and y, in hexadecimal).

    s may be of either half. ValueError for a key or a signature that cannot be read."""
    public, (r, s) = point(key), halves(signature)
    if not (0 < r < N and 0 < s < N):
        return False
    hashed = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, N)
    x = _sum_of_multiples(hashed * inverse % N, r * inverse % N, public)
    return x is not None and x % N == r


def _sum_of_multiples(u: int, v: int, public: Point) -> int | None:
    """x of u·G + v·Q; None for the point at infinity. Both multiples bit by bit at once, after Shamir."""
    g, q = (*G, 1), (*public, 1)
    table = {(1, 0): g, (0, 1): q, (1, 1): _add(g, q)}
    found = INFINITY
    for bit in range(max(u.bit_length(), v.bit_length()) - 1, -1, -1):
        found = _double(found)
        here = u >> bit & 1, v >> bit & 1
        if here in table:
            found = _add(found, table[here])
    x, _, z = found
    return x * pow(z, -2, P) % P if z else None


def _double(one: Jacobian) -> Jacobian:
    x, y, z = one
    if not z or not y:
        return INFINITY
    squared = y * y % P
    s = 4 * x * squared % P
    m = 3 * (x - z * z) * (x + z * z) % P
    doubled = (m * m - 2 * s) % P
    return doubled, (m * (s - doubled) - 8 * squared * squared) % P, 2 * y * z % P


def _add(one: Jacobian, other: Jacobian) -> Jacobian:
    (x1, y1, z1), (x2, y2, z2) = one, other
    if not z1:
        return other
    if not z2:
        return one
    a, b = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * b % P, x2 * a % P
    s1, s2 = y1 * b * z2 % P, y2 * a * z1 % P
    h, r = (u2 - u1) % P, (s2 - s1) % P
    if not h:
        return INFINITY if r else _double(one)
    squared = h * h % P
    cubed, v = squared * h % P, u1 * squared % P
    x = (r * r - cubed - 2 * v) % P
    return x, (r * (v - x) - s1 * cubed) % P, h * z1 * z2 % P

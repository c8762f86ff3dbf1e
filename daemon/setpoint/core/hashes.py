"""Hashes, all of one kind: BLAKE2b, from where `hashlib` has it.

`hashlib` itself loads OpenSSL before anything else: 3 ms, 4 % of a `status` that takes no hash from there (2026-11-22).
"""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # it is CPython's own; another Python may keep it elsewhere
    from hashlib import blake2b


def hash_of(data: bytes, *, size: int = 32, key: bytes = b"") -> str:
    """Hex digits, two for each of `size` bytes. `key`: at most 64 bytes, so that short data cannot be guessed."""
    return blake2b(data, digest_size=size, key=key).hexdigest()

"""Encryption of sensitive fields and blind indexes; the only home of ciphers.

AES-256-GCM by default, SM4-GCM when ``settings.FIELD_CIPHER == "sm4"``. A ciphertext carries its algorithm and key id, and is
bound to its row's context by the associated data.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_ID = "1"
NONCE_BYTES = 12
TAG_BYTES = 16
_ALGORITHMS = {"aes": (algorithms.AES, 32), "sm4": (algorithms.SM4, 16)}


@lru_cache
def _key(purpose: str, length: int, secret: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode()).derive(secret.encode())


@lru_cache
def _aes(secret: str) -> AESGCM:
    """Return the cipher with its key in it, which thousands of numbers of a table share."""
    return AESGCM(_key(f"field:aes:{KEY_ID}", _ALGORITHMS["aes"][1], secret))


def _secret() -> str:
    return getattr(settings, "FIELD_KEY", "") or settings.SECRET_KEY


def _cipher(name: str, nonce: bytes, tag: bytes | None = None) -> Cipher:
    algorithm, length = _ALGORITHMS[name]
    return Cipher(algorithm(_key(f"field:{name}:{KEY_ID}", length, _secret())), modes.GCM(nonce, tag))


def encrypt(plain: str, *, context: str) -> str:
    """Return ``algorithm.key.base64`` of the text, bound to ``context``; an empty text stays empty."""
    if not plain:
        return ""
    name = getattr(settings, "FIELD_CIPHER", "aes")
    nonce = os.urandom(NONCE_BYTES)
    if name == "aes":
        sealed = _aes(_secret()).encrypt(nonce, plain.encode(), context.encode())
        body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    else:
        encryptor = _cipher(name, nonce).encryptor()
        encryptor.authenticate_additional_data(context.encode())
        body = encryptor.update(plain.encode()) + encryptor.finalize()
        tag = encryptor.tag
    return f"{name}.{KEY_ID}.{base64.b64encode(nonce + tag + body).decode()}"


def decrypt(token: str, *, context: str) -> str:
    """Return the text of :func:`encrypt`.

    Raises:
        cryptography.exceptions.InvalidTag: another key, another context, or a changed ciphertext.
    """
    if not token:
        return ""
    name, _key_id, body = token.split(".", 2)
    raw = base64.b64decode(body)
    nonce, tag, data = raw[:NONCE_BYTES], raw[NONCE_BYTES : NONCE_BYTES + TAG_BYTES], raw[NONCE_BYTES + TAG_BYTES :]
    if name == "aes":
        return _aes(_secret()).decrypt(nonce, data + tag, context.encode()).decode()
    decryptor = _cipher(name, nonce, tag).decryptor()
    decryptor.authenticate_additional_data(context.encode())
    return (decryptor.update(data) + decryptor.finalize()).decode()


def blind_index(value: str) -> str:
    """Return a keyed digest by which equal values find each other without being readable."""
    if not value:
        return ""
    return hmac.new(_key("blind", 32, _secret()), value.encode(), hashlib.sha256).hexdigest()


def mask(value: str, *, keep: int = 4) -> str:
    """Return the value with all but its last ``keep`` characters hidden."""
    return "*" * max(len(value) - keep, 0) + value[-keep:] if value else ""

"""Sensitive fields: what one way of encrypting wrote the other one reads, and nothing else does."""

import base64

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from access import crypto

NONCE = b"\x01" * crypto.NONCE_BYTES


def by_parts(name, plain, context):
    """Return a ciphertext as the cipher with its modes makes it."""
    encryptor = crypto._cipher(name, NONCE).encryptor()
    encryptor.authenticate_additional_data(context.encode())
    body = encryptor.update(plain.encode()) + encryptor.finalize()
    return f"{name}.{crypto.KEY_ID}.{base64.b64encode(NONCE + encryptor.tag + body).decode()}"


@given(plain=st.text(min_size=1), context=st.text())
def test_both_ways_of_encrypting_mean_the_same(plain, context):
    assert crypto.decrypt(by_parts("aes", plain, context), context=context) == plain
    raw = base64.b64decode(crypto.encrypt(plain, context=context).split(".")[2])
    nonce, tag, body = raw[:12], raw[12:28], raw[28:]
    decryptor = crypto._cipher("aes", nonce, tag).decryptor()
    decryptor.authenticate_additional_data(context.encode())
    assert (decryptor.update(body) + decryptor.finalize()).decode() == plain


@pytest.mark.parametrize("name", ["aes", "sm4"])
def test_a_changed_text_or_another_context_is_refused(name, settings):
    settings.FIELD_CIPHER = name
    token = crypto.encrypt("+8613900000001", context="unit.phone")
    assert token.startswith(f"{name}.")
    assert crypto.decrypt(token, context="unit.phone") == "+8613900000001"
    head, body = token.rsplit(".", 1)
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1
    for other, context in ((token, "liaison.phone"), (f"{head}.{base64.b64encode(raw).decode()}", "unit.phone")):
        with pytest.raises(InvalidTag):
            crypto.decrypt(other, context=context)


def test_no_text_stays_no_text():
    assert crypto.encrypt("", context="unit.phone") == crypto.decrypt("", context="unit.phone") == ""

"""Recognising tokens of hidden rows in bytes, also where they are escaped, coded or packed."""

import base64
import binascii
import io
import re
import zipfile
import zlib
from html import unescape
from urllib.parse import unquote_to_bytes

TOKEN = re.compile(rb"(?:own|child|line|parent|sibling|other|dispatched|made)-[a-z_-]+-\d+")
CODED = re.compile(rb"[A-Za-z0-9+/_-]{24,}")
ESCAPED = re.compile(rb"\\u00([0-9a-fA-F]{2})")
GZIP = 31  # zlib's word for this format
LEAST = 8  # bytes of a coded text that is worth reading
MOST_LAYERS = 3


def _decoded(run):
    """Yield what a run of base64 may say, wherever in it the text begins."""
    plain = run.translate(bytes.maketrans(b"-_", b"+/"))
    for start in range(4):
        cut = plain[start:]
        try:
            yield base64.b64decode(cut[: len(cut) // 4 * 4])
        except binascii.Error:
            continue


def _unpacked(body):
    """Return the contents of what is packed, or the bytes themselves."""
    if body[:2] == b"\x1f\x8b":
        try:
            return zlib.decompressobj(GZIP).decompress(body)  # as much of it as is there
        except zlib.error:  # a random token may begin like a packed file
            return body
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())
    if body[:5] == b"%PDF-":
        streams = re.findall(rb"stream\r?\n(.*?)endstream", body, re.DOTALL)
        return body + b"\n".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")
    return body


def readings(body, layers=MOST_LAYERS):
    """Yield the bytes as they are and as they may be meant."""
    body = _unpacked(body)
    yield body
    if b"&#" in body:
        yield unescape(body.decode("utf-8", "replace")).encode()
    if b"\\u00" in body:
        yield ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), body)
    if b"%" in body:
        yield unquote_to_bytes(body)
    for run in CODED.findall(body) if layers else ():
        for text in _decoded(run):
            if text[:2] == b"\x1f\x8b" or (len(text) > LEAST and TOKEN.search(text)):
                yield from readings(text, layers - 1)


class Scanner:
    """Knows what a role must not receive."""

    def __init__(self, world, sees):
        hidden = [token for at, tokens in world.tokens.items() if at not in sees for token in tokens]
        self.words = {token[1:-1].encode() for token in hidden}  # without brackets: whole in every escaping
        self.numbers = re.compile(b"|".join(number.encode() for number in world.numbers))
        self.met = set()

    def leaks(self, body, *, numbers=True):
        """Return what a body gives away; remember every token met."""
        found = set()
        for text in readings(body):
            tokens = set(TOKEN.findall(text))
            self.met |= tokens
            found |= tokens & self.words
            found |= set(self.numbers.findall(text)) if numbers else set()
        return sorted(one.decode() for one in found)

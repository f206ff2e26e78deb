"""Pictures for tests: made of segments as a phone writes them, with everything that must not be kept."""

import random

PLACE = b"Exif\x00\x00GPS 28.77N 104.62E 2015:09:01 Canary Phone"
MAKER = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>canary</x:xmpmeta>"


def segment(marker, body):
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def jpeg(seed=1, size=3_000, *, traces=True, width=640, height=480):
    """Return a picture of about ``size`` bytes; ``traces`` adds place, camera and a preview behind the end."""
    drawn = bytes(byte for byte in random.Random(seed).randbytes(size) if byte != 0xFF)
    frame = b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x01\x01\x11\x00"
    said = [segment(0xE1, PLACE), segment(0xE1, MAKER), segment(0xFE, b"canary")] if traces else []
    parts = [
        b"\xff\xd8", segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), *said, segment(0xDB, bytes(65)),
        segment(0xC0, frame), segment(0xC4, bytes(30)), segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
        drawn[: size // 2], b"\xff\x00\xff\xd3", drawn[size // 2 :], b"\xff\xd9",
    ]  # fmt: skip
    return b"".join(parts) + (b"canary behind the end" if traces else b"")

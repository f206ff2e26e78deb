"""Pictures of a visit: a JPEG written anew from its image alone; places, cameras, times and previews are left behind.

Nothing is decoded here: the segments that draw the picture are kept, everything else is dropped, and what is not made of segments is
refused. Source: quality O4 (0 corrupt files).
"""

from collections.abc import Iterator

MOST_PHOTOS = 3  # of one visit
MOST_BYTES = 600_000  # of one picture
MOST_CHUNK = 64 * 1024
MOST_SIDE = 4096
START, END, SCAN, JFIF, ADOBE = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
FRAMES = frozenset({0xC0, 0xC1, 0xC2})
TABLES = frozenset({0xC4, 0xDB, 0xDD})
DROPPED = frozenset({*range(0xE0, 0xF0), 0xFE})
PLAIN_JFIF = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
ADOBE_LENGTH = 12
SIZE_BYTES = 5  # of a frame: precision, height, width


class NotAPicture(ValueError):
    """What came is not a JPEG that can be kept."""


def cleaned(data: bytes) -> bytes:
    """Return the picture with nothing but its image.

    Raises:
        NotAPicture: it is none, is cut short, or is larger than any screen.
    """
    kept, frames, scans = [bytes([0xFF, START, 0xFF, JFIF]), _sized(PLAIN_JFIF)], 0, 0
    for marker, body, tail in _segments(data):
        if marker in FRAMES:
            frames += 1
            _check_frame(body)
        scans += marker == SCAN
        is_image = marker in FRAMES | TABLES | {SCAN} or (marker == ADOBE and _is_adobe(body))
        if is_image:
            kept += [bytes([0xFF, marker]), _sized(body), tail]
    if frames != 1 or not scans:
        raise NotAPicture("no image")
    return b"".join([*kept, bytes([0xFF, END])])


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield marker, body and what follows it without a length, up to the end of the image."""
    if data[:2] != bytes([0xFF, START]):
        raise NotAPicture("no start")
    at = 2
    while True:
        marker, at = _marker(data, at)
        if marker == END:
            return
        if marker not in FRAMES | TABLES | DROPPED | {SCAN}:
            raise NotAPicture("unknown segment")
        length = int.from_bytes(data[at : at + 2], "big")
        body = data[at + 2 : at + length]
        if length < 2 or len(body) != length - 2:  # noqa: PLR2004  the length counts its own two bytes
            raise NotAPicture("cut short")
        at += length
        end = _end_of_scan(data, at) if marker == SCAN else at
        yield marker, body, data[at:end]
        at = end


def _marker(data: bytes, at: int) -> tuple[int, int]:
    if data[at : at + 1] != b"\xff":
        raise NotAPicture("no marker")
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data):
        raise NotAPicture("cut short")
    return data[at], at + 1


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the next real marker stands after the coded image."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise NotAPicture("cut short")
        following = data[at + 1]
        if following not in {0, 0xFF} and not 0xD0 <= following <= 0xD7:  # noqa: PLR2004  restart markers
            return at
        at += 1 if following == 0xFF else 2  # noqa: PLR2004  a fill byte


def _check_frame(body: bytes) -> None:
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    if len(body) < SIZE_BYTES or not 0 < height <= MOST_SIDE or not 0 < width <= MOST_SIDE:
        raise NotAPicture("impossible size")


def _is_adobe(body: bytes) -> bool:
    """Say whether a segment tells how the colours were mixed; it holds nothing else."""
    return len(body) == ADOBE_LENGTH and body.startswith(b"Adobe")


def _sized(body: bytes) -> bytes:
    return (len(body) + 2).to_bytes(2, "big") + body

"""What arrives on one connection until it is a whole request: within limits of size and time, told by their names.

Knows bytes, not sockets: the web worker feeds it and asks what to do; the application's parser then reads the request from it.
"""

import tempfile
from collections.abc import Callable
from time import monotonic

from access.choices import NotWhole

HEAD_BYTES = 64 * 1024  # of request line and headers
HEAD_SECONDS = 20  # from the first byte to the end of the headers
BODY_SECONDS = 60  # of any body, and ...
BYTES_A_SECOND = (
    8 * 1024
)  # ... one second more for each so many bytes: a phone with bad reception is slower than that at times only
IN_MEMORY = 256 * 1024  # of a body; the rest lies in a file without a name
END_OF_HEAD = b"\r\n\r\n"


class Reception:
    """One request after the other as it arrives; ``recv`` gives the parser what is there and never waits."""

    def __init__(
        self, most_bytes: int, silent_seconds: float, idle_seconds: float, now: Callable[[], float] = monotonic
    ) -> None:
        self.most_bytes, self.silent_seconds, self.now = most_bytes, silent_seconds, now
        self._begin(idle_seconds)

    def _begin(self, idle_seconds: float) -> None:
        self.head, self.body, self.rest = bytearray(), None, b""
        self.wanted = self.missing = 0
        self.is_ready = self.is_refused = self.ends_connection = self.asks_to_go_on = False
        self.told = ""
        self.began = self.now()
        self.deadline = self.began + idle_seconds

    @property
    def is_idle(self) -> bool:
        """Say whether nothing of a request has come."""
        return not self.head

    def next(self, idle_seconds: float) -> None:
        """Begin the request that follows on the same connection; what came too early belongs to it."""
        rest = self.rest
        self.close()
        self._begin(idle_seconds)
        if rest:
            self.feed(rest)

    def close(self) -> None:
        """Forget the body."""
        if self.body is not None:
            self.body.close()
            self.body = None

    def feed(self, piece: bytes) -> None:
        """Take what has arrived."""
        if self.wanted:
            self._take(piece)
            return
        if self.is_idle:
            self.deadline = self.now() + HEAD_SECONDS
        searched = max(0, len(self.head) - len(END_OF_HEAD) + 1)
        self.head += piece
        end = self.head.find(END_OF_HEAD, searched)
        if end < 0:
            self.is_refused = len(self.head) > HEAD_BYTES
            return
        behind = bytes(self.head[end + len(END_OF_HEAD) :])
        del self.head[end + len(END_OF_HEAD) :]
        self._judge_head(behind)

    def end(self) -> None:
        """Learn that nothing more will come."""
        self._stop(NotWhole.CUT)

    def expire(self) -> None:
        """Learn that the time is over."""
        self._stop(NotWhole.SLOW)

    def _stop(self, why: NotWhole) -> None:
        if self.wanted:
            self.told, self.ends_connection, self.is_ready = why, True, True
            self.close()
        else:
            self.is_refused = True

    def _judge_head(self, behind: bytes) -> None:
        """Find out how much follows; a length that nobody can tell is left to the parser and the application to refuse."""
        lines = bytes(self.head).lower().split(b"\r\n")[1:]
        fields = [(name.strip(), value.strip()) for name, _colon, value in (line.partition(b":") for line in lines)]
        lengths = {value for name, value in fields if name == b"content-length"}
        is_open = any(name == b"transfer-encoding" for name, _value in fields)
        length = next(iter(lengths)) if len(lengths) == 1 else b""
        if is_open or (lengths and not length.isdigit()) or len(length) > 18:  # noqa: PLR2004 - no file is so long
            self.is_ready = self.ends_connection = True
            return
        self.wanted = self.missing = int(length or 0)
        if self.wanted > self.most_bytes:  # the application says so
            self.wanted, self.is_ready, self.ends_connection = 0, True, True
        elif self.wanted:
            self.asks_to_go_on = (b"expect", b"100-continue") in fields
            self.body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the request
            self._take(behind)
        else:
            self.is_ready, self.rest = True, behind

    def _take(self, piece: bytes) -> None:
        now = self.now()
        self.body.write(piece[: self.missing])
        self.rest = piece[self.missing :]
        self.missing -= len(piece) - len(self.rest)
        self.deadline = min(now + self.silent_seconds, self.began + BODY_SECONDS + self.wanted / BYTES_A_SECOND)
        if not self.missing:
            self.body.seek(0)
            self.is_ready = True

    def recv(self, size: int) -> bytes:
        """Give the parser the next bytes of the request; none when it has all of them."""
        if self.head:
            piece = bytes(self.head[:size])
            del self.head[:size]
            return piece
        return b"" if self.body is None else self.body.read(size)

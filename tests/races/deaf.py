"""A line to the web server that is sometimes cut after the server has answered and before the asker hears of it."""

import random
import socket
import threading
from contextlib import closing, suppress
from urllib.parse import urlsplit

MOST_HEAD = 65_536


class DeafLine:
    """Forwards one request a connection; ``share`` of the answers never arrive."""

    def __init__(self, address: str, share: float, seed: int) -> None:
        self.target = urlsplit(address)
        self.share, self.chance, self.cuts = share, random.Random(seed), 0
        self._gate = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """Where to ask."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        """Refuse what comes."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _who = self._listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        far = socket.create_connection((self.target.hostname, self.target.port))
        with suppress(OSError), closing(near), closing(far):
            while (asked := _message(near)) and self.carry(asked, near, far):
                pass

    def carry(self, asked: bytes, near: socket.socket, far: socket.socket) -> bool:
        """Carry a request and its answer; return whether the connection stays."""
        answer = self.ask(asked, far)
        if not answer or self._is_cut():
            return False
        near.sendall(answer)
        return True

    @staticmethod
    def ask(asked: bytes, far: socket.socket) -> bytes:
        """Return the server's answer to a whole request."""
        far.sendall(asked)
        return _message(far)

    def _is_cut(self) -> bool:
        with self._gate:
            cut = self.chance.random() < self.share
            self.cuts += cut
            return cut


def _message(line: socket.socket) -> bytes:
    """Return one whole HTTP message that tells its length; nothing at the end of the line."""
    whole = b""
    while b"\r\n\r\n" not in whole:
        data = line.recv(MOST_HEAD)
        if not data:
            return b""
        whole += data
    head = whole.split(b"\r\n\r\n")[0]
    told = [one.split(b":")[1] for one in head.lower().split(b"\r\n") if one.startswith(b"content-length:")]
    length = len(head) + 4 + (int(told[0]) if told else 0)
    while len(whole) < length:
        data = line.recv(MOST_HEAD)
        if not data:
            return b""
        whole += data
    return whole

"""A connection to the database that can be cut and restored while processes use it."""

import os
import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

PORT = 5432


class Line:
    """Forwards connections until it is cut: then those in use end, and new ones are refused."""

    def __init__(self, target: tuple[int, object]) -> None:
        self.family, self.address = target
        self.folder = Path(tempfile.mkdtemp(prefix="line-"))
        self.is_cut = False
        self._open: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.folder / f".s.PGSQL.{PORT}"))
        self._listener.listen(50)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """End what is connected and refuse what comes."""
        self.is_cut = True
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def restore(self) -> None:
        """Connect again."""
        self.is_cut = False

    def close(self) -> None:
        """End everything."""
        self.cut()
        self._listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _who = self._listener.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.socket(self.family)
                far.connect(self.address)
                self._open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError), closing(source), closing(sink):
            while data := source.recv(65_536):
                sink.sendall(data)


def _target(url: str) -> tuple[int, object]:
    parts = urlsplit(url)
    folder = parse_qs(parts.query).get("host", [""])[0]
    if folder:
        return socket.AF_UNIX, os.path.join(folder, f".s.PGSQL.{parts.port or PORT}")
    return socket.AF_INET, (parts.hostname, parts.port or PORT)


@contextmanager
def line(url: str) -> Iterator[tuple[Line, str]]:
    """Give a line to the database of an address, and the address that goes through it."""
    parts = urlsplit(url)
    one = Line(_target(url))
    login = parts.netloc.rpartition("@")[0]
    try:
        yield one, urlunsplit(parts._replace(netloc=f"{login}@", query=f"host={quote(str(one.folder), safe='')}"))
    finally:
        one.close()

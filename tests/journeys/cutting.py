"""A line that is bad for pictures: cut at any byte of a piece on its way, or of the answer after the server has stored it."""

import re
import socket

from tests.races.deaf import DeafLine

PIECE = re.compile(rb"^POST /survey/phones/[^ ?]+/photos/\?\S*sha256=([0-9a-f]{64})")
UPWARDS = 0.5  # share of the cuts that fall into the request


class CuttingLine(DeafLine):
    """Cuts the first piece of every picture and ``share`` of all others; ``cuts`` counts them by the digest of the picture."""

    def __init__(self, address: str, share: float, seed: int) -> None:
        self.cuts_of: dict[bytes, int] = {}
        self.answers_cut = 0
        super().__init__(address, share, seed)

    def carry(self, asked: bytes, near: socket.socket, far: socket.socket) -> bool:
        """Carry a request and its answer, or some of it; return whether the connection stays."""
        head = asked.index(b"\r\n\r\n") + 4
        if not self._falls_on(asked, head):
            answer = self.ask(asked, far)
            near.sendall(answer)
            return bool(answer)
        if self.chance.random() < UPWARDS:
            far.sendall(asked[: self.chance.randrange(head, len(asked))])
        else:
            answer = self.ask(asked, far)
            self.answers_cut += 1
            near.sendall(answer[: self.chance.randrange(len(answer))])
        return False

    def _falls_on(self, asked: bytes, head: int) -> bool:
        found = PIECE.match(asked)
        if found is None or len(asked) == head:  # not a piece, or one that only asks what is there
            return False
        with self._gate:
            picture = found[1]
            cut = picture not in self.cuts_of or self.chance.random() < self.share
            self.cuts_of[picture] = self.cuts_of.get(picture, 0) + cut
            self.cuts += cut
            return cut

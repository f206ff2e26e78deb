"""The web process: whoever sends slowly waits at the door, and takes no thread from the others.

gunicorn's threaded worker gives a connection to a thread as soon as a byte has come; eight visitors that send a byte a minute would
hold all threads of two processes. This one receives requests in its event loop (config.reception) and gives only whole ones to a thread.
TLS ends at the reverse proxy.
"""

import socket
import threading
import time
from functools import partial
from selectors import EVENT_READ

from django.conf import settings
from gunicorn import http
from gunicorn.workers.gthread import TConn, ThreadWorker

from access.choices import RECEPTION
from config.reception import HEAD_SECONDS, Reception

PIECE = 64 * 1024
SEND_SECONDS = 60  # that a visitor may take for one piece of an answer
LINGER_SECONDS = 3  # that a connection stays open after its last answer, so that the answer is read ...
LINGER_BYTES = 16 * 1024 * 1024  # ... by whoever goes on sending meanwhile
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Visitor(TConn):
    """A connection with what has arrived on it."""

    def __init__(self, cfg, sock, client, server):
        super().__init__(cfg, sock, client, server)
        self.reception = Reception(settings.MOST_BODY_BYTES, settings.BODY_SILENT_SECONDS, HEAD_SECONDS)
        self.leaves_at, self.unread = 0.0, 0

    def init(self):
        """Let the parser read what was received; whoever does not read the answer is given up."""
        if not self.initialized:
            self.initialized = True
            self.parser = http.get_parser(self.cfg, self.reception, self.client)
        self.sock.settimeout(SEND_SECONDS)

    def close(self, graceful=False):
        """Close without waiting; the waiting is the event loop's."""
        self.reception.close()
        super().close()


class WebWorker(ThreadWorker):
    """Receives in the event loop, answers in threads, waits for nobody."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.most_arriving = self.worker_connections // 2
        self.arriving, self.leaving = {}, {}
        self.told = threading.local()

    @classmethod
    def check_config(cls, cfg, log):
        """Refuse TLS, which is the proxy's."""
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise RuntimeError("TLS ends at the reverse proxy")

    def load_wsgi(self):
        """Let the application know what the reception found."""
        super().load_wsgi()
        self.wsgi = partial(self._with_told, self.wsgi)

    def _with_told(self, application, environ, start_response):
        if self.told.why:
            environ[RECEPTION] = self.told.why
        return application(environ, start_response)

    def accept(self, listener):
        """Take a connection and wait in the loop for what it sends."""
        try:
            client_sock, client_addr = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        self._await(Visitor(self.cfg, client_sock, client_addr, listener.getsockname()))

    def _await(self, conn):
        """Wait for a request; when too many are on their way, whoever is longest at it makes room."""
        conn.sock.setblocking(False)
        self.arriving[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self._arrive, conn))
        if len(self.arriving) > self.most_arriving:
            self._expire(next(iter(self.arriving)))

    def _arrive(self, conn, _sock):
        try:
            piece = conn.sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            self._drop(conn)
            return
        if piece:
            conn.reception.feed(piece)
        else:
            conn.reception.end()
        self._judge(conn)

    def _expire(self, conn):
        conn.reception.expire()
        self._judge(conn)

    def _judge(self, conn):
        """Give a whole request to a thread, and end what will never be one."""
        reception = conn.reception
        if reception.is_refused:
            self._drop(conn)
        elif reception.is_ready:
            self._forget(conn)
            conn.data_ready = True
            self.enqueue_req(conn)
        elif reception.asks_to_go_on:
            reception.asks_to_go_on = False
            try:
                conn.sock.send(CONTINUE)
            except OSError:
                self._drop(conn)

    def _forget(self, conn):
        if conn in self.arriving:
            del self.arriving[conn]
            self.poller.unregister(conn.sock)

    def _drop(self, conn):
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def handle_request(self, req, conn):
        """Answer a whole request, or one that will not become whole and is the last of its connection."""
        req._expected_100_continue = False  # said when it arrived
        self.told.why = conn.reception.told
        if conn.reception.ends_connection:
            req.force_close()
        return super().handle_request(req, conn)

    def finish_request(self, conn, fs):
        """Wait for the next request of the connection, or let it leave."""
        if not fs.cancelled() and fs.exception() is None and fs.result() is True and self.alive:
            conn.reception.next(self.cfg.keepalive)
            self._await(conn)
            self._judge(conn)
        else:
            self._see_out(conn)

    def _see_out(self, conn):
        """End the answer, and read for a moment what still comes, so that the answer is not lost with it (RFC 9112, 9.6)."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            self.poller.register(conn.sock, EVENT_READ, partial(self._leave, conn))
        except (OSError, ValueError):  # it is closed already
            self._drop(conn)
            return
        conn.leaves_at = time.monotonic() + LINGER_SECONDS
        self.leaving[conn] = None

    def _leave(self, conn, _sock):
        try:
            piece = conn.sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        conn.unread += len(piece)
        if not piece or conn.unread > LINGER_BYTES:
            self._left(conn)

    def _left(self, conn):
        del self.leaving[conn]
        self.poller.unregister(conn.sock)
        self._drop(conn)

    def murder_pending(self):
        """End what lasts too long; called by the loop each second at least. A stopping process waits for no new request."""
        now = time.monotonic()
        for conn in [
            one for one in self.arriving if one.reception.deadline < now or (not self.alive and one.reception.is_idle)
        ]:
            self._expire(conn)
        for conn in [one for one in self.leaving if one.leaves_at < now]:
            self._left(conn)

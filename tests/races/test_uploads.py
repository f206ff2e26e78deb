"""Bodies that nobody should send, over real connections to real web processes: told why, nothing kept, nobody else waits (I2)."""

import contextlib
import re
import socket
from contextlib import ExitStack, suppress
from http.client import HTTPResponse
from urllib.parse import urlsplit

import psutil
import pytest

from config import web
from enterprises.models import ImportBatch
from tests import processes
from tests.factories import orgs
from tests.files import hostile
from tests.races.crowd import Member

pytestmark = pytest.mark.django_db
PROCESSES, SECONDS, MEGABYTE = 2, 60, 1024 * 1024
PATH, API = "/enterprises/imports/new/", "/api/v1/units/"
KIND = "multipart/form-data; boundary=x"
SLOW = [pytest.param(3 * PROCESSES * web.THREADS, id="24"), pytest.param(1_500, id="1500", marks=pytest.mark.full)]
BYTES = [pytest.param(40 * MEGABYTE, id="40MB"), pytest.param(1024 * MEGABYTE, id="1GB", marks=pytest.mark.full)]


class Server:
    """Web processes whose silence is short, and whose files lie apart."""

    def __init__(self, address, folder, world):
        self.address, self.folder, self.world = urlsplit(address), folder, world
        self.member, self.other = (Member(address, world.users[key]) for key in ("east", "committee"))
        self.batches = 0

    def line(self):
        return contextlib.closing(socket.create_connection((self.address.hostname, self.address.port), timeout=SECONDS))

    def head(self, *fields, path=PATH):
        given = (f"POST {path} HTTP/1.1", f"Host: {self.address.netloc}", f"Content-Type: {KIND}", *fields)
        member = (f"Cookie: {self.member.cookies}", f"X-CSRFToken: {'a' * 32}")
        return "\r\n".join([*given, *member, "", ""]).encode()

    def serves_others(self):
        self.other.connection.close()
        return [self.other.ask("GET", path).status for path in ("/enterprises/", API)] == [200, 200]

    def nothing_stays(self):
        left = [path.name for path in self.folder.rglob("*") if path.is_file()]
        return left == [] and ImportBatch.objects.as_system("test").count() == self.batches

    def processes(self):
        own = psutil.Process().children(recursive=True)
        return [one for one in own if f"127.0.0.1:{self.address.port}" in " ".join(one.cmdline())]

    def megabytes(self):
        return max(one.memory_info().rss for one in self.processes()) / MEGABYTE


def answer(line):
    """Return (status, text) of what the server says, whatever became of the sending."""
    with HTTPResponse(line) as found:
        found.begin()
        return found.status, found.read().decode()


def pour(line, count, wrap=bytes):
    """Send so many bytes, or as many as are taken."""
    piece = wrap(b"a" * MEGABYTE)
    with suppress(OSError):
        for _ in range(count // MEGABYTE):
            line.sendall(piece)


def chunk(piece):
    return b"%x\r\n%s\r\n" % (len(piece), piece)


@pytest.fixture(scope="module")
def own_server(kept_rows, app_database_url, tmp_path_factory):
    world, folder = orgs.build(), tmp_path_factory.mktemp("own")
    own = {"TMPDIR": str(folder), "BODY_SILENT_SECONDS": "3"}
    with processes.serving(app_database_url, processes=PROCESSES, **own) as address:
        found = Server(address, folder, world)
        yield found
        found.member.connection.close()
        found.other.connection.close()


@pytest.fixture
def server(db, own_server):
    """Give the server, and remember what it has taken in so far."""
    own_server.batches = ImportBatch.objects.as_system("test").count()
    return own_server


@pytest.mark.parametrize("many", SLOW)
def test_who_sends_slowly_holds_no_thread_and_is_told_when_the_time_is_over(server, many):
    with ExitStack() as stack:
        lines = [stack.enter_context(server.line()) for _ in range(many)]
        for number, line in enumerate(lines):  # some stop within the headers, some within the body
            begun = server.head("Content-Length: 900000") + b"--x\r\n"
            line.sendall(begun if number % 3 else begun[:40])
        assert server.serves_others()
        status, text = answer(lines[-1])
        assert (status, "网络太慢" in text) == (408, True)
        assert server.serves_others()
    assert server.nothing_stays()


@pytest.mark.parametrize("count", BYTES)
def test_a_body_without_a_length_is_refused_unread(server, count):
    before = server.megabytes()
    with server.line() as line:
        line.sendall(server.head("Transfer-Encoding: chunked"))
        pour(line, count, chunk)
        status, text = answer(line)
    assert (status, "没有说明长度" in text) == (411, True)
    assert server.megabytes() - before < 100
    assert server.serves_others()
    assert server.nothing_stays()


@pytest.mark.parametrize("count", BYTES)
def test_a_body_that_is_too_large_is_refused_whether_it_comes_or_not(server, count):
    before = server.megabytes()
    for sent in (0, count):
        with server.line() as line:
            line.sendall(server.head(f"Content-Length: {count}"))
            pour(line, sent)
            status, text = answer(line)
        assert (status, "21 MB" in text) == (413, True)
    assert server.megabytes() - before < 100
    assert server.serves_others()
    assert server.nothing_stays()


def test_a_length_that_is_not_true_is_told_or_ends_the_connection(server):
    with server.line() as line:  # less comes than was said
        line.sendall(server.head("Content-Length: 900000") + b"--x\r\n")
        line.shutdown(socket.SHUT_WR)
        status, text = answer(line)
        assert (status, "没有传完" in text) == (400, True)
    with server.line() as line:  # the same for a program
        line.sendall(server.head("Content-Length: 900000", path=API) + b"{")
        line.shutdown(socket.SHUT_WR)
        status, text = answer(line)
        assert (status, '"code": "body_cut"' in text) == (400, True)
    with server.line() as line:  # more comes than was said: it is no request
        line.sendall(server.head("Content-Length: 5"))
        pour(line, 5 * MEGABYTE)
        assert answer(line)[0] in {400, 422}
    for length in ("-1", "+5", "5, 6", "1e3", "９"):
        with server.line() as line:
            line.sendall(server.head().replace(b"Host", f"Content-Length: {length}\r\nHost".encode()) + b"12345")
            assert answer(line)[0] == 400, length
    assert server.serves_others()
    assert server.nothing_stays()


def test_a_slow_but_steady_upload_arrives_whole_and_who_asks_first_is_told_to_go_on(server):
    body = form(server.world, hostile.good())
    with server.line() as line:
        line.sendall(server.head(f"Content-Length: {len(body)}", "Expect: 100-continue"))
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        step = len(body) // 50
        for start in range(0, len(body), step):
            line.sendall(body[start : start + step])
        status, _text = answer(line)
    assert status == 302
    assert ImportBatch.objects.as_system("test").count() == server.batches + 1


def test_requests_sent_behind_one_another_are_answered_in_order(server):
    ask = f"GET %s HTTP/1.1\r\nHost: {server.address.netloc}\r\nCookie: {server.member.cookies}\r\n\r\n"
    last = ask.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
    with server.line() as line:
        line.sendall((ask % "/healthz/live" + ask % "/nowhere/" + last % "/healthz/live").encode())
        with line.makefile("rb") as read:
            said = re.findall(rb"HTTP/1\.1 (\d+) ", read.read())
    assert said == [b"200", b"404", b"200"]


def form(world, content):
    """Return the body of an upload."""
    given = {"importer": "enterprises.units", "area": world.east.pk, "facts_on": orgs.TODAY.isoformat()}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in given.items()
    ]
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    return "".join([*parts, file]).encode() + content + b"\r\n--x--\r\n"

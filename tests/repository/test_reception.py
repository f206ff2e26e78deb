"""What arrives on a connection: whole requests pass, whoever is slow, cut off or too large is told so, and takes nobody's place."""

from contextlib import closing

import pytest

from access.choices import NotWhole
from config import reception
from config.reception import Reception

MOST, SILENT, IDLE = 1000, 30, 5
HEAD = b"POST /a HTTP/1.1\r\nHost: h\r\n"


class Clock:
    def __init__(self):
        self.second = 0.0

    def __call__(self):
        return self.second


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def arriving(clock):
    with closing(Reception(MOST, SILENT, IDLE, clock)) as found:
        yield found


def everything(found):
    pieces = []
    while piece := found.recv(7):
        pieces.append(piece)
    return b"".join(pieces)


def sized(count, body=b""):
    return HEAD + b"Content-Length: %d\r\n\r\n" % count + body


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_a_request_is_whole_with_its_last_byte_and_what_follows_begins_the_next(arriving, step):
    first, second = sized(5, b"hello"), b"GET / HTTP/1.1\r\n\r\n"
    both, fed = first + second, 0
    while not arriving.is_ready:
        arriving.feed(both[fed : fed + step])
        fed += step
    assert fed - step < len(first) <= fed
    assert everything(arriving) == first
    arriving.next(IDLE)
    while not arriving.is_ready:
        arriving.feed(both[fed : fed + step])
        fed += step
    assert everything(arriving) == second
    assert not arriving.ends_connection


def test_a_large_body_lies_in_a_file_without_a_name(clock):
    body = b"x" * (reception.IN_MEMORY * 2)
    with closing(Reception(10**9, SILENT, IDLE, clock)) as found:
        found.feed(sized(len(body)) + body)
        assert everything(found) == sized(len(body)) + body
        assert not isinstance(found.body.name, str)


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: 1001\r\n", b"Content-Length: 99999999999999999999999\r\n", b"Content-Length: -1\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Transfer-Encoding: chunked\r\n", b"content-length: 5, 5\r\n",
        b"Content-Length: 5\r\nTRANSFER-ENCODING : chunked\r\n", b"Content-Length: \r\n",
    ],
)  # fmt: skip
def test_a_body_that_is_not_taken_is_left_unread_and_ends_the_connection(arriving, fields):
    arriving.feed(HEAD + fields + b"\r\n" + b"body of some length")
    assert arriving.is_ready
    assert arriving.ends_connection
    assert everything(arriving) == HEAD + fields + b"\r\n"


def test_the_same_length_said_twice_is_one(arriving):
    arriving.feed(HEAD + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\nab")
    assert arriving.is_ready
    assert not arriving.ends_connection


def test_headers_without_end_are_refused(arriving):
    arriving.feed(HEAD)
    for _ in range(reception.HEAD_BYTES // 1000 + 1):
        assert not arriving.is_ready
        arriving.feed(b"a" * 1000)
    assert arriving.is_refused


def test_who_says_nothing_has_the_idle_time_and_who_begins_has_the_time_of_headers(arriving, clock):
    assert arriving.deadline == IDLE
    clock.second = 4
    arriving.feed(b"P")
    clock.second = 20
    arriving.feed(b"O")  # bytes that trickle win no time
    assert arriving.deadline == 4 + reception.HEAD_SECONDS
    arriving.expire()
    assert (arriving.is_refused, arriving.is_ready) == (True, False)


def test_a_body_may_pause_for_a_while_and_trickle_only_for_so_long(arriving, clock):
    arriving.feed(sized(900))
    assert arriving.deadline == SILENT
    last = reception.BODY_SECONDS + 900 / reception.BYTES_A_SECOND
    for second in (20, 40, 59):
        clock.second = second
        arriving.feed(b"x")
    assert arriving.deadline == last
    arriving.expire()
    assert (arriving.is_ready, arriving.ends_connection, arriving.told) == (True, True, NotWhole.SLOW)
    assert everything(arriving) == sized(900)


def test_a_connection_that_ends_within_a_body_is_told_and_one_that_ends_before_is_not(arriving, clock):
    arriving.feed(sized(900, b"abc"))
    arriving.end()
    assert (arriving.is_ready, arriving.told) == (True, NotWhole.CUT)
    other = Reception(MOST, SILENT, IDLE, clock)
    other.end()
    assert (other.is_refused, other.told) == (True, "")


def test_who_asks_whether_to_go_on_with_a_body_that_is_taken_is_told_once(arriving, clock):
    arriving.feed(HEAD + b"Expect: 100-continue\r\nContent-Length: 9\r\n\r\n")
    assert arriving.asks_to_go_on
    refused = Reception(MOST, SILENT, IDLE, clock)
    refused.feed(HEAD + b"Expect: 100-continue\r\nContent-Length: 9999\r\n\r\n")
    assert (refused.asks_to_go_on, refused.is_ready) == (False, True)

"""Hostile values at every position of every operation, for three roles: a refusal is a sentence, never a 5xx."""

import random
import time
from urllib.parse import quote

import pytest

from tests.api import hostile
from tests.api.endpoints import fields, operations, set_in

QUICK, FULL = 2, 8  # values at each position (quick: the roles take turns)
LONGEST_SECONDS = 20  # of this process's work, whatever else the machine does; a quadratic reading takes longer
BAD_ARGUMENTS = [
    value for value in hostile.VALUES if value not in {".", ".."}
]  # a client resolves these before sending


def quoted(value):
    return quote(value, safe="", errors="surrogatepass")


def requests_of(operation):
    """Yield (position, list of request arguments) for every position of an operation."""
    body = {} if operation.writes else None
    address = operation.address()
    for name in operation.arguments:
        yield name, [(operation.method, operation.address(**{name: quoted(v)}), body, {}) for v in BAD_ARGUMENTS]
        yield f"raw {name}", [(operation.method, operation.address(**{name: v}), body, {}) for v in hostile.RAW_QUERIES]
    for name in [*operation.parameters(), "no_such_parameter"]:
        texts = [quoted(v) for v in hostile.VALUES] + hostile.RAW_QUERIES
        yield f"?{name}", [(operation.method, f"{address}?{name}={text}", body, {}) for text in texts]
    yield "?", [(operation.method, f"{address}?{quoted(v)}", body, {}) for v in hostile.VALUES]
    yield "header", [(operation.method, address, body, {name: value}) for name, value in hostile.HEADERS]
    yield "content type", [(operation.method, address, b"{}", {"content_type": kind}) for kind in hostile.CONTENT_TYPES]
    yield "method", [(method, address, None, {}) for method in hostile.METHODS]
    if operation.writes:
        yield from bodies_of(operation, address)


def bodies_of(operation, address):
    yield "body", [(operation.method, address, content, {}) for content in hostile.BODIES]
    serializer = operation.input()
    for place, _field in fields(serializer) if serializer is not None else []:
        values = [*hostile.JSON_VALUES, *(v for v in hostile.VALUES if "\x00" not in v)]
        name = ".".join(map(str, place))
        yield name, [(operation.method, address, set_in({}, place, value), {}) for value in values]


def chosen(full):
    """Return the cases: a few at each position, or all."""
    dice = random.Random(20151031)
    for operation in operations():
        for position, cases in requests_of(operation):
            for case in dice.sample(cases, min(FULL if full else QUICK, len(cases))):
                yield operation, position, case


def assert_answers_calmly(caller, operation, position, case):
    method, address, body, headers = case
    started = time.process_time()
    answer = caller(method, address, body, **headers)
    told = f"{operation} at {position}: {method} {address[:200]} {str(body)[:80]} {str(headers)[:80]}"
    assert answer.status_code < 500, f"{told}\n{answer.status_code} {answer.content[:500]}"
    assert time.process_time() - started < LONGEST_SECONDS, told
    if answer.status_code >= 400 and method != "HEAD" and "docs" not in address:
        assert answer["Content-Type"] == "application/problem+json", f"{told}\n{answer['Content-Type']}"
        assert answer.json()["detail"], told


def test_the_corpus_has_its_size():
    corpus = [
        hostile.VALUES,
        hostile.RAW_QUERIES,
        hostile.BODIES,
        hostile.HEADERS,
        hostile.CONTENT_TYPES,
        hostile.METHODS,
    ]
    assert sum(map(len, corpus)) >= 250


def test_hostile_values_never_break_the_api(committee, officer, auditor, land):
    callers = (committee, officer, auditor)
    for number, (operation, position, case) in enumerate(chosen(full=False)):
        assert_answers_calmly(callers[number % 3], operation, position, case)


@pytest.mark.full
@pytest.mark.parametrize("role", ["committee", "officer", "auditor", "nobody"])
def test_hostile_values_never_break_the_api_in_full_size(role, land, request):
    caller = request.getfixturevalue(role)
    for operation, position, case in chosen(full=True):
        assert_answers_calmly(caller, operation, position, case)

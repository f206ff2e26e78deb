"""Boxes keep live periods of one key apart exactly where ranges did (access.rls.ApartByBoxes)."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from psycopg.types.range import DateRange

from access.rls import ApartByBoxes

FIRST, LAST = date.min, date.max
KEYS = (1, 2, 3, 2**31, 2**31 + 1, 2**52, 2**52 + 1)
BESIDE = (0, 1, 2, 2**31 - 2, 2**31 - 1)
WORDS = ("union", "league", "women", "", "联系人")
DAYS = (
    FIRST,
    FIRST + timedelta(1),
    date(2020, 2, 29),
    date(2026, 1, 1),
    date(2026, 1, 2),
    date(2026, 1, 3),
    LAST - timedelta(1),
)
ASKED = """
SELECT a.valid, b.valid, {ranges} AS by_ranges, {boxes} AS by_boxes
FROM unnest(%(keys)s::bigint[], %(beside)s::{kind}[], %(valid)s::daterange[]) WITH ORDINALITY AS a (key, beside, valid, n)
JOIN unnest(%(keys2)s::bigint[], %(beside2)s::{kind}[], %(valid2)s::daterange[]) WITH ORDINALITY AS b (key, beside, valid, n)
  USING (n)
"""


def period(rng):
    lower = rng.choice([*DAYS, None, FIRST + timedelta(rng.randrange(3_600_000))])
    upper = rng.choice([LAST, None, *(lower + timedelta(n) for n in (1, 2, 400) if lower and (LAST - lower).days > n)])
    return DateRange(lower, upper) if lower is None or upper is None or lower < upper else DateRange(lower, None)


def side(rng, words):
    return rng.choice(KEYS), rng.choice(WORDS if words else BESIDE), period(rng)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "words"), [("bigint", False), ("text", True)])
def test_two_boxes_meet_where_the_ranges_of_both_keys_and_periods_meet(kind, words):
    rng = random.Random(7)
    pairs = [(side(rng, words), side(rng, words)) for _ in range(4_000)]
    pairs += [((key, beside, one), (key, beside, period(rng))) for (key, beside, one), _other in pairs]
    first, second = ([list(column) for column in zip(*some, strict=True)] for some in zip(*pairs, strict=True))
    same = "hashtext(a.beside) = hashtext(b.beside)" if words else "a.beside = b.beside"
    both = (
        ApartByBoxes("t", "a.key", beside="a.beside", text=words),
        ApartByBoxes("t", "b.key", beside="b.beside", text=words),
    )
    asked = ASKED.format(
        kind=kind, ranges=f"(a.key = b.key AND {same} AND a.valid && b.valid)",
        boxes=f"({both[0].box('a.valid')} && {both[1].box('b.valid')})",
    )  # fmt: skip
    given = dict(zip(("keys", "beside", "valid", "keys2", "beside2", "valid2"), [*first, *second], strict=True))
    with connection.cursor() as cursor:
        cursor.execute(asked, given)
        told = cursor.fetchall()
    assert len(told) == len(pairs)
    assert {by_ranges for _one, _other, by_ranges, _boxes in told} == {True, False}
    assert not [one for one in told if one[2] != one[3]]

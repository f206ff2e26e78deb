"""Dated facts against a plain list of days: whatever is recorded, every day answers as the list does."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from access import dated
from access.principals import acting, system
from enterprises.models import MassOrgFact, MembersFact, StatusFact
from tests.factories.enterprises import unit
from tests.factories.two_streets import district

FIRST = date(2015, 1, 1)
DAYS = 12
day_numbers = st.integers(0, DAYS - 1)
writes = st.lists(
    st.tuples(day_numbers, st.one_of(st.none(), st.integers(1, DAYS)), st.integers(0, 3)), min_size=1, max_size=8
)
HISTORY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def on(number):
    return FIRST + timedelta(days=number)


def rows(made):
    return MembersFact.objects.as_system("t").filter(unit=made)


def write(made, start, length, formal, by):
    until = None if length is None else on(start + length)
    return dated.record(MembersFact, key={"unit": made}, values={"formal": formal}, since=on(start), until=until, by=by)


def answers(made):
    """Ask every day in one query."""
    days = ", ".join(f"(DATE '{on(number)}')" for number in range(2 * DAYS))
    with acting(system("t")), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT formal FROM enterprises_membersfact WHERE unit_id = %s AND superseded_at IS NULL"
            f" AND valid @> days.one) FROM (VALUES {days}) AS days (one) ORDER BY days.one",
            [made.pk],
        )
        return [formal for (formal,) in cursor.fetchall()]


@pytest.fixture
def land(db):
    return district()


@HISTORY
@given(history=writes)
def test_every_day_answers_like_a_plain_list(land, history):
    model = [None] * (2 * DAYS)
    made = unit(land.first)
    with acting(system("t")) as by:
        for start, length, formal in history:
            write(made, start, length, formal, by)
            end = 2 * DAYS if length is None else min(start + length, 2 * DAYS)
            model[start:end] = [formal] * (end - start)
    assert answers(made) == model
    live = sorted(rows(made).live().values_list("valid", flat=True), key=lambda valid: valid.lower)
    for earlier, later in pairwise(live):
        assert earlier.upper is not None
        assert earlier.upper <= later.lower


@HISTORY
@given(history=writes, ended=day_numbers)
def test_an_ended_fact_holds_until_its_end_and_not_on_it(land, history, ended):
    made = unit(land.first)
    with acting(system("t")) as by:
        for start, length, formal in history:
            write(made, start, length, formal, by)
        before = answers(made)
        dated.end(MembersFact, key={"unit": made}, on=on(ended), by=by)
    assert answers(made) == before[:ended] + [None] * (2 * DAYS - ended)


def test_recording_the_same_again_writes_nothing(land):
    with acting(system("t")) as by:
        made = unit(land.first)
        first = write(made, 0, None, 2, by)
        assert write(made, 3, 2, 2, by) == first
        assert rows(made).count() == 1


def test_a_period_must_not_end_before_it_begins(land):
    with acting(system("t")) as by:
        made = unit(land.first)
        with pytest.raises(ValidationError) as raised:
            dated.record(MembersFact, key={"unit": made}, values={}, since=on(3), until=on(3), by=by)
    assert "until" in raised.value.error_dict


@pytest.mark.parametrize(("number", "in_force"), [(2, False), (3, True), (4, True), (5, False)])
def test_the_first_day_counts_and_the_end_day_does_not(land, number, in_force):
    with acting(system("t")) as by:
        made = unit(land.first)
        write(made, 3, 2, 1, by)
    assert rows(made).as_of(on(number)).exists() is in_force


@pytest.mark.django_db(transaction=True)
def test_what_was_known_then_stays_answerable(land):
    with acting(system("t")) as by:
        made = unit(land.first)
    with acting(system("t")) as by:
        write(made, 0, None, 2, by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        then = cursor.fetchone()[0]
    with acting(system("t")) as by:
        write(made, 0, None, 5, by)
    known_then = rows(made).as_of(on(4), known_at=then).get()
    known_now = rows(made).as_of(on(4)).get()
    assert (known_then.formal, known_now.formal) == (2, 5)


@pytest.mark.parametrize("change", [{"reason": "other"}, {"source": "tax"}])
def test_the_database_refuses_to_edit_a_fact(land, change):
    made = unit(land.first)
    with pytest.raises(IntegrityError, match="superseded, never edited"), transaction.atomic():
        StatusFact.objects.as_system("t").filter(unit=made).update(**change)


def test_the_database_refuses_two_facts_at_a_time(land):
    made = unit(land.first)
    fact = StatusFact.objects.as_system("t").get(unit=made)
    fact.pk = None
    with (
        acting(system("t")),
        pytest.raises(IntegrityError, match="enterprises_statusfact_no_overlap"),
        transaction.atomic(),
    ):
        fact.save(force_insert=True)


said = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["union", "league"]), day_numbers, st.one_of(st.none(), st.integers(1, DAYS)),
              st.sampled_from([None, True, False])),
    min_size=1, max_size=10,
)  # fmt: skip
COLUMNS = ("kind", "valid", "headed_by_member", "source", "recorded_by_id", "gone", "area_path")


def history_of(made):
    rows = MassOrgFact.objects.as_system("t").filter(unit=made).annotate(gone=Q(superseded_at__isnull=False))
    found = rows.values_list(*COLUMNS)
    return sorted(tuple(map(str, row)) for row in found)


@settings(HISTORY, max_examples=12, phases=[Phase.explicit, Phase.generate])
@given(before=said, together=said, ended=day_numbers)
def test_facts_written_together_leave_the_rows_that_they_leave_one_by_one(land, before, together, ended):
    one_by_one, at_once = [unit(land.first) for _ in range(3)], [unit(land.second) for _ in range(3)]

    def facts(units, sequence):
        return [
            dated.Said(
                {"unit": units[place], "kind": kind}, {"headed_by_member": headed}, on(start),
                None if length is None else on(start + length),
            )
            for place, kind, start, length, headed in sequence
        ]  # fmt: skip

    with acting(system("t")) as by:
        for fact in facts(one_by_one, before + together):
            dated.record(MassOrgFact, key=fact.key, values=fact.values, since=fact.since, until=fact.until, by=by)
        for part, source in ((before, "desk"), (together, "desk")):
            stored = dated.record_many(MassOrgFact, facts(at_once, part), by=by, source=source)
            assert [row.unit_id for row in stored] == [at_once[place].pk for place, *_rest in part]
        for one in one_by_one:
            dated.end(MassOrgFact, key={"unit": one, "kind": "union"}, on=on(ended), by=by)
        dated.end_many(MassOrgFact, keys=[{"unit": one, "kind": "union"} for one in at_once], on=on(ended), by=by)
    for single, bulk in zip(one_by_one, at_once, strict=True):
        paths = {land.first.path: "-", land.second.path: "-"}
        alike = [[tuple(paths.get(value, value) for value in row) for row in history_of(one)] for one in (single, bulk)]
        assert alike[0] == alike[1]


def test_many_facts_of_a_key_each_take_four_statements_however_many_keys(land, django_assert_num_queries):
    units = [unit(land.first) for _ in range(12)]
    with acting(system("t")) as by:
        for number in (1, 12):
            facts = [dated.Said({"unit": one}, {"formal": number}, on(number)) for one in units[:number]]
            dated.record_many(MembersFact, facts, by=by)
            again = [dated.Said({"unit": one}, {"formal": number + 1}, on(number)) for one in units[:number]]
            with django_assert_num_queries(4):  # lock, read, supersede, insert
                dated.record_many(MembersFact, again, by=by)


@pytest.mark.parametrize(("keeps_later", "left"), [(False, []), (True, [(on(20), None)])])
def test_an_end_takes_what_begins_later_with_it_unless_told_to_keep_it(land, keeps_later, left):
    made = unit(land.first)
    with acting(system("t")) as by:
        for start, until in ((1, 15), (20, None)):
            key = {"unit": made, "kind": "union"}
            dated.record(MassOrgFact, key=key, values={}, since=on(start), until=until and on(until), by=by)
        dated.end_many(MassOrgFact, keys=[key], on=on(10), by=by, keeps_later=keeps_later)
    rows = MassOrgFact.objects.as_system("t").filter(unit=made).live().order_by("holds_from")
    assert [(row.since, row.until) for row in rows] == [(on(1), on(10)), *left]

import itertools
from datetime import date

import pytest

from orgs.choices import LifeEventKind, OrgStatus, OrgType
from orgs.rules import life

K, S = LifeEventKind, OrgStatus
FOUNDED = (K.FOUNDING, date(2020, 7, 1))


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], S.UNFOUNDED),
        ([K.FOUNDING], S.ACTIVE),
        ([K.FOUNDING, K.RENAME, K.TYPE_CHANGE, K.SPLIT], S.ACTIVE),
        ([K.FOUNDING, K.MERGE], S.MERGED),
        ([K.FOUNDING, K.SPLIT, K.REVOKE], S.REVOKED),
    ],
)
def test_the_status_is_what_the_events_say(events, status):
    assert life.status_of(events) == status


@pytest.mark.parametrize("kind", list(K))
def test_life_begins_with_the_founding_and_happens_once(kind):
    refusal = life.check_event([], kind, date(2020, 1, 1))
    assert (refusal is None) is (kind == K.FOUNDING)
    again = life.check_event([FOUNDED], kind, date(2021, 1, 1))
    assert (again is None) is (kind not in {K.FOUNDING, K.REVERSE})


@pytest.mark.parametrize(("last", "kind"), list(itertools.product([K.MERGE, K.REVOKE], K)))
def test_nothing_follows_the_end(last, kind):
    events = [FOUNDED, (last, date(2022, 1, 1))]
    refusal = life.check_event(events, kind, date(2023, 1, 1))
    assert refusal.code == "life_event"
    with pytest.raises(ValueError, match="cannot follow"):
        life.status_of([K.FOUNDING, last, kind])


def test_every_status_has_its_line_in_the_table():
    assert set(life.STEPS) == set(S)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2020, 6, 30), S.UNFOUNDED),
        (date(2020, 7, 1), S.ACTIVE),
        (date(2021, 12, 31), S.ACTIVE),
        (date(2022, 1, 1), S.REVOKED),
    ],
)
def test_an_event_counts_from_its_own_day(on, status):
    events = [(K.REVOKE, date(2022, 1, 1)), FOUNDED]  # in any order
    assert life.status_on(events, on) == status


@pytest.mark.parametrize(
    ("on", "code"), [(date(2020, 6, 30), "life_event_order"), (date(2020, 7, 1), None), (date(2020, 7, 2), None)]
)
def test_events_do_not_go_back(on, code):
    refusal = life.check_event([FOUNDED], K.RENAME, on)
    assert (refusal.code if refusal else None) == code


def test_the_refusal_names_what_happened():
    refusal = life.check_event([FOUNDED, (K.REVOKE, date(2022, 1, 1))], K.RENAME, date(2023, 1, 1))
    assert refusal.render() == "党组织已撤销，不能办理“更名”。"


@pytest.mark.parametrize(("old", "new"), list(itertools.product(OrgType, OrgType)))
def test_types_change_into_each_other_but_never_to_or_from_a_group(old, new):
    refusal = life.check_type_change(old, new)
    expected = "type_unchanged" if old == new else "type_group" if OrgType.GROUP in {old, new} else None
    assert (refusal.code if refusal else None) == expected
    assert refusal is None or refusal.render()

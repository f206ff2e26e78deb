"""A unit that is known to be gone leaves the lists of open rounds by itself, and a merged entry leaves exactly one task."""

from datetime import timedelta

import pytest

from access.principals import acting
from enterprises import services
from enterprises.choices import OperatingStatus
from enterprises.queries import rounds
from enterprises.rules.status import REASONS
from tests.enterprises.rounds import met, opened, task_of, tasks_of
from tests.factories.access import TODAY
from tests.factories.enterprises import unit


def close(by, unit, status, reason, on=TODAY):
    with acting(by):
        return services.close(unit=unit, status=status, reason=reason, on=on, by=by)


def reasons(status):
    return sorted(REASONS[OperatingStatus(status)])[0]


@pytest.mark.parametrize(("status", "code"), [("closed", "closed"), ("moved_out", "moved_out"), ("shell", "shell")])
def test_a_unit_closed_at_the_desk_is_coded_on_its_officers_list(land, committee, officers, units, status, code):
    row = opened(committee, land.county)
    before = task_of(row, units[0])
    close(committee, units[0], status, reasons(status))
    task = task_of(row, units[0])
    assert (task.closed_code, task.coded_on, task.revisit_on, task.officer_id) == (code, TODAY, None, before.officer_id)
    with acting(officers[0]):
        assert units[0].pk not in [one.unit_id for one in rounds.my_list(officers[0], TODAY)]
    assert sum(one.closed_code == "" for one in tasks_of(row)) == len(units) - 1


def test_a_unit_that_went_before_the_round_began_leaves_its_list_too(land, committee, officers, units):
    row = opened(committee, land.county)
    before = row.starts_on - timedelta(days=1)
    close(committee, units[0], "closed", reasons("closed"), on=before)
    met(officers[0], units[1], outcome="moved_out", on=before)
    assert [task_of(row, one).closed_code for one in units[:3]] == ["closed", "moved_out", ""]


def test_a_unit_that_only_paused_stays_on_the_list(land, committee, officers, units):
    row = opened(committee, land.county)
    close(committee, units[0], "suspended", reasons("suspended"))
    assert task_of(row, units[0]).closed_code == ""


def test_what_a_visit_or_a_closed_round_said_stays(land, committee, officers, units):
    row = opened(committee, land.county)
    met(officers[0], units[0])
    close(committee, units[0], "closed", reasons("closed"))
    assert task_of(row, units[0]).closed_code == "done"
    with acting(committee):
        services.close_survey_round(survey_round=row, on=TODAY, by=committee)
    close(committee, units[1], "closed", reasons("closed"))
    assert task_of(row, units[1]).closed_code == ""


def test_a_waiting_revisit_of_a_gone_unit_is_over(land, committee, officers, units):
    row = opened(committee, land.county)
    met(officers[0], units[0], outcome="door_closed", revisit_on=TODAY + timedelta(days=3))
    close(committee, units[0], "closed", reasons("closed"))
    task = task_of(row, units[0])
    assert (task.closed_code, task.revisit_on, task.attempts) == ("closed", None, 1)


@pytest.mark.parametrize("is_kept_visited", [True, False])
def test_a_merged_entry_leaves_exactly_one_task_for_the_kept_unit(land, committee, officers, units, is_kept_visited):
    alias = unit(land.first, uscc="", no_code_reason="pending")
    row = opened(committee, land.county)
    kept = units[0] if is_kept_visited else unit(land.first)
    if is_kept_visited:
        met(officers[0], kept)
    with acting(committee):
        services.merge(kept=kept, alias=alias, on=TODAY, by=committee)
    found = {one.unit_id: (one.closed_code, one.officer_id) for one in tasks_of(row)}
    assert found[alias.pk][0] == "closed"
    assert found[kept.pk][0] == ("done" if is_kept_visited else "")
    assert found[kept.pk][1] is not None
    row.refresh_from_db()
    assert row.units == len(units) + 1 + (not is_kept_visited)

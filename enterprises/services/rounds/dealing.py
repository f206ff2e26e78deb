"""Dealing a round's units out to officers: every unit on one list, by its community or street; in sets, never one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from access import audit, errors
from access.choices import Role
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import RoundStatus
from enterprises.models import RoundTask, SurveyRound
from enterprises.querysets import RoundTaskQuerySet
from enterprises.rules import rounds as rules
from enterprises.services.rounds.selecting import RUN

VISITING = [str(Role.COMMUNITY_OFFICER), str(Role.STREET_OFFICER)]
# Who visits where: accounts in office on a day with the areas of their bodies, inside an area.
OFFICERS = """
SELECT DISTINCT u.id, u.name, b.name AS body, place.path
FROM access_assignment a
JOIN access_user u ON u.id = a.user_id AND u.is_active
JOIN access_body b ON b.id = a.body_id AND (b.closed_on IS NULL OR b.closed_on > %(on)s) AND b.line_id IS NULL
JOIN access_body_areas inside ON inside.body_id = b.id
JOIN access_area place ON place.id = inside.area_id
WHERE a.role = ANY (%(roles)s) AND a.valid @> %(on)s::date AND place.path LIKE %(path)s || '%%'
"""
# The nearest body that covers a unit gives its officer; several officers there share its units in even runs of neighbours.
DEAL_BY_PLACE = """
WITH office AS MATERIALIZED (SELECT path, array_agg(DISTINCT id ORDER BY id) AS officers FROM ({officers}) AS held GROUP BY path),
wanted AS MATERIALIZED (
  SELECT t.id, t.area_path, unit.address, unit.pinyin
  FROM enterprises_roundtask t JOIN enterprises_unit unit ON unit.id = t.unit_id WHERE t.id = ANY (%(tasks)s)
),
nearest AS MATERIALIZED (
  SELECT DISTINCT ON (places.area_path) places.area_path, office.path, office.officers
  FROM (SELECT DISTINCT area_path FROM wanted) AS places JOIN office ON places.area_path LIKE office.path || '%%'
  ORDER BY places.area_path, length(office.path) DESC
),
dealt AS (
  SELECT wanted.id, officers[1 + (
    (row_number() OVER share - 1) * cardinality(officers) / count(*) OVER (PARTITION BY nearest.path))] AS officer
  FROM wanted JOIN nearest USING (area_path)
  WINDOW share AS (PARTITION BY nearest.path ORDER BY wanted.area_path, wanted.address, wanted.pinyin, wanted.id)
)
UPDATE enterprises_roundtask AS task SET officer_id = dealt.officer FROM dealt WHERE task.id = dealt.id
""".replace("{officers}", OFFICERS)
DEAL_AMONG = """
WITH dealt AS (
  SELECT t.id, (%(officers)s::bigint[])[1 + (
    (row_number() OVER share - 1) * cardinality(%(officers)s::bigint[]) / count(*) OVER ())] AS officer
  FROM enterprises_roundtask t JOIN enterprises_unit unit ON unit.id = t.unit_id WHERE t.id = ANY (%(tasks)s)
  WINDOW share AS (ORDER BY t.area_path, unit.address, unit.pinyin, t.id)
)
UPDATE enterprises_roundtask AS task SET officer_id = dealt.officer FROM dealt WHERE task.id = dealt.id
"""


@dataclass(frozen=True)
class Officer:
    """Somebody who visits, and where."""

    pk: int
    name: str
    body: str
    paths: tuple[str, ...]

    def covers(self, area_path: str) -> bool:
        """Say whether a place lies in one of the officer's areas."""
        return any(area_path.startswith(path) for path in self.paths)


def officers_in(area: Area, on: date) -> list[Officer]:
    """Return who visits in an area or inside it on a day, by body and name."""
    with connection.cursor() as cursor:
        cursor.execute(f"{OFFICERS} ORDER BY 4, 2, 1", {"on": on, "roles": VISITING, "path": area.path})
        rows = cursor.fetchall()
    found: dict[int, Officer] = {}
    for pk, name, body, path in rows:
        known = found.get(pk)
        found[pk] = Officer(pk, name, known.body if known else body, ((*known.paths, path) if known else (path,)))
    return list(found.values())


def left_behind(survey_round: SurveyRound, on: date, by: Principal) -> list[tuple[int, str, int]]:
    """Return whose lists have units that they do not visit any more, having left or changed: (account, name, units), by name."""
    rows = RoundTask.objects.visible_to(by, RUN).filter(round=survey_round, officer__isnull=False).unsettled()
    held = rows.order_by("officer__name", "officer").values_list("officer", "officer__name", "area_path")
    officers = {one.pk: one for one in officers_in(survey_round.area, on)}
    found: dict[tuple[int, str], int] = {}
    for pk, name, path, units in held.annotate(Count("pk")):
        if pk not in officers or not officers[pk].covers(path):
            found[pk, name] = found.get((pk, name), 0) + units
    return [(pk, name, units) for (pk, name), units in found.items()]


def deal_by_place(tasks: Sequence[int], area: Area, on: date) -> int:
    """Give tasks to the officers of their communities or streets; those of a place without one stay as they are."""
    return _run(DEAL_BY_PLACE, on=on, roles=VISITING, path=area.path, tasks=list(tasks))


def _run(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@transaction.atomic
def deal(
    *, survey_round: SurveyRound, tasks: RoundTaskQuerySet, officers: Sequence[int], on: date, by: Principal
) -> int:
    """Give tasks of a round to one officer (reassigning, handing over) or to several (splitting); return how many.

    Only what remains to be done changes hands, and all of it or nothing: no unit is left without an officer.

    Args:
        survey_round: the round.
        tasks: which of its tasks; those that ``by`` may run are taken.
        officers: accounts in office where the units lie.
        on: the day.
        by: who deals.

    Raises:
        Denied: ``by`` runs no round.
        ValidationError: the round is closed, nothing is left to be dealt, or an officer is not in office at a unit.
    """
    errors.require(rules.check_open(RoundStatus(survey_round.state)))
    seen = tasks.visible_to(by, RUN).filter(round=survey_round).unsettled()
    rows = [(row.pk, row.area_path) for row in seen.select_for_update(of=("self",)).order_by("pk")]
    if not rows:
        errors.refuse(
            Refusal("nothing_to_deal", N_("没有可以分派的单位：都已走访，或不在您的辖区。")), field="officers"
        )
    known = {one.pk: one for one in officers_in(survey_round.area, on)}
    chosen = [known[pk] for pk in officers if pk in known]
    if not chosen or len(chosen) != len(officers):
        errors.refuse(Refusal("officer_unknown", N_("请选择本轮辖区内在任的街道干部或社区干部。")), field="officers")
    for officer in chosen:
        outside = sum(not officer.covers(path) for _pk, path in rows)
        if outside:
            message = N_("“%(name)s”不负责其中%(count)d家单位所在的辖区，没有分派。")
            errors.refuse(
                Refusal("officer_elsewhere", message, {"name": officer.name, "count": outside}), field="officers"
            )
    changed = _run(DEAL_AMONG, tasks=[pk for pk, _path in rows], officers=[one.pk for one in chosen])
    audit.record(by, "enterprises.tasks_dealt", survey_round, tasks=changed, officers=[one.pk for one in chosen])
    return changed


def follow_move(unit: Any, on: date) -> None:
    """Put the open tasks of a unit that has moved on the list of its new place, or on its new street's."""
    rows = RoundTask.objects.of(unit=unit).unsettled().filter(round__state="open").select_related("round__area")
    for task in rows:
        RoundTask.objects.of(unit=unit).filter(pk=task.pk).update(officer=None)
        deal_by_place([task.pk], task.round.area, on)

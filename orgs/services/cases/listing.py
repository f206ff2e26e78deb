"""Keeping the list of units to be organized in step with the facts (动态清零): whoever ought to be on it is, once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from access import audit
from access.bulk import insert_many, update_many
from access.principals import Principal
from enterprises.models import MembersFact, Unit
from enterprises.querysets import UnitQuerySet
from orgs.choices import CaseOrigin, PlanStatus
from orgs.models import Coverage, FormationCase
from orgs.models.gaps import built, ought_and_is_not
from orgs.rules import cases as rules
from orgs.rules.cases import Standing
from orgs.rules.limits import NATIONAL

VIEW = "enterprises.view_unit"


@dataclass(frozen=True)
class Refreshed:
    """How many units came on the list, and how many cases went on by the facts."""

    listed: int
    settled: int


def follow(*, ids: Collection[int], on: date, by: Principal) -> None:
    """Let the cases of units follow what was just written about them, as of today."""
    if ids:
        refresh(Unit.objects.visible_to(by, VIEW).filter(pk__in=list(ids)), on=by.today or on, by=by)


def follow_calendar(*, on: date, by: Principal) -> Refreshed:
    """Let all cases follow facts that begin or end today, or were written without an act of their own."""
    return refresh(Unit.objects.visible_to(by, VIEW), on=on, by=by)


def let_go(*, ids: Collection[int], by: Principal) -> None:
    """Take units off the list that leave the register because they entered it by mistake; worked-on cases stay and keep them."""
    rows = FormationCase.objects.of(unit__in=list(ids)).filter(
        status=PlanStatus.OPEN, version=1, application=None, former=None
    )
    untouched = list(rows.select_for_update(of=("self",)).order_by("pk"))
    audit.record_many(by, "orgs.case_taken_back", [(case, {"unit": case.unit_id}) for case in untouched])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM orgs_formationcase WHERE id = ANY(%s)", [[case.pk for case in untouched]])


@transaction.atomic
def refresh(rows: UnitQuerySet, *, on: date, by: Principal) -> Refreshed:
    """List the units among ``rows`` that ought to be organized and are not, and let their cases follow the facts.

    Any number of callers at once list a unit once: the database keeps one unfinished case a unit.
    """
    rows = rows.order_by()
    settled = _settle(rows, on, by)
    return Refreshed(_list(rows, on, by), settled)


def enlist(units: Sequence[Unit], *, on: date, by: Principal) -> list[FormationCase]:
    """Return the unfinished cases of locked units in their order, listing those without one as planned together (联合组建方案).

    A unit of a joint branch need not be 应建未建 itself; its case lapses when the application is withdrawn (:func:`refresh`).
    """
    held = FormationCase.objects.of(unit__in=[unit.pk for unit in units]).unfinished()
    found = {case.unit_id: case for case in held.order_by("pk")}
    missing = [unit.pk for unit in units if unit.pk not in found]
    facts = MembersFact.objects.of(unit__in=missing).as_of(on).filter(formal__gte=NATIONAL.min_formal_members)
    ripe = set(facts.values_list("unit_id", flat=True))
    former = dict(_latest_cleared(missing))
    made = [
        FormationCase(
            unit_id=pk, listed_on=on, former_id=former.get(pk),
            origin=CaseOrigin.FOUND if pk in ripe else CaseOrigin.PLANNED,
        )
        for pk in missing
    ]  # fmt: skip
    insert_many(made)
    _leave_lines(made, by)
    found |= {case.unit_id: case for case in made}
    return [found[unit.pk] for unit in units]


def _settle(rows: UnitQuerySet, on: date, by: Principal) -> int:
    """Move unfinished cases to where the facts put them."""
    held = FormationCase.objects.of(unit__in=rows.values("pk")).unfinished()
    cases = list(held.select_for_update(of=("self",)).order_by("pk"))
    among = rows.filter(pk__in=[case.unit_id for case in cases])
    ought = set(ought_and_is_not(among, on).values_list("pk", flat=True))
    covered = set(among.filter(Exists(built(on))).values_list("pk", flat=True))
    moved = []
    for case in cases:
        now = PlanStatus(case.status)
        is_wanted = case.unit_id in ought or (_is_under_way(case) and case.unit_id not in covered)
        after = rules.settle(Standing(is_wanted, case.unit_id in covered, now))
        if after is not None and after != now:
            case.status, case.lapsed_on = after, max(on, case.listed_on) if after == PlanStatus.LAPSED else None
            case.version += 1
            moved.append(case)
    update_many(moved, ["status", "lapsed_on", "version"])
    for status in sorted({case.status for case in moved}):
        mine = ((case, {"unit": case.unit_id}) for case in moved if case.status == status)
        audit.record_many(by, f"orgs.case_{status}", mine)
    return len(moved)


def _is_under_way(case: FormationCase) -> bool:
    """Say whether a unit is on the list because a joint branch is applied for that it belongs to."""
    return case.origin == CaseOrigin.PLANNED and case.application_id is not None and case.status in rules.WAITING


def _list(rows: UnitQuerySet, on: date, by: Principal) -> int:
    unfinished = FormationCase.objects.of(unit=OuterRef("pk")).unfinished()
    missing = list(
        ought_and_is_not(rows, on).filter(~Exists(unfinished)).order_by("pk").select_for_update(of=("self",))
    )
    wanted = [unit.pk for unit in missing]
    former = dict(_latest_cleared(wanted))
    revoked = set(
        Coverage.objects.of(unit__in=wanted).live().filter(mode__in=rules.BUILT).values_list("unit_id", flat=True)
    )
    grown = set(
        MembersFact.objects.of(unit__in=wanted)
        .filter(formal__lt=NATIONAL.min_formal_members).values_list("unit_id", flat=True)
    )  # fmt: skip
    made = [
        FormationCase(unit_id=pk, listed_on=on, origin=_origin(pk, former, revoked, grown), former_id=former.get(pk))
        for pk in wanted
    ]
    insert_many(made)
    _leave_lines(made, by)
    return len(made)


def _leave_lines(made: Iterable[FormationCase], by: Principal) -> None:
    told = ((case, {"unit": case.unit_id, "origin": case.origin}) for case in made)
    audit.record_many(by, "orgs.case_listed", told)


def _latest_cleared(wanted: Iterable[int]) -> Iterable[tuple[int, int]]:
    rows = FormationCase.objects.of(unit__in=wanted).filter(status=PlanStatus.CLEARED, next__isnull=True)
    return rows.order_by("pk").values_list("unit_id", "pk")


def _origin(pk: int, former: dict[int, int], revoked: set[int], grown: set[int]) -> CaseOrigin:
    if pk in former:
        return CaseOrigin.REOPENED
    if pk in revoked:
        return CaseOrigin.REVOKED
    return CaseOrigin.RIPENED if pk in grown else CaseOrigin.FOUND

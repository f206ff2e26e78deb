"""Responsibility letters and pairings as pages show them, in a fixed number of statements."""

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from access import policy
from access.models import Area, Body
from access.principals import Principal
from access.registries import Waiting
from orgs.choices import LetterResult, TaskState
from orgs.models import BodyTask, LetterCheck, LifeRecord, Pairing, PartyOrg, ResponsibilityLetter
from orgs.models.seats import place_of
from orgs.rules.bodies import KEEP, LAST_MONTH, VIEW

READ = "orgs.view_org"
TONES = {LetterResult.DONE: "good", LetterResult.MOSTLY: "info", LetterResult.FAILED: "bad"}
LATEST = 20


def letters(principal: Principal, *, year: int | None = None, body: Body | None = None) -> QuerySet:
    """Return letters with their targets, how many are confirmed, and what the check found; the latest year first."""
    rows = ResponsibilityLetter.objects.visible_to(principal, VIEW).select_related("upper", "lower")
    rows = rows.filter(year=year) if year is not None else rows
    rows = rows.filter(Q(upper=body) | Q(lower=body)) if body is not None else rows
    targets = BodyTask.objects.of(letter=OuterRef("pk")).exclude(state=TaskState.CANCELLED).order_by()
    done = targets.filter(state=TaskState.CONFIRMED)
    result = LetterCheck.objects.of(letter=OuterRef("pk")).values("result")[:1]
    found: QuerySet = rows.annotate(
        targets_in_all=_number(targets), targets_done=_number(done), result=Subquery(result)
    ).order_by("-year", "lower__home__path", "lower__name", "pk")
    return found


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.values("letter").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def shown(rows: list[ResponsibilityLetter]) -> list[dict[str, Any]]:
    """Return letters with what their check found in words."""
    told = []
    for row in rows:
        result = LetterResult(row.result) if row.result else None
        told.append({"row": row, "result": result, "tone": TONES[result] if result else "mute"})
    return told


def check_of(letter: ResponsibilityLetter) -> LetterCheck | None:
    """Return the yearly check of a visible letter."""
    found: LetterCheck | None = LetterCheck.objects.of(letter=letter).first()
    return found


def may_check(letter: ResponsibilityLetter, principal: Principal) -> bool:
    """Say whether a principal acts for the body above."""
    may = policy.can(principal, KEEP) and policy.can_on(principal, KEEP, letter)
    return may and policy.can_on(principal, KEEP, place_of(letter.upper))


def checks_waiting(principal: Principal) -> Waiting:
    """Return the letters that the principal's own bodies signed above and that are to be checked since December."""
    on = principal.today
    own = sorted({held.body_id for held in principal.held})
    rows = ResponsibilityLetter.objects.visible_to(principal, KEEP).filter(upper__in=own, check_record__isnull=True)
    if on is None:
        return Waiting(rows.none())
    ended = rows.filter(year__lt=on.year)
    return Waiting(rows.filter(year__lte=on.year) if on.month >= LAST_MONTH else ended, ended)


def pairings(
    principal: Principal, on: date, *, body: Body | None = None, area: Area | None = None, org: PartyOrg | None = None
) -> QuerySet:
    """Return the pairings in force on a day, with the number of activities held together."""
    rows = Pairing.objects.visible_to(principal, READ).as_of(on).select_related("body", "org", "org__area")
    rows = rows.filter(body=body) if body is not None else rows
    rows = rows.filter(org=org) if org is not None else rows
    if area is not None:
        rows = rows.filter(area_path__gte=area.path, area_path__lt=f"{area.path[:-1]}/")
    found: QuerySet = rows.annotate(activities=_held()).order_by("body__name", "org__name", "pk")
    return found


def _held() -> Coalesce:
    rows = LifeRecord.objects.of(org=OuterRef("org_id")).live().filter(pairing__body=OuterRef("body_id")).order_by()
    counted = rows.values("org").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def activities(row: Pairing) -> list[LifeRecord]:
    """Return what the two of a visible pairing held together, the latest first; also before its contents changed."""
    rows = LifeRecord.objects.of(org=row.org).live().filter(pairing__body=row.body_id)
    return list(rows.order_by("-holds_from", "-pk"))


def panel(principal: Principal, obj: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "结对共建" of an organization shows."""
    return {"org": obj, "rows": list(pairings(principal, on, org=obj)[:LATEST])}

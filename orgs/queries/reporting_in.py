"""Members in service who reported in, as pages show them (在职党员到社区报到): names and numbers apart, added once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from access.models import Area
from access.principals import Principal
from orgs.models import ReportIn, ReportInCount
from orgs.queries.searching import within
from orgs.rules.reporting_in import Tally

VIEW, KEEP = "orgs.view_member", "orgs.keep_member"


@dataclass(frozen=True)
class Wanted:
    """Which of those who reported in a list should show; empty parts ask for nothing."""

    on: date
    q: str = ""
    answered: str = ""
    area: Area | None = None


def named(wanted: Wanted, principal: Principal) -> Any:
    """Return the visible register that was asked for, the newest first."""
    rows = within(ReportIn.objects.visible_to(principal, VIEW), wanted.area).filter(reported_on__lte=wanted.on)
    if wanted.q:
        rows = rows.filter(Q(name__contains=wanted.q) | Q(work_unit__contains=wanted.q))
    if wanted.answered:
        rows = rows.filter(feedback="") if wanted.answered == "no" else rows.exclude(feedback="")
    return rows.select_related("area").order_by("-reported_on", "-pk")


def counts(principal: Principal, on: date, area: Area | None = None) -> Any:
    """Return the visible numbers in force on a day, by community."""
    rows = within(ReportInCount.objects.visible_to(principal, VIEW), area).as_of(on)
    return rows.select_related("area").order_by("area__path", "pk")


def tally(principal: Principal, on: date, area: Area | None = None) -> Tally:
    """Return the figures of an area on a day, as far as the reader sees."""
    rows = within(ReportIn.objects.visible_to(principal, VIEW), area)
    return added(rows, within(ReportInCount.objects.visible_to(principal, VIEW), area), on)


def added(names: Any, numbers: Any, on: date) -> Tally:
    """Add opened rows of names and of numbers as they stand on a day; two statements."""
    numbers = numbers.as_of(on).order_by()
    whole = ReportInCount.objects.of(area=OuterRef("area")).as_of(on).filter(own_members__isnull=False)
    local = Q(is_local=True) & Exists(whole)
    told = names.filter(reported_on__lte=on).order_by().aggregate(
        named=Count("pk"), named_local=Count("pk", filter=local)
    )  # fmt: skip
    sums = numbers.aggregate(counted=Sum("reported"), own_reported=Sum("own_reported"), own_members=Sum("own_members"))
    return Tally(**told, **{name: value or 0 for name, value in sums.items()})

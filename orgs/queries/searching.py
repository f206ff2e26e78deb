"""The double search as pages show it (双找): who is looked for and by whom, what stands still, what was found."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, DateField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from access import policy
from access.models import Area
from access.principals import Principal
from access.registries import Waiting
from orgs.choices import SearchStage
from orgs.models import LimitSetting, Member, PartyOrg, SearchEntry, SearchNotice, SearchTarget
from orgs.models.searching import FOUND, SOUGHT
from orgs.rules.limits import NATIONAL

VIEW, KEEP = "orgs.view_member", "orgs.keep_member"
SETTING = "search_idle_days"
TONES = {
    SearchStage.LISTED: "warn", SearchStage.CONTRACTED: "info", SearchStage.CHECKED: "info", SearchStage.NOT_FOUND: "mute",
    SearchStage.FOUND: "good", SearchStage.MOVED: "good", SearchStage.STAYS: "good", SearchStage.WITHDRAWN: "mute",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which targets a list should show; empty parts ask for nothing."""

    on: date
    q: str = ""
    stage: str = ""
    group: str = ""
    area: Area | None = None
    org: PartyOrg | None = None


def within(rows: Any, area: Area | None) -> Any:
    """Keep the rows of an area and of what lies in it."""
    return rows if area is None else rows.filter(area_path__gte=area.path, area_path__lt=f"{area.path[:-1]}/")


def idle(rows: Any, on: date) -> Any:
    """Keep those contracted or looked for without an entry for as long as the nearest setting says (连续多日没有登记)."""
    place = Cast(OuterRef("area_path"), CharField())
    set_here = LimitSetting.objects.filter(valid__contains=on, data__has_key=SETTING).annotate(place=place)
    days = set_here.filter(place__startswith=F("area__path")).order_by("-area__path").annotate(
        days=Cast(KT(f"data__{SETTING}"), IntegerField())
    )  # fmt: skip
    told = Coalesce(Subquery(days.values("days")[:1]), Value(NATIONAL.search_idle_days), output_field=IntegerField())
    since = Func(Value(on, DateField()), told, template="(%(expressions)s)", arg_joiner="::date - ", output_field=DateField())
    return rows.filter(stage__in=SOUGHT).annotate(idle_from=since).filter(last_on__lte=F("idle_from"))


GROUPS = {
    "sought": lambda rows, _on: rows.filter(stage__in=SOUGHT),
    "idle": idle,
    "found": lambda rows, _on: rows.filter(stage__in=FOUND),
    "hidden": lambda rows, _on: rows.filter(stage__in=FOUND).exclude(hidden_kind=""),
    "unsettled": lambda rows, _on: rows.filter(stage=SearchStage.FOUND),
}


def placed(wanted: Wanted, principal: Principal) -> Any:
    """Return the visible targets of the place, organization and name that were asked for, at any stage."""
    rows = within(SearchTarget.objects.visible_to(principal, VIEW), wanted.area)
    if wanted.org is not None:
        rows = rows.filter(org=wanted.org)
    if wanted.q:
        orgs = PartyOrg.objects.visible_to(principal, VIEW).matching(wanted.q)
        rows = rows.filter(Q(name__contains=wanted.q) | Q(org__in=orgs.values("pk")))
    return rows


def select(wanted: Wanted, principal: Principal) -> Any:
    """Return the visible targets that were asked for, the one longest without an entry first; withdrawn ones only when named."""
    rows = placed(wanted, principal)
    rows = rows.filter(stage=wanted.stage) if wanted.stage else rows.exclude(stage=SearchStage.WITHDRAWN)
    if wanted.group:
        rows = GROUPS[wanted.group](rows, wanted.on)
    return rows.select_related("org", "area").order_by("last_on", "pk")


def totals(wanted: Wanted, principal: Principal) -> dict[str, int]:
    """Return how many there are in all but the withdrawn, of each stage that counts, and of those found how many were hidden."""
    is_found = Q(stage__in=FOUND)
    told: dict[str, int] = placed(wanted, principal).order_by().aggregate(
        listed=Count("pk", filter=~Q(stage=SearchStage.WITHDRAWN)), sought=Count("pk", filter=Q(stage__in=SOUGHT)),
        found=Count("pk", filter=is_found), hidden=Count("pk", filter=is_found & ~Q(hidden_kind="")),
        moved=Count("pk", filter=Q(stage=SearchStage.MOVED)),
    )  # fmt: skip
    return told


def entries_of(target: SearchTarget) -> list[SearchEntry]:
    """Return the entries of a visible target, the newest first."""
    rows = SearchEntry.objects.of(target=target)
    return list(rows.order_by("-on", "-pk"))


def on_roster(pk: int | None, principal: Principal) -> Member | None:
    """Return a member by id if the reader sees the roster on which the member stands."""
    if pk is None:
        return None
    found: Member | None = Member.objects.visible_to(principal, VIEW).filter(pk=pk).first()
    return found


def notices(principal: Principal, area: Area | None = None) -> QuerySet[SearchNotice]:
    """Return the visible publications, the newest first."""
    rows = within(SearchNotice.objects.visible_to(principal, VIEW), area)
    return rows.select_related("org", "body", "area").order_by("-published_on", "-pk")


def idle_waiting(principal: Principal) -> Waiting:
    """Return the targets without an entry for long; all are overdue."""
    rows = SearchTarget.objects.visible_to(principal, KEEP).order_by()
    rows = idle(rows, principal.today) if principal.today else rows.none()
    return Waiting(rows, rows)


def to_contract(principal: Principal) -> Waiting:
    """Return the targets that nobody is contracted to look for."""
    return Waiting(SearchTarget.objects.visible_to(principal, KEEP).filter(stage=SearchStage.LISTED).order_by())


def to_settle(principal: Principal) -> Waiting:
    """Return those who were found and whose relation is not settled."""
    return Waiting(SearchTarget.objects.visible_to(principal, KEEP).filter(stage=SearchStage.FOUND).order_by())


def panel(principal: Principal, org: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "双找" of an organization shows: its figures and whether somebody may be listed."""
    wanted = Wanted(on=on, org=org)
    return {
        "org": org, "org_key": str(org.pk), "told": totals(wanted, principal), "may_keep": policy.can_on(principal, KEEP, org),
    }  # fmt: skip

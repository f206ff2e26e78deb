"""What organization life is due (本月应办): of one organization, of those on a page, and of a whole scope in one statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from access.models import Area
from access.principals import Principal
from access.registries import Waiting
from orgs.choices import LifeKind, OrgNature, OrgType, PostKind
from orgs.models import LifeRecord, LimitSetting, PartyOrg, Post
from orgs.queries.records import KEEP, VIEW, latest
from orgs.querysets import PartyOrgQuerySet
from orgs.rules import assemblies, records
from orgs.rules.assemblies import CUSTOM, Frequency, Need, period_of
from orgs.rules.limits import life_from_data

COMMITTEE = (PostKind.ORGANIZATION, PostKind.PUBLICITY, PostKind.DISCIPLINE, PostKind.MEMBER)
Frequencies = Mapping[LifeKind, Frequency]


@dataclass(frozen=True)
class Due:
    """What one organization still has to hold: ``now`` this month, ``later`` in a period that goes on."""

    org: PartyOrg
    now: list[Need]
    later: list[Need]


def settings(on: date) -> list[tuple[str, Frequencies]]:
    """Return where other frequencies than the customary ones hold on a day: paths, the deepest first; one statement."""
    rows = LimitSetting.objects.filter(valid__contains=on, data__has_key="life").select_related("area")
    found = [(row.area.path, life_from_data(row.data["life"])) for row in rows]
    return sorted(found, key=lambda pair: len(pair[0]), reverse=True)


def frequencies_at(path: str, found: Sequence[tuple[str, Frequencies]]) -> Frequencies:
    """Return what holds at a place: set by the nearest area above, else customary."""
    return next((one for above, one in found if path.startswith(above)), CUSTOM)


def due_of(orgs: Sequence[PartyOrg], on: date) -> dict[int, Due]:
    """Return what visible organizations have to hold in the periods of a day; three statements however many they are."""
    ids, found = [org.pk for org in orgs], settings(on)
    held: dict[int, list[tuple[LifeKind, date]]] = defaultdict(list)
    rows = LifeRecord.objects.of(org__in=ids).live().filter(holds_from__gte=date(on.year, 1, 1), kind__in=list(CUSTOM))
    for org, kind, day in rows.order_by().values_list("org_id", "kind", "holds_from"):
        held[org].append((LifeKind(kind), day))
    posts = Post.objects.of(org__in=ids).as_of(on).filter(kind__in=COMMITTEE)
    with_committee = set(posts.order_by().values_list("org_id", flat=True))
    month_end = period_of(on, 1)[1]
    answers = {}
    for org in orgs:
        needs = assemblies.needs(
            held=held[org.pk], on=on, since=org.founded_on, has_committee=org.pk in with_committee,
            has_groups=org.org_type == OrgType.GROUP, nature=OrgNature(org.nature),
            frequencies=records.customary(OrgType(org.org_type), frequencies_at(org.area_path, found)),
        ) if org.is_active(on) else []  # fmt: skip
        missing = [need for need in needs if need.missing]
        answers[org.pk] = Due(
            org, [one for one in missing if one.ends_on <= month_end], [one for one in missing if one.ends_on > month_end]
        )
    return answers


def orgs_due(
    principal: Principal, on: date, found: Sequence[tuple[str, Frequencies]] = (), *, permission: str = VIEW,
    area: Area | None = None,
) -> PartyOrgQuerySet:  # fmt: skip
    """Return the organizations that have something to hold by the end of the month; the rule is :func:`due_of`.

    ``found`` are the :func:`settings` of the day; without them the customary frequencies hold everywhere.
    """
    rows = PartyOrg.objects.visible_to(principal, permission).active_on(on).exclude(nature__in=assemblies.WITHOUT)
    if area is not None:
        rows = rows.filter(_below(area.path))
    condition, taken = Q(pk__in=[]), Q(pk__in=[])
    for path, frequencies in [*found, ("", CUSTOM)]:
        here = (_below(path) if path else Q()) & ~taken
        condition |= here & _lacking(frequencies, on)
        taken |= _below(path) if path else Q()
    return rows.filter(condition)


def _below(path: str) -> Q:
    return Q(area_path__gte=path, area_path__lt=f"{path[:-1]}/")


def _lacking(frequencies: Frequencies, on: date) -> Q:
    month_end, condition = period_of(on, 1)[1], Q(pk__in=[])
    for org_type in OrgType:
        for kind, one in records.customary(org_type, frequencies).items():
            starts_on, ends_on = period_of(on, one.months)
            if one.times and ends_on == month_end:
                lacking = Q(org_type=org_type, founded_on__lte=starts_on + (ends_on - starts_on) / 2)
                lacking &= ~_held(kind, starts_on, ends_on, one.times)
                condition |= lacking & _asked_of(kind, on)
    return condition


def _held(kind: LifeKind, starts_on: date, ends_on: date, times: int) -> Q:
    rows = LifeRecord.objects.of(org=OuterRef("pk")).live().order_by()
    rows = rows.filter(kind=kind, holds_from__gte=starts_on, holds_from__lt=ends_on)
    if times == 1:
        return Q(Exists(rows))
    rows = rows.values("org_id").annotate(number=Count("pk")).filter(number__gte=times)
    return Q(Exists(rows))


def _asked_of(kind: LifeKind, on: date) -> Q:
    if kind != LifeKind.COMMITTEE_MEETING:
        return Q()
    return Q(Exists(Post.objects.of(org=OuterRef("pk")).as_of(on).filter(kind__in=COMMITTEE)))


def listed(principal: Principal, on: date, area: Area | None = None) -> PartyOrgQuerySet:
    """Return the organizations in sight with something due, in the order of their names."""
    return orgs_due(principal, on, settings(on), area=area).select_related("area").order_by("pinyin", "pk")


def waiting(principal: Principal) -> Waiting:
    """Return the organizations with something due that a principal keeps the records of; one line each, whatever is due.

    By the customary frequencies, as terms are reminded of by the national periods: the first page asks one statement for all its lines.
    """
    if principal.today is None:
        return Waiting(PartyOrg.objects.visible_to(principal, KEEP).none())
    return Waiting(orgs_due(principal, principal.today, permission=KEEP))


def panel(principal: Principal, obj: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "组织生活" of an organization shows."""
    return {"org": obj, "due": due_of([obj], on)[obj.pk], "rows": latest(obj),
            "may_keep": obj.is_active(on) and obj.rights[KEEP]}  # fmt: skip

"""The four ones of regional branches in a quarter: lights with the records behind each."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from access import registries
from access.models import Area
from access.principals import Principal
from orgs.choices import FormationMode, FourOne, LifeKind, Light
from orgs.models import ContactCard, Coverage, LifeRecord, OrgGrid, PartyOrg, Venue
from orgs.querysets import PartyOrgQuerySet
from orgs.rules import four_ones as rules
from orgs.rules.four_ones import Quarter, Standing

VIEW = "orgs.view_org"
LEADERS = "grid_instructors"  # registries.facts: (grids, on) → {grid: [{"name", "since", "until", "url"}]}
MOST = 50
TONES = {Light.MET: "good", Light.MISSING: "bad", Light.PENDING: "warn", Light.NOT_ASKED: "mute"}


@dataclass
class Behind:
    """The records behind the lights of one branch."""

    venue: Venue | None = None
    forums: list[LifeRecord] = field(default_factory=list)
    grids: list[Area] = field(default_factory=list)
    leaders: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    units: int = 0
    with_card: int = 0

    def standing(self, org: PartyOrg) -> Standing:
        """Return the counts that the rule asks for."""
        led = sum(bool(self.leaders.get(grid.pk)) for grid in self.grids)
        return Standing(
            org.founded_on, org.ended_on, self.venue is not None, len(self.forums), len(self.grids), led, self.units,
            self.with_card,
        )  # fmt: skip


def branches(principal: Principal, quarter: Quarter, area: Area | None = None) -> PartyOrgQuerySet:
    """Return the visible regional branches that existed on some day of a quarter."""
    rows = PartyOrg.objects.visible_to(principal, VIEW).filter(form=FormationMode.REGIONAL)
    rows = rows.filter(founded_on__lt=quarter.ends_on).exclude(ended_on__lte=quarter.starts_on)
    if area is not None:
        rows = rows.filter(area_path__gte=area.path, area_path__lt=f"{area.path[:-1]}/")
    return rows.select_related("area").order_by("pinyin", "pk")


def behind(orgs: Sequence[PartyOrg], quarter: Quarter, *, on: date) -> dict[int, Behind]:
    """Return the records of visible branches; six statements however many they are."""
    found: dict[int, Behind] = defaultdict(Behind)
    day, ids = quarter.day(on), [org.pk for org in orgs]
    for venue in Venue.objects.of(org__in=ids).as_of(day):
        found[venue.org_id].venue = venue
    forums = LifeRecord.objects.of(org__in=ids).live().filter(kind=LifeKind.FORUM)
    forums = forums.filter(holds_from__gte=quarter.starts_on, holds_from__lt=quarter.ends_on)
    for forum in forums.order_by("holds_from", "pk"):
        found[forum.org_id].forums.append(forum)
    for held in OrgGrid.objects.of(org__in=ids).as_of(day).select_related("grid").order_by("grid__path"):
        found[held.org_id].grids.append(held.grid)
    led = registries.facts.get(LEADERS)([grid.pk for one in found.values() for grid in one.grids], day)
    covered = Coverage.objects.of_org(ids).as_of(day).regional().order_by()
    pairs = list(covered.values_list("org_id", "unit_id"))
    cards = ContactCard.objects.filter(org__in=ids, issued_on__lte=day).of(unit__in=[unit for _org, unit in pairs])
    carded = set(cards.order_by().values_list("org_id", "unit_id").distinct())
    units, with_card = Counter(org for org, _unit in pairs), Counter(pair[0] for pair in pairs if pair in carded)
    for pk in ids:
        one = found[pk]
        one.leaders = {grid.pk: led.get(grid.pk, []) for grid in one.grids}
        one.units, one.with_card = units[pk], with_card[pk]
    return found


def shown(orgs: Sequence[PartyOrg], quarter: Quarter, *, on: date) -> list[dict[str, Any]]:
    """Return branches with their four lights and the counts beside them."""
    records = behind(orgs, quarter, on=on)
    rows = []
    for org in orgs:
        standing = records[org.pk].standing(org)
        judged = rules.lights(standing, quarter, on=on)
        rows.append({"org": org, "behind": records[org.pk], "standing": standing, "lights": [
            {"one": one, "light": judged[one], "label": judged[one].label, "tone": TONES[judged[one]],
             "note": _note(one, standing)}
            for one in FourOne
        ]})  # fmt: skip
    return rows


def _note(one: FourOne, standing: Standing) -> str:
    return {
        FourOne.VENUE: "",
        FourOne.FORUM: str(standing.forums) if standing.forums else "",
        FourOne.INSTRUCTOR: f"{standing.grids_led}/{standing.grids}" if standing.grids else "",
        FourOne.CARD: f"{standing.units_with_card}/{standing.units}" if standing.units else "",
    }[one]


def without_card(org: PartyOrg, principal: Principal, quarter: Quarter, *, on: date) -> list[Coverage]:
    """Return the first units in sight that a branch covers and that have no card of it."""
    day = quarter.day(on)
    rows = Coverage.objects.visible_to(principal, VIEW).as_of(day).regional().filter(org=org)
    cards = ContactCard.objects.visible_to(principal, "enterprises.view_unit").filter(org=org, issued_on__lte=day)
    rows = rows.exclude(unit__in=cards.order_by().values("unit_id")).select_related("unit")
    return list(rows.order_by("unit__pinyin", "unit_id")[:MOST])


def panel(principal: Principal, obj: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "四个一" of an organization shows."""
    if obj.form != FormationMode.REGIONAL:
        return {"org": obj, "row": None}
    quarter = rules.quarter_of(on)
    may_keep = obj.is_active(on) and obj.rights["orgs.keep_four_ones"]
    return {"org": obj, "quarter": quarter, "row": shown([obj], quarter, on=on)[0], "may_keep": may_keep}

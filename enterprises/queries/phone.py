"""What a phone takes along (离线走访): the work list with what is known of each unit, areas, words of codes, and checks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from access import policy
from access.models import Area
from access.principals import Principal
from enterprises.choices import FactSource, MassOrgKind, OperatingStatus, SubmissionState, TalkKind, VisitOutcome
from enterprises.models import Device, MassOrgFact, MembersFact, ScaleFact, StatusFact, Submission, Unit, Visit
from enterprises.rules import phone

VISIT = "enterprises.visit_unit"
MOST_UNITS = 500  # on one phone
MOST_AREAS = 400
MOST_STATES = 2_000
RELEASE = 1  # of the form on the phone; what an earlier one sends is understood too
HELD = frozenset({SubmissionState.CONFLICT, SubmissionState.QUARANTINED})


def bundle(principal: Principal, *, on: date, area: Area | None = None) -> dict[str, Any]:
    """Return everything that the page needs without a network."""
    rows = list(_units(principal, area)[: MOST_UNITS + 1])
    units = rows[:MOST_UNITS]
    areas = areas_of(principal)
    return {
        "release": RELEASE,
        "on": on.isoformat(),
        "more": len(rows) > MOST_UNITS,
        "area": area.pk if area else None,
        "areas": [{"id": one.pk, "name": one.name, "depth": one.path.count(".")} for one in areas],
        "units": _described(units, on),
        "fields": fields(),
        "codes": codes(),
        "checks": checks(),
    }


def areas_of(principal: Principal) -> list[Area]:
    """Return the areas in which the principal visits, down to communities and grids."""
    paths = [scope.path for scope in principal.scopes(policy.roles_with(VISIT))]
    found = Area.objects.none()
    for path in paths:
        found |= Area.objects.under(path).filter(closed_on__isnull=True)
    return list(found.order_by("path")[:MOST_AREAS])


def states_of(device: Device, numbers: Iterable[Any]) -> dict[str, str]:
    """Return what became of visits that a phone sent, in the words that its carrier may know."""
    rows = Submission.objects.of(device=device).filter(client_uuid__in=list(numbers)[:MOST_STATES])
    return {str(number): told(state) for number, state in rows.values_list("client_uuid", "state")}


def told(state: str) -> str:
    """Return a state without its reason: why a visit is held may tell of rows that are out of sight by now."""
    return "held" if state in HELD else state


def _units(principal: Principal, area: Area | None) -> QuerySet[Any]:
    rows = Unit.objects.visible_to(principal, VISIT)
    if area is not None:
        rows = rows.under(area.path)
    visits = Visit.objects.of(unit=OuterRef("pk")).order_by().values("unit").annotate(day=Max("visited_on"))
    found: QuerySet[Any] = rows.annotate(seen=Subquery(visits.values("day"))).order_by(
        F("seen").asc(nulls_first=True), "pinyin", "pk"
    )
    return found


def _described(units: list[Any], on: date) -> list[dict[str, Any]]:
    known = _known(units, on)
    return [
        {
            "id": unit.pk,
            "name": unit.name,
            "uscc": unit.uscc,
            "address": unit.address,
            "contact": unit.contact_name,
            "tail": unit.contact_phone_tail,
            "area": unit.area_id,
            "version": unit.version,
            "seen": unit.seen.isoformat() if unit.seen else None,
            **known[unit.pk],
        }
        for unit in units
    ]


def _known(units: list[Any], on: date) -> dict[int, dict[str, Any]]:
    """Return status, values by field and, for each subject, since when and from whom they are known."""
    found: dict[int, dict[str, Any]] = defaultdict(
        lambda: {"status": "", "values": dict.fromkeys(phone.MASS, False), "said": {}}
    )
    for status in StatusFact.objects.of(unit__in=units).as_of(on):
        found[status.unit_id]["status"] = status.status
    for model, subject in ((ScaleFact, "scale"), (MembersFact, "members")):
        for fact in model.objects.of(unit__in=units).as_of(on):
            entry = found[fact.unit_id]
            entry["values"] |= {name: _plain(getattr(fact, name)) for name in phone.FIELDS if hasattr(fact, name)}
            entry["said"][subject] = [fact.recorded_at.date().isoformat(), fact.source]
    for fact in MassOrgFact.objects.of(unit__in=units).as_of(on):
        found[fact.unit_id]["values"][f"mass_{fact.kind}"] = True
        found[fact.unit_id]["said"]["mass"] = [fact.recorded_at.date().isoformat(), fact.source]
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def label_of(name: str) -> str:
    """Return a field's name for people."""
    if name in phone.MASS:
        return str(MassOrgKind(phone.MASS[name]).label)
    model = ScaleFact if hasattr(ScaleFact, name) else MembersFact
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def fields() -> list[dict[str, Any]]:
    """Return the form of a visit as data: name, label, subject, kind."""
    return [
        {
            "name": name,
            "label": label_of(name),
            "subject": "mass" if name in phone.MASS else "scale" if hasattr(ScaleFact, name) else "members",
            "kind": "yes" if name in phone.MASS else "money" if name in phone.MONEY else "count",
        }
        for name in phone.FIELDS
    ]


def codes() -> dict[str, dict[str, str]]:
    """Return the words of the codes that the page shows."""
    tables: dict[str, Any] = {
        "outcome": VisitOutcome, "talks": TalkKind, "source": FactSource, "status": OperatingStatus,
        "state": SubmissionState,
    }  # fmt: skip
    return {name: {str(code): str(label) for code, label in table.choices} for name, table in tables.items()}


def checks() -> list[dict[str, Any]]:
    """Return the cross-checks as data; the page interprets the table that the server asks too."""
    return []

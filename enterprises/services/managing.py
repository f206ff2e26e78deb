"""Which managing body answers for a unit: the rules choose a key, the district's bodies say who carries it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from access import audit
from access.choices import AreaLevel
from access.models import Area, Body
from access.principals import Principal
from enterprises.choices import IndustrySection, UnitKind
from enterprises.models import ManagingFact, ScaleFact, Unit
from enterprises.rules import managing
from enterprises.services import locking
from enterprises.services.observed import Moment, current, observe

PARKS = frozenset({AreaLevel.PARK, AreaLevel.ZONE})


@dataclass(frozen=True)
class Answer:
    """Who manages a unit, and by which rule; no body means its territory (属地管理)."""

    body: Body | None = None
    rule: str = ""

    @property
    def line_code(self) -> str:
        """The industry line's code of the body, "" for none."""
        return self.body.line.code if self.body is not None and self.body.line is not None else ""


def chain(area: Area) -> list[Area]:
    """Return an area with everything above it, the top first."""
    ids = [int(part) for part in area.path.split(".") if part]
    return list(Area.objects.filter(pk__in=ids).order_by("path"))


def answer_for(unit: Unit, area: Area, *, above_scale: bool | None) -> Answer:
    """Ask the rules about a unit in an area; a key that no body of the district carries means its territory."""
    above = chain(area)
    facts = managing.LineFacts(
        kind=UnitKind(unit.kind),
        section=IndustrySection(unit.industry_section) if unit.industry_section else None,
        industry_class=unit.industry_class,
        name=unit.name,
        is_above_scale=above_scale,
        is_in_park=any(one.level in PARKS for one in above),
    )
    rule = managing.managing_rule(managing.KESHIKETENG, facts)
    district = next((one for one in above if one.level == AreaLevel.COUNTY), None)
    if rule is None or district is None:
        return Answer()
    body = Body.objects.filter(home=district, key=rule.body, closed_on__isnull=True).select_related("line").first()
    return Answer(body, rule.key) if body is not None else Answer()


def assign(unit: Unit, moment: Moment) -> bool:
    """Write who manages a (locked) unit from a day on; say whether that changed. Call inside :func:`locking.following`."""
    scale = current(ScaleFact, unit, moment.on)
    answer = answer_for(unit, unit.area, above_scale=scale.above_scale if scale else None)
    unit.managing_body, unit.line_code = answer.body, answer.line_code
    return observe(ManagingFact, unit, {"body": answer.body, "rule": answer.rule}, moment)


@transaction.atomic
def reassign(*, unit: Unit, on: date, by: Principal) -> Unit:
    """Ask the rules again, for example after bodies of the district changed.

    Raises:
        Denied: ``by`` may not amend the unit.
    """
    unit = locking.take(unit, "enterprises.amend_unit", by=by)
    with locking.following():
        if assign(unit, Moment(on, by)):
            unit.version += 1
            unit.save(update_fields=["managing_body", "line_code", "version"])
            audit.record(by, "enterprises.reassigned", unit, body=str(unit.managing_body or ""))
    return unit

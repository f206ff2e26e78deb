"""Which managing body answers for a unit: the nearest area's rules choose a key, its bodies say who carries it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from access import audit
from access.choices import AreaLevel
from access.models import Area, Body
from access.principals import Principal
from enterprises.choices import IndustrySection, UnitKind
from enterprises.models import ManagingFact, ManagingRuleSet, ScaleFact, Unit
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
    return list(Area.objects.filter(pk__in=_ids(area.path)).order_by("path"))


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]


def rule_set_at(path: str, on: date) -> ManagingRuleSet | None:
    """Return the set in force on a day of the nearest area above a path that has one."""
    rows = ManagingRuleSet.objects.filter(area__in=_ids(path), valid__contains=on)
    return rows.order_by("-area__path").first()


class Engine:
    """Answers for many units as the rules stand on one day; what several units share is read once."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._parks: dict[str, bool] = {}
        self._rules: dict[str, tuple[managing.ManagingRule, ...]] = {}
        self._bodies: dict[str, dict[str, Body]] = {}

    def answer(self, unit: Unit, path: str, *, above_scale: bool | None) -> Answer:
        """Ask the rules about a unit at a path; a key that no body above carries means its territory."""
        if path not in self._rules:
            self._read(path)
        facts = managing.LineFacts(
            kind=UnitKind(unit.kind),
            section=IndustrySection(unit.industry_section) if unit.industry_section else None,
            industry_class=unit.industry_class,
            name=unit.name,
            is_above_scale=above_scale,
            is_in_park=self._parks[path],
        )
        rule = managing.managing_rule(self._rules[path], facts)
        body = self._bodies[path].get(rule.body) if rule is not None else None
        return Answer(body, rule.key) if rule is not None and body is not None else Answer()

    def _read(self, path: str) -> None:
        ids = _ids(path)
        found = rule_set_at(path, self.on)
        self._rules[path] = found.parsed if found is not None else ()
        self._parks[path] = bool(found) and Area.objects.filter(pk__in=ids, level__in=PARKS).exists()
        keys = [rule.body for rule in self._rules[path]]
        rows = Body.objects.filter(home__in=ids, key__in=keys, closed_on__isnull=True).select_related("line")
        nearest_last = rows.order_by("home__path") if keys else ()
        self._bodies[path] = {body.key: body for body in nearest_last}


def answer_for(unit: Unit, area: Area, *, above_scale: bool | None, on: date) -> Answer:
    """Ask the rules in force on a day about a unit in an area."""
    return Engine(on).answer(unit, area.path, above_scale=above_scale)


def assign(unit: Unit, moment: Moment) -> bool:
    """Write who manages a (locked) unit from a day on; say whether that changed. Call inside :func:`locking.following`."""
    scale = current(ScaleFact, unit, moment.on)
    answer = answer_for(unit, unit.area, above_scale=scale.above_scale if scale else None, on=moment.on)
    unit.managing_body, unit.line_code = answer.body, answer.line_code
    return observe(ManagingFact, unit, {"body": answer.body, "rule": answer.rule}, moment)


@transaction.atomic
def reassign(*, unit: Unit, on: date, by: Principal, permission: str = "enterprises.amend_unit") -> Unit:
    """Ask the rules again, for example after bodies or rules of the district changed.

    Raises:
        Denied: ``by`` may not amend the unit.
    """
    unit = locking.take(unit, permission, by=by)
    with locking.following():
        if assign(unit, Moment(on, by)):
            unit.version += 1
            unit.save(update_fields=["managing_body", "line_code", "version"])
            audit.record(by, "enterprises.reassigned", unit, body=str(unit.managing_body or ""))
    return unit

"""Which managing body answers for a unit: the nearest area's rules choose a key, its bodies say who carries it."""

from collections.abc import Iterable, Sequence
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
from enterprises.services.observed import Known, Moment, Seen, observe_many

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
            self.read([path])
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

    def read(self, paths: Iterable[str]) -> None:
        """Read what the rules need of many paths, by three statements."""
        above = {path: _ids(path) for path in set(paths) - self._rules.keys()}
        if not above:
            return
        ids = {pk for some in above.values() for pk in some}
        sets = {row.area_id: row for row in ManagingRuleSet.objects.filter(area__in=ids, valid__contains=self.on)}
        nearest = {path: next((sets[pk] for pk in reversed(some) if pk in sets), None) for path, some in above.items()}
        self._rules |= {path: found.parsed if found is not None else () for path, found in nearest.items()}
        keys = {rule.body for path in above for rule in self._rules[path]}
        is_park = Area.objects.filter(pk__in=ids, level__in=PARKS).values_list("pk", flat=True)
        parks = set(is_park) if sets else set()
        rows = Body.objects.filter(home__in=ids, key__in=keys, closed_on__isnull=True).select_related("line")
        at_home: dict[int, list[Body]] = {}
        for body in rows.order_by("pk") if keys else ():
            at_home.setdefault(body.home_id, []).append(body)
        for path, some in above.items():
            self._parks[path] = nearest[path] is not None and not parks.isdisjoint(some)
            self._bodies[path] = {body.key: body for pk in some for body in at_home.get(pk, ())}  # the nearest is last


def answer_for(unit: Unit, area: Area, *, above_scale: bool | None, on: date) -> Answer:
    """Ask the rules in force on a day about a unit in an area."""
    return Engine(on).answer(unit, area.path, above_scale=above_scale)


def assign(unit: Unit, moment: Moment) -> bool:
    """Write who manages a (locked) unit from a day on; say whether that changed. Call inside :func:`locking.following`."""
    return assign_many([unit], moment)[0]


def assign_many(units: Sequence[Unit], moment: Moment, engine: Engine | None = None) -> list[bool]:
    """Write who manages many (locked) units, as :func:`assign` does of one; say of each whether that changed."""
    known, engine, seen = Known(units, moment.on), engine or Engine(moment.on), []
    engine.read(unit.area.path for unit in units)
    for unit in units:
        scale = known.one(ScaleFact, unit)
        answer = engine.answer(unit, unit.area.path, above_scale=scale.above_scale if scale else None)
        unit.managing_body, unit.line_code = answer.body, answer.line_code
        seen.append(Seen(unit, {"body": answer.body, "rule": answer.rule}))
    return observe_many(ManagingFact, seen, moment)


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

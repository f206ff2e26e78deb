"""Findings of the quality rules over all units at once: per street, per rule, and row by row with owner and due date."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from access.choices import AreaLevel, Role
from access.models import Area
from access.principals import Principal
from access.registries import Waiting, quality_checks
from enterprises.choices import OperatingStatus
from enterprises.models import BaseFact, MembersFact, ScaleFact, StatusFact, Unit
from enterprises.querysets import UnitQuerySet
from enterprises.rules import quality as rules

VIEW, AMEND = "enterprises.view_unit", "enterprises.amend_unit"
ANY = "any"
PAGE = 50
STREETS = (AreaLevel.TOWNSHIP, AreaLevel.ZONE)
BELOW_STREET = frozenset({AreaLevel.COMMUNITY, AreaLevel.BUILDING, AreaLevel.GRID})
Condition = Callable[[date], Q]


def _fact(model: Any, on: date, *conditions: Q, **more: Any) -> Q:
    return Q(Exists(model.objects.of(unit=OuterRef("pk")).as_of(on).filter(*conditions, **more)))


def _operating(on: date) -> Q:
    return _fact(StatusFact, on, status=OperatingStatus.OPERATING)


def _has_members(on: date) -> Q:
    return _fact(MembersFact, on, Q(formal__gt=0) | Q(probationary__gt=0))


def _more_members(on: date) -> Q:
    staff = ScaleFact.objects.of(unit=OuterRef("unit")).as_of(on).values("staff")[:1]
    rows = MembersFact.objects.of(unit=OuterRef("pk")).as_of(on)
    return Q(Exists(rows.filter(formal__gt=Subquery(staff) - F("probationary"))))


CONDITIONS: dict[str, Condition] = {
    "members_without_staff": lambda on: _has_members(on) & ~_fact(ScaleFact, on, staff__isnull=False),
    "members_exceed_staff": _more_members,
    "base_not_operating": lambda on: _fact(BaseFact, on, in_base=True) & ~_operating(on),
    "operating_without_base": lambda on: _operating(on) & ~_fact(BaseFact, on),
    "operating_without_staff": lambda on: _operating(on) & _fact(ScaleFact, on, staff=0),
    "members_unknown": lambda on: _operating(on) & ~_fact(MembersFact, on),
    "phone_missing": lambda on: Q(contact_phone_tail="") & _operating(on),
    "industry_missing": lambda _on: Q(industry_section=""),
    "code_pending": lambda on: Q(uscc="") & _operating(on),
    "founded_ahead": lambda on: Q(founded_on__gt=on),
    "founded_after_registration": lambda _on: Q(founded_on__gt=F("created_at__date")),
}
SINCE: dict[str, Any] = {  # whose beginning is the finding's; the day of registration where none is named
    "members_without_staff": MembersFact, "members_exceed_staff": MembersFact, "base_not_operating": StatusFact,
    "operating_without_staff": ScaleFact,
}  # fmt: skip


def all_rules() -> list[rules.QualityRule]:
    """Return the rules of the register and those of upper apps."""
    return [*rules.RULES, *(check.rule for check in quality_checks.items())]


def condition(code: str, on: date) -> Q:
    """Return the condition that a unit breaks a rule on a day.

    Raises:
        KeyError: no such rule.
    """
    if code in CONDITIONS:
        return CONDITIONS[code](on)
    return Q(quality_checks.get(code).condition(on))


def breaking(rows: UnitQuerySet, code: str, on: date) -> UnitQuerySet:
    """Keep the units that break a rule, or any of them."""
    found: UnitQuerySet = rows.filter(_any(on) if code == ANY else condition(code, on))
    return found


def _any(on: date) -> Q:
    whole = Q(pk__in=[])
    for rule in all_rules():
        whole |= condition(rule.code, on)
    return whole


OWNED_BY = {Role.COMMUNITY_OFFICER: rules.COMMUNITY, Role.STREET_OFFICER: rules.STREET}


def waiting(principal: Principal) -> Waiting | tuple[int, int]:
    """Return the units in sight with findings that the principal's own office puts right; overdue are those past their due day."""
    on = principal.today
    owners = {owner for role, owner in OWNED_BY.items() if role in principal.roles}
    if on is None or not owners:
        return 0, 0
    rows = Unit.objects.visible_to(principal, AMEND).standing().order_by()
    found, late = Q(pk__in=[]), Q(pk__in=[])
    for rule in all_rules():
        if rule.owner in owners:
            broken = condition(rule.code, on)
            found |= broken
            late |= broken & _begun_before(rule, on)
    return Waiting(rows.filter(found), rows.filter(late))


def _begun_before(rule: rules.QualityRule, on: date) -> Q:
    """Return the condition that a finding is older than its rule allows."""
    oldest = on - timedelta(days=rule.days)
    if rule.code in SINCE:
        return Q(Exists(SINCE[rule.code].objects.of(unit=OuterRef("pk")).as_of(on).filter(holds_from__lt=oldest)))
    return Q(created_at__date__lt=oldest)


@dataclass(frozen=True)
class Finding:
    """A unit that breaks a rule: who puts it right, since when, until when."""

    unit: Unit
    since: date
    due_on: date
    owner: str
    is_overdue: bool


def findings(code: str, principal: Principal, on: date, *, area: Area | None = None, page: str = "") -> Page[Finding]:
    """Return one page of the findings of a rule, those due first.

    Raises:
        KeyError: no such rule.
    """
    shown = Paginator(found(code, principal, on, area=area), PAGE).get_page(page)
    shown.object_list = told(shown.object_list, code, on)
    return shown


def rule_of(code: str) -> rules.QualityRule:
    """Return a rule.

    Raises:
        KeyError: no such rule.
    """
    rule = next((one for one in all_rules() if one.code == code), None)
    if rule is None:
        raise KeyError(code)
    return rule


def found(code: str, principal: Principal, on: date, *, area: Area | None = None) -> UnitQuerySet:
    """Return the units that break a rule, those found first before others.

    Raises:
        KeyError: no such rule.
    """
    rows = breaking(Unit.objects.visible_to(principal, VIEW), rule_of(code).code, on).select_related("area")
    rows = rows.under(area.path) if area is not None else rows
    ordered: UnitQuerySet = rows.annotate(found_since=_since(code, on)).order_by("found_since", "pk")
    return ordered


def told(rows: Iterable[Unit], code: str, on: date) -> list[Finding]:
    """Return units of :func:`found` as findings: who puts each right, since when, until when."""
    rule = rule_of(code)
    return [_finding(unit, rule, on) for unit in rows]


def _since(code: str, on: date) -> Any:
    registered = Cast("created_at", DateField())
    if code not in SINCE:
        return registered
    rows = SINCE[code].objects.of(unit=OuterRef("pk")).as_of(on).order_by()
    return Subquery(rows.values("holds_from")[:1], output_field=DateField())


def _finding(unit: Any, rule: rules.QualityRule, on: date) -> Finding:
    since = unit.found_since or on
    due = rule.due_on(since)
    below = rule.owner == rules.COMMUNITY and unit.area.level in BELOW_STREET
    owner = unit.area.name if below else _(rules.OWNERS[rules.STREET])
    return Finding(unit, since, due, owner, due < on)


@dataclass
class Street:
    """How good the ledger of a street is."""

    area: Area
    total: int = 0
    faulty: int = 0
    by_code: dict[str, int] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """Of a hundred units, those without findings."""
        return rules.score(self.total, self.faulty)


def per_street(principal: Principal, on: date) -> list[Street]:
    """Return each street in sight with its units and how many break which rule, the lowest score first; in one statement."""
    codes = [rule.code for rule in all_rules()]
    told = {f"q_{number}": Case(When(condition(code, on), then=1), default=0) for number, code in enumerate(codes)}
    rows = Unit.objects.visible_to(principal, VIEW).annotate(**told)
    faulty = Q(pk__in=[])
    for name in told:
        faulty |= Q(**{name: 1})
    counted = list(
        rows.order_by().values("area_path").annotate(
            total=Count("pk"), faulty=Count("pk", filter=faulty),
            **{f"n_{number}": Count("pk", filter=Q(**{f"q_{number}": 1})) for number in range(len(codes))},
        )
    )  # fmt: skip
    ids = {int(part) for row in counted for part in row["area_path"].split(".") if part}
    streets = {area.path: Street(area) for area in Area.objects.filter(pk__in=ids, level__in=STREETS).order_by("path")}
    for row in counted:
        path = next((path for path in streets if row["area_path"].startswith(path)), "")
        if path:
            _add(streets[path], row, codes)
    return sorted(streets.values(), key=lambda street: (street.score, street.area.path))


def _add(street: Street, row: dict[str, Any], codes: list[str]) -> None:
    street.total += row["total"]
    street.faulty += row["faulty"]
    for number, code in enumerate(codes):
        street.by_code[code] = street.by_code.get(code, 0) + row[f"n_{number}"]

"""The clear ledger (五个清) of units: the schemes in force, each unit's lights, lists by light, and the share of clear units per street.

Everything is asked in one statement for all units; a unit is judged by the scheme of the nearest area above it.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Greatest, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from access import policy
from access.choices import AreaLevel
from access.languages import listed
from access.models import Area
from access.outcome import Rate
from access.principals import Principal
from access.registries import clear_checks
from enterprises.choices import Light, VisitOutcome
from enterprises.models import ClearLedgerScheme, ContactLink, MembersFact, ScaleFact, StatusFact, Unit, Visit
from enterprises.queries import pieces
from enterprises.queries.pieces import Piece
from enterprises.querysets import UnitQuerySet
from enterprises.rules import clear as rules

VIEW = "enterprises.view_unit"
CLEAR, UNCLEAR = "clear", "unclear"
STREETS = (AreaLevel.TOWNSHIP, AreaLevel.ZONE)
FACTS = (StatusFact, ScaleFact, MembersFact)


@dataclass(frozen=True)
class Scheme:
    """The lights that hold below a path; "" is everywhere."""

    path: str
    items: tuple[rules.Item, ...]


def known_checks() -> list[str]:
    """Return the codes of the checks that exist."""
    return [check.code for check in clear_checks.items()]


def schemes(on: date) -> list[Scheme]:
    """Return the schemes in force on a day, the nearest first, the default one last."""
    rows = ClearLedgerScheme.objects.filter(valid__contains=on).order_by("-area__path")
    found = [Scheme(path, read(items)) for path, items in rows.values_list("area__path", "items")]
    return [*found, Scheme("", rules.DEFAULT)]


def read(data: Any) -> tuple[rules.Item, ...]:
    """Return a stored scheme's items; a check that no app answers any more stays and is never known."""
    if not data:
        return rules.DEFAULT
    named = {code for part in data for code in part["checks"]}
    return rules.items_from_data(data, {*known_checks(), *named})


def scheme_at(path: str, found: Sequence[Scheme]) -> Scheme:
    """Return the nearest scheme above a path."""
    return next(one for one in found if path.startswith(one.path))


def _condition(item: rules.Item, on: date) -> Q:
    """Return the condition that a unit's light is on."""
    asked = {check.code: check for check in clear_checks.items()}
    condition = Q() if set(item.checks) <= set(asked) else Q(pk__in=[])
    for code in set(item.checks) & set(asked):
        condition &= Q(asked[code].condition(on))
    oldest = rules.oldest_of(item, on)
    return condition & _fresh(oldest, on) if oldest is not None else condition


def _fresh(oldest: date, on: date) -> Q:
    met = Visit.objects.of(unit=OuterRef("pk")).filter(outcome=VisitOutcome.DONE, visited_on__range=(oldest, on))
    said = ContactLink.objects.of(unit=OuterRef("pk")).confirmed().filter(sent_at__date__range=(oldest, on))
    condition = Q(Exists(met)) | Q(Exists(said))
    for model in FACTS:
        condition |= Q(Exists(model.objects.of(unit=OuterRef("pk")).as_of(on).filter(holds_from__gte=oldest)))
    return condition


def _below(path: str) -> Q:
    return Q(area_path__gte=path, area_path__lt=f"{path[:-1]}/") if path else Q()


def _of_all(items: Iterable[rules.Item], on: date) -> Q:
    condition = Q()
    for item in items:
        condition &= _condition(item, on)
    return condition


def _by_scheme(found: Sequence[Scheme], on: date, key: str = "") -> Case:
    """Return an expression that is 1 where a light (or every light) of a unit's own scheme is on, and 0 elsewhere."""
    whens = []
    for scheme in found:
        items = [item for item in scheme.items if not key or item.key == key]
        whens += [When(_below(scheme.path) & _of_all(items, on), then=1)] if items else []
        if scheme.path:
            whens.append(When(_below(scheme.path), then=0))
    return Case(*whens, default=0)


def with_light(rows: UnitQuerySet, value: str, on: date) -> UnitQuerySet:
    """Keep the operating units that are clear, unclear, or whose light of a key is not on."""
    key = "" if value in {CLEAR, UNCLEAR} else value
    wanted = 1 if value == CLEAR else 0
    found: UnitQuerySet = (
        rows.operating(on).annotate(clear_now=_by_scheme(schemes(on), on, key)).filter(clear_now=wanted)
    )
    return found


def with_lights(rows: UnitQuerySet, on: date) -> UnitQuerySet:
    """Add ``lights_text``: what each unit's lights are judged by, to be put in words by :func:`counted`."""
    shown: UnitQuerySet = rows.annotate(lights_text=JSONObject(on=Value(on, DateField()), **_grounds(on)))
    return shown


def counted(grounds: Mapping[str, Any] | str) -> str:
    """Return how many of a unit's lights are on, of how many ("4/5"); of many units at once that was said by :func:`texts`."""
    if isinstance(grounds, str):
        return grounds
    items, on = read(grounds["clear_items"]), date.fromisoformat(grounds["on"])
    confirmed = grounds["confirmed_on"] and date.fromisoformat(grounds["confirmed_on"])
    lit = sum(rules.light(item, grounds["clear_holds"], confirmed, on) == Light.ON for item in items)
    return f"{lit}/{len(items)}"


def texts(piece: Piece) -> dict[int, str]:
    """Return how many of their lights are on, of how many, of many units at once."""
    now = piece.as_known_now()
    found = schemes(now.on)
    known = {one.path: [(item, rules.oldest_of(item, now.on)) for item in one.items] for one in found}
    held = _held(now, {code for scheme in found for item in scheme.items for code in item.checks})
    confirmed, told = _confirmed(now), {}
    for pk, unit in now.read(pieces.units).items():
        items, last = known[scheme_at(unit.area_path, found).path], confirmed.get(pk, date.min)
        lit = sum(
            (oldest is None or last >= oldest) and all(pk in held[code] for code in item.checks)
            for item, oldest in items
        )
        told[pk] = f"{lit}/{len(items)}"
    return told


def _held(piece: Piece, codes: set[str]) -> Mapping[str, Container[int]]:
    """Return for each check of which units it is known; a check that no app answers is known of none."""
    asked = {check.code: check for check in clear_checks.items() if check.code in codes}
    held: dict[str, Container[int]] = dict.fromkeys(codes, frozenset[int]())
    held |= {code: check.held(piece) for code, check in asked.items() if check.held is not None}
    rest = [check for check in asked.values() if check.held is None]
    conditions = {
        f"c{place}": Case(When(Q(one.condition(piece.on)), then=True), default=False) for place, one in enumerate(rest)
    }
    rows = Unit.objects.visible_to(piece.by, VIEW).filter(pk__in=piece.among).order_by()
    told = list(rows.annotate(**conditions).values_list("pk", *conditions)) if rest else []
    return held | {check.code: {row[0] for row in told if row[place]} for place, check in enumerate(rest, 1)}


def _confirmed(piece: Piece) -> dict[int, date]:
    """Return when somebody last confirmed something of each unit: a visit, a contact's answer, a fact."""
    met = Visit.objects.of(unit__in=piece.among).filter(outcome=VisitOutcome.DONE, visited_on__lte=piece.on).order_by()
    said = ContactLink.objects.of(unit__in=piece.among).confirmed().filter(sent_at__date__lte=piece.on).order_by()
    days = [
        *met.values_list("unit_id").annotate(last=Max("visited_on")),
        *said.values_list("unit_id").annotate(last=Max("sent_at__date")),
        *((pk, since) for pk, (_status, since) in piece.read(pieces.statuses).items()),
        *((pk, one.since) for pk, one in piece.read(pieces.scales).items()),
        *((pk, one.since) for pk, one in piece.read(pieces.members).items()),
    ]
    last: dict[int, date] = {}
    for pk, day in days:
        last[pk] = max(day, last.get(pk, day))
    return last


def with_grounds(rows: UnitQuerySet, on: date) -> UnitQuerySet:
    """Add what one unit's lights are judged by: ``clear_holds``, ``confirmed_on``, and ``clear_items`` of its scheme (None: default)."""
    shown: UnitQuerySet = rows.annotate(**_grounds(on))
    return shown


@lru_cache(maxsize=4)
def _grounds(on: date) -> dict[str, Any]:
    """Return what lights are judged by, as expressions; made once a day: making them took a tenth of a page of the list."""
    told = {check.code: Case(When(Q(check.condition(on)), then=True), default=False) for check in clear_checks.items()}
    met = Visit.objects.of(unit=OuterRef("pk")).filter(outcome=VisitOutcome.DONE, visited_on__lte=on).order_by()
    days = [Subquery(met.values("unit").annotate(last=Max("visited_on")).values("last"))]
    said = ContactLink.objects.of(unit=OuterRef("pk")).confirmed().filter(sent_at__date__lte=on).order_by()
    days.append(Subquery(said.values("unit").annotate(last=Max("sent_at__date")).values("last")))
    days += [
        Subquery(
            model.objects.of(unit=OuterRef("pk")).as_of(on).order_by().values("holds_from")[:1],
            output_field=DateField(),
        )
        for model in FACTS
    ]
    near = ClearLedgerScheme.objects.filter(valid__contains=on).annotate(
        below=ExpressionWrapper(OuterRef("area_path"), output_field=TextField())
    )
    near = near.filter(below__startswith=F("area__path")).order_by("-area__path")
    return {
        "clear_holds": JSONObject(**told),
        "confirmed_on": Greatest(*days, output_field=DateField()),
        "clear_items": Subquery(near.values("items")[:1]),
    }


def lights(unit: Any, on: date) -> list[dict[str, Any]]:
    """Return the lights of a unit of ``with_grounds`` as the component shows them: label, state, what is missing, where to put it right."""
    asked = {check.code: check for check in clear_checks.items()}
    rows = []
    for item in read(unit.clear_items):
        state = rules.light(item, unit.clear_holds, unit.confirmed_on, on)
        absent = [asked[code] for code in rules.missing(item, unit.clear_holds) if code in asked]
        hint, url = "", ""
        if absent:
            hint = _("缺：%(what)s") % {"what": listed(check.label for check in absent)}
            url = next((reverse(check.url_name, args=[unit.pk]) for check in absent if check.url_name), "")
        elif state == Light.PART:
            hint = _("超过%(days)d天未核实") % {"days": item.most_days}
        rows.append({"label": _(item.label), "state": state.value, "hint": hint, "url": url})
    return rows


@dataclass
class Street:
    """How clear the ledger of a street is."""

    area: Area
    total: int = 0
    clear: int = 0
    by_item: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> Rate:
        """The share of clear units."""
        return Rate(self.clear, self.total)


def progress(principal: Principal, on: date) -> tuple[list[Street], tuple[rules.Item, ...]]:
    """Return each street in sight with its operating units and clear ones, and the items of the scheme that is shown."""
    found = schemes(on)
    scopes = principal.scopes(policy.roles_with(VIEW))
    items = scheme_at(min((scope.path for scope in scopes), default=""), found).items
    keys = [item.key for item in items]
    lit = {f"lit_{number}": _by_scheme(found, on, key) for number, key in enumerate(keys)}
    rows = Unit.objects.visible_to(principal, VIEW).operating(on).annotate(lit=_by_scheme(found, on), **lit)
    counted = rows.order_by().values("area_path").annotate(
        total=Count("pk"), clear=Count("pk", filter=Q(lit=1)),
        **{f"n_{number}": Count("pk", filter=Q(**{f"lit_{number}": 1})) for number in range(len(keys))},
    )  # fmt: skip
    told = list(counted)
    streets = {area.path: Street(area) for area in _streets(told)}
    for row in told:
        path = next((path for path in streets if row["area_path"].startswith(path)), None)
        if path is not None:
            _add(streets[path], row, keys)
    return sorted(streets.values(), key=lambda street: (-(street.rate.percent or 0), street.area.path)), items


def _add(street: Street, row: dict[str, Any], keys: list[str]) -> None:
    street.total += row["total"]
    street.clear += row["clear"]
    for number, key in enumerate(keys):
        street.by_item[key] = street.by_item.get(key, 0) + row[f"n_{number}"]


def _streets(rows: Iterable[dict[str, Any]]) -> Any:
    ids = {int(part) for row in rows for part in row["area_path"].split(".") if part}
    return Area.objects.filter(pk__in=ids, level__in=STREETS).order_by("path")

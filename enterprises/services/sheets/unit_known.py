"""What the register knows of many units on a day, in the form in which a table says it."""

from collections.abc import Iterable
from dataclasses import fields as parts_of
from decimal import Decimal
from typing import Any

from enterprises.models import MassOrgFact, MembersFact, ScaleFact, Unit
from enterprises.rules.sheets import cells
from enterprises.services.inputs import RELATIONS, SCALE, STAGES, Identity, Survey
from enterprises.services.sheets import owner_posts
from enterprises.services.sheets.question_fields import answers_in, known_answers

MASS = ("union", "league", "women")
COUNTS = (*SCALE, *STAGES, *RELATIONS)
TYPED = frozenset({"founded_on", "longitude", "latitude", "revenue_wan", "assets_wan"})
IDENTITY = tuple(part.name for part in parts_of(Identity))


def known_of(units: Iterable[Unit], on: Any) -> dict[int, dict[str, Any]]:
    """Return for each unit (read ``with_people``) what is known on a day; what is not known is left out."""
    by_pk = {unit.pk: unit for unit in units}
    found = {pk: _identity(unit) for pk, unit in by_pk.items()}
    for model, names in ((ScaleFact, SCALE), (MembersFact, (*STAGES, *RELATIONS))):
        for fact in model.objects.of(unit__in=list(by_pk)).as_of(on).order_by("pk"):
            found[fact.unit_id] |= {n: plain(getattr(fact, n)) for n in names if getattr(fact, n) is not None}
    for fact in MassOrgFact.objects.of(unit__in=list(by_pk)).as_of(on).order_by("pk"):
        found[fact.unit_id][fact.kind] = True
    for pk, answers in known_answers(by_pk, on).items():
        found[pk] |= answers
    return found


def _identity(unit: Any) -> dict[str, Any]:
    named = {
        "legal_rep": unit.legal_rep_name or "",
        "owner": unit.owner_name or "",
        "contact_phone": unit.contact_phone,
        owner_posts.NAME: owner_posts.ordered(unit.owner_posts),
    }
    values = {name: plain(getattr(unit, name)) for name in IDENTITY if name not in named} | named
    return {name: value for name, value in values.items() if value not in (None, "")}


def plain(value: Any) -> Any:
    """Return a stored value as a table says it: days and amounts as text."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def same(old: Any, new: Any, *, is_amount: bool) -> bool:
    """Say whether a table says what is known already: reading a table takes width and blanks away, which change nothing."""
    if isinstance(old, str) and isinstance(new, str) and cells.text(old) == cells.text(new):
        return True
    if is_amount and old is not None and new is not None:
        return Decimal(str(old)) == Decimal(str(new))
    return bool((old if old is not None else "") == (new if new is not None else "")) or (new is False and not old)


def survey_of(values: dict[str, Any]) -> Survey:
    """Return the counts of a row; what it does not say was not asked."""
    counts: dict[str, Any] = {n: Decimal(values[n]) if n in TYPED else values[n] for n in COUNTS if n in values}
    mass = {kind: values[kind] for kind in MASS if kind in values}
    return Survey(**counts, mass=mass or None, extra=answers_in(values) or None)

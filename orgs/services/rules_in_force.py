"""What rules need to know: limits in force at a place, the situation of units on a day; and refusals of a verdict."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.errors import refuse, with_clause
from access.outcome import Refusal, Verdict
from enterprises.choices import OperatingStatus
from enterprises.models import MembersFact, StatusFact, Unit
from orgs.models import LimitSetting
from orgs.rules.formation import Situation
from orgs.rules.limits import NATIONAL, Limits, limits_from_data


def limits_at(area_path: str, *, on: date) -> Limits:
    """Return the limits in force at a place on a day: set by the nearest area above, else national."""
    above = [int(pk) for pk in area_path.strip(".").split(".") if pk]
    row = LimitSetting.objects.filter(area__in=above, valid__contains=on).order_by("-area__path").first()
    return limits_from_data({**row.data, "source": row.origin}) if row else NATIONAL


def situations(units: Iterable[Unit], *, on: date) -> list[Situation]:
    """Return what formation asks about units on a day, in their order; two queries for all of them."""
    units = list(units)
    ids = [unit.pk for unit in units]
    members = {m.unit_id: m for m in MembersFact.objects.of(unit__in=ids).as_of(on)}
    rows = StatusFact.objects.of(unit__in=ids).as_of(on)
    statuses = dict(rows.values_list("unit_id", "status"))
    return [_situation(unit, members.get(unit.pk), statuses.get(unit.pk)) for unit in units]


def _situation(unit: Unit, counts: MembersFact | None, status: str | None) -> Situation:
    operating = status in {None, OperatingStatus.OPERATING}
    if counts is None:
        return Situation(unit.name, formal=0, members=0, is_operating=operating)
    split = counts.relation_here + counts.relation_talent + counts.relation_former
    split += counts.relation_temporary + counts.relation_other
    here = min(counts.relation_here, counts.formal) if split else None
    return Situation(unit.name, formal=counts.formal, members=counts.members, formal_here=here, is_operating=operating)


def require(verdict: Verdict, *, field: str | None = None) -> None:
    """Raise when a verdict forbids, with every refusal as its own sentence.

    Raises:
        ValidationError: the rule's own sentences with their clauses.
    """
    found: list[ValidationError] = []
    for refusal in verdict.refusals:
        try:
            refuse(refusal)
        except ValidationError as error:
            found.append(error)
    if found:
        raise ValidationError({field: found} if field else found)


def sentence(refusal: Refusal) -> str:
    """Return a rule's sentence in the reader's language, with its clause."""
    text = _(refusal.message) % {key: str(value) if not isinstance(value, int) else value
                                 for key, value in refusal.params.items()}  # fmt: skip
    return with_clause(text, refusal)

"""What rules need to know: limits in force at a place, the situation of units on a day; and refusals of a verdict."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from access.errors import refuse, with_clause
from access.models import Area
from access.outcome import N_, Refusal, Verdict
from enterprises.choices import OperatingStatus
from enterprises.models import MembersFact, StatusFact, Unit
from orgs.models import AreaAdjacency, LimitSetting
from orgs.rules.formation import Situation
from orgs.rules.limits import NATIONAL, Limits, limits_from_data
from orgs.rules.nearness import NEAR, check_near


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


def require_reason(verdict: Verdict, reason: str) -> None:
    """Insist on a reason where a norm (一般) is not kept; what is forbidden is not asked here.

    Raises:
        ValidationError: the warnings of the verdict, and that the reason is missing.
    """
    if verdict.warnings and not reason.strip():
        told = "".join(sentence(warning) for warning in verdict.warnings)
        message = N_("%(warnings)s确需如此的，请写明理由。")
        refuse(Refusal("norm_needs_reason", message, {"warnings": told}), field="reason")


def nearness(units: Iterable[Unit], seat: Area, *, on: date) -> Verdict:
    """Return the warnings about units that lie too far from a branch kept at ``seat``; at most three queries."""
    paths = {unit.name: unit.area_path for unit in units}
    ids = {path: [int(pk) for pk in path.strip(".").split(".")] for path in {seat.path, *paths.values()}}
    every = {pk for found in ids.values() for pk in found}
    near = set(Area.objects.filter(pk__in=every, level__in=NEAR).values_list("pk", flat=True))
    place = {path: next((pk for pk in reversed(found) if pk in near), found[-1]) for path, found in ids.items()}
    if set(place.values()) == {place[seat.path]}:
        return Verdict()
    around = AreaAdjacency.objects.as_of(on).touching(place.values()).values_list("area_id", "other_id")
    return check_near(place[seat.path], {name: place[path] for name, path in paths.items()}, set(around))


def sentence(refusal: Refusal) -> str:
    """Return a rule's sentence in the reader's language, with its clause."""
    text = _(refusal.message) % {key: str(value) if not isinstance(value, int) else value
                                 for key, value in refusal.params.items()}  # fmt: skip
    return with_clause(text, refusal)

"""The base (党建基数): what the rules propose when a unit changes, and what a round of review decides."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.choices import BaseReason, ControllingCapital, OperatingStatus, RegistrationType, UnitKind
from enterprises.models import BaseFact, BaseRound, StatusFact, Unit
from enterprises.rules import status
from enterprises.services import locking
from enterprises.services.observed import Known, Moment, Seen, observe, observe_many

REVIEWED = frozenset({BaseReason.REVIEWED_IN, BaseReason.REVIEWED_OUT})
IN_REASONS = frozenset({BaseReason.LEGAL_UNIT, BaseReason.REVIEWED_IN})


def follow(unit: Unit, moment: Moment) -> bool:
    """Write what the rules propose on a day; what a review decided stands for as long as the unit operates."""
    return follow_many([unit], moment)[0]


def follow_many(units: Sequence[Unit], moment: Moment) -> list[bool]:
    """Write of many units what the rules propose, as :func:`follow` does of one; say of each whether it was new."""
    known = Known(units, moment.on)
    proposed = {unit.pk: _proposal(unit, known) for unit in units}
    seen = [Seen(unit, values) for unit in units if (values := proposed[unit.pk]) is not None]
    is_new = observe_many(BaseFact, seen, moment)
    new = {one.unit.pk for one, changed in zip(seen, is_new, strict=True) if changed}
    return [unit.pk in new for unit in units]


def _proposal(unit: Unit, known: Known) -> dict[str, Any] | None:
    fact, state = known.one(BaseFact, unit), known.one(StatusFact, unit)
    operating = OperatingStatus(state.status) if state else OperatingStatus.OPERATING
    if fact is not None and fact.reason in REVIEWED and operating == OperatingStatus.OPERATING:
        return None
    return proposed(unit, operating)


def proposed(unit: Unit, operating: OperatingStatus) -> dict[str, Any]:
    """Return what the rules propose of a unit in a status."""
    in_base, reason = status.propose_base(
        kind=UnitKind(unit.kind),
        status=operating,
        non_public=status.is_non_public(
            RegistrationType(unit.registration_type) if unit.registration_type else None,
            ControllingCapital(unit.controlling_capital) if unit.controlling_capital else None,
        ),
        is_outside_branch=unit.is_outside_branch,
    )
    return {"in_base": in_base, "reason": reason, "round_id": None}


@transaction.atomic
def decide_base(
    *, unit: Unit, in_base: bool, reason: str, on: date, by: Principal, review: BaseRound | None = None
) -> Unit:
    """Put a unit into the base or take it out, by review.

    Raises:
        Denied: ``by`` may not approve the base here.
        ValidationError: the reason does not belong to the decision, or the day lies ahead.
    """
    unit = locking.take(unit, "enterprises.approve_base", by=by)
    locking.check_day("on", _("日期"), on, by=by)
    if in_base != (reason in IN_REASONS):
        errors.refuse(Refusal("base_reason", N_("所选原因与“是否纳入基数”不一致。")), field="reason")
    if review is not None and not unit.area_path.startswith(review.area_path):
        errors.refuse(Refusal("base_round", N_("该核定轮次不属于此单位所在的辖区。")), field="review")
    observe(BaseFact, unit, {"in_base": in_base, "reason": reason, "round": review}, Moment(on, by))
    audit.record(by, "enterprises.base_decided", unit, in_base=in_base, reason=reason)
    return unit


@transaction.atomic
def open_round(*, area: Area, name: str, reviewed_on: date, by: Principal, document: str = "") -> BaseRound:
    """Open a round of review of the base in an area.

    Raises:
        Denied: ``by`` may not approve the base there.
        ValidationError: the area has a round of that name.
    """
    policy.check(by, "enterprises.approve_base", Place(area.path))
    round_ = BaseRound(area=area, name=name, reviewed_on=reviewed_on, document=document)
    round_.full_clean(exclude=["area"])
    round_.save()
    audit.record(by, "enterprises.round_opened", round_, name=name)
    return round_

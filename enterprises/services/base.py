"""The base (党建基数): what the rules propose when a unit changes, and what a round of review decides."""

from datetime import date

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
from enterprises.services.observed import Moment, current, observe

REVIEWED = frozenset({BaseReason.REVIEWED_IN, BaseReason.REVIEWED_OUT})
IN_REASONS = frozenset({BaseReason.LEGAL_UNIT, BaseReason.REVIEWED_IN})


def follow(unit: Unit, moment: Moment) -> bool:
    """Write what the rules propose on a day; what a review decided stands for as long as the unit operates."""
    known = current(BaseFact, unit, moment.on)
    state = current(StatusFact, unit, moment.on)
    operating = OperatingStatus(state.status) if state else OperatingStatus.OPERATING
    if known is not None and known.reason in REVIEWED and operating == OperatingStatus.OPERATING:
        return False
    in_base, reason = status.propose_base(
        kind=UnitKind(unit.kind),
        status=operating,
        non_public=status.is_non_public(
            RegistrationType(unit.registration_type) if unit.registration_type else None,
            ControllingCapital(unit.controlling_capital) if unit.controlling_capital else None,
        ),
        is_outside_branch=unit.is_outside_branch,
    )
    return observe(BaseFact, unit, {"in_base": in_base, "reason": reason, "round": None}, moment)


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

"""The base list (党建基数) that a round proposes from what its visits found, and its approval by the district."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from access import audit, errors, policy
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.choices import (
    BaseReason,
    ControllingCapital,
    OperatingStatus,
    RegistrationType,
    UnitKind,
    VisitOutcome,
)
from enterprises.models import RoundTask, SurveyRound, Unit
from enterprises.rules import status as rules
from enterprises.services.base import REVIEWED, decide_base, open_round

APPROVE = "enterprises.approve_base"
VIEW = "enterprises.view_unit"
AT_ONCE = 200  # decisions in one step


@dataclass(frozen=True)
class Proposal:
    """A unit that should be put into the base, or taken out of it, by what a visit found."""

    unit: Unit
    in_base: bool
    reason: BaseReason
    stands: bool | None  # what is approved now; None was never decided


def propose_base(*, survey_round: SurveyRound, on: date, by: Principal) -> list[Proposal]:
    """Return in which units the visits of a round say something else than the base of the day, by name.

    What an earlier review decided stands while the unit operates.
    """
    settled = RoundTask.objects.visible_to(by, VIEW).filter(round=survey_round).settled()
    codes = dict(settled.order_by("pk").values_list("unit_id", "closed_code"))
    rows = Unit.objects.visible_to(by, VIEW).filter(pk__in=settled.order_by().values("unit")).with_base(on)
    found = (
        _proposal(unit, VisitOutcome(codes[unit.pk])) for unit in rows.select_related("area").order_by("pinyin", "pk")
    )
    return [one for one in found if one is not None]


def _proposal(unit: Any, outcome: VisitOutcome) -> Proposal | None:
    said = rules.OUTCOME_STATUS[outcome]
    operating = said[0] if said is not None else OperatingStatus(unit.status or OperatingStatus.OPERATING)
    known = unit.base or {}
    if known.get("reason") in REVIEWED and operating == OperatingStatus.OPERATING:
        return None
    in_base, reason = rules.propose_base(
        kind=UnitKind(unit.kind),
        status=operating,
        non_public=rules.is_non_public(
            RegistrationType(unit.registration_type) if unit.registration_type else None,
            ControllingCapital(unit.controlling_capital) if unit.controlling_capital else None,
        ),
        is_outside_branch=unit.is_outside_branch,
    )
    return None if known.get("in_base") is in_base else Proposal(unit, in_base, reason, known.get("in_base"))


@transaction.atomic
def approve_base(*, survey_round: SurveyRound, units: Collection[int], document: str, on: date, by: Principal) -> int:
    """Approve what a round proposes of some units: each decision names the review that this round led to.

    Raises:
        Denied: ``by`` may not approve the base there.
        ValidationError: nothing or too much was chosen, or a chosen unit is not proposed any more.
    """
    policy.check(by, APPROVE, Place(survey_round.area.path))
    row = (
        SurveyRound.objects.select_for_update(of=("self",))
        .select_related("area", "base_review")
        .get(pk=survey_round.pk)
    )
    if len(units) > AT_ONCE:
        told = {"units": len(units), "most": AT_ONCE}
        errors.refuse(
            Refusal("too_many", N_("一次最多核定%(most)d家单位，现为%(units)d家，请分几次核定。"), told), field="units"
        )
    wanted = {one.unit.pk: one for one in propose_base(survey_round=row, on=on, by=by) if one.unit.pk in units}
    if not units or len(wanted) != len(set(units)):
        errors.refuse(
            Refusal("proposal_gone", N_("请选择要核定的单位；已有单位不在提名之列，请刷新后重选。")), field="units"
        )
    if row.base_review is None:
        row.base_review = open_round(area=row.area, name=row.name, reviewed_on=on, by=by, document=document)
        row.save(update_fields=["base_review"])
    for one in wanted.values():
        decide_base(unit=one.unit, in_base=one.in_base, reason=one.reason, on=on, by=by, review=row.base_review)
    audit.record(by, "enterprises.base_approved", row, units=len(wanted))
    return len(wanted)

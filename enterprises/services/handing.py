"""Handing a unit over from one street to another in two steps (移交): the giver proposes, the receiver answers.

Every act locks the unit first and the hand-over second, as moving and closing lock the unit: whoever comes second finds it decided.
"""

from datetime import date
from typing import NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.choices import AreaLevel
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.choices import HandoverState
from enterprises.models import Handover, Unit
from enterprises.rules import contact
from enterprises.rules import handover as rules
from enterprises.services import locking, managing, placing, status
from enterprises.services.observed import Moment

MOVE = "enterprises.move_unit"


@transaction.atomic
def propose_handover(
    *, unit: Unit, to: Area, reason: str, on: date, by: Principal, version: int | None = None
) -> Handover:
    """Propose to hand a unit over to another street of the district; it stays here until that street accepts.

    Raises:
        Denied: ``by`` may not move units here.
        Conflict: somebody else changed the unit since ``version`` was read.
        ValidationError: no reason, a place that cannot receive it, one is open already, or the unit has left.
    """
    unit = locking.take(unit, MOVE, by=by, version=version)
    placing.check_area(to, on)
    locking.check_day("on", _("提出日期"), on, by=by)
    errors.require(
        rules.check_places(
            from_path=unit.area_path, to_path=to.path, from_county=county_of(unit.area), to_county=county_of(to)
        ),
        field="to",
    )
    check_text(reason)
    if status.state_on(unit, on) in status.LEAVING:
        errors.refuse(Refusal("unit_left", N_("已迁出或注销的单位不办理移交。")), field="to")
    if Handover.objects.of(unit=unit).open().exists():
        errors.refuse(
            Refusal("handover_open", N_("该单位已有一件移交正在办理，请等待接收方答复或先撤回。")), field="to"
        )
    row = Handover.objects.create(
        unit=unit, from_area=unit.area, to_area=to, unit_name=unit.name, uscc=unit.uscc, address=unit.address,
        reason=reason.strip(), proposed_on=on, proposed_by_id=by.user_id, giver=signature(by, Place(unit.area_path, unit.line_code)),
    )  # fmt: skip
    audit.record(by, "enterprises.handover_proposed", unit, to=to.pk, handover=row.pk)
    return row


@transaction.atomic
def withdraw_handover(*, handover: Handover, by: Principal, reason: str = "") -> Handover:
    """Take an offer or a request back before it is answered.

    Raises:
        Denied: ``by`` is not of the side that proposed it.
        Conflict: it has been answered.
    """
    if handover.is_asked:
        asked, _unit = _take(handover, by, HandoverState.ASKED)
        return decide(asked, HandoverState.WITHDRAWN, by, asked.unit_id, reason=reason)
    rows = Unit.objects.visible_to(by, MOVE).select_for_update(of=("self",))
    unit = rows.filter(pk=handover.unit_id).first()
    if unit is None:
        refuse_outsider(handover, by)
    row = lock(handover, by)
    return decide(row, HandoverState.WITHDRAWN, by, row.unit_id, reason=reason)


@transaction.atomic
def accept_handover(*, handover: Handover, on: date, by: Principal, area: Area | None = None) -> Handover:
    """Take the unit over from a day on, at the area proposed or one inside of it.

    Raises:
        Denied: ``by`` may not receive units there.
        Conflict: it has been answered, withdrawn or overtaken.
        ValidationError: an area outside, or a day before the proposal or in the future.
    """
    row, unit = _take(handover, by)
    target = area or row.to_area
    errors.require(rules.check_inside(to_path=row.to_area.path, area_path=target.path), field="area")
    placing.check_area(target, on)
    policy.check(by, MOVE, Place(target.path))
    locking.check_day("on", _("接收日期"), on, by=by)
    errors.require(contact.check_order((_("提出日期"), row.proposed_on), (_("接收日期"), on)), field="on")
    with locking.following():  # the unit is not in the receiver's sight yet
        placing.refuse_later(unit, on)
    placing.relocate(unit, target, Moment(on, by))
    return decide(row, HandoverState.ACCEPTED, by, unit.pk, on=on)


@transaction.atomic
def return_handover(*, handover: Handover, reason: str, by: Principal) -> Handover:
    """Send a proposal back to the giver with the reason.

    Raises:
        Denied: ``by`` may not receive units there.
        Conflict: it has been answered, withdrawn or overtaken.
        ValidationError: no reason.
    """
    row, unit = _take(handover, by)
    check_text(reason)
    return decide(row, HandoverState.RETURNED, by, unit.pk, reason=reason)


def _take(handover: Handover, by: Principal, waiting: HandoverState = HandoverState.OPEN) -> tuple[Handover, Unit]:
    """Lock a hand-over and its unit for the receiver, who answers offers and takes requests of their own back."""
    seen = Handover.objects.visible_to(by, MOVE).filter(pk=handover.pk).order_by("pk").first()
    other_side = seen is not None and seen.is_open and seen.state != waiting
    if seen is None or other_side or not policy.can_on(by, MOVE, Place(seen.area_path)):
        raise policy.Denied(MOVE, target=handover)
    with locking.following():
        unit = Unit.objects.as_system().select_for_update(of=("self",)).get(pk=seen.unit_id)
    return lock(seen, by), unit


def lock(handover: Handover, by: Principal) -> Handover:
    """Lock a visible hand-over that waits.

    Raises:
        Conflict: it has been decided.
    """
    row: Handover = Handover.objects.visible_to(by, MOVE).select_for_update(of=("self",)).get(pk=handover.pk)
    refusal = rules.check_open(HandoverState(row.state))
    if refusal is not None:
        errors.conflict(refusal)
    return row


def decide(
    row: Handover, state: HandoverState, by: Principal, unit_id: int, *, reason: str = "", on: date | None = None
) -> Handover:
    """Write the answer to a locked hand-over.

    Raises:
        ValidationError: the reason holds what no text can.
    """
    errors.require(contact.check_fit(reason), field="reason")
    row.state, row.decided_on = state, on or by.today or row.proposed_on
    row.decided_by_id, row.decider, row.decision = by.user_id, by.name[:80], reason.strip()
    row.save(update_fields=["state", "decided_on", "decided_by", "decider", "decision"])
    audit.record(by, f"enterprises.handover_{state}", row, unit=unit_id)
    return row


def refuse_outsider(handover: Handover, by: Principal) -> NoReturn:
    """Tell whoever sees a decided hand-over that it is decided; everybody else may not.

    Raises:
        Conflict: the unit has gone with the hand-over.
        Denied: the hand-over is not theirs.
    """
    seen = Handover.objects.visible_to(by, MOVE).filter(pk=handover.pk).order_by("pk").first()
    refusal = rules.check_open(HandoverState(seen.state)) if seen is not None else None
    if refusal is not None:
        errors.conflict(refusal)
    raise policy.Denied(MOVE, target=handover)


def check_text(reason: str) -> None:
    """Insist on a reason that can be kept.

    Raises:
        ValidationError: there is none, or it holds what no text can.
    """
    errors.require(rules.check_reason(reason), field="reason")
    errors.require(contact.check_fit(reason), field="reason")


def county_of(area: Area) -> str:
    """Return the path of the district of an area, "" when it has none."""
    return next((one.path for one in managing.chain(area) if one.level == AreaLevel.COUNTY), "")


def signature(by: Principal, place: Place) -> str:
    """Return who proposes, as the other side reads it: the body and the person."""
    held = policy.explain(by, MOVE, place).deciding
    return " ".join(filter(None, [held[0].body if held else "", by.name]))[:220]

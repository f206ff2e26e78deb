"""Asking for a unit that another street has registered (申请调入): the receiver asks, the giver agrees or declines.

Whoever asks knows the code and learns no more than which street holds it; what the request carries are the asker's own words. The
unit is locked first and the request second, as in ``handing``.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.choices import HandoverState
from enterprises.models import Handover, Unit
from enterprises.rules import contact, names, uscc
from enterprises.rules import handover as rules
from enterprises.services import duplicates, handing, locking, placing, status
from enterprises.services.observed import Moment

MOVE = handing.MOVE


@transaction.atomic
def ask_handover(*, code: str, name: str, to: Area, reason: str, on: date, by: Principal) -> Handover:
    """Ask the street that holds a code to hand its unit over.

    Raises:
        Denied: ``by`` may not receive units there.
        ValidationError: nobody else holds the code, another district does, something is open already, or a field refuses.
    """
    policy.check(by, MOVE, Place(to.path))
    placing.check_area(to, on)
    locking.check_day("on", _("提出日期"), on, by=by)
    handing.check_text(reason)
    errors.require(contact.check_fit(name), field="name")
    holder = duplicates.holder_of(uscc.normalise(code))
    if holder is None:
        errors.refuse(Refusal("nobody_holds", N_("该统一社会信用代码还没有登记，请直接登记单位。")), field="uscc")
    with locking.following():  # out of the asker's sight, and locked as every act on it does
        unit = Unit.objects.as_system().select_for_update(of=("self",)).get(pk=holder.pk)
        refusal = rules.check_places(
            from_path=unit.area_path, to_path=to.path,
            from_county=handing.county_of(unit.area), to_county=handing.county_of(to),
        )  # fmt: skip
        errors.require(refusal, field="to")
        if status.state_on(unit, on) in status.LEAVING:
            errors.refuse(Refusal("unit_left", N_("已迁出或注销的单位不办理移交。")), field="uscc")
        if Handover.objects.of(unit=unit).open().exists():
            errors.refuse(Refusal("handover_open", N_("该单位已有一件移交正在办理，请等待对方答复。")), field="uscc")
        row = Handover.objects.create(
            unit=unit, from_area=unit.area, to_area=to, unit_name=names.normalise_name(name), uscc=unit.uscc,
            reason=reason.strip(), state=HandoverState.ASKED, proposed_on=on, proposed_by_id=by.user_id,
            giver=handing.signature(by, Place(to.path)),
        )  # fmt: skip
        audit.record(by, "enterprises.handover_asked", unit, to=to.pk, handover=row.pk)
    return row


@transaction.atomic
def agree_handover(*, handover: Handover, on: date, by: Principal) -> Handover:
    """Let the unit go to the street that asked for it, from a day on.

    Raises:
        Denied: ``by`` may not move units where it lies.
        Conflict: it has been answered, withdrawn or overtaken.
        ValidationError: a day before the request or in the future, or a later move is known.
    """
    row, unit = _take(handover, by)
    placing.check_area(row.to_area, on)
    locking.check_day("on", _("移交日期"), on, by=by)
    errors.require(contact.check_order((_("提出日期"), row.proposed_on), (_("移交日期"), on)), field="on")
    placing.refuse_later(unit, on)
    placing.relocate(unit, row.to_area, Moment(on, by))
    return handing.decide(row, HandoverState.ACCEPTED, by, unit.pk, on=on)


@transaction.atomic
def decline_handover(*, handover: Handover, reason: str, by: Principal) -> Handover:
    """Keep the unit, and say why.

    Raises:
        Denied: ``by`` may not move units where it lies.
        Conflict: it has been answered, withdrawn or overtaken.
        ValidationError: no reason.
    """
    row, unit = _take(handover, by)
    handing.check_text(reason)
    return handing.decide(row, HandoverState.RETURNED, by, unit.pk, reason=reason)


def _take(handover: Handover, by: Principal) -> tuple[Handover, Unit]:
    """Lock a request and its unit for the street that has it."""
    rows = Unit.objects.visible_to(by, MOVE).select_for_update(of=("self",))
    unit: Unit | None = rows.filter(pk=handover.unit_id).first()
    if unit is None:
        handing.refuse_outsider(handover, by)
    row = handing.lock(handover, by)
    if row.state != HandoverState.ASKED:
        raise policy.Denied(MOVE, target=handover)
    return row, unit

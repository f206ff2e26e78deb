"""Dispatch of instructors: how many units, which dates. Periods are half-open: the end day no longer counts.

Source: source 001 每个网格配备一名党建工作指导员; source 004 87名…担任260余家…指导员; domain 5.1.
"""

from collections.abc import Sequence
from datetime import date

from access.outcome import N_, Refusal, Verdict
from instructors.choices import DispatchTarget
from instructors.rules.steps import DEFAULT, Limits


def check_load(staff_of_units: Sequence[int | None], *, limits: Limits = DEFAULT) -> tuple[Refusal, ...]:
    """Warn of a load beyond the norm; nothing here forbids.

    Args:
        staff_of_units: staff of each unit in the instructor's care, the new one included; None is unknown.
        limits: settings in force.

    Source: domain 5.1: three units each, one of at least 50 staff (Hefei) [L]; warn above five, block none.
    """
    units, found = len(staff_of_units), []
    if units > limits.load_warn:
        message = N_("该指导员将联系%(units)d家单位，超过%(limit)d家，负担过重。")
        found.append(Refusal("load_heavy", message, {"units": units, "limit": limits.load_warn}))
    elif units > limits.load_norm:
        message = N_("该指导员将联系%(units)d家单位，一般为%(limit)d家。")
        found.append(Refusal("load_above_norm", message, {"units": units, "limit": limits.load_norm}))
    if limits.big_unit_staff and units and not any((staff or 0) >= limits.big_unit_staff for staff in staff_of_units):
        message = N_("所联系单位中应有1家从业人员%(staff)d人以上。")
        found.append(Refusal("load_no_big_unit", message, {"staff": limits.big_unit_staff}))
    return tuple(found)


def check_dates(*, starts_on: date, ends_on: date | None, letter_from: date, letter_until: date) -> Refusal | None:
    """Refuse a dispatch that does not lie within the letter of appointment.

    Args:
        starts_on: first day of the dispatch.
        ends_on: day on which it no longer holds; None leaves it to the letter.
        letter_from: first day of the appointment.
        letter_until: day on which the appointment no longer holds.

    Source: domain 3.2: instructor coverage expires with the appointment.
    """
    if ends_on is not None and ends_on <= starts_on:
        message = N_("派驻结束（%(ends)s）应晚于派驻开始（%(starts)s）。")
        return Refusal("dispatch_order", message, {"starts": str(starts_on), "ends": str(ends_on)})
    if starts_on < letter_from or starts_on >= letter_until or (ends_on is not None and ends_on > letter_until):
        message = N_("派驻期应在聘期之内（%(from)s至%(until)s）。")
        return Refusal("dispatch_outside_letter", message, {"from": str(letter_from), "until": str(letter_until)})
    return None


def effective_until(ends_on: date | None, letter_until: date) -> date:
    """Return the day on which a dispatch no longer counts: its own end or the letter's, whichever comes first."""
    return letter_until if ends_on is None else min(ends_on, letter_until)


def check_target(target: DispatchTarget, *, is_there_already: bool, others: int) -> Verdict:
    """Refuse an instructor where he is dispatched already; warn of a second one in a grid.

    Args:
        target: what the instructor is dispatched to.
        is_there_already: the same instructor is dispatched there in the period.
        others: other instructors in force there in the period.

    Source: source 001 每个网格配备一名: a grid has one.
    """
    if is_there_already:
        return Verdict(refusals=(Refusal("already_dispatched", N_("该指导员在此期间已派驻到该对象。")),))
    if target != DispatchTarget.GRID or not others:
        return Verdict()
    message = N_("该网格已有指导员%(others)d名，一般每个网格配备一名。")
    return Verdict(warnings=(Refusal("grid_has_instructor", message, {"others": others}),))

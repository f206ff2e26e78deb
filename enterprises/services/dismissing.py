"""Saying that two entries of a pair are two units (排除重复); the pair is not offered again while what was compared stands."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.models import NotDuplicate, Unit
from enterprises.rules import contact
from enterprises.rules import duplicates as rules
from enterprises.services import locking
from enterprises.services.inputs import Findings

MERGE = "enterprises.merge_unit"


def entry_of(unit: Unit) -> rules.Entry:
    """Return a unit as it is compared."""
    return rules.Entry(unit.pk, unit.kind, unit.name, unit.uscc, unit.contact_phone_tail, unit.address, unit.area_path)


@transaction.atomic
def dismiss_pair(*, unit: Unit, other: Unit, reason: str, on: date, by: Principal) -> NotDuplicate:
    """Keep that two entries are two units, and why.

    Raises:
        Denied: ``by`` may not merge units on either side.
        Conflict: one of them has been merged meanwhile.
        ValidationError: no reason, the same unit twice, or a day ahead.
        IntegrityError: it has been said already.
    """
    if unit.pk == other.pk:
        errors.refuse(Refusal("same_unit", N_("请选择另一家单位。")))
    first, second = sorted((unit, other), key=lambda one: one.pk)  # locked in one order everywhere
    first, second = (locking.take(one, MERGE, by=by) for one in (first, second))
    findings = Findings()
    findings.attempt(locking.check_day, "on", _("排除日期"), on, by=by)
    if not reason.strip():
        findings.add("reason", Refusal("reason_missing", N_("请说明为什么是两家单位。")))
    findings.add("reason", contact.check_fit(reason))
    findings.raise_if_any()
    row: NotDuplicate = NotDuplicate.objects.create(
        unit=first, other=second, reason=reason.strip(), dismissed_on=on, dismissed_by_id=by.user_id,
        likeness=rules.digest(entry_of(first), entry_of(second)),
    )  # fmt: skip
    audit.record(by, "enterprises.pair_dismissed", first, other=second.pk, reason=row.reason)
    return row

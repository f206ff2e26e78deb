"""What a supervisor decides of a visit that was held: enter it with a choice per field, try it again, or close it with a reason."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, crypto, errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import HeldReason, SubmissionState
from enterprises.models import Device, Submission, Unit, Visit
from enterprises.rules import phone
from enterprises.rules.phone import Malformed, Merged
from enterprises.services import locking
from enterprises.services.phone import applying, numbers, photos
from enterprises.services.phone.devices import SETTLE, VISIT

HELD = frozenset({SubmissionState.CONFLICT, SubmissionState.QUARANTINED})


def _take(submission: Submission, by: Principal) -> Submission:
    """Return the visit, locked after its phone, as sending locks them.

    Raises:
        Denied: ``by`` does not supervise where it lies.
        Conflict: it was settled meanwhile.
    """
    policy.check(by, SETTLE, submission)
    Device.objects.visible_to(by, SETTLE).select_for_update(of=("self",)).get(pk=submission.device_id)
    rows = Submission.objects.visible_to(by, SETTLE).select_for_update(of=("self",))
    row: Submission = rows.get(pk=submission.pk)
    if not row.is_open:
        errors.conflict(Refusal("settled", N_("这次走访已经处理：%(state)s。"), {"state": row.get_state_display()}))
    return row


def reachable(submission: Submission, by: Principal) -> Unit | None:
    """Return the unit of a visit if ``by`` may visit it; None otherwise, whatever the reason."""
    found: Unit | None = Unit.objects.visible_to(by, VISIT).filter(pk=submission.unit_sent).first()
    return found


@transaction.atomic
def settle(*, submission: Submission, keep_current: Mapping[str, bool], by: Principal, at: datetime) -> Visit:
    """Enter a held visit: what the phone changed is written but for the fields whose present value is kept.

    Raises:
        Denied: ``by`` does not supervise here, or may not visit the unit.
        Conflict: it was settled meanwhile.
        ValidationError: the counts chosen cannot be together, or what was sent is no visit.
    """
    row = _take(submission, by)
    if row.state not in HELD:
        errors.conflict(Refusal("not_held", N_("这次走访还在等待前一条，尚不能处理。")))
    unit = reachable(row, by)
    if unit is None:
        raise policy.Denied(VISIT, target=row)
    unit = locking.take(unit, VISIT, by=by)
    try:
        merged = applying.merge(unit, row, by)
        values = dict(merged.values) | {name: one.phone for name, one in merged.conflicts.items()}
        chosen = {name: value for name, value in values.items() if not keep_current.get(name)}
        row.visit = applying.write(unit, row, Merged(chosen, confirmed=merged.confirmed), by=by, visitor=row.person_id)
    except Malformed:
        errors.refuse(Refusal("malformed", N_("手机送来的内容不完整，不能入库，只能写明理由后了结。")))
    row.state, row.reason = SubmissionState.APPLIED, ""
    _decide(row, by, at, _("采用"))
    photos.keep_photos(row)
    audit.record(by, "enterprises.submission_settled", row, kept=sorted(set(values) - set(chosen)))
    return row.visit


@transaction.atomic
def decline(*, submission: Submission, decision: str, by: Principal, at: datetime) -> Submission:
    """Close a held visit without entering it; it stays readable with the reason.

    Raises:
        Denied: ``by`` does not supervise here.
        Conflict: it was settled meanwhile.
        ValidationError: no reason is given.
    """
    row = _take(submission, by)
    if not decision.strip():
        errors.refuse(_("请写明理由。"), field="decision", code="required")
    row.state = SubmissionState.CLOSED
    _decide(row, by, at, decision.strip())
    audit.record(by, "enterprises.submission_declined", row)
    return row


@transaction.atomic
def try_again(*, submission: Submission, by: Principal, at: datetime) -> Submission:
    """Let a visit be judged anew when its phone makes contact next; what it waited for is waited for no longer.

    Raises:
        Denied: ``by`` does not supervise here.
        Conflict: it was settled meanwhile.
    """
    row = _take(submission, by)
    device = Device.objects.visible_to(by, SETTLE).get(pk=row.device_id)
    if row.sequence > device.last_sequence + 1:
        device.last_sequence = row.sequence - 1
        device.save(update_fields=["last_sequence"])
    row.state, row.reason = SubmissionState.RECEIVED, ""
    _decide(row, by, at, _("重新核对"))
    audit.record(by, "enterprises.submission_returned", row)
    return row


def _decide(row: Submission, by: Principal, at: datetime, words: str) -> None:
    row.decided_at, row.decided_by_id, row.decision = at, by.user_id, words
    row.save(update_fields=["state", "reason", "visit", "decided_at", "decided_by", "decision"])


def is_readable(row: Submission) -> bool:
    """Say whether what was sent is a visit that can be entered at all."""
    return row.reason != HeldReason.MALFORMED


def changed_fields(row: Submission) -> dict[str, tuple[object, object]]:
    """Return the fields that the phone changed: shown there, entered there."""
    answers, base = numbers.unsealed(row.payload, row.client_uuid), row.payload.get("base")
    if not isinstance(answers, dict) or not isinstance(base, dict):
        return {}
    pairs = {name: (base.get(name), answers.get(name)) for name in phone.names_in(answers)}
    if pairs[phone.LIAISON_PHONE][1]:
        pairs[phone.LIAISON_PHONE] = (None, crypto.mask(str(pairs[phone.LIAISON_PHONE][1])))
    return {name: pair for name, pair in pairs.items() if _is_said(name, pair[1]) and pair[0] != pair[1]}


def _is_said(name: str, entered: object) -> bool:
    return entered is not None and (entered != "" or name == phone.LIAISON_NAME)

"""Writing down organization life (组织生活): recorded once, put right by superseding, withdrawn for a reason."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from access import audit, dated, errors
from access.errors import conflict
from access.outcome import Refusal
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import LifeKind
from orgs.models import LifeRecord, Pairing, PartyOrg
from orgs.rules import records as rules
from orgs.rules.records import Entry
from orgs.services import locks

KEEP = "orgs.keep_life"
ONE_DAY = timedelta(days=1)


@transaction.atomic
def record_life(
    *, org: PartyOrg, entry: Entry, by: Principal, host: str = "", result: str = "", pairing: Pairing | None = None
) -> LifeRecord:
    """Record one meeting, activity, team or figure of an organization's life; with ``pairing`` it was held together.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: a day in the future, what the kind asks for is missing or impossible, or no such pairing that day.
        Conflict: the organization is not active on that day.
    """
    org = locks.lock_org(org, permission=KEEP, by=by)
    return write(org, entry, by=by, host=host, result=result, pairing=pairing)


@transaction.atomic
def correct_life(
    *, record: LifeRecord, entry: Entry, reason: str, by: Principal, host: str = "", result: str = ""
) -> LifeRecord:
    """Put a record right: the new row takes its place, the old one stays on file.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: no reason, or what the kind asks for is missing or impossible.
        Conflict: somebody corrected or withdrew it meanwhile, or the organization is not active on that day.
    """
    found = _replaced(record, reason, by)
    given = Entry(**{**vars(entry), "kind": LifeKind(found.kind)})
    kept = {"pairing": found.pairing, "series": found.series, "change_reason": reason.strip()}
    return write(found.org, given, by=by, host=host, result=result, **kept)


@transaction.atomic
def withdraw_life(*, record: LifeRecord, reason: str, by: Principal) -> LifeRecord:
    """Withdraw a record that should not stand; what it said and why it was withdrawn stay on file.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: no reason.
        Conflict: somebody corrected or withdrew it meanwhile.
    """
    found = _replaced(record, reason, by)
    kept = {name: getattr(found, name) for name in ("kind", "topic", "host", "expected", "attended", "result", "figures")}
    row = LifeRecord.objects.create(
        org=found.org, **kept, pairing_id=found.pairing_id, valid=found.valid, series=found.series,
        change_reason=reason.strip(), is_withdrawn=True, recorded_by_id=by.user_id,
    )  # fmt: skip
    LifeRecord.objects.of(org=found.org).filter(pk=row.pk).update(superseded_at=Now())
    audit.record(by, "orgs.life_withdrawn", found.org, record=found.pk, kind=found.kind, reason=reason.strip())
    return row


def write(org: PartyOrg, entry: Entry, *, by: Principal, **more: Any) -> LifeRecord:
    """Write an entry about a locked organization; ``more`` are host and result, and what a correction carries."""
    locks.not_in_future(_("日期"), entry.on, by=by)
    locks.require_active(org, on=entry.on)
    _check(entry, more)
    _require_paired(org, more.get("pairing"), entry)
    until = entry.until if rules.SHAPES[entry.kind].is_standing else entry.on + ONE_DAY
    dated.hold_facts_lock()
    text = {name: str(more.pop(name, "")).strip() for name in ("host", "result")}
    row = LifeRecord.objects.create(
        org=org, kind=entry.kind, topic=entry.topic.strip(), expected=entry.expected, attended=entry.attended,
        figures=entry.counted, valid=DateRange(entry.on, until), recorded_by_id=by.user_id, **text, **more,
    )  # fmt: skip
    act = "orgs.life_corrected" if "series" in more else "orgs.life_recorded"
    audit.record(by, act, org, record=row.pk, kind=entry.kind, on=str(entry.on))
    return row


def _require_paired(org: PartyOrg, pairing: Pairing | None, entry: Entry) -> None:
    if pairing is not None and not Pairing.objects.of(org=org).as_of(entry.on).filter(pk=pairing.pk).exists():
        errors.refuse(_("该党组织在%(on)s没有这一结对关系。"), field="on", code="not_paired", on=entry.on.isoformat())


def _check(entry: Entry, more: Mapping[str, Any]) -> None:
    found = [(field, _spoken(refusal)) for field, refusal in rules.check_entry(entry)]
    for name, text in (("topic", entry.topic), ("host", more.get("host", "")), ("result", more.get("result", ""))):
        if (unfit := contact.check_fit(str(text))) is not None:
            found.append((name, unfit))
    told: dict[str, list[ValidationError]] = {}
    for name, refusal in found:
        try:
            errors.refuse(refusal)
        except ValidationError as error:
            told.setdefault(name, []).append(error)
    if told:
        raise ValidationError(told)


def _spoken(refusal: Refusal) -> Refusal:
    """Say the name of a field in the reader's language."""
    params = {name: _(str(value)) if name == "label" else value for name, value in refusal.params.items()}
    return Refusal(refusal.code, refusal.message, params, refusal.clause)


def _replaced(record: LifeRecord, reason: str, by: Principal) -> LifeRecord:
    """Supersede the live row of a record and return it, its organization locked."""
    org = locks.lock_org(record.org, permission=KEEP, by=by)
    if not reason.strip():
        errors.refuse(_("请写明理由。"), field="reason", code="required")
    errors.require(contact.check_fit(reason), field="reason")
    dated.hold_facts_lock()
    live = LifeRecord.objects.of(org=org).live()
    if not live.filter(pk=record.pk).update(superseded_at=Now()):
        conflict(_("该记录刚被他人更正或撤回，请刷新后重试。"), code="changed_meanwhile")
    record.org = org
    return record

"""Responsibility letters (责任书): signed level by level with their targets, and checked when the year is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Body
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import LetterResult, TaskState
from orgs.models import BodyMember, BodyTask, LetterCheck, ResponsibilityLetter
from orgs.models.seats import line_of, place_of, seat
from orgs.rules import bodies as rules
from orgs.services import locks
from orgs.services.bodies.seats import take
from orgs.services.bodies.tasks import assign_targets

LONGEST = 200
MOST = 50


@dataclass(frozen=True)
class Signed:
    """What is written in a letter; ``targets`` are tasks of the body that answers, due at the end of the year."""

    lower: Body
    year: int
    on: date
    upper_signer: str
    lower_signer: str
    targets: Sequence[str]
    document: str = ""


@transaction.atomic
def sign_letter(*, upper: Body, signed: Signed, by: Principal) -> ResponsibilityLetter:
    """Record a letter that the body directly below, or a member unit, signed with a body; its targets become tasks.

    Raises:
        Denied: the upper body lies outside what ``by`` may do.
        ValidationError: a level is left out, a signer or the targets are missing, the day is not of the year or not yet.
        Conflict: a body is closed, or the letter of that year is signed already.
    """
    upper, _area = take(upper, by)
    lower = signed.lower
    _require_fit(signed, upper, by)
    if ResponsibilityLetter.objects.of(area=seat(lower)).filter(upper=upper, lower=lower, year=signed.year).exists():
        errors.conflict(_("“%(body)s”%(year)d年度的责任书已经签订。"), code="signed", body=lower.name, year=signed.year)
    letter = ResponsibilityLetter.objects.create(
        area=seat(lower), line_code=line_of(lower), upper=upper, lower=lower, year=signed.year, signed_on=signed.on,
        upper_signer=signed.upper_signer.strip(), lower_signer=signed.lower_signer.strip(),
        document=signed.document.strip(), recorded_by_id=by.user_id,
    )  # fmt: skip
    assign_targets(letter=letter, titles=_lines(signed), due_on=date(signed.year, 12, 31), by=by)
    audit.record(by, "orgs.letter_signed", letter, upper=upper.pk, lower=lower.pk, year=signed.year)
    return letter


@transaction.atomic
def check_letter(*, letter: ResponsibilityLetter, result: LetterResult, text: str, on: date, by: Principal) -> LetterCheck:
    """Record what the body above found when the year was over.

    Raises:
        Denied: ``by`` does not act for the upper body.
        ValidationError: no words, before December, or "done" while targets are open.
        Conflict: it was checked already.
    """
    policy.check(by, rules.KEEP, letter)
    take(letter.upper, by)  # its row is locked: checks of its letters come one after another
    if LetterCheck.objects.of(letter=letter).exists():
        errors.conflict(_("这份责任书已经考核。"), code="checked")
    locks.not_in_future(_("考核日期"), on, by=by)
    if not text.strip():
        errors.refuse(_("请写明考核情况。"), field="text", code="required")
    errors.require(contact.check_fit(text), field="text")
    final = (TaskState.CONFIRMED, TaskState.CANCELLED)
    unfinished = BodyTask.objects.of(area=letter.area).filter(letter=letter).exclude(state__in=final).count()
    errors.require(rules.check_result(result, year=letter.year, on=on, unfinished=unfinished), field="result")
    row = LetterCheck.objects.create(
        letter=letter, checked_on=on, result=result, text=text.strip(), recorded_by_id=by.user_id
    )
    audit.record(by, "orgs.letter_checked", letter, result=str(result), on=str(on))
    return row


def _lines(signed: Signed) -> list[str]:
    return [line.strip() for line in signed.targets if line.strip()]


def _require_fit(signed: Signed, upper: Body, by: Principal) -> None:
    lower = signed.lower
    if lower.closed_on is not None:
        errors.refuse(_("“%(body)s”已撤销。"), field="lower", code="body_closed", body=lower.name)
    policy.check(by, rules.KEEP, place_of(lower))
    belongs = BodyMember.objects.of(area=seat(upper)).as_of(signed.on).filter(committee=upper, member=lower).exists()
    refusal = rules.check_signing(upper=upper.pk, lower=lower.pk, parent=lower.parent_id, is_member_unit=belongs)
    errors.require(refusal, field="lower")
    locks.not_in_future(_("签订日期"), signed.on, by=by)
    if signed.on.year not in {signed.year, signed.year - 1}:
        errors.refuse(_("签订日期须在责任书年度或上一年度之内。"), field="on", code="other_year")
    for field in ("upper_signer", "lower_signer", "document"):
        errors.require(contact.check_fit(getattr(signed, field)), field=field)
    if not signed.upper_signer.strip() or not signed.lower_signer.strip():
        field = "lower_signer" if signed.upper_signer.strip() else "upper_signer"
        errors.refuse(_("请写明双方签订人。"), field=field, code="required")
    _require_targets(_lines(signed))


def _require_targets(lines: list[str]) -> None:
    if not lines:
        errors.refuse(_("请至少写明一项目标，每行一项。"), field="targets", code="required")
    if len(lines) > MOST:
        errors.refuse(_("一份责任书最多%(most)d项目标。"), field="targets", code="too_many", most=MOST)
    for line in lines:
        if len(line) > LONGEST:
            errors.refuse(_("每项目标最多%(most)d个字。"), field="targets", code="too_long", most=LONGEST)
        errors.require(contact.check_fit(line), field="targets")

"""Tasks between bodies: given, reported done, confirmed, sent back or cancelled; each step leaves an entry in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Body, Person
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import TaskSource, TaskState, TaskStep
from orgs.models import BodyMeeting, BodyTask, ResponsibilityLetter, TaskEntry
from orgs.models.seats import line_of, place_of, seat
from orgs.rules import bodies as rules
from orgs.services import locks
from orgs.services.bodies.seats import take


@dataclass(frozen=True)
class Given:
    """What is to be done, by whom and by when."""

    source: TaskSource
    owner: Body
    title: str
    due_on: date
    basis: str = ""
    meeting: BodyMeeting | None = None
    person: Person | None = None


@transaction.atomic
def assign(*, issuer: Body, given: Given, on: date, by: Principal) -> BodyTask:
    """Give a task to a body of the same area or below.

    Raises:
        Denied: the giving body, the meeting or the person lies outside what ``by`` may do.
        ValidationError: the owner is not below, a decision without meeting, no words, or a day that has passed.
        Conflict: one of the bodies is closed.
    """
    issuer, issuing = take(issuer, by)
    owning = seat(given.owner)
    errors.require(rules.check_below(issuing.path, owning.path), field="owner")
    _require_fit(given, issuer, on, by)
    row = BodyTask.objects.create(
        area=owning, line_code=line_of(given.owner), issuer=issuer, owner=given.owner, person=given.person,
        source=given.source, meeting=given.meeting, basis=given.basis.strip(), title=given.title.strip(),
        due_on=given.due_on, given_on=on,
    )  # fmt: skip
    _leave(row, TaskStep.ASSIGN, "", on, by)
    return row


def assign_targets(*, letter: ResponsibilityLetter, titles: Sequence[str], due_on: date, by: Principal) -> list[BodyTask]:
    """Give the targets of a letter that was just signed as tasks of the body that answers."""
    rows = []
    for title in titles:
        row = BodyTask.objects.create(
            area=letter.area, line_code=letter.line_code, issuer=letter.upper, owner=letter.lower, letter=letter,
            source=TaskSource.LETTER, basis=letter.document, title=title, due_on=due_on, given_on=letter.signed_on,
        )  # fmt: skip
        _leave(row, TaskStep.ASSIGN, "", letter.signed_on, by)
        rows.append(row)
    return rows


@transaction.atomic
def report(*, task: BodyTask, text: str, on: date, by: Principal) -> BodyTask:
    """Report a task done, with the result in words.

    Raises:
        Denied: it lies outside what ``by`` may do.
        ValidationError: no words, or a day that cannot be.
        Conflict: it stands elsewhere, or somebody changed it.
    """
    return _step(task, TaskStep.REPORT, text, on, by)


@transaction.atomic
def confirm(*, task: BodyTask, on: date, by: Principal, text: str = "") -> BodyTask:
    """Confirm that a task is done, as the body that gave it.

    Raises:
        Denied: ``by`` does not act for that body.
        Conflict: it stands elsewhere, or somebody changed it.
    """
    return _step(task, TaskStep.CONFIRM, text, on, by)


@transaction.atomic
def send_back(*, task: BodyTask, text: str, on: date, by: Principal) -> BodyTask:
    """Send a task back that was reported done, with the reason.

    Raises:
        Denied: ``by`` does not act for the body that gave it.
        ValidationError: no reason.
        Conflict: it stands elsewhere, or somebody changed it.
    """
    return _step(task, TaskStep.RETURN, text, on, by)


@transaction.atomic
def cancel(*, task: BodyTask, text: str, on: date, by: Principal) -> BodyTask:
    """Cancel a task, with the reason.

    Raises:
        Denied: ``by`` does not act for the body that gave it.
        ValidationError: no reason.
        Conflict: it stands elsewhere, or somebody changed it.
    """
    return _step(task, TaskStep.CANCEL, text, on, by)


def _require_fit(given: Given, issuer: Body, on: date, by: Principal) -> None:
    if given.owner.closed_on is not None:
        errors.refuse(_("“%(body)s”已撤销。"), field="owner", code="body_closed", body=given.owner.name)
    if not given.title.strip():
        errors.refuse(_("请写明任务。"), field="title", code="required")
    for field, text in (("title", given.title), ("basis", given.basis)):
        errors.require(contact.check_fit(text), field=field)
    if given.due_on < on:
        errors.refuse(_("完成期限不能早于交办日期。"), field="due_on", code="dates_out_of_order")
    errors.require(rules.check_source(given.source, has_meeting=given.meeting is not None), field="source")
    if given.meeting is not None:
        policy.check(by, rules.KEEP, given.meeting)
        if given.meeting.body_id != issuer.pk:
            errors.refuse(_("会议议定的任务由召集会议的机构交办。"), field="meeting", code="other_body")
    if given.person is not None:
        policy.check(by, "access.view_person", given.person)


def _step(task: BodyTask, step: TaskStep, text: str, on: date, by: Principal) -> BodyTask:
    permission = rules.REPORT if step in rules.OF_OWNER else rules.KEEP
    found = BodyTask.objects.visible_to(by, permission).filter(pk=task.pk).select_for_update(of=("self",)).first()
    if found is None:
        raise policy.Denied(permission, target=task)
    row: BodyTask = found
    if permission == rules.KEEP:
        policy.check(by, permission, place_of(row.issuer))
    if row.version != task.version:
        errors.conflict(_("“%(task)s”刚被他人修改，请刷新后重试。"), code="changed_meanwhile", task=row.title)
    if (refusal := rules.check_step(TaskState(row.state), step)) is not None:
        errors.conflict(refusal)
    locks.not_in_future(_("日期"), on, by=by)
    if step in rules.NEEDS_WORDS and not text.strip():
        errors.refuse(_("请写明情况或理由。"), field="text", code="required")
    errors.require(contact.check_fit(text), field="text")
    row.state, row.version = rules.MOVES[step].after, row.version + 1
    row.save(update_fields=["state", "version"])
    _leave(row, step, text.strip(), on, by)
    return row


def _leave(row: BodyTask, step: TaskStep, text: str, on: date, by: Principal) -> None:
    TaskEntry.objects.create(task=row, step=step, on=on, text=text, recorded_by_id=by.user_id)
    audit.record(by, f"orgs.task_{step}", row, owner=row.owner_id, on=str(on))

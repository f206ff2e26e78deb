"""Dispatch (派驻) to a unit, an organization or a grid, and its end."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from access import audit, policy
from access.choices import AreaLevel
from access.dated import hold_facts_lock
from access.errors import conflict, refuse, require
from access.models import Area
from access.outcome import Verdict
from access.principals import Place, Principal
from enterprises.choices import OperatingStatus
from enterprises.models import ScaleFact, StatusFact, Unit
from instructors.choices import DispatchEndReason, DispatchTarget, Step
from instructors.models import Dispatch, Instructor, Letter
from instructors.rules import dispatch as rules
from instructors.rules import steps
from instructors.services import moves, reaching
from orgs.models import PartyOrg

Target = Unit | PartyOrg | Area
GONE = frozenset({OperatingStatus.CLOSED, OperatingStatus.MOVED_OUT})


@transaction.atomic
def dispatch(
    *,
    instructor: Instructor,
    target: Target,
    since: date,
    on: date,
    by: Principal,
    until: date | None = None,
    reason: str = "",
    limits: steps.Limits = steps.DEFAULT,
) -> Dispatch:
    """Dispatch an instructor for ``[since, until)``; without ``until`` to the end of the letter.

    A load beyond the norm, or a second instructor in a grid, needs ``reason``.

    Raises:
        Denied: ``by`` may not dispatch this instructor, or not to there.
        Conflict: the instructor holds no letter, or has left.
        ValidationError: outside the letter, there already, the target is gone, or the reason is missing.
    """
    found = moves.prepare(instructor, Step.DISPATCH, on=on, by=by)
    policy.check(by, "instructors.dispatch", place_of(target))
    _refuse_gone(target, since)
    letter = _letter_for(found, since)
    require(
        rules.check_dates(starts_on=since, ends_on=until, letter_from=letter.since, letter_until=letter.until),
        field="since",
    )
    valid = DateRange(since, rules.effective_until(until, letter.until))
    verdict = findings(found, target, valid, limits=limits)
    if verdict.refusals:
        refuse(verdict.refusals[0], field="target")
    _insist_on_reason(verdict, reason)
    row = _write(found, letter, target, valid, by=by, load_reason=reason.strip() if verdict.warnings else "")
    moves.move(found, Step.DISPATCH, on=on, by=by, opinion=str(target))
    reaching.open_for(row, on=on, by=by)
    audit.record(
        by,
        "instructors.dispatched",
        found,
        key=str(row.key),
        towards=str(target),
        since=str(since),
        until=str(valid.upper),
    )
    return row


def findings(
    instructor: Instructor, target: Target, valid: DateRange, *, limits: steps.Limits = steps.DEFAULT
) -> Verdict:
    """Return what the rules find about one more dispatch: refusals, and warnings that need a reason."""
    kind = kind_of(target)
    same = Dispatch.objects.of(**{kind.value: target}).live().filter(valid__overlap=valid)
    instructors = set(same.values_list("instructor_id", flat=True))
    verdict = rules.check_target(
        kind, is_there_already=instructor.pk in instructors, others=len(instructors - {instructor.pk})
    )
    if kind == DispatchTarget.GRID:  # a grid is a load of its own kind: one instructor each
        return verdict
    staff = [*_staff_in_care(instructor, valid), _staff_of(target, valid.lower)]
    return verdict + Verdict(warnings=rules.check_load(staff, limits=limits))


def kind_of(target: Target) -> DispatchTarget:
    """Return what kind of target it is.

    Raises:
        TypeError: something to which nobody is dispatched.
    """
    for model, kind in ((Unit, DispatchTarget.UNIT), (PartyOrg, DispatchTarget.ORG), (Area, DispatchTarget.GRID)):
        if isinstance(target, model):
            return kind
    raise TypeError(f"not a target: {target!r}")


def place_of(target: Target) -> Place:
    """Return where a target lies."""
    return Place(target.path) if isinstance(target, Area) else Place(target.area_path, target.line_code)


@transaction.atomic
def end_dispatch(
    *, dispatch: Dispatch, on: date, reason: DispatchEndReason, by: Principal, note: str = ""
) -> Dispatch | None:
    """End a dispatch on a day, which no longer counts; one that had not begun leaves no row in force.

    Raises:
        Denied: ``by`` may not dispatch this instructor.
        Conflict: it has ended already.
    """
    found = moves.locked(dispatch.instructor, by)
    policy.check(by, "instructors.dispatch", found)
    row = Dispatch.objects.running(on).filter(key=dispatch.key).visible_to(by, "instructors.view_instructor").first()
    if row is None:
        conflict(_("该派驻已经结束，请刷新后重试。"), code="dispatch_ended")
    ended = end_row(row, on=on, reason=reason, by=by, note=note)
    audit.record(by, "instructors.dispatch_ended", found, key=str(row.key), on=str(on), reason=str(reason))
    return ended


@transaction.atomic
def end_for_target(*, target: Target, on: date, by: Principal) -> int:
    """End every dispatch to a target that is no more; called inside the closing act, which checked and acts as the system."""
    rows = Dispatch.objects.as_system().running(on).filter(**{kind_of(target).value: target})
    found = list(rows.select_related("instructor").by_end())
    for row in found:
        end_row(row, on=on, reason=DispatchEndReason.TARGET_GONE, by=by)
        audit.record(
            by, "instructors.dispatch_ended", row.instructor, key=str(row.key), on=str(on), reason="target_gone"
        )
    return len(found)


def end_row(row: Dispatch, *, on: date, reason: DispatchEndReason, by: Principal, note: str = "") -> Dispatch | None:
    """Supersede a running dispatch by one that ends on a day, and end what it opened."""
    hold_facts_lock()
    live = Dispatch.objects.of(instructor_id=row.instructor_id).filter(pk=row.pk, superseded_at__isnull=True)
    if live.update(superseded_at=Now()) != 1:
        conflict(_("该派驻刚被他人变更，请刷新后重试。"), code="changed_meanwhile")
    reaching.close_for(row, on=on)
    if row.valid.lower >= on:
        return None
    return Dispatch.objects.create(
        key=row.key,
        instructor_id=row.instructor_id,
        letter_id=row.letter_id,
        unit_id=row.unit_id,
        org_id=row.org_id,
        grid_id=row.grid_id,
        load_reason=row.load_reason,
        valid=DateRange(row.valid.lower, on),
        ended_reason=reason,
        ended_note=note.strip(),
        recorded_by_id=by.user_id,
        source=row.source,
    )


def _write(
    instructor: Instructor, letter: Letter, target: Target, valid: DateRange, *, by: Principal, load_reason: str
) -> Dispatch:
    hold_facts_lock()
    return Dispatch.objects.create(
        instructor=instructor,
        letter=letter,
        valid=valid,
        load_reason=load_reason,
        recorded_by_id=by.user_id,
        **{kind_of(target).value: target},
    )


def _letter_for(instructor: Instructor, since: date) -> Letter:
    """Return the letter in force on the first day, or the last one, for the rule to refuse with its dates."""
    letters = Letter.objects.of(instructor=instructor)
    found: Letter | None = letters.in_force(since).first() or letters.unrevoked().order_by("-valid").first()
    if found is None:
        refuse(_("该指导员没有有效聘书，不能派驻。"), field="since", code="no_letter")
    return found


def _refuse_gone(target: Target, since: date) -> None:
    if isinstance(target, PartyOrg) and not target.is_active(since):
        refuse(_("该党组织在%(on)s不存续，不能派驻。"), field="target", code="target_gone", on=str(since))
    if isinstance(target, Area) and (
        target.level != AreaLevel.GRID or (target.closed_on and target.closed_on <= since)
    ):
        refuse(_("只能派驻到在用的网格。"), field="target", code="not_a_grid")
    if isinstance(target, Unit):
        status = StatusFact.objects.of(unit=target).as_of(since).first()
        if status is not None and status.status in GONE:
            refuse(
                _("该单位已%(status)s，不能派驻。"),
                field="target",
                code="target_gone",
                status=status.get_status_display(),
            )


def _insist_on_reason(verdict: Verdict, reason: str) -> None:
    if not verdict.warnings or reason.strip():
        return
    sentences = "".join(_(warning.message) % dict(warning.params) for warning in verdict.warnings)
    refuse(_("%(findings)s如确需派驻，请写明理由。"), field="reason", code=verdict.warnings[0].code, findings=sentences)


def _staff_in_care(instructor: Instructor, valid: DateRange) -> list[int | None]:
    """Return the staff of each unit and organization (unknown) in the instructor's care at some time of the period."""
    held = Dispatch.objects.wherever().live().filter(instructor=instructor, valid__overlap=valid, grid__isnull=True)
    facts = ScaleFact.objects.of(unit=OuterRef("unit")).as_of(valid.lower)
    return list(held.annotate(staff=Subquery(facts.values("staff")[:1])).values_list("staff", flat=True))


def _staff_of(target: Target, on: date) -> int | None:
    if not isinstance(target, Unit):
        return None
    facts = ScaleFact.objects.of(unit=target).as_of(on)
    return facts.values_list("staff", flat=True).first()

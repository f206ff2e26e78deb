"""The one way in which a file moves from stage to stage; every other service of this app goes through here."""

from datetime import date

from django.utils.translation import gettext as _

from access import policy
from access.errors import conflict, refuse, require
from access.principals import Principal
from instructors.choices import Stage, Step
from instructors.models import Instructor, SelectionStep
from instructors.rules import permits, steps

OWN_ACTS = frozenset(
    {Step.SUBMIT, Step.RESIGN}
)  # what a person does in the own case; everything else is for others to decide


def locked(instructor: Instructor, by: Principal) -> Instructor:
    """Return the file, locked until the transaction ends.

    Raises:
        Denied: ``by`` does not see the file.
    """
    rows = Instructor.objects.select_for_update(of=("self",)).select_related("committee__line", "area")
    found: Instructor | None = rows.visible_to(by, "instructors.view_instructor").filter(pk=instructor.pk).first()
    if found is None:
        raise policy.Denied("instructors.view_instructor", target=instructor)
    return found


def prepare(instructor: Instructor, step: Step, *, on: date, by: Principal, opinion: str = "") -> Instructor:
    """Return the locked file after everything that may forbid the step was asked.

    Raises:
        Denied: ``by`` may not take the step on this file.
        Conflict: the stage does not have the step (any more).
        ValidationError: a reason is missing, the day precedes the last step or lies ahead, one reviews oneself.
    """
    found = locked(instructor, by)
    stage = Stage(found.stage)
    refusal = steps.check_step(stage, step, reason=opinion)
    if refusal is not None and refusal.code == "instructor_step":
        conflict(refusal)
    policy.check(by, permits.permission_for(stage, step), found)
    require(refusal, field="opinion")
    _check_person(found, step, by)
    _check_day(found, on, by)
    return found


def move(instructor: Instructor, step: Step, *, on: date, by: Principal, opinion: str = "") -> SelectionStep:
    """Write the step and put the file (locked, prepared) into its next stage."""
    before = Stage(instructor.stage)
    after = steps.next_stage(before, step)
    row = SelectionStep.objects.create(
        instructor=instructor,
        step=step,
        from_stage=before,
        to_stage=after,
        on=on,
        opinion=opinion.strip(),
        actor_id=by.user_id,
        actor_name=by.name[:80] or "-",
    )
    instructor.stage = after
    instructor.version += 1
    instructor.save(update_fields=["stage", "version"])
    return row


def _check_person(instructor: Instructor, step: Step, by: Principal) -> None:
    if step in OWN_ACTS or by.person_id is None:
        return
    earlier = _reviewers(instructor) if step == Step.PASS_SECOND else ()
    refusal = steps.check_reviewer(reviewer=by.person_id, applicant=instructor.person_id, earlier=earlier)
    require(refusal)


def _reviewers(instructor: Instructor) -> list[int]:
    """Return the persons who passed the first review of this round."""
    rows = SelectionStep.objects.of(instructor=instructor).order_by("-pk").values_list("step", "actor_person_id")
    for step, person_id in rows:
        if step == Step.PASS_FIRST:
            return [person_id] if person_id else []
    return []


def _check_day(instructor: Instructor, on: date, by: Principal) -> None:
    if by.today is not None and on > by.today:
        refuse(_("办理日期（%(on)s）不能晚于今天。"), field="on", code="date_in_future", on=str(on))
    last = SelectionStep.objects.of(instructor=instructor).order_by("-pk").values_list("on", flat=True).first()
    if last is not None and on < last:
        refuse(
            _("办理日期（%(on)s）不能早于上一步（%(last)s）。"),
            field="on",
            code="step_order",
            on=str(on),
            last=str(last),
        )


def held_through(by: Principal, body_id: int, roles: frozenset[str]) -> bool:
    """Whether a principal holds one of the roles through exactly this body; the system does."""
    return by.is_system or any(held.body_id == body_id and held.role in roles for held in by.held)

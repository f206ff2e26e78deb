"""Pre-post training (岗前培训): organized, recorded, certified."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import conflict, require
from access.principals import Principal
from instructors.choices import Stage, Step
from instructors.models import Instructor, Training
from instructors.rules import steps
from instructors.services import moves

TRAINABLE = frozenset({Stage.TRAINING, Stage.APPOINTED, Stage.SERVING})  # in service, training goes on


@transaction.atomic
def start_training(*, instructor: Instructor, on: date, by: Principal, opinion: str = "") -> Instructor:
    """Take the applicant into the training.

    Raises:
        Denied: ``by`` may not organize trainings here.
        Conflict: the second review is not passed, or the training began already.
    """
    found = moves.prepare(instructor, Step.START_TRAINING, on=on, by=by)
    moves.move(found, Step.START_TRAINING, on=on, by=by, opinion=opinion)
    audit.record(by, "instructors.training_started", found, on=str(on))
    return found


@transaction.atomic
def record_training(
    *, instructor: Instructor, held_on: date, hours: int, topic: str, has_passed: bool, by: Principal
) -> Training:
    """Record one training attended, in class hours (学时).

    Raises:
        Denied: ``by`` may not record trainings here.
        Conflict: the file is at a stage without training.
        ValidationError: implausible hours.
    """
    found = moves.locked(instructor, by)
    policy.check(by, "instructors.train", found)
    if found.stage not in TRAINABLE:
        conflict(_("指导员现为“%(stage)s”，不能登记培训。"), code="not_in_training", stage=found.get_stage_display())
    training = Training(
        instructor=found,
        held_on=held_on,
        hours=hours,
        topic=topic.strip(),
        has_passed=has_passed,
        recorded_by_id=by.user_id,
    )
    training.clean_fields(exclude=["instructor", "area_path", "line_code"])
    training.validate_constraints()
    training.save()
    audit.record(by, "instructors.trained", found, hours=hours, held_on=str(held_on), has_passed=has_passed)
    return training


def hours_passed(instructor: Instructor, *, until: date) -> tuple[int, date | None]:
    """Return the class hours passed up to and including a day, and the day of the last such training."""
    rows = list(
        Training.objects.of(instructor=instructor)
        .filter(has_passed=True, held_on__lte=until)
        .values_list("hours", "held_on")
    )
    return sum(hours for hours, _on in rows), max((on for _hours, on in rows), default=None)


@transaction.atomic
def certify(
    *, instructor: Instructor, on: date, by: Principal, opinion: str = "", limits: steps.Limits = steps.DEFAULT
) -> Instructor:
    """Certify that the training is passed (认定培训合格).

    Raises:
        Denied: ``by`` may not certify here.
        Conflict: the file is not in training.
        ValidationError: too few hours passed.
    """
    found = moves.prepare(instructor, Step.FINISH_TRAINING, on=on, by=by)
    hours, _last = hours_passed(found, until=on)
    require(steps.check_training(hours=hours, limits=limits))
    moves.move(found, Step.FINISH_TRAINING, on=on, by=by, opinion=opinion)
    audit.record(by, "instructors.training_certified", found, hours=hours)
    return found

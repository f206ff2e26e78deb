"""What the dossier of an instructor shows: the procedure as steps, its history, the dispatches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.principals import Principal
from instructors.choices import Stage, Step
from instructors.models import Dispatch, Instructor, Letter, SelectionStep, Training

WAY = (  # the procedure as the source names it: what is shown, and the step that completes it
    (Step.SUBMIT, gettext_lazy("个人申请")),
    (Step.PASS_FIRST, gettext_lazy("党委（党组）初审")),
    (Step.PASS_SECOND, gettext_lazy("组织部门复审")),
    (Step.FINISH_TRAINING, gettext_lazy("岗前培训")),
    (Step.APPOINT, gettext_lazy("发放聘书")),
    (Step.DISPATCH, gettext_lazy("派驻")),
)
CLOSED = frozenset({Stage.ENDED, Stage.RECALLED, Stage.RESIGNED})
TONES = {Step.RETURN: "warn", Step.REJECT: "bad", Step.RECALL: "bad", Step.RESIGN: "mute", Step.END: "mute"}


@dataclass(frozen=True)
class File:
    """Everything on one instructor's file, read once."""

    instructor: Instructor
    steps: Sequence[SelectionStep]
    trainings: Sequence[Training]
    letters: Sequence[Letter]
    dispatches: Sequence[Dispatch]

    @property
    def hours(self) -> int:
        """Class hours of training passed."""
        return sum(training.hours for training in self.trainings if training.has_passed)

    def letter_on(self, on: date) -> Letter | None:
        """Return the letter in force on a day."""
        return next((letter for letter in self.letters if letter.since <= on < letter.until), None)

    def running(self, on: date) -> list[Dispatch]:
        """Return the dispatches that have not ended by a day."""
        return [row for row in self.dispatches if row.valid.upper > on]

    def past(self, on: date) -> list[Dispatch]:
        """Return the dispatches that have ended by a day."""
        return [row for row in self.dispatches if row.valid.upper <= on]


def read_file(instructor: Instructor, principal: Principal) -> File:
    """Return the file as the principal sees it."""
    seen = ("instructors.view_instructor",)
    dispatches = (
        instructor.dispatches.visible_to(principal, *seen).live().select_related("unit", "org", "grid", "letter")
    )
    return File(
        instructor=instructor,
        steps=list(instructor.steps.visible_to(principal, *seen).order_by("pk")),
        trainings=list(instructor.trainings.visible_to(principal, *seen).order_by("held_on", "pk")),
        letters=list(instructor.letters.visible_to(principal, *seen).order_by("-valid")),
        dispatches=list(dispatches.by_end()),
    )


def stepper(stage: str, steps: Iterable[SelectionStep]) -> list[dict[str, Any]]:
    """Return the procedure with what is done in the present round, what is next, or where it was refused."""
    done: dict[str, SelectionStep] = {}
    note = ""
    for row in steps:
        if row.step in {Step.SUBMIT, Step.RETURN}:
            done = {}
        if row.step in {Step.RETURN, Step.REJECT}:
            note = f"{row.get_step_display()}:{row.opinion}"
        done.setdefault(row.step, row)
    rows = []
    for step, label in WAY:
        act = done.get(step)
        state = "done" if act else "todo"
        rows.append({"label": label, "state": state, "at": act.on if act else "", "by": act.actor_name if act else ""})
    following = next((row for row in rows if row["state"] == "todo"), None)
    if following is not None and stage not in CLOSED:
        following["state"] = "refused" if stage == Stage.REJECTED else "current"
        following["note"] = note if stage in {Stage.REJECTED, Stage.RETURNED} else ""
    return rows


def timeline(file: File) -> list[dict[str, Any]]:
    """Return what happened on the file, newest first."""
    events = [_of_step(row) for row in file.steps] + [_of_training(row) for row in file.trainings]
    events += [_of_end(row) for row in file.dispatches if row.ended_reason]
    return sorted(events, key=lambda event: (event["on"], event["order"]), reverse=True)


def _of_step(row: SelectionStep) -> dict[str, Any]:
    tone = TONES.get(Step(row.step), "good")
    return {
        "on": row.on,
        "title": row.get_step_display(),
        "text": row.opinion,
        "by": row.actor_name,
        "tone": tone,
        "order": row.recorded_at,
    }


def _of_training(row: Training) -> dict[str, Any]:
    result = _("考核合格") if row.has_passed else _("考核不合格")
    text = _("%(topic)s，%(hours)d学时，%(result)s") % {"topic": row.topic, "hours": row.hours, "result": result}
    return {
        "on": row.held_on,
        "title": _("参加培训"),
        "text": text,
        "tone": "info" if row.has_passed else "warn",
        "order": row.recorded_at,
    }


def _of_end(row: Dispatch) -> dict[str, Any]:
    text = " ".join(part for part in (target_name(row), row.get_ended_reason_display(), row.ended_note) if part)
    return {"on": row.valid.upper, "title": _("派驻结束"), "text": text, "tone": "mute", "order": row.recorded_at}


def target_name(row: Dispatch) -> str:
    """Return the target's name, or a stub when it lies outside what the reader sees."""
    return str(row.target) if row.target is not None else _("（其他辖区的派驻对象）")

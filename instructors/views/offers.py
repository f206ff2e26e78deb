"""Which acts the dossier offers: what the table of steps allows at this stage and the policy allows this reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access import policy
from access.principals import Principal
from instructors.choices import Stage, Step
from instructors.models import Dispatch, Instructor
from instructors.queries import dossier
from instructors.rules import permits


@dataclass(frozen=True)
class Offer:
    """A button."""

    label: Any
    url: str
    icon: str = ""
    tone: str = ""


ACTS = tuple(sorted(set(permits.PERMISSION_OF.values())))
PAGES: dict[Stage, tuple[tuple[Any, str, Step, str, str], ...]] = {  # stage → (label, address, step, icon, tone)
    Stage.DRAFT: (
        (_("提出申请"), "submit", Step.SUBMIT, "send", ""),
        (_("修改"), "amend", Step.SUBMIT, "edit", ""),
    ),
    Stage.RETURNED: (
        (_("重新提出申请"), "submit", Step.SUBMIT, "send", ""),
        (_("修改"), "amend", Step.SUBMIT, "edit", ""),
    ),
    Stage.SUBMITTED: ((_("初审"), "first_review", Step.PASS_FIRST, "user-check", ""),),
    Stage.FIRST_PASSED: ((_("复审"), "second_review", Step.PASS_SECOND, "user-check", ""),),
    Stage.SECOND_PASSED: ((_("组织岗前培训"), "start_training", Step.START_TRAINING, "book", ""),),
    Stage.TRAINING: (
        (_("登记培训"), "training", Step.FINISH_TRAINING, "book", ""),
        (_("认定培训"), "certify", Step.FINISH_TRAINING, "clipboard-check", ""),
    ),
    Stage.TRAINED: ((_("发放聘书"), "letter", Step.APPOINT, "certificate", ""),),
    Stage.APPOINTED: (
        (_("派驻"), "dispatch", Step.DISPATCH, "map-pin", ""),
        (_("召回"), "recall", Step.RECALL, "user-minus", "danger"),
        (_("辞任"), "resign", Step.RESIGN, "logout", "danger"),
        (_("届满离任"), "end", Step.END, "flag", ""),
    ),
    Stage.SERVING: (
        (_("派驻"), "dispatch", Step.DISPATCH, "map-pin", ""),
        (_("续聘"), "letter", Step.RENEW, "certificate", ""),
        (_("登记培训"), "training", Step.RENEW, "book", ""),
        (_("召回"), "recall", Step.RECALL, "user-minus", "danger"),
        (_("辞任"), "resign", Step.RESIGN, "logout", "danger"),
        (_("届满离任"), "end", Step.END, "flag", ""),
    ),
}


def of(file: dossier.File, principal: Principal, *, on: date) -> tuple[Offer | None, list[Offer]]:
    """Return the one primary act, if any, and the others, for this reader."""
    instructor = file.instructor
    held = _held(instructor, principal)
    offers = [
        Offer(label, reverse(f"instructors:{page}", args=[instructor.pk]), icon, tone)
        for label, page, step, icon, tone in PAGES.get(Stage(instructor.stage), ())
        if permits.permission_for(Stage(instructor.stage), step) in held and _sensible(file, step, on)
    ]
    primary = next((offer for offer in offers if not offer.tone), None)
    return primary, [offer for offer in offers if offer is not primary]


def dispatch_rows(rows: Iterable[Dispatch], principal: Principal) -> list[dict[str, Any]]:
    """Return dispatches as the page shows them: name, address of the target if it may be opened, period."""
    may_end = policy.can(principal, "instructors.dispatch")
    return [
        {
            "name": dossier.target_name(row),
            "url": row.target.get_absolute_url() if hasattr(row.target, "get_absolute_url") else "",
            "row": row,
            "may_end": may_end,
        }
        for row in rows
    ]


def _held(instructor: Instructor, principal: Principal) -> frozenset[str]:
    """Return the permissions of this stage that the reader holds on this file; one's own is for others to decide."""
    wanted = {needed for (stage, _step), needed in permits.PERMISSION_OF.items() if stage == instructor.stage}
    if instructor.person_id == principal.person_id:
        wanted &= {"instructors.apply_instructor", "instructors.resign"}
    bodies = {held.body_id for held in principal.held}
    if instructor.committee_id not in bodies:
        wanted -= {"instructors.review_first"}
    return frozenset(perm for perm in wanted if instructor.rights[perm])


def _sensible(file: dossier.File, step: Step, on: date) -> bool:
    """Leave out what the rules would refuse anyway: leaving at the end of a term that has not ended."""
    return step != Step.END or file.letter_on(on) is None

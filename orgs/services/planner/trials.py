"""What-if: the same units planned by other limits, beside the plan; nothing of it can be taken over."""

from datetime import datetime

from access import errors
from access.models import Job
from access.outcome import N_, Refusal
from access.principals import Principal
from orgs.choices import DraftState
from orgs.models import PlanDraft
from orgs.services.planner import drafts
from orgs.services.planner.facts import Asked


def attempt(
    *, draft: PlanDraft, limits: tuple[tuple[str, int], ...], at: datetime, by: Principal
) -> PlanDraft | Job:
    """Plan the units of a plan again, by other limits than those in force.

    Raises:
        Denied: the plan's area lies outside what ``by`` may do.
        Conflict: the plan is a trial itself.
        ValidationError: no limit is given, or one that no plan is proved for, or nothing is left to plan.
    """
    if draft.state == DraftState.TRIAL:
        errors.conflict(Refusal("trial_of_trial", N_("试算须与正式的方案对照，不能与另一次试算对照。")))
    if not limits:
        errors.refuse(Refusal("no_limits", N_("请至少改动一项标准。")))
    picked = tuple(sorted(drafts.drawn(draft).lines)) if draft.is_picked else ()
    return drafts.ask(asked=Asked(draft.area, draft.facts_on, picked, limits), at=at, by=by, base=draft)

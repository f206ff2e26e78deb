"""Joining the Party step by step, and moving the organization relation: intervals that the texts fix.

Source: 《中国共产党发展党员工作细则》; domain 4.3 to 4.5. A step too early is refused where the text says 应当 and warned of where
it names a custom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from access.outcome import N_, Refusal, Verdict
from orgs.choices import LetterState, MemberStage
from orgs.rules.terms import MONTHS, add_months

DETAILED_RULES = N_("《中国共产党发展党员工作细则》")
Stage = MemberStage
ORDER = (Stage.APPLICANT, Stage.ACTIVIST, Stage.TARGET, Stage.PROBATIONARY, Stage.FORMAL)
ADULT_YEARS = 18
TALK_MONTHS = 1  # 收到入党申请书后一个月内派人谈话
CHOSEN_MONTHS = 3  # custom: an activist is chosen three to six months after the application
CULTIVATED_MONTHS = 12  # 经过一年以上培养教育和考察
EXAMINED_MONTHS = 6  # 每半年考察一次
TRAINING_HOURS = 24  # 不少于三天(或不少于二十四个学时)
DECISION_MONTHS = 3  # 党委三个月内审批, 特殊情况不超过六个月
LATEST_DECISION_MONTHS = 6
PROBATION_MONTHS = 12  # 预备期一年, from the branch meeting
EXTENSION = (6, 12)  # months by which probation may be extended, once
LETTER_DAYS = 90  # 介绍信有效期一般不超过三个月
AWAY_MONTHS = 6  # 六个月以上: floating member, member out of contact


@dataclass(frozen=True)
class Candidate:
    """What the steps ask about a person; days of the stages reached, oldest first.

    ``training_hours`` is in class hours; ``extended_months`` is 0 where probation was not extended.
    """

    born_on: date
    reached: tuple[tuple[MemberStage, date], ...]
    training_hours: int = 0
    is_reviewed: bool = False
    extended_months: int = 0

    @property
    def stage(self) -> MemberStage | None:
        """The stage reached last, None before the application."""
        return self.reached[-1][0] if self.reached else None

    def since(self, stage: MemberStage) -> date | None:
        """Return the day on which a stage was reached."""
        return next((day for one, day in self.reached if one == stage), None)


def check_step(person: Candidate, to: MemberStage, on: date) -> Verdict:
    """Check that a person may take the next step on a day.

    Source: 发展党员工作细则: no stage is skipped; 18 years; one year as activist; training and political review before
    admission; one year of probation.
    """
    follows = ORDER[ORDER.index(person.stage) + 1 :][:1] if person.stage else ORDER[:1]
    if to not in follows:
        message = N_("发展党员不能由“%(from)s”直接到“%(to)s”。")
        params = {"from": person.stage.label if person.stage else "—", "to": to.label}
        return Verdict((Refusal("stage_order", message, params, DETAILED_RULES),))
    if person.reached and on < person.reached[-1][1]:
        message = N_("“%(to)s”的日期（%(on)s）不能早于上一阶段的日期（%(last)s）。")
        params = {"to": to.label, "on": on.isoformat(), "last": person.reached[-1][1].isoformat()}
        return Verdict((Refusal("stage_dates", message, params),))
    return CHECKS[to](person, on)


def _applies(person: Candidate, on: date) -> Verdict:
    adult_on = add_months(person.born_on, ADULT_YEARS * MONTHS)
    if on >= adult_on:
        return Verdict()
    message = N_("年满%(years)d岁方可申请入党，%(on)s才满。")
    return Verdict((Refusal("too_young", message, {"years": ADULT_YEARS, "on": adult_on.isoformat()}, DETAILED_RULES),))


def _is_chosen(person: Candidate, on: date) -> Verdict:
    return Verdict(warnings=_waited(person, Stage.APPLICANT, CHOSEN_MONTHS, on))


def _becomes_target(person: Candidate, on: date) -> Verdict:
    return Verdict(_waited(person, Stage.ACTIVIST, CULTIVATED_MONTHS, on))


def _waited(person: Candidate, stage: MemberStage, months: int, on: date) -> tuple[Refusal, ...]:
    since = person.since(stage)
    earliest = add_months(since, months) if since else on
    if on >= earliest:
        return ()
    message = N_("作为“%(stage)s”须满%(months)d个月，最早%(earliest)s。")
    params = {"stage": stage.label, "months": months, "earliest": earliest.isoformat()}
    return (Refusal("too_soon", message, params, DETAILED_RULES),)


def _is_admitted(person: Candidate, on: date) -> Verdict:
    refusals: tuple[Refusal, ...] = ()
    if person.training_hours < TRAINING_HOURS:
        message = N_("发展对象短期集中培训不少于%(needed)d学时，现为%(hours)d学时。")
        params = {"needed": TRAINING_HOURS, "hours": person.training_hours}
        refusals += (Refusal("training_short", message, params, DETAILED_RULES),)
    if not person.is_reviewed:
        refusals += (Refusal("not_reviewed", N_("没有经过政治审查的，不能发展入党。"), {}, DETAILED_RULES),)
    return Verdict(refusals)


def _is_converted(person: Candidate, on: date) -> Verdict:
    ends_on = probation_end(person)
    if ends_on is None or on >= ends_on:
        return Verdict()
    message = N_("预备期%(ends)s届满，不能提前转正。")
    return Verdict((Refusal("probation_runs", message, {"ends": ends_on.isoformat()}, DETAILED_RULES),))


CHECKS = {
    Stage.APPLICANT: _applies,
    Stage.ACTIVIST: _is_chosen,
    Stage.TARGET: _becomes_target,
    Stage.PROBATIONARY: _is_admitted,
    Stage.FORMAL: _is_converted,
}


def probation_end(person: Candidate) -> date | None:
    """Return the day from which a probationary member may turn formal; None for everybody else.

    Source: 预备期为一年, counted from the branch meeting that admitted.
    """
    since = person.since(Stage.PROBATIONARY)
    if since is None or person.stage != Stage.PROBATIONARY:
        return None
    return add_months(since, PROBATION_MONTHS + person.extended_months)


def check_probation_extension(person: Candidate, months: int) -> Refusal | None:
    """Refuse an extension of probation of less than half a year, more than a year, a second one, or of nobody's probation."""
    if person.stage != Stage.PROBATIONARY:
        return Refusal("not_on_probation", N_("只有预备党员可以延长预备期。"), {}, DETAILED_RULES)
    if person.extended_months:
        return Refusal("extended_already", N_("预备期已经延长过一次，不能再次延长。"), {}, DETAILED_RULES)
    shortest, longest = EXTENSION
    if shortest <= months <= longest:
        return None
    message = N_("预备期延长不少于%(shortest)d个月、不超过%(longest)d个月，所填为%(months)d个月。")
    params = {"shortest": shortest, "longest": longest, "months": months}
    return Refusal("extension_length", message, params, DETAILED_RULES)


def check_decision(met_on: date, decided_on: date, *, is_special: bool = False) -> Refusal | None:
    """Refuse a committee's decision on an admission later than three months after the branch meeting (six in special cases)."""
    months = LATEST_DECISION_MONTHS if is_special else DECISION_MONTHS
    latest = add_months(met_on, months)
    if met_on <= decided_on <= latest:
        return None
    message = N_("党委应当在支部大会后%(months)d个月内审批，最晚%(latest)s。")
    return Refusal("decision_late", message, {"months": months, "latest": latest.isoformat()}, DETAILED_RULES)


def next_due(person: Candidate, examined_on: Sequence[date] = (), talked_on: date | None = None) -> date | None:
    """Return the day by which something is due: the talk with an applicant, the half-yearly examination, the conversion."""
    stage = person.stage
    if stage == Stage.APPLICANT and talked_on is None:
        return add_months(person.reached[-1][1], TALK_MONTHS)
    if stage == Stage.ACTIVIST:
        return add_months(max((*examined_on, person.reached[-1][1])), EXAMINED_MONTHS)
    return probation_end(person)


def letter_state(
    *, issued_on: date | None, valid_until: date | None, received_on: date | None, confirmed_on: date | None, on: date
) -> LetterState:
    """Tell where the transfer of a relation stands on a day; a letter still counts on its last day.

    Source: domain 4.4: receipt and confirmation end it, an expired letter is issued anew.
    """
    if confirmed_on is not None and confirmed_on <= on:
        return LetterState.CONFIRMED
    if received_on is not None and received_on <= on:
        return LetterState.RECEIVED
    if issued_on is None or issued_on > on:
        return LetterState.DRAFTED
    return LetterState.EXPIRED if valid_until is not None and on > valid_until else LetterState.IN_TRANSIT


def is_away(contact_on: date, on: date) -> bool:
    """Tell whether a member has been away (or out of contact) for six months: floating, or lost. Source: domain 4.5."""
    return on >= add_months(contact_on, AWAY_MONTHS)

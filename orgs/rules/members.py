"""Joining the Party step by step, and moving the organization relation: intervals that the texts fix.

Source: 《中国共产党发展党员工作细则》; domain 4.3 to 4.5. A step too early is refused where the text says 应当 and warned of where
it names a custom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from access.outcome import N_, Refusal, Verdict
from orgs.choices import CultivationKind, LetterState, MemberStage, SpecialState
from orgs.rules.terms import MONTHS, add_months

DETAILED_RULES = N_("《中国共产党发展党员工作细则》")
LETTER_PRACTICE = N_("组织关系介绍信填写要求：有效期一般不超过三个月，跨省的不超过六个月")
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
LETTER_DAYS = 90  # what a new letter is filled in with; manuals: about 10 days in the city, 30 outside
LETTER_MONTHS = 3  # manuals, no article: 有效期一般不超过三个月
LONGEST_LETTER_MONTHS = 6  # manuals: 跨省的不超过六个月; half a year without a relation is 自行脱党
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
    order = check_order(person, on)
    if not order.is_allowed:
        return order
    return CHECKS[to](person, on)


def check_order(person: Candidate, on: date) -> Verdict:
    """Check that a day is after the day on which the last stage was reached; one day is one stage."""
    if not person.reached or on > person.reached[-1][1]:
        return Verdict()
    message = N_("日期（%(on)s）必须晚于“%(stage)s”阶段的开始日期（%(last)s）。")
    stage, last = person.reached[-1]
    params = {"on": on.isoformat(), "stage": stage.label, "last": last.isoformat()}
    return Verdict((Refusal("stage_dates", message, params),))


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


def check_entry(born_on: date, since: date) -> Verdict:
    """Check that somebody who is entered at a stage had come of age when it began. Source: 发展党员工作细则: 年满18岁."""
    return _applies(Candidate(born_on, ()), since)


def letter_until(issued_on: date) -> date:
    """Return the last day with which a new letter is filled in. Source: domain 4.4, the policy's default of ninety days."""
    return issued_on + timedelta(days=LETTER_DAYS)


def check_letter(issued_on: date, valid_until: date) -> Verdict:
    """Refuse a letter that ends before it was issued or after six months; one of more than three months asks for a reason.

    Source: domain 4.4. The Regulation on Education and Management of Members has no number; manuals agree on "generally not
    longer than three months" and some on six across provinces.
    """
    days: dict[str, object] = {"issued": issued_on.isoformat(), "until": valid_until.isoformat()}
    if valid_until < issued_on:
        message = N_("介绍信有效期（%(until)s）早于开具日期（%(issued)s）。")
        return Verdict((Refusal("letter_validity", message, days),))
    longest, usual = (add_months(issued_on, months) for months in (LONGEST_LETTER_MONTHS, LETTER_MONTHS))
    if valid_until > longest:
        message = N_("介绍信有效期超过%(months)d个月：自%(issued)s起最晚到%(latest)s，所填为%(until)s。")
        told = days | {"months": LONGEST_LETTER_MONTHS, "latest": longest.isoformat()}
        return Verdict((Refusal("letter_validity", message, told, LETTER_PRACTICE),))
    if valid_until > usual:
        message = N_("介绍信有效期一般不超过%(months)d个月（到%(latest)s），所填为%(until)s，请说明理由。")
        told = days | {"months": LETTER_MONTHS, "latest": usual.isoformat()}
        return Verdict(warnings=(Refusal("letter_long", message, told, LETTER_PRACTICE),))
    return Verdict()


def check_receipt(issued_on: date, valid_until: date, received_on: date) -> Refusal | None:
    """Refuse a receipt outside the validity of the letter; an expired letter is issued anew. Source: domain 4.4."""
    if issued_on <= received_on <= valid_until:
        return None
    message = N_("介绍信有效期为%(issued)s至%(until)s，%(on)s不在有效期内；过期的须重新开具。")
    params = {"issued": issued_on.isoformat(), "until": valid_until.isoformat(), "on": received_on.isoformat()}
    return Refusal("letter_expired", message, params, LETTER_PRACTICE)


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


BEGINS = {  # at which stage each begins to be due
    CultivationKind.TALK: (Stage.APPLICANT,),
    CultivationKind.EXAMINATION: (Stage.ACTIVIST, Stage.TARGET, Stage.PROBATIONARY),
}


def check_cultivation(person: Candidate, kind: CultivationKind, on: date) -> Refusal | None:
    """Refuse a talk before the application, an examination before somebody is an activist, and both of a formal member.

    Source: 发展党员工作细则: 收到入党申请书后一个月内派人谈话; 对积极分子每半年考察一次; 预备党员 go on being examined.
    """
    formal = person.since(Stage.FORMAL)
    begun = next((day for stage, day in person.reached if stage in BEGINS[kind]), None)
    if begun is not None and begun <= on and (formal is None or on < formal):
        return None
    message = N_("“%(kind)s”从“%(stage)s”阶段开始、到转正为止，%(on)s不在其中。")
    params = {"kind": kind.label, "stage": BEGINS[kind][0].label, "on": on.isoformat()}
    return Refusal("not_cultivated", message, params, DETAILED_RULES)


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


def check_state(state: SpecialState, *, contact_on: date | None, on: date) -> Refusal | None:
    """Refuse to call a member floating or lost who was there, or in contact, less than six months ago.

    Source: domain 4.5: 流动党员 is away for more than six months in a row, 失联党员 out of contact for six months and more.
    """
    if state not in {SpecialState.FLOATING, SpecialState.LOST}:
        return None
    if contact_on is None:
        return Refusal("contact_missing", N_("请填写最后联系或参加组织生活的日期。"))
    if is_away(contact_on, on):
        return None
    message = N_("最后联系日期为%(contact)s，到%(on)s不满%(months)d个月，不能登记为“%(state)s”。")
    params = {"contact": contact_on.isoformat(), "on": on.isoformat(), "months": AWAY_MONTHS, "state": state.label}
    return Refusal("not_away", message, params)

"""The conditions that a policy may ask, each over one named fact; an unknown fact is named, never guessed.

Source: domain 6.4 (conditions) and 6.5 (re-formation, split, revocation).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from access.outcome import N_, Refusal
from funding.rules.policies import Policy
from orgs.choices import FormationMode, OrgType
from orgs.rules.terms import MONTHS, add_months


@dataclass(frozen=True)
class Facts:
    """What is known of one organization for one year; None is unknown.

    ``unit_revoked_on``: the day on which an earlier organization of the unit was revoked; None when there was none.
    ``type_history``: (since, type) oldest first, only when the type changed within the year.
    """

    year: int
    org_type: OrgType
    form: FormationMode | None = None
    founded_on: date | None = None
    is_active: bool | None = None
    is_approved: bool | None = None
    is_unit_paid: bool | None = None
    unit_revoked_on: date | None = None
    has_passed: bool | None = None
    are_relations_here: bool | None = None
    are_dues_paid: bool | None = None
    is_last_year_settled: bool | None = None
    has_veto: bool | None = None
    members: int | None = None
    grade: str | None = None
    star: int | None = None
    other_support_yuan: Decimal = Decimal(0)
    type_history: tuple[tuple[date, OrgType], ...] = field(default=())


LABELS: Mapping[str, str] = {  # every fact by its Chinese name
    "year": N_("年度"),
    "org_type": N_("党组织类型"),
    "form": N_("组建方式"),
    "founded_on": N_("成立日期"),
    "is_active": N_("党组织存续"),
    "is_approved": N_("有批复文号"),
    "is_unit_paid": N_("所在单位已领过启动经费"),
    "unit_revoked_on": N_("原党组织撤销日期"),
    "has_passed": N_("考核合格"),
    "are_relations_here": N_("党员组织关系已转入"),
    "are_dues_paid": N_("党费已缴清"),
    "is_last_year_settled": N_("上年度经费已报账"),
    "has_veto": N_("有一票否决情形"),
    "members": N_("党员人数"),
    "grade": N_("考核等次"),
    "star": N_("星级"),
    "other_support_yuan": N_("其他渠道补助（元）"),
    "type_history": N_("类型变更"),
}


@dataclass(frozen=True)
class Condition:
    """One condition: the fact it looks at, when it holds, and the sentence when it does not."""

    fact: str
    holds: Callable[[Facts, Policy], bool]
    message: str
    may_be_none: bool = False


def _is_true(name: str) -> Callable[[Facts, Policy], bool]:
    return lambda facts, _policy: getattr(facts, name) is True


def _is_false(name: str) -> Callable[[Facts, Policy], bool]:
    return lambda facts, _policy: getattr(facts, name) is False


def _founded_in_year(facts: Facts, policy: Policy) -> bool:
    return facts.founded_on is not None and facts.founded_on.year == facts.year and policy.is_in_force(facts.founded_on)


def _not_reformed(facts: Facts, policy: Policy) -> bool:
    """Tell whether no organization of the unit was revoked in the years before the founding. Source: domain 6.5 [U]."""
    if facts.unit_revoked_on is None or facts.founded_on is None:
        return True
    return facts.founded_on >= add_months(facts.unit_revoked_on, policy.reformation_years * MONTHS)


CONDITIONS: dict[str, Condition] = {
    "active": Condition("is_active", _is_true("is_active"), N_("党组织已撤销或合并，停止补助。")),
    "single": Condition(
        "form", lambda facts, _policy: facts.form == FormationMode.SINGLE, N_("启动经费只发给单独组建的党组织。")
    ),
    "approved": Condition("is_approved", _is_true("is_approved"), N_("成立未经批复（无批复文号），不予补助。")),
    "founded_in_year": Condition("founded_on", _founded_in_year, N_("不是本年度政策有效期内新成立的党组织。")),
    "unit_not_paid": Condition("is_unit_paid", _is_false("is_unit_paid"), N_("启动经费为一次性补助，该单位已发放。")),
    "not_reformed": Condition(
        "unit_revoked_on",
        _not_reformed,
        N_("原党组织撤销后重新组建，未满规定年限，不再发放启动经费。"),
        may_be_none=True,
    ),
    "assessed": Condition("has_passed", _is_true("has_passed"), N_("考核未合格，不予补助。")),
    "relations": Condition("are_relations_here", _is_true("are_relations_here"), N_("党员组织关系未全部转入。")),
    "dues": Condition("are_dues_paid", _is_true("are_dues_paid"), N_("党费未缴清。")),
    "settled": Condition("is_last_year_settled", _is_true("is_last_year_settled"), N_("上年度经费未报账。")),
    "no_veto": Condition("has_veto", _is_false("has_veto"), N_("有一票否决情形，不予补助。")),
}


def check(policy: Policy, facts: Facts) -> tuple[Refusal | None, tuple[str, ...]]:
    """Ask the policy's conditions in order; return the first that fails, and the names of all facts asked.

    A fact that is unknown fails with code ``missing_fact`` and its name.

    Raises:
        KeyError: a condition that does not exist.
    """
    asked: list[str] = []
    for key in policy.conditions:
        condition = CONDITIONS[key]
        asked.append(condition.fact)
        if getattr(facts, condition.fact) is None and not condition.may_be_none:
            return missing(condition.fact), tuple(asked)
        if not condition.holds(facts, policy):
            return Refusal(f"not_{key}", condition.message, clause=policy.clause), tuple(asked)
    return None, tuple(asked)


def missing(fact: str) -> Refusal:
    """Return the refusal that names an unknown fact."""
    return Refusal("missing_fact", N_("缺少“%(fact)s”，无法核算。"), {"fact": LABELS[fact], "name": fact})

"""What an organization is entitled to, with its derivation: facts, rule, clause, arithmetic; or why not.

Source: source 004 (Qianwei's standards); domain 6.4, 6.5. Where a policy is silent the case goes to a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from access.outcome import N_, Refusal
from funding.choices import PolicyShape, Proration
from funding.rules import conditions
from funding.rules.conditions import LABELS, Facts
from funding.rules.policies import ANY, CENT, QIANWEI_ANNUAL, QIANWEI_STARTUP, Policy
from orgs.choices import OrgType
from orgs.rules.terms import MONTHS

JUNE = 6


@dataclass(frozen=True)
class FactUsed:
    """One fact as it stood when the decision was made, ready to store; choices stand by their value."""

    name: str
    label: str
    value: str | int


@dataclass(frozen=True)
class Decision:
    """An amount in yuan, or a refusal; ``is_open`` means that the policy is silent and a person decides."""

    rule_id: str
    clause: str
    facts: tuple[FactUsed, ...]
    amount_yuan: Decimal | None = None
    arithmetic: str = ""
    refusal: Refusal | None = None
    is_open: bool = False

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """Return the names of the facts whose absence refused."""
        if self.refusal is None or self.refusal.code != "missing_fact":
            return ()
        return (str(self.refusal.params["name"]),)

    def as_data(self) -> dict[str, object]:
        """Return the derivation as plain data to be stored with the entitlement."""
        return {
            "rule": self.rule_id,
            "clause": self.clause,
            "facts": [{"name": fact.name, "label": fact.label, "value": fact.value} for fact in self.facts],
            "arithmetic": self.arithmetic,
            "amount_yuan": None if self.amount_yuan is None else str(self.amount_yuan),
        }


@dataclass(frozen=True)
class _Sum:
    """A computed amount with its arithmetic, or the refusal; and the facts that were read for it."""

    asked: tuple[str, ...]
    amount: Decimal = Decimal(0)
    text: str = ""
    refusal: Refusal | None = None


def _plain(value: object) -> str | int:
    """Return a fact as JSON can hold it: truth values and counts as they are, the rest as text."""
    if isinstance(value, int):
        return value if isinstance(value, bool) else int(value)
    if isinstance(value, tuple):
        return "; ".join(f"{since} {org_type.value}" for since, org_type in value)
    return str(getattr(value, "value", value))


def _used(facts: Facts, names: tuple[str, ...]) -> tuple[FactUsed, ...]:
    return tuple(
        FactUsed(name, LABELS[name], _plain(getattr(facts, name)))
        for name in dict.fromkeys(("year", *names))
        if getattr(facts, name) is not None
    )


def _no_standard(policy: Policy, asked: str, key: object) -> _Sum:
    message = N_("政策没有规定“%(fact)s：%(key)s”的补助标准。")
    params = {"fact": LABELS[asked], "key": key}
    return _Sum((asked,), refusal=Refusal("no_standard", message, params, policy.clause))


def _fixed(policy: Policy, _facts: Facts) -> _Sum:
    amount = policy.amounts[ANY]
    return _Sum((), amount, f"{amount} × 1 = {amount}")


def _by(name: str) -> Callable[[Policy, Facts], _Sum]:
    """Build the arithmetic of a shape that looks one fact up in the table of amounts."""

    def look_up(policy: Policy, facts: Facts) -> _Sum:
        key = getattr(facts, name)
        if key is None:
            return _Sum((name,), refusal=conditions.missing(name))
        amount = policy.amounts.get(str(getattr(key, "value", key)))
        if amount is None:
            return _no_standard(policy, name, getattr(key, "label", key))
        return _Sum((name,), amount, f"{amount} × 1 = {amount}")

    return look_up


def _per_member(policy: Policy, facts: Facts) -> _Sum:
    if facts.members is None:
        return _Sum(("members",), refusal=conditions.missing("members"))
    each = policy.amounts[ANY]
    amount = each * facts.members
    return _Sum(("members",), amount, f"{each} × {facts.members} = {amount}")


def _type_in_month(facts: Facts, month: int) -> OrgType:
    """Return the type that counts in a month: a change counts from the month after its approval. Source: domain 6.5."""
    first = date(facts.year, month, 1)
    before = [org_type for since, org_type in facts.type_history if since < first]
    return before[-1] if before else facts.type_history[0][1]


def _annual_by_type(policy: Policy, facts: Facts) -> _Sum:
    """Return the year's amount by type; after a change of type, each month by the type that counts in it."""
    if not facts.type_history:
        return _by("org_type")(policy, facts)
    months = [_type_in_month(facts, month) for month in range(1, MONTHS + 1)]
    total, parts = Decimal(0), []
    for org_type in dict.fromkeys(months):
        if org_type.value not in policy.amounts:
            return _no_standard(policy, "org_type", org_type.label)
        yearly, share = policy.amounts[org_type.value], months.count(org_type)
        total += yearly * share / MONTHS
        parts.append(f"{yearly} × {share}/{MONTHS}")
    amount = _cents(total)
    return _Sum(("type_history",), amount, f"{' + '.join(parts)} = {amount}")


ARITHMETIC: dict[PolicyShape, Callable[[Policy, Facts], _Sum]] = {
    PolicyShape.STARTUP: _fixed,
    PolicyShape.ANNUAL_BY_TYPE: _annual_by_type,
    PolicyShape.ANNUAL_BY_MODE: _by("form"),
    PolicyShape.PER_MEMBER: _per_member,
    PolicyShape.BY_GRADE: _by("grade"),
    PolicyShape.BY_STAR: _by("star"),
}
PRORATED = frozenset({PolicyShape.ANNUAL_BY_TYPE, PolicyShape.ANNUAL_BY_MODE})


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


OUTSIDE_SHARES: dict[Proration, tuple[str, str]] = {  # switches that give no share of the founding year
    Proration.OPEN: ("proration_open", N_("党组织为年中成立，政策没有规定计发办法，请人工决定。")),
    Proration.NEXT_YEAR: ("from_next_year", N_("年中成立的党组织自次年起补助。")),
}
FOUNDED_LATER = ("founded_later", N_("该年度党组织尚未成立。"))


def _share_of_year(policy: Policy, founded_on: date, year: int) -> tuple[int, int] | Refusal:
    """Return which part of a year counts; in the founding year the switch decides, and the founding month counts.

    Source: domain 6.5 [U].
    """
    if founded_on.year < year:
        return 1, 1
    if founded_on.year > year or policy.proration in OUTSIDE_SHARES:
        code, message = FOUNDED_LATER if founded_on.year > year else OUTSIDE_SHARES[policy.proration]
        return Refusal(code, message, clause=policy.clause)
    if policy.proration == Proration.BY_MONTHS:
        return MONTHS + 1 - founded_on.month, MONTHS
    is_halved = policy.proration == Proration.HALF_AFTER_JUNE and founded_on.month > JUNE
    return (1, 2) if is_halved else (1, 1)


def _prorate(policy: Policy, facts: Facts, found: _Sum) -> _Sum:
    """Apply the switch for organizations founded within the year; a start-up subsidy is paid in full."""
    if found.refusal or policy.shape not in PRORATED:
        return found
    asked = (*found.asked, "founded_on")
    if facts.founded_on is None:
        return _Sum(asked, refusal=conditions.missing("founded_on"))
    share = _share_of_year(policy, facts.founded_on, facts.year)
    if isinstance(share, Refusal):
        return _Sum(asked, refusal=share)
    part, whole = share
    if part == whole:
        return _Sum(asked, found.amount, found.text)
    amount = _cents(found.amount * part / whole)
    return _Sum(asked, amount, f"{found.text}; × {part}/{whole} = {amount}")


def _bound(policy: Policy, facts: Facts, found: _Sum) -> _Sum:
    """Apply floor and combined cap (declared support of other levels counts against the cap). Source: domain 6.5."""
    amount, text, asked = found.amount, found.text, found.asked
    if policy.floor_yuan is not None and amount < policy.floor_yuan:
        amount, text = policy.floor_yuan, f"{text}; ≥ {policy.floor_yuan} = {policy.floor_yuan}"
    if policy.cap_yuan is not None and amount + facts.other_support_yuan > policy.cap_yuan:
        amount = max(Decimal(0), policy.cap_yuan - facts.other_support_yuan)
        text = f"{text}; ≤ {policy.cap_yuan} − {facts.other_support_yuan} = {amount}"
        asked = (*asked, "other_support_yuan")
    return _Sum(asked, amount, text)


def entitle(policy: Policy, facts: Facts) -> Decision:
    """Decide what a policy gives an organization for a year, or why it gives nothing.

    Raises:
        KeyError: the policy names a condition that does not exist.

    Source: the policy's own clause; domain 6.4, 6.5.
    """
    refusal, asked = conditions.check(policy, facts)
    if refusal:
        return Decision(policy.rule_id, policy.clause, _used(facts, asked), refusal=refusal)
    found = _prorate(policy, facts, ARITHMETIC[policy.shape](policy, facts))
    names = asked + found.asked
    if found.refusal:
        is_open = found.refusal.code == "proration_open"
        return Decision(policy.rule_id, policy.clause, _used(facts, names), refusal=found.refusal, is_open=is_open)
    found = _bound(policy, facts, found)
    used = _used(facts, asked + found.asked)
    return Decision(policy.rule_id, policy.clause, used, _cents(found.amount), found.text)


def startup(facts: Facts, policy: Policy = QIANWEI_STARTUP) -> Decision:
    """Decide the one-off start-up subsidy. Source: source 004 "对单独新组建的党组织按照5000元/个标准给予一次性补助"."""
    return entitle(policy, facts)


def annual(facts: Facts, policy: Policy = QIANWEI_ANNUAL) -> Decision:
    """Decide the yearly subsidy. Source: source 004 "经考核合格后按照党委10000元/年、党总支5000元/年…"."""
    return entitle(policy, facts)

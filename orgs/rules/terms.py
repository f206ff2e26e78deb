"""Terms of office (任期): their end, where they stand on a day, extensions.

Periods are half-open: a term ends on the day on which the next may begin.
Source: 《关于党的基层组织任期的意见》(2018); domain 2.5.
"""

from calendar import monthrange
from datetime import date

from access.outcome import N_, Refusal
from orgs.choices import OrgNature, OrgType, TermStatus
from orgs.rules.limits import NATIONAL, TERMS_OPINION, Limits

WITHOUT_TERMS = frozenset(
    {OrgNature.TEMPORARY, OrgNature.FUNCTIONAL}
)  # leaders are appointed, the body ends with its task
MONTHS = 12


def add_months(day: date, months: int) -> date:
    """Return the same day of a later (or earlier) month, the last day of the month where it has no such day.

    Source: 民法典第二百零二条 没有对应日的,月末日.
    """
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def term_end(elected_on: date, *, org_type: OrgType, nature: OrgNature, limits: Limits = NATIONAL) -> date | None:
    """Return the day on which a term ends; None for organizations without terms (temporary, functional, groups).

    Source: domain 2.5: election date + 5 years for a committee, + 3 for a general branch or branch, by the calendar.
    """
    years = limits.term_years.get(org_type)
    if nature in WITHOUT_TERMS or years is None:
        return None
    return add_months(elected_on, years * MONTHS)


def term_status(
    ends_on: date | None, *, on: date, extended_to: date | None = None, limits: Limits = NATIONAL
) -> TermStatus:
    """Tell where a term stands on a day.

    The end day is already overdue; six calendar months before it the term is due soon, three before it urgent, one
    before it in its last month; an approved extension holds until its own end day.

    Source: 一般提前6个月提醒; source 003 超期服役、临届.
    """
    if ends_on is None:
        return TermStatus.EXEMPT
    if on >= ends_on:
        return TermStatus.EXTENDED if extended_to and on < extended_to else TermStatus.OVERDUE
    if on >= add_months(ends_on, -limits.final_months):
        return TermStatus.DUE_1M
    if on >= add_months(ends_on, -limits.urgent_months):
        return TermStatus.DUE_3M
    return TermStatus.DUE_SOON if on >= remind_on(ends_on, limits=limits) else TermStatus.NOT_DUE


def remind_on(ends_on: date, *, limits: Limits = NATIONAL) -> date:
    """Return the day from which the upper organization reminds (提前6个月)."""
    return add_months(ends_on, -limits.remind_months)


def check_extension(ends_on: date | None, extended_to: date, *, limits: Limits = NATIONAL) -> Refusal | None:
    """Refuse an extension that does not extend, or goes beyond one year.

    Source: 任期意见 (2018) and 选举工作条例第三条: 延长期限一般不超过1年, approved by the upper committee.
    """
    if ends_on is None:
        return Refusal("no_term", N_("该党组织不实行任期，无需延期。"))
    if extended_to <= ends_on:
        message = N_("延期后的届满日期（%(to)s）应晚于原届满日期（%(end)s）。")
        return Refusal("extension_order", message, {"to": extended_to.isoformat(), "end": ends_on.isoformat()})
    latest = add_months(ends_on, limits.extension_months)
    if extended_to > latest:
        message = N_("延期不超过%(months)d个月，最晚到%(latest)s。")
        params = {"months": limits.extension_months, "latest": latest.isoformat()}
        return Refusal("extension_too_long", message, params, TERMS_OPINION)
    return None


def check_term(elected_on: date, *, founded_on: date, previous_elected_on: date | None = None) -> Refusal | None:
    """Refuse a term that begins before the organization, or not after the previous election."""
    if elected_on < founded_on:
        message = N_("选举日期（%(elected)s）不能早于成立日期（%(founded)s）。")
        return Refusal(
            "term_before_founding", message, {"elected": elected_on.isoformat(), "founded": founded_on.isoformat()}
        )
    if previous_elected_on and elected_on <= previous_elected_on:
        message = N_("换届日期（%(elected)s）应晚于上次选举日期（%(previous)s）。")
        params = {"elected": elected_on.isoformat(), "previous": previous_elected_on.isoformat()}
        return Refusal("term_order", message, params)
    return None


def check_early(ends_on: date | None, held_on: date, *, limits: Limits = NATIONAL) -> Refusal | None:
    """Refuse an election more than a year before the term's end; the day a year before is in order.

    Source: 任期意见 (2018): 延期或者提前换届的期限一般不超过1年.
    """
    if ends_on is None or held_on >= (earliest := add_months(ends_on, -limits.extension_months)):
        return None
    message = N_("本届到%(end)s届满，提前换届不超过%(months)d个月，最早可在%(earliest)s选举。")
    params = {"end": ends_on.isoformat(), "months": limits.extension_months, "earliest": earliest.isoformat()}
    return Refusal("election_too_early", message, params, TERMS_OPINION)

"""Posts in an organization: how large the committee is, who may be secretary.

Source: 《中国共产党支部工作条例(试行)》第六章; domain 2.1, 2.6.
"""

from collections.abc import Collection

from access.outcome import N_, Refusal, Verdict
from orgs.choices import PostKind, SecretarySource
from orgs.rules.limits import CHAPTER_6, NATIONAL, Limits

ONE_HOLDER = frozenset({PostKind.SECRETARY, PostKind.ORGANIZATION, PostKind.PUBLICITY, PostKind.DISCIPLINE})


def check_committee(*, formal: int, seats: int, limits: Limits = NATIONAL) -> Verdict:
    """Check the size of a branch committee; ``seats`` counts secretary and deputies too, 0 means no committee.

    Seven formal members or more need a committee of at least three (应当); more than seven seats, or a committee in a
    smaller branch, is a warning (一般).

    Source: 支部工作条例第六章.
    """
    params = {"formal": formal, "seats": seats, "from": limits.committee_from, "min": limits.committee_min}
    if formal >= limits.committee_from and seats < limits.committee_min:
        message = N_(
            "正式党员%(from)d人以上应当设支部委员会，由%(min)d人以上组成；现有正式党员%(formal)d人，委员%(seats)d人。"
        )
        return Verdict(refusals=(Refusal("committee_required", message, params, CHAPTER_6),))
    if formal < limits.committee_from and seats >= limits.committee_min:
        message = N_("正式党员不足%(from)d人的党支部，一般只设书记，必要时设副书记，不设支部委员会。")
        return Verdict(warnings=(Refusal("committee_not_needed", message, params, CHAPTER_6),))
    if seats > limits.committee_soft_max:
        message = N_("支部委员会一般不超过%(limit)d人，现为%(seats)d人。")
        params = {"limit": limits.committee_soft_max, "seats": seats}
        return Verdict(warnings=(Refusal("committee_too_large", message, params, CHAPTER_6),))
    return Verdict()


def check_post(held: Collection[PostKind], new: PostKind) -> Refusal | None:
    """Refuse a second holder of a post that has one (``held``: posts in force in the organization in the period)."""
    if new not in ONE_HOLDER or new not in held:
        return None
    return Refusal("post_taken", N_("该党组织已有%(post)s，应先免去原任职务。"), {"post": new.label})


def check_secretary(*, is_formal_member: bool, source: SecretarySource, is_investor: bool | None = None) -> Verdict:
    """Check a secretary: a formal member; said to be an owner, he should be named as the unit's investor.

    Args:
        is_formal_member: of the Party, not on probation.
        source: where the secretary comes from.
        is_investor: whether the register names the person as an investor of a covered unit; None is unknown.

    Source: 党章 (预备党员没有表决权、选举权和被选举权); source 001 counts 85 owner-secretaries.
    """
    if not is_formal_member:
        message = N_("党组织书记应当是正式党员。")
        return Verdict(refusals=(Refusal("secretary_not_formal", message, clause=CHAPTER_6),))
    if source == SecretarySource.OWNER and is_investor is False:
        message = N_("书记来源为出资人，但台账中未登记其为所覆盖单位的出资人，请核对。")
        return Verdict(warnings=(Refusal("secretary_not_investor", message),))
    return Verdict()


def is_owner_secretary(kind: PostKind, source: SecretarySource | None) -> bool:
    """Tell whether a post counts among the owners who are secretaries (业主担任书记). Source: source 001, 85 名."""
    return kind == PostKind.SECRETARY and source == SecretarySource.OWNER

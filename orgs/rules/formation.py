"""Who may form which organization: thresholds, forms and types.

Source: 《中国共产党支部工作条例(试行)》第二章; source 001 "一套模式"; domain 2.1 and 2.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from access.outcome import N_, Refusal, Verdict
from orgs.choices import FormationMode, OrgNature, OrgType
from orgs.rules.limits import ARTICLE_4, CHAPTER_2, NATIONAL, Limits

HOLDS_NO_RELATIONS = frozenset({OrgNature.TEMPORARY, OrgNature.FUNCTIONAL})  # 组织关系不转接
SMALLEST_JOINT = 2  # fewer units are no joint organization

PARENTS: dict[OrgType, frozenset[OrgType]] = {  # type → types that may stand above it
    OrgType.COMMITTEE: frozenset({OrgType.COMMITTEE}),
    OrgType.GENERAL_BRANCH: frozenset({OrgType.COMMITTEE}),
    OrgType.BRANCH: frozenset({OrgType.COMMITTEE, OrgType.GENERAL_BRANCH}),
    OrgType.GROUP: frozenset({OrgType.BRANCH}),
}

ABOVE: dict[OrgType, str] = {  # the same in words
    OrgType.COMMITTEE: N_("党委"),
    OrgType.GENERAL_BRANCH: N_("党委"),
    OrgType.BRANCH: N_("党委或党总支"),
    OrgType.GROUP: N_("党支部"),
}


@dataclass(frozen=True)
class Situation:
    """What formation asks about one unit, in persons.

    ``formal_here`` are the formal members whose relation sits in the unit or comes with the formation; None is unknown.
    """

    name: str
    formal: int
    members: int
    formal_here: int | None = None
    is_operating: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.formal <= self.members or not 0 <= (self.formal_here or 0) <= self.formal:
            raise ValueError(f"impossible counts: {self!r}")


def recommended_form(*, members: int, formal: int, limits: Limits = NATIONAL) -> FormationMode:
    """Return the form in which a unit should be organized.

    Args:
        members: Party members, probationary included, in persons.
        formal: those of them who are formal members; never more than ``members``.
        limits: thresholds in force.

    Raises:
        ValueError: a negative count, or more formal members than members.

    Source: source 001 "单建、联建、1+N": ripe alone, few members together, none by the regional branch.
    """
    if not 0 <= formal <= members:
        raise ValueError(f"impossible counts: {formal=} {members=}")
    if formal >= limits.min_formal_members:
        return FormationMode.SINGLE
    return FormationMode.JOINT if members else FormationMode.REGIONAL


def _reaches(members: int, threshold: int, limits: Limits) -> bool:
    """Compare with the operator that the limits set: more than, or at least."""
    return members >= threshold if limits.is_from_inclusive else members > threshold


def recommended_type(members: int, *, limits: Limits = NATIONAL) -> OrgType:
    """Return the type that fits a number of members (probationary included).

    Source: domain 2.1: more than 50 suggest a general branch, more than 100 a committee, by need and upper approval.
    """
    if _reaches(members, limits.party_committee_from, limits):
        return OrgType.COMMITTEE
    return OrgType.GENERAL_BRANCH if _reaches(members, limits.general_branch_from, limits) else OrgType.BRANCH


def check_type(org_type: OrgType, *, members: int, limits: Limits = NATIONAL) -> Verdict:
    """Warn when a type does not fit the number of members; the upper committee may still approve it.

    Source: domain 2.1, 党员人数一般不超过50人; 因工作需要…经上级党组织批准.
    """
    if org_type == OrgType.GROUP:
        return Verdict()
    if org_type == OrgType.BRANCH:
        if members <= limits.branch_soft_max:
            return Verdict()
        message = N_("党支部党员人数一般不超过%(limit)d人，现为%(members)d人。")
        params = {"limit": limits.branch_soft_max, "members": members}
        return Verdict(warnings=(Refusal("branch_too_large", message, params, ARTICLE_4),))
    is_committee = org_type == OrgType.COMMITTEE
    threshold = limits.party_committee_from if is_committee else limits.general_branch_from
    if _reaches(members, threshold, limits):
        return Verdict()
    message = N_("设立“%(type)s”一般要求党员%(limit)d人左右以上，现为%(members)d人，须经上级党组织批准。")
    found: dict[str, object] = {"type": org_type.label, "limit": threshold, "members": members}
    return Verdict(warnings=(Refusal("type_too_high", message, found),))


def check_parent(org_type: OrgType, parent: OrgType | None) -> Refusal | None:
    """Refuse a superior that cannot stand above the type; None as parent means a committee outside the ledger.

    Source: 党章第五章: a group belongs to a branch, a branch to a general branch or committee.
    """
    if parent is None and org_type != OrgType.GROUP:
        return None
    if parent in PARENTS[org_type]:
        return None
    params = {"type": org_type.label, "above": ABOVE[org_type]}
    if parent is None:
        return Refusal("parent_needed", N_("“%(type)s”须写明上级，只能是%(above)s。"), params)
    message = N_("“%(type)s”的上级不能是“%(parent)s”，只能是%(above)s。")
    return Refusal("parent_type", message, params | {"parent": parent.label})


def check_without_units(org_type: OrgType) -> Refusal | None:
    """Refuse a branch that covers neither units nor grids; committees and general branches stand above others, groups within a branch.

    Source: 党章第五章; domain 2.1: branches are set up in units or over grids, what stands above or within them covers none itself.
    """
    if org_type != OrgType.BRANCH:
        return None
    message = N_(
        "“党支部”须写明覆盖单位或网格；不写覆盖单位的，只能是下级党组织之上的党委、党总支，或党支部之内的党小组。"
    )
    return Refusal("branch_without_units", message)


def _not_operating(unit: Situation) -> tuple[Refusal, ...]:
    if unit.is_operating:
        return ()
    message = N_("“%(unit)s”不在正常经营状态，不能纳入党组织覆盖。")
    return (Refusal("unit_not_operating", message, {"unit": unit.name}),)


def _should_be_single(unit: Situation, limits: Limits) -> tuple[Refusal, ...]:
    if unit.formal < limits.min_formal_members:
        return ()
    message = N_("“%(unit)s”有正式党员%(formal)d名，应当单独组建。")
    return (Refusal("should_be_single", message, {"unit": unit.name, "formal": unit.formal}, ARTICLE_4),)


def _relations_elsewhere(unit: Situation, limits: Limits) -> tuple[Refusal, ...]:
    if unit.formal_here is None or unit.formal_here >= limits.min_formal_members:
        return ()
    message = N_("“%(unit)s”的正式党员中只有%(here)d名组织关系转入，应先转接组织关系。")
    return (Refusal("relations_elsewhere", message, {"unit": unit.name, "here": unit.formal_here}),)


def check_single(unit: Situation, *, nature: OrgNature = OrgNature.REGULAR, limits: Limits = NATIONAL) -> Verdict:
    """Check that a unit may have an organization of its own (单独组建).

    Members whose relation sits elsewhere are a warning.

    Source: 支部工作条例第四条 "有正式党员3人以上的,应当成立党支部".
    """
    refusals = _not_operating(unit)
    if unit.formal < limits.min_formal_members:
        message = N_("“%(unit)s”有正式党员%(formal)d名，不足%(needed)d名，不能单独组建党组织。")
        params = {"unit": unit.name, "formal": unit.formal, "needed": limits.min_formal_members}
        refusals += (Refusal("below_threshold", message, params, ARTICLE_4),)
    elsewhere = () if refusals or nature in HOLDS_NO_RELATIONS else _relations_elsewhere(unit, limits)
    return Verdict(refusals, elsewhere)


def _joint_size(units: Sequence[Situation], reason: str, limits: Limits) -> Verdict:
    """Warn of a joint branch with more units than the norm; it needs a written reason."""
    if len(units) <= limits.joint_max_units:
        return Verdict()
    params = {"units": len(units), "limit": limits.joint_max_units}
    message = N_("联合党支部覆盖单位一般不超过%(limit)d个，现为%(units)d个。")
    warning = Refusal("joint_too_many_units", message, params, CHAPTER_2)
    if reason.strip():
        return Verdict(warnings=(warning,))
    message = N_("联合党支部覆盖单位一般不超过%(limit)d个，现为%(units)d个，须写明理由。")
    return Verdict((Refusal("joint_needs_reason", message, params, CHAPTER_2),), (warning,))


def check_joint(units: Sequence[Situation], *, reason: str = "", limits: Limits = NATIONAL) -> Verdict:
    """Check that units may form a joint branch (联合组建).

    At least two units, together at least three formal members; more than five units need a reason; a unit that ought to
    stand alone, or brings no member, is a warning.

    Source: 支部工作条例第二章 "联合党支部覆盖单位一般不超过5个".
    """
    refusals: tuple[Refusal, ...] = ()
    if len(units) < SMALLEST_JOINT:
        message = N_("联合党支部至少由%(needed)d个单位组成，现为%(units)d个。")
        params = {"needed": SMALLEST_JOINT, "units": len(units)}
        refusals += (Refusal("joint_too_few_units", message, params, CHAPTER_2),)
    formal = sum(unit.formal for unit in units)
    if formal < limits.min_formal_members:
        message = N_("各单位正式党员合计%(formal)d名，不足%(needed)d名，不能成立联合党支部。")
        params = {"formal": formal, "needed": limits.min_formal_members}
        refusals += (Refusal("joint_below_threshold", message, params, ARTICLE_4),)
    warnings: tuple[Refusal, ...] = ()
    for unit in units:
        refusals += _not_operating(unit)
        warnings += _should_be_single(unit, limits) + _no_member(unit)
    return Verdict(refusals, warnings) + _joint_size(units, reason, limits)


def _no_member(unit: Situation) -> tuple[Refusal, ...]:
    if unit.members:
        return ()
    message = N_("“%(unit)s”没有党员，一般由区域党支部覆盖。")
    return (Refusal("no_member", message, {"unit": unit.name}),)


def check_affiliated(unit: Situation, *, limits: Limits = NATIONAL) -> Verdict:
    """Check that a unit's members may hang on to another unit's branch (挂靠组建); without a member nobody can.

    Source: source 001 "对有党员但不具备单建条件的,采取联合组建、挂靠组建的方式".
    """
    refusals = _not_operating(unit)
    if not unit.members:
        message = N_("“%(unit)s”没有党员，不能挂靠组建。")
        refusals += (Refusal("affiliated_no_member", message, {"unit": unit.name}),)
    return Verdict(refusals, _should_be_single(unit, limits))


def check_covered(unit: Situation, *, limits: Limits = NATIONAL) -> Verdict:
    """Check that a unit may be covered by a body it relies on, or by the regional branch (依托、区域统建).

    Source: source 001 "对没有党员或不适宜联建模式的,通过1+N"; a unit with three formal members ought to stand alone.
    """
    return Verdict(_not_operating(unit), _should_be_single(unit, limits))


def check_regional_branch(*, formal: int, nature: OrgNature = OrgNature.REGULAR, limits: Limits = NATIONAL) -> Verdict:
    """Check that the "1" of a 1+N has formal members enough to be a branch (区域党支部自身的正式党员)."""
    if nature in HOLDS_NO_RELATIONS or formal >= limits.min_formal_members:
        return Verdict()
    message = N_("区域党支部有正式党员%(formal)d名，不足%(needed)d名，不能成立党支部。")
    params = {"formal": formal, "needed": limits.min_formal_members}
    return Verdict((Refusal("regional_below_threshold", message, params, ARTICLE_4),))

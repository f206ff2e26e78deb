"""Application (个人申请、组织推荐) and the two reviews (党委(党组)初审、组织部门复审)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import conflict, refuse, require
from access.models import Body, Person
from access.principals import Place, Principal
from enterprises.rules import names
from instructors.choices import Stage, Step
from instructors.models import Instructor, SelectionStep
from instructors.rules import permits, steps
from instructors.services import moves, reaching

EDITABLE = ("kind", "origin", "department", "post", "expertise", "is_formal_member", "recommended_by", "statement")
CHANGEABLE = frozenset({Stage.DRAFT, Stage.RETURNED})


@transaction.atomic
def apply(
    *,
    person: Person,
    committee: Body,
    kind: str,
    origin: str,
    on: date,
    by: Principal,
    department: str = "",
    post: str = "",
    expertise: str = "",
    is_formal_member: bool = False,
    recommended_by: str = "",
    statement: str = "",
) -> Instructor:
    """Open the file of an applicant as a draft; it lies with the Party committee that will make the first review.

    Raises:
        Denied: ``by`` may not enter applications of that committee, or does not see the person.
        ValidationError: the person has an open file already.
    """
    line = committee.line.code if committee.line else ""
    policy.check(by, "instructors.apply_instructor", Place(committee.home.path, line))
    policy.check(by, "access.view_person", person)
    instructor = Instructor(
        person=person,
        name=person.name,
        pinyin=names.sort_key(person.name)[:120],
        initials=names.initials(person.name)[:60],
        area=committee.home,
        committee=committee,
        line_code=line,
        kind=kind,
        origin=origin,
        department=department.strip(),
        post=post.strip(),
        expertise=expertise.strip(),
        is_formal_member=is_formal_member,
        recommended_by=recommended_by.strip(),
        statement=statement.strip(),
        created_by_id=by.user_id,
    )
    instructor.validate_constraints()
    instructor.save()
    reaching.open_own_file(instructor, since=on)
    audit.record(by, "instructors.applied", instructor, on=str(on))
    return instructor


@transaction.atomic
def amend(*, instructor: Instructor, by: Principal, version: int, **values: object) -> Instructor:
    """Change what a draft or returned application says.

    Raises:
        Denied: ``by`` may not enter applications here.
        Conflict: somebody saved it meanwhile, or it is under review.
    """
    found = moves.locked(instructor, by)
    policy.check(by, "instructors.apply_instructor", found)
    if found.version != version:
        conflict(_("这份申请刚被他人修改,请刷新后重试。"), code="changed_meanwhile")
    if found.stage not in CHANGEABLE:
        conflict(_("申请已提交,退回补正后才能修改。"), code="not_changeable")
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not part of an application: {sorted(unknown)}")
    for name, value in values.items():
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    if found.stage != Stage.DRAFT:
        require(steps.check_applicant(is_formal_member=found.is_formal_member), field="is_formal_member")
    found.version += 1
    found.save(update_fields=[*values, "version"])
    audit.record(by, "instructors.amended", found, fields=sorted(values))
    return found


@transaction.atomic
def submit(*, instructor: Instructor, on: date, by: Principal, opinion: str = "") -> Instructor:
    """Hand the application in for the first review.

    Raises:
        Denied: ``by`` may not enter applications here.
        Conflict: it is handed in already.
        ValidationError: the applicant is no formal member.
    """
    found = moves.prepare(instructor, Step.SUBMIT, on=on, by=by)
    require(steps.check_applicant(is_formal_member=found.is_formal_member), field="is_formal_member")
    if found.applied_on is None:
        found.applied_on = on
        found.save(update_fields=["applied_on"])
    moves.move(found, Step.SUBMIT, on=on, by=by, opinion=opinion)
    audit.record(by, "instructors.submitted", found, on=str(on))
    return found


@transaction.atomic
def review(*, instructor: Instructor, step: Step, on: date, by: Principal, opinion: str = "") -> SelectionStep:
    """Pass, return or reject at the first review, the second review or the training.

    The first review lies with the applicant's own Party committee: ``by`` must hold the role through that very body.

    Raises:
        Denied: ``by`` may not review at this stage.
        Conflict: the file is at another stage.
        ValidationError: not the applicant's own committee, a reason is missing, one reviews oneself or twice.
    """
    if step not in {Step.PASS_FIRST, Step.PASS_SECOND, Step.RETURN, Step.REJECT}:
        raise ValueError(f"not a review: {step}")
    found = moves.prepare(instructor, step, on=on, by=by, opinion=opinion)
    if found.stage == Stage.SUBMITTED:
        _insist_on_own_committee(found, by)
    row = moves.move(found, step, on=on, by=by, opinion=opinion)
    audit.record(by, f"instructors.{step.value}", found, on=str(on))
    return row


def _insist_on_own_committee(instructor: Instructor, by: Principal) -> None:
    if not moves.held_through(by, instructor.committee_id, permits.roles_of("instructors.review_first")):
        refuse(_("初审由申请人所在的“%(body)s”办理。"), code="not_own_committee", body=instructor.committee.name)

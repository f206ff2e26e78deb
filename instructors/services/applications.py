"""Application (个人申请、组织推荐) and the two reviews (党委(党组)初审、组织部门复审)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

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

TEXTS = ("department", "post", "expertise", "recommended_by", "statement")
EDITABLE = ("kind", "origin", "is_formal_member", *TEXTS)
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
    is_formal_member: bool = False,
    **texts: str,
) -> Instructor:
    """Open the file of an applicant as a draft; it lies with the Party committee that will make the first review.

    ``texts`` are the parts of :data:`TEXTS`.

    Raises:
        Denied: ``by`` may not enter applications of that committee, or does not see the person.
        ValidationError: the person has an open file already.
    """
    copied = _copied(person, committee)
    policy.check(by, "instructors.apply_instructor", Place(committee.home.path, copied["line_code"]))
    policy.check(by, "access.view_person", person)
    _insist_on(TEXTS, texts)
    told = {"kind": kind, "origin": origin, "is_formal_member": is_formal_member, **_stripped(texts)}
    instructor = Instructor(person=person, committee=committee, created_by_id=by.user_id, **told, **copied)
    instructor.validate_constraints()
    instructor.save()
    reaching.open_own_file(instructor, since=on)
    audit.record(by, "instructors.applied", instructor, on=str(on))
    return instructor


def _copied(person: Person, committee: Body) -> dict[str, Any]:
    """Return what the file repeats, so that who sees it need not see the person or the committee's line."""
    return {
        "name": person.name,
        "pinyin": names.sort_key(person.name)[:120],
        "initials": names.initials(person.name)[:60],
        "area": committee.home,
        "line_code": committee.line.code if committee.line else "",
    }


def _insist_on(known: Iterable[str], given: Iterable[str]) -> None:
    if unknown := set(given) - set(known):
        raise TypeError(f"not part of an application: {sorted(unknown)}")


def _stripped(values: Mapping[str, object]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


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
        conflict(_("这份申请刚被他人修改，请刷新后重试。"), code="changed_meanwhile")
    if found.stage not in CHANGEABLE:
        conflict(_("申请已提交，退回补正后才能修改。"), code="not_changeable")
    _insist_on(EDITABLE, values)
    for name, value in _stripped(values).items():
        setattr(found, name, value)
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

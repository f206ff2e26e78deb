"""Giving and ending roles, by a security administrator: never to oneself, never against the separation of administrators."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from access import audit, policy
from access.choices import AccountKind, Role, group_of
from access.errors import conflict, refuse
from access.models import Assignment, Body, User
from access.principals import Place, Principal

PERMISSION = "access.give_assignment"


@transaction.atomic
def give(
    *, user: User, role: str, body: Body, since: date, until: date | None, reason: str, by: Principal
) -> Assignment:
    """Let an account hold a role through a body from ``since`` (counts) to ``until`` (does not).

    Raises:
        Denied: ``by`` may not give roles at the body's home, in all its areas, or to this account.
        ValidationError: to oneself, against the separation, of the wrong kind of account, or the period is empty.
    """
    for place in (body.home, *body.areas.all()):
        policy.check(by, PERMISSION, Place(place.path))
    policy.check(by, "access.view_user", user)
    user = User.objects.visible_to(by, "access.view_user").select_for_update(of=("self",)).get(pk=user.pk)
    _refuse_own(user, by)
    if (user.kind == AccountKind.CLIENT) != (role == Role.API_CLIENT):
        refuse(_("对接系统账号只能授予“对接系统”角色，个人账号不能。"), field="role", code="wrong_kind_of_account")
    if until is not None and until <= since:
        refuse(_("结束日期必须晚于开始日期。"), field="until", code="dates_out_of_order")
    valid = DateRange(since, until)
    _refuse_incompatible(user, role, valid)
    if Assignment.objects.filter(user=user, body=body, role=role, valid__overlap=valid).taken():
        refuse(Assignment.constraint_sentences["access_assignment_once"], field="role", code="access_assignment_once")
    assignment = Assignment.objects.create(
        user=user, role=role, body=body, valid=valid, given_by_id=by.user_id, reason=reason
    )
    assignment.refresh_from_db()
    audit.record(
        by, "access.role_given", assignment, account=user.username, role=str(role), body=body.name, reason=reason
    )
    return assignment


@transaction.atomic
def end(*, assignment: Assignment, on: date, reason: str, by: Principal) -> None:
    """End a role on a day, which no longer counts; what never came into force is removed, and its lines stay.

    Raises:
        Denied: ``by`` may not take roles there.
        ValidationError: one's own role, or it has ended already.
    """
    policy.check(by, PERMISSION, assignment)
    assignment = (
        Assignment.objects.visible_to(by, PERMISSION)
        .select_for_update(of=("self",))
        .select_related("user")
        .get(pk=assignment.pk)
    )
    _refuse_own(assignment.user, by)
    lower, upper = assignment.valid.lower, assignment.valid.upper
    if upper is not None and upper <= on:
        conflict(_("该授权已经终止。"), code="ended_already")
    audit.record(
        by,
        "access.role_ended",
        assignment,
        account=assignment.user.username,
        role=assignment.role,
        on=str(on),
        reason=reason,
    )
    if on <= lower:
        assignment.delete()
        return
    assignment.valid = DateRange(lower, on)
    assignment.save(update_fields=["valid"])


def _refuse_own(user: User, by: Principal) -> None:
    if user.pk == by.user_id or (by.person_id is not None and user.person_id == by.person_id):
        refuse(_("不能给自己授权，也不能变更自己的授权。"), code="access_assignment_not_to_oneself")


def _refuse_incompatible(user: User, role: str, valid: DateRange) -> None:
    """Two groups are never held together by one person, whichever of their accounts holds them; the database says so too."""
    mine = {"user__person_id": user.person_id} if user.person_id else {"user_id": user.pk}
    held = Assignment.objects.filter(**mine, valid__overlap=valid).exclude(role_group=group_of(role))
    if held.taken():
        refuse(
            Assignment.constraint_sentences["access_assignment_incompatible"],
            field="role",
            code="access_assignment_incompatible",
        )

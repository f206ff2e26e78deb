"""三员分立: what each administrator tries beyond their own work is refused, by the services, by the doors and by the database."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access import audit, policy
from access.choices import ADMIN_GROUPS, AccountKind, AreaLevel, Role
from access.models import Assignment, AuditEvent, Person, User
from access.policy import Denied
from access.principals import Principal, open_scope, system_scope
from access.services import accounts, areas, assignments, tokens
from tests.factories.access import TODAY, AssignmentFactory, BodyFactory, PersonFactory, UserFactory

BUSINESS = [role for role in Role.values if role not in ADMIN_GROUPS]


def give(by, user, body, role=Role.STREET_OFFICER, **more):
    values = {"since": TODAY, "until": None, "reason": "任命"} | more
    open_scope(by)
    return assignments.give(user=user, role=role, body=body, by=by, **values)


def run(principal, statement, *values):
    """Run raw SQL as the web process would, in the scope of a principal."""
    with transaction.atomic():
        open_scope(principal)
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount


def test_no_permission_is_shared_between_the_groups_but_looking_at_accounts():
    shared = {
        "access.view_area",
        "access.view_body",
        "access.view_user",
        "access.view_assignment",
        "access.enter_admin",
    }
    for permission in policy.permissions():
        groups = {
            ADMIN_GROUPS.get(Role(role), "business")
            for role in policy.roles_with(permission) | policy.roles_reaching(permission)
        }
        assert len(groups) <= 1 or permission in shared, permission


def test_administrators_hold_no_business_permission():
    for permission in policy.permissions():
        if not permission.startswith("access."):
            assert not (policy.roles_with(permission) | policy.roles_reaching(permission)) & set(ADMIN_GROUPS), (
                permission
            )


def test_there_is_no_superuser(admins):
    assert not any(field.name == "is_superuser" for field in User._meta.get_fields())
    assert not User.is_superuser


@pytest.mark.parametrize("who", ["system_by", "security_by", "audit_by"])
def test_administrators_see_no_business_row_in_raw_sql(world, admins, who):
    PersonFactory(area=world.east)
    assert run(getattr(admins, who), "SELECT id FROM access_person") == 0
    assert run(getattr(admins, who), "UPDATE access_person SET name = 'x'") == 0
    assert not Person.objects.visible_to(getattr(admins, who), "access.view_person").exists()


@pytest.mark.parametrize("who", ["system_by", "audit_by"])
def test_only_the_security_administrator_gives_roles(world, admins, who):
    user = UserFactory(area=world.east)
    with pytest.raises(Denied):
        give(getattr(admins, who), user, world.street_body)
    given = AssignmentFactory(user=user, body=world.street_body)
    with pytest.raises(Denied):
        assignments.end(assignment=given, on=TODAY, reason="x", by=getattr(admins, who))


@pytest.mark.parametrize("who", ["security_by", "audit_by"])
def test_only_the_system_administrator_keeps_accounts(world, admins, who):
    by, user, now = getattr(admins, who), UserFactory(area=world.east), timezone.now()
    for attempt in (
        lambda: accounts.create(area=world.east, username="new", name="新", kind=AccountKind.PERSON, at=now, by=by),
        lambda: accounts.switch(user=user, active=False, reason="x", at=now, by=by),
        lambda: accounts.reset_password(user=user, reason="x", at=now, by=by),
        lambda: tokens.issue(user=user, name="x", expires_at=now, at=now, by=by),
    ):
        with pytest.raises(Denied):
            attempt()


@pytest.mark.parametrize("who", ["system_by", "security_by", "audit_by"])
def test_no_administrator_changes_areas(world, admins, who):
    with pytest.raises(Denied):
        areas.add(parent=world.east, level=AreaLevel.PARK, name="园区", on=TODAY, by=getattr(admins, who))


def test_nobody_gives_to_oneself_or_ends_what_is_ones_own(world, admins):
    with pytest.raises(ValidationError, match="不能给自己授权"):
        give(admins.security_by, admins.security, world.east_body, Role.SECURITY_ADMIN)
    own = admins.security.assignments.as_system("test").get()
    with pytest.raises(ValidationError, match="不能给自己授权"):
        assignments.end(assignment=own, on=TODAY, reason="x", by=admins.security_by)


def test_nobody_gives_to_another_account_of_the_same_person(world, admins):
    with system_scope("test"):
        person = admins.security.person
        second = UserFactory(area=world.east, person=person, is_active=False)
    with pytest.raises(ValidationError, match="不能给自己授权"):
        give(admins.security_by, second, world.east_body, Role.SECURITY_ADMIN)


@pytest.mark.parametrize("role", list(ADMIN_GROUPS))
def test_an_administrators_role_is_never_added_to_business(world, admins, role):
    user = world.account(Role.STREET_OFFICER, world.street_body)
    with pytest.raises(ValidationError, match="三员分立"):
        give(admins.security_by, user, world.east_body, role)


def test_groups_may_follow_each_other_but_not_overlap(world, admins):
    user = UserFactory(area=world.east)
    give(admins.security_by, user, world.street_body, until=date(2016, 1, 1))
    with pytest.raises(ValidationError, match="三员分立"):
        give(admins.security_by, user, world.east_body, Role.AUDITOR, since=date(2015, 12, 31))
    give(admins.security_by, user, world.east_body, Role.AUDITOR, since=date(2016, 1, 1))


def test_roles_are_given_only_where_one_answers(world, admins):
    user = UserFactory(area=world.east)
    with pytest.raises(Denied):
        give(admins.security_by, user, world.west_body)
    wide = BodyFactory(home=world.east, areas=[world.east, world.west])
    with pytest.raises(Denied):
        give(admins.security_by, user, wide)
    with pytest.raises(Denied):
        give(admins.security_by, UserFactory(area=world.west), world.street_body)


@pytest.mark.parametrize(
    ("kind", "role"), [(AccountKind.CLIENT, Role.COMMITTEE), (AccountKind.PERSON, Role.API_CLIENT)]
)
def test_outside_systems_and_people_hold_their_own_roles(world, admins, kind, role):
    user = UserFactory(area=world.east, kind=kind, **({"person": None} if kind == AccountKind.CLIENT else {}))
    with pytest.raises(ValidationError, match="对接系统"):
        give(admins.security_by, user, world.street_body, role)


@pytest.mark.parametrize(("until", "sentence"), [(TODAY, "晚于"), (date(2015, 1, 1), "晚于")])
def test_an_empty_period_is_refused(world, admins, until, sentence):
    with pytest.raises(ValidationError, match=sentence):
        give(admins.security_by, UserFactory(area=world.east), world.street_body, until=until)


def test_giving_and_ending_leave_lines(world, admins):
    user = UserFactory(area=world.east)
    given = give(admins.security_by, user, world.street_body)
    assert Principal.for_user(user, on=TODAY).roles == {"street_officer"}
    with pytest.raises(ValidationError, match="已在同一机构"):
        give(admins.security_by, user, world.street_body)
    assignments.end(assignment=given, on=date(2015, 12, 1), reason="调离", by=admins.security_by)
    with pytest.raises(ValidationError, match="已经终止"):
        assignments.end(assignment=given, on=date(2016, 1, 1), reason="调离", by=admins.security_by)
    assignments.end(assignment=given, on=TODAY, reason="从未生效", by=admins.security_by)
    assert not Assignment.objects.filter(pk=given.pk).as_system("test").exists()
    acts = (
        AuditEvent.objects.filter(act__startswith="access.role_")
        .as_system("test")
        .order_by("pk")
        .values_list("act", flat=True)
    )
    assert list(acts) == ["access.role_given", "access.role_ended", "access.role_ended"]


RAW = {
    "give oneself": "INSERT INTO access_assignment (user_id, role, role_group, body_id, area_id, area_path, line_code, valid, given_by_id,"
    " reason) VALUES ({me}, 'committee', 'business', {body}, {area}, '', '', '[2015-01-01,)', {me}, 'x')",
    "give as the system": "INSERT INTO access_assignment (user_id, role, role_group, body_id, area_id, area_path, line_code, valid, reason)"
    " VALUES ({other}, 'committee', 'business', {body}, {area}, '', '', '[2015-01-01,)', 'x')",
    "give in another's name": "INSERT INTO access_assignment (user_id, role, role_group, body_id, area_id, area_path, line_code, valid,"
    " given_by_id, reason) VALUES ({other}, 'committee', 'business', {body}, {area}, '', '', '[2015-01-01,)', {third}, 'x')",
    "add a group": "INSERT INTO access_assignment (user_id, role, role_group, body_id, area_id, area_path, line_code, valid, given_by_id,"
    " reason) VALUES ({third}, 'auditor', 'business', {body}, {area}, '', '', '[2015-01-01,)', {me}, 'x')",
    "change the audit": "UPDATE access_auditevent SET actor = 'x'",
    "delete the audit": "DELETE FROM access_auditevent",
    "empty the audit": "TRUNCATE access_auditevent",
    "delete an account": "DELETE FROM access_user WHERE id = {other}",
    "write another's row": "INSERT INTO access_person (area_id, area_path, line_code, name, pinyin, id_cipher, id_index, phone_cipher,"
    " phone_tail, employer, post) VALUES ({area}, '', '', 'x', '', '', '', '', '', '', '')",
    "switch off the net": "ALTER TABLE access_person DISABLE ROW LEVEL SECURITY",
    "drop the guard": "DROP TRIGGER access_assignment_guard ON access_assignment",
}


@pytest.mark.parametrize("attempt", RAW)
@pytest.mark.parametrize("who", ["system", "security", "audit"])
def test_the_database_refuses_raw_attempts(world, admins, who, attempt):
    by = getattr(admins, f"{who}_by")
    audit.record(by, "test.line")
    third = admins.audit if who == "system" else admins.system
    names = {
        "me": by.user_id,
        "other": UserFactory(area=world.east).pk,
        "third": third.pk,
        "body": world.east_body.pk,
        "area": world.east.pk,
    }
    with pytest.raises(DatabaseError):
        run(by, RAW[attempt].format(**names))


ACCOUNT_SQL = {
    "make an account": "INSERT INTO access_user (password, area_path, line_code, username, kind, name, is_active, must_change_password,"
    " language, area_id) VALUES ('', '', '', 'ghost', 'client', 'x', true, false, '', {area})",
    "take over an account": "UPDATE access_user SET password = 'x' WHERE id = {other}",
    "enable an account": "UPDATE access_user SET is_active = false WHERE id = {other}",
    "swap the person": "UPDATE access_user SET person_id = NULL, kind = 'client' WHERE id = {other}",
}


@pytest.mark.parametrize("attempt", ACCOUNT_SQL)
@pytest.mark.parametrize("who", ["security", "audit", "officer"])
def test_the_database_lets_only_the_system_administrator_keep_accounts(world, admins, who, attempt):
    by = world.principal(Role.COMMITTEE, world.east_body) if who == "officer" else getattr(admins, f"{who}_by")
    other = UserFactory(area=world.east)
    with pytest.raises(DatabaseError):
        run(by, ACCOUNT_SQL[attempt].format(area=world.east.pk, other=other.pk))


def test_the_database_keeps_two_overlapping_groups_apart_even_for_the_system(world):
    user = world.account(Role.AUDITOR, world.east_body)
    with pytest.raises(DatabaseError, match="incompatible"), transaction.atomic():
        AssignmentFactory(user=user, role=Role.COMMITTEE, body=world.east_body, valid=DateRange(TODAY, None))

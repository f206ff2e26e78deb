import random

import pytest
from django.db import connection

from access import policy
from access.choices import ADMIN_GROUPS, AreaLevel, Role
from access.guarded import NOTHING
from access.models import Person, User
from access.principals import Held, Place, Principal, Scope, open_scope, system, system_scope
from access.services import reaches
from tests.factories.access import TODAY, AreaFactory, AssignmentFactory, BodyFactory, PersonFactory, UserFactory

SEEING = "access.view_person"


def seen_in_sql(principal):
    open_scope(principal)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access_person")
        return {pk for (pk,) in cursor.fetchall()}


@pytest.mark.parametrize("seed", range(12))
def test_list_object_and_database_agree(db, seed):
    """Random trees, bodies, roles and rows: one answer from the filter, the object check and raw SQL under row-level security."""
    dice = random.Random(seed)
    tree = [AreaFactory(level=AreaLevel.PROVINCE)]
    tree += [AreaFactory(parent=dice.choice(tree)) for _number in range(7)]
    people = [PersonFactory(area=dice.choice(tree)) for _number in range(10)]
    for _number in range(4):
        user = UserFactory(area=tree[0])
        for role in {dice.choice(Role.values) for _role in range(dice.randint(0, 2))}:
            home = dice.choice(tree)
            if (
                len(
                    {
                        policy_group(held)
                        for held in [role, *user.assignments.as_system("test").values_list("role", flat=True)]
                    }
                )
                == 1
            ):
                AssignmentFactory(
                    user=user, role=role, body=BodyFactory(home=home, areas=dice.sample(tree, dice.randint(0, 2)))
                )
        principal = Principal.for_user(user, on=TODAY)
        in_sql = seen_in_sql(principal)
        listed = set(Person.objects.visible_to(principal, SEEING).values_list("pk", flat=True))
        asked = {person.pk for person in people if policy.can_on(principal, SEEING, person)}
        explained = {person.pk for person in people if policy.explain(principal, SEEING, person).allowed}
        assert listed & {person.pk for person in people} == asked == explained
        assert listed <= in_sql  # the net is about scope only
        if principal.roles and principal.roles <= policy.roles_with(SEEING):
            assert listed == in_sql


def policy_group(role):
    return ADMIN_GROUPS.get(Role(role), "business")


@pytest.mark.parametrize(
    ("scope", "place", "inside"),
    [
        (Scope("1."), Place("1."), True),
        (Scope("1."), Place("1.2."), True),
        (Scope("1.2."), Place("1."), False),
        (Scope("1."), Place("12."), False),  # the closing dot keeps 1 and 12 apart
        (Scope("1.2."), Place("1.20."), False),
        (Scope("1.", "trade"), Place("1.2.", "trade"), True),
        (Scope("1.", "trade"), Place("1.2.", "building"), False),
        (Scope("1.", "trade"), Place("1.2."), False),
        (Scope(""), Place("1."), False),
    ],
)
def test_a_scope_covers_its_subtree_and_line(scope, place, inside):
    assert scope.covers(place) is inside


def test_wider_scopes_swallow_narrower_ones():
    held = (
        Held(1, "committee", 1, "a", (Scope("1."), Scope("1.2."))),
        Held(2, "station", 2, "b", (Scope("1.3.", "trade"), Scope("2.", "trade"))),
    )
    assert Principal(held=held).scopes() == (Scope("1."), Scope("2.", "trade"))


def test_the_first_day_counts_and_the_end_day_does_not(world):
    from django.db.backends.postgresql.psycopg_any import DateRange

    user = UserFactory(area=world.east)
    AssignmentFactory(user=user, body=world.east_body, valid=DateRange(TODAY, TODAY.replace(year=2016)))
    days = [TODAY.replace(day=30), TODAY, TODAY.replace(year=2016, day=30), TODAY.replace(year=2016)]
    assert [bool(Principal.for_user(user, on=day).roles) for day in days] == [False, True, True, False]


def test_a_closed_body_entrusts_nothing_from_its_end_day_on(world):
    user = world.account(Role.COMMITTEE, world.east_body)
    world.east_body.closed_on = TODAY
    world.east_body.save()
    assert Principal.for_user(user, on=TODAY.replace(day=30)).roles == {"committee"}
    assert Principal.for_user(user, on=TODAY).roles == frozenset()


def test_inactive_and_anonymous_hold_nothing(world):
    user = world.account(Role.COMMITTEE, world.east_body, is_active=False)
    assert Principal.for_user(user, on=TODAY).is_anonymous
    assert Principal.for_user(None, on=TODAY).held == ()


def test_a_reached_row_is_seen_wherever_it_lies(world, monkeypatch):
    monkeypatch.setitem(policy._permissions[SEEING].reached, "access.person", {str(Role.INSTRUCTOR)})
    user = world.account(Role.INSTRUCTOR, world.street_body)
    far = PersonFactory(area=world.west)
    with system_scope("test"):
        person = user.person
    principal = Principal.for_user(user, on=TODAY)
    open_scope(principal)
    assert not policy.can_on(principal, SEEING, far)
    reaches.open_reach(person=person, resource="access.person", target=far, since=TODAY, until=None, because="test:1")
    assert policy.can_on(principal, SEEING, far)
    assert policy.explain(principal, SEEING, far).by_reach
    assert far.pk in seen_in_sql(principal)
    reaches.end_reach(because="test:1", on=TODAY)
    assert not policy.can_on(principal, SEEING, far)


def test_unknown_permissions_are_refused_and_cannot_be_declared_twice(world, admins):
    assert not policy.can(admins.system_by, "access.fly")
    assert not policy.can_on(admins.system_by, "access.fly", Place("1."))
    with pytest.raises(ValueError, match="twice"):
        policy.declare(SEEING, "x")
    with pytest.raises(KeyError):
        policy.grant(Role.COMMITTEE, "access.fly")


def test_a_denial_names_what_was_asked(world, admins):
    with pytest.raises(policy.Denied, match="查看人员") as caught:
        policy.check(admins.system_by, SEEING)
    assert caught.value.permission == SEEING


def test_the_system_may_and_says_why(world):
    person = PersonFactory(area=world.west)
    by = system("a reason")
    assert policy.can(by, SEEING)
    assert policy.can_on(by, SEEING, person)
    assert Person.objects.visible_to(by, SEEING).filter(pk=person.pk).exists()


def test_nobody_holding_nothing_sees_nothing(world):
    nobody = Principal(today=TODAY)
    assert policy.where(nobody, "access.view_user", User.objects.all().__class__) == NOTHING
    assert list(User.objects.visible_to(nobody, "access.view_user")) == []


def test_the_scope_needs_a_transaction(transactional_db):
    with pytest.raises(RuntimeError, match="transaction"):
        open_scope(Principal(today=TODAY))

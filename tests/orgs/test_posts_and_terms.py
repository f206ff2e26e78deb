"""Posts, terms and ratings: one secretary, what he reaches, boundary days of terms, stars and grades."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from access.choices import Role
from access.errors import Conflict
from access.models import Reach
from access.policy import Denied
from access.principals import Principal, open_scope, system_scope
from enterprises.models import Unit
from orgs import services
from orgs.choices import OrgNature, TermStatus
from orgs.models import DemonstrationPoint, GradeRecord, PartyOrg, Post, RatingScheme, StarRecord, Term
from orgs.rules.terms import term_status
from orgs.services import Election
from tests.factories.orgs import DAY, OPENED, TODAY, DateRange

LATER = date(2015, 8, 1)
YES = "orgs.view_org"


def _appoint(world, org, by, *, person=None, on=DAY, **kwargs):
    kwargs.setdefault("secretary_source", "employee")
    return services.appoint(
        org=org, person=person or world.person(), kind=kwargs.pop("kind", "secretary"), on=on, by=by, **kwargs
    )


def test_one_secretary_at_a_time(world, east):
    org = world.single(by=east)
    _appoint(world, org, east)
    with pytest.raises(ValidationError) as refusal:
        _appoint(world, org, east, on=LATER)
    assert list(refusal.value.error_dict) == ["kind"]


def test_a_relieved_secretary_is_followed_by_another(world, east):
    org = world.single(by=east)
    post = _appoint(world, org, east)
    services.relieve(post=post, on=LATER, reason="工作调动", by=east)
    second = _appoint(world, org, east, on=LATER)
    rows = org.posts.visible_to(east, YES)
    assert rows.as_of(LATER - timedelta(days=1)).get().person_id == post.person_id
    assert rows.as_of(LATER).get().person_id == second.person_id
    with pytest.raises(Conflict):
        services.relieve(post=post, on=LATER + timedelta(days=1), reason="-", by=east)


def test_a_secretary_needs_a_source_and_full_membership(world, east):
    org = world.single(by=east)
    with pytest.raises(ValidationError):
        _appoint(world, org, east, secretary_source="")
    with pytest.raises(ValidationError):
        _appoint(world, org, east, is_formal_member=False)
    assert not Post.objects.as_system("test").exists()


def test_an_owner_who_is_secretary_is_flagged(world, east):
    owner, unit = world.person(), world.unit(formal=3)
    with system_scope("test data"):
        Unit.objects.as_system("test").filter(pk=unit.pk).update(owner=owner)
    org = world.single(by=east, unit=unit)
    assert _appoint(world, org, east, person=owner, secretary_source="executive").is_owner is True


def test_a_person_of_another_street_is_denied(world, east):
    with pytest.raises(Denied):
        _appoint(world, world.single(by=east), east, person=world.person(world.west))


def test_a_secretary_reaches_the_organization_and_its_units_and_nothing_else(world, east):
    with system_scope("test"):
        user = world.user(Role.SECRETARY, world.east, "secretary")
        user.person.refresh_from_db()
        # the role is held through a body without areas: only what is reached opens
        user.assignments.as_system("test").get().body.areas.clear()
    mine, other = world.unit(formal=1), world.unit(formal=3)
    org = world.joint(by=east, units=[mine, world.unit(formal=2)])
    hidden = world.single(by=east, unit=other)
    post = _appoint(world, org, east, person=user.person)
    joined = world.unit(formal=1)
    services.join(unit=joined, org=org, on=LATER, by=east)
    services.leave(unit=mine, org=org, on=TODAY, by=east, reason="迁出")
    me = Principal.for_user(user, on=TODAY)
    open_scope(me)
    assert set(PartyOrg.objects.visible_to(me, YES)) == {org}
    units = set(Unit.objects.visible_to(me, "enterprises.view_unit"))
    assert joined in units
    assert mine not in units
    assert hidden not in PartyOrg.objects.visible_to(me, YES)
    east = world.act_as("east")
    services.relieve(post=post, on=TODAY, reason="调动", by=east)
    assert not Reach.objects.in_force(user.person_id, "orgs.org", TODAY).exists()
    assert not Reach.objects.in_force(user.person_id, "enterprises.unit", TODAY).exists()
    assert Reach.objects.in_force(user.person_id, "orgs.org", TODAY - timedelta(days=1)).exists()


def test_an_election_closes_the_standing_term_and_ends_three_years_later(world, east):
    org = world.single(by=east, on=date(2011, 1, 1))
    first = services.elect(org=org, election=Election(on=date(2011, 3, 1)), by=east)
    second = services.elect(org=org, election=Election(on=date(2014, 6, 1), entitled=10, present=8), by=east)
    first.refresh_from_db()
    assert (first.ends_on, first.closed_on, first.number) == (date(2014, 3, 1), date(2014, 6, 1), 1)
    assert (second.ends_on, second.closed_on, second.number) == (date(2017, 6, 1), None, 2)


@pytest.mark.parametrize(("entitled", "present"), [(10, 7), (5, 6), (1, 0)])
def test_an_election_without_quorum_is_refused(world, east, entitled, present):
    org = world.single(by=east)
    with pytest.raises(ValidationError) as refusal:
        services.elect(org=org, election=Election(on=LATER, entitled=entitled, present=present), by=east)
    assert list(refusal.value.error_dict) == ["present"]


def test_a_temporary_branch_holds_no_terms(world, east):
    org = world.single(by=east, nature=OrgNature.TEMPORARY)
    with pytest.raises(ValidationError):
        services.elect(org=org, election=Election(on=LATER), by=east)
    assert not Term.objects.as_system("test").exists()


def test_an_election_before_the_founding_is_refused(world, east):
    org = world.single(by=east)
    with pytest.raises(ValidationError):
        services.elect(org=org, election=Election(on=DAY - timedelta(days=1)), by=east)


@pytest.mark.parametrize(("until", "granted"), [(date(2015, 3, 1), True), (date(2015, 3, 2), False)])
def test_an_extension_is_at_most_a_year(world, committee, until, granted):
    org = world.single(by=committee, on=date(2011, 1, 1))
    services.elect(org=org, election=Election(on=date(2011, 3, 1)), by=committee)
    if granted:
        term = services.extend(org=org, until=until, approval_no="1号", reason="改制", by=committee)
        assert term.due_on == until
        with pytest.raises(Conflict):
            services.extend(org=org, until=until, approval_no="1号", reason="改制", by=committee)
    else:
        with pytest.raises(ValidationError):
            services.extend(org=org, until=until, approval_no="1号", reason="改制", by=committee)


def test_a_street_does_not_extend_terms(world, east):
    org = world.single(by=east)
    services.elect(org=org, election=Election(on=DAY), by=east)
    with pytest.raises(Denied):
        services.extend(org=org, until=date(2019, 1, 1), approval_no="1号", reason="-", by=east)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2014, 8, 31), TermStatus.NOT_DUE),
        (date(2014, 9, 1), TermStatus.DUE_SOON),
        (date(2014, 12, 1), TermStatus.DUE_3M),
        (date(2015, 1, 31), TermStatus.DUE_3M),
        (date(2015, 2, 1), TermStatus.DUE_1M),
        (date(2015, 2, 28), TermStatus.DUE_1M),
        (date(2015, 3, 1), TermStatus.OVERDUE),
    ],
)
def test_the_list_filters_terms_as_the_rule_tells_them(world, east, on, status):
    org = world.single(by=east, on=date(2012, 1, 1))
    term = services.elect(org=org, election=Election(on=date(2012, 3, 1)), by=east)
    assert term_status(term.ends_on, on=on) == status
    found = {key for key in TermStatus if PartyOrg.objects.visible_to(east, YES).in_term_status(key, on=on).exists()}
    assert found == {status}


def test_an_organization_of_many_terms_is_listed_and_counted_once(world, east):
    org = world.single(by=east, on=date(2012, 1, 1))
    for year in (2012, 2013, 2014):
        services.elect(org=org, election=Election(on=date(year, 3, 1)), by=east)
    rows, on = PartyOrg.objects.visible_to(east, YES), date(2017, 6, 1)
    assert rows.in_term_status(TermStatus.OVERDUE, TermStatus.DUE_SOON, on=on).count() == 1
    assert rows.in_term_status(TermStatus.NOT_DUE, on=date(2015, 6, 1)).count() == 1
    assert rows.in_term_status(TermStatus.OVERDUE, on=date(2015, 6, 1)).count() == 0


def test_stars_lapse_after_two_years_and_a_new_rating_replaces_the_old(world, committee):
    org = world.single(by=committee)
    services.give_stars(org=org, stars=5, on=DAY, by=committee)
    services.give_stars(org=org, stars=4, on=LATER, by=committee)
    rows = StarRecord.objects.visible_to(committee, YES)
    assert rows.as_of(LATER - timedelta(days=1)).get().stars == 5
    assert rows.as_of(date(2017, 7, 31)).get().stars == 4
    assert not rows.as_of(date(2017, 8, 1)).exists()
    services.withdraw_stars(org=org, on=TODAY, reason="一票否决", by=committee)
    assert not rows.as_of(TODAY).exists()


@pytest.mark.parametrize("stars", [0, 6])
def test_stars_are_one_to_five(world, committee, stars):
    with pytest.raises(ValidationError):
        services.give_stars(org=world.single(by=committee), stars=stars, on=DAY, by=committee)


def test_stars_are_for_single_organizations(world, committee):
    with pytest.raises(ValidationError):
        services.give_stars(org=world.joint(by=committee), stars=5, on=DAY, by=committee)


def test_a_street_gives_no_stars(world, east):
    with pytest.raises(Denied):
        services.give_stars(org=world.single(by=east), stars=5, on=DAY, by=east)


def test_grades_come_from_the_scheme(world, committee):
    levels = [{"key": "advanced", "label": "先进"}, {"key": "ordinary", "label": "一般"}]
    scheme = RatingScheme.objects.create(
        area=world.district, kind="grade", name="示例定级", levels=levels, valid=DateRange(OPENED, None)
    )
    org = world.single(by=committee)
    row = services.grade(org=org, scheme=scheme, grade="advanced", year=2015, on=DAY, by=committee)
    assert row.get_grade_display() == "先进"
    with pytest.raises(ValidationError):
        services.grade(org=org, scheme=scheme, grade="poor", year=2015, on=DAY, by=committee)
    assert GradeRecord.objects.visible_to(committee, YES).as_of(LATER).get().grade == "advanced"


def test_demonstration_points_are_named_and_withdrawn(world, committee):
    org = world.single(by=committee)
    services.name_demonstration(org=org, title="示范点", on=DAY, by=committee)
    services.withdraw_demonstration(org=org, on=LATER, reason="复核不合格", by=committee)
    rows = DemonstrationPoint.objects.visible_to(committee, YES)
    assert (rows.as_of(DAY).count(), rows.as_of(LATER).count()) == (1, 0)

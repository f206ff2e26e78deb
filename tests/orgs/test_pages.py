"""Pages: every door answers, refusals stay on the form, other streets stay out of sight, constant query counts."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.principals import system_scope
from orgs import services
from orgs.models import Coverage, PartyOrg
from tests.factories.orgs import DAY


@pytest.fixture
def page(world):
    """Return a client that is signed in as an account of the district."""

    def signed_in(key):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=world.users[key].pk))
        return client

    return signed_in


@pytest.fixture
def org(world):
    by = world.act_as("committee")
    unit = world.unit(formal=3, name="示例东风公司")
    made = world.single(by=by, unit=unit, name="示例东风公司党支部")
    services.elect(org=made, election=services.Election(on=DAY), by=by)
    services.appoint(
        org=made, person=world.person(name="示例书记"), kind="secretary", secretary_source="owner", on=DAY, by=by
    )
    services.give_stars(org=made, stars=4, on=DAY, by=by)
    return made


READ = ("list", "tree", "form", "form_single", "form_joint", "form_affiliated", "form_regional")
ACTS = ("rename", "change_type", "merge", "revoke", "join", "add_grids", "appoint", "elect", "extend", "stars", "grade",
        "demonstration", "withdraw_stars", "withdraw_demonstration")  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_every_page_answers(page, org, name):
    assert page("committee").get(reverse(f"orgs:{name}")).status_code == 200


@pytest.mark.parametrize("name", ACTS)
def test_every_act_shows_its_form(page, org, name):
    assert page("committee").get(reverse(f"orgs:{name}", args=[org.pk])).status_code == 200


@pytest.mark.parametrize("name", [*ACTS, "detail", "children"])
def test_another_street_is_told_that_nothing_is_there(page, org, name):
    assert page("west").get(reverse(f"orgs:{name}", args=[org.pk])).status_code in {403, 404}


@pytest.mark.parametrize("name", [name for name in ACTS if name not in {"join", "add_grids"}])
def test_a_leader_acts_nowhere(page, org, name):
    assert page("leader").get(reverse(f"orgs:{name}", args=[org.pk])).status_code == 403


def test_the_dossier_tells_units_posts_and_ratings(page, org):
    text = page("east").get(org.get_absolute_url()).content.decode()
    for words in ("示例东风公司", "示例书记", "四星级", "第 1 届", "业主"):
        assert words in text


@pytest.mark.parametrize(
    ("query", "found"),
    [("", True), ("q=示例东风", True), ("q=sldf", True), ("q=西风", False), ("form=single", True),
     ("form=joint", False),
     ("stars=4&as_of=2015-08-01", True), ("stars=5", False), ("state=ended", False),
     ("term=no_term", False), ("org_type=branch", True),
     ("as_of=2015-06-30", False), ("as_of=2015-07-01", True), ("org_type=nonsense", True), ("as_of=yesterday", True)],
)  # fmt: skip
def test_the_list_filters(page, org, query, found):
    answer = page("east").get(f"{reverse('orgs:list')}?{query}")
    assert answer.status_code == 200
    assert ([row.pk for row in answer.context["rows"]] == [org.pk]) is found


def test_a_street_sees_its_own_organizations_only(page, org):
    assert [row.pk for row in page("east").get(reverse("orgs:list")).context["rows"]] == [org.pk]
    assert not page("west").get(reverse("orgs:list")).context["rows"]


def _post(unit, **changed):
    return {
        "name": "示例新党支部", "on": "2015-07-01", "org_type": "branch", "nature": "regular", "approval_no": "1号",
        "reason": "", "parent": "", **changed,
    }  # fmt: skip


def test_forming_through_the_page(page, world):
    unit = world.unit(formal=3)
    address = f"{reverse('orgs:form_single')}?unit={unit.pk}"
    client = page("east")
    assert "正式党员合计" in client.get(address).content.decode()
    answer = client.post(address, _post(unit))
    made = PartyOrg.objects.as_system("test").get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())


def test_a_refusal_stays_on_the_form_with_its_clause(page, world):
    unit = world.unit(formal=2)
    address = f"{reverse('orgs:form_single')}?unit={unit.pk}"
    client = page("east")
    assert "不足3名" in client.get(address).content.decode()
    answer = client.post(address, _post(unit))
    assert answer.status_code == 422
    assert "第四条" in answer.content.decode()
    assert not PartyOrg.objects.as_system("test").exists()


def test_a_unit_of_another_street_in_the_address_answers_like_an_absent_one(page, world):
    unit = world.unit(world.west_community, formal=3)
    client = page("east")
    for pk in (unit.pk, 999_999):
        answer = client.post(f"{reverse('orgs:form_single')}?unit={pk}", _post(unit))
        assert answer.status_code == 422
        assert "不在您的职责范围内" in answer.content.decode()
        assert unit.name not in answer.content.decode()
    assert not PartyOrg.objects.as_system("test").exists()


def test_joint_and_affiliated_and_regional_through_the_pages(page, world):
    one, two, three = world.unit(formal=2), world.unit(formal=1), world.unit(formal=1)
    inside = world.unit(world.east_grid)
    client = page("east")
    answer = client.post(f"{reverse('orgs:form_joint')}?unit={one.pk}&unit={two.pk}", _post(one, area=""))
    joint = PartyOrg.objects.as_system("test").get(form="joint")
    assert answer.url == joint.get_absolute_url()
    attach = {"mode": "affiliated", "org": joint.pk, "on": "2015-08-01", "reason": ""}
    assert client.post(f"{reverse('orgs:form_affiliated')}?unit={three.pk}", attach).status_code == 302
    regional = _post(one, name="区域", area=world.east.pk, kind="town", formal=3, areas=[world.east_grid.pk])
    assert client.post(reverse("orgs:form_regional"), regional).status_code == 302
    modes = dict(Coverage.objects.as_system("test").live().values_list("unit_id", "mode"))
    assert modes == {one.pk: "joint", two.pk: "joint", three.pk: "affiliated", inside.pk: "regional"}


def test_acts_through_the_pages(page, world, org):
    client, day = page("committee"), timezone.localdate().isoformat()
    approval = {"on": day, "approval_no": "2号", "reason": "示例", "version": org.version}
    post = org.posts.as_system("test").get()
    for name, data in (
        ("rename", {**approval, "name": "更名后的党支部"}),
        ("demonstration", {"title": "示范", "on": day}),
        ("elect", {"on": day, "entitled": 10, "present": 9}),
    ):
        answer = client.post(reverse(f"orgs:{name}", args=[org.pk]), data)
        assert answer.status_code == 302, answer.content.decode()
    relieve = reverse("orgs:relieve", args=[org.pk, post.pk])
    assert client.post(relieve, {"on": day, "reason": "调动"}).status_code == 302
    stale = client.post(reverse("orgs:revoke", args=[org.pk]), approval)
    assert stale.status_code == 422
    assert "刚被他人修改" in stale.content.decode()
    approval["version"] = 2
    assert client.post(reverse("orgs:revoke", args=[org.pk]), approval).status_code == 302


def test_leave_and_split_through_the_pages(page, world):
    by = world.act_as("east")
    ripe, other = world.unit(formal=3), world.unit(formal=1)
    org = world.joint(by=by, units=[ripe, other], reason="书记人选未定")
    client = page("east")
    split = client.post(reverse("orgs:split", args=[org.pk, ripe.pk]), _post(ripe, on="2015-08-01"))
    assert split.status_code == 302
    leave = client.post(reverse("orgs:leave", args=[org.pk, other.pk]), {"on": "2015-08-01", "reason": "示例"})
    assert leave.status_code == 302
    again = client.post(reverse("orgs:leave", args=[org.pk, other.pk]), {"on": "2015-08-01", "reason": "示例"})
    assert again.status_code == 422


def test_new_units_are_covered_by_the_button(page, world):
    org = world.regional(by=world.act_as("east"), areas=[world.east_grid])
    world.unit(world.east_grid)
    assert page("east").post(reverse("orgs:cover_new", args=[org.pk])).status_code == 302
    assert Coverage.objects.as_system("test").live().count() == 1


def test_covering_new_units_of_an_organization_without_grids_is_refused_in_words(page, world):
    org = world.single(by=world.act_as("east"))
    answer = page("east").post(reverse("orgs:cover_new", args=[org.pk]))
    assert answer.status_code == 409
    assert "不是区域党组织" in answer.content.decode()


@pytest.mark.parametrize("what", ["units", "orgs", "people"])
def test_choices_hold_only_what_is_in_sight(page, world, org, what):
    permission = {"units": "orgs.cover_unit", "orgs": "orgs.view_org", "people": "access.view_person"}[what]
    address = f"{reverse('orgs:choices', args=[what])}?permission={permission}&q=示例"
    assert page("east").get(address).json()["results"]
    west = page("west").get(address).json()["results"]
    assert all("东" not in row["label"] for row in west)
    assert not page("east").get(address.replace(permission, "orgs.nonsense")).json()["results"]


def _queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as captured:
        assert client.get(address).status_code == 200
    return len([q for q in captured.captured_queries if q["sql"].startswith("SELECT")])


def test_query_counts_do_not_grow_with_rows(page, world, org, django_assert_max_num_queries):
    client, by = page("east"), world.act_as("east")
    first = {
        name: _queries(client, reverse(f"orgs:{name}"), django_assert_max_num_queries) for name in ("list", "tree")
    }
    for _ in range(5):
        world.single(by=by)
    world.act_as("east")
    assert first == {
        name: _queries(client, reverse(f"orgs:{name}"), django_assert_max_num_queries) for name in ("list", "tree")
    }


def test_the_dossier_of_a_joint_organization_costs_the_same_for_two_and_five_units(
    page, world, django_assert_max_num_queries
):
    by = world.act_as("east")
    small = world.joint(by=by)
    large = world.joint(by=by, units=[world.unit(formal=1) for _ in range(5)])
    client = page("east")
    counts = [_queries(client, one.get_absolute_url(), django_assert_max_num_queries) for one in (small, large)]
    assert counts[0] == counts[1]


def test_stars_and_the_title_of_demonstration_point_are_withdrawn_once(page, org):
    client, day = page("committee"), timezone.localdate().isoformat()
    client.post(reverse("orgs:stars", args=[org.pk]), {"stars": "5", "on": day})
    client.post(reverse("orgs:demonstration", args=[org.pk]), {"title": "示范", "on": day})
    shown = client.get(org.get_absolute_url()).content.decode()
    for name in ("withdraw_stars", "withdraw_demonstration"):
        address = reverse(f"orgs:{name}", args=[org.pk])
        assert address in shown
        assert client.post(address, {"on": day, "reason": "复核不合格"}).status_code == 302
        again = client.post(address, {"on": day, "reason": "复核不合格"})
        assert again.status_code in {409, 422}
        assert address not in client.get(org.get_absolute_url()).content.decode()


def test_a_grid_is_released_from_the_dossier_and_its_units_with_it(page, world):
    by = world.act_as("committee")
    unit = world.unit(world.east_grid)
    made = world.regional(by=by, areas=[world.east_grid])
    client, address = page("committee"), reverse("orgs:release_grid", args=[made.pk, world.east_grid.pk])
    assert address in client.get(made.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"on": timezone.localdate().isoformat()}).status_code == 302
    assert not Coverage.objects.as_system("t").as_of(timezone.localdate()).filter(unit=unit).exists()
    assert client.get(reverse("orgs:release_grid", args=[made.pk, world.west_grid.pk])).status_code == 404
    assert page("west").get(address).status_code in {403, 404}


@pytest.mark.parametrize(
    ("name", "given", "at"),
    [
        ("elect", {"on": "1990-01-01", "entitled": 10, "present": 7}, {"on", "present"}),
        ("elect", {"on": "1990-01-01", "entitled": 10, "present": 7, "elected": "x"}, {"on", "present", "elected"}),
        ("elect", {"on": "1990-01-01", "present": 7}, {"on", "entitled"}),
        ("extend", {"until": "2999-01-01", "approval_no": "", "reason": ""}, {"until", "approval_no", "reason"}),
        ("extend", {"until": "2999-01-01", "approval_no": "X", "reason": "y"}, {"until"}),
    ],
)
def test_everything_wrong_with_an_election_or_a_later_one_is_said_at_once(page, org, name, given, at):
    answer = page("committee").post(reverse(f"orgs:{name}", args=[org.pk]), given)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == at

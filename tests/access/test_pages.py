from datetime import date

import pytest
from django.urls import path, reverse

from access import policy
from access.choices import AreaLevel, Role
from access.doors import Door
from access.models import Area, Person
from access.principals import Principal, system_scope
from access.services import areas
from access.views.generic import ScopedDetailView
from config.urls import urlpatterns as every_address
from tests.access.conftest import words
from tests.factories.access import AreaFactory, PersonFactory, UserFactory


class PersonPage(ScopedDetailView):
    door = Door("access.view_person")
    model = Person
    template_name = "access/sign_out.html"


urlpatterns = [path("people/<int:pk>/", PersonPage.as_view()), *every_address]


@pytest.fixture
def committee(world, signed_in):
    return signed_in(world.account(Role.COMMITTEE, world.east_body))


# Why ----------------------------------------------------------------------------------------------------------------


def why(browser, permission, address=""):
    return browser.get("/access/why/", {"permission": permission, "address": address})


def test_the_grant_that_decides_is_named(committee):
    answer = why(committee, "access.change_area")
    assert "您可以“维护辖区”" in words(answer)
    assert [(one["role"], one["body"], one["areas"]) for one in answer.context["deciding"]] == [
        ("区级工委干部", "东区工委", ["东区"])
    ]


def test_the_missing_role_is_named(committee):
    answer = why(committee, "access.give_assignment")
    assert "您不能“授予或收回角色”" in words(answer)
    assert answer.context["needed"] == ["安全管理员"]
    assert answer.context["deciding"] == []


def test_unknown_actions_are_refused_in_words(committee):
    assert committee.get("/access/why/?permission=access.fly").context["form"].errors


@pytest.mark.urls(__name__)
def test_a_hidden_row_is_answered_like_a_missing_one(committee, world):
    near, far = PersonFactory(area=world.east_street, name="近处人"), PersonFactory(area=world.west, name="远处人")
    seen = why(committee, "access.change_person", f"https://example.org/people/{near.pk}/?x=1")
    assert (seen.context["allowed"], seen.context["row"]) == (True, near)
    hidden, missing = (why(committee, "access.change_person", f"/people/{pk}/") for pk in (far.pk, 999_999))
    assert "远处人" not in words(hidden)
    assert words(hidden).replace(str(far.pk), "") == words(missing).replace("999999", "")
    assert "没有对应的记录" in words(hidden)


@pytest.mark.parametrize("address", ["/nowhere/", "/access/why/", "/access/areas/1/", "not an address", "//evil"])
def test_addresses_about_nothing_are_answered_without_trouble(committee, address):
    assert why(committee, "access.view_area", address).status_code == 200


def test_whoever_holds_nothing_reads_so(world, signed_in):
    assert "没有任何授权" in words(signed_in(UserFactory(area=world.east)).get("/access/why/"))


def test_a_refusal_leads_to_the_reasons(world, signed_in):
    answer = signed_in(world.account(Role.LEADER, world.east_body)).get("/access/accounts/new/")
    assert (answer.status_code, reverse("access:why") in answer.content.decode()) == (403, True)


# Areas and bodies ---------------------------------------------------------------------------------------------------


def test_the_tree_opens_branch_by_branch(committee, world):
    assert "示例省" in words(committee.get("/access/areas/"))
    below = committee.get(f"/access/areas/{world.east.pk}/children/")
    assert "东一街道" in words(below)
    assert "西一街道" not in words(below)


@pytest.mark.parametrize(
    ("text", "found"), [("东一", {"东一街道", "东一社区"}), ("990101002", {"东二街道"}), ("没有", set())]
)
def test_areas_are_found_by_name_and_code(committee, world, text, found):
    assert {area.name for area in committee.get("/access/areas/", {"q": text}).context["object_list"]} == found


def test_an_area_shows_its_past(committee, world, admins):
    by = Principal.for_user(world.account(Role.COMMITTEE, world.east_body), on=date(2015, 10, 31))
    park = areas.add(parent=world.east_street, level=AreaLevel.PARK, name="旧园区", on=date(2014, 1, 1), by=by)
    areas.change(area=park, name="新园区", on=date(2015, 1, 1), by=by, reason="批复1号")
    text = words(committee.get(f"/access/areas/{park.pk}/"))
    assert all(word in text for word in ("旧园区", "新园区", "2014-01-01", "2015-01-01", "批复1号"))


def test_an_area_is_added_renamed_moved_and_closed(committee, world):
    below = f"/access/areas/{world.east_street.pk}/new/"
    assert committee.get(below).status_code == 200
    answer = committee.post(below, {"level": "grid", "name": "第一网格", "basis": "place", "on": "2015-01-01"})
    grid = Area.objects.get(name="第一网格")
    assert answer["Location"] == f"/access/areas/{grid.pk}/"
    values = {"name": "第二网格", "code": "", "parent": world.east_street_2.pk, "on": "2015-02-01", "reason": "批复"}
    assert committee.post(f"/access/areas/{grid.pk}/change/", values).status_code == 302
    grid.refresh_from_db()
    assert (grid.name, grid.parent) == ("第二网格", world.east_street_2)
    assert committee.post(f"/access/areas/{grid.pk}/close/", {"on": "2015-03-01", "reason": "撤并"}).status_code == 302
    grid.refresh_from_db()
    assert grid.closed_on == date(2015, 3, 1)


def test_a_grid_without_its_basis_is_refused_in_words(committee, world):
    answer = committee.post(
        f"/access/areas/{world.east_street.pk}/new/", {"level": "grid", "name": "x", "on": "2015-01-01"}
    )
    assert (answer.status_code, "按地域还是按行业" in words(answer)) == (422, True)
    assert not Area.objects.filter(name="x").exists()


@pytest.mark.parametrize("act", ["new", "change", "close"])
def test_areas_of_another_district_are_not_changed(committee, world, act):
    values = {"level": "park", "name": "x", "on": "2015-01-01", "reason": "x"}
    assert committee.post(f"/access/areas/{world.west_street.pk}/{act}/", values).status_code == 403
    assert not Area.objects.filter(name="x").exists()


def test_an_area_is_not_moved_out_of_the_district(committee, world):
    values = {"name": "东一街道", "parent": world.west.pk, "on": "2015-01-01", "reason": "x"}
    assert committee.post(f"/access/areas/{world.east_street.pk}/change/", values).status_code == 422


def test_the_lookup_offers_areas_of_the_permission_only(committee, world):
    def found(permission, **more):
        return {
            row["label"]
            for row in committee.get("/access/areas/choices/", {"permission": permission} | more).json()["results"]
        }

    assert found("access.change_area", q="街道") == {"东区 / 东一街道", "东区 / 东二街道"}
    assert found("access.change_area", level="community") == {"东一街道 / 东一社区"}
    assert found("access.change_user") == found("access.fly") == set()


def test_a_long_list_is_looked_up_and_the_chosen_one_stays(committee, world, monkeypatch):
    monkeypatch.setattr("access.forms.areas.MOST_LISTED", 1)
    address = f"/access/areas/{world.east_street_2.pk}/change/"
    text = committee.get(address).content.decode()
    assert "data-search-url" in text
    assert "东一街道</option>" not in text
    answer = committee.post(address, {"parent": world.east_street.pk, "name": "", "on": "2015-01-01", "reason": "x"})
    assert (answer.status_code, "东一街道</option>" in answer.content.decode()) == (422, True)


def test_bodies_are_listed_and_found(committee, world):
    assert "东一街道党工委" in words(committee.get("/access/bodies/"))
    assert {body.name for body in committee.get("/access/bodies/", {"q": "西区"}).context["object_list"]} == {
        "西区工委"
    }
    assert {body.name for body in committee.get("/access/bodies/?kind=work_committee").context["object_list"]} == {
        "东区工委",
        "西区工委",
    }
    assert "东区" in words(committee.get(f"/access/bodies/{world.east_body.pk}/"))
    change = reverse("admin:access_body_change", args=[world.west_body.pk])
    assert change not in committee.get(f"/access/bodies/{world.west_body.pk}/").content.decode()


# Areas' service -----------------------------------------------------------------------------------------------------


def test_the_service_refuses_circles_and_areas_in_use(world):
    by = Principal.for_user(world.account(Role.COMMITTEE, world.east_body), on=date(2015, 10, 31))
    with pytest.raises(Exception, match="自己的下级"):
        areas.change(area=world.east_street, parent=world.community, on=date(2015, 1, 1), by=by)
    with pytest.raises(Exception, match="先处理下级"):
        areas.close(area=world.east_street, on=date(2015, 1, 1), by=by, reason="x")
    with pytest.raises(policy.Denied):
        areas.add(parent=None, level=AreaLevel.PROVINCE, name="又一省", on=date(2015, 1, 1), by=by)


def test_rows_follow_a_moved_area(world):
    by = Principal.for_user(world.account(Role.COMMITTEE, world.east_body), on=date(2015, 10, 31))
    person = PersonFactory(area=world.community)
    park = AreaFactory(park=True, parent=world.community)
    areas.change(area=world.community, parent=world.east_street_2, on=date(2015, 1, 1), by=by, reason="调整")
    park.refresh_from_db()
    with system_scope("test"):
        person.refresh_from_db()
    assert person.area_path == Area.objects.get(pk=world.community.pk).path
    assert park.path.startswith(person.area_path)

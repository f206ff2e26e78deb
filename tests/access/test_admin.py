import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import reverse

from access.admin import ScopedAdmin
from access.admin.areas import BodyAdmin
from access.admin.people import PersonAdmin
from access.choices import BodyKind, Role
from access.errors import ScopeNotDeclared
from access.models import ApiToken, AuditEvent, Body, Person, User
from access.policy import Denied
from access.principals import open_scope, system_scope
from tests.factories.access import PersonFactory, UserFactory


def page(name, *args):
    return reverse(f"admin:access_{name}", args=args)


@pytest.fixture
def committee(world, signed_in):
    return signed_in(world.account(Role.COMMITTEE, world.east_body))


@pytest.fixture
def people(world):
    return PersonFactory(area=world.east_street, name="东方人"), PersonFactory(area=world.west_street, name="西方人")


def stored(person):
    with system_scope("test"):
        person.refresh_from_db()
    return person


def test_the_list_shows_ones_own_rows(committee, people):
    text = committee.get(page("person_changelist")).content.decode()
    assert ("东方人" in text, "西方人" in text) == (True, False)


@pytest.mark.parametrize("view", ["person_change", "person_history", "person_delete"])
def test_a_foreign_row_does_not_exist(committee, people, view):
    answer = committee.get(page(view, people[1].pk))
    assert answer.status_code in {302, 403}
    assert "西方人" not in answer.content.decode()


def test_a_row_is_changed_inside_and_the_line_is_left(committee, people, world):
    answer = committee.post(
        page("person_change", people[0].pk),
        {"name": "新名字", "area": world.east_street_2.pk, "employer": "", "post": ""},
    )
    assert answer.status_code == 302
    assert (stored(people[0]).name, people[0].pinyin) == ("新名字", "xin ming zi")
    assert AuditEvent.objects.filter(act="access.person.changed").as_system("test").exists()
    assert committee.get(page("person_history", people[0].pk)).status_code == 200


def test_a_row_cannot_be_pushed_into_another_district(committee, people, world):
    answer = committee.post(
        page("person_change", people[0].pk), {"name": "x", "area": world.west.pk, "employer": "", "post": ""}
    )
    assert answer.status_code == 200  # the choice is not among the visible ones
    assert stored(people[0]).area_id == world.east_street.pk


def test_saving_asks_where_the_row_was_and_where_it_ends_up(world, people):
    request = RequestFactory().post("/")
    request.principal = world.principal(Role.COMMITTEE, world.east_body)
    open_scope(request.principal)
    model_admin = PersonAdmin(Person, admin.site)
    form = type("F", (), {"changed_data": ["name"]})
    with pytest.raises(Denied):
        model_admin.save_model(request, people[1], form, change=True)
    with system_scope("test"):
        mine = Person.objects.as_system("test").get(pk=people[0].pk)
    mine.area = world.west
    with pytest.raises(Exception, match=r"row-level security|没有"):
        model_admin.save_model(request, mine, form, change=True)


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ("?area__name__startswith=西", False),
        ("?id_index=abc", False),
        ("?area__parent__name=x", False),
        ("?q=东方", True),
        ("?o=1", True),
    ],
)
def test_undeclared_lookups_are_refused(committee, people, query, allowed):
    answer = committee.get(page("person_changelist") + query)
    assert (answer.status_code == 200) is allowed
    assert "西方人" not in answer.content.decode()


@pytest.mark.parametrize(
    ("term", "found"), [("东方", True), ("dong fang", True), ("示例厂", True), ("西", False), ("厂东", False)]
)
def test_people_in_sight_are_found_by_name_pinyin_and_employer(committee, world, term, found):
    PersonFactory(area=world.east_street, name="东方人", pinyin="dong fang ren", employer="示例厂")
    PersonFactory(area=world.west_street, name="西方人", pinyin="xi fang ren", employer="示例厂")
    text = committee.get(page("person_changelist"), {"q": term}).content.decode()
    assert ("东方人" in text, "西方人" in text) == (found, False)


@pytest.mark.parametrize("query", ["?password__startswith=a", "?person__name=x", "?area__path__startswith=1"])
def test_password_hashes_cannot_be_guessed_by_filters(world, admins, signed_in, query):
    assert signed_in(admins.system).get(page("user_changelist") + query).status_code in {302, 400}


def test_nothing_is_deleted(committee, people):
    assert committee.post(page("person_delete", people[0].pk), {"post": "yes"}).status_code == 403
    assert stored(people[0]).pk
    answer = committee.post(
        page("person_changelist"), {"action": "delete_selected", "_selected_action": [people[0].pk], "post": "yes"}
    )
    assert answer.status_code in {200, 302}
    assert stored(people[0]).pk


ENTER = {
    Role.COMMITTEE: {"area", "industryline", "body", "person"},
    Role.SYSTEM_ADMIN: {"area", "industryline", "body", "user", "assignment", "apitoken"},
    Role.SECURITY_ADMIN: {"area", "industryline", "body", "user", "assignment", "apitoken"},
    Role.AUDITOR: {"user", "assignment", "auditevent", "apitoken"},
}
MODELS = ["area", "industryline", "body", "person", "user", "assignment", "auditevent", "apitoken"]


@pytest.mark.parametrize("role", list(ENTER))
def test_each_administrator_sees_their_own_lists(world, signed_in, role):
    browser = signed_in(world.account(role, world.east_body))
    assert browser.get("/admin/").status_code == 200
    seen = {model for model in MODELS if browser.get(page(f"{model}_changelist")).status_code == 200}
    assert seen == ENTER[role]


@pytest.mark.parametrize("role", [Role.STREET_OFFICER, Role.LEADER, Role.INSTRUCTOR, Role.FINANCE])
def test_others_do_not_enter(world, signed_in, role):
    assert signed_in(world.account(role, world.east_body)).get("/admin/").status_code == 403


def test_the_admins_own_sign_in_and_password_pages_lead_to_ours(client, committee):
    assert committee.get("/admin/login/")["Location"] == "/access/sign-in/"
    assert committee.get("/admin/password_change/")["Location"] == "/access/password/"
    assert committee.post("/admin/logout/")["Location"] == "/access/sign-out/"
    assert committee.get("/admin/r/1/1/").status_code == 404
    assert type(committee)().get("/admin/")["Location"].startswith("/access/sign-in/")


def test_accounts_and_tokens_of_another_district_are_not_there(world, admins, signed_in, people):
    far = UserFactory(area=world.west, username="far-away")
    token = ApiToken.objects.create(user=far, name="远方令牌", digest="x", expires_at="2030-01-01T00:00Z")
    browser = signed_in(admins.system)
    assert "far-away" not in browser.get(page("user_changelist")).content.decode()
    assert "远方令牌" not in browser.get(page("apitoken_changelist")).content.decode()
    assert browser.get(page("apitoken_change", token.pk)).status_code == 302
    assert browser.get(reverse("access:revoke_token", args=[token.pk])).status_code == 404


def body_values(body, **more):
    areas = [area.pk for area in body.areas.all()]
    return {
        "name": body.name,
        "kind": BodyKind.STATION,
        "home": body.home_id,
        "areas": areas,
        "key": "",
        "duties": "",
        "document": "",
    } | more


def test_bodies_are_changed_by_their_own_district(committee, world):
    assert committee.post(page("body_change", world.street_body.pk), body_values(world.street_body)).status_code == 302
    assert committee.post(page("body_change", world.west_body.pk), body_values(world.west_body)).status_code == 403
    assert Body.objects.get(pk=world.street_body.pk).kind == BodyKind.STATION
    answer = committee.post(
        page("body_change", world.street_body.pk), body_values(world.street_body, areas=[world.west.pk])
    )
    assert answer.status_code == 200
    assert list(world.street_body.areas.all()) == [world.east_street]


def test_autocomplete_offers_what_the_list_shows(committee, people):
    answer = committee.get(
        "/admin/autocomplete/", {"app_label": "access", "model_name": "person", "field_name": "area", "term": "街道"}
    )
    assert answer.status_code == 200


def test_the_area_page_shows_the_past_and_the_acts(committee, world):
    text = committee.get(page("area_change", world.east_street.pk)).content.decode()
    assert reverse("access:area_change", args=[world.east_street.pk]) in text
    assert (
        reverse("access:area_change", args=[world.west.pk])
        not in committee.get(page("area_change", world.west.pk)).content.decode()
    )


def test_the_log_names_nothing_of_others_on_the_first_page(committee, people, world):
    with system_scope("test"):
        LogEntry.objects.create(
            user_id=User.objects.as_system("test").order_by("pk").first().pk, object_repr="西方人", action_flag=1
        )
    assert "西方人" not in committee.get("/admin/").content.decode()


def test_an_admin_class_without_a_guard_must_say_that_it_is_reference_data(rf, world):
    request = rf.get("/")
    request.principal = world.principal(Role.COMMITTEE, world.east_body)
    bare = type("Bare", (ScopedAdmin,), {"permissions": {"view": "access.view_body"}})(Body, admin.site)
    with pytest.raises(ScopeNotDeclared):
        bare.get_queryset(request)
    assert type("Closed", (ScopedAdmin,), {})(Body, admin.site).get_queryset(request).count() == 0


def test_actions_without_a_permission_are_dropped(rf, world):
    def anything(model_admin, request, queryset):
        """Do something."""

    @admin.action(permissions=["change"])
    def something(model_admin, request, queryset):
        """Do something allowed."""

    request = rf.get("/")
    request.principal = world.principal(Role.COMMITTEE, world.east_body)
    model_admin = type("Acting", (PersonAdmin,), {"actions": [anything, something]})(Person, admin.site)
    assert list(model_admin.get_actions(request)) == ["something"]
    assert model_admin.has_change_permission(request)
    with pytest.raises(AttributeError):
        model_admin.has_fly_permission(request)


def test_deleting_needs_a_named_permission_and_lists_no_related_rows(rf, world, people):
    request = rf.post("/")
    request.principal = world.principal(Role.COMMITTEE, world.east_body)
    open_scope(request.principal)
    deleting = type(
        "Deleting", (PersonAdmin,), {"permissions": PersonAdmin.permissions | {"delete": "access.change_person"}}
    )
    names, counts, lacking, protected = deleting(Person, admin.site).get_deleted_objects([people[0]], request)
    assert (names, counts, lacking, protected) == (["东方人"], {"人员": 1}, set(), [])
    with pytest.raises(PermissionDenied):
        deleting(Person, admin.site).delete_model(request, people[1])
    deleting(Person, admin.site).delete_model(request, people[0])
    assert isinstance(BodyAdmin(Body, admin.site), ScopedAdmin)

"""Every surface of the administration site, class by class: choices, autocomplete, popups, history, deleting, acts (P4, P6)."""

import re

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse

from access.choices import Role
from access.guarded import GuardedModel
from access.models import Area, AuditEvent
from access.principals import system_scope
from tests.security.crawling import FOREIGN
from tests.security.scanning import Scanner
from tests.security.test_admin_oracle import ADMINS, EMPTY, KEEPERS, every_list
from tests.security.test_canary import SEES

CHOICES = re.compile(rb"[?&;](\w+)__id__exact=(\d+)")
LONG_AGO = 1987
FROM_ABOVE = {"funding.Policy"}  # what an area above sets binds the street, and is read there


class Visit:
    """Whoever reads a list, with the rows of the list that are theirs and those that are others'."""

    def __init__(self, world, browser, label):
        self.model, self.role = ADMINS[label].model, KEEPERS.get(label, Role.COMMITTEE)
        self.client, self.scanner = browser(self.role), Scanner(world, SEES[self.role])
        self.mine = self.row(world, "own")
        places = FOREIGN[:2] if label in FROM_ABOVE else FOREIGN
        self.foreign = [row for row in (self.row(world, at) for at in places) if row is not None]
        self.list = reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_changelist")

    def row(self, world, at):
        """Return a planted row of the class, or one that lies in the same area."""
        rows = world.sets[at].rows.values()
        planted = next((row for row in rows if type(row) is self.model), None)
        if planted is not None or not hasattr(self.model, "area_path"):
            return planted
        with system_scope("test"):
            path = world.sets[at].area.path
            return self.model._default_manager.as_system("test").filter(area_path=path).order_by("pk").first()

    def page(self, row, what):
        return f"{self.list}{row.pk}/{what}/"

    def clean(self, answer):
        """Insist that an answer is no trouble and gives nothing away."""
        assert answer.status_code < 500
        assert self.scanner.leaks(answer.content + repr(answer.headers).encode()) == []
        return answer


@pytest.fixture
def visit(world, browser):
    return lambda label: Visit(world, browser, label)


def is_open_to_all(label):
    """Say whether everybody who reads the list reads all its rows."""
    return ADMINS[label].reference_data


@every_list
def test_pages_of_an_own_row_name_nothing_of_others(visit, label):
    it = visit(label)
    assert it.mine is not None or label in {*EMPTY, "orgs.RatingScheme", "access.IndustryLine"}
    for what in ("change", "history", "delete") if it.mine else ():
        answer = it.clean(it.client.get(it.page(it.mine, what)))
        assert answer.status_code == (403 if what == "delete" else 200), what
    it.clean(it.client.get(f"{it.list}add/"))
    for more in ("?_popup=1&_facets=True", "?all=", "?p=99"):
        it.clean(it.client.get(it.list + more))


@every_list
def test_pages_of_a_foreign_row_say_that_there_is_none(visit, label):
    it = visit(label)
    if is_open_to_all(label):
        return
    assert it.foreign, label
    for row in it.foreign:
        for what in ("change", "history", "delete"):
            answer = it.client.get(it.page(row, what))
            absent = it.client.get(it.page(row, what).replace(f"/{row.pk}/", "/999999999/"))
            assert (answer.status_code, answer.get("Location")) == (absent.status_code, absent.get("Location")), what
            it.clean(answer)
            it.clean(it.client.post(it.page(row, what), {"name": "x", "post": "yes"}))


@every_list
def test_acts_on_foreign_rows_change_nothing(visit, label):
    it = visit(label)
    table, chosen = it.model._meta.db_table, [row.pk for row in it.foreign]
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM {table} AS t")
        before = cursor.fetchone()
    for action in ("delete_selected", "", "change"):
        sent = {"action": action, "_selected_action": chosen, "post": "yes", "select_across": "1", "index": "0"}
        it.clean(it.client.post(it.list, sent, follow=True))
    it.clean(
        it.client.post(it.list, {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": chosen[:1], "_save": "1"})
    )
    with system_scope("test"), connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM {table} AS t")
        assert cursor.fetchone() == before


@every_list
def test_filters_offer_visible_choices(world, visit, label):
    """A filter by an area offers the areas for which the reader answers, and no other (所属辖区)."""
    it = visit(label)
    answer = it.clean(it.client.get(it.list))
    inside = world.areas["street A1"].path
    for name, pk in CHOICES.findall(answer.content):
        related = it.model._meta.get_field(name.decode()).related_model
        if related is Area:
            assert Area.objects.get(pk=int(pk)).path.startswith(inside), (name, pk)
        elif issubclass(related, GuardedModel):
            assert related.objects.as_system("test").get(pk=int(pk)).area_path.startswith(inside), (name, pk)
    offered = {name.decode() for name, _pk in CHOICES.findall(answer.content)}
    relations = {
        one[0] for one in ADMINS[label].get_list_filter(answer.wsgi_request)
        if isinstance(one, tuple) and it.model._meta.get_field(one[0]).related_model is Area
    }  # fmt: skip
    assert relations <= offered


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_autocomplete_offers_visible_rows(world, browser, role):
    """Every relation of every class of the site, asked for as if the page had such a field."""
    client, scanner, asked = browser(role), Scanner(world, SEES[role]), 0
    for entry in ADMINS.values():
        for field in entry.model._meta.get_fields():
            if not field.is_relation or field.related_model is None:
                continue
            given = {"app_label": entry.model._meta.app_label, "model_name": entry.model._meta.model_name}
            answer = client.get("/admin/autocomplete/", {**given, "field_name": field.name, "term": ""})
            assert answer.status_code in {200, 400, 403, 404}, (entry, field.name)
            assert scanner.leaks(answer.content) == [], (entry, field.name)
            asked += 1
    assert asked > 100


def test_the_years_of_the_trail_are_those_of_visible_lines(world, browser):
    """The date hierarchy of the trail says nothing of lines of others, nor that there are any."""
    client = browser(Role.AUDITOR)
    address = reverse("admin:access_auditevent_changelist")
    table, columns = AuditEvent._meta.db_table, "actor, act, resource, area_path, result, detail, request_id"
    said = f"INSERT INTO {table} (at, {columns}) VALUES (%s, 'x', 'test.old', '', %s, 'done', '{{}}', '')"
    with connection.cursor() as cursor:
        cursor.execute(said, [f"{LONG_AGO}-05-05", world.areas["street A2"].path])
    assert f"{LONG_AGO}" not in client.get(address).content.decode()
    assert b"test.old" not in client.get(address, {"at__year": LONG_AGO}).content
    with connection.cursor() as cursor:
        cursor.execute(said, [f"{LONG_AGO}-05-05", world.areas["street A1"].path])
    assert f"{LONG_AGO}" in client.get(address).content.decode()


def test_the_latest_acts_on_the_first_page_are_ones_own(world, browser):
    """Django's own log keeps texts of rows: the first page shows the reader's own lines, a row's history those of that row."""
    foreign, kind = world.sets["sibling"].rows["person"], ContentType.objects.get(app_label="access", model="person")
    with system_scope("test"):
        LogEntry.objects.create(
            user=world.users[Role.ORG_DEPT], content_type=kind, object_id=str(foreign.pk), object_repr=foreign.name,
            action_flag=CHANGE, change_message=foreign.employer,
        )  # fmt: skip
    for role in (Role.COMMITTEE, Role.SYSTEM_ADMIN, Role.AUDITOR):
        client = browser(role)
        for address in ("/admin/", "/admin/access/", f"/admin/access/person/{foreign.pk}/history/"):
            answer = client.get(address)
            assert answer.status_code < 500
            assert b"sibling-" not in answer.content

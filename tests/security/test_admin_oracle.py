"""The admin's lists read declared filters and orders only: nothing guessed from the model's names changes what is found (P4)."""

import random

import pytest
from django.contrib import admin
from django.urls import reverse

from access.choices import Role
from tests.api.test_filters import LOOKUPS, names_of
from tests.security.scanning import TOKEN

QUICK, FULL = 6, 400
DEPTH = 3
REFUSED = {302, 400}  # 302 leads back to the plain list and says that something was wrong
BUSINESS = {"enterprises", "orgs", "instructors", "funding"}
KEEPERS = {
    "access.AuditEvent": Role.AUDITOR, "access.User": Role.SYSTEM_ADMIN, "access.ApiToken": Role.SYSTEM_ADMIN,
    "access.Assignment": Role.SECURITY_ADMIN,
}  # fmt: skip
EMPTY = {"enterprises.ManagingRuleSet", "orgs.LimitSetting"}  # lists of which the two districts hold no row
ADMINS = {model._meta.label: entry for model, entry in admin.site._registry.items()}
every_list = pytest.mark.parametrize("label", ADMINS)


def list_of(browser, label):
    """Return (browser, address) of whoever reads a list: the administrator of its kind, or the district's officer."""
    meta = ADMINS[label].model._meta
    client = browser(KEEPERS.get(label, Role.COMMITTEE))
    return client, reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


def rows(answer):
    """Return the ids that a list shows."""
    return sorted(row.pk for row in answer.context["cl"].result_list)


def declared(label, request):
    """Return the names by which a list may be filtered."""
    entries = ADMINS[label].get_list_filter(request)
    names = [one[0] if isinstance(one, tuple) else one for one in entries]
    return tuple(f"{name}__" for name in names) + (
        (f"{ADMINS[label].date_hierarchy}__",) if ADMINS[label].date_hierarchy else ()
    )


def open_to_guesses(client, label, address, size):
    plain, dice = client.get(address), random.Random(label)
    assert plain.status_code == 200
    assert rows(plain) or label in EMPTY
    may = declared(label, plain.wsgi_request)
    names = [name + lookup for name in names_of(ADMINS[label].model, DEPTH) for lookup in LOOKUPS]
    wrong = []
    for name in dice.sample(names, min(size, len(names))):
        answer = client.get(address, {name: "1"})
        if answer.status_code not in REFUSED and not f"{name}__".startswith(may or ("\0",)):
            wrong.append((name, answer.status_code))
    return wrong


@every_list
def test_guessed_filters_are_refused(world, browser, label):
    client, address = list_of(browser, label)
    assert open_to_guesses(client, label, address, QUICK) == []


@pytest.mark.full
@every_list
def test_guessed_filters_are_refused_in_full(world, browser, label):
    client, address = list_of(browser, label)
    assert open_to_guesses(client, label, address, FULL) == []


@every_list
def test_declared_filters_are_plain(world, browser, label):
    """A declared filter takes values, and never patterns, connectors or a further relation."""
    client, address = list_of(browser, label)
    for name in declared(label, client.get(address).wsgi_request):
        for lookup in ("regex", "startswith", "path__startswith", "person__name"):
            assert client.get(address, {name + lookup: "1"}).status_code in REFUSED, name + lookup
    for name in ("_connector", "id__in", "area_path__startswith"):
        assert client.get(address, {name: "OR"}).status_code in REFUSED, name


@every_list
def test_filters_by_a_place_find_nothing_of_others(world, browser, label):
    client, address = list_of(browser, label)
    plain = client.get(address)
    for name in declared(label, plain.wsgi_request):
        if ADMINS[label].model._meta.get_field(name.split("__")[0]).related_model is None:
            continue
        for at in ("sibling", "other", "parent"):
            found = client.get(address, {f"{name}id__exact": world.sets[at].area.pk})
            assert found.status_code in {*REFUSED, 200}
            if found.status_code == 200:
                assert not {row for row in rows(found) if row not in rows(plain)}, (name, at)
                assert f"{at}-".encode() not in found.content


def reordered(client, label, address, size):
    plain, columns = rows(client.get(address)), len(ADMINS[label].list_display)
    orders = [f"-{column}" for column in range(1, columns + 1)] + ["1.-2", "99", "id", "-password", "area__path", "0x1"]
    wrong = []
    for order in random.Random(label).sample(orders, min(size, len(orders))):
        answer = client.get(address, {"o": order})
        if answer.status_code not in REFUSED and (answer.status_code, rows(answer)) != (200, plain):
            wrong.append((order, answer.status_code))
    return wrong


@every_list
def test_orders_change_no_row(world, browser, label):
    client, address = list_of(browser, label)
    assert reordered(client, label, address, 3) == []


@pytest.mark.full
@every_list
def test_no_order_at_all_changes_a_row(world, browser, label):
    client, address = list_of(browser, label)
    assert reordered(client, label, address, FULL) == []


@every_list
def test_a_search_for_what_is_hidden_finds_nothing(world, browser, label):
    """Every text of others begins like this."""
    client, address = list_of(browser, label)
    plain = client.get(address)
    is_searched = bool(ADMINS[label].get_search_fields(plain.wsgi_request))
    for at in ("sibling", "other", "parent"):
        assert rows(client.get(address, {"q": f"⟦{at}-"})) == ([] if is_searched else rows(plain)), at


@every_list
@pytest.mark.parametrize("name", ["t", "_to_field"])
def test_popups_name_no_other_column(world, browser, label, name):
    """GHSA-rw75-m7gp-92m3: a popup that hands over a column of its choice."""
    client, address = list_of(browser, label)
    for field in ("password", "id_cipher", "user__password"):
        answer = client.get(address, {"_popup": "1", name: field})
        assert answer.status_code in REFUSED, field


# Numbers that are kept encrypted ---------------------------------------------------------------------------------------

SEARCHES = (
    "/enterprises/?q={}", "/orgs/?q={}", "/instructors/?q={}", "/orgs/choices/people/?permission=access.view_person&q={}",
    "/orgs/choices/units/?permission=enterprises.view_unit&q={}", "/api/v1/units/?q={}", "/api/v1/organizations/?q={}",
    "/admin/access/person/?q={}", "/admin/enterprises/unit/?q={}", "/enterprises/?phone={}", "/api/v1/units/?contact_phone={}",
)  # fmt: skip


@pytest.mark.parametrize("role", [Role.COMMUNITY_OFFICER, Role.COMMITTEE])
def test_no_digit_of_a_number_is_found_by_asking(world, browser, role):
    """Beginnings and ends of stored numbers find what invented ones find."""
    client = browser(role)
    ends = [number[-7:] for number in sorted(world.numbers)[:: len(world.numbers) // 3]]
    for search in SEARCHES:
        invented = set(TOKEN.findall(client.get(search.format("975311")).content))
        for guess in ("5111", "51112319", "13900", "138000", *ends):
            answer = client.get(search.format(guess))
            assert answer.status_code in {200, 302, 400, 403, 404}, search
            assert set(TOKEN.findall(answer.content)) == invented, (search, guess)

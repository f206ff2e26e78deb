"""The admin's lists read declared filters and orders only: nothing guessed from the model's names changes a count (P4)."""

import random
import re

import pytest
from django.contrib import admin
from django.urls import reverse

from access.choices import Role
from tests.api.test_filters import LOOKUPS, names_of

QUICK, FULL = 12, 400
ROWS = re.compile(rb'name="_selected_action"|class="field-|<tr><th')
BUSINESS = {"enterprises", "orgs", "instructors", "funding"}


def guesses(model, dice, size):
    names = [name + lookup for name in names_of(model, 3) for lookup in LOOKUPS]
    return dice.sample(names, min(size, len(names)))


def declared(model_admin, request):
    filters = [one[0] if isinstance(one, tuple) else one for one in model_admin.get_list_filter(request)]
    return tuple(name for name in filters if isinstance(name, str))


def ask(browser, size):
    dice, wrong = random.Random(7), []
    for model, model_admin in admin.site._registry.items():
        client = browser(Role.COMMITTEE if model._meta.app_label in BUSINESS else Role.SYSTEM_ADMIN)
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        plain = client.get(address)
        if plain.status_code != 200:
            continue
        allowed = declared(model_admin, plain.wsgi_request)
        for name in guesses(model, dice, size):
            answer = client.get(address, {name: "1"})
            if answer.status_code in {302, 400}:
                continue
            if answer.status_code != 200 or not name.startswith(allowed or ("\0",)):
                wrong.append((address, name, answer.status_code))
    return wrong


def test_guessed_filters_are_refused(world, browser):
    assert ask(browser, QUICK) == []


@pytest.mark.full
def test_guessed_filters_are_refused_in_full(world, browser):
    assert ask(browser, FULL) == []


def test_declared_filters_count_visible_rows_only(world, browser):
    """A filter by a street shows nothing of that street to who does not answer for it."""
    client = browser(Role.COMMITTEE)
    for model, model_admin in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer = client.get(address)
        if answer.status_code != 200 or "area" not in declared(model_admin, answer.wsgi_request):
            continue
        for at in ("sibling", "other", "parent"):
            found = client.get(address, {"area__id__exact": world.sets[at].area.pk})
            assert f"{at}-".encode() not in found.content, (address, at)

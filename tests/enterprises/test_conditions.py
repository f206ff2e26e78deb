"""Conditions of extra questions (出现条件): designed with any field or earlier question, obeyed at every door."""

import json
import shutil
import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from playwright._impl._driver import compute_driver_executable

from access.choices import Role
from access.models import User
from access.principals import acting
from enterprises import services
from enterprises.models import AnswerFact, Question
from enterprises.queries.answers import with_conditions
from enterprises.rules import questions as rules
from enterprises.rules.survey import Show, hidden
from tests.enterprises.rounds import codes, met
from tests.factories.access import TODAY, principal
from tests.factories.enterprises import unit

YES = {"venue": rules.Asking("venue", "场地", "yes_no"), "many": rules.Asking("many", "活动", "choices", ("a", "b"))}
VENUE = {"label": "党建活动场地", "code": "venue", "kind": "yes_no"}
AREA = {"label": "场地面积", "code": "area_m", "kind": "number"}


@pytest.mark.parametrize(
    ("shown_if", "code"),
    [
        ({}, None),
        ({"field": "staff", "op": "ge", "value": 50}, None),
        ({"field": "venue", "op": "eq", "value": True}, None),
        ({"field": "many", "op": "has", "value": "b"}, None),
        ({"field": "many", "op": "has", "value": "c"}, "show_value"),
        ({"field": "staff", "op": "ge", "value": "50"}, "show_value"),
        ({"field": "venue", "op": "ge", "value": True}, "show_unknown"),
        ({"field": "nobody", "op": "eq", "value": 1}, "show_unknown"),
        ({"field": ["staff"], "op": "eq", "value": 1}, "show_unknown"),
        ({"field": "staff", "op": "in", "value": []}, "show_unknown"),
        ({"field": "staff", "op": "eq"}, "show_unknown"),
    ],
)
def test_a_condition_names_a_field_and_compares_as_its_answers_can_be(shown_if, code):
    refusal = rules.check_show(shown_if, YES)
    assert (refusal.code if refusal else None) == code


@pytest.fixture
def as_page(client):
    def enter(by):
        user = User.objects.as_system("test").get(pk=by.user_id)
        client.force_login(user, backend="access.backends.PolicyBackend")
        return client

    return enter


@pytest.fixture
def asked(committee):
    with acting(committee):
        services.design_question(on=TODAY, by=committee, **VENUE)
        shown_if = {"field": "venue", "op": "eq", "value": True}
        services.design_question(on=TODAY, by=committee, shown_if=shown_if, **AREA)


def test_an_answer_to_what_is_not_asked_is_refused_and_nothing_is_kept(land, committee, asked):
    made = unit(land.first)
    for extra in ({"area_m": 40}, {"area_m": 40, "venue": False}):
        with pytest.raises(ValidationError) as raised:
            met(committee, made, answers=services.Survey(extra=extra))
        assert codes(raised) == ["answer_not_asked"]
    assert not AnswerFact.objects.as_system("t").exists()
    met(committee, made, answers=services.Survey(extra={"area_m": 40, "venue": True}))
    met(committee, made, answers=services.Survey(extra={"area_m": 50}))
    assert AnswerFact.objects.as_system("t").live().filter(question__code="area_m").get().value == 50


def in_force(made, on=TODAY):
    rows = AnswerFact.objects.as_system("t").filter(unit=made).as_of(on)
    return dict(rows.values_list("question__code", "value"))


def test_an_answer_ends_with_the_answer_it_hangs_on_and_stays_in_its_history(land, committee, asked):
    made, before, later = unit(land.first), TODAY - timedelta(days=9), TODAY - timedelta(days=1)
    met(committee, made, on=before, answers=services.Survey(extra={"venue": True, "area_m": 40}))
    met(committee, made, on=later, answers=services.Survey(extra={"venue": False}))
    assert (in_force(made, before), in_force(made)) == ({"venue": True, "area_m": 40}, {"venue": False})
    with pytest.raises(ValidationError):
        met(committee, made, answers=services.Survey(extra={"area_m": 40}))


def test_an_answer_ends_with_the_count_it_hangs_on(land, committee):
    with acting(committee):
        shown_if = {"field": "staff", "op": "ge", "value": 50}
        services.design_question(on=TODAY, by=committee, shown_if=shown_if, **VENUE)
    made = unit(land.first)
    met(committee, made, answers=services.Survey(staff=60, extra={"venue": True}))
    with acting(committee):
        made.refresh_from_db()
        services.survey(unit=made, answers=services.Survey(staff=49), on=TODAY, by=committee, source="import")
    assert in_force(made) == {}


def test_what_was_answered_later_is_not_undone_by_an_earlier_visit(land, committee, asked):
    made, before = unit(land.first), TODAY - timedelta(days=9)
    met(committee, made, answers=services.Survey(extra={"venue": True, "area_m": 40}))
    met(committee, made, on=before, answers=services.Survey(extra={"venue": False}))
    assert (in_force(made, before), in_force(made)) == ({"venue": False}, {"venue": True, "area_m": 40})


def test_rest_refuses_what_is_not_asked(land, east, asked, as_page):
    made = unit(land.first)
    body = {"answers": {"extra": {"area_m": 40}}, "on": TODAY.isoformat()}
    answer = as_page(east).post(
        f"/api/v1/units/{made.pk}/survey/", body, content_type="application/json", headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 400
    assert "不用问" in answer.content.decode()


def test_a_condition_is_designed_on_the_page_and_said_in_words(land, committee, asked, as_page):
    client = as_page(committee)
    data = {
        "label": "场地归属", "kind": "choice", "options": "自有\n租用", "show_field": "venue",
        "show_op": "eq", "show_value": "是",
    }  # fmt: skip
    wrong = client.post(reverse("enterprises:design_question"), data | {"show_value": "也许"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["show_value"])
    assert client.post(reverse("enterprises:design_question"), data).status_code == 302
    assert Question.objects.get(label="场地归属").shown_if == {"field": "venue", "op": "eq", "value": True}
    assert [row.condition for row in with_conditions()] == [
        "",
        "“党建活动场地”等于“是”时才问",
        "“党建活动场地”等于“是”时才问",
    ]


def test_the_desk_keeps_no_answer_to_what_it_does_not_ask(land, committee, asked, as_page):
    made = unit(land.first)
    client = as_page(committee)
    address = reverse("enterprises:visit", args=[made.pk])
    form = client.get(address).context["form"]
    data = {
        name: form.get_initial_for_field(form.fields[name], name)
        for name in ("version", "client_uuid", "visited_on", "outcome")
    }
    assert form.rules["shows"][-1] == {"fields": ["extra_area_m"], "given": ["extra_venue"], "op": "eq", "value": True}
    assert client.post(address, data | {"extra_venue": "false", "extra_area_m": "40"}).status_code == 302
    assert [one.value for one in AnswerFact.objects.as_system("t")] == [False]


CASES = [
    (("a",), "ge", 10, {"a": 10}), (("a",), "ge", 10, {"a": 9}), (("a",), "ge", 10, {}), (("a", "b"), "gt", 0, {"b": 1}),
    (("a", "b"), "gt", 0, {}), (("a",), "in", ["x", "y"], {"a": "y"}), (("a",), "has", "x", {"a": ["x"]}),
    (("a",), "has", "x", {"a": ["y"]}), (("a",), "eq", True, {"a": True}), (("a",), "eq", True, {"a": False}),
    (("a",), "ne", "x", {"a": "y"}), (("a",), "lt", "2015-02-01", {"a": "2015-01-31"}), (("a",), "le", 2.5, {"a": 2.5}),
]  # fmt: skip


def test_the_script_hides_what_the_server_hides(tmp_path):
    shows = [{"fields": ["z"], "given": given, "op": op, "value": value} for given, op, value, _values in CASES]
    node = shutil.which("node") or compute_driver_executable()[0]
    runner = tmp_path / "run.mjs"
    module = (Path(settings.BASE_DIR) / "assets/js/survey/checks.js").read_text()
    (tmp_path / "checks.mjs").write_text(module)
    told = json.dumps([[show, values] for show, (*_rest, values) in zip(shows, CASES, strict=True)])
    runner.write_text(
        "import { hidden } from './checks.mjs';"
        f"console.log(JSON.stringify({told}.map(([show, values]) => hidden([show], values).has('z'))));"
    )
    said = json.loads(subprocess.run([node, str(runner)], check=True, capture_output=True, text=True).stdout)
    here = [
        "z" in hidden({"outcome": "done", **values}, [Show(("z",), given, op, value)])
        for given, op, value, values in CASES
    ]
    assert said == here
    assert {True, False} == set(said)


def test_amounts_compare_with_numbers():
    assert "z" not in hidden({"outcome": "done", "a": Decimal("12.50")}, [Show(("z",), ("a",), "ge", 12)])


def test_whoever_designs_no_questions_finds_no_door(land, as_page):
    assert (
        as_page(principal(Role.STREET_OFFICER, land.east_body)).get(reverse("enterprises:design_question")).status_code
        == 403
    )

"""Every published figure that these apps can hold is reproduced from the demo's rows, through the application's own queries."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from access.models import User
from reports.choices import FigureStatus
from reports.queries import published
from reports.rules.published import REGISTER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_district")]

DISTRICTS = ("tiexi", "keqi", "dadong", "qianwei")
NOT_YET_ROWS = {
    "T5",
    "K8",
    "K9",
    "Q3",
}


@pytest.fixture(scope="module")
def lines(demo_district, django_db_blocker):
    with django_db_blocker.unblock():
        return published.lines()


def test_no_computed_figure_differs_from_the_published_one(lines):
    differing = [
        (line.published.row, line.published.figure, line.computed.value)
        for line in lines
        if line.status == FigureStatus.DIFFERS
    ]
    assert differing == []


def test_whatever_these_apps_can_hold_is_computed(lines):
    waiting = {line.published.row for line in lines if line.status == FigureStatus.NOT_YET}
    assert waiting <= NOT_YET_ROWS
    assert sum(line.status == FigureStatus.HOLDS for line in lines) >= 82


def test_a_figure_that_is_not_yet_computed_has_no_value(lines):
    assert all(line.computed is None for line in lines if line.status == FigureStatus.NOT_YET)


def test_the_command_prints_every_figure_of_the_register_with_its_link(capsys):
    call_command("source_figures", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(REGISTER)
    assert {row["status"] for row in rows} <= {"holds", "differs", "not-yet"}
    assert all(row["link"].startswith("/reports/sources/") for row in rows)


def test_the_clerk_opens_a_figure_into_as_many_rows_as_it_says(client):
    client.force_login(User.objects.as_system("test").get(username="keqi.committee"))
    number = next(n for n, f in enumerate(REGISTER, start=1) if f.key == "stars:5")
    answer = client.get(f"/reports/sources/{number}/")
    assert answer.status_code == 200
    assert len(answer.context["rows"]) == answer.context["line"].computed.value == 12


def test_rows_of_another_district_are_counted_and_not_named(client):
    client.force_login(User.objects.as_system("test").get(username="tiexi.committee"))
    number = next(n for n, f in enumerate(REGISTER, start=1) if f.key == "stars:5")
    answer = client.get(f"/reports/sources/{number}/")
    assert answer.context["rows"] == []
    assert answer.context["elsewhere"] == 12


def test_coverage_of_the_campaign_rises_week_by_week_to_one_half(client):
    client.force_login(User.objects.as_system("test").get(username="tiexi.committee"))
    answer = client.get("/reports/coverage/trend/", {"as_of": "2015-10-31"})
    values = answer.context["data"]["series"][0]["values"]
    assert values == sorted(values)
    assert values[0] < 40
    assert values[-1] >= 50


@pytest.mark.parametrize(
    "address",
    ["/", "/reports/coverage/", "/reports/sources/", "/reports/definitions/", "/reports/figure/?indicator=G1"],
)
def test_every_page_of_reports_answers_the_clerk(client, address):
    client.force_login(User.objects.as_system("test").get(username="keqi.committee"))
    assert client.get(address).status_code == 200


def test_a_street_officer_counts_his_street_and_no_other(client):
    officer = User.objects.as_system("test").get(username="keqi.street")
    client.force_login(officer)
    own = client.get("/reports/coverage/").context["area"]
    assert own.name == "芝瑞镇"
    other = own.parent.children.exclude(pk=own.pk).order_by("pk").first()
    assert client.get("/reports/coverage/", {"area": other.pk}).context["area"] == own


def test_the_accounts_that_the_readme_names_are_all_there_and_those_that_miss_are_named(settings):
    text = (Path(settings.BASE_DIR) / "README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (`[a-z]+\.[^|]*)\|", text, re.M)
    named = {login for cell in table for login in re.findall(r"`([a-z]+\.[a-z0-9]+)`", cell)}
    there = set(User.objects.as_system("test").values_list("username", flat=True))
    assert len(named) >= 15
    assert named <= there
    expected = {f"{district}.{login.split('.')[1]}" for login in named for district in DISTRICTS}
    stations = {f"{district}.station" for district in DISTRICTS if district != "tiexi"}
    assert expected - there == {"tiexi.instructor", *stations}
    assert "no `tiexi.instructor`" in text
    assert "(`station`) are in `tiexi` only" in text


def test_those_found_are_named_to_who_keeps_the_rosters_only(client):
    number = next(n for n, f in enumerate(REGISTER, start=1) if f.key == "hidden_members")
    client.force_login(User.objects.as_system("test").get(username="dadong.committee"))
    answer = client.get(f"/reports/sources/{number}/")
    assert (answer.context["line"].computed.value, answer.context["seen"]) == (154, 154)
    client.force_login(User.objects.as_system("test").get(username="dadong.leader"))
    answer = client.get(f"/reports/sources/{number}/")
    assert (answer.context["rows"], answer.context["total"]) == ([], 154)

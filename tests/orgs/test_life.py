"""Organization life: every kind is written down by its own short form, put right by superseding, counted once, and due by its frequency."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import registries
from access.errors import Conflict
from access.models import AuditEvent, User
from access.policy import Denied
from access.principals import system_scope
from orgs import services
from orgs.choices import LifeKind, OrgType
from orgs.forms.records import form_of
from orgs.models import LifeRecord, LimitSetting, PartyOrg
from orgs.queries import due
from orgs.queries import records as reads
from orgs.rules.assemblies import CUSTOM
from orgs.rules.limits import life_from_data
from orgs.rules.records import SHAPES, Entry, check_entry, customary
from tests.factories.orgs import DAY, TODAY

pytestmark = pytest.mark.django_db
QUIET = {"members_meeting": [1, 12], "lesson": [1, 12]}


def entry(kind=LifeKind.THEME_DAY, on=TODAY, topic="学习党章", **more):
    """Return an entry of a kind with what it requires."""
    shape = SHAPES[kind]
    given = {"attended": 5} if shape.has_attendance else {}
    asked = [one.code for one in shape.counts if one.is_required] or [one.code for one in shape.counts[:1]]
    given["figures"] = dict.fromkeys(asked, 3)
    return Entry(kind, on, topic, **(given | more))


def all_of(org):
    return list(LifeRecord.objects.as_system("test").filter(org=org).order_by("pk"))


@pytest.fixture
def org(world, east):
    return world.single(by=east)


@pytest.fixture
def signed_in(world):
    def enter(key):
        client = Client()
        with system_scope("test"):
            client.force_login(User.objects.as_system("test").get(pk=world.users[key].pk))
        return client

    return enter


def test_every_kind_says_what_it_asks_for_and_takes_what_it_requires():
    assert set(SHAPES) == set(LifeKind)
    assert all(check_entry(entry(kind)) == [] for kind in LifeKind)
    assert all("topic" in dict(check_entry(entry(kind, topic=" "))) for kind in LifeKind)


@pytest.mark.parametrize(
    ("kind", "given", "field", "code"),
    [
        (LifeKind.THEME_DAY, {"attended": None}, "attended", "required"),
        (LifeKind.THEME_DAY, {"attended": 0}, "attended", "nobody_came"),
        (LifeKind.THEME_DAY, {"attended": 6, "expected": 5}, "attended", "more_than_expected"),
        (LifeKind.THEME_DAY, {"until": TODAY + timedelta(days=9)}, "until", "not_asked"),
        (LifeKind.THEME_DAY, {"figures": {"yuan": 5}}, "yuan", "not_asked"),
        (LifeKind.TALK, {"attended": 2}, "attended", "not_asked"),
        (LifeKind.TALK, {"figures": {}}, "people", "required"),
        (LifeKind.ZONE, {"until": TODAY}, "until", "dates_out_of_order"),
        (LifeKind.CONTRIBUTION, {"figures": {"jobs": 0}}, "jobs", "no_figure"),
        (LifeKind.CONTRIBUTION, {"figures": {"yuan": -1}}, "yuan", "out_of_range"),
        (LifeKind.DEVELOPMENT, {"figures": {"people": 2, "owners": 3}}, "owners", "part_above_whole"),
        (LifeKind.APPRAISAL, {"figures": {"excellent": 3, "good": 3}}, "excellent", "more_than_attended"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_at_its_field(kind, given, field, code):
    assert (field, code) in [(name, refusal.code) for name, refusal in check_entry(entry(kind, **given))]


def test_the_boundaries_are_allowed():
    assert check_entry(entry(attended=5, expected=5)) == []
    assert check_entry(entry(LifeKind.ZONE, until=TODAY + timedelta(days=1))) == []
    assert check_entry(entry(LifeKind.DEVELOPMENT, figures={"people": 3, "owners": 3})) == []
    assert check_entry(entry(LifeKind.APPRAISAL, figures={"excellent": 2, "good": 3})) == []


def test_a_meeting_is_recorded_once_for_its_day_with_an_audit_line(org, east):
    row = services.record_life(org=org, entry=entry(), by=east, host=" 甲 ", result="通过")
    assert (row.since, row.until, row.host, row.ends_on) == (TODAY, TODAY + timedelta(days=1), "甲", None)
    assert AuditEvent.objects.as_system("test").filter(act="orgs.life_recorded").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        services.record_life(org=org, entry=entry(), by=east)
    services.record_life(org=org, entry=entry(topic="另一议题"), by=east)
    assert len(all_of(org)) == 2


def test_a_wrong_entry_writes_nothing(world, org, east):
    for wrong in (
        entry(on=TODAY + timedelta(days=1)), entry(on=date(1899, 1, 1)), entry(topic="\x00"), entry(attended=None),
        entry(topic="\ud800"),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            services.record_life(org=org, entry=wrong, by=east)
    with pytest.raises(Conflict, match="尚未成立"):
        services.record_life(org=org, entry=entry(on=DAY - timedelta(days=1)), by=east)
    services.record_life(org=org, entry=entry(on=DAY), by=east)
    for key in ("west", "leader"):
        with pytest.raises(Denied):
            services.record_life(org=org, entry=entry(), by=world.act_as(key))
    world.act_as("east")
    assert len(all_of(org)) == 1


def test_a_correction_takes_the_place_of_the_record_and_keeps_what_it_said(org, east):
    first = services.record_life(org=org, entry=entry(), by=east)
    second = services.correct_life(record=first, entry=entry(attended=7), reason="人数登错", by=east)
    old, new = all_of(org)
    assert (old.attended, old.superseded_at is None) == (5, False)
    assert (new.attended, new.superseded_at, new.series, new.change_reason) == (7, None, old.series, "人数登错")
    assert [row.pk for row in reads.history(second)] == [new.pk, old.pk]
    with pytest.raises(Conflict):
        services.correct_life(record=first, entry=entry(attended=8), reason="再改", by=east)
    with pytest.raises(ValidationError, match="理由"):
        services.correct_life(record=second, entry=entry(), reason=" ", by=east)
    with pytest.raises(ValidationError), transaction.atomic():
        services.correct_life(record=second, entry=entry(attended=None), reason="改", by=east)
    assert len(all_of(org)) == 2
    assert LifeRecord.objects.as_system("test").live().get().pk == second.pk


def test_a_correction_does_not_change_the_kind(org, east):
    first = services.record_life(org=org, entry=entry(), by=east)
    again = services.correct_life(record=first, entry=entry(LifeKind.LESSON), reason="改", by=east)
    assert again.kind == LifeKind.THEME_DAY


def test_a_withdrawn_record_counts_no_more_and_says_why(org, east):
    row = services.record_life(org=org, entry=entry(), by=east)
    gone = services.withdraw_life(record=row, reason="重复登记", by=east)
    assert LifeRecord.objects.as_system("test").live().count() == 0
    assert [(one.is_withdrawn, one.change_reason) for one in reads.history(gone)] == [(True, "重复登记"), (False, "")]
    with pytest.raises(Conflict):
        services.withdraw_life(record=row, reason="再撤", by=east)
    assert services.record_life(org=org, entry=entry(), by=east).pk


def test_nobody_edits_or_deletes_a_record_behind_the_services(org, east):
    row = services.record_life(org=org, entry=entry(), by=east)
    for statement in ("UPDATE orgs_liferecord SET attended = 9 WHERE id = %s", "DELETE FROM orgs_liferecord WHERE id = %s"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [row.pk])


def test_totals_count_records_and_add_up_figures_in_the_period(org, east):
    services.record_life(org=org, entry=entry(LifeKind.OUTREACH, figures={"brochures": 10}), by=east)
    services.record_life(org=org, entry=entry(LifeKind.OUTREACH, topic="二", figures={"brochures": 5}), by=east)
    services.record_life(org=org, entry=entry(LifeKind.ZONE, on=DAY, until=DAY + timedelta(days=2)), by=east)
    found = {one.kind: one for one in reads.totals(reads.select(reads.Wanted(DAY, TODAY), east))}
    assert (found[LifeKind.OUTREACH].number, found[LifeKind.OUTREACH].figures) == (2, [("发放宣传册份数", 15)])
    assert found[LifeKind.ZONE].number == 1
    for since, seen in ((DAY + timedelta(days=1), True), (DAY + timedelta(days=2), False)):
        rows = reads.select(reads.Wanted(since, TODAY, kind=LifeKind.ZONE), east)
        assert rows.exists() is seen


def test_committees_owe_a_lesson_a_branch_its_meetings_and_a_group_its_own():
    assert set(customary(OrgType.COMMITTEE)) == {LifeKind.LESSON}
    assert set(customary(OrgType.GROUP)) == {LifeKind.GROUP_MEETING}
    assert set(customary(OrgType.BRANCH)) == set(CUSTOM) - {LifeKind.GROUP_MEETING}


@pytest.mark.parametrize("wrong", [{"sauna": [1, 1]}, {"lesson": [1, 5]}, {"lesson": [-1, 3]}, [], "x"])
def test_a_frequency_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        life_from_data(wrong)


def asked(by, on):
    """Return what is due by the statement of the whole scope and by the rule, which must agree."""
    orgs = list(PartyOrg.objects.visible_to(by, reads.VIEW))
    by_rule = {pk for pk, one in due.due_of(orgs, on).items() if one.now}
    assert {row.pk for row in due.listed(by, on)} == by_rule
    return by_rule


@pytest.mark.parametrize("on", [date(2015, 7, 20), date(2015, 8, 31), date(2015, 9, 30), date(2015, 12, 1), date(2016, 1, 31)])
def test_what_is_due_is_read_in_one_statement_as_the_rule_says(world, org, east, on):
    """Held and not held, for every kind, in branches and in a committee, founded early and late."""
    late = world.single(by=east, on=date(2015, 8, 20))
    with system_scope("test data"):
        PartyOrg.objects.filter(pk=late.pk).as_system("test").update(org_type=OrgType.COMMITTEE)
    for held in (set(), {LifeKind.THEME_DAY}, set(CUSTOM)):
        one = world.single(by=east)
        with system_scope("test data"):
            for kind in held:
                LifeRecord.objects.create(org=one, kind=kind, topic="x", valid=DateRange(on, on + timedelta(days=1)))
        found = asked(east, on)
        assert (one.pk in found) is (held != set(CUSTOM) and (held == set() or on.month in {9, 12}))


def test_a_district_sets_its_own_frequency(world, org, east):
    assert asked(east, TODAY) == {org.pk}
    with system_scope("test data"):
        LimitSetting.objects.create(
            area=world.district, data={"life": {**QUIET, "theme_day": [1, 12]}}, valid=DateRange(DAY, None), origin="示例文件"
        )
    assert asked(east, TODAY) == set()
    with system_scope("test data"):
        LimitSetting.objects.create(
            area=world.east, data={"life": {**QUIET, "theme_day": [2, 1]}}, valid=DateRange(DAY, None), origin="街道"
        )
    services.record_life(org=org, entry=entry(), by=east)
    assert asked(east, TODAY) == {org.pk}
    services.record_life(org=org, entry=entry(topic="又一次"), by=east)
    assert asked(east, TODAY) == set()


def test_the_work_item_counts_organizations_and_not_kinds(world, org, east):
    item = registries.work_items.get("orgs.life_due")
    assert item.waiting(east).rows.count() == 1
    assert item.waiting(world.act_as("leader")).rows.count() == 0


def test_each_form_asks_for_few_things_and_never_for_a_picture_or_a_place(org, east):
    for kind in LifeKind:
        form = form_of(kind)(principal=east)
        required = [name for name, field in form.fields.items() if field.required]
        assert len(required) <= 3
        assert not {"photo", "location", "position", "latitude"} & set(form.fields)


def test_from_what_is_due_to_the_record_its_correction_and_its_withdrawal(world, org, signed_in):
    client, today = signed_in("east"), timezone.localdate()
    assert org.name in client.get(reverse("orgs:life_due")).content.decode()
    page = client.get(reverse("orgs:life_of", args=[org.pk])).content.decode()
    address = reverse("orgs:record_life", args=[org.pk, "theme_day"])
    assert address in page
    assert today.isoformat() in client.get(address).content.decode()
    wrong = client.post(address, {"on": today, "topic": "学习", "attended": 6, "expected": 5})
    assert (wrong.status_code, "超过应到5人" in wrong.content.decode()) == (422, True)
    assert client.post(address, {"on": today, "topic": "学习", "attended": 5, "expected": 5}).status_code == 302
    again = client.post(address, {"on": today, "topic": "学习", "attended": 5})
    assert (again.status_code, "已经登记" in again.content.decode()) == (422, True)
    (row,) = all_of(org)
    assert "5" in client.get(address).content.decode()
    corrected = client.post(
        reverse("orgs:correct_life", args=[row.pk]), {"on": today, "topic": "学习党章", "attended": 4, "reason": "改"}
    )
    live = LifeRecord.objects.as_system("test").live().get()
    assert corrected.url == live.get_absolute_url()
    assert live.get_absolute_url() in client.get(row.get_absolute_url()).content.decode()
    assert "学习党章" in client.get(f"{reverse('orgs:life')}?kind=theme_day").content.decode()
    assert client.post(reverse("orgs:withdraw_life", args=[live.pk]), {"reason": "误登"}).status_code == 302
    assert "误登" in client.get(live.get_absolute_url()).content.decode()
    assert client.get(reverse("orgs:life")).context["rows"] == []


def test_who_does_not_see_the_organization_finds_nothing_and_who_only_reads_has_no_button(world, org, east, signed_in):
    row = services.record_life(org=org, entry=entry(), by=east)
    address = reverse("orgs:record_life", args=[org.pk, "theme_day"])
    west, leader = signed_in("west"), signed_in("leader")
    assert [west.get(one).status_code for one in (row.get_absolute_url(), address)] == [404, 404]
    assert leader.get(address).status_code == 403
    assert address not in leader.get(reverse("orgs:life_of", args=[org.pk])).content.decode()
    assert signed_in("east").get(reverse("orgs:record_life", args=[org.pk, "sauna"])).status_code == 404


def test_the_panel_says_what_is_due_and_what_was_held(world, org, east, signed_in):
    services.record_life(org=org, entry=entry(LifeKind.LESSON), by=east)
    text = signed_in("east").get(reverse("orgs:panel", args=[org.pk, "orgs.life"])).content.decode()
    assert "学习党章" in text
    assert "主题党日" in text

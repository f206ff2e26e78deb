"""Outside registers (外部名册): differences become tasks, the ledger is never overwritten, each street sees its own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from access import answers, policy
from access.choices import Role
from access.errors import Conflict
from access.principals import acting, system
from enterprises import services
from enterprises.models import RegisterRow, RegisterTask, RoundTask, Unit
from enterprises.queries import registers
from enterprises.rules import registers as rules
from enterprises.services.sheets import batches
from tests.enterprises.sheets import act, as_, confirmed, rows, upload, work, workbook
from tests.factories.access import TODAY, AssignmentFactory
from tests.factories.enterprises import code, unit

MARKET = "enterprises.register_market"
HEAD = ["市场主体名称", "统一社会信用代码", "登记状态", "登记机关", "住所", "法定代表人"]


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


def load(by, area, *lines, on=TODAY, importer=MARKET, head=HEAD):
    return upload(workbook(("名册", [head, *lines])), by, area, name="名册.xlsx", importer=importer, on=on)


def tasks(**only):
    return list(RegisterTask.objects.as_system("t").filter(**only).select_related("row", "unit").order_by("pk"))


def units():
    return list(Unit.objects.as_system("t").order_by("pk").values())


@pytest.mark.parametrize(
    ("words", "gone"),
    [("存续", False), ("在营（开业）", False), ("注销", True), ("吊销，未注销", True), ("已迁出", True), ("未注销", False),
     ("参保停保", True), ("", False)],
)  # fmt: skip
def test_words_for_the_end_of_a_unit_are_known(words, gone):
    assert rules.is_gone(words) is (gone and "未注销" not in words)


def test_differences_become_tasks_and_the_ledger_stays(land, committee, east, west):
    same = unit(land.first, name="一样有限公司")
    other = unit(land.second, name="改名有限公司", address="东街1号")
    ended = unit(land.west, name="注销有限公司")
    mine = code()
    lines = [
        ["新办有限公司", mine, "存续", "东一社区", "东街9号", None], [same.name, same.uscc, "存续", "东一社区", None, None],
        ["改了名有限公司", other.uscc, "存续", None, "东街 1 号", None], [ended.name, ended.uscc, "注销", None, None, None],
        ["没处去有限公司", code(), "存续", "火星路", None, None], ["坏代码有限公司", "9111", "存续", None, None, None],
        ["早已不在有限公司", code(), "注销", "东一社区", None, None],
    ]  # fmt: skip
    before = units()
    batch = load(committee, land.county, *lines)
    assert [row.verdict for row in rows(batch)] == ["new", "same", "changed", "cancelled", "new", "error", "same"]
    assert not tasks()
    done = confirmed(batch, committee)
    assert (done.state, done.counts["applied"], done.counts["not_applied"]) == ("applied", 4, 0)
    assert units() == before
    assert [(t.kind, t.row.area.name, t.unit) for t in tasks()] == [
        ("new", "东一社区", None), ("changed", "东二社区", other), ("cancelled", "西街道", ended), ("new", "示例区", None),
    ]  # fmt: skip
    assert [one["field"] for one in tasks()[1].changes] == ["name"]
    assert RegisterRow.objects.as_system("t").filter(is_listed=True).count() == 4
    seen = {}
    for by in (committee, east, west):
        with acting(by):
            seen[by] = [one.row.name for one in registers.visible(by).order_by("pk")]
            assert registers.waiting(by).rows.count() == len(seen[by])
    assert [len(seen[by]) for by in (committee, east, west)] == [4, 2, 1]
    again = load(committee, land.county, *lines)
    assert again.counts["same"] == 6
    kept = RegisterRow.objects.as_system("t").order_by("pk")
    state = list(kept.values())
    confirmed(again, committee)
    assert (len(tasks()), list(kept.values())) == (4, state)


def test_a_later_file_is_compared_with_the_former_one_and_what_vanished_is_cancelled(land, committee):
    known = unit(land.first, name="在册有限公司")
    one, two = code(), code()
    first = [["甲有限公司", one, "存续", "东一社区", "甲路1号", None], [known.name, known.uscc, "存续", None, None, None],
             ["乙有限公司", two, "存续", "西街道", None, None]]  # fmt: skip
    confirmed(load(committee, land.county, *first, on=TODAY - timedelta(days=30)), committee)
    later = load(
        committee,
        land.county,
        ["甲有限公司", one, "存续", "东一社区", "甲路8号", None],
        ["乙有限公司", "9111", None, None, None, None],
    )
    found = rows(later)
    assert [row.verdict for row in found] == ["changed", "error", "cancelled"]  # a damaged code does not vanish
    assert (found[0].changes[0]["old"], found[0].changes[0]["new"]) == ("甲路1号", "甲路8号")
    confirmed(later, committee)
    assert [(t.row.name, t.kind, t.state) for t in tasks()] == [
        ("甲有限公司", "new", "replaced"), ("乙有限公司", "new", "open"), ("甲有限公司", "changed", "open"),
        ("在册有限公司", "cancelled", "open"),
    ]  # fmt: skip
    assert tasks(kind="cancelled")[0].unit == known
    older = load(
        committee, land.county, ["甲有限公司", one, "存续", "东一社区", "甲路2号", None], on=TODAY - timedelta(days=9)
    )
    assert older.counts["conflict"] == 1
    east_only = load(committee, land.east, ["甲有限公司", one, "存续", "东一社区", "甲路8号", None])
    assert east_only.counts == {"new": 0, "changed": 0, "same": 1, "conflict": 0, "error": 0}


def test_undoing_takes_tasks_back_unless_they_were_settled(land, committee, east):
    one, two = code(), code()
    batch = confirmed(load(committee, land.county, ["甲有限公司", one, None, "东一社区", None, None],
                           ["乙有限公司", two, None, "东一社区", None, None]), committee)  # fmt: skip
    as_(east, services.settle_register_task, task=tasks()[0], outcome="not_ours", reason="外地企业", on=TODAY)
    act(batches.undo, batch, committee)
    state, batch = work(batch)
    assert (state, batch.counts["undone"], batch.counts["not_undone"]) == ("done", 1, 1)
    assert [(t.row.name, t.state) for t in tasks()] == [("甲有限公司", "not_ours")]
    assert RegisterRow.objects.as_system("t").count() == 1


def test_a_later_file_that_is_taken_back_opens_the_former_task_again(land, committee):
    one = code()
    confirmed(
        load(committee, land.county, ["甲有限公司", one, None, "东一社区", "1号", None], on=TODAY - timedelta(days=9)),
        committee,
    )
    later = confirmed(load(committee, land.county, ["甲有限公司", one, None, "东一社区", "2号", None]), committee)
    act(batches.undo, later, committee)
    work(later)
    assert [(t.kind, t.state) for t in tasks()] == [("new", "open")]
    assert RegisterRow.objects.as_system("t").get().contents["address"] == "1号"


def test_an_outcome_needs_what_it_says(land, committee, east, west):
    changed, ended = unit(land.first, name="改名有限公司"), unit(land.first, name="注销有限公司")
    batch = load(
        committee, land.county, ["新办有限公司", mine := code(), None, "东一社区", None, None],
        ["改了名有限公司", changed.uscc, None, None, None, None], [ended.name, ended.uscc, "注销", None, None, None],
    )  # fmt: skip
    confirmed(batch, committee)
    new, differs, gone = tasks()
    settle = services.settle_register_task
    for task, outcome, sentence in (
        (new, "registered", "还没有这家单位"), (new, "visited", "不能这样办结"), (new, "not_ours", "说明"),
        (differs, "visited", "还没有走访"), (gone, "confirmed", "仍在经营"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=sentence):
            as_(east, settle, task=task, outcome=outcome, on=TODAY)
    with pytest.raises(policy.Denied):
        as_(west, settle, task=new, outcome="not_ours", reason="x", on=TODAY)
    assert {task.state for task in tasks()} == {"open"}
    made = unit(land.first, name="新办有限公司", uscc=mine)
    assert as_(east, settle, task=new, outcome="registered", on=TODAY).unit == made
    as_(east, services.visit, unit=changed, client_uuid=uuid4(), visited_on=TODAY, outcome="done")
    as_(east, settle, task=differs, outcome="visited", on=TODAY)
    as_(east, services.close, unit=ended, status="closed", reason="deregistered", on=TODAY, version=ended.version)
    as_(east, settle, task=gone, outcome="confirmed", on=TODAY)
    assert [task.state for task in tasks()] == ["registered", "visited", "confirmed"]
    with pytest.raises(Conflict):
        as_(east, settle, task=new, outcome="not_ours", reason="x", on=TODAY)
    with pytest.raises(IntegrityError) as kept, acting(system("t")), transaction.atomic():
        RegisterTask.objects.as_system("t").filter(pk=new.pk).update(reason="x")
    assert answers.constraint_sentence(kept.value)[1] == "已办结的比对任务不能修改或删除。"


def test_a_file_of_another_kind_of_register_is_kept_apart(land, committee):
    known = unit(land.first, name="参保有限公司", survey=services.Survey(staff=10))
    head = ["参保单位", "统一社会信用代码", "参保人数"]
    fewer = load(
        committee, land.county, [known.name, known.uscc, 9], importer="enterprises.register_security", head=head
    )
    assert rows(fewer)[0].verdict == "same"
    more = load(
        committee, land.county, [known.name, known.uscc, 11], importer="enterprises.register_security", head=head
    )
    assert [(c["field"], c["old"], c["new"]) for c in rows(more)[0].changes] == [("insured", 10, 11)]
    head = ["项目名称", "项目代码", "建设单位", "总投资", "批复日期", "街道"]
    project = ["智能工厂项目", "2024-110101-01", "新来有限公司", 1200, "2015-09-01", "东街道"]
    batch = confirmed(
        load(committee, land.county, project, importer="enterprises.register_projects", head=head), committee
    )
    assert batch.counts["applied"] == 1
    assert tasks()[0].row.contents["investment_wan"] == "1200"


def signed_in(role, body):
    client = Client()
    client.force_login(AssignmentFactory(role=role, body=body).user)
    return client


def test_a_clerk_goes_from_the_list_through_registration_to_the_settled_task(land, committee):
    mine, known = code(), unit(land.first, name="旧名有限公司")
    confirmed(load(committee, land.county, ["新办有限公司", mine, None, "东一社区", "东街9号", "张三"],
                   ["新名有限公司", known.uscc, None, None, None, None]), committee)  # fmt: skip
    new, differs = tasks()
    clerk = signed_in(Role.STREET_OFFICER, land.east_body)
    page = clerk.get(reverse("enterprises:register_tasks")).content.decode()
    assert "新办有限公司" in page
    assert "旧名有限公司 → <b>新名有限公司</b>" in page
    assert "名册比对待核实" in clerk.get("/").content.decode()
    address = reverse("enterprises:register") + f"?task={new.pk}"
    form = clerk.get(address).content.decode()
    assert all(word in form for word in (mine, "东街9号", "张三"))
    given = {"uscc": mine, "name": "新办有限公司", "kind": "enterprise", "area": land.first.pk, "on": TODAY.isoformat()}
    assert clerk.post(address, given).status_code == 302
    assert tasks()[0].state == "registered"
    stranger = signed_in(Role.STREET_OFFICER, land.west_body)
    for name in ("register_task", "settle_register_task", "register_task_round"):
        where = reverse(f"enterprises:{name}", args=[differs.pk])
        assert stranger.get(where).status_code in {404, 405}
        assert stranger.post(where).status_code in {404, 405}
    assert (
        clerk.get(reverse("enterprises:register_row", args=[differs.row_id])).headers["Location"]
        == differs.get_absolute_url()
    )
    assert signed_in(Role.FINANCE, land.east_body).get(reverse("enterprises:register_tasks")).status_code == 403


def test_the_unit_of_a_difference_is_put_into_a_running_round_once(land, committee, east):
    known, other = unit(land.first, name="旧名有限公司"), unit(land.second, kind="self_employed")
    survey_round = as_(committee, services.open_survey_round, area=land.county, name="一轮", starts_on=TODAY, ends_on=TODAY,
                       on=TODAY, wanted={"kinds": ["self_employed"]})  # fmt: skip
    for _ in range(2):
        as_(east, services.add_unit, survey_round=survey_round, unit=known, on=TODAY)
    assert RoundTask.objects.as_system("t").filter(round=survey_round, unit=known).count() == 1
    survey_round.refresh_from_db()
    assert survey_round.units == 2, other

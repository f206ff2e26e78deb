"""A file that comes in: previewed, confirmed once, written through the register's acts, and taken back."""

import pytest
from django.core.exceptions import ValidationError

from access import policy
from access.choices import Role
from access.errors import Conflict
from access.models import AuditEvent
from access.principals import acting
from enterprises import services
from enterprises.models import AnswerFact, MembersFact, ScaleFact, Unit
from enterprises.services import registration
from enterprises.services.sheets import batches
from tests.enterprises.sheets import act, as_, confirmed, rows, upload, work, workbook
from tests.factories.access import TODAY, principal
from tests.factories.enterprises import code, unit

HEAD = ["单位名称", "统一社会信用代码", "所在社区", "联系电话", "职工人数", "正式党员", "工会"]


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


def units():
    return Unit.objects.as_system("t")


def fact(model, one):
    return model.objects.as_system("t").filter(unit=one).as_of(TODAY).get()


def test_a_file_is_previewed_confirmed_and_written(land, east):
    known = unit(land.first, name="老单位有限公司")
    same = unit(land.second, name="一样有限公司")
    mine, other = code(), unit(land.west, name="西街有限公司")
    content = workbook(("Sheet1", [
        ["东街道非公企业台账"], HEAD,
        ["新单位有限公司", mine, "东一社区", "13900000001", "约40人", "３", "是"],
        ["老单位有限公司", known.uscc, "东一", "13900000002", 12, None, None],
        ["一样有限公司", same.uscc, "东二社区", None, None, None, None],
        ["别处有限公司", other.uscc, "东一社区", None, 5, None, None],
        ["没有代码有限公司", None, "东一社区", None, 5, None, None],
        ["坏代码有限公司", 9.12101e17, "西街道", None, "很多", None, None],
    ]))  # fmt: skip
    before = units().count()
    batch = upload(content, east, land.east)
    found = rows(batch)
    assert [row.verdict for row in found] == ["new", "changed", "same", "conflict", "error", "error"]
    assert batch.counts == {"new": 1, "changed": 1, "same": 1, "conflict": 1, "error": 2}
    assert batch.state == "preview"
    assert units().count() == before
    assert "西街道" in found[3].findings[0]["message"]
    assert "西街有限公司" not in str(found[3].findings)
    assert {f["field"] for f in found[5].findings} == {"uscc", "staff", "area"}
    assert "丢失" in found[5].findings[0]["message"]
    assert [c["field"] for c in found[1].changes] == ["contact_phone", "staff"]
    assert "13900000002" not in str([found[1].cells, found[1].values, found[1].changes])
    done = confirmed(batch, east)
    assert done.state == "applied"
    assert done.counts["applied"] == 2
    made = units().get(uscc=mine)
    assert (made.area, made.contact_phone) == (land.first, "+8613900000001")
    assert (fact(ScaleFact, made).staff, fact(MembersFact, made).formal) == (40, 3)
    assert fact(ScaleFact, known).source == "import"
    known.refresh_from_db()
    assert known.contact_phone == "+8613900000002"
    act(batches.confirm, batch, east)
    assert units().count() == before + 1
    assert AuditEvent.objects.as_system("t").filter(act="enterprises.import_applied").count() == 1


def test_a_file_of_the_whole_district_places_the_rows_that_say_where_and_asks_the_others(land, committee):
    content = workbook(("Sheet1", [
        HEAD,
        ["东边有限公司", code(), "东一社区", None, 5, None, None],
        ["西边有限公司", code(), "西街道", None, 5, None, None],
        ["哪里有限公司", code(), None, None, 5, None, None],
    ]))  # fmt: skip
    found = rows(upload(content, committee, land.county))
    assert [row.verdict for row in found] == ["new", "new", "error"]
    assert [f["field"] for f in found[2].findings] == ["area"]
    assert "请填写所属街道" in found[2].findings[0]["message"]


def test_read_again_after_writing_every_row_is_the_same(land, east):
    content = workbook(
        ("a", [HEAD, *[[f"单位{n}有限公司", code(), "东一社区", f"1390000{n:04}", n, 1, "否"] for n in range(1, 8)]])
    )
    confirmed(upload(content, east, land.east), east)
    batch = upload(content, east, land.east)
    assert batch.counts["same"] == 7, [(r.findings, r.changes) for r in rows(batch)]
    with pytest.raises(ValidationError):
        act(batches.confirm, batch, east)


def test_a_batch_is_undone_except_what_was_changed_since(land, east):
    known = unit(land.first, name="老单位有限公司", survey=services.Survey(staff=7))
    one, two = code(), code()
    content = workbook(("a", [
        HEAD, ["甲有限公司", one, "东一社区", None, 9, 1, None], ["乙有限公司", two, "东一社区", None, 8, None, "是"],
        ["老单位新名有限公司", known.uscc, None, "13900000002", 12, 2, "是"],
    ]))  # fmt: skip
    batch = confirmed(upload(content, east, land.east), east)
    assert batch.counts["applied"] == 3
    touched = units().get(uscc=two)
    as_(east, services.survey, unit=touched, answers=services.Survey(staff=80), on=TODAY)
    act(batches.undo, batch, east)
    state, batch = work(batch)
    assert (state, batch.state, batch.counts["undone"], batch.counts["not_undone"]) == ("done", "undone", 2, 1)
    assert not units().filter(uscc=one).exists()
    assert fact(ScaleFact, touched).staff == 80
    known.refresh_from_db()
    assert (known.name, known.contact_phone) == ("老单位有限公司", "")
    assert fact(ScaleFact, known).staff == 7
    assert not MembersFact.objects.as_system("t").filter(unit=known).as_of(TODAY).exists()
    assert "变动" in rows(batch, problem__gt="")[0].problem


def test_a_unit_that_something_refers_to_is_not_taken_back(land, east):
    content = workbook(("a", [HEAD, ["甲有限公司", code(), "东一社区", None, 9, 1, None]]))
    batch = confirmed(upload(content, east, land.east), east)
    made = units().get(name="甲有限公司")
    as_(east, services.propose_handover, unit=made, to=land.west, reason="楼在西边", on=TODAY)
    act(batches.undo, batch, east)
    assert work(batch)[1].counts["not_undone"] == 1
    assert units().filter(pk=made.pk).exists()


def test_a_unit_changed_after_the_preview_is_not_overwritten(land, east):
    known = unit(land.first, name="老单位有限公司")
    batch = upload(workbook(("a", [HEAD, ["老单位有限公司", known.uscc, None, None, 12, None, None]])), east, land.east)
    as_(east, services.survey, unit=known, answers=services.Survey(staff=99), on=TODAY)
    done = confirmed(batch, east)
    assert done.counts == batch.counts | {"applied": 0, "not_applied": 1}
    assert fact(ScaleFact, known).staff == 99


def test_a_row_refused_among_many_stands_with_its_reason_and_stops_no_other(land, east, west):
    taken, known = code(), unit(land.first, name="老单位有限公司")
    content = workbook(("a", [HEAD, *[[f"单位{n}有限公司", code(), "东一社区", None, n, 1, None] for n in range(1, 6)],
        ["被抢先有限公司", taken, "东一社区", None, 9, 1, None], ["老单位有限公司", known.uscc, None, None, 30, 2, "是"],
    ]))  # fmt: skip
    batch = upload(content, east, land.east)
    assert batch.counts == {"new": 6, "changed": 1, "same": 0, "conflict": 0, "error": 0}
    unit(land.west, name="抢先有限公司", uscc=taken)
    as_(east, services.survey, unit=known, answers=services.Survey(staff=99), on=TODAY)
    done = confirmed(batch, east)
    assert (done.counts["applied"], done.counts["not_applied"]) == (5, 2)
    problems = {row.values["name"]: row.problem for row in rows(done, problem__gt="")}
    assert "西街道" in problems["被抢先有限公司"]
    assert "由他人修改" in problems["老单位有限公司"]
    made = units().filter(name__startswith="单位")
    assert made.count() == 5
    trail = AuditEvent.objects.as_system("t").filter(act="enterprises.registered", object_id__in=made.values("pk"))
    assert trail.count() == 5
    assert [fact(ScaleFact, one).staff for one in made.order_by("pk")] == [1, 2, 3, 4, 5]


def test_a_unit_in_another_area_than_its_row_says_is_a_conflict_and_is_not_moved(land, east):
    known = unit(land.first, name="老单位有限公司")
    batch = upload(
        workbook(("a", [HEAD, ["老单位有限公司", known.uscc, "东二社区", None, 30, 2, "是"]])), east, land.east
    )
    (row,) = rows(batch)
    assert row.verdict == "conflict"
    assert "东一社区" in row.findings[0]["message"]
    with pytest.raises(ValidationError):
        act(batches.confirm, batch, east)
    known.refresh_from_db()
    assert known.area == land.first


def test_how_many_members_there_are_is_split_checked_and_compared_with_what_is_known(land, east):
    known = unit(land.first, name="老单位有限公司", survey=services.Survey(staff=20, formal=3, probationary=1))
    head = ["单位名称", "统一社会信用代码", "党员人数", "其中：正式党员", "预备党员"]
    batch = upload(workbook(("a", [
        head, ["甲有限公司", code(), 5, None, None], ["乙有限公司", code(), 5, 4, None], ["丙有限公司", code(), 5, 4, 2],
        ["老单位有限公司", known.uscc, 4, None, None],
    ])), east, land.first)  # fmt: skip
    only, one, wrong, same = rows(batch)
    assert [row.verdict for row in (only, one, wrong, same)] == ["new", "new", "error", "same"]
    assert (only.values["formal"], only.values["probationary"]) == (5, 0)
    assert "请核对" in only.findings[0]["message"]
    assert (one.values["formal"], one.values["probationary"]) == (4, 1)
    assert wrong.findings[0]["field"] == "members"
    confirmed(batch, east)
    assert fact(MembersFact, units().get(name="甲有限公司")).formal == 5


def test_nothing_is_confirmed_or_seen_from_another_street(land, east, west):
    batch = upload(workbook(("a", [HEAD, ["甲有限公司", code(), None, None, 9, 1, None]])), east, land.east)
    for what in (batches.confirm, batches.undo):
        with pytest.raises(policy.Denied):
            act(what, batch, west)
    with pytest.raises(policy.Denied):
        upload(b"x", west, land.east)
    with pytest.raises(policy.Denied):
        upload(b"x", principal(Role.LEADER, land.east_body), land.east)


def test_a_dropped_file_is_gone_and_cannot_be_confirmed(land, east, django_capture_on_commit_callbacks):
    batch = upload(workbook(("a", [HEAD, ["甲有限公司", code(), None, None, 9, 1, None]])), east, land.east)
    with django_capture_on_commit_callbacks(execute=True):
        act(batches.drop, batch, east)
    assert not rows(batch)
    assert not list(batches.folder().iterdir())
    with pytest.raises(Conflict):
        act(batches.confirm, batch, east)


def test_a_batch_whose_worker_was_killed_is_finished_by_the_next_one_to_the_same_end(land, east, monkeypatch):
    names = [f"单位{n}有限公司" for n in range(120)]
    batch = upload(
        workbook(("a", [HEAD, *[[name, code(), "东一社区", None, 9, 1, None] for name in names]])), east, land.east
    )
    act(batches.confirm, batch, east)
    register, calls = registration.register_many, []

    def killed(entries, **values):
        calls.append(entries)
        made = register(entries, **values)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr("enterprises.services.registration.register_many", killed)
    monkeypatch.setattr("enterprises.services.sheets.applying.TOGETHER", 50)
    with pytest.raises(KeyboardInterrupt):
        work(batch)
    assert units().filter(name__in=names).count() == 50  # whole chunks only
    state, batch = work(batch)
    assert (state, batch.state, batch.counts["applied"]) == ("done", "applied", 120)
    assert units().filter(name__in=names).count() == 120


def test_a_column_named_as_an_extra_question_is_read_written_and_taken_back(land, east, committee):
    with acting(committee):
        services.design_question(
            on=TODAY, by=committee, code="venue", label="活动场地", kind="choice", synonyms=["场地来源"], in_list=True,
            options=[{"value": "own", "label": "自有"}, {"value": "rent", "label": "租用"}],
        )  # fmt: skip
        services.design_question(on=TODAY, by=committee, code="area_m", label="场地面积", kind="number", highest=5000)
    known = unit(land.first, name="老单位有限公司")
    head = ["单位名称", "统一社会信用代码", "场地来源", "场地面积（平方米）"]
    content = workbook(
        ("Sheet1", [head, ["老单位有限公司", known.uscc, "自有", 60], ["新单位有限公司", code(), "租用", 9000]])
    )
    batch = upload(content, east, land.east)
    assert [row.verdict for row in rows(batch)] == ["changed", "error"]
    assert [change["label"] for change in rows(batch)[0].changes] == ["活动场地", "场地面积"]
    done = confirmed(batch, east)
    answers = AnswerFact.objects.as_system("t").filter(unit=known).live()
    assert {one.question.code: one.value for one in answers.select_related("question")} == {
        "venue": "own",
        "area_m": 60,
    }
    same = upload(content, east, land.east)
    assert rows(same)[0].verdict == "same"
    act(batches.undo, done, east)
    work(done)
    assert not answers.as_of(TODAY).exists()

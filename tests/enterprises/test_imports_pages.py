"""Imports and exports as a clerk meets them, from upload to the file of bad rows, and the way of a list out and in again."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from access.choices import Role
from access.models import AuditEvent, Job
from access.services import jobs
from enterprises import services
from enterprises.models import ImportBatch, Unit
from tests.enterprises.sheets import clock, rows, upload, workbook
from tests.factories.access import TODAY, AssignmentFactory
from tests.factories.enterprises import code, unit

HEAD = ["企业名称（全称）", "统一社会信用代码", "社区", "联系电话", "职工人数（人）", "正式党员"]
PAYLOADS = ("=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "|x", "＝1+1", " =1", "'=1")


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


def signed_in(role, body):
    client = Client()
    client.force_login(AssignmentFactory(role=role, body=body).user)
    return client


@pytest.fixture
def clerk(land):
    return signed_in(Role.STREET_OFFICER, land.east_body)


def do_jobs():
    for pk in Job.objects.for_worker().unfinished().order_by("pk").values_list("pk", flat=True):
        jobs.run(pk, clock)


def send(client, land, content, name="台账.xlsx"):
    file = SimpleUploadedFile(name, content)
    data = {"file": file, "importer": "enterprises.units", "area": land.east.pk, "facts_on": TODAY.isoformat()}
    return client.post(reverse("enterprises:import_upload"), data)


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def export(client, kind="xlsx", full="", query=""):
    answer = client.post(reverse("enterprises:export") + query, {"purpose": "核对", "format": kind, "full": full})
    assert answer.status_code == 302, answer.content.decode()
    do_jobs()
    return body(client.get(answer.headers["Location"] + "file/"))


def test_a_list_of_imports_shows_files_that_are_still_being_read(land, clerk):
    send(clerk, land, workbook(("a", [HEAD, ["甲有限公司", code(), "", "", 9, 1]])))
    assert "识别中" in clerk.get(reverse("enterprises:imports")).content.decode()


def test_a_clerk_uploads_previews_confirms_and_undoes(land, clerk):
    assert clerk.get(reverse("enterprises:import_upload")).status_code == 200
    mine = code()
    content = workbook(
        ("a", [HEAD, ["甲有限公司", mine, "东一社区", "13900000001", 9, 1], ["乙", "123", "东一社区", "8", "x", 1]])
    )
    answer = send(clerk, land, content)
    page = answer.headers["Location"]
    assert "hx-get" in clerk.get(page).content.decode()
    do_jobs()
    shown = clerk.get(page).content.decode()
    assert "确认写入" in shown
    assert "13900000001" not in shown
    assert clerk.get(page, {"verdict": "error"}).content.decode().count('<td class="num"') == 1
    assert clerk.post(f"{page}confirm/").headers["Location"] == page
    assert clerk.post(f"{page}confirm/").status_code == 302
    do_jobs()
    assert Unit.objects.as_system("t").filter(uscc=mine).count() == 1
    assert "撤销这批导入" in clerk.get(page).content.decode()
    clerk.post(f"{page}undo/")
    do_jobs()
    assert not Unit.objects.as_system("t").filter(uscc=mine).exists()
    assert "已撤销" in clerk.get(page).content.decode()
    assert "台账.xlsx" in clerk.get(reverse("enterprises:imports")).content.decode()


def test_the_file_of_bad_rows_has_exactly_these_marked_and_comes_back_corrected(land, clerk):
    good = [["好有限公司", code(), "东一社区", "13900000001", 9, 1]]
    bad = [
        ["坏有限公司", 9.12101e17, "东一社区", "13900000002", "很多", 1],
        ["没区有限公司", code(), "没有的社区", "", 3, 1],
    ]
    page = send(clerk, land, workbook(("企业", [["东街道台账"], HEAD, *good, *bad]))).headers["Location"]
    do_jobs()
    sheet = openpyxl.load_workbook(BytesIO(body(clerk.get(f"{page}bad-rows/"))))["企业"]
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in found] == ["企业名称(全称)", "坏有限公司", "没区有限公司"]
    assert found[1][3] == "13900000002"
    assert sheet["B2"].comment is not None
    assert sheet["B2"].fill.fgColor.rgb == sheet["E2"].fill.fgColor.rgb == "FFF8CBAD"
    assert sheet["A2"].comment is None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    sheet["B2"], sheet["E2"], sheet["C3"] = code(), "30", "东二社区"
    out = BytesIO()
    sheet.parent.save(out)
    page = send(clerk, land, out.getvalue()).headers["Location"]
    do_jobs()
    batch = ImportBatch.objects.as_system("t").order_by("-pk").first()
    assert batch.counts["new"] == 2, [row.findings for row in rows(batch)]


def test_the_meaning_of_columns_is_chosen_and_remembered(land, clerk):
    content = workbook(("a", [["单位名称", "信用代码", "人手"], ["甲有限公司", code(), 9]]))
    page = send(clerk, land, content).headers["Location"]
    do_jobs()
    batch = ImportBatch.objects.as_system("t").get()
    assert "staff" not in rows(batch)[0].values
    clerk.post(f"{page}columns/", {"column_0": "name", "column_1": "uscc", "column_2": "staff"})
    do_jobs()
    assert rows(batch)[0].values["staff"] == 9
    clerk.post(f"{page}confirm/")
    do_jobs()
    send(clerk, land, workbook(("a", [["人手", "单位名称", "信用代码"], [7, "乙有限公司", code()]])))
    do_jobs()
    latest = ImportBatch.objects.as_system("t").order_by("-pk").first()
    assert rows(latest)[0].values["staff"] == 7


def test_one_reason_is_chosen_for_all_rows_of_a_table_that_has_no_codes(land, clerk):
    known = unit(land.first, name="老单位有限公司")
    content = workbook(
        ("a", [["单位名称", "所在社区", "职工人数"], ["甲有限公司", "东一社区", 9], ["老单位有限公司", "东一社区", 8]])
    )
    page = send(clerk, land, content).headers["Location"]
    do_jobs()
    batch = ImportBatch.objects.as_system("t").get()
    assert [row.verdict for row in rows(batch)] == ["error", "changed"]
    assert "无代码原因" in rows(batch)[0].findings[0]["message"]
    assert "表中没有填写“无代码原因”的行" in clerk.get(page).content.decode()
    meant = {"column_0": "name", "column_1": "area", "column_2": "staff"}
    clerk.post(f"{page}columns/", {**meant, "default_no_code_reason": "made_up"})
    do_jobs()
    assert rows(batch)[0].verdict == "error"
    clerk.post(f"{page}columns/", {**meant, "default_no_code_reason": "not_shown"})
    do_jobs()
    new, same = rows(batch)
    assert (new.verdict, new.values["no_code_reason"]) == ("new", "not_shown")
    assert [one["field"] for one in same.changes] == ["staff"]
    clerk.post(f"{page}confirm/")
    do_jobs()
    made = Unit.objects.as_system("t").get(name="甲有限公司")
    assert (made.uscc, made.no_code_reason) == ("", "not_shown")
    known.refresh_from_db()
    assert known.uscc


def test_a_file_that_cannot_be_read_says_so_and_can_be_given_up(land, clerk):
    page = send(clerk, land, b"%PDF-1.7", name="../../台\u202e账.xlsx").headers["Location"]
    do_jobs()
    shown = clerk.get(page).content.decode()
    assert "“台账.xlsx”不是 Excel 或 CSV 表格" in shown
    assert clerk.post(f"{page}drop/").status_code == 302
    assert send(clerk, land, b"").status_code == 422


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_exported_list_comes_back_the_same(land, clerk, east, kind):
    for n in range(1, 5):
        survey = services.Survey(staff=10 * n, formal=n, mass={"union": True})
        unit(land.first, name=f"东方{n}有限公司", survey=survey, industry_section="C", contact_phone="13900000001")
    unit(land.first, name="没有代码的店", no_code_reason="exempt", kind="self_employed")
    unit(land.west, name="西方有限公司")
    for full in ("", "1"):
        content = export(clerk, kind, full)
        batch = upload(content, east, land.east, name=f"导出.{kind}")
        assert batch.counts == {"new": 0, "changed": 0, "same": 5, "conflict": 0, "error": 0}, [
            (row.findings, row.changes) for row in rows(batch)
        ]
    line = AuditEvent.objects.as_system("t").filter(act="enterprises.exported").order_by("-pk").first()
    assert (line.detail["rows"], line.detail["purpose"]) == (5, "核对")


def test_an_export_has_the_rows_of_the_list_and_says_for_what_and_by_whom(land, clerk):
    unit(land.first, name="东方一有限公司", kind="self_employed")
    unit(land.first, name="东方二有限公司")
    content = export(clerk, query="?kind=self_employed")
    found = [[cell.value for cell in row] for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows()]
    assert "用途：核对" in found[0][0]
    assert "个体工商户" in found[1][0]
    assert [row[0] for row in found[3:]] == ["东方一有限公司"]
    assert clerk.post(reverse("enterprises:export"), {"purpose": "", "format": "xlsx"}).status_code == 422


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_text_like_a_formula_stays_text(land, clerk, east, kind):
    for number, payload in enumerate(PAYLOADS):
        unit(land.first, name=f"单位{number}有限公司", business=payload, address=payload)
    content = export(clerk, kind, full="1")
    if kind == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(BytesIO(content)).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
        assert {str(cell.value).strip() for cell in cells} >= {p.strip() for p in PAYLOADS}
    else:
        assert content.startswith(b"\xef\xbb\xbf")
        for line in content.decode("utf-8-sig").splitlines()[3:]:
            assert not [cell for cell in line.split(",") if cell[:1] in {"=", "+", "-", "@", "|"}]
    batch = upload(content, east, land.east, name=f"导出.{kind}")
    assert batch.counts["error"] + batch.counts["conflict"] + batch.counts["new"] == 0


def test_who_may_not_export_or_import_finds_no_door(land):
    finance = signed_in(Role.FINANCE, land.east_body)
    assert finance.get(reverse("enterprises:export")).status_code == 200
    assert finance.get(reverse("enterprises:import_upload")).status_code == 403
    secretary = signed_in(Role.SECRETARY, land.east_body)
    assert secretary.get(reverse("enterprises:export")).status_code == 403


def test_a_batch_of_another_street_is_absent_at_every_door(land, clerk, east):
    page = send(clerk, land, workbook(("a", [HEAD, ["甲", code(), "", "", 9, 1]]))).headers["Location"]
    do_jobs()
    stranger = signed_in(Role.STREET_OFFICER, land.west_body)
    for what in ("", "bad-rows/"):
        assert stranger.get(page + what).status_code == 404
    for what in ("confirm/", "undo/", "resume/", "drop/", "columns/"):
        assert stranger.post(page + what).status_code == 404
    colleague = signed_in(Role.STREET_OFFICER, land.east_body)
    assert colleague.get(page).status_code == 200
    assert colleague.get(f"{page}bad-rows/").status_code == 422  # its cells are the uploader's to see


def test_the_template_has_drop_downs_notes_a_sample_and_a_stamp_and_is_understood(land, clerk, east):
    content = body(clerk.get(reverse("enterprises:import_template", args=["enterprises.units"])))
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.active
    assert "版本" in sheet["A1"].value
    assert len(sheet.data_validations.dataValidation) > 6
    assert sheet["A2"].comment is not None
    assert sheet["A3"].value.startswith("示例")
    sheet["A4"], sheet["B4"], sheet["D4"] = "新单位有限公司", code(), "非公有制企业"
    out = BytesIO()
    book.save(out)
    batch = upload(out.getvalue(), east, land.east)
    assert batch.counts == {"new": 1, "changed": 0, "same": 0, "conflict": 0, "error": 0}
    assert clerk.get(reverse("enterprises:import_template", args=["nothing"])).status_code == 404

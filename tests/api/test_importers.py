"""Tables of organizations and of instructors: tried through their services, written once, and their own exports come back the same."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from access.principals import Principal, acting, system_scope
from access.registries import importers
from enterprises.services.sheets import batches
from instructors.models import Instructor
from orgs.models import Coverage, OrgGrid, PartyOrg
from orgs.queries import organizations
from tests.api.callers import area
from tests.api.uploads import TODAY, act, export, rows, unit, upload
from tests.api.world import everything_in
from tests.enterprises.sheets import workbook
from tests.factories import orgs

pytestmark = pytest.mark.usefixtures("files")
HEAD = ["党组织名称", "成立时间", "覆盖企业", "上级党委", "书记姓名", "书记身份", "批复文号"]
PEOPLE = ["姓名", "所在党委", "是否正式党员", "部门", "专兼职"]


@pytest.fixture
def caller(land):
    with system_scope("test data"):
        land.community = area(land.east, "community", "东一社区")
    return everything_in(land.east_body)


@pytest.fixture
def by(caller):
    return Principal.for_user(caller.user, on=TODAY)


def test_organizations_are_founded_with_units_and_secretary_and_come_back_the_same(land, caller, by):
    own, one, two = unit(land, 3, "甲有限公司"), unit(land, 2, "乙有限公司"), unit(land, 1, "丙有限公司")
    small, later = unit(land, 1, "丁有限公司"), unit(land, 1, "戊有限公司")
    content = workbook(("a", [
        HEAD, ["甲公司党支部", "2015-07-01", own.uscc, land.east_body.name, "张书记", "职工", "东工委〔2015〕1号"],
        ["乙丙联合党支部", "2015年7月1日", f"{one.uscc}、丙有限公司", None, None, None, None],
        ["丁公司党支部", "2015-07-01", small.uscc, None, None, None, None],
        ["没有的党支部", "2015-07-01", "91110000600037341L", "没有的党委", None, None, None],
        ["没有来源党支部", "2015-07-01", f"{one.uscc}、{two.uscc}", None, "李书记", None, None],
    ]))  # fmt: skip
    batch = upload(by, land, "orgs.orgs", content)
    found = rows(batch)
    assert [row.verdict for row in found] == ["new", "new", "error", "error", "error"], [row.findings for row in found]
    assert PartyOrg.objects.as_system("t").count() == 0
    assert {f["field"] for f in found[3].findings} == {"units", "managing_body"}
    assert "3名" in found[2].findings[0]["message"]
    batch = act(batches.confirm, batch, by)
    assert (batch.counts["applied"], batch.counts["not_applied"]) == (2, 0), [row.problem for row in rows(batch)]
    first, joint = PartyOrg.objects.as_system("t").order_by("pk")
    assert (first.form, first.managing_body, joint.form) == ("single", land.east_body, "joint")
    with acting(by):
        shown = organizations.with_summary(PartyOrg.objects.visible_to(by, "orgs.view_org"), TODAY).order_by("pk")
        assert [(row.units, row.secretary) for row in shown] == [(1, "张书记"), (2, "")]
    again = upload(by, land, "orgs.orgs", export(caller, "orgs.orgs"))
    assert again.counts["same"] == 2, [(row.findings, row.changes) for row in rows(again)]
    more = upload(by, land, "orgs.orgs", workbook(("a", [
        HEAD[:3], ["乙丙联合党支部", "2015-07-01", f"{one.uscc}、{two.uscc}、{later.uscc}"], ["甲公司党支部", "2015-08-01", own.uscc],
    ])))  # fmt: skip
    assert [row.verdict for row in rows(more)] == ["changed", "conflict"], [row.findings for row in rows(more)]
    assert act(batches.confirm, more, by).counts["applied"] == 1
    assert Coverage.objects.as_system("t").filter(org=joint).count() == 3
    undone = act(batches.undo, more, by)
    assert (undone.counts["undone"], undone.counts["not_undone"]) == (0, 1)
    assert "沿革" in rows(undone)[0].problem


def test_instructors_are_opened_as_drafts_and_come_back_the_same(land, caller, by):
    name = land.east_body.name
    content = workbook(("a", [
        PEOPLE, ["王指导", name, "是", "组织科", "专职"], ["赵指导", name, "否", None, None], ["钱指导", "没有的党委", "是", None, None],
        ["王指导", name, "是", "组织科", "专职"],
    ]))  # fmt: skip
    batch = upload(by, land, "instructors.instructors", content)
    assert [row.verdict for row in rows(batch)] == ["new", "new", "error", "conflict"], [
        r.findings for r in rows(batch)
    ]
    files = Instructor.objects.as_system("t")
    assert files.count() == 0
    assert act(batches.confirm, batch, by).counts["applied"] == 2
    assert [(row.name, row.stage, row.kind) for row in files.order_by("pk")] == [
        ("王指导", "draft", "full_time"), ("赵指导", "draft", "part_time"),
    ]  # fmt: skip
    again = upload(by, land, "instructors.instructors", export(caller, "instructors.instructors"))
    assert again.counts["same"] == 2, [(row.findings, row.changes) for row in rows(again)]
    changed = upload(
        by, land, "instructors.instructors", workbook(("a", [PEOPLE[:4], ["王指导", name, "是", "宣传科"]]))
    )
    assert [c["new"] for c in rows(changed)[0].changes] == ["宣传科"]
    changed = act(batches.confirm, changed, by)
    assert files.get(name="王指导").department == "宣传科"
    act(batches.undo, changed, by)
    assert files.get(name="王指导").department == "组织科"
    kept = act(batches.undo, batch, by)
    assert (kept.counts["undone"], kept.counts["not_undone"], files.count()) == (0, 2, 2)


@pytest.mark.parametrize("kind", [one.code for one in importers.items()])
def test_every_importer_has_a_template_that_it_understands(land, caller, by, kind):
    client = Client()
    client.force_login(everything_in(land.committee, "whole").user, backend="access.backends.PolicyBackend")
    content = client.get(reverse("enterprises:import_template", args=[kind])).content
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert "版本" in sheet["A1"].value
    to_fill = [one.label for one in importers.get(kind).fields if not one.is_read_only]
    assert [cell.value for cell in sheet[2]][: len(to_fill)] == to_fill
    choices = [one for one in importers.get(kind).fields if one.kind in {"choice", "yes"} and not one.is_read_only]
    assert len(sheet.data_validations.dataValidation) >= len(choices)
    assert any(cell.comment for cell in sheet[2])
    assert any(str(cell.value or "").startswith("示例") for cell in sheet[3])


REGIONAL = ["党组织名称", "类型", "组建方式", "批复日期", "上级党组织", "街道", "网格", "正式党员", "覆盖企业"]


def test_regional_organizations_come_with_grids_and_superior_and_come_back_the_same(land, caller, by):
    with system_scope("test data"):
        grids = [area(land.community, "grid", f"第{n}网格", basis="place") for n in "一二三"]
        inside = orgs.unit(grids[0], formal=0, name="网格内有限公司")
        outside = orgs.unit(grids[2], formal=0, name="网格外有限公司")
    content = workbook(("a", [
        REGIONAL,
        ["东街道区域党总支", "党总支", "1+N", "2015-07-01", None, "东街道", "第三网格", 9, None],
        ["东一区域党支部", "党支部", None, "2015-07-01", "东街道区域党总支", "东一社区", "第一网格、第二网格", 3, inside.name],
        ["不足的区域党支部", "党支部", "区域统建", "2015-07-01", None, "东一社区", "第二网格", 2, None],
        ["没有网格的党支部", "党支部", "区域统建", "2015-07-01", None, "东一社区", "第九网格", 5, None],
        ["挂靠的党支部", "党支部", "挂靠组建", "2015-07-01", None, "东一社区", None, None, inside.name],
        ["网格外的党支部", "党支部", "区域统建", "2015-07-01", None, "东一社区", "第二网格", 5, outside.name],
        ["倒置的党委", "党委", "区域统建", "2015-07-01", "东一区域党支部", "东一社区", "第二网格", 5, None],
        ["没有上级的党支部", "党支部", "区域统建", "2015-07-01", "没有的党总支", "东一社区", "第二网格", 5, None],
    ]))  # fmt: skip
    batch = upload(by, land, "orgs.orgs", content)
    found = rows(batch)
    assert [row.verdict for row in found] == ["new", "new", *["error"] * 6], [(r.place, r.findings) for r in found]
    said = ["".join(finding["message"] for finding in row.findings) for row in found]
    for place, words in enumerate(
        ("3名", "“第九网格”不是您辖区内的网格", "挂靠", "不在所列网格内", "上级不能是", "没有的党总支"), 2
    ):
        assert words in said[place], said[place]
    batch = act(batches.confirm, batch, by)
    assert (batch.counts["applied"], batch.counts["not_applied"]) == (2, 0), [row.problem for row in rows(batch)]
    above, below = PartyOrg.objects.as_system("t").order_by("pk")
    assert (above.org_type, below.parent, below.form, below.regional_kind) == (
        "general_branch",
        above,
        "regional",
        "town",
    )
    assert Coverage.objects.as_system("t").get(org=below).unit_id == inside.pk
    assert Coverage.objects.as_system("t").get(org=above).unit_id == outside.pk
    again = upload(by, land, "orgs.orgs", export(caller, "orgs.orgs"))
    assert again.counts["same"] == 2, [(row.findings, row.changes) for row in rows(again)]
    with system_scope("test data"):
        area(land.community, "grid", "第四网格", basis="place")
    more = upload(by, land, "orgs.orgs", workbook(("a", [
        REGIONAL, ["东一区域党支部", "党支部", None, "2015-07-01", None, "东一社区", "第一网格、第四网格", None, None],
        ["东街道区域党总支", "党委", None, "2015-07-01", None, "东街道", None, None, None],
    ])))  # fmt: skip
    assert [row.verdict for row in rows(more)] == ["changed", "conflict"], [row.findings for row in rows(more)]
    assert rows(more)[0].changes[0]["new"] == "+ 第四网格"
    assert act(batches.confirm, more, by).counts["applied"] == 1
    assert OrgGrid.objects.as_system("t").filter(org=below).as_of(TODAY).count() == 3

"""A table of organizations that stand above each other: whatever the order of its rows, superiors are founded first."""

import random

import pytest

from access.models import Job
from access.principals import Principal, system_scope
from enterprises.services.sheets import batches
from orgs.models import LifeEvent, PartyOrg
from orgs.services.importing_order import circles
from tests.api.callers import area
from tests.api.uploads import TODAY, act, export, rows, unit, upload
from tests.api.world import everything_in
from tests.enterprises.sheets import workbook

pytestmark = pytest.mark.usefixtures("files")
HEAD = ["党组织名称", "类型", "成立时间", "所在辖区", "上级党组织", "覆盖企业"]
SINCE = "2015-07-01"
SIZES = [pytest.param(10, 2, id="10"), pytest.param(60, 12, id="60", marks=pytest.mark.full)]
BELOW = {"党委": ("党委", "党总支", "党支部"), "党总支": ("党支部",), "党支部": ("党小组",), "党小组": ()}


@pytest.fixture
def caller(land):
    with system_scope("test data"):
        land.community = area(land.east, "community", "东一社区")
    return everything_in(land.east_body)


@pytest.fixture
def by(caller):
    return Principal.for_user(caller.user, on=TODAY)


def table(*lines):
    return workbook(("党组织", [HEAD, *lines]))


def stored():
    return PartyOrg.objects.as_system("t").count(), LifeEvent.objects.as_system("t").count()


def said(batch):
    return ["".join(finding["message"] for finding in row.findings) for row in rows(batch)]


def forest(draw, many, tag):
    """Return rows (name, type, superior) of a forest that the rules allow."""
    made = [(f"{tag}0街道综合党委", "党委", None)]
    while len(made) < many:
        name, kind, _above = draw.choice([row for row in made if BELOW[row[1]]])
        below = draw.choice(BELOW[kind])
        made.append((f"{tag}{len(made)}号{below}", below, name))
    return made


@pytest.mark.parametrize(("many", "seeds"), SIZES)
def test_a_forest_is_founded_in_whatever_order_its_rows_stand_and_comes_back_the_same(land, caller, by, many, seeds):
    for seed in range(seeds):
        draw = random.Random(seed)
        made = forest(draw, many, "甲乙丙丁戊己庚辛壬癸子丑"[seed])
        lines = [
            [name, kind, SINCE, None if kind == "党小组" else "东街道", above,
             unit(land, 3, f"{name}所在有限公司").uscc if kind == "党支部" else None]
            for name, kind, above in made
        ]  # fmt: skip
        draw.shuffle(lines)
        before = stored()
        batch = upload(by, land, "orgs.orgs", table(*lines))
        assert {row.verdict for row in rows(batch)} == {"new"}, said(batch)
        assert (batch.counts["new"], stored()) == (many, before)
        batch = act(batches.confirm, batch, by)
        assert (batch.counts["applied"], batch.counts["not_applied"]) == (many, 0), [r.problem for r in rows(batch)]
        orgs = PartyOrg.objects.as_system("t").filter(name__in=[name for name, _kind, _above in made])
        found = {org.name: (org.get_org_type_display(), org.parent.name if org.parent else None) for org in orgs}
        assert found == {name: (kind, above) for name, kind, above in made}
    again = upload(by, land, "orgs.orgs", export(caller, "orgs.orgs"))
    assert again.counts["same"] == many * seeds, [(row.findings, row.changes) for row in rows(again)]
    undone = act(batches.undo, batch, by)
    assert (undone.counts["undone"], undone.counts["not_undone"], orgs.count()) == (0, many, many)
    assert all("沿革" in row.problem for row in rows(undone))


def test_a_committee_of_the_district_is_founded_by_the_district_and_stands_above_those_of_streets(land):
    by = Principal.for_user(everything_in(land.committee, "whole").user, on=TODAY)
    content = table(
        ["东街道综合党委", "党委", SINCE, "东街道", "区行业党委", None], ["区行业党委", "党委", SINCE, "示例区", None, None],
    )  # fmt: skip
    batch = act(batches.confirm, upload(by, land, "orgs.orgs", content), by)
    assert batch.counts["applied"] == 2, [row.findings for row in rows(batch)]
    below = PartyOrg.objects.as_system("t").get(name="东街道综合党委")
    assert (below.area, below.parent.area, below.form) == (land.east, land.county, "")


def test_a_superior_that_is_missing_wrong_or_refused_is_named_with_its_row_and_nothing_is_stored(land, by):
    own = unit(land, 3, "甲有限公司")
    batch = upload(by, land, "orgs.orgs", table(
        ["没有上级的党小组", "党小组", SINCE, None, None, None],
        ["上级不在的党小组", "党小组", SINCE, None, "没有的党支部", None],
        ["党委之下的党小组", "党小组", SINCE, None, "综合党委", None],
        ["支部之下的党总支", "党总支", SINCE, "东街道", "甲公司党支部", None],
        ["悬空的党小组", "党小组", SINCE, None, "没有单位的党支部", None],
        ["没有单位的党支部", "党支部", SINCE, "东街道", "综合党委", None],
        ["不知在哪的党委", "党委", SINCE, None, None, None],
        ["早于上级的党小组", "党小组", "2015-06-30", None, "甲公司党支部", None],
        ["综合党委", "党委", SINCE, "东街道", None, None],
        ["甲公司党支部", "党支部", SINCE, None, "综合党委", own.uscc],
        ["也写甲公司的党支部", "党支部", SINCE, None, "综合党委", own.uscc],
    ))  # fmt: skip
    told = {row.values["name"]: (row.verdict, words) for row, words in zip(rows(batch), said(batch), strict=True)}
    assert [name for name, (verdict, _words) in told.items() if verdict == "new"] == ["综合党委", "甲公司党支部"]
    for name, words in {
        "没有上级的党小组": "须写明上级，只能是党支部",
        "上级不在的党小组": "“没有的党支部”不在本文件中",
        "党委之下的党小组": "“党小组”的上级不能是“党委”，只能是党支部",
        "支部之下的党总支": "“党总支”的上级不能是“党支部”，只能是党委",
        "悬空的党小组": "第7行“没有单位的党支部”，该行未通过核对",
        "没有单位的党支部": "须写明覆盖单位或网格",
        "不知在哪的党委": "请写明所在辖区",
        "早于上级的党小组": "甲公司党支部",
        "也写甲公司的党支部": "第1个覆盖单位已写在第11行“甲公司党支部”",
    }.items():
        assert words in told[name][1], (name, told[name])
    assert (batch.counts["new"], batch.counts["error"], batch.counts["conflict"], stored()) == (2, 8, 1, (0, 0))


def test_superiors_in_a_circle_are_refused_together_and_who_hangs_below_is_told(land, by):
    batch = upload(by, land, "orgs.orgs", table(
        ["下面的党总支", "党总支", SINCE, "东街道", "一党委", None], ["一党委", "党委", SINCE, "东街道", "二党委", None],
        ["二党委", "党委", SINCE, "东街道", "三党委", None], ["三党委", "党委", SINCE, "东街道", "一党委", None],
        ["自己的党委", "党委", SINCE, "东街道", "自己的党委", None], ["一党委", "党委", SINCE, "东街道", None, None],
    ))  # fmt: skip
    words = dict(zip([(row.number, row.values["name"]) for row in rows(batch)], said(batch), strict=True))
    assert words[3, "一党委"].endswith("第3行“一党委” → 第4行“二党委” → 第5行“三党委” → 第3行“一党委”。")
    assert "首尾相接" in words[4, "二党委"]
    assert "第3行“一党委”，该行未通过核对" in words[2, "下面的党总支"]
    assert "不能是它自己" in words[6, "自己的党委"]
    assert "与第3行“一党委”重复" in words[7, "一党委"]
    assert (batch.counts["new"], stored()) == (0, (0, 0))


def test_more_rows_than_are_arranged_at_once_are_refused_in_a_sentence(land, by, monkeypatch):
    monkeypatch.setattr("enterprises.services.sheets.staging.CHUNK", 1)
    from dataclasses import replace

    from access.registries import importers

    monkeypatch.setitem(importers._entries, "orgs.orgs", replace(importers.get("orgs.orgs"), most=1))
    lines = [[f"{n}党委", "党委", SINCE, "东街道", None, None] for n in "一二"]
    batch = upload(by, land, "orgs.orgs", table(*lines))
    assert "最多导入1行" in Job.objects.for_worker().get(pk=batch.job_id).error
    assert rows(batch) == []


@pytest.mark.parametrize("seed", range(30))
def test_every_circle_is_found_once_and_nothing_else(seed):
    draw = random.Random(seed)
    keys = [str(n) for n in range(12)]
    above = {key: draw.choice(keys) for key in draw.sample(keys, 9)}
    found = circles(above)
    turning = set()
    for key in above:
        reached, one = set(), key
        while one in above and above[one] not in reached:
            one = above[one]
            reached.add(one)
        turning |= {key} & reached
    assert {key for circle in found for key in circle} == turning
    assert len(turning) == sum(map(len, found))
    assert all(above[one] == circle[(n + 1) % len(circle)] for circle in found for n, one in enumerate(circle))

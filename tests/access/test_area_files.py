import time
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from access.models import Area, AreaVersion, AuditEvent
from access.principals import system
from access.services import area_files
from tests.factories.access import AreaFactory

FIRST, LATER = date(2014, 1, 1), date(2015, 6, 1)
HEAD = "code,parent_code,level,name\n"
SMALL = "51,,province,示例省\n5101,51,prefecture,示例市\n510101,5101,county,东区\n510102,5101,county,西区\n"
SMALL += "510101001,510101,township,东一街道\n"


@pytest.fixture
def load(tmp_path):
    def run(body, on=FIRST, *, encoding="utf-8", head=HEAD, **more):
        path = tmp_path / "areas.csv"
        path.write_bytes((head + body).encode(encoding))
        return area_files.load(path, on=on, by=system("test"), **more)

    return run


def past(code):
    rows = AreaVersion.objects.filter(area__code=code).order_by("valid")
    return [(row.name, row.parent.code if row.parent else "", row.valid.lower, row.valid.upper) for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_file_becomes_a_tree(db, load, encoding):
    assert str(load(SMALL, encoding=encoding)) == "5 added, 0 changed, 0 closed, 0 unchanged"
    street = Area.objects.get(code="510101001")
    assert (street.parent.name, street.pinyin, street.path.count(".")) == ("东区", "dong yi jie dao", 4)
    assert past("510101001") == [("东一街道", "510101", FIRST, None)]


def test_columns_come_in_any_order_and_in_chinese(db, load):
    assert load("示例省,省级,,51\n", head="名称,级别,上级代码,代码\n").added == 1


def test_the_same_file_again_changes_nothing(db, load):
    load(SMALL)
    assert str(load(SMALL, LATER)) == "0 added, 0 changed, 0 closed, 5 unchanged"
    assert AuditEvent.objects.filter(act="access.areas_loaded").as_system("test").count() == 1


def test_a_new_name_is_a_new_version(db, load):
    load(SMALL)
    assert load(SMALL.replace("东一街道", "青羊街道"), LATER).changed == 1
    assert past("510101001") == [("东一街道", "510101", FIRST, LATER), ("青羊街道", "510101", LATER, None)]
    assert Area.objects.get(code="510101001").pinyin == "qing yang jie dao"


def test_a_move_takes_everything_below_along_own_levels_included(db, load):
    load(SMALL)
    street = Area.objects.get(code="510101001")
    park = AreaFactory(park=True, parent=street)
    load(SMALL.replace("510101001,510101,", "510101001,510102,"), LATER)
    street.refresh_from_db()
    park.refresh_from_db()
    assert street.parent.code == "510102"
    assert street.path.startswith(street.parent.path)
    assert park.path == f"{street.path}{park.pk}."
    assert past("510101001")[-1] == ("东一街道", "510102", LATER, None)


def test_vanished_codes_end_only_when_asked(db, load):
    load(SMALL)
    less = SMALL.replace("510101001,510101,township,东一街道\n", "")
    assert load(less, LATER).closed == 0
    assert load(less, LATER, close_missing=True).closed == 1
    assert Area.objects.get(code="510101001").closed_on == LATER
    assert past("510101001") == [("东一街道", "510101", FIRST, LATER)]
    assert load(less, LATER, close_missing=True).closed == 0


def test_a_file_of_one_province_closes_nothing_of_another(db, load):
    load(SMALL)
    other = SMALL.replace("51", "61")
    load(other)
    assert load(other, LATER, close_missing=True).closed == 0


def test_a_vanished_area_with_a_grid_in_use_is_refused(db, load):
    load(SMALL)
    AreaFactory(park=True, parent=Area.objects.get(code="510101001"), name="示例园区")
    with pytest.raises(ValidationError, match="示例园区"):
        load(SMALL.replace("510101001,510101,township,东一街道\n", ""), LATER, close_missing=True)


def test_a_code_that_returns_is_a_new_area(db, load):
    load(SMALL)
    load(SMALL.replace("510101001,510101,township,东一街道\n", ""), LATER, close_missing=True)
    assert load(SMALL, date(2016, 1, 1)).added == 1
    assert Area.objects.filter(code="510101001").count() == 2


def test_a_change_before_a_later_one_is_refused(db, load):
    load(SMALL)
    load(SMALL.replace("东一街道", "青羊街道"), LATER)
    with pytest.raises(ValidationError, match=r"青羊街道|中间街道"):
        load(SMALL.replace("东一街道", "中间街道"), date(2014, 9, 1))


def test_a_second_file_of_the_same_day_corrects_the_first(db, load):
    load(SMALL)
    load(SMALL.replace("东一街道", "青羊街道"))
    assert past("510101001") == [("青羊街道", "510101", FIRST, None)]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("51,,kingdom,示例省\n", "第 2 行：级别“kingdom”不认识。"),
        ("51,,省级,示例省\n5101,99,prefecture,示例市\n", "第 3 行：上级代码“99”不存在。"),
        ("51,,province,示例省\n51,,province,又一省\n", "第 3 行：代码“51”与第 2 行重复。"),
        ("51,,province,示例省\n510,51,prefecture,示例市\n", "第 3 行：代码“510”应为 4 位数字。"),
        ("５１,,province,示例省\n", "应为 2 位数字"),
        ("51,,province,\n", "第 2 行：名称为空。"),
        ("51,,province\n", "第 2 行：列数不足。"),
        ("5101,,prefecture,示例市\n", "第 2 行：缺少上级代码。"),
        (
            "51,,province,示例省\n5101,51,prefecture,甲市\n5102,5101,prefecture,乙市\n",
            "第 4 行：上级“5101”的级别不高于本行。",
        ),
    ],
)
def test_faults_are_named_with_their_line(db, load, body, sentence):
    with pytest.raises(area_files.AreaFileError) as caught:
        load(body)
    assert sentence in str(caught.value)
    assert Area.objects.count() == 0


def test_a_file_without_its_columns_or_in_another_encoding(db, load, tmp_path):
    with pytest.raises(area_files.AreaFileError, match="缺少列 level"):
        load("51,,省\n", head="code,parent_code,name\n")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(area_files.AreaFileError, match="GBK"):
        area_files.read(tmp_path / "bad.csv")


def test_many_faults_are_cut(db, load):
    with pytest.raises(area_files.AreaFileError) as caught:
        load("".join(f"{number},,kingdom,x\n" for number in range(50)))
    assert len(caught.value.faults) == area_files.MOST_ERRORS + 1


def national(communities=41_352):
    """A file of the national file's shape: 31 provinces, 342 prefectures, 2 978 counties, and townships up to 44 703 rows."""
    yield from (f"{10 + p},,province,省{p}\n" for p in range(31))
    prefectures = [f"{10 + n % 31}{n // 31 + 1:02}" for n in range(342)]
    yield from (f"{code},{code[:2]},prefecture,市{code}\n" for code in prefectures)
    counties = [f"{prefectures[n % 342]}{n // 342 + 1:02}" for n in range(2978)]
    yield from (f"{code},{code[:4]},county,县{code}\n" for code in counties)
    yield from (
        f"{counties[n % 2978]}{n // 2978 + 1:03},{counties[n % 2978]},township,街道{n}\n" for n in range(communities)
    )


def test_the_national_size_loads_in_seconds_and_again_changes_nothing(db, load):
    body = "".join(national())
    begun = time.process_time()
    assert load(body).added == 44_703
    assert load(body, LATER).unchanged == 44_703
    assert time.process_time() - begun < 60
    assert AreaVersion.objects.count() == 44_703


def test_the_command_prints_what_changed_and_refuses_in_words(db, tmp_path):
    path, out = tmp_path / "areas.csv", StringIO()
    path.write_text(HEAD + SMALL, encoding="utf-8")
    call_command("load_areas", str(path), "--on", "2014-01-01", stdout=out)
    assert out.getvalue() == "5 added, 0 changed, 0 closed, 0 unchanged\n"
    path.write_text(HEAD + "51,,x,y\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第 2 行"):
        call_command("load_areas", str(path), "--on", "2014-01-01")
    with pytest.raises(CommandError, match="no such file"):
        call_command("load_areas", str(tmp_path / "none.csv"), "--on", "2014-01-01")

"""What cells and headers mean, whatever is typed into them: numbers, days, codes, choices, totals, and headers in any order."""

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from access.outcome import Refusal
from enterprises.rules.sheets import cells, members
from enterprises.rules.sheets.layout import Merges, Vocabulary, is_data, recognise
from enterprises.services.sheets.unit_fields import fields

MANY = settings(max_examples=150, deadline=None)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
anything = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.just(""),
    st.dates().map(lambda d: {"d": d.isoformat()}),
)
READERS = (
    cells.whole, cells.decimal, cells.day, cells.yes, cells.code, lambda cell: cells.plain_text(cell, most=30),
    lambda cell: cells.choice(cell, {"制造业": "C"}, {"C": "制造业"}),
)  # fmt: skip
known = st.sampled_from([field for field in fields() if not field.is_key])
SPELLINGS = ("{}", " {} ", "{}*", "{}（必填）", "{}\n", "*{}")


@MANY
@given(cell=anything)
def test_a_cell_is_read_or_refused_in_words_and_nothing_else(cell):
    cells.is_empty(cell), cells.is_rounded(cell), cells.text(cell)
    for read in READERS:
        with suppress(cells.Unreadable):  # it carries the sentence
            read(cell)


@MANY
@given(number=st.integers(0, 9_999_999), how=st.integers(0, 6))
def test_a_count_is_the_same_however_it_is_typed(number, how):
    shapes = (
        number, float(number), str(number), f"{number:,}", str(number).translate(FULL_WIDTH), f"约{number}人", f" {number}名 ",
    )  # fmt: skip
    assert cells.whole(shapes[how]) == number
    assert cells.is_rounded(shapes[how]) == (how == 5)


@MANY
@given(day=st.dates(date(1949, 1, 1), date(2099, 12, 31)), how=st.integers(0, 7))
def test_a_day_is_the_same_however_it_is_typed(day, how):
    shapes = (
        {"d": day.isoformat()}, day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", (day - cells.EPOCH).days, f"{day.isoformat()} 00:00:00",
    )  # fmt: skip
    found = cells.day(shapes[how])
    assert found == day or (how == 6 and not cells.FIRST_SERIAL <= shapes[how] <= cells.LAST_SERIAL)


@MANY
@given(digits=st.integers(10**17, 10**18 - 1))
def test_a_code_that_became_a_number_is_refused_and_one_in_text_is_kept(digits):
    kept = f"{digits}"
    if not kept.endswith("000"):
        assert cells.code(kept) == kept
    with pytest.raises(cells.Unreadable):
        cells.code(float(digits))
    with pytest.raises(cells.Unreadable):
        cells.code(f"{float(digits):.5E}")


@MANY
@given(some=st.lists(known, min_size=1, max_size=12, unique_by=lambda one: one.name), seed=st.integers(0, 999),
       above=st.lists(st.sampled_from([[], ["东街道非公企业台账"], ["填报单位：示例街道", "", "2015年10月"]]), max_size=4))  # fmt: skip
def test_a_header_is_found_in_any_order_of_columns_under_any_title(some, seed, above):
    dice, by_name = random.Random(seed), {one.name: one for one in fields()}
    columns = [by_name["name"], *some]
    dice.shuffle(columns)
    header = [dice.choice(SPELLINGS).format(dice.choice(one.words)) for one in columns]
    rows = list(enumerate([*above, header, ["甲"] * 3 + [5]], start=1))
    layout = recognise(rows, Vocabulary(fields()))
    assert layout is not None
    assert layout.first_row == len(above) + 2
    assert {place: one.name for place, one in enumerate(columns)} == dict(layout.columns)


@MANY
@given(rows=st.lists(st.lists(anything, max_size=6), max_size=25), merged=st.lists(
    st.tuples(st.integers(0, 10), st.integers(0, 5), st.integers(0, 3), st.integers(0, 3)), max_size=4))  # fmt: skip
def test_no_table_whatever_stands_in_it_breaks_the_search_for_a_header(rows, merged):
    merges = Merges([((top, left), (top + down, left + right)) for top, left, down, right in merged])
    filled = [(number, merges.fill(number, row)) for number, row in enumerate(rows, start=1)]
    layout = recognise(filled, Vocabulary(fields())) if filled else None
    if layout is not None:
        assert [is_data(row, layout) for _number, row in filled]


@pytest.mark.parametrize("words", ["党员人数", "党员数", "现有党员人数", "党员总数"])
def test_how_many_members_there_are_is_a_column_of_its_own(words):
    assert Vocabulary(fields()).find(words) == "members"


@pytest.mark.parametrize(("words", "name"), [
    ("在岗职工数", "staff"), ("组织总人数", "staff"), ("创办时间", "founded_on"), ("年产值(万元)", "revenue_wan"), ("登记证号", "uscc"),
    ("企业登记注册类型", "registration_type"), ("法定代表人是否为党员", "legal_rep_is_member"), ("关系在本企业人数", "relation_here"),
    ("关系在人才职介人数", "relation_talent"), ("临时组织关系人数", "relation_temporary"), ("社会组织种类", "social_kind"),
    ("正式党员", "formal"), ("预备党员人数", "probationary"), ("申请入党人数", "applicants"), ("是否建立工会", "union"),
])  # fmt: skip
def test_the_columns_of_the_forms_in_use_are_known(words, name):
    assert Vocabulary(fields()).find(words) == name


@MANY
@given(formal=st.integers(0, 500), probationary=st.integers(0, 50), said=st.integers(0, 3))
def test_a_total_of_members_fills_in_what_is_not_said(formal, probationary, said):
    total = formal + probationary
    given_ = {"formal": formal if said & 1 else None, "probationary": probationary if said & 2 else None}
    found = members.split(total, **given_)
    assert found == {"formal": formal, "probationary": probationary} if said else {"formal": total, "probationary": 0}
    assert isinstance(members.split(total + 1, formal, probationary), Refusal)
    assert isinstance(members.split(formal - 1, formal, None), Refusal)


def test_the_day_after_the_last_number_of_excel_is_no_day():
    last = cells.EPOCH + timedelta(days=cells.LAST_SERIAL)
    assert cells.day(cells.LAST_SERIAL) == last
    with pytest.raises(cells.Unreadable):
        cells.day(cells.LAST_SERIAL + 1)

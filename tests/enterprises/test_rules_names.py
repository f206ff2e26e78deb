import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.rules import names


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  示例 机械(沈阳)有限公司\u3000", "示例 机械(沈阳)有限公司"),
        ("示例机械(沈阳)有限公司", "示例机械(沈阳)有限公司"),
        ("ＡＢＣ\u200b商贸\n", "ABC 商贸"),
    ],
)
def test_a_name_is_stored_tidy_and_otherwise_as_typed(typed, stored):
    assert names.normalise_name(typed) == stored


@pytest.mark.parametrize(
    "other",
    ["沈阳(铁西)示例有限责任公司", "沈陽(鐵西)示例有限公司", "沈阳铁西 示例有限公司", "沈阳【铁西】示例有限公司"],
)
def test_spellings_of_one_name_match(other):
    assert names.match_key(other) == names.match_key("沈阳(铁西)示例有限公司")


def test_a_joint_stock_company_is_not_a_limited_one():
    assert names.match_key("示例股份有限公司") != names.match_key("示例有限公司")


def test_initials_and_sorting_follow_the_pronunciation():
    assert names.initials("克什克腾红山水泥ABC-1厂") == "kskthssnabc1c"
    assert names.initials("重庆银行") == "cqyh"
    assert sorted(["重庆", "安徽", "北京"], key=names.sort_key) == ["安徽", "北京", "重庆"]


def test_grams_are_the_pieces_of_one_and_two_characters():
    assert names.grams("红山红山") == ["山", "山红", "红", "红山"]
    assert names.grams("") == []


@pytest.mark.parametrize(
    ("term", "pieces"), [("红山水", ["山水", "红山"]), ("红", ["红"]), (" ", []), ("Ｈ-s", ["hs"])]
)
def test_a_search_asks_for_the_pieces_of_its_term(term, pieces):
    assert names.query_grams(term) == pieces


@given(st.text())
def test_the_key_of_a_key_is_the_key(text):
    assert names.search_key(names.search_key(text)) == names.search_key(text)


@given(name=st.text(max_size=60), data=st.data())
def test_a_unit_is_found_by_every_part_of_its_name(name, data):
    key = names.search_key(name)
    start = data.draw(st.integers(0, len(key)))
    end = data.draw(st.integers(start, len(key)))
    assert set(names.query_grams(key[start:end])) <= set(names.search_grams(name))


def test_a_code_is_found_by_a_part_with_blanks():
    assert set(names.query_grams("9151 1123")) <= set(names.search_grams("示例", "91511123Y00000075G"))

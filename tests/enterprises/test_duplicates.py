"""Duplicates (查重): planted ones of a generated register are found, different units are left alone."""

import pytest

from enterprises.rules import duplicates as rules
from enterprises.rules import uscc
from enterprises.rules.duplicates import Entry
from tests.enterprises.duplicates import register

ONE = Entry(1, "enterprise", "示例区宏达机械制造有限公司", "", "1234", "东街1号", "1.2.")


@pytest.mark.parametrize("seed", range(5))
def test_planted_duplicates_are_found_among_five_hundred(seed):
    rows, planted = register(seed)
    assert len(rows) == 500
    found = {(one.one, one.other) for one in rules.candidates(rows)}
    recall, precision = len(found & planted) / len(planted), len(found & planted) / len(found)
    assert recall >= 0.95, sorted(planted - found)
    assert precision >= 0.90, sorted(found - planted)


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"name": "示例区宏达机械制造有限责任公司", "place": "1.2."}, ("name", "place")),
        ({"name": "宏達機械製造有限公司", "phone_tail": "1234"}, ("alike", "phone")),
        ({"name": "宏达机械", "phone_tail": "1234"}, ("alike", "phone")),
        ({"name": "宏达机械制造厂", "address": "东街1号"}, ("alike", "address")),
        ({"name": "宏达机械制造有限公司", "place": "9.9."}, None),
        ({"name": "宏达食品加工有限公司", "phone_tail": "1234"}, None),
        ({"name": "示例区宏达机械制造有限公司", "kind": "social", "place": "1.2."}, None),
        ({"name": "示例区宏达机械制造2号有限公司", "place": "1.2."}, None),
    ],
)
def test_a_pair_says_why(other, reasons):
    values = {"kind": "enterprise", "place": "5.5."} | other
    found = rules.compare(ONE, Entry(2, **values))
    assert (found.reasons if found else None) == reasons


def test_the_organizations_own_part_of_the_code_decides():
    first, second = uscc.compose("91110101", 77), uscc.compose("91310115", 77)
    same = rules.compare(Entry(1, "enterprise", "甲", first), Entry(2, "enterprise", "乙", second))
    assert (same.score, same.reasons) == (100, ("code",))
    other = Entry(3, "enterprise", "甲", uscc.compose("91110101", 78), "1234", "东街1号", "1.")
    assert rules.compare(Entry(1, "enterprise", "甲", first, "1234", "东街1号", "1."), other) is None

from datetime import date

import pytest

from enterprises.rules import contact


@pytest.mark.parametrize(
    "typed", ["13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "0086-13800138000", "８６13800138000"]
)
def test_a_mobile_number_is_stored_one_way(typed):
    assert contact.normalise_phone(typed) == "+8613800138000"
    assert contact.check_phone(typed) is None


@pytest.mark.parametrize(
    "typed", ["024-25850000", "0833 4221234", "4221234", "0833-4221234-806", "024-25850000转8", "400-810-8888", "95588"]
)
def test_a_landline_stays_as_it_is_without_blanks(typed):
    assert contact.check_phone(typed) is None
    assert contact.normalise_phone(typed) == typed.replace(" ", "")


@pytest.mark.parametrize(
    "typed", ["", "12800138000", "1380013800", "138001380001", "电话同上", "٠٢٤-٢٥٨٥٠٠٠٠", "1" * 5000, "\x00"]
)
def test_what_is_no_number_is_refused(typed):
    assert contact.check_phone(typed).code == "phone"


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        ((None, None), False),
        ((date(2024, 1, 1), None), False),
        ((date(2024, 1, 1), date(2024, 1, 1)), False),
        ((date(2024, 1, 2), date(2024, 1, 1)), True),
    ],
)
def test_dates_follow_each_other(days, refused):
    refusal = contact.check_order(("成立", days[0]), ("注销", days[1]))
    assert (refusal is not None) is refused


def test_an_unknown_day_between_does_not_hide_the_order():
    refusal = contact.check_order(("成立", date(2024, 5, 1)), ("变更", None), ("注销", date(2024, 4, 30)))
    assert refusal.render() == "“注销”（2024-04-30）不能早于“成立”（2024-05-01）。"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2024, 5, 1), None),
        (date(2024, 5, 2), "date_in_future"),
        (date(1900, 1, 1), None),
        (date(1899, 12, 31), "date_too_early"),
    ],
)
def test_what_has_happened_lies_between_1900_and_today(day, code):
    refusal = contact.check_not_future("成立日期", day, today=date(2024, 5, 1))
    assert (refusal.code if refusal else None) == code

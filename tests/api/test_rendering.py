from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy

from access.api.renderers import dumps
from access.outcome import Rate


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(5000), '"5000.00"'),
        (Decimal("12.3"), '"12.30"'),
        (Decimal("1E+3"), '"1000.00"'),
        (Decimal("0.125"), '"0.125"'),
        (date(2015, 10, 31), '"2015-10-31"'),
        (datetime(2015, 10, 31, 0, 0, tzinfo=UTC), '"2015-10-31T08:00:00+08:00"'),
        (DateRange(date(2015, 1, 1), None), '{"from":"2015-01-01","until":null}'),
        (Rate(35, 100), '{"part":35,"whole":100,"percent":"35.0"}'),
        (gettext_lazy("请求有误"), '"请求有误"'),
        ({"b", "a"}, '["a","b"]'),
    ],
)
def test_values_leave_in_one_form(value, text):
    assert dumps(value).decode() == text


def test_an_unknown_type_is_a_programming_error():
    with pytest.raises(TypeError):
        dumps(object())

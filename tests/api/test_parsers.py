import time

import pytest
from rest_framework.exceptions import ParseError

from access.api import parsers


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"a": 1, "a": 2}', "json_duplicate_key"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "json_duplicate_key"),
        (b'{"a": NaN}', "json_number"),
        (b'{"a": -Infinity}', "json_number"),
        (b'{"a": 1e400}', "json_number"),
        (b'{"a": 9223372036854775808}', "json_number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json_number"),
        (b'{"a": "\\u0000"}', "unfit_text"),
        (b'{"\\ud800": 1}', "unfit_text"),
        (b'{"a": ["\\udfff"]}', "unfit_text"),
        (b'{"a": "\xff"}', "json_encoding"),
        (b"\xef\xbb\xbf{}", "json_syntax"),
        (b"[" * 33 + b"]" * 33, "json_depth"),
        (b'{"a":' * 100_000, "json_depth"),
        (b"{", "json_syntax"),
        (b"", "json_syntax"),
        (b"{'a': 1}", "json_syntax"),
        (b'{"a": 1} x', "json_syntax"),
        (b'{"a": "\n"}', "json_syntax"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body, code):
    with pytest.raises(ParseError) as refused:
        parsers.loads(body)
    assert refused.value.get_codes() == code


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 9223372036854775807, "b": -9223372036854775808}', {"a": 2**63 - 1, "b": -(2**63)}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b"[" * 32 + b"]" * 32, None),
        (b'{"a": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}', {"a": "[" * 36}),
        (b'{"a": "\\"[", "b": 0.1}', {"a": '"[', "b": 0.1}),
        ('{"名": 1}'.encode(), {"名": 1}),
    ],
)
def test_honest_json_is_read(body, value):
    assert parsers.loads(body) == value or value is None


@pytest.mark.parametrize("body", [b'"' + b'\\"' * 500_000, b'"' * 1_000_001, b"[]" * 500_000, b'"\\' * 500_000])
def test_depth_is_measured_in_linear_time(body):
    started = time.process_time()
    parsers.is_too_deep(body)
    assert time.process_time() - started < 20  # a quadratic reading takes minutes

"""About 250 values that have broken programs: as text of parameters, and as whole JSON bodies and header values."""
# ruff: noqa: E501  data, one kind a line

import json

NUMBERS = [
    "0", "-0", "-1", "1e3", "1e400", "-1e400", "1.5", "1_000", "0x10", "0b1", "007", "+1", " 1", "1 ", "1,5", "१", "１２３", "٣", "²", "Ⅷ",
    "NaN", "nan", "Infinity", "-inf", "1" * 20, "9" * 400, "9" * 4999, str(2**31), str(2**31 - 1), str(2**32), str(2**53 + 1),
    str(2**63), str(2**63 - 1), str(-(2**63)), str(-(2**63) - 1), str(2**64), "1e23", "1e-400", "0.1" + "0" * 300, "1/0", "--1",
]  # fmt: skip
DATES = [
    "0000-00-00", "0001-01-01", "1899-12-31", "2015-02-29", "2016-02-29", "2015-10-31", "9999-12-31", "10000-01-01", "2015-W01-1", "20151031",
    "2015-10-31T24:00:00Z", "2015-10-31T08:00:00+99:99", "2015-10-31T08:00:00+08:00", "2015-10-31T08:00:60Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "2015-10-31 08:00", "２０１５-10-31", "-2015-10-31", "2015-1-1", "2015年10月31日", "now", "today", "epoch",
    "infinity", "[2015-01-01,2016-01-01)", "empty", "2015-10-31T08:00:00.9999999999999Z",
]  # fmt: skip
TEXTS = [
    "", " ", "\t", "\n", "\r\n", "\x00", "a\x00b", "\x01", "\x1f", "\x7f", "\x80", "\u200b", "\u200d", "\u202e反向", "\u2066x\u2069", "\ufeff",
    "\ufffe", "\uffff", "\ufffd", "\U0010ffff", "𝕏", "👨‍👩‍👧‍👦", "🇨🇳", "e\u0301" * 20, "Ｚ͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "ß", "ı", "İ", "ǅ", "ﬁ", "Å", "ｆｕｌｌ", "全角１２３", "㈱", "䨻", "𠮷",
    "'", '"', "''", "';--", "' OR 1=1 --", "1;DROP TABLE access_user", "\\", "\\\\", "\\u0000", "%", "%%", "%s", "%(name)s", "%00", "%n", "{}", "{0}",
    "{0.__class__}", "${7*7}", "{{7*7}}", "{% debug %}", "<script>alert(1)</script>", "<!--", "]]>", "&amp;", "&#0;", "../", "../../etc/passwd",
    "..\\", "/", "//", "///", "file:///etc/passwd", "http://127.0.0.1/", "javascript:1", "=1+1", "@SUM(A1)", "|calc", "`id`", "$(id)", "; id",
    "null", "None", "undefined", "true", "True", "false", "yes", "on", "[]", "[1]", "(1)", "*", "?", "_", "__", "__class__", "__proto__",
    "constructor", "pk", "id", "-pk", "--pk", "pk,id", "name__startswith", "parent__path", "user__password", "_connector", ".", "..", "a.b.c",
    "^(a+)+$", "(" * 50, "[" * 300, "a" * 256, "a" * 4001, "字" * 2000, "a," * 900, ",", ",,,", "1,2,x", "1," * 300, "x" * 20_000,
]  # fmt: skip
CURSORS = [
    "cD0x", "eyJhIjoxfQ", "eyJhIjoxfQ:1aaaaa:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", ".eJyLVorVUYpWio0FABP9A1k:x:y", ":", "::", ":::", "a:b",
    "=" * 100, "WzEsMiwzXQ==", "gAN9cQAu", "rO0ABXA=", "\x80\x03}q\x00.", "-" * 3999, "A" * 4000,
]  # fmt: skip
RAW_QUERIES = [
    "%",
    "%z",
    "%f",
    "%ff",
    "%c3%28",
    "%ed%a0%80",
    "%f0%82%82%ac",
    "%c0%80",
    "%u0041",
    "%25%30%30",
    "%00",
    "%0d%0aX-Injected:1",
]
VALUES = NUMBERS + DATES + TEXTS + CURSORS

JSON_VALUES = [
    None, True, False, 0, -1, 1.5, 2**63 - 1, -(2**63), 1e308, -0.0, "", "x", "\u202e", "2015-10-31", "1e400", "9" * 4000, "a" * 100_000, [], [[]],
    [None], [1, 1], {}, {"": ""}, {"id": 1}, {"pk": 1}, {"__proto__": {}}, [{}], {"from": 1}, [[[[[[[[]]]]]]]], "字" * 20_000, "%s", "\x7f",
]  # fmt: skip
BODIES = [
    b"", b" ", b"null", b"true", b"0", b'""', b"[]", b"[1]", b"[[]]", b"{}", b"{", b"}", b"[", b'{"', b'{"a"', b'{"a":', b"{'a':1}", b'{"a":1,}',
    b'{"a":1}{"a":1}', b'{"a":1,"a":2}', b'{"a":NaN}', b'{"a":Infinity}', b'{"a":1e400}', b'{"a":' + b"9" * 5000 + b"}", b'{"a":"\\u0000"}',
    b'{"a":"\\ud800"}', b'{"\\udfff":1}', b'{"a":"\xff"}', b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"\x00", b"[" * 100_000, b'{"a":' * 100_000,
    b"[" * 33 + b"]" * 33, b"<xml/>", b"a=1&b=2", b"---\na: 1", b'{"a":"' + b"x" * 2_100_000 + b'"}', b'"\\' * 1000, b'{"":{}}', b'{"__all__":1}',
    b'{"a":01}', b'{"a":+1}', b'{"a":.5}', b'{"a":0x1}', b"/*x*/{}", b'{"a":\t1}', b"\x1f\x8b\x08\x00", json.dumps({"k" * 5000: 1}).encode(),
]  # fmt: skip
HEADERS = [
    ("HTTP_ACCEPT", "text/html"), ("HTTP_ACCEPT", ""), ("HTTP_ACCEPT", ";"), ("HTTP_ACCEPT", "*"), ("HTTP_ACCEPT", "a/b;q*=x''%ff"), ("HTTP_ACCEPT", "a/b;" * 9000),
    ("HTTP_ACCEPT", "application/json; indent=99999999999"), ("HTTP_ACCEPT", "application/json;q=-1"), ("HTTP_ACCEPT", "\x00"), ("HTTP_ACCEPT", "\xff/\xff"),
    ("HTTP_ACCEPT_LANGUAGE", "x" * 9000), ("HTTP_ACCEPT_LANGUAGE", "en;q=nan"), ("HTTP_ACCEPT_LANGUAGE", "\x00"), ("HTTP_ACCEPT_LANGUAGE", "zz-ZZ-" * 50),
    ("HTTP_IF_MATCH", "*"), ("HTTP_IF_MATCH", '"' + "9" * 5000 + '"'), ("HTTP_IF_MATCH", "W/"), ("HTTP_IF_MATCH", "\xff"), ("HTTP_IF_NONE_MATCH", '"1", W/*'),
    ("HTTP_IF_MODIFIED_SINCE", "x"), ("HTTP_RANGE", "bytes=0-,1-"), ("HTTP_COOKIE", "sessionid=\x00"), ("HTTP_COOKIE", "sessionid=" + "x" * 5000),
    ("HTTP_COOKIE", "csrftoken=';--; language=../../x"), ("HTTP_COOKIE", "=;=;\xff"), ("HTTP_AUTHORIZATION", "Basic \xff"), ("HTTP_AUTHORIZATION", "Bearer \x00"),
    ("HTTP_AUTHORIZATION", "\x00"), ("HTTP_X_HTTP_METHOD_OVERRIDE", "DELETE"), ("HTTP_X_FORWARDED_FOR", "\x00"), ("HTTP_X_REQUESTED_WITH", "\xff"),
    ("HTTP_REFERER", "http://["), ("HTTP_ORIGIN", "null"), ("HTTP_CONTENT_ENCODING", "gzip"), ("HTTP_HX_REQUEST", "true"), ("HTTP_EXPECT", "100-continue"),
    ("HTTP_X_REQUEST_ID", "x" * 9000),
]  # fmt: skip
CONTENT_TYPES = [
    "", "application/json", "application/json; charset=gbk", "application/json; charset=utf-16", "application/json; charset=nothing", "application/json; charset=hex", "application/json; charset=idna", "text/plain; charset=undefined", "text/plain", "text/json",
    "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "x" * 500,
    "application/xml", "application/octet-stream", "application/json;" * 500, "a/b;c*=x''%ff", ";", "/", "*/*", "\xff",
]  # fmt: skip
METHODS = [
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "QUERY",
    "BREW",
    "X" * 300,
]

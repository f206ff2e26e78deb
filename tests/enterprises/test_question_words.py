"""Whoever designs a question types words only; codes are made of them, never twice, and systems may still bring their own."""

import re

import pytest
from django.db import IntegrityError
from django.urls import reverse

from enterprises.models import Question
from enterprises.rules.questions import coded_options, made_code

PLAIN = re.compile(r"[a-z][a-z0-9_]{0,29}")


@pytest.mark.parametrize(
    ("words", "taken", "code"),
    [
        ("党建活动场地", (), "djhdcd"),
        ("党建活动场地", ("djhdcd",), "djhdcd_2"),
        ("党建活动场地", ("djhdcd", "djhdcd_2"), "djhdcd_3"),
        ("3年以上", (), "x3nys"),
        ("WiFi 覆盖", (), "wififg"),
        ("？！", (), "x"),
        ("？！", ("x",), "x_2"),
        ("长" * 60, (), "c" * 26),
    ],
)
def test_a_code_is_the_initials_of_the_words_with_a_number_where_taken(words, taken, code):
    assert made_code(words, taken) == code
    assert PLAIN.fullmatch(code)


def test_options_without_codes_get_some_and_options_with_codes_keep_theirs():
    given = [{"label": "自有"}, {"value": "zy_2", "label": "转让"}, {"label": "租用"}, {"label": "在用", "value": ""}]
    assert [one["value"] for one in coded_options(given)] == ["zy", "zy_2", "zy_3", "zy_4"]


@pytest.fixture
def designed(land, committee, sign_in):
    def post(**data):
        fixed = {"kind": "choice", "synonyms": "", "hint": ""}
        return sign_in(committee).post(reverse("enterprises:design_question"), fixed | data)

    return post


def test_the_page_asks_for_words_and_shows_the_codes_that_were_made(designed, committee, sign_in):
    page = sign_in(committee).get(reverse("enterprises:design_question")).content.decode()
    assert 'name="code"' not in page
    assert "代码" not in page
    assert designed(label="经营场地", options="自有\n租用\n其他 ，另行说明").status_code == 302
    made = Question.objects.get()
    assert (made.code, made.options) == ("jycd", [
        {"value": "zy", "label": "自有"}, {"value": "zy_2", "label": "租用"}, {"value": "qtlxsm", "label": "其他 ，另行说明"},
    ])  # fmt: skip
    assert designed(label="就业场地", options="自有\n租用").status_code == 302
    assert list(Question.objects.order_by("pk").values_list("code", flat=True)) == ["jycd", "jycd_2"]
    listed = sign_in(committee).get(reverse("enterprises:questions")).content.decode()
    assert 'class="code">zy_2</span>' in listed


@pytest.mark.parametrize(
    ("options", "words"),
    [("自有\n租用\n自有", "选项“自有”写了两次"), ("自" * 61, "不超过60个字"), ("", "单选和多选须有选项")],
)
def test_options_that_cannot_be_told_apart_or_are_missing_are_refused_in_words(designed, options, words):
    answer = designed(label="经营场地", options=options)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Question.objects.exists()


def test_the_longest_option_that_is_allowed_is_kept_whole(designed):
    assert designed(label="经营场地", options="自" * 60 + "\n租").status_code == 302
    assert Question.objects.get().options[0]["label"] == "自" * 60


def test_a_code_is_never_that_of_a_count_of_the_register(designed):
    assert designed(label="staff", kind="number", options="").status_code in {302, 422}
    assert not Question.objects.filter(code="staff").exists()


@pytest.mark.parametrize("code", ["staff", "relation_temporary", "talks"])
def test_a_code_that_is_brought_is_not_that_of_a_field_of_the_register(land, committee, sign_in, code):
    body = {"label": "经营场地", "kind": "text", "code": code}
    answer = sign_in(committee).post("/api/v1/questions/", body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert code in str(answer.json()["errors"]["code"])
    with pytest.raises(IntegrityError, match="enterprises_question_code_not_of_register"):
        Question.objects.create(code=code, label="经营场地", kind="text", created_on="2026-01-01")


def test_systems_bring_codes_or_leave_them_to_be_made(land, committee, sign_in):
    client = sign_in(committee)
    body = {"label": "经营场地", "kind": "choice", "options": [{"value": "own", "label": "自有"}, {"label": "租用"}]}
    answer = client.post("/api/v1/questions/", body | {"code": "site"}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["code"], [one["value"] for one in answer.json()["options"]]) == ("site", ["own", "zy"])
    more = client.post("/api/v1/questions/", {"label": "租约到期", "kind": "day"}, content_type="application/json")
    assert (more.status_code, more.json()["code"]) == (201, "zydq")

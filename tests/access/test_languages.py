"""Chinese is spoken until a person switches; a browser's own wish counts for the API alone."""

import pytest
from django.urls import reverse

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.9"}


@pytest.mark.parametrize("asked", ["en-US,en;q=0.9", "fr", "", "zh-TW", "x" * 9000])
def test_a_first_visit_is_answered_in_chinese(client, db, asked):
    answer = client.get(reverse("access:sign_in"), HTTP_ACCEPT_LANGUAGE=asked)
    assert answer.headers["Content-Language"] == "zh-hans"
    assert 'lang="zh-Hans"' in answer.content.decode() or 'lang="zh-hans"' in answer.content.decode()
    assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_the_persons_own_switch_counts(client, db):
    page = reverse("access:sign_in")
    client.post(reverse("set_language"), {"language": "en", "next": page})
    assert client.get(page, HTTP_ACCEPT_LANGUAGE="zh-CN").headers["Content-Language"] == "en"
    client.post(reverse("set_language"), {"language": "zh-hans", "next": page})
    assert client.get(page, **ENGLISH).headers["Content-Language"] == "zh-hans"


def test_a_cookie_that_names_no_language_is_none(client, db, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "klingon"
    assert client.get(reverse("access:sign_in"), **ENGLISH).headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(("asked", "spoken"), [("en", "en"), ("zh-CN", "zh-hans"), ("fr", "zh-hans"), ("", "zh-hans")])
def test_the_api_answers_in_the_language_asked_for(client, db, asked, spoken):
    answer = client.get("/api/v1/units/", HTTP_ACCEPT_LANGUAGE=asked)
    assert answer.headers["Content-Language"] == spoken
    assert "Accept-Language" in answer.headers["Vary"]

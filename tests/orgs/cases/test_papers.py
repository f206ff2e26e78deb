"""The papers of an application: filled in from what is known, as Word documents, and only once a step brought them."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from access.principals import system_scope
from orgs.choices import FormationStage
from orgs.forms import docx
from orgs.rules import papers
from orgs.rules.papers import Matter
from orgs.services.cases import applying
from tests.orgs.cases.test_chain import ASKED, approved, drafted

FULL = Matter(
    FormationStage.ACTIVE, "中共示例公司支部委员会", "单独组建", "党支部", [("示例公司", "东社区")], "有3名正式党员", "示例人",
    "示例党委", date(2015, 8, 3), date(2015, 8, 10), "示例〔2015〕8号", "示例工委", date(2015, 8, 17), 5, 4,
    [("书记", "示例书记"), ("组织委员", "示例委员")], date(2015, 8, 24), "示例备1号",
)  # fmt: skip


def words(content):
    """Return the paragraphs of a document, as a reader of the format finds them."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        root = ET.fromstring(archive.read("word/document.xml"))
    assert names == {"[Content_Types].xml", "_rels/.rels", "word/document.xml"}
    space = f"{{{docx.WORD}}}"
    return ["".join(text.text or "" for text in line.iter(f"{space}t")) for line in root.iter(f"{space}p")]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("request", ["关于成立中共示例公司支部委员会的请示", "妥否，请批示。", "示例公司（东社区）", "2015年8月3日"]),
        ("reply", ["示例〔2015〕8号", "示例工委", "2015年8月10日"]),
        ("result", ["示例书记", "示例委员", "2015年8月17日"]),
        ("filing", ["党组织成立备案表", "2015年8月24日 示例备1号", "应到5名，实到4名"]),
    ],
)
def test_a_paper_says_what_is_known(kind, told):
    content = docx.write(papers.KINDS[kind].fill(FULL))
    found = words(content)
    assert [text for text in told if text not in found] == []
    assert content == docx.write(papers.KINDS[kind].fill(FULL))


def test_names_with_marks_of_the_format_do_no_harm():
    hostile = replace(FULL, name='<w:t>&"甲\x00\x0b乙]]>')
    assert '关于成立<w:t>&"甲乙]]>的请示' in words(docx.write(papers.request_of(hostile)))


def test_a_paper_can_be_fetched_from_the_step_that_brings_it(world, committee):
    client = Client()
    with system_scope("test"):
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["committee"].pk))
    row = drafted(committee, world.unit(formal=3))

    def status(paper):
        return client.get(reverse("orgs:application_paper", args=[row.pk, paper])).status_code

    assert [status(kind) for kind in (*papers.KINDS, "nonsense")] == [200, 404, 404, 404, 404]
    applying.submit_application(application=row, on=ASKED, by=committee)
    other = approved(committee, world.unit(formal=3))
    answer = client.get(reverse("orgs:application_paper", args=[other.pk, "reply"]), headers={"Accept-Language": "en"})
    assert "示例〔2015〕8号" in words(answer.content)
    assert client.get(other.get_absolute_url()).status_code == 200

"""The papers of an application: filled in from what is known, to edit or to print, and only once a step brought them."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from access.principals import system_scope
from orgs.choices import FormationStage
from orgs.forms import docx, pdf
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


def printed(content):
    """Return what a PDF document says, without breaks of lines."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "").replace(" ", "")


def fonts_of(content):
    """Return the embedded fonts of a PDF document."""
    found = [font.get_object() for page in PdfReader(BytesIO(content)).pages for font in page["/Resources"]["/Font"].values()]
    below = [font["/DescendantFonts"][0].get_object() for font in found]
    return {font["/BaseFont"]: set(font["/FontDescriptor"].get_object()) for font in below}


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
    paper = pdf.write(papers.KINDS[kind].fill(FULL))
    assert [text for text in told if text.replace(" ", "") not in printed(paper)] == []
    assert paper == pdf.write(papers.KINDS[kind].fill(FULL))


def test_a_printed_paper_carries_its_chinese_font():
    fonts = fonts_of(pdf.write(papers.filing_of(FULL)))
    assert len(fonts) == 2
    assert all("NotoSerif" in name and any(key.startswith("/FontFile") for key in parts) for name, parts in fonts.items())


def test_a_machine_without_a_chinese_font_says_so_and_offers_the_word_file(world, committee, monkeypatch):
    monkeypatch.setattr(pdf, "families", lambda: ())
    client = Client()
    with system_scope("test"):
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["committee"].pk))
    row = drafted(committee, world.unit(formal=3))
    page = client.get(row.get_absolute_url()).content.decode()
    assert "请用 Word 文件" in page
    assert reverse("orgs:application_paper_pdf", args=[row.pk, "request"]) not in page
    assert client.get(reverse("orgs:application_paper_pdf", args=[row.pk, "request"])).status_code == 404
    assert client.get(reverse("orgs:application_paper", args=[row.pk, "request"])).status_code == 200


def test_names_with_marks_of_the_format_do_no_harm():
    hostile = replace(FULL, name='<w:t>&"甲\x00\x0b乙]]>')
    assert '关于成立<w:t>&"甲乙]]>的请示' in words(docx.write(papers.request_of(hostile)))
    marked = replace(FULL, name='#panic("x") $a$ *b* @c <d>')
    assert '#panic("x")$a$*b*@c<d>' in printed(pdf.write(papers.request_of(marked)))


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
    answer = client.get(reverse("orgs:application_paper_pdf", args=[other.pk, "reply"]))
    assert answer["Content-Type"] == "application/pdf"
    assert "示例〔2015〕8号" in printed(answer.content)
    page = client.get(other.get_absolute_url())
    assert reverse("orgs:application_paper_pdf", args=[other.pk, "reply"]) in page.content.decode()

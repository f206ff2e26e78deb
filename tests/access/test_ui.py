import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import reverse

from access import registries
from access.context import Shell
from access.outcome import Rate
from access.templatetags import listing, signs, ui_figures

ICON_USES = re.compile(r"""(?:\{%\s*icon\s+["']|\bicon=["'])([a-z0-9-]+)["']""")


class Filters(forms.Form):
    q = forms.CharField(label="查找", required=False)
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("operating", "在营")])
    since = forms.DateField(label="自", required=False)
    open = forms.BooleanField(label="只看未办", required=False)


class Entry(forms.Form):
    name = forms.CharField(label="名称", help_text="按执照填写")
    on = forms.DateField(label="日期", required=False)
    kind = forms.ChoiceField(label="类别", widget=forms.RadioSelect, choices=[("a", "甲"), ("b", "乙")])
    agreed = forms.BooleanField(label="同意", required=False)


def render(source, query="", **context):
    request = RequestFactory().get(f"/list/?{query}")
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


def test_a_rate_shows_share_and_both_counts():
    shown = render("{% rate 35 100 %}")
    assert "35.0 %" in shown
    assert "(35/100)" in shown


def test_a_rate_without_a_whole_shows_no_share():
    shown = render("{% rate r %}", r=Rate(0, 0))
    assert "—" in shown
    assert "(0/0)" in shown


def test_the_counts_of_a_rate_lead_to_their_rows():
    shown = render("{% rate 1 2 part_url='/part/' whole_url='/whole/' %}")
    assert '<a href="/part/">1</a>/<a href="/whole/">2</a>' in shown


@pytest.mark.parametrize(("value", "shown"), [(1234567, "1,234,567"), (0, "0"), (None, ""), ("", "")])
def test_counts_have_thousands_separators(value, shown):
    assert ui_figures.count(value) == shown


@pytest.mark.parametrize(("value", "shown"), [("612000", "612,000.00"), (0, "0.00"), (None, "")])
def test_amounts_have_two_places(value, shown):
    assert ui_figures.yuan(value) == shown


@pytest.mark.parametrize(
    ("code", "tone"), [("operating", "good"), ("OVERDUE", "bad"), ("due-soon", "warn"), ("x", "mute")]
)
def test_a_state_has_one_tone_everywhere(code, tone):
    assert signs.tone_of(code) == tone


def test_a_badge_says_its_state_in_words_and_sign():
    shown = render("{% status_badge 'overdue' '超期' %}")
    assert "超期" in shown
    assert "#alert-triangle" in shown


def test_words_in_a_badge_are_escaped():
    assert "<script>" not in render("{% status_badge code label %}", code="x", label="<script>")


@pytest.mark.parametrize("percent", range(0, 101, 5))
def test_a_tile_has_one_of_five_shades(percent):
    shown = render("{% tile_map tiles %}", tiles=[{"label": "街道", "rate": Rate(percent, 100)}])
    assert f"tile s{min(5, percent // 20 + 1)}" in shown


def test_a_light_is_told_by_a_word_as_well():
    assert "未达到" in render("{% lights rows %}", rows=[{"label": "党员", "state": "off"}])


def test_a_chart_brings_its_figures_as_a_table():
    data = {
        "labels": ["<甲>", "乙"],
        "series": [{"name": "率", "values": [35.0, None], "urls": ["/rows/"]}],
        "unit": "%",
    }
    shown = render("{% chart 'c' 'bars' data %}", data=data)
    assert '<th scope="row">&lt;甲&gt;</th><td class="num"><a href="/rows/">35.0</a></td>' in shown
    assert '<td class="num">—</td>' in shown
    assert 'type="application/json"' in shown


def test_the_pager_keeps_the_filters_in_its_addresses():
    page = Paginator(range(1234), 50).get_page(4)
    shown = render("{% pager page %}", query="q=%E7%94%B2&page=4", page=page)
    assert "第 151–200 条，共 1,234 条" in shown
    assert "?q=%E7%94%B2&amp;page=5" in shown


def test_the_pager_of_a_cursor_page_goes_back_and_forth():
    class CursorPage:
        next_cursor = "n"
        previous_cursor = None

    values = listing.pages(CursorPage(), QueryDict("q=1&cursor=c"))
    assert values["next"] == "?q=1&cursor=n"
    assert values["previous"] == ""


def test_filters_in_force_are_shown_in_words_and_can_be_taken_off():
    query = QueryDict("q=abc&status=operating&since=2015-09-01&open=on&as_of=2015-09-26&page=3")
    form = Filters(query)
    chips = list(listing.filters_in_force(form, query))
    assert [chip["text"] for chip in chips] == ["abc", "在营", "2015-09-01", "是"]
    assert chips[1]["url"] == "?q=abc&since=2015-09-01&open=on&as_of=2015-09-26"


def test_a_filter_bar_carries_the_date_along():
    assert '<input type="hidden" name="as_of" value="2015-09-26">' in render(
        "{% filter_bar form %}", query="as_of=2015-09-26", form=Filters(QueryDict("as_of=2015-09-26"))
    )


def test_an_invalid_filter_is_not_shown_as_in_force():
    query = QueryDict("status=nonsense")
    assert list(listing.filters_in_force(Filters(query), query)) == []


@pytest.mark.parametrize(
    ("query", "leads_to", "direction"),
    [
        ("", "?sort=name", ""),
        ("sort=name&page=2", "?sort=-name", "ascending"),
        ("sort=-name", "?sort=name", "descending"),
    ],
)
def test_a_column_head_sorts_and_turns_round(query, leads_to, direction):
    shown = render("{% th '名称' sort='name' %}", query=query)
    assert f'href="{leads_to}"' in shown
    assert (f'aria-sort="{direction}"' in shown) is bool(direction)


def test_a_field_joins_label_hint_and_fault_to_its_input():
    shown = render("{% field form.name %}", form=Entry({"name": ""}))
    assert '<label class="form-label" for="id_name">' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_a_date_field_gets_the_browsers_picker():
    shown = render("{% field form.on %}", form=Entry(initial={"on": date(2015, 9, 1)}))
    assert 'type="date"' in shown
    assert 'value="2015-09-01"' in shown


def test_form_errors_name_every_field_and_lead_to_it():
    form = Entry({})
    form.add_error(None, "总的原因")
    shown = render("{% form_errors form %}", form=form)
    assert "总的原因" in shown
    assert '<a href="#id_name">名称</a>' in shown


def test_all_fields_of_a_form_are_shown_in_a_grid():
    shown = render("{% form_fields form %}", form=Entry())
    assert shown.count("<legend") == 1
    assert all(f'name="{name}"' in shown for name in Entry.base_fields)


def test_an_act_asks_before_it_is_sent():
    shown = render("{% confirm_button '/act/' '退回' '退回吗？' reason=True hidden=more %}", more={"version": 3})
    assert '<dialog class="ask"' in shown
    assert 'name="reason"' in shown
    assert 'name="version" value="3"' in shown


def test_an_unknown_option_of_a_confirm_button_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="colour"):
        render("{% confirm_button '/act/' '退回' '退回吗？' colour='red' %}")


def test_block_components_hold_what_they_are_given():
    shown = render("{% panel title='标题' flush=True %}{% notice tone='bad' %}内容{% endnotice %}{% endpanel %}")
    assert '<section class="panel flush"' in shown
    assert 'role="alert"' in shown


def _templates_and_code():
    root = Path(settings.BASE_DIR)
    yield from (root / "templates").rglob("*.html")
    for app in ("access", "enterprises", "orgs", "instructors", "funding", "reports"):
        yield from (path for path in (root / app).rglob("*.py") if "migrations" not in path.parts)


def test_every_icon_named_anywhere_is_in_the_sprite():
    missing = {
        f"{path.name}: {name}"
        for path in _templates_and_code()
        for name in ICON_USES.findall(path.read_text(encoding="utf-8"))
        if name not in signs.icon_names()
    }
    assert missing == set()


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("<b>", "auto"), (None, "auto")])
def test_only_known_themes_are_taken_from_the_cookie(cookie, theme):
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES["theme"] = cookie
    assert Shell(request).theme == theme


def test_nobody_signed_in_sees_no_navigation():
    shell = Shell(RequestFactory().get("/"))
    assert shell.nav == []
    assert shell.person == shell.body == shell.role == ""


def test_every_line_of_the_navigation_has_an_icon_and_an_address():
    faulty = [
        item for item in registries.nav.items() if item.icon not in signs.icon_names() or not reverse(item.url_name)
    ]
    assert faulty == []

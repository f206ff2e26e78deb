"""Chinese is the source language and English is complete; nothing is said to a reader that cannot be translated."""

import ast
import re
from datetime import date
from functools import cache

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from access.management import msgids
from config.environment import BASE_DIR

CJK = re.compile(r"[\u3400-\u9fff]")
TRANS = re.compile(
    r"{%-?\s*(?:blocktrans|blocktranslate)\b.*?{%-?\s*end(?:blocktrans|blocktranslate)\s*-?%}", re.DOTALL
)
TRANS_TAG = re.compile(r"""{%\s*trans(?:late)?\s+("[^"]*"|'[^']*')[^%]*%}|_\(("[^"]*"|'[^']*')\)""")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)

# Chinese in a template that is not translated: the name of the language itself, and official papers.
UNTRANSLATED_TEMPLATES = {
    "components/switches.html": "the name of a language is written in that language",
    "instructors/letter.html": "the date of a letter of appointment is written as on the Chinese form",
}
# Chinese in Python that is no sentence of the interface, file by file with the reason.
UNTRANSLATED_PYTHON = {
    "enterprises/rules/duplicates.py": "legal forms and places inside names, to be compared",
    "access/management/commands/access_matrix.py": "a page of docs/",
    "access/services/area_files.py": "column names of official files",
    "access/views/style_samples.py": "sample data of the style page, in the demo only",
    "config/health.py": "the reason of a public door, read by developers",
    "config/settings.py": "the name of a language; the title of the API document",
    "config/urls.py": "the reason of a public door, read by developers",
    "enterprises/rules/contact.py": "what is written in telephone numbers",
    "enterprises/rules/managing.py": "the industries as the source names them",
    "enterprises/rules/meanings.py": "words by which a question is recognised as one that is asked already",
    "enterprises/rules/names.py": "characters and endings of names, to compare them",
    "enterprises/forms/exporting.py": "columns of tables, whose names are those that an import understands",
    "enterprises/rules/sheets/cells.py": "words and units around numbers and days in tables",
    "enterprises/rules/sheets/layout.py": "words of headers, totals and notes in tables",
    "enterprises/services/sheets/unit_fields.py": "columns of tables and the words that streets use for them",
    "enterprises/services/sheets/owner_posts.py": "columns of tables and the words that streets use for them",
    "enterprises/services/sheets/register_fields.py": "columns of outside registers and the words that authorities use",
    "enterprises/rules/registers.py": "words of outside registers for the end of a unit",
    "enterprises/services/sheets/unit_places.py": "endings of the names of areas",
    "instructors/services/letters.py": "numbers of letters as documents print them",
    "instructors/services/importing.py": "columns of tables of instructors and the words that committees use for them",
    "orgs/forms/docx.py": "names of typefaces",
    "orgs/rules/papers.py": "texts of official papers, which are in Chinese whatever the language of the page",
    "orgs/services/importing_fields.py": "columns of tables of organizations and the words that streets use for them",
    "orgs/rules/ratings.py": "the number of a document",
    "reports/queries/published.py": "the word by which recorded reasons are found",
}
PARTS_OF_PACKAGES = ("demo",)  # invented and published data, in Chinese as a district would have them


def _marked(call):
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name in msgids.KEYWORDS


def _chinese_constants(tree):
    """Yield the Chinese strings of a module, without its docstrings and what is marked for translation."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(node.value)
        elif isinstance(node, ast.Call) and _marked(node):
            skipped.update(inner for argument in node.args for inner in ast.walk(argument))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and CJK.search(node.value)
            and node not in skipped
        ):
            yield node


@cache
def _modules():
    """Return the syntax tree of every Python file that may speak to a reader, by its path."""
    paths = [path for path in msgids.python_files() if not set(PARTS_OF_PACKAGES) & set(path.relative_to(BASE_DIR).parts)]
    return {path.relative_to(BASE_DIR).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def test_the_catalogue_holds_every_msgid_of_the_code():
    found = {(message.context, str(message.id)) for message in msgids.gather() if message.id}
    stored = {(message.context, str(message.id)) for message in msgids.stored() if message.id}
    assert found - stored == set(), "run ./run manage messages"
    assert stored - found == set(), "run ./run manage messages"


def test_every_msgid_has_english():
    assert msgids.missing(msgids.stored()) == []


def test_english_fills_the_same_places_as_the_chinese():
    assert msgids.misplaced(msgids.stored()) == []


def test_english_has_no_chinese_punctuation_or_characters():
    odd = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
    spoken = [text for message in msgids.stored() if message.id for text in msgids.strings(message)]
    quoted = {text for text in spoken if '"label": "先进"' in text}  # an example of what to enter
    assert [text for text in spoken if odd.search(text) and text not in quoted] == []


def test_chinese_sentences_use_chinese_punctuation():
    """Placeholders and examples of code aside, what stands beside a Chinese character is full-width."""
    code = re.compile(r"%\(\w+\)[#0 +-]*[\d.]*[a-zA-Z]|\[{.*}\]")
    beside = re.compile(r"[\u3400-\u9fff”》][,;:()!?]|[,;()!?][\u3400-\u9fff“《]")
    spoken = [message.id for message in msgids.stored() if isinstance(message.id, str)]
    assert [text for text in spoken if beside.search(code.sub("X", text))] == []


def test_templates_mark_what_they_say():
    bare = []
    for path in msgids.template_files():
        name = path.relative_to(BASE_DIR / "templates").as_posix()
        if name.startswith("style/") or name in UNTRANSLATED_TEMPLATES:
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in (COMMENT, TRANS, TRANS_TAG):
            text = pattern.sub("", text)
        bare += [f"{name}: {line.strip()}" for line in text.splitlines() if CJK.search(line)]
    assert bare == []


def test_python_marks_what_it_says():
    bare = []
    for name, tree in _modules().items():
        if name not in UNTRANSLATED_PYTHON:
            bare += [f"{name}:{node.lineno}: {node.value}" for node in _chinese_constants(tree)]
    assert bare == []


def test_the_reviewed_exceptions_are_still_needed():
    needed = {name for name, tree in _modules().items() if any(_chinese_constants(tree))}
    assert set(UNTRANSLATED_PYTHON) <= needed
    assert [name for name in UNTRANSLATED_TEMPLATES if not (BASE_DIR / "templates" / name).exists()] == []


def test_what_is_translated_is_a_literal():
    marked = [
        (name, node)
        for name, tree in _modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _marked(node)
    ]
    formatted = [
        f"{name}:{node.lineno}"
        for name, node in marked
        if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert formatted == []


def _own_forms():
    """Yield every form of the product."""
    pending = list(forms.BaseForm.__subclasses__())
    while pending:
        form = pending.pop()
        pending += form.__subclasses__()
        if form.__module__.split(".")[0] in msgids.PACKAGES and "style_samples" not in form.__module__:
            yield form


def _words_of(field):
    """Yield what a field says by itself; rows of tables are data."""
    yield from (field.label, field.help_text, *field.error_messages.values())
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        for _value, label in field.choices:
            yield from [inner for _key, inner in label] if isinstance(label, list | tuple) else [label]


def test_forms_and_models_speak_english_when_asked():
    """What is fixed while modules are imported would stay Chinese."""
    chinese = set()
    assert get_resolver().url_patterns  # which imports every view with its forms
    with translation.override("en"):
        for form in _own_forms():
            for name, field in form.base_fields.items():
                chinese |= {(form.__name__, name) for word in _words_of(field) if CJK.search(str(word or ""))}
        for model in apps.get_models():
            fields = model._meta.get_fields()
            words = [getattr(field, "verbose_name", "") for field in fields] + [model._meta.verbose_name]
            words += [label for field in fields for _value, label in getattr(field, "flatchoices", None) or ()]
            chinese |= {(model._meta.label, str(word)) for word in words if CJK.search(str(word))}
    assert chinese - {("User", "简体中文"), ("access.User", "简体中文")} == set()


class _Form(forms.Form):
    day = forms.DateField()
    number = forms.IntegerField(max_value=5)


@pytest.mark.parametrize(
    ("language", "own", "missing", "too_large", "day"),
    [
        ("zh-hans", "保存", "该字段是必填项。", "确保该值小于或等于5。", "2015年10月31日"),
        ("en", "Save", "This field is required.", "Ensure this value is less than or equal to 5.", "Oct. 31, 2015"),
    ],
)
def test_each_language_speaks_for_itself_down_to_built_in_errors_and_dates(language, own, missing, too_large, day):
    with translation.override(language):
        form = _Form({"number": "9"})
        assert _("保存") == own
        assert form.errors["day"] == [missing]
        assert form.errors["number"] == [too_large]
        assert date_format(date(2015, 10, 31), "DATE_FORMAT") == day


def test_chinese_is_the_default_and_both_languages_can_be_chosen():
    assert settings.LANGUAGE_CODE == "zh-hans"
    assert [code for code, _name in settings.LANGUAGES] == ["zh-hans", "en"]

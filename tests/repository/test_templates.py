"""Templates: each is used, loads, sends no one past the escaping, and prints only what its page gives it."""

import re

import pytest
from django.template import Context, Engine, engines
from django.template.loader import get_template

from access.management import msgids
from config.environment import BASE_DIR
from tests.repository import code
from tests.undefined import Undefined, UndefinedVariableError

# Used by Django or a library by their well-known names.
KNOWN_BY_NAME = re.compile(r"^(40[034]|403_csrf|500)\.html$|^admin/|^django/forms/|^errors/\d+\.html$")
NAMES = [path.relative_to(BASE_DIR / "templates").as_posix() for path in msgids.template_files()]


def _sources():
    yield from ((name, (BASE_DIR / name).read_text(encoding="utf-8")) for name in code.python())
    yield from ((name, (BASE_DIR / "templates" / name).read_text(encoding="utf-8")) for name in NAMES)


def test_every_template_is_used():
    named = {match for _name, text in _sources() for match in re.findall(r"[\w./-]+\.(?:html|txt|svg)", text)}
    used = named | {name for name in NAMES if KNOWN_BY_NAME.search(name)}
    assert [name for name in NAMES if name not in used] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    get_template(name)


def test_no_template_switches_escaping_off():
    unsafe = re.compile(r"\|\s*(safe|safeseq)\b|{%\s*autoescape\s+off|{%\s*debug\b")
    found = [name for name in NAMES if unsafe.search((BASE_DIR / "templates" / name).read_text(encoding="utf-8"))]
    assert found == []


def test_no_template_holds_a_script_or_an_event_attribute():
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|\son(click|submit|change|load|input)\s*=",
        re.IGNORECASE,
    )
    found = [name for name in NAMES if inline.search((BASE_DIR / "templates" / name).read_text(encoding="utf-8"))]
    assert found == []


def test_every_form_that_posts_carries_the_token():
    forms = re.compile(r"<form\b[^>]*method=\"?post.*?</form>", re.IGNORECASE | re.DOTALL)
    found = [
        name
        for name in NAMES
        for form in forms.findall((BASE_DIR / "templates" / name).read_text(encoding="utf-8"))
        if "csrf_token" not in form and not name.startswith("style/")
    ]
    assert found == []


def test_templates_ask_the_network_for_nothing():
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    found = [name for name in NAMES if outside.search((BASE_DIR / "templates" / name).read_text(encoding="utf-8"))]
    assert found == []


def test_the_suite_fails_on_undefined_variables():
    assert isinstance(engines["django"].engine.string_if_invalid, Undefined)


def test_an_undefined_variable_of_ours_raises_and_one_of_a_library_does_not(tmp_path, monkeypatch):
    (tmp_path / "page.html").write_text("<p>{{ misspelt }}</p>")
    engine = Engine(dirs=[str(tmp_path)], string_if_invalid=Undefined())
    assert engine.get_template("page.html").render(Context()) == "<p></p>"
    monkeypatch.setattr("tests.undefined.OWN", str(tmp_path))
    with pytest.raises(UndefinedVariableError, match="misspelt"):
        engine.get_template("page.html").render(Context())

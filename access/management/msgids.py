"""What there is to translate: gathers every msgid of Python files and templates, and keeps the English catalogue in step.

The source language is Chinese: a msgid is the Chinese sentence itself. Needs no gettext installation.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGES = ("access", "enterprises", "orgs", "instructors", "funding", "reports", "config")
KEYWORDS = {
    "_": None,
    "_now": None,  # gettext, in a module whose "_" is the lazy one
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
HEADER = """# English of the interface. Gathered by `./run manage messages`; the msgids are the Chinese source.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
CHINESE = re.compile(r"[\u3001\u3400-\u9fff]")
PLACES = re.compile(r"%\((\w+)\)[#0 +-]*[\d.]*([a-zA-Z])|%([sd])")


def catalogue_path() -> Path:
    """Return where the English catalogue lies."""
    return Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES" / "django.po"


def python_files() -> Iterator[Path]:
    """Yield the Python files whose sentences reach a reader; migrations do not."""
    for package in PACKAGES:
        for path in sorted((Path(settings.BASE_DIR) / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def template_files() -> Iterator[Path]:
    """Yield the templates."""
    for suffix in ("html", "txt", "svg"):
        yield from sorted((Path(settings.BASE_DIR) / "templates").rglob(f"*.{suffix}"))


def _as_python(path: Path) -> bytes:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    lines = templatize(text, origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines).encode()


def gather() -> Catalog:
    """Return every msgid with the files that say it."""
    found = Catalog(locale="en")
    for path in (*python_files(), *template_files()):
        place = path.relative_to(settings.BASE_DIR).as_posix()
        for _line, said, _comments, context in extract("python", io.BytesIO(_as_python(path)), keywords=KEYWORDS):
            if _is_chinese(said):
                found.add(said, locations=[(place, 0)], context=context)
    return found


def _is_chinese(said: str | tuple[str | None, ...] | None) -> bool:
    """Tell a sentence from what Babel takes for one, such as the key in ``_(row["label"])``."""
    texts = [said] if isinstance(said, str) else list(said or [])
    return bool(texts) and all(text and CHINESE.search(text) for text in texts)


def stored() -> Catalog:
    """Return the English catalogue as it is written."""
    path = catalogue_path()
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def merge(found: Catalog, known: Catalog) -> Catalog:
    """Return what was found with the translations that are known; what is no longer said is dropped."""
    merged = Catalog(locale="en")
    for message in _messages(found):
        before = known.get(message.id, context=message.context)
        places = sorted(set(message.locations))
        string = before.string if before and type(before.id) is type(message.id) else None
        merged.add(message.id, string=string, locations=places, context=message.context, flags=message.flags)
    return merged


def write(catalogue: Catalog) -> bool:
    """Write the catalogue and tell whether the file changed."""
    body = io.BytesIO()
    write_po(body, catalogue, width=120, omit_header=True, include_lineno=False, sort_by_file=True)
    text = HEADER + body.getvalue().decode().rstrip("\n") + "\n"
    path = catalogue_path()
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def missing(catalogue: Catalog) -> list[str]:
    """Return the msgids without English."""
    return [first(message) for message in _messages(catalogue) if not all(strings(message))]


def misplaced(catalogue: Catalog) -> list[str]:
    """Return the msgids whose English names other places than the Chinese."""
    wrong = []
    for message in _messages(catalogue):
        wanted = places_in(first(message))
        if any(string and places_in(string) != wanted for string in strings(message)):
            wrong.append(first(message))
    return wrong


def places_in(sentence: str) -> list[tuple[str, ...]]:
    """Return the places of a sentence that values fill, in order of their names; a doubled percent sign is none."""
    return sorted(set(PLACES.findall(sentence.replace("%%", ""))))


def first(message: Message) -> str:
    """Return the msgid, of a plural its singular."""
    return message.id if isinstance(message.id, str) else message.id[0]


def strings(message: Message) -> tuple[str, ...]:
    """Return the English of a message: one string, or one for each plural form."""
    return (message.string or "",) if isinstance(message.id, str) else tuple(message.string or ("", ""))


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)

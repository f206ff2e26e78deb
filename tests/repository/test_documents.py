"""Documents that keep their promises: links lead somewhere, nothing of one machine is written down, copies equal the code."""

import re

import pytest

from access.management.commands import access_matrix
from config.environment import BASE_DIR
from tests.repository import code

DOCUMENTS = [path for path in code.own_files() if path.suffix == ".md"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MACHINE = re.compile(r"(?<![\w.])/(work|root|home/\w+|Users/\w+|private|tmp/\w+)/[\w.]|[A-Z]:\\\\Users")
REGISTRY = re.compile(
    r"https?://[\w.-]*(pypi|npmjs|npmmirror|tsinghua|aliyun|goproxy|artifactory|nexus|registry)[\w.-]*", re.IGNORECASE
)
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_\w{30}")
TEXT = {
    ".py",
    ".md",
    ".html",
    ".js",
    ".mjs",
    ".css",
    ".toml",
    ".json",
    ".lock",
    ".txt",
    ".csv",
    ".po",
    ".svg",
    ".yml",
    ".yaml",
    ".sh",
    "",
}


def _texts():
    for path in code.own_files():
        if path.suffix in TEXT and path.stat().st_size < 2_000_000 and not path.name.endswith(".min.js"):
            yield path, code.text_of(path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=code.relative)
def test_links_lead_to_something(document):
    targets = [
        target.partition("#")[0]
        for target in LINK.findall(re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL))
    ]
    inside = [target for target in targets if target and not re.match(r"https?://|mailto:", target)]
    assert [target for target in inside if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=code.relative)
def test_documents_name_only_files_that_exist(document):
    named = re.findall(
        r"`((?:access|enterprises|orgs|instructors|funding|reports|config|tests|templates|docs)/[\w./-]+\.\w+)`",
        document.read_text(),
    )
    assert [name for name in named if not (BASE_DIR / name).exists()] == []


def test_nothing_of_one_machine_is_written_down():
    found = [
        f"{code.relative(path)}: {match[0]}" for path, text in _texts() for match in [MACHINE.search(text)] if match
    ]
    assert found == []


def test_no_registry_is_named():
    found = [
        f"{code.relative(path)}: {match[0]}" for path, text in _texts() for match in [REGISTRY.search(text)] if match
    ]
    assert found == []


def test_no_secret_is_committed():
    found = [code.relative(path) for path, text in _texts() if SECRETS.search(text)]
    assert found == []


def test_decisions_are_numbered_once_and_listed():
    records = sorted(path.name for path in (BASE_DIR / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [name[:4] for name in records]
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (BASE_DIR / "docs" / "adr" / "README.md").read_text())
    assert len(numbers) == len(set(numbers))
    assert sorted(listed) == records
    assert [
        name for name in records if not (BASE_DIR / "docs" / "adr" / name).read_text().startswith(f"# {name[:4]} ")
    ] == []


def test_the_access_matrix_of_the_documents_is_that_of_the_code():
    page = BASE_DIR / "docs" / "access-matrix.md"
    assert page.read_text(encoding="utf-8") == access_matrix.markdown(), (
        "run ./run manage access_matrix --markdown > docs/access-matrix.md"
    )


def test_every_cited_section_of_the_domain_exists():
    numbers = set(
        re.findall(r"^#{2,3} (\d+(?:\.\d+)?)", (BASE_DIR / "docs" / "domain.md").read_text(), flags=re.MULTILINE)
    )
    cited = set()
    for name in code.python():
        for group in re.findall(
            r"domain (\d+\.\d+(?:(?:,| and| to) \d+\.\d+)*)", (BASE_DIR / name).read_text(encoding="utf-8")
        ):
            cited |= {(name, number) for number in re.findall(r"\d+\.\d+", group)}
    assert [
        (name, number) for name, number in sorted(cited) if number not in numbers and not number.startswith("0.")
    ] == []


def test_every_source_row_of_the_register_is_described():
    from reports.rules.published import REGISTER

    text = (BASE_DIR / "docs" / "sources.md").read_text()
    rows = set(re.findall(r"^\| ([TKPDQG]\d+)", text, flags=re.MULTILINE))
    for first, last in re.findall(r"^\| ([TKPDQ]\d+)-([TKPDQ]\d+)", text, flags=re.MULTILINE):
        rows |= {f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:]) + 1)}
    assert {one.row for one in REGISTER} - rows == set()

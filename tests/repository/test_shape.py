"""The shape of the code: small files, short functions, nothing at a distance, the clock at the doors, no way past the guards."""

import ast
import re
from pathlib import Path

import pytest

from config.environment import BASE_DIR
from tests.repository import code

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40  # less than; the docstring is not counted

DOORS = {"views", "api", "admin", "tasks", "management", "middleware", "backends"}
# The clock elsewhere, each with its reason.
CLOCKS = {
    "access/backends.py": "Django's own has_perm knows no day",
    "reports/demo/units.py": "nothing in the demo is recorded in the future",
}
# Ways round Django's safety, each reviewed.
REVIEWED = {
    ("config/api.py", "csrf_exempt"): "the page that answers unknown API addresses changes nothing",
    ("enterprises/querysets.py", "RawSQL"): "search by grams; every value is bound",
}
UNSAFE = {"csrf_exempt", "mark_safe", "raw", "extra", "RawSQL", "SafeString", "executescript"}
# Querysets of every row that are opened later by their user, each with its reason.
ALL_ROWS = {
    "instructors/querysets.py": "a property of the model's relation, opened by visible_to of its reader",
}
SCOPED_FIELDS = re.compile(r"Scoped\w*Field|\w*(Search|LookUp|Choice)\w*Field|super\(\).__init__")


def _length(function):
    first, last = function.lineno, function.end_lineno
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        first += body[0].end_lineno - body[0].lineno + 1
    return last - first + 1


def test_files_are_small():
    sizes = {name: (BASE_DIR / name).read_text().count("\n") for name in code.python(*code.PACKAGES, "tests")}
    assert {name: lines for name, lines in sizes.items() if lines > MOST_LINES} == {}


def test_functions_are_short():
    trees = code.python().items()
    lengths = {f"{name}:{one.name}": _length(one) for name, tree in trees for one in code.functions(tree)}
    assert {name: lines for name, lines in lengths.items() if lines >= MOST_LINES_OF_A_FUNCTION} == {}


def test_no_file_is_a_drawer_for_the_rest():
    drawers = {"utils", "helpers", "misc", "common", "tools"}
    assert [
        name for name in code.python(*code.PACKAGES, "tests") if drawers & set(Path(name).with_suffix("").parts)
    ] == []


def test_nothing_happens_at_a_distance():
    found = []
    for name, tree in code.python().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and re.search(r"^django\.dispatch|\bsignals$", node.module or ""):
                found.append(f"{name}:{node.lineno} imports {node.module}")
    assert found == []


def test_models_do_not_override_what_saving_means():
    found = [
        f"{name}: {one.name}.{inner.name}"
        for name, tree in code.python().items()
        if code.room(name) == "models"
        for one in code.classes(tree)
        for inner in one.body
        if isinstance(inner, ast.FunctionDef) and inner.name in {"save", "delete", "bulk_create"}
    ]
    assert found == []


def test_serializers_and_forms_hold_no_business():
    found = [
        f"{name}: {one.name}.{inner.name}"
        for name, tree in code.python().items()
        if code.room(name) in {"forms", "api"}
        for one in code.classes(tree)
        for inner in one.body
        if isinstance(inner, ast.FunctionDef)
        and inner.name
        in {"save", "update" if "serializers" in name else "save", "create" if "serializers" in name else "save"}
    ]
    assert found == []


def _unsafe_names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in UNSAFE and not _is_refusing_definition(node):
                yield name
        elif isinstance(node, ast.FunctionDef):
            yield from (ast.unparse(one) for one in node.decorator_list if ast.unparse(one) in UNSAFE)


def _is_refusing_definition(call):
    return ast.unparse(call.func).startswith("super()")


def test_safety_is_not_switched_off():
    found = {(name, unsafe) for name, tree in code.python().items() for unsafe in _unsafe_names(tree)}
    assert found == set(REVIEWED)


def test_markup_is_never_made_of_formatted_strings():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in code.python().items()
        for called, node in code.calls(tree)
        if called.endswith("format_html") and node.args and not isinstance(node.args[0], ast.Constant | ast.Name)
    ]
    assert found == []


def test_the_clock_is_read_at_the_doors():
    clock = re.compile(r"(date\.today|datetime\.(now|utcnow|today)|timezone\.(now|localdate|localtime)|time\.time)$")
    found = {
        f"{name}:{node.lineno} {called}"
        for name, tree in code.python().items()
        if code.room(name) not in DOORS and name not in CLOCKS and not name.startswith("config/")
        for called, node in code.calls(tree)
        if clock.search(called)
        and not (called == "timezone.localtime" and node.args)
        and not (called == "timezone.localdate" and node.args)
    }
    assert found == set()


def _opened_by_a_scoped_field(tree):
    """Return the lines of querysets handed to a field that asks visible_to before it shows or accepts a row."""
    lines = set()
    for called, node in code.calls(tree):
        if SCOPED_FIELDS.search(called):
            lines |= {
                inner.lineno
                for word in node.keywords
                if word.arg == "queryset"
                for inner in ast.walk(word.value)
                if hasattr(inner, "lineno")
            }
    return lines


def test_no_queryset_of_every_row_waits_in_a_class():
    found = []
    for name, tree in code.python().items():
        opened = _opened_by_a_scoped_field(tree)
        for called, node in code.calls(tree):
            if called.endswith("objects.all") and node.lineno not in opened and name not in ALL_ROWS:
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_imports_are_absolute():
    found = [
        f"{name}:{node.lineno}"
        for name, tree in code.python(*code.PACKAGES, "tests", migrations=True).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert found == []


@pytest.mark.parametrize("package", ["enterprises", "orgs", "instructors", "funding", "reports"])
def test_rules_name_their_source(package):
    """A module of rules says where its decisions come from."""
    silent = []
    for name in code.python(package):
        if code.room(name) == "rules" and not name.endswith("__init__.py"):
            text = (BASE_DIR / name).read_text(encoding="utf-8")
            if not re.search(r"Source:|domain \d|clause|source 00\d|sources", text):
                silent.append(name)
    assert silent == []


def test_every_module_and_public_function_of_the_product_is_documented():
    silent = []
    for name, tree in code.python().items():
        if ast.get_docstring(tree) is None and not (name.endswith("__init__.py") and not tree.body):
            silent.append(name)
    assert silent == []

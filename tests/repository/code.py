"""What the tests of the repository read: its files and the syntax trees of its Python."""

import ast
import os
from functools import cache
from pathlib import Path

from config.environment import BASE_DIR

PACKAGES = ("access", "enterprises", "orgs", "instructors", "funding", "reports", "config")
IGNORED = {"node_modules", "var", "dist", "__pycache__", "staticfiles"}


def relative(path):
    return path.relative_to(BASE_DIR).as_posix()


@cache
def python(*roots, migrations=False):
    """Return the syntax tree of every Python file below the folders, by its path."""
    found = {}
    for root in roots or PACKAGES:
        for path in sorted((BASE_DIR / root).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                found[relative(path)] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def own_files():
    """Return every file of the project: what version control would hold."""
    found = []
    for folder, inside, names in os.walk(BASE_DIR):
        inside[:] = [name for name in inside if name not in IGNORED and (name == ".ci" or not name.startswith("."))]
        found += [Path(folder) / name for name in names if name != ".git" and not name.endswith((".pyc", ".mo"))]
    return sorted(found)


def text_of(path: Path):
    """Return the text of a file, or nothing for a picture."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def calls(tree):
    """Yield (dotted name, node) of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def functions(tree):
    """Yield every function and method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def classes(tree):
    """Yield every class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node


def room(name):
    """Return the room of a file: ``orgs/rules/life.py`` is in ``rules``, ``orgs/urls.py`` in ``urls``."""
    parts = Path(name).with_suffix("").parts
    return parts[1] if len(parts) > 1 else parts[0]

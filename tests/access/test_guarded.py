import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from access.errors import ScopeNotDeclared
from access.guarded import GuardedModel, GuardedQuerySet, ScopedModel
from access.models import Person, User
from access.principals import system_scope
from tests.factories.access import PersonFactory

ROOT = Path(__file__).parents[2]
SCOPED = [m for m in apps.get_models() if issubclass(m, ScopedModel) and m._default_manager._queryset_class.rls]


def test_related_managers_are_guarded(world):
    with pytest.raises(ScopeNotDeclared):
        list(world.east_body.assignments.all())
    with pytest.raises(ScopeNotDeclared):
        world.east_body.assignments.count()


def test_clones_stay_open(world, admins):
    rows = User.objects.visible_to(admins.system_by, "access.view_user")
    assert rows.filter(pk__gt=0).exclude(pk=0).order_by("pk")[:5].count() == len(rows)


def test_unique_checks_see_every_row(world):
    PersonFactory(area=world.west, id_index="x")
    clash = Person(area=world.east, name="重复", id_index="x")
    with pytest.raises(ValidationError, match="证件号码"):
        clash.full_clean()


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_raw_sql_without_a_scope_sees_no_row_and_the_table_forces_it(world, model):
    PersonFactory(area=world.east)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.paths', '', true), set_config('app.line_paths', '', true)")
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])
        assert cursor.fetchone() == (True,)


def test_every_guarded_model_has_a_guarded_manager():
    for model in apps.get_models():
        if issubclass(model, GuardedModel):
            assert issubclass(model._default_manager._queryset_class, GuardedQuerySet), model


APPS = ("access", "enterprises", "orgs", "instructors", "funding", "reports", "config")
MECHANISM = {"access/guarded.py", "access/principals.py"}  # hand on the reason that somebody else stated
OPENING = {"as_system", "system_scope", "system"}
BEHIND_THE_GUARD = {"_base_manager", "base_manager", "_open", "_raw_delete", "by_key", "opened"}
PLAIN = {"QuerySet", "RawQuerySet", "Query", "Collector", "Manager"}  # what is made by hand carries no mark


def calls(*names):
    """Return (file, call) of every call of one of the names in the product, found in the syntax tree."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
                if isinstance(node, ast.Call) and name in names:
                    yield path.relative_to(ROOT).as_posix(), node


def openings():
    """Return "file: reason" of every call that looks beyond a scope; without a reason it stands inside a block that states one."""
    for path, call in calls(*OPENING):
        for reason in call.args[:1]:
            if isinstance(reason, ast.Constant):
                yield f"{path}: {reason.value}"
            elif path not in MECHANISM:
                yield f"{path}:{call.lineno}: not written out"


def test_fifteen_uses_at_most_look_beyond_a_scope_and_each_was_reviewed():
    reviewed = (ROOT / "tests/access/system_reasons.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(openings()) == sorted(reviewed), "review each use; one line is one call"
    assert len(reviewed) <= 15


def test_nothing_goes_behind_the_guard():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if path.relative_to(ROOT).as_posix() not in MECHANISM:
                named = {getattr(node, "attr", "") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))}
                assert named & BEHIND_THE_GUARD == set(), path
    assert [path for path, _call in calls(*PLAIN) if path not in MECHANISM] == []


def test_acting_as_the_system_needs_a_reason_or_a_block_that_states_one(world):
    PersonFactory(area=world.east)
    with pytest.raises(ScopeNotDeclared, match="reason"):
        Person.objects.as_system()
    with system_scope("test"):
        assert Person.objects.as_system().exists()
        rows = Person.objects.as_system()
    assert not rows.exists()  # afterwards row-level security holds again


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_whoever_sees_a_row_by_a_reach_sees_its_children_too(model):
    if parent := getattr(model, "scope_parent", ""):
        above = model._meta.get_field(parent).related_model
        reached = getattr(above.objects.all(), "reaches", ())  # areas are reference data
        assert set(reached) <= set(model.objects.all().reaches)


def test_acting_as_the_system_ends_with_its_block(world):
    PersonFactory(area=world.east)
    with connection.cursor() as cursor:
        with system_scope("test"):
            cursor.execute("SELECT count(*) > 0 FROM access_person")
            assert cursor.fetchone() == (True,)
        cursor.execute("SELECT count(*), current_user = session_user FROM access_person")
        assert cursor.fetchone() == (0, True)
    with pytest.raises(ValueError, match="reason"), system_scope(""):
        pass

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


@pytest.mark.parametrize(
    "model",
    [m for m in apps.get_models() if issubclass(m, ScopedModel) and m._default_manager._queryset_class.rls],
    ids=lambda model: model._meta.label,
)
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


def system_reasons():
    """Return (file, reason) of every place that acts as the system, found in the syntax tree."""
    for app in ("access", "enterprises", "orgs", "instructors", "funding", "reports", "config"):
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
                if isinstance(node, ast.Call) and name in {"as_system", "system_scope"} and node.args:
                    reason = node.args[0]
                    yield (
                        path.relative_to(ROOT).as_posix(),
                        reason.value if isinstance(reason, ast.Constant) else ast.unparse(reason),
                    )


def test_the_permissions_layer_acts_as_the_system_for_fifteen_reasons_at_most():
    reasons = {reason for path, reason in system_reasons() if path.startswith("access/")}
    passed_on = {"principal.reason", "self._reason", "reason"}
    assert len(reasons - passed_on) <= 15, sorted(reasons)


def test_every_reason_to_act_as_the_system_was_reviewed():
    reviewed = set((Path(__file__).parent / "system_reasons.txt").read_text(encoding="utf-8").splitlines())
    found = {f"{path}: {reason}" for path, reason in system_reasons()}
    assert found - reviewed == set(), "review these and add them to tests/access/system_reasons.txt"
    assert {line for line in reviewed - found if line.startswith("access/")} == set(), "these are gone"


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

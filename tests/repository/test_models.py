"""Every business row has its guard, every table its migration, every constraint its sentence."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import UniqueConstraint

from access.answers import constraint_sentences
from access.dated import DatedFact
from access.guarded import GuardedModel, ScopedModel

OWN_APPS = ("access", "enterprises", "orgs", "instructors", "funding", "reports")
# Tables that are not filtered row by row, each with its reason.
OPEN_TABLES = {
    "access.Area": "the tree of areas is public reference data",
    "access.AreaVersion": "former codes and parents of areas are public reference data",
    "access.Body": "which bodies exist is public; pages about them pass their own door",
    "access.IndustryLine": "a short list of codes",
    "access.Reach": "read before the scope is known: it makes the scope",
    "access.ApiToken": "read before the scope is known: it says who asks",
    "access.SignInWindow": "read before anybody is signed in",
    "funding.Policy": "policies are published documents",
    "funding.PolicyVersion": "policies are published documents",
    "enterprises.ClearLedgerScheme": "schemes of lights are published documents",
    "enterprises.ManagingRuleSet": "managing rules are published documents",
    "enterprises.Question": "extra questions are what everybody is asked",
    "enterprises.SurveyRound": "a street reads the rounds of its district; the units of a round are behind the net",
    "orgs.AreaAdjacency": "which communities are neighbours is on every map",
    "orgs.LimitSetting": "limits are published documents",
    "orgs.RatingScheme": "rating schemes are published documents",
    "reports.IndicatorDefinition": "definitions of indicators are published",
}


def _models():
    return [model for model in apps.get_models() if model._meta.app_label in OWN_APPS]


def test_every_business_model_is_guarded_or_reviewed():
    open_tables = {model._meta.label for model in _models() if not issubclass(model, GuardedModel)}
    assert open_tables == set(OPEN_TABLES)


def test_every_dated_fact_has_a_place():
    assert [
        model._meta.label for model in _models() if issubclass(model, DatedFact) and not issubclass(model, ScopedModel)
    ] == []


def test_every_scoped_table_is_behind_row_level_security(db, owner_sql):
    query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
    secured = {row[0] for row in owner_sql.execute(query)}
    wanted = {
        model._meta.db_table
        for model in _models()
        if issubclass(model, ScopedModel) and model._default_manager._queryset_class.rls
    }
    assert wanted - secured == set()


def test_no_migration_is_missing(db):
    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said, verbosity=1)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_every_constraint_of_the_models_has_a_name_of_its_app():
    names = [(model._meta.label, one.name) for model in _models() for one in model._meta.constraints]
    assert [name for label, name in names if not name.startswith(label.split(".")[0].lower() + "_")] == []


def _of_django():
    """Yield (table, columns) of the constraints that Django makes of a field; their sentence is the form field's own."""
    for model in _models():
        for field in model._meta.local_fields:
            if field.unique or field.db_check(connection) is not None:
                yield model._meta.db_table, (field.column,)
        for field in model._meta.local_many_to_many:
            yield field.m2m_db_table(), tuple(sorted((field.m2m_column_name(), field.m2m_reverse_name())))


def test_every_constraint_in_the_database_speaks_chinese(db, owner_sql):
    query = """
        SELECT c.conname, t.relname,
               (SELECT array_agg(a.attname) FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (c.conkey))
        FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
        WHERE c.contype IN ('c', 'u', 'x') AND t.relname ~ %s"""
    spoken, of_django = constraint_sentences(), set(_of_django())
    rows = owner_sql.execute(query, ["^(" + "|".join(OWN_APPS) + ")_"]).fetchall()
    assert len(rows) > 20
    silent = [
        name
        for name, table, columns in rows
        if name not in spoken and (table, tuple(sorted(columns or ()))) not in of_django
    ]
    assert sorted(silent) == []


def test_every_unique_constraint_of_a_model_has_a_sentence():
    spoken = constraint_sentences()
    silent = [
        one.name
        for model in _models()
        for one in model._meta.constraints
        if isinstance(one, UniqueConstraint) and one.name not in spoken
    ]
    assert sorted(silent) == []


def test_every_sentence_is_chinese():
    from django.utils import translation

    with translation.override("zh-hans"):
        silent = {
            name: text for name, text in constraint_sentences().items() if not re.search(r"[\u3400-\u9fff]", text)
        }
    assert silent == {}

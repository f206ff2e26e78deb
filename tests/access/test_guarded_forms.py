import contextvars
import pickle
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from asgiref.sync import async_to_sync
from django.apps import apps
from django.core import serializers
from django.core.paginator import Paginator
from django.db import connections
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When, sql
from django.db.models import prefetch_related_objects as prefetch
from django.db.models.deletion import Collector
from django.forms import ModelChoiceField
from django.shortcuts import get_list_or_404, get_object_or_404

from access.errors import ScopeNotDeclared
from access.guarded import GuardedModel
from access.models import Area, Assignment, AuditEvent, Body, Person, User
from orgs.models import PartyOrg


def _open(rows):
    return rows.as_system("test")


def _base(rows):
    return rows.model._base_manager.all()


def _column(rows):
    return rows.model._meta.concrete_fields[-1].name


def _awaited(act, **values):
    """Await in a thread of its own, in this context: a browser that another test drives keeps an event loop in this thread."""

    def run():
        try:
            return async_to_sync(act)(**values)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(contextvars.copy_context().run, run).result()


READING = {
    "list": list,
    "len": len,
    "bool": bool,
    "iterate": lambda rows: next(iter(rows)),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "in": lambda rows: object() in rows,
    "exists": lambda rows: rows.exists(),
    "exclude exists": lambda rows: rows.exclude(pk=1).exists(),
    "count": lambda rows: rows.count(),
    "count of a slice": lambda rows: rows[:3].count(),
    "count of distinct": lambda rows: rows.distinct().count(),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "latest": lambda rows: rows.latest("pk"),
    "earliest": lambda rows: rows.earliest("pk"),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "aggregate of annotated": lambda rows: rows.annotate(n=Count("pk")).aggregate(m=Count("n")),
    "annotate": lambda rows: list(rows.annotate(n=Count("pk"))),
    "alias": lambda rows: list(rows.alias(n=F("pk")).filter(n=1)),
    "explain": lambda rows: rows.explain(),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "iterator": lambda rows: list(rows.iterator()),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "named values": lambda rows: list(rows.values_list("pk", named=True)),
    "distinct": lambda rows: list(rows.order_by("pk").distinct()),
    "exclude": lambda rows: list(rows.exclude(pk=1)),
    "reverse": lambda rows: list(rows.reverse()),
    "only": lambda rows: list(rows.only("pk")),
    "defer": lambda rows: list(rows.defer("pk")),
    "select_related": lambda rows: list(rows.select_related()),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "using": lambda rows: list(rows.using("default")),
    "extra": lambda rows: list(rows.extra(where=["true"])),
    "none": lambda rows: list(rows.none()),
    "complex_filter": lambda rows: list(rows.complex_filter({"pk": 1})),
    "async count": lambda rows: _awaited(rows.acount),
    "async get": lambda rows: _awaited(rows.aget, pk=1),
    "pickle": pickle.dumps,
    "raw": lambda rows: list(rows.raw("SELECT 1")),
    "sql": lambda rows: str(rows.query),
    "plain queryset of the query": lambda rows: list(QuerySet(rows.model, query=rows.query)),
    "compiler": lambda rows: rows.query.get_compiler("default").execute_sql(),
    "query of its own": lambda rows: rows.query.has_results("default"),
    "shortcut of one": lambda rows: get_object_or_404(rows, pk=1),
    "shortcut of a list": get_list_or_404,
    "pages": lambda rows: Paginator(rows, 10).page(1),
    "choices": lambda rows: list(ModelChoiceField(rows).choices),
    "choice": lambda rows: ModelChoiceField(rows).clean("1"),
    "fixture": lambda rows: serializers.serialize("json", rows, stream=StringIO()),
    "refresh from it": lambda rows: rows.model(pk=1).refresh_from_db(from_queryset=rows),
}
NESTING = {
    "union": lambda rows: list(rows.union(rows)),
    "opened union": lambda rows: list(_open(rows).union(rows)),
    "union of an opened third": lambda rows: list(rows.union(_open(rows), _open(rows))),
    "difference": lambda rows: list(_open(rows).difference(rows)),
    "intersection": lambda rows: list(_open(rows).intersection(rows)),
    "or": lambda rows: list(_open(rows) | rows),
    "or the other way": lambda rows: list(rows | _open(rows)),
    "or of a slice": lambda rows: list(_open(rows)[:2] | rows),
    "xor": lambda rows: list(_open(rows) ^ rows),
    "and": lambda rows: list(rows & _open(rows)),
    "in a subquery": lambda rows: list(_open(rows).filter(pk__in=rows)),
    "in a subquery of values": lambda rows: list(Area.objects.filter(pk__in=rows.values("pk"))),
    "Exists": lambda rows: list(Area.objects.filter(Exists(rows))),
    "not Exists": lambda rows: Area.objects.filter(~Exists(rows.filter(pk=OuterRef("pk")))).exists(),
    "Exists of the query": lambda rows: list(Area.objects.filter(Exists(rows.query))),
    "Subquery": lambda rows: list(Area.objects.annotate(n=Subquery(rows.values("pk")[:1]))),
    "Subquery as order": lambda rows: list(Area.objects.order_by(Subquery(rows.values("pk")[:1]))),
    "Subquery in Case": lambda rows: list(Area.objects.annotate(n=Case(When(Exists(rows), then=Value(1))))),
    "Subquery in an aggregate": lambda rows: Area.objects.aggregate(n=Count("pk", filter=Q(Exists(rows)))),
    "Subquery in an update": lambda rows: Area.objects.update(pinyin=Subquery(rows.values("pk")[:1])),
    "Subquery in a delete": lambda rows: Body.objects.filter(Exists(rows)).delete(),
    "related in": lambda rows: list(_open(Assignment.objects.all()).filter(user__in=rows.values("pk"))),
    "Prefetch": lambda rows: prefetch([User(pk=1)], Prefetch("assignments", Assignment.objects.filter(pk__in=rows))),
}
WRITING = {
    "update": lambda rows: rows.update(**{_column(rows): None}),
    "update of a slice of keys": lambda rows: rows.filter(pk__in=[1]).update(**{_column(rows): None}),
    "_update": lambda rows: rows._update([(rows.model._meta.concrete_fields[-1], None, None)]),
    "delete": lambda rows: rows.delete(),
    "_raw_delete": lambda rows: rows._raw_delete("default"),
    "collected": lambda rows: _collected(rows).delete(),
    "chained to an update": lambda rows: rows.query.chain(sql.UpdateQuery).get_compiler("default"),
    "chained to a delete": lambda rows: rows.query.chain(sql.DeleteQuery).get_compiler("default"),
    "turned into a delete": lambda rows: _turned(rows.query.clone(), sql.DeleteQuery).get_compiler("default"),
    "bulk_update": lambda rows: rows.bulk_update([rows.model(pk=1)], [_column(rows)]),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "update_or_create": lambda rows: rows.update_or_create(pk=1),
    "bulk_create ignoring": lambda rows: rows.bulk_create([rows.model()], ignore_conflicts=True),
    "bulk_create updating": lambda rows: rows.bulk_create(
        [rows.model()], update_conflicts=True, update_fields=[_column(rows)], unique_fields=["pk"]
    ),
}
BEHIND = {
    "base manager": lambda rows: list(_base(rows)),
    "base manager count": lambda rows: _base(rows).count(),
    "base manager exists": lambda rows: _base(rows).exists(),
    "base manager range": lambda rows: list(_base(rows).filter(pk__gt=0)),
    "base manager exclude": lambda rows: list(_base(rows).exclude(pk=1)),
    "base manager either": lambda rows: list(_base(rows).filter(Q(pk=1) | Q(pk__gt=0))),
    "base manager or": lambda rows: list(_base(rows).filter(pk=1) | _base(rows)),
    "base manager subquery": lambda rows: list(_base(rows).filter(pk__in=Area.objects.values("pk"))),
    "base manager update": lambda rows: _base(rows).update(**{_column(rows): None}),
    "base manager delete": lambda rows: _base(rows).delete(),
    "base manager raw": lambda rows: list(rows.model._base_manager.raw("SELECT 1")),
    "base manager conflicts": lambda rows: rows.model._base_manager.bulk_create([rows.model()], ignore_conflicts=True),
}
FORMS = READING | NESTING | WRITING | BEHIND


def _turned(query, kind):
    query.__class__ = kind
    return query


def _collected(rows):
    found = Collector("default")
    found.collect(rows)
    return found


@pytest.mark.parametrize("model", [Person, User, AuditEvent])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_reading_without_a_scope_raises(db, model, form):
    with pytest.raises(ScopeNotDeclared):
        FORMS[form](model.objects.all())


def test_there_are_sixty_forms():
    assert len(FORMS) >= 60


@pytest.mark.parametrize(
    ("model", "lookup"),
    [(Person, "users__pk"), (Person, "area__pk"), (PartyOrg, "children__pk"), (PartyOrg, "parent__pk")],
)
def test_the_base_manager_answers_for_own_keys_and_not_for_keys_of_others(db, model, lookup):
    with pytest.raises(ScopeNotDeclared):
        list(model._base_manager.filter(**{lookup: 1}))
    assert list(model._base_manager.filter(pk__in=[0])) == []


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, GuardedModel)], ids=lambda model: model._meta.label
)
def test_no_guarded_model_answers_unasked(db, model):
    for manager in (*model._meta.managers, model._default_manager, model._base_manager):
        with pytest.raises(ScopeNotDeclared):
            manager.exists()

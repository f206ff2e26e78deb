"""Forty texts that a program could take for a formula, and how they come into every free text of the test's land (I4)."""

import itertools

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat

from access.guarded import GuardedQuerySet

FIRSTS = ("=", "+", "-", "@", "\t", "\r", "|", "＝", "＋", "－")
RESTS = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', " SUM(A1)\n=2")
PAYLOADS = [first + rest for first, rest in itertools.product(FIRSTS, RESTS)]
APPS = ("access", "enterprises", "orgs", "instructors", "funding")
MEANT = frozenset({"password", "resource", "because", "key", "code", "path"})  # what the program itself writes
LEAST = 40  # characters of a text that people write


def free_texts(model):
    """Return the names of a model's columns that hold what people write."""
    texts = [one for one in model._meta.concrete_fields if isinstance(one, (models.CharField, models.TextField))]
    written = [one for one in texts if one.editable and not one.choices and not one.unique and one.name not in MEANT]
    return [one.name for one in written if (one.max_length or LEAST) >= LEAST]


def plant(payload):
    """Let every free text begin with a payload, as far as the database lets it be changed; return the columns."""
    planted = set()
    for model in apps.get_models():
        if model._meta.app_label not in APPS or model._meta.proxy:
            continue
        rows = model._default_manager.all()
        rows = rows.as_system("t") if isinstance(rows, GuardedQuerySet) else rows
        for name in free_texts(model):
            told = Concat(Value(payload), Cast("pk", TextField()), output_field=TextField())
            try:
                with transaction.atomic():
                    changed = rows.update(**{name: told})
            except DatabaseError:
                continue
            planted |= {(model.__name__, name)} if changed else set()
    return planted

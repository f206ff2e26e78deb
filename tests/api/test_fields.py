"""What endpoints show is named field by field, and never a secret."""

import re

from rest_framework import serializers

from tests.api.endpoints import operations

SECRET = re.compile(r"cipher|password|digest|_tail$|contact_phone|search_text|^legal_rep$|^owner$")


def shown():
    """Return every serializer that an operation answers with."""
    found = {getattr(operation.view, "serializer_class", None) for operation in operations()}
    return found - {None}


def test_no_endpoint_shows_a_secret():
    found = {
        f"{one.__name__}.{name}"
        for one in shown()
        for name, field in one().fields.items()
        if not field.write_only and SECRET.search(name)
    }
    assert found == set()


def test_every_field_is_named():
    for one in shown():
        if issubclass(one, serializers.ModelSerializer):
            assert isinstance(one.Meta.fields, tuple), one
            assert not hasattr(one.Meta, "exclude"), one

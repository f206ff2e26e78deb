"""Callers of the API, and the areas, bodies and accounts that they act in."""

import json
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.utils import timezone

from access.models import ApiToken, Area, AreaVersion, Assignment, Body, Person, User
from access.principals import system_scope
from access.services import tokens

PASSWORD = "correct horse battery staple"
PATCH = "application/json"


class Caller:
    """Calls the API with a bearer token."""

    def __init__(self, token="", user=None):
        self.client = Client(raise_request_exception=False)
        self.user = user
        self.token = token

    def __call__(self, method, path, body=None, **headers):
        given = {"HTTP_AUTHORIZATION": f"Bearer {self.token}"} if self.token else {}
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        kind = headers.pop("content_type", "application/json")
        return self.client.generic(method, path, body or b"", content_type=kind, **(given | headers))

    def get(self, path, **headers):
        return self("GET", path, **headers)


def area(parent, level, name, code="", **more):
    made = Area.objects.create(parent=parent, level=level, name=name, code=code, opened_on=date(2012, 1, 1), **more)
    made.refresh_from_db()
    AreaVersion.objects.create(
        area=made, code=code, name=name, parent=parent, path=made.path, valid=DateRange(date(2012, 1, 1), None)
    )
    return made


def account(role, body, name, **more):
    with system_scope("test data"):
        person = Person.objects.create(area=body.home, name=name)
        user = User.objects.create(area=body.home, username=name, person=person, name=name, **more)
        Assignment.objects.create(
            user=user, role=role, body=body, valid=DateRange(date(2012, 1, 1), None), reason="test", area=body.home
        )
    return user


def token_of(user, **more):
    secret = f"secret-{user.pk}-{len(more)}-{timezone.now().timestamp()}"
    values = {"name": "test", "expires_at": timezone.now() + timedelta(days=1)} | more
    ApiToken.objects.create(user=user, digest=tokens.digest(secret), **values)
    return secret


def body_of(home, kind, name, areas):
    made = Body.objects.create(home=home, kind=kind, name=name)
    made.areas.set(areas)
    return made

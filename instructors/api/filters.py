"""Declared filters of the endpoints of instructors."""

import django_filters

from access.api.filters import ScopedChoiceFilter, StrictFilterSet
from access.models import Area, Body
from enterprises.models import Unit
from instructors.choices import InstructorKind, Stage
from instructors.models import Dispatch, Instructor
from orgs.models import PartyOrg


class InstructorFilters(StrictFilterSet):
    """Filters of instructors."""

    stage = django_filters.ChoiceFilter(choices=Stage)
    kind = django_filters.ChoiceFilter(choices=InstructorKind)
    committee = ScopedChoiceFilter(model=Body, permission="access.view_body")
    area = ScopedChoiceFilter(model=Area, permission="access.view_area")

    class Meta:
        model = Instructor
        fields = ("stage", "kind", "committee", "area")


class DispatchFilters(StrictFilterSet):
    """Filters of dispatches."""

    instructor = ScopedChoiceFilter(model=Instructor, permission="instructors.view_instructor")
    unit = ScopedChoiceFilter(model=Unit, permission="enterprises.view_unit")
    org = ScopedChoiceFilter(model=PartyOrg, permission="orgs.view_org")
    grid = ScopedChoiceFilter(model=Area, permission="access.view_area")

    class Meta:
        model = Dispatch
        fields = ("instructor", "unit", "org", "grid")

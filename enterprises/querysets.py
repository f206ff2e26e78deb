"""Reads of units and of what belongs to them."""

from access.dated import FactQuerySet
from access.guarded import GuardedQuerySet


class UnitRowQuerySet(GuardedQuerySet):
    """Rows that belong to a unit and are reached with it."""

    reaches = {"enterprises.unit": "unit"}


class UnitFactQuerySet(FactQuerySet):
    """Dated facts of units, reached with their unit."""

    reaches = {"enterprises.unit": "unit"}


class UnitQuerySet(GuardedQuerySet):
    """Units by name, place and by what their facts say on a day."""

    reaches = {"enterprises.unit": "pk"}

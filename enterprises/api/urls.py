"""Addresses of the register's endpoints."""

from enterprises.api.viewsets import UnitViewSet

routes = [("units", UnitViewSet, "unit")]

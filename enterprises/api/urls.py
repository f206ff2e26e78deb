"""Addresses of the register's endpoints."""

from enterprises.api.difficulties import DifficultyViewSet
from enterprises.api.viewsets import UnitViewSet

routes = [("units", UnitViewSet, "unit"), ("difficulties", DifficultyViewSet, "difficulty")]

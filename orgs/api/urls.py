"""Addresses of the organizations' endpoints."""

from orgs.api.viewsets import OrgViewSet

routes = [("organizations", OrgViewSet, "organization")]

"""Addresses of the organizations' endpoints."""

from orgs.api.reelections import ReElectionViewSet
from orgs.api.viewsets import OrgViewSet

routes = [
    ("organizations", OrgViewSet, "organization"),
    ("reelections", ReElectionViewSet, "reelection"),
]

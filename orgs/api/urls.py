"""Addresses of the organizations' endpoints."""

<<<<<<< HEAD
from orgs.api.reelections import ReElectionViewSet
=======
from orgs.api.formation import ApplicationViewSet, CaseViewSet
>>>>>>> f650fa3 (REST of formation cases and applications; cases at each step in the demo)
from orgs.api.viewsets import OrgViewSet

routes = [
    ("organizations", OrgViewSet, "organization"),
<<<<<<< HEAD
    ("reelections", ReElectionViewSet, "reelection"),
=======
    ("formation-cases", CaseViewSet, "formation-case"),
    ("formation-applications", ApplicationViewSet, "formation-application"),
>>>>>>> f650fa3 (REST of formation cases and applications; cases at each step in the demo)
]

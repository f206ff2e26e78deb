"""Areas, bodies, people, accounts, assignments, reaches, tries to sign in, background jobs, and the audit trail."""

from access.models.accounts import ApiToken, Assignment, Reach, User
from access.models.areas import Area, AreaVersion, Body, IndustryLine
from access.models.audit import AuditEvent
from access.models.jobs import Job
from access.models.people import Person
from access.models.sign_in import SignInWindow

__all__ = [
    "ApiToken",
    "Area",
    "AreaVersion",
    "Assignment",
    "AuditEvent",
    "Body",
    "IndustryLine",
    "Job",
    "Person",
    "Reach",
    "SignInWindow",
    "User",
]

"""Addresses of the organizations' endpoints."""

from orgs.api.bodies import BodyMeetingViewSet, BodyMemberViewSet, BodyPostViewSet, BodyTaskViewSet
from orgs.api.duties import PairingViewSet, ResponsibilityLetterViewSet
from orgs.api.formation import ApplicationViewSet, CaseViewSet
from orgs.api.members import CultivationRecordViewSet, MemberTransferViewSet, MemberViewSet
from orgs.api.neighbours import NeighbourViewSet
from orgs.api.plans import PlanViewSet
from orgs.api.records import DutyTurnViewSet, LifeRecordViewSet, OwnerRecordViewSet
from orgs.api.rectifying import RectificationViewSet
from orgs.api.reelections import ReElectionViewSet
from orgs.api.reporting_in import ReportInCountViewSet, ReportInViewSet
from orgs.api.searching import SearchEntryViewSet, SearchNoticeViewSet, SearchTargetViewSet
from orgs.api.viewsets import OrgViewSet
from orgs.api.watching import OrgDecisionViewSet, UnitDecisionViewSet

routes = [
    ("organizations", OrgViewSet, "organization"),
    ("members", MemberViewSet, "member"),
    ("cultivation-records", CultivationRecordViewSet, "cultivation-record"),
    ("member-transfers", MemberTransferViewSet, "member-transfer"),
    ("search-targets", SearchTargetViewSet, "search-target"),
    ("search-entries", SearchEntryViewSet, "search-entry"),
    ("search-notices", SearchNoticeViewSet, "search-notice"),
    ("reported-in", ReportInViewSet, "reported-in"),
    ("reported-in-counts", ReportInCountViewSet, "reported-in-count"),
    ("reelections", ReElectionViewSet, "reelection"),
    ("rectifications", RectificationViewSet, "rectification"),
    ("formation-cases", CaseViewSet, "formation-case"),
    ("formation-applications", ApplicationViewSet, "formation-application"),
    ("unit-decisions", UnitDecisionViewSet, "unit-decision"),
    ("organization-decisions", OrgDecisionViewSet, "organization-decision"),
    ("member-units", BodyMemberViewSet, "member-unit"),
    ("body-posts", BodyPostViewSet, "body-post"),
    ("body-meetings", BodyMeetingViewSet, "body-meeting"),
    ("body-tasks", BodyTaskViewSet, "body-task"),
    ("responsibility-letters", ResponsibilityLetterViewSet, "responsibility-letter"),
    ("pairings", PairingViewSet, "pairing"),
    ("formation-plans", PlanViewSet, "formation_plan"),
    ("life-records", LifeRecordViewSet, "life-record"),
    ("owner-records", OwnerRecordViewSet, "owner-record"),
    ("duty-turns", DutyTurnViewSet, "duty-turn"),
    ("neighbours", NeighbourViewSet, "neighbour"),
]

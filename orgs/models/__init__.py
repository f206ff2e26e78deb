"""Party organizations, whom they cover, who leads them and how they are rated."""

from orgs.models.bodies import BodyMeeting, BodyMember, BodyPost, BodyTask, MeetingBody, TaskEntry
from orgs.models.cards import ContactCard
from orgs.models.cases import Application, FormationCase
from orgs.models.coverage import Coverage, OrgGrid
from orgs.models.cultivation import CultivationRecord
from orgs.models.duties import LetterCheck, ResponsibilityLetter
from orgs.models.member_states import MemberState
from orgs.models.members import Member, MemberStageFact, MemberTransfer, RelationFact
from orgs.models.organizations import LifeEvent, LimitSetting, PartyOrg
from orgs.models.pairings import Pairing
from orgs.models.places import OrgPlace
from orgs.models.plans import AreaAdjacency, PlanDraft, PlanLine
from orgs.models.posts import Post, Term
from orgs.models.ratings import DemonstrationPoint, GradeRecord, RatingScheme, StarRecord
from orgs.models.records import DutyTurn, LifeRecord, OwnerRecord
from orgs.models.rectifying import Rectification
from orgs.models.reelections import ReElection
from orgs.models.regional import Venue
from orgs.models.reporting_in import ReportIn, ReportInCount
from orgs.models.searching import SearchEntry, SearchNotice, SearchTarget
from orgs.models.watching import OrgDecision, UnitDecision

__all__ = [
    "Application",
    "AreaAdjacency",
    "BodyMeeting",
    "BodyMember",
    "BodyPost",
    "BodyTask",
    "ContactCard",
    "Coverage",
    "CultivationRecord",
    "DemonstrationPoint",
    "DutyTurn",
    "FormationCase",
    "GradeRecord",
    "LetterCheck",
    "LifeEvent",
    "LifeRecord",
    "LimitSetting",
    "MeetingBody",
    "Member",
    "MemberStageFact",
    "MemberState",
    "MemberTransfer",
    "OrgDecision",
    "OrgGrid",
    "OrgPlace",
    "OwnerRecord",
    "Pairing",
    "PartyOrg",
    "PlanDraft",
    "PlanLine",
    "Post",
    "RatingScheme",
    "ReElection",
    "Rectification",
    "RelationFact",
    "ReportIn",
    "ReportInCount",
    "ResponsibilityLetter",
    "SearchEntry",
    "SearchNotice",
    "SearchTarget",
    "StarRecord",
    "TaskEntry",
    "Term",
    "UnitDecision",
    "Venue",
]

"""Closed vocabularies of organizations, by subject; import them from here."""

from orgs.choices.bodies import BodyPostKind, LetterResult, MeetingKind, TaskSource, TaskState, TaskStep
from orgs.choices.formation import CaseOrigin, FormationStage, FormationStep, Obstacle, PlanStatus
from orgs.choices.four_ones import FourOne, Light
from orgs.choices.life import LifeKind, Opinion, OwnerAttitude
from orgs.choices.members import CultivationKind, LetterState, LostReason, MemberEnd, MemberStage, SpecialState
from orgs.choices.organizations import (
    CoverageEndReason,
    FormationMode,
    LifeEventKind,
    OrgNature,
    OrgStatus,
    OrgType,
    RegionalKind,
)
from orgs.choices.plans import DraftState, LinePlace
from orgs.choices.posts import PostKind, SecretarySource, TermStatus
from orgs.choices.ratings import RatingKind, Star, VenueItem
from orgs.choices.rectifying import RectificationKind, RectificationStage, RectificationStep
from orgs.choices.reelections import BallotPost, ReElectionStage, ReElectionStep
from orgs.choices.search import HiddenKind, NoticeKind, SearchMethod, SearchResult, SearchStage, SearchStep
from orgs.choices.watching import WatchKind

__all__ = [
    "BallotPost",
    "BodyPostKind",
    "CaseOrigin",
    "CoverageEndReason",
    "CultivationKind",
    "DraftState",
    "FormationMode",
    "FormationStage",
    "FormationStep",
    "FourOne",
    "HiddenKind",
    "LetterResult",
    "LetterState",
    "LifeEventKind",
    "LifeKind",
    "Light",
    "LinePlace",
    "LostReason",
    "MeetingKind",
    "MemberEnd",
    "MemberStage",
    "NoticeKind",
    "Obstacle",
    "Opinion",
    "OrgNature",
    "OrgStatus",
    "OrgType",
    "OwnerAttitude",
    "PlanStatus",
    "PostKind",
    "RatingKind",
    "ReElectionStage",
    "ReElectionStep",
    "RectificationKind",
    "RectificationStage",
    "RectificationStep",
    "RegionalKind",
    "SearchMethod",
    "SearchResult",
    "SearchStage",
    "SearchStep",
    "SecretarySource",
    "SpecialState",
    "Star",
    "TaskSource",
    "TaskState",
    "TaskStep",
    "TermStatus",
    "VenueItem",
    "WatchKind",
]

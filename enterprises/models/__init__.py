"""Units, their dated facts, base rounds and visits."""

from enterprises.models.clear import ClearLedgerScheme
from enterprises.models.difficulties import Difficulty
from enterprises.models.duplicates import NotDuplicate
from enterprises.models.facts import (
    BaseFact,
    IdentityFact,
    LiaisonFact,
    ManagingFact,
    MassOrgFact,
    MembersFact,
    PlacementFact,
    ScaleFact,
    StatusFact,
)
from enterprises.models.handovers import Handover
from enterprises.models.imports import ImportBatch, ImportRow
from enterprises.models.links import ContactLink
from enterprises.models.photos import PhotoUpload, VisitPhoto
from enterprises.models.questions import AnswerFact, Question
from enterprises.models.registers import RegisterRow, RegisterTask
from enterprises.models.rounds import BaseRound
from enterprises.models.rule_sets import ManagingRuleSet
from enterprises.models.submissions import Device, Submission, SubmissionAside
from enterprises.models.survey import BackCheck, RoundTask, SurveyRound
from enterprises.models.unit import Unit
from enterprises.models.visits import Visit

__all__ = [
    "AnswerFact",
    "BackCheck",
    "BaseFact",
    "BaseRound",
    "ClearLedgerScheme",
    "ContactLink",
    "Device",
    "Difficulty",
    "Handover",
    "IdentityFact",
    "ImportBatch",
    "ImportRow",
    "LiaisonFact",
    "ManagingFact",
    "ManagingRuleSet",
    "MassOrgFact",
    "MembersFact",
    "NotDuplicate",
    "PhotoUpload",
    "PlacementFact",
    "Question",
    "RegisterRow",
    "RegisterTask",
    "RoundTask",
    "ScaleFact",
    "StatusFact",
    "Submission",
    "SubmissionAside",
    "SurveyRound",
    "Unit",
    "Visit",
    "VisitPhoto",
]

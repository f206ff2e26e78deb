"""Closed vocabularies of the register, by subject; import them from here."""

from enterprises.choices.clear import Light
from enterprises.choices.difficulties import DifficultyKind, DifficultyOrigin, DifficultyState, DifficultyStep
from enterprises.choices.links import LinkState
from enterprises.choices.phone import HeldReason, SubmissionState
from enterprises.choices.register import (
    BaseReason,
    ControllingCapital,
    FactSource,
    HandoverState,
    Headcount,
    IndustrySection,
    MassOrgKind,
    MemberStage,
    NoCodeReason,
    OperatingStatus,
    RegistrationType,
    RelationPlace,
    RoundStatus,
    SizeClass,
    SocialKind,
    SocialPost,
    StatusReason,
    TalkKind,
    UnitKind,
    UnitPersonKind,
    VisitOutcome,
)
from enterprises.choices.registers import OutsideRegister, RegisterDifference, RegisterTaskState
from enterprises.choices.sheets import BAD_VERDICTS, WRITING_VERDICTS, ImportState, RowVerdict
from enterprises.choices.survey import QuestionKind, SurveyPart

__all__ = [
    "BAD_VERDICTS",
    "WRITING_VERDICTS",
    "BaseReason",
    "ControllingCapital",
    "DifficultyKind",
    "DifficultyOrigin",
    "DifficultyState",
    "DifficultyStep",
    "FactSource",
    "HandoverState",
    "Headcount",
    "HeldReason",
    "ImportState",
    "IndustrySection",
    "Light",
    "LinkState",
    "MassOrgKind",
    "MemberStage",
    "NoCodeReason",
    "OperatingStatus",
    "OutsideRegister",
    "QuestionKind",
    "RegisterDifference",
    "RegisterTaskState",
    "RegistrationType",
    "RelationPlace",
    "RoundStatus",
    "RowVerdict",
    "SizeClass",
    "SocialKind",
    "SocialPost",
    "StatusReason",
    "SubmissionState",
    "SurveyPart",
    "TalkKind",
    "UnitKind",
    "UnitPersonKind",
    "VisitOutcome",
]

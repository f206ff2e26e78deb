"""Shapes of what is entered in the register; no form writes."""

from enterprises.forms.acts import (
    ApplyRulesForm,
    BaseForm,
    CloseForm,
    EndLiaisonForm,
    LiaisonForm,
    MoveForm,
    ReopenForm,
    RevealForm,
)
from enterprises.forms.clear import SchemeForm
from enterprises.forms.difficulties import (
    AssignForm,
    ConfirmForm,
    DifficultyFilterForm,
    LogForm,
    RaiseForm,
    ReasonForm,
    SolveForm,
)
from enterprises.forms.filters import UnitFilterForm
from enterprises.forms.handovers import AcceptForm, HandOverForm, ReturnForm, WithdrawForm
from enterprises.forms.unit import AmendForm, RegisterForm
from enterprises.forms.visit import VisitForm

__all__ = [
    "AcceptForm",
    "AmendForm",
    "ApplyRulesForm",
    "AssignForm",
    "BaseForm",
    "CloseForm",
    "ConfirmForm",
    "DifficultyFilterForm",
    "EndLiaisonForm",
    "HandOverForm",
    "LiaisonForm",
    "LogForm",
    "MoveForm",
    "RaiseForm",
    "ReasonForm",
    "RegisterForm",
    "ReopenForm",
    "ReturnForm",
    "RevealForm",
    "SchemeForm",
    "SolveForm",
    "UnitFilterForm",
    "VisitForm",
    "WithdrawForm",
]

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
from enterprises.forms.filters import UnitFilterForm
from enterprises.forms.handovers import AcceptForm, HandOverForm, ReturnForm, WithdrawForm
from enterprises.forms.unit import AmendForm, RegisterForm
from enterprises.forms.visit import VisitForm

__all__ = [
    "AcceptForm",
    "AmendForm",
    "ApplyRulesForm",
    "BaseForm",
    "CloseForm",
    "EndLiaisonForm",
    "HandOverForm",
    "LiaisonForm",
    "MoveForm",
    "RegisterForm",
    "ReopenForm",
    "ReturnForm",
    "RevealForm",
    "UnitFilterForm",
    "VisitForm",
    "WithdrawForm",
]

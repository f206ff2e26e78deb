"""Shapes of what is entered in the register; no form writes."""

from enterprises.forms.acts import (
    BaseForm,
    CloseForm,
    EndLiaisonForm,
    LiaisonForm,
    MoveForm,
    ReopenForm,
    RevealForm,
)
from enterprises.forms.filters import UnitFilterForm
from enterprises.forms.unit import AmendForm, RegisterForm
from enterprises.forms.visit import VisitForm

__all__ = [
    "AmendForm",
    "BaseForm",
    "CloseForm",
    "EndLiaisonForm",
    "LiaisonForm",
    "MoveForm",
    "RegisterForm",
    "ReopenForm",
    "RevealForm",
    "UnitFilterForm",
    "VisitForm",
]

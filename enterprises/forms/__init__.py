"""Shapes of what is entered in the register; no form writes."""

from enterprises.forms.acts import (
    ApplyRulesForm,
    BaseForm,
    CloseForm,
    DismissForm,
    EndLiaisonForm,
    LiaisonForm,
    MergeForm,
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
from enterprises.forms.handovers import (
    AcceptForm,
    AgreeForm,
    AskForm,
    DeclineForm,
    HandOverForm,
    ReturnForm,
    WithdrawForm,
)
from enterprises.forms.links import AnswerForm, NoForm
from enterprises.forms.survey import (
    ApproveListForm,
    CheckForm,
    CloseRoundForm,
    DealForm,
    QuestionForm,
    RetireForm,
    RoundForm,
    SampleForm,
)
from enterprises.forms.unit import AmendForm, RegisterForm
from enterprises.forms.visit import VisitForm

__all__ = [
    "AcceptForm",
    "AgreeForm",
    "AmendForm",
    "AnswerForm",
    "ApplyRulesForm",
    "ApproveListForm",
    "AskForm",
    "AssignForm",
    "BaseForm",
    "CheckForm",
    "CloseForm",
    "CloseRoundForm",
    "ConfirmForm",
    "DealForm",
    "DeclineForm",
    "DifficultyFilterForm",
    "DismissForm",
    "EndLiaisonForm",
    "HandOverForm",
    "LiaisonForm",
    "LogForm",
    "MergeForm",
    "MoveForm",
    "NoForm",
    "QuestionForm",
    "RaiseForm",
    "ReasonForm",
    "RegisterForm",
    "ReopenForm",
    "RetireForm",
    "ReturnForm",
    "RevealForm",
    "RoundForm",
    "SampleForm",
    "SchemeForm",
    "SolveForm",
    "UnitFilterForm",
    "VisitForm",
    "WithdrawForm",
]

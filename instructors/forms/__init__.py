"""Shapes of input."""

from instructors.forms.acts import (
    CertifyForm,
    EndDispatchForm,
    LeaveForm,
    LetterForm,
    OpinionForm,
    ReviewForm,
    TrainingForm,
)
from instructors.forms.application import AmendForm, ApplicationForm
from instructors.forms.dispatch import DISPATCH_FORMS
from instructors.forms.filters import InstructorFilterForm

__all__ = [
    "DISPATCH_FORMS",
    "AmendForm",
    "ApplicationForm",
    "CertifyForm",
    "EndDispatchForm",
    "InstructorFilterForm",
    "LeaveForm",
    "LetterForm",
    "OpinionForm",
    "ReviewForm",
    "TrainingForm",
]

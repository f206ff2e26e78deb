"""Shapes of input; the scoped parts that every app's forms use."""

from access.forms.scoped import ScopedForm, ScopedModelChoiceField

__all__ = ["ScopedForm", "ScopedModelChoiceField"]

"""The administration site of the permissions layer, and the scoped base of every app's admin classes."""

from access.admin.base import ScopedAdmin, ScopedInline
from access.admin.filters import ScopedRelatedFilter

__all__ = ["ScopedAdmin", "ScopedInline", "ScopedRelatedFilter"]

from access.admin import accounts, areas, audit, people  # noqa: F401  the registrations stand on the base above

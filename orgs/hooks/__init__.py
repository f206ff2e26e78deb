"""What this app shows on lower pages and does after their acts, by subject; imported when it starts."""

from orgs.hooks import formation, organizations, watching

__all__ = ["formation", "organizations", "watching"]

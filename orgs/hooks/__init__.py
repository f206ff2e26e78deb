"""What this app shows on lower pages and does after their acts, by subject; imported when it starts."""

from orgs.hooks import formation, organizations, watching  # noqa: I001  the order of the frame
from orgs.hooks import bodies, members, records, rectifying, searching

__all__ = ["bodies", "formation", "members", "organizations", "records", "rectifying", "searching", "watching"]

"""How often a user name was tried lately; unknown names are counted like known ones."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SignInWindow(models.Model):
    """The evaluations of one user name, kept under a keyed digest because people type passwords into the wrong field."""

    name_digest = models.CharField(max_length=64, unique=True, editable=False)
    tries = ArrayField(models.DateTimeField(), default=list)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name_digest[:8]

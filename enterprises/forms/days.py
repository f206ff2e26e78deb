"""Days on which something is said to have happened."""

from datetime import date

from django import forms

from access import errors
from access.principals import Principal
from enterprises.rules import contact


class PastDayField(forms.DateField):
    """A day that is not in the future; refused together with the other fields of the form."""

    today: date | None = None

    def scope(self, principal: Principal) -> None:
        """Take the day of the request; the browser's picker ends there."""
        self.today = principal.today
        if self.today is not None:
            self.widget.attrs["max"] = self.today.isoformat()

    def validate(self, value: date | None) -> None:
        """Ask the rule.

        Raises:
            ValidationError: the day is missing, in the future, or before 1900.
        """
        super().validate(value)
        if value is not None and self.today is not None:
            errors.require(contact.check_not_future(str(self.label), value, today=self.today))

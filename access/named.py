"""The name of a row to which a visible row points, also where the reader's own scope does not hold it: the name, nothing more.

Whoever sees a unit may know who covers it and who leads it. The database's own function answers inside the statement that
reads the pointing row, so that no page has to leave its scope for a name.
"""

from django.db.models import F, Func, Model, TextField, Value
from django.db.models.functions import Coalesce


class NameOf(Func):
    """``NameOf(Person, "owner_id")``: the column ``name`` of the row with that id."""

    function = "access_name_of"
    output_field = TextField()

    def __init__(self, model: type[Model], column: str) -> None:
        template = f"%(function)s('{model._meta.db_table}'::regclass, %(expressions)s)"
        super().__init__(F(column), template=template)


def name_of(model: type[Model], column: str) -> Coalesce:
    """Return the same as an expression that is "" where there is no such row."""
    return Coalesce(NameOf(model, column), Value("", output_field=TextField()))

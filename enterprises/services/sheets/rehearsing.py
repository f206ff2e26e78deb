"""Trying an act that a row of a table asks for: the services say all that they would refuse, and nothing of it stays."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from access import answers


class _Enough(Exception):
    """Raised at the end of a trial, so that it is rolled back."""


def rehearse(act: Callable[[], object]) -> dict[str, list[str]]:
    """Do an act and take it back; return the sentences of its refusals by field, none when it can be done.

    For tables of some hundred rows whose rules lie in their services; what also lies in deferred constraints is asked too.
    """
    try:
        with transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            raise _Enough
    except _Enough:
        return {}
    except ValidationError as refusal:
        if hasattr(refusal, "error_dict"):
            return {name: list(ValidationError(errors).messages) for name, errors in refusal.error_dict.items()}
        return {"": list(refusal.messages)}
    except PermissionDenied:
        return {"": [_("没有办理这一行的权限。")]}
    except IntegrityError as error:
        return {"": [answers.constraint_sentence(error)[1]]}

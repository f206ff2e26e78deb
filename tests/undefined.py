"""Undefined template variables fail: Django's silent empty string hides a misspelt name."""

import inspect
from typing import NoReturn

from django.template import Context

from config.environment import BASE_DIR

OWN = str(BASE_DIR / "templates")


class UndefinedVariableError(LookupError):
    """A template of the project printed a variable that its page did not give."""


class Undefined(str):
    """What Django prints for a variable that is not there (``string_if_invalid``); ours raises, others stay empty.

    A variable that may be missing says so: ``{% if x %}`` before it, or a context that always has it.
    """

    __slots__ = ()

    def __contains__(self, _part: object) -> bool:
        return True  # "%s" in string_if_invalid: Django then asks for the text of this variable

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        name = _template_being_rendered()
        if name.startswith(OWN):
            _fail(variable, name)
        return ""


def _template_being_rendered() -> str:
    frame = inspect.currentframe()
    while frame is not None:
        context = frame.f_locals.get("context")
        if isinstance(context, Context):
            template = context.render_context.template or context.template
            return str(template.origin.name) if template is not None else ""
        frame = frame.f_back
    return ""


def _fail(variable: object, name: str) -> NoReturn:
    raise UndefinedVariableError(f"{variable} is undefined in {name.removeprefix(OWN + '/')}")

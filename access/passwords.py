"""What a password must look like, beyond Django's own validators."""

import secrets
import string
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSES_NEEDED = 3  # of four. Source: GB/T 22239-2019 8.1.4.1 a "身份鉴别信息具有复杂度要求"
TEMPORARY_LENGTH = 14
UNMISTAKABLE = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))


class CharacterClassesValidator:
    """At least three of: small letters, capitals, digits, other characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password of too few classes.

        Raises:
            ValidationError: fewer than three classes.
        """
        if character_classes(password) < CLASSES_NEEDED:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """Return the rule as a sentence."""
        return _("密码须包含大写字母、小写字母、数字、其他字符中的至少三类。")


def character_classes(password: str) -> int:
    """Count the classes of characters that occur."""
    tests = (
        str.islower,
        str.isupper,
        str.isdigit,
        lambda c: not c.isalnum() or (c.isalpha() and not c.islower() and not c.isupper()),
    )
    return sum(any(test(c) for c in password) for test in tests)


def temporary_password() -> str:
    """Return a random password that passes the validators and can be read out without mistakes."""
    while True:
        word = "".join(secrets.choice(UNMISTAKABLE) for _number in range(TEMPORARY_LENGTH))
        if character_classes(word) >= CLASSES_NEEDED:
            return word

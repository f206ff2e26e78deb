"""What the builder makes: areas, accounts, rows by relation, and the tokens in their texts."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from access.choices import Role
from access.models import Area, Body, User
from access.principals import Principal, system_scope

SETS = ("own", "child", "line", "parent", "sibling", "other", "dispatched")
LINE = "minzheng"
OPENED = date(2012, 1, 1)
HANDS = {
    "committee1": Role.COMMITTEE, "committee2": Role.COMMITTEE, "org_dept": Role.ORG_DEPT, "finance1": Role.FINANCE,
    "finance2": Role.FINANCE,
}  # fmt: skip
_numbers = count(1)


@dataclass
class Planted:
    """The rows of one relation, by name."""

    at: str
    area: Area
    rows: dict[str, object] = field(default_factory=dict)


@dataclass
class World:
    """What the tests ask about: areas, accounts by role with their API secrets, rows by relation, tokens by relation."""

    today: date
    areas: dict[str, Area] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    sets: dict[str, Planted] = field(default_factory=dict)
    made: dict[str, dict[str, object]] = field(default_factory=dict)  # role → rows of street 2 that the account made
    tokens: dict[str, set[str]] = field(default_factory=dict)  # relation → tokens
    numbers: set[str] = field(default_factory=set)  # telephone and identity numbers: in clear for nobody

    @property
    def since(self) -> date:
        """The day on which everything planted began."""
        return self.today - timedelta(days=90)

    @property
    def valid(self) -> DateRange:
        """From then on."""
        return DateRange(self.since, None)

    def token(self, at: str, what: str) -> str:
        """Return a text that occurs once; ``at`` is the relation of the row that carries it."""
        made = f"⟦{at}-{what}-{next(_numbers)}⟧"
        self.tokens.setdefault(at, set()).add(made)
        return made

    def number(self, length: int, first: str) -> str:
        """Return a number that nobody may see in clear."""
        made = f"{first}{next(_numbers):0{length - len(first)}d}"
        self.numbers.add(made)
        return made

    def principal(self, role: str) -> Principal:
        """Return what the account of a role holds today."""
        with system_scope("who acts"):
            user = User.objects.as_system("who acts").get(pk=self.users[role].pk)
            return Principal.for_user(user, on=self.today)

    def row(self, name: str, relation: str, role: str = "") -> object | None:
        """Return a planted row; "made" asks for the row that the account of ``role`` made."""
        rows = self.made.get(role, {}) if relation == "made" else self.sets[relation].rows
        return rows.get(name)

    def hand(self, district: str, key: str) -> Principal:
        """Return the principal of one of the five who act in a chain of subsidies."""
        return self.principal(f"{district}-{key}")

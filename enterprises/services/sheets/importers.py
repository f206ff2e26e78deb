"""What an app registers to have its tables imported, and how one row of a sheet becomes values or sentences."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from access import crypto
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import RowVerdict
from enterprises.models import ImportBatch, ImportRow
from enterprises.rules.sheets import cells
from enterprises.rules.sheets.layout import Field

CELL_CONTEXT = "import.cell"
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
LEAST_PHONE = 10**10  # a number below it has fewer digits
ROUNDED = N_("“%(value)s”按%(number)s记入，请核对。")


class Spot(NamedTuple):
    """Where a row stands: its place among all rows of the file, its sheet (none in a CSV file), its number as Excel shows it."""

    place: int
    sheet: str
    number: int


@dataclass
class Parsed:
    """One row as understood: values by field (fields without a word are left out), and what was wrong."""

    place: int
    sheet: str
    number: int
    cells: list[Any]
    values: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, str]] = field(default_factory=list)
    verdict: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)
    target_id: int | None = None
    version: int | None = None

    def refuse(self, name: str, message: str, verdict: str = RowVerdict.ERROR) -> None:
        """Keep a sentence at a field; an error outweighs a conflict."""
        self.findings.append({"field": name, "message": message})
        if self.verdict != RowVerdict.ERROR:
            self.verdict = verdict

    def note(self, name: str, message: str) -> None:
        """Keep a remark that refuses nothing."""
        self.findings.append({"field": name, "message": message, "note": "1"})

    @property
    def spot(self) -> Spot:
        """Where it stands."""
        return Spot(self.place, self.sheet, self.number)

    def refuse_again(self, name: str, first: Spot) -> None:
        """Refuse the row beside an earlier one of the same file that says the same; the first one is no conflict."""
        if first.place == self.place:
            return
        told = {"sheet": first.sheet, "number": first.number}
        if first.sheet:
            message = _("与本文件工作表“%(sheet)s”第%(number)s行重复，只保留一行。") % told
        else:
            message = _("与本文件第%(number)s行重复，只保留一行。") % told
        self.refuse(name, message, RowVerdict.CONFLICT)

    @property
    def is_refused(self) -> bool:
        """True when the row cannot be written."""
        return self.verdict in {RowVerdict.ERROR, RowVerdict.CONFLICT}


@dataclass(frozen=True)
class Context:
    """For what a batch is judged: where its rows lie if they do not say, of which day, by whom, what was read before."""

    area: Area
    on: date
    by: Principal
    seen: dict[str, Spot] = field(default_factory=dict)  # key → row in which the file says it first
    defaults: Mapping[str, str] = field(default_factory=dict)  # field → value chosen for rows that do not say it
    kept: dict[str, Any] = field(default_factory=dict)  # what a kind of table keeps of rows for those after them


@dataclass(frozen=True)
class Done:
    """What writing a row made or changed, its version then, and what is needed to take it back."""

    target_id: int
    version: int
    before: dict[str, Any]


ActMany = Callable[[Sequence[ImportRow], Context], Sequence[Done | ValidationError | PermissionDenied]]


@dataclass(frozen=True)
class Importer:
    """One kind of table.

    ``judge(rows, context)`` sets the verdict of each parsed row without writing; ``apply(row, context)`` writes one through the
    services and raises their refusals; ``undo(row, context)`` takes it back and raises where it was changed since.
    ``apply_many(rows, context)``, where a kind has it, writes many rows by few statements and returns what was done of each, or what
    refuses it; the engine takes back whatever was written beside a refusal and writes the others again. ``undo_many`` likewise.

    ``arrange(rows, context)``, for kinds whose rows name each other, gets all rows of the file, says what is wrong with the whole, and
    returns them in the order in which they are judged, shown and written; ``most`` bounds their number.

    ``absent(batch, context)`` gives, when the whole file was judged, rows that it should have and has not, with their verdict;
    ``context.seen`` then holds every key of the file. ``finish(batch, context)`` is called once when the last row was written or
    taken back (``batch.state`` says which), in the transaction that ends the batch; such a file may be confirmed without changes.
    ``address`` names the page of what a row is about, ``effect`` says
    what confirming does where it is not entering and updating records, ``remains`` what undoing leaves.
    """

    code: str
    label: Any
    permission: str
    fields: tuple[Field, ...]
    judge: Callable[[Sequence[Parsed], Context], None]
    apply: Callable[[ImportRow, Context], Done]
    undo: Callable[[ImportRow, Context, datetime], None]
    order: int = 100
    apply_many: ActMany | None = None
    undo_many: ActMany | None = None
    defaults: tuple[str, ...] = ()  # fields (choices) of which one value may be chosen for all rows that do not say it
    more: Callable[[], tuple[Field, ...]] = tuple
    arrange: Callable[[Sequence[Parsed], Context], Sequence[Parsed]] | None = None
    most: int = 20_000  # rows of a file that has to be arranged
    absent: Callable[[ImportBatch, Context], Sequence[Parsed]] | None = None
    finish: Callable[[ImportBatch, Context], None] | None = None
    address: str = "enterprises:unit"
    effect: Any = ""
    remains: Any = ""

    @property
    def by_name(self) -> dict[str, Field]:
        """The fields by their names, with those that people added."""
        return {one.name: one for one in self.all_fields}

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The fields of the importer, and those that ``more`` adds without a release."""
        return (*self.fields, *self.more())


READERS: dict[str, Callable[[Any, Field], Any]] = {
    "text": lambda cell, one: cells.plain_text(cell, most=one.most),
    "place": lambda cell, one: cells.plain_text(cell, most=one.most),
    "code": lambda cell, one: cells.code(cell),
    "whole": lambda cell, one: cells.whole(cell),
    "decimal": lambda cell, one: str(cells.decimal(cell)),
    "day": lambda cell, one: cells.day(cell).isoformat(),
    "yes": lambda cell, one: cells.yes(cell),
    "choice": lambda cell, one: cells.choice(cell, one.choices, one.options),
    "choices": lambda cell, one: [
        cells.choice(part, one.choices, one.options) for part in re.split(r"[、，,;；/\s]+", cells.text(cell)) if part
    ],
}


def sentence(refusal: Refusal) -> str:
    """Return a refusal's words in the language being read."""
    return _(refusal.message) % {
        name: _(value) if isinstance(value, str) else value for name, value in refusal.params.items()
    }


def parse(parsed: Parsed, columns: Mapping[int, str], fields: Mapping[str, Field]) -> None:
    """Read the cells of a row into values; everything that cannot be meant is said, not only the first."""
    for place, name in columns.items():
        cell = parsed.cells[place] if place < len(parsed.cells) else ""
        one = fields[name]
        if cells.is_empty(cell) and not (one.kind == "yes" and cells.text(cell) in cells.NO):
            continue
        try:
            parsed.values[name] = READERS[one.kind](cell, one)
        except cells.Unreadable as wrong:
            parsed.refuse(name, sentence(wrong.refusal))
            continue
        if one.kind in {"whole", "decimal"} and cells.is_rounded(cell):
            told = {"value": cells.text(cell)[:20], "number": parsed.values[name]}
            parsed.note(name, sentence(Refusal("rounded", ROUNDED, told)))
    for name, one in fields.items():
        if one.is_needed and name not in parsed.values and not any(f["field"] == name for f in parsed.findings):
            parsed.refuse(name, sentence(Refusal("missing", N_("缺少“%(label)s”。"), {"label": one.label})))


def hide(parsed: Parsed, columns: Mapping[int, str], fields: Mapping[str, Field]) -> tuple[list[Any], dict[str, Any]]:
    """Return cells and values as they are stored: sensitive ones, and whatever looks like a telephone number, encrypted."""
    secret = {name for name, one in fields.items() if one.is_sensitive}
    stored = [
        locked(cell) if columns.get(place) in secret or _is_phone(cell) else cell
        for place, cell in enumerate(parsed.cells)
    ]
    values = {name: locked(value) if name in secret else value for name, value in parsed.values.items()}
    return stored, values


def _is_phone(cell: Any) -> bool:
    if isinstance(cell, (dict, bool)) or (type(cell) is int and cell < LEAST_PHONE):
        return False
    return bool(PHONE.search(cells.text(cell)))


def locked(cell: Any) -> Any:
    """Return a cell or value encrypted; nothing stays nothing."""
    return {"e": crypto.encrypt(cells.text(cell), context=CELL_CONTEXT)} if cell not in ("", None) else cell


def opened(value: Any) -> Any:
    """Return a stored cell or value in clear."""
    return crypto.decrypt(value["e"], context=CELL_CONTEXT) if isinstance(value, dict) and "e" in value else value


def masked(number: str) -> str:
    """Return a telephone number as pages show it."""
    return f"*******{number[-4:]}" if number else ""

"""Registries on the ground floor that upper apps fill when they start, so that nothing below imports what is above."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class NavItem:
    """A line of the left navigation; shown when the permission is held."""

    label: Any
    url_name: str
    icon: str
    section: Any
    perm: str
    order: int = 100


@dataclass(frozen=True)
class Panel:
    """A panel on another app's dossier page: ``load(principal, obj, on)`` gives the context of ``template``.

    ``events(context)`` tells the page's timeline what the same rows say. ``foreign(principal, obj, on)`` is what the panel must
    read as the system; the page calls it for all panels in one scope and hands the answer to ``load`` as ``foreign``.
    ``acts`` are permissions that the panel asks of ``obj.rights``. A panel read ``later`` is fetched when it comes into sight, so that a
    page asks the database a fixed number of things however many panels it has; ``fits(obj)`` says for which rows there is one.
    """

    key: str
    title: Any
    template: str
    load: Callable[..., dict[str, Any]]
    perm: str
    order: int = 100
    events: Callable[[dict[str, Any]], Iterable[dict[str, Any]]] | None = None
    foreign: Callable[..., Any] | None = None
    acts: tuple[str, ...] = ()
    later: bool = False
    fits: Callable[[Any], bool] = lambda obj: True


@dataclass(frozen=True)
class Waiting:
    """Rows that wait for somebody, and those of them that are overdue (``overdue=rows``: all); counted together with others."""

    rows: Any  # querysets, opened for the principal
    overdue: Any = None


@dataclass(frozen=True)
class WorkItem:
    """A line of "my work today": ``waiting(principal)`` gives its rows, or (number, overdue number); the address opens them.

    ``most`` is the number at which counting stops: it is shown as "that many and more". ``by_place`` keeps the line
    from those who hold the permission on single rows only: these rows stand in a line of their own.
    """

    key: str
    label: Any
    waiting: Callable[..., Waiting | tuple[int, int]]
    url: Callable[[], str] | str
    perm: str
    icon: str = "checklist"
    order: int = 100
    most: int | None = None
    by_place: bool = False


@dataclass(frozen=True)
class ColumnFilter:
    """How an extra column narrows a list: ``apply(queryset, value, on)``; ``choices`` may be a callable, without any words are typed."""

    label: Any
    choices: Any
    apply: Callable[..., Any]


@dataclass(frozen=True)
class Column:
    """An extra column and filter of a lower app's list: ``annotate(queryset, on)`` adds the value named ``key``.

    ``filters`` maps a query parameter to its :class:`ColumnFilter`. ``text`` turns a value into words where it is not words already.
    ``read(piece)`` gives the same values of many rows at once, or their words, by their keys: files of long lists ask it instead of
    ``annotate``.
    """

    key: str
    label: Any
    annotate: Callable[..., Any]
    filters: dict[str, ColumnFilter] = field(default_factory=dict)
    order: int = 100
    text: Callable[[Any], str] | None = None
    read: Callable[[Any], Mapping[int, Any]] | None = None


@dataclass(frozen=True)
class ClearCheck:
    """Something that must be known of a unit (清): ``condition(on)`` asks it of a row of units, in SQL.

    ``held(piece)`` names those of many units of which it is known, where that is read for other columns anyway.
    """

    code: str
    label: Any
    condition: Callable[..., Any]
    url_name: str = ""  # where it is put right, by the unit's key
    order: int = 100
    held: Callable[[Any], Container[int]] | None = None


@dataclass(frozen=True)
class QualityCheck:
    """A quality rule of an upper app: ``rule`` says its sentence, owner and days; ``condition(on)`` finds the units that break it."""

    rule: Any
    condition: Callable[..., Any]
    order: int = 100


class Registry(Generic[T]):
    """Ordered entries, one per key."""

    def __init__(self) -> None:
        self._entries: dict[str, T] = {}

    def add(self, key: str, entry: T) -> None:
        """Add an entry.

        Raises:
            ValueError: the key is taken.
        """
        if key in self._entries:
            raise ValueError(f"registered twice: {key}")
        self._entries[key] = entry

    def items(self) -> list[T]:
        """Return the entries by their order, then by key."""
        return [
            e for _key, e in sorted(self._entries.items(), key=lambda pair: (getattr(pair[1], "order", 100), pair[0]))
        ]

    def get(self, key: str) -> T:
        """Return one entry.

        Raises:
            KeyError: nobody registered it.
        """
        return self._entries[key]


class Groups(Generic[T]):
    """Registries by resource, e.g. the panels of ``enterprises.unit``."""

    def __init__(self) -> None:
        self._groups: dict[str, Registry[T]] = defaultdict(Registry)
        self._providers: dict[str, list[Callable[[], list[T]]]] = defaultdict(list)

    def add(self, resource: str, key: str, entry: T) -> None:
        """Add an entry to a resource's group."""
        self._groups[resource].add(key, entry)

    def provide(self, resource: str, entries: Callable[[], list[T]]) -> None:
        """Let a resource have entries that are data, read anew each time they are asked for."""
        self._providers[resource].append(entries)

    def of(self, resource: str) -> list[T]:
        """Return a resource's entries in order, those that are data last."""
        standing = self._groups[resource].items() if resource in self._groups else []
        return standing + [entry for entries in self._providers.get(resource, ()) for entry in entries()]


@dataclass(frozen=True)
class Source:
    """Who says a dated fact: the stored code and its name."""

    code: str
    label: Any
    order: int = 100


@dataclass(frozen=True)
class JobKind:
    """Background work of a kind: ``run(run)`` does it, step by step under the requester's rights.

    ``permission`` is asked when the work is asked for, at each of its steps, and when its file is fetched.
    ``url(job)`` is the page that shows what came of it, if there is one. ``parts(run)``, where work can be divided, does parts of it
    beside other processes until none is left, and yields after each.
    """

    label: Any
    permission: str
    run: Callable[[Any], None]
    url: Callable[[Any], str] | None = None
    parts: Callable[[Any], Iterator[None]] | None = None


nav: Registry[NavItem] = Registry()
work_items: Registry[WorkItem] = Registry()
panels: Groups[Panel] = Groups()
columns: Groups[Column] = Groups()
close_hooks: Groups[Callable[..., None]] = Groups()  # called in the closing service's transaction: hook(obj=, on=, by=)
move_hooks: Groups[Callable[..., None]] = Groups()  # called when a row has moved: hook(obj=, left=, on=, by=)
merge_hooks: Groups[Callable[..., None]] = Groups()  # after the alias is closed: hook(kept=, alias=, on=, by=)
fact_hooks: Groups[Callable[..., None]] = Groups()  # members or status of rows were written: hook(ids=, on=, by=)
take_back_hooks: Groups[Callable[..., None]] = Groups()  # before rows that entered by mistake leave: hook(ids=, by=)
guards: Groups[Callable[..., Any]] = Groups()  # hook(obj=, on=) → Refusal | None, asked before a closing act
sources: Registry[Source] = Registry()
jobs: Registry[JobKind] = Registry()
clear_checks: Registry[ClearCheck] = Registry()
daily_hooks: Registry[Callable[..., Any]] = Registry()  # what follows the calendar, once a day: hook(on=, by=)
quality_checks: Registry[QualityCheck] = Registry()
importers: Registry[Any] = Registry()  # of enterprises.services.sheets.importers.Importer
exporters: Registry[Any] = Registry()  # of enterprises.services.sheets.exports.Exporter
facts: Registry[Callable[..., Any]] = Registry()  # named fact providers, e.g. "instructor_grade"

"""An officer with a phone, for tests: what it shows, what is entered, what it sends."""

from datetime import datetime, timedelta
from functools import cached_property
from uuid import uuid4
from zoneinfo import ZoneInfo

from access.principals import Principal, acting, system_scope
from enterprises import services
from enterprises.models import Device, Submission, Unit, Visit
from enterprises.services.phone.applying import known
from tests.factories.orgs import TODAY

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def plain(values):
    return {
        name: value if value is None or isinstance(value, bool | int) else str(value) for name, value in values.items()
    }


class Phone:
    """A registered phone; ``note`` enters a visit on it, ``send`` sends it."""

    def __init__(self, world, key="east", at=NOON - timedelta(days=5), clock=timedelta(0)):
        self.world, self.key, self.clock, self.sequence = world, key, clock, 0
        with acting(self.by) as by:
            self.device = services.register_device(label="示例手机", by=by, at=at)

    @property
    def by(self) -> Principal:
        return self.world.principal(self.key)

    def shown(self, unit):
        """Return what the phone shows of a unit when it takes its list along."""
        with acting(self.by) as by:
            return plain(known(unit, by))

    def note(self, unit, *, base=None, at=NOON, outcome="done", sequence=None, status="operating", **changes):
        """Enter a visit: everything as shown but for the changes."""
        self.sequence += 1
        base = self.shown(unit) if base is None else base
        payload = {
            "outcome": outcome, "talks": [], "note": "", "status": status, "base": base,
            "answers": base | plain(changes),
        }  # fmt: skip
        return services.Entry(
            client_uuid=uuid4(), sequence=self.sequence if sequence is None else sequence, unit=unit.pk,
            unit_name=unit.name, payload=payload, base_version=1, device_at=at + self.clock,
        )  # fmt: skip

    def arrive(self, entry, *, at=NOON):
        """Store an entry as a request does; other content goes aside."""
        by = self.by
        try:
            with acting(by):
                return services.receive(device=self.now(), entry=entry, by=by, at=at, sent_at=at + self.clock)
        except services.OtherContent:
            with acting(by):
                services.keep_aside(device=self.now(), entry=entry, by=by)
            raise

    def enter(self, *, at=NOON):
        """Enter what is due."""
        return services.apply_due(device=self.now(), by=self.by, at=at)

    def send(self, entry, *, at=NOON):
        """Send an entry: store, enter, and return it as it stands."""
        receipt = self.arrive(entry, at=at)
        self.enter(at=at)
        return read(receipt.submission)

    def now(self):
        """Return the phone as it is stored."""
        with system_scope("test"):
            return Device.objects.as_system("test").get(pk=self.device.pk)


class OwnPhone(Phone):
    """A phone whose holder's rights, which no run changes, are read once."""

    @cached_property
    def by(self):
        return super().by


def read(row):
    """Return a row as it is stored."""
    return type(row).objects.as_system("test").get(pk=row.pk)


def facts(relation, unit):
    """Return the live facts of a unit."""
    return list(getattr(unit, relation).as_system("test").filter(superseded_at=None).order_by("valid"))


def visits(**wanted):
    """Return the stored visits."""
    return list(Visit.objects.as_system("test").filter(**wanted))


def states():
    """Return what became of everything that was received."""
    return list(Submission.objects.as_system("test").order_by("sequence", "pk").values_list("state", flat=True))


def unit_again(unit):
    """Return a unit as it stands now."""
    return Unit.objects.as_system("test").get(pk=unit.pk)

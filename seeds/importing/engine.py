"""The engine: files and a profile, and what is there, into changes by scope and a report. It writes nothing.

An import goes in four steps. `read` each file; look up what is `wanted` of the database and `settle` it; `plan` each of
the `scopes`, the team's first, against its snapshot; write the plans. A preview is the first three.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.errors import InvalidInput
from graph.identity import TEAM, account_id, parse_id
from graph.model import Organisation
from graph.snapshot import Snapshot
from graph.viewer import LOCAL, Viewer
from seeds.files.findings import Findings
from seeds.files.limits import USUAL_LIMITS, Limits
from seeds.files.table import Table
from seeds.importing.cells import Wrong
from seeds.importing.draft import Ref
from seeds.importing.listener import Listener
from seeds.importing.placement import Placement, wanted
from seeds.importing.plan import Plan, Planner, Settled
from seeds.importing.profile import Profile
from seeds.importing.reading import read_table
from seeds.importing.recognition import is_passed, recognised, unlike
from seeds.importing.report import WHY, Fault, Outcome, Place, Reason, Report, Vanished
from seeds.importing.sources import opened
from seeds.importing.stage import Stage
from seeds.importing.teller import Teller
from seeds.importing.whereabouts import Homes, Whereabouts
from seeds.importing.words import forget

__all__ = ["Import", "demand_account", "importing"]


class Import:
    """One import. `account` is where all of it belongs, where it is told."""

    def __init__(self, profile: Profile, stage: Stage, account: str | None, limits: Limits) -> None:
        self.profile = profile
        self.account = account
        self._stage = stage
        self._limits = limits
        self._listener = Listener()
        self.report = Report(Findings(self._listener.hear))
        self._teller = Teller(stage, self.report)
        self._planner: Planner | None = None

    def read(self, content: Path | bytes, name: str, told: Callable[[float], None] = lambda share: None) -> None:
        """Read a file; `told` is called now and then with how much of its tables has been read, from 0 to 1.

        Raises InvalidInput where it cannot be read at all.
        """
        findings = self.report.findings
        with opened(content, name, findings, self.profile.reading, self._limits) as tables:
            self.take(tables, told)

    def take(self, tables: Sequence[Table], told: Callable[[float], None] = lambda share: None) -> None:
        """Read tables that are open already."""
        for number, table in enumerate(tables):
            known = recognised(table, self.profile)
            if known:
                share = partial(_share, told, number, len(tables))
                read_table(table, known, self.profile, self._stage, self.report, self._listener, share)
            elif not is_passed(table, self.profile):
                detail = unlike(table, self.profile)
                self.report.tell(Fault(Place(table.file, table.sheet), "", Reason.TABLE_UNKNOWN, detail))
        for fault in self._listener.of_tables():
            self.report.tell(fault)
        self._stage.flush()

    def wanted(self) -> set[Ref]:
        """What the files name and do not have, and the organisations that they have: all to look up in the database."""
        self._stage.index()
        return wanted(self._stage, self.profile.name)

    def settle(self, homes: Homes, name: str = "") -> None:
        """Place every row. `homes` are what the database has of what is wanted, and all of the team; `name` is what the
        account is called now, where it is told and is there.
        """
        known = Whereabouts(self._stage, homes)
        placement = Placement(self._stage, known, self._teller, self.profile.name, self.account, name)
        placement.run()
        settled = Settled(placement.accounts, placement.apart, placement.named, self.profile.name)
        self._planner = Planner(self._stage, known, self._teller, settled)
        self._stage.flush()

    @property
    def scopes(self) -> list[str]:
        """The scopes that the files are about, the team's first."""
        found = self._stage.scopes()
        return [*([TEAM] if TEAM in found else []), *(scope for scope in found if scope != TEAM)]

    def plan(self, snapshot: Snapshot, day: date, viewer: Viewer = LOCAL) -> Plan:
        """What to write to a scope that is as this snapshot says, on a day. The team's plan has to come first.

        What takes another role than the viewer's is left out and told. Where somebody wrote in between, the scope can
        be planned again.
        """
        if self._planner is None:
            raise InvalidInput("an import is settled before it is planned")
        plan = self._planner.plan(snapshot, day, viewer)
        self._stage.flush()
        return plan

    def pass_over(self, scope: str) -> None:
        """Leave out what belongs to a scope, and tell it of each row: whoever imports may not write there."""
        for row in self._stage.of_scope(scope):
            self._teller.tell(row.id, "", "", Wrong(Reason.ACCOUNT_UNSEEN), row.draft.label, whole=True)
        self._stage.flush()

    def accept(self, plan: Plan) -> None:
        """The plan is written, or shown: the report counts it."""
        self.report.counts.update(plan.counts)
        self.report.accounts += plan.scope != TEAM
        self.report.written += bool(plan.changes) and plan.scope != TEAM
        for gone in plan.vanished:
            self.report.vanish(gone)
        for pair in plan.likely:
            self.report.suspect(pair)

    def miss(self, accounts: Iterable[str]) -> None:
        """Tell which of these accounts of the source the files do not name any more."""
        if self.account is not None or Organisation.label not in self._stage.labels():
            return
        here = {*self._stage.scopes()}
        for key in sorted(accounts):
            if key not in here and self._stage.keeps(Organisation.label, key) is None:
                self.report.counts[Organisation.label, Outcome.VANISHED] += 1
                self.report.vanish(Vanished(key, Organisation.label, account_id(key), ""))

    def rejects(self) -> Iterator[tuple[Place, Iterator[Sequence[str]]]]:
        """For each table with rows that something is wrong with: where it is, and these rows with what it is."""
        for number, sheet in enumerate(self._stage.sheets):
            rows = self._stage.rejected(number)
            first = next(rows, None)
            if first is not None:
                told = ([*cells, sentence] for cells, sentence in chain([first], rows))
                yield sheet.place, chain([[*sheet.headings, WHY]], told)
        yield from self._entries()

    def _entries(self) -> Iterator[tuple[Place, Iterator[Sequence[str]]]]:
        """What could not be read of the entries of calendars and mailboxes, and who is not known."""
        entries: dict[str, list[Sequence[str]]] = {}
        for each in self.report.faults:
            if each.reason in (Reason.ENTRY_UNREAD, Reason.ENTRY_IN_PART):
                told = [str(each.place.row or ""), each.place.column or "", each.value, each.sentence]
                entries.setdefault(each.place.file, []).append(told)
        for file, lines in entries.items():
            yield Place(file), chain([["Line", "Part", "Value", WHY]], lines)


def _share(told: Callable[[float], None], number: int, tables: int, share: float) -> None:
    told((number + share) / tables)


def demand_account(account: str | None) -> None:
    """Raises InvalidInput where all of an import cannot belong to this account, if one is told."""
    if account == TEAM:
        raise InvalidInput(f"{TEAM!r} is our own team, and no account", ["account"])
    try:
        if account is not None:
            parse_id(account_id(account))
    except ValueError as error:
        raise InvalidInput(f"{account!r} is no key of an account: {error}", ["account"]) from error


@contextmanager
def importing(profile: Profile, account: str | None = None, limits: Limits = USUAL_LIMITS) -> Iterator[Import]:
    """An import, whose files are kept on disk until the context ends: then nothing is left of them.

    Raises InvalidInput as `demand_account`.
    """
    demand_account(account)
    with TemporaryDirectory() as directory:
        stage = Stage(Path(directory) / "stage")
        try:
            yield Import(profile, stage, account, limits)
        finally:
            stage.close()
            forget()

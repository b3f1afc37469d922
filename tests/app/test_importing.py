"""Importing into a store: on each server, whole accounts, again and again."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app.importing import carry_out, settle
from app.rejects import write_rejects
from app.restoring import restore
from graph.errors import Conflict, InvalidInput, NotFound
from graph.identity import node_id
from graph.model import HasRoleIn, Stakeholder, TeamMember
from graph.store import Store
from graph.viewer import LOCAL
from seeds.exported import changes
from seeds.files.limits import USUAL_LIMITS, Budget
from seeds.files.source import Source
from seeds.importing.engine import importing
from seeds.importing.profile import shipped
from seeds.importing.report import Outcome, Reason, Report
from tests.app.sources import files, mark
from tests.graph.acme import account, new_scope, person

pytestmark = pytest.mark.both_servers


async def run(
    store: Store,
    given: Mapping[str, str | bytes],
    account: str | None = None,
    told: Callable[[int], None] = lambda done: None,
    *,
    dry: bool = False,
    rejects: Path | None = None,
) -> Report:
    with importing(shipped("salesforce"), account) as imported:
        for name, content in given.items():
            imported.read(content.encode() if isinstance(content, str) else content, name)
        await settle(store, imported, LOCAL)
        await carry_out(store, imported, LOCAL, told, dry=dry)
        if rejects:
            write_rejects(imported, rejects)
    return imported.report


def made(report: Report) -> int:
    return sum(report.count(kind, outcome) for kind, outcome in [*report.counts] if outcome in ("MADE", "CHANGED"))


async def test_an_import_is_written_once_and_a_dry_run_not_at_all(store: Store) -> None:
    own = mark()
    dry = await run(store, files(own), dry=True)
    with pytest.raises(NotFound):
        await store.snapshot(f"salesforce-{own}1", LOCAL)
    report = await run(store, files(own))
    assert made(report) == made(dry) > 0
    assert report.is_complete
    graph = await store.snapshot(f"salesforce-{own}1", LOCAL)
    assert {each.name for each in graph.account.all(Stakeholder)} == {"Kiss", "Nagy"}
    assert graph.revision == 1
    again = await run(store, files(own))
    assert made(again) == 0
    assert (await store.snapshot(f"salesforce-{own}1", LOCAL)).revision == 1


async def test_an_import_that_is_broken_off_leaves_whole_accounts_and_goes_on(store: Store) -> None:
    own = mark()

    def break_off(done: int) -> None:
        if done == 2:  # the team and the first account
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await run(store, files(own), told=break_off)
    first = await store.snapshot(f"salesforce-{own}1", LOCAL)
    assert len(first.account.all(HasRoleIn)) == 1
    with pytest.raises(NotFound):
        await store.snapshot(f"salesforce-{own}2", LOCAL)
    report = await run(store, files(own))
    assert report.count("Organisation", Outcome.MADE) == 1
    assert report.count("Organisation", Outcome.UNCHANGED) == 1
    assert (await store.snapshot(f"salesforce-{own}1", LOCAL)).revision == 1


async def test_later_files_find_what_earlier_ones_brought_in_all_accounts(store: Store) -> None:
    own = mark()
    await run(store, files(own))
    role = f"Id,OpportunityId,ContactId,Role\n0,{own}6,{own}3,Champion\n"
    contact = f"Id,LastName,AccountId\n{own}8,Őri,{own}2\n"
    report = await run(store, {"OpportunityContactRole.csv": role, "Contact.csv": contact})
    assert report.is_complete, report.faults
    acme = (await store.snapshot(f"salesforce-{own}1", LOCAL)).account
    assert len(acme.all(HasRoleIn)) == 2
    beta = (await store.snapshot(f"salesforce-{own}2", LOCAL)).account
    assert {each.name for each in beta.all(Stakeholder)} == {"Pál", "Őri"}


async def test_who_was_matched_by_address_is_found_by_their_id_later(store: Store) -> None:
    scope, own = new_scope(), mark()
    await store.commit({scope: [*account(scope), *person("anna", scope, email=f"Kiss@{own}.example")]}, LOCAL)
    some = {name: text for name, text in files(own).items() if name not in ("Account.csv", "User.csv")}
    report = await run(store, some, scope)
    assert report.count("Stakeholder", Outcome.MATCHED) == 1
    role = f"Id,OpportunityId,ContactId,Role\n0,{own}6,{own}3,Champion\n"
    later = await run(store, {"OpportunityContactRole.csv": role})
    assert later.is_complete, later.faults
    held = (await store.snapshot(scope, LOCAL)).account.out(node_id(scope, "Stakeholder", "anna"), HasRoleIn)
    assert [each.roles for each in held] == [("CHAMPION",)]


async def test_an_account_to_which_others_write_is_planned_anew(store: Store, second: Store) -> None:
    own = mark()
    await run(store, files(own))
    scope = f"salesforce-{own}1"
    changed = {**files(own), "Contact.csv": files(own)["Contact.csv"].replace("Nagy", "Nagy Béla")}
    meddled: list[int] = []
    commit = store.commit

    async def meddling(*given: object, **more: object) -> dict[str, int]:
        if not meddled:
            meddled.append(1)
            await second.commit({scope: person("new", scope)}, LOCAL)
        return await commit(*given, **more)  # type: ignore[arg-type]

    store.commit = meddling  # type: ignore[method-assign]  # somebody writes between plan and commit
    try:
        report = await run(store, changed)
    except Conflict:
        pytest.fail("it gave up")
    assert made(report) == 1
    assert {each.name for each in (await store.snapshot(scope, LOCAL)).account.all(Stakeholder)} == {
        "Kiss",
        "Nagy Béla",
        "new",
    }


async def test_where_revisions_were_seen_nothing_is_written_to_another(store: Store) -> None:
    own = mark()
    seen = {"team": (await store.team(LOCAL)).revision}
    with importing(shipped("salesforce")) as imported:
        for name, content in files(own).items():
            imported.read(content.encode(), name)
        await settle(store, imported, LOCAL)
        await store.commit({f"salesforce-{own}1": account(f"salesforce-{own}1")}, LOCAL)
        with pytest.raises(Conflict):
            await carry_out(store, imported, LOCAL, lambda done: None, seen=seen)
    assert (await store.snapshot(f"salesforce-{own}1", LOCAL)).revision == 1
    with pytest.raises(NotFound):
        await store.snapshot(f"salesforce-{own}2", LOCAL)


async def test_rejects_are_mended_and_imported_again(store: Store, tmp_path: Path) -> None:
    own = mark()
    given = {**files(own), "Contact.csv": files(own)["Contact.csv"] + f"{own}8,=1+1,,{own}0,\n"}
    first = await run(store, given, rejects=tmp_path)
    assert first.reasons[Reason.REFERENCE_MISSING] == 1
    path = tmp_path / "Contact.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert "'=1+1" in text  # no spreadsheet program computes it
    report = await run(store, {"Contact.csv": text.replace(f"{own}0", f"{own}2")})
    assert report.is_complete, report.faults
    beta = (await store.snapshot(f"salesforce-{own}2", LOCAL)).account
    assert {each.name for each in beta.all(Stakeholder)} == {"Pál", "=1+1"}


async def test_what_was_exported_is_restored_whole_and_once(store: Store) -> None:
    scope = new_scope()
    document = (
        f'{{"format":"stakegraph","version":1,"account":"{scope}","nodes":['
        f'{{"label":"Organisation","id":"{scope}/Organisation/{scope}","name":"Acme","kind":"CLIENT"}}],"edges":[]}}'
    )
    source = Source("acme.json", document.encode())
    made = changes(source, Budget(source.name, USUAL_LIMITS))
    dry, report, again = Report(), Report(), Report()
    assert await restore(store, made, LOCAL, dry, dry=True) == {}
    with pytest.raises(NotFound):
        await store.snapshot(scope, LOCAL)
    with pytest.raises(Conflict):
        await restore(store, made, LOCAL, Report(), seen={scope: 1})
    assert await restore(store, made, LOCAL, report, seen={scope: 0}) == {scope: 1}
    assert await restore(store, made, LOCAL, again, seen={scope: 0}) == {}  # there is nothing to write
    assert report.count("Organisation", Outcome.MADE) == dry.count("Organisation", Outcome.MADE) == 1
    assert again.count("Organisation", Outcome.UNCHANGED) == 1
    assert (await store.snapshot(scope, LOCAL)).revision == 1


async def test_our_own_people_are_matched_by_their_address(store: Store) -> None:
    own = mark()
    await run(store, files(own))
    members = [each for each in (await store.team(LOCAL)).all(TeamMember) if each.email == f"sara@{own}.example"]
    assert [each.key for each in members] == [f"salesforce-{own}9"]


async def test_what_is_more_than_a_commit_holds_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    own = mark()
    monkeypatch.setattr("app.importing.MOST_CHANGES", 3)
    with pytest.raises(InvalidInput, match="one after the other"):
        await run(store, files(own))
    with pytest.raises(NotFound):
        await store.snapshot(f"salesforce-{own}1", LOCAL)

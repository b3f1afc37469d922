"""Uploads over HTTP: preview, then commit; who may, how much, and what is told."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import httpx
import pytest
from starlette.applications import Starlette

import app.upload.work
from app.application import create_application
from app.authentication import Admission
from app.importing import carry_out, settle
from app.terms import OPEN, Terms
from app.upload.endpoint import WHOLE
from graph.errors import NotFound
from graph.identity import TEAM
from graph.model import Stakeholder
from graph.store import Store
from graph.viewer import LOCAL, Role, Viewer
from scoring.parameters import DEFAULTS
from seeds.importing.engine import importing
from seeds.importing.profile import shipped
from tests.app.conftest import BASE
from tests.app.sources import OURS, OWN, files, mark
from tests.graph.acme import account, new_scope, person

Answer = tuple[int, Any]


class Uploader:
    """Sends uploads to an application."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def __call__(self, given: Mapping[str, str | bytes], **fields: str) -> Answer:
        sent = [("files", (name, content)) for name, content in given.items()]
        answer = await self.client.post("/imports", files=sent, data=fields, headers=OURS)
        assert answer.status_code != 500, answer.text
        return answer.status_code, answer.json()

    async def report(self, given: Mapping[str, str | bytes], **fields: str) -> Any:
        status, told = await self(given, **{"profile": "salesforce", **fields})
        assert status == 200, told
        assert "errors" not in told
        return told["data"]["importReport"]

    async def refused(self, given: Mapping[str, str | bytes], **fields: str) -> tuple[int, str, Any]:
        status, told = await self(given, **{"profile": "salesforce", **fields})
        [error] = told["errors"]
        return status, error["message"], error.get("extensions", {})


@asynccontextmanager
async def uploading(store: Store, viewer: Viewer = LOCAL, terms: Terms = OPEN) -> AsyncIterator[Uploader]:
    application: Starlette = create_application(store, DEFAULTS, terms, _Known(viewer))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(application)
    headers = {"Authorization": "Bearer x"}
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        yield Uploader(client)


class _Known:
    """Admits everybody as one viewer."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    async def admit(self, token: str | None) -> Admission:
        return Admission(self.viewer)


@pytest.fixture
async def upload(store: Store) -> AsyncIterator[Uploader]:
    async with uploading(store) as opened:
        yield opened


@pytest.fixture
async def nowhere(closed_store: Store) -> AsyncIterator[Uploader]:
    """Without a database: what is refused before one is asked."""
    async with uploading(closed_store) as opened:
        yield opened


def is_empty(directory: Path) -> bool:
    return not [*directory.iterdir()]


async def written_to(store: Store, prefix: str) -> None:
    """Return once there is an account whose key begins so."""
    keys: list[str] = []
    while not (keys and keys[0].startswith(prefix)):
        keys = await store.account_keys(LOCAL, after=prefix, limit=1)


def counts(report: Any) -> dict[str, tuple[int, ...]]:
    words = ("made", "changed", "unchanged", "matched", "leftOut", "vanished")
    return {each["label"]: tuple(each[word] for word in words) for each in report["counts"]}


async def direct(store: Store, given: Mapping[str, str], *, dry: bool) -> list[str]:
    """What the command says of the same files."""
    from app.imported import lines

    with importing(shipped("salesforce")) as imported:
        for name, content in given.items():
            imported.read(content.encode(), name)
        await settle(store, imported, LOCAL)
        await carry_out(store, imported, LOCAL, lambda done: None, dry=dry)
    return [*lines(imported.report, dry=dry)]


# ---------------------------------------------------------------- preview, then commit


async def test_a_preview_says_what_the_command_says_and_a_commit_writes_it(store: Store, upload: Uploader) -> None:
    own = mark()
    preview = await upload.report(files(own))
    assert preview["summary"] == await direct(store, files(own), dry=True)
    assert (preview["committed"], preview["isComplete"], preview["written"]) == (False, True, 2)
    with pytest.raises(NotFound):
        await store.snapshot(f"salesforce-{own}1", LOCAL)
    done = await upload.report(files(own), commit="true", token=preview["token"])
    assert (done["committed"], done["token"]) == (True, None)
    assert counts(done) == counts(preview)
    again = await direct(store, files(own), dry=True)
    assert "0 of 2 accounts would be written to" in again[-1]
    snapshot = await store.snapshot(f"salesforce-{own}1", LOCAL)
    assert {each.name for each in snapshot.account.all(Stakeholder)} == {"Kiss", "Nagy"}
    assert (await upload.report(files(own), commit="true"))["written"] == 0


async def test_an_upload_makes_what_the_command_makes(store: Store, upload: Uploader) -> None:
    one, other = mark(), mark()
    await upload.report(files(one), commit="true")
    await direct(store, files(other), dry=False)
    here = (await store.snapshot(f"salesforce-{one}1", LOCAL)).account
    there = (await store.snapshot(f"salesforce-{other}1", LOCAL)).account
    assert sorted(key.replace(one, other) for key in here.nodes) == sorted(there.nodes)
    assert {key.replace(one, other): replace_in(values(node), one, other) for key, node in here.nodes.items()} == {
        key: values(node) for key, node in there.nodes.items()
    }


def values(node: Any) -> dict[str, Any]:
    return {name: getattr(node, name) for name in ("name", "title", "email") if hasattr(node, name)}


def replace_in(told: dict[str, Any], one: str, other: str) -> dict[str, Any]:
    return {name: each.replace(one, other) if isinstance(each, str) else each for name, each in told.items()}


async def test_a_commit_is_refused_where_somebody_wrote_since_the_preview(store: Store, upload: Uploader) -> None:
    own = mark()
    await upload.report(files(own), commit="true")
    changed = {**files(own), "Contact.csv": files(own)["Contact.csv"].replace("Nagy", "Nagyobb")}
    token = (await upload.report(changed))["token"]
    assert (await upload.report(changed))["token"] == token
    key = f"salesforce-{own}1"
    await store.commit({key: person("late", key, name="Late")}, LOCAL)
    status, message, told = await upload.refused(changed, commit="true", token=token)
    assert (status, told["path"]) == (409, ["token"])
    assert "look at a new one" in message
    assert (await store.snapshot(key, LOCAL)).revision == 2
    status, _, _ = await upload.refused(files(own), commit="true", token=(await upload.report(changed))["token"])
    assert status == 409


@pytest.mark.parametrize("work", ["carry_out", "restore"])
async def test_a_commit_is_refused_where_somebody_writes_while_it_begins(
    store: Store, upload: Uploader, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    key = new_scope()
    await store.commit({key: [*account(key), *person("anna", key, name="Anna")]}, LOCAL)
    given: dict[str, str] = {"Contact.csv": "Id,LastName\n1,Kiss\n"}
    fields = {"account": key}
    if work == "restore":
        exported = (await upload.client.get(f"/accounts/{key}/export?format=json")).text
        given, fields = {"account.json": exported.replace("Anna", "Annamária")}, {"profile": ""}
    token = (await upload.report(given, **fields))["token"]
    begun = getattr(app.upload.work, work)

    async def late(there: Store, *told: Any, **more: Any) -> Any:
        await there.commit({key: person("late", key, name="Late")}, LOCAL)
        return await begun(there, *told, **more)

    monkeypatch.setattr(app.upload.work, work, late)  # once the token was compared
    status, message, told = await upload.refused(given, commit="true", token=token, **fields)
    assert (status, told["path"]) == (409, ["token"])
    assert "look at a new one" in message
    assert {each.name for each in (await store.snapshot(key, LOCAL)).account.all(Stakeholder)} == {"Anna", "Late"}
    assert (await upload.report(given, commit="true", **fields))["written"] == 1  # nobody has looked at anything


async def test_accounts_that_were_sent_together_are_restored_one_after_the_other(
    store: Store, upload: Uploader
) -> None:
    keys = [new_scope(), new_scope()]
    for key in keys:
        await store.commit({key: [*account(key), *person("anna", key, name="Anna")]}, LOCAL)
    given = {
        f"{key}-{name}.json": (await upload.client.get(f"/accounts/{key}/export?format=json")).text.replace(
            "Anna", name
        )
        for key in keys
        for name in ("Éva", "Edit")
    }
    token = (await upload.report(given, profile=""))["token"]
    assert (await upload.report(given, profile="", commit="true", token=token))["written"] == 4
    for key in keys:
        snapshot = await store.snapshot(key, LOCAL)
        assert (snapshot.revision, [each.name for each in snapshot.account.all(Stakeholder)]) == (3, ["Edit"])


async def test_any_process_commits_what_another_has_shown_and_tells_who_listens(
    store: Store, second: Store, upload: Uploader
) -> None:
    own = mark()
    token = (await upload.report(files(own)))["token"]
    heard: set[str] = set()
    async with uploading(second) as elsewhere:
        with second.listening(heard.update):
            assert (await elsewhere.report(files(own), commit="true", token=token))["committed"]
    assert heard == {TEAM, f"salesforce-{own}1", f"salesforce-{own}2"}
    assert (await store.snapshot(f"salesforce-{own}2", LOCAL)).revision == 1


async def test_what_takes_too_long_is_ended_and_said_to_be(store: Store) -> None:
    rows = {"Account.csv": "Id,Name\n" + "".join(f"{mark()}{row},a\n" for row in range(20_000))}
    async with uploading(store, LOCAL, replace(OPEN, max_upload_seconds=0.5)) as limited:
        status, message, told = await limited.refused(rows, commit="true")
        assert (status, told) == (503, {"code": "TIMEOUT", "setting": "max_upload_seconds", "limit": 0.5})
        assert "(setting max_upload_seconds)" in message


async def test_a_commit_when_the_service_ends_leaves_whole_accounts_and_goes_on(store: Store) -> None:
    own = mark()
    accounts = {"Account.csv": "Id,Name\n" + "".join(f"{own}{row},a\n" for row in range(300))}
    ended = create_application(store)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ended), base_url=BASE) as client:
        sending = asyncio.ensure_future(Uploader(client).refused(accounts, commit="true"))
        await written_to(store, f"salesforce-{own}")
        ended.state.subscriptions.ending.set()
        status, message, told = await sending
    assert (status, told["code"]) == (503, "ENDING")
    assert "goes on with the others" in message
    async with uploading(store) as upload:
        done = await upload.report(accounts, commit="true")
    assert 0 < done["written"] < done["accounts"] == 300


async def test_what_is_left_out_is_told_in_the_caller_s_language_and_can_be_had_as_files(upload: Uploader) -> None:
    own = mark()
    given = {**files(own), "Contact.csv": f"{files(own)['Contact.csv']}{own}8,Sas,,nobody,\n"}
    query = (
        "query ($first: Int!) { importReport { isComplete leftOut { name content }"
        " faults(first: $first) { file row column value reason extent message } } }"
    )
    status, told = await upload(given, profile="salesforce", leftOut="true", query=query, variables='{"first": 1}')
    assert status == 200
    report = told["data"]["importReport"]
    assert report["isComplete"] is False
    [fault] = report["faults"]
    assert (fault["file"], fault["row"], fault["value"]) == ("Contact.csv", 5, "nobody")
    assert (fault["reason"], fault["extent"]) == ("REFERENCE_MISSING", "ROW")
    [table] = report["leftOut"]
    assert table["name"] == "Contact.csv"
    assert f"{own}8" in table["content"]
    upload.client.headers["Accept-Language"] = "hu"
    hungarian = (await upload.report(given))["faults"][0]["message"]
    assert hungarian.startswith("Nincs ilyen")


async def test_an_own_mapping_is_a_field_or_a_file(store: Store, upload: Uploader) -> None:
    key = new_scope()
    await store.commit({key: account(key)}, LOCAL)
    as_text = await upload.report({"x.csv": "Who\nÉva\n"}, profile="", mapping=OWN, account=key)
    assert counts(as_text)["Stakeholder"][0] == 1
    parts = [("files", ("x.csv", "Who\nÉva\n")), ("mapping", ("own.toml", OWN))]
    answer = await upload.client.post("/imports", files=parts, data={"account": key}, headers=OURS)
    assert answer.json()["data"]["importReport"]["token"] == as_text["token"]


async def test_an_export_needs_no_profile_and_takes_an_administrator(store: Store, upload: Uploader) -> None:
    key = new_scope()
    await store.commit({key: [*account(key), *person("anna", key, name="Anna")]}, LOCAL)
    exported = (await upload.client.get(f"/accounts/{key}/export?format=json")).text
    other = f"{key}-restored"
    given = {"account.json": exported.replace(key, other)}
    preview = await upload.report(given, profile="")
    assert counts(preview)["Stakeholder"][0] == 1
    assert (await upload.report(given, profile="", commit="true", token=preview["token"]))["written"] == 1
    assert len((await store.snapshot(other, LOCAL)).account.all(Stakeholder)) == 1
    async with uploading(store, Viewer("o", Role.OWNER)) as owner:
        assert (await owner.refused(given, profile=""))[0] == 403


async def test_of_exports_with_too_many_rows_none_is_restored(store: Store, upload: Uploader) -> None:
    key = new_scope()
    await store.commit({key: [*account(key), *person("anna", key, name="Anna")]}, LOCAL)
    exported = (await upload.client.get(f"/accounts/{key}/export?format=json")).text
    given = {f"{number}.json": exported.replace("Anna", f"Anna {number}") for number in range(3)}
    async with uploading(store, LOCAL, replace(OPEN, max_upload_rows=8)) as limited:
        status, message, told = await limited.refused(given, profile="", commit="true")
    assert (status, told["setting"]) == (413, "max_upload_rows")
    assert "the files have more than 8 rows" in message
    assert (await store.snapshot(key, LOCAL)).revision == 1


# ---------------------------------------------------------------- who may


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
async def test_who_may_not_write_may_not_upload(closed_store: Store, role: Role) -> None:
    async with uploading(closed_store, Viewer("reader", role)) as reader:
        status, message, told = await reader.refused(files("x"))
    assert (status, message) == (403, f"this takes the role MEMBER, and yours is {role}")
    assert told == {"code": "NOT_ALLOWED"}


async def test_accounts_that_somebody_does_not_see_are_neither_written_nor_told_of(store: Store) -> None:
    seen, unseen, unmade = (f"salesforce-{mark()}1" for _ in range(3))
    own = seen.removeprefix("salesforce-")[:-1]
    await store.commit({seen: account(seen)}, LOCAL)
    hidden = person("eva", unseen, name="Hidden Éva", email=f"eva@{own}.example")
    await store.commit({unseen: [*account(unseen), *hidden]}, LOCAL)
    viewer = Viewer("m", Role.MEMBER, frozenset({seen}))

    def given(other: str) -> dict[str, str]:
        ids = [key.removeprefix("salesforce-") for key in (seen, other)]
        return {
            "Account.csv": f"Id,Name\n{ids[0]},Seen\n{ids[1]},Other\n",
            "Contact.csv": f"Id,LastName,Email,AccountId\n{own}3,Kiss,eva@{own}.example,{ids[0]}\n"
            f"{own}4,Nagy,,{ids[1]}\n",
        }

    async with uploading(store, viewer) as member:
        hidden_one, none_there = await member.report(given(unseen)), await member.report(given(unmade))
        assert counts(hidden_one) == counts(none_there)
        assert counts(hidden_one)["Stakeholder"] == (1, 0, 0, 0, 1, 0)
        sorts = [
            [(each["row"], each["reason"], each["message"]) for each in report["faults"]]
            for report in (hidden_one, none_there)
        ]
        assert sorts[0] == sorts[1]
        assert ("ACCOUNT_UNSEEN", "There is no account of this to which you may write.") in {
            each[1:] for each in sorts[0]
        }
        await member.report(given(unseen), commit="true")
        status, message, _ = await member.refused(given(unmade), account=unseen)
        assert (status, message) == (404, f"there is no account {unseen!r}")
    assert (await store.snapshot(unseen, LOCAL)).revision == 1
    assert (await store.snapshot(seen, LOCAL)).revision == 2


async def test_what_takes_another_role_is_left_out_of_the_preview_and_of_the_commit(store: Store) -> None:
    own = mark()
    keys = frozenset({f"salesforce-{own}1", f"salesforce-{own}2"})
    async with uploading(store, Viewer("m", Role.MEMBER, keys)) as member:
        preview = await member.report(files(own))
        told = {(each["file"], each["reason"], each["message"]) for each in preview["faults"]}
        assert ("User.csv", "REFUSED", "This takes the role ADMIN, and yours is MEMBER.") in told
        assert ("Account.csv", "REFERENCE_MISSING", "There is no TeamMember like this.") in told
        done = await member.report(files(own), commit="true", token=preview["token"])
        assert counts(done) == counts(preview)
        assert counts(done)["TeamMember"][:5] == (0, 0, 0, 0, 1)
        assert counts(done)["Stakeholder"][0] == 3
    async with uploading(store, Viewer("o", Role.ADMIN)) as admin:
        assert counts(await admin.report(files(own), commit="true"))["MANAGES"][0] == 2
    async with uploading(store, Viewer("m", Role.MEMBER, keys)) as member:
        assert (await member.report(files(own)))["isComplete"]


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}])
async def test_a_page_elsewhere_cannot_upload(alone: httpx.AsyncClient, headers: dict[str, str]) -> None:
    sent = {**headers, **(OURS if headers else {})}
    answer = await alone.post("/imports", files=[("files", ("x.csv", "a"))], headers=sent)
    assert answer.status_code == 403


# ---------------------------------------------------------------- how much


def bomb() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("Account.csv", "Id,Name\n" + "a,b\n" * 3_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("given", "terms", "setting", "told"),
    [
        (
            {"Account.csv": b"Id,Name\n" + b"1,a\n" * 500_000},
            {"max_upload_megabytes": 1},
            "max_upload_megabytes",
            "longer than 1 MB",
        ),
        (
            {"Account.csv": "Id,Name\n" + "".join(f"{row},a\n" for row in range(30))},
            {"max_upload_rows": 20},
            "max_upload_rows",
            "has more than 20 rows",
        ),
        (
            {name: "Id,Name\n" + "".join(f"{name}{row},a\n" for row in range(15)) for name in ("a.csv", "b.csv")},
            {"max_upload_rows": 20},
            "max_upload_rows",
            "the files have more than 20 rows",
        ),
        ({"a.zip": bomb()}, {}, None, "unpacks to more than 100 times its size"),
        ({"a.zip": bomb()}, {"max_upload_megabytes": 1}, "max_upload_megabytes", "unpacks to more than 10 MB"),
        (files("x"), {"max_uploads": 0}, "max_uploads", "try again later"),
    ],
    ids=["size", "rows", "rows-in-all", "ratio", "unpacked", "uploads"],
)
async def test_too_much_is_refused_with_the_setting(
    closed_store: Store, given: Mapping[str, bytes], terms: dict[str, Any], setting: str | None, told: str
) -> None:
    async with uploading(closed_store, LOCAL, replace(OPEN, **terms)) as limited:
        status, message, extensions = await limited.refused(given)
    assert status in (413, 503)
    assert told in message
    assert extensions.get("setting") == setting
    if setting is not None:
        assert f"(setting {setting})" in message


async def test_who_sends_slowly_is_cut_off_and_leaves_nothing(
    closed_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def slowly() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\nId'
        await asyncio.Event().wait()

    async with uploading(closed_store, LOCAL, replace(OPEN, max_upload_seconds=0.2)) as limited:
        headers = {**OURS, "Content-Type": "multipart/form-data; boundary=x"}
        answer = await limited.client.post("/imports", content=slowly(), headers=headers)
        assert answer.status_code == 503
        [error] = answer.json()["errors"]
        assert error["extensions"] == {"code": "TIMEOUT", "setting": "max_upload_seconds", "limit": 0.2}
        assert is_empty(tmp_path)
        assert (await limited.refused({"a.csv": ""}))[0] == 400  # its place is free again


async def test_there_is_no_fault_of_ours_where_the_disk_is_full(
    nowhere: Uploader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.upload.form.stored", full)
    status, message, told = await nowhere.refused(files("x"))
    assert (status, told["code"]) == (507, "NO_ROOM")
    assert "no room" in message


async def test_nor_where_there_is_no_temporary_directory(nowhere: Uploader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    status, message, told = await nowhere.refused(files("x"))
    assert (status, told["code"]) == (507, "NO_ROOM")
    assert "temporary directory" in message


# ---------------------------------------------------------------- what is wrong


@pytest.mark.parametrize(
    ("given", "fields", "path", "told"),
    [
        ({}, {}, "files", "there is no file"),
        ({"a.csv": "x"}, {"profile": "nothing"}, "profile", "profile must be one of crm,"),
        ({"a.csv": "x\n1\n"}, {"profile": ""}, "profile", "profile must say what a.csv is"),
        ({"a.csv": "x"}, {"mapping": "name = 1"}, "mapping", "either a profile or a mapping"),
        ({"a.csv": "x"}, {"profile": "", "mapping": "name ="}, None, "mapping"),
        (
            {"a.csv": "x"},
            {"profile": "", "mapping": OWN.replace("own", "ics")},
            None,
            "mapping: name: 'ics' is the name of a profile",
        ),
        ({"a.csv": "x"}, {"commit": "yes"}, "commit", "commit must be true or false"),
        ({"a.csv": "x"}, {"dates": "31.1."}, "dates", "dates must be one of day-first"),
        ({"Account.csv": "Id,Name\n1,a\n"}, {"encoding": "nonsense"}, None, "nonsense"),
        ({"Account.csv": "Id,Name\n1,a\n"}, {"encoding": "zlib_codec"}, None, "zlib_codec"),
        ({"a.csv": "x"}, {"acount": "a"}, "acount", "there is no field 'acount'"),
        ({"a.csv": ""}, {}, "a.csv", "a.csv is empty"),
        ({"../../a.pdf": "%PDF-1.7"}, {}, "a.pdf", "a.pdf is a PDF"),
        ({"a.csv": "Id,Name\n1,a\n"}, {"account": TEAM}, "account", "is our own team"),
        ({"a.csv": "Id,Name\n1,a\n"}, {"query": "{ importReport { nothing } }"}, None, "Cannot query field"),
        ({"a.csv": "x"}, {"query": "{ importReport { rows } }", "variables": "{"}, None, "could not be read as JSON"),
        (
            {"a.csv": "x"},
            {"query": 'mutation { createAccount(input: {name: "x"}) { revision } }'},
            None,
            "ask for importReport",
        ),
    ],
)
async def test_what_is_wrong_is_told(
    nowhere: Uploader, given: Mapping[str, str], fields: dict[str, str], path: str | None, told: str
) -> None:
    status, message, extensions = await nowhere.refused(given or {}, **fields) if given else await none(nowhere)
    assert status == 400
    assert told in message
    if path is not None:
        assert extensions["path"] == [path]


async def none(nowhere: Uploader) -> tuple[int, str, Any]:
    """A form without a file."""
    body = b'--x\r\nContent-Disposition: form-data; name="profile"\r\n\r\ncrm\r\n--x--\r\n'
    headers = {**OURS, "Content-Type": "multipart/form-data; boundary=x"}
    answer = await nowhere.client.post("/imports", content=body, headers=headers)
    [error] = answer.json()["errors"]
    return answer.status_code, error["message"], error.get("extensions")


DISPOSITION = b'Content-Disposition: form-data; name="files"; filename="a.csv"'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"nothing"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + DISPOSITION),
        ("multipart/form-data; boundary=x", b"--x\r\n" + DISPOSITION + b"\r\n\r\nId,Name"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", (b"--x\r\n" + DISPOSITION + b"\r\n\r\nId,Name\r\n1,Acme\r\n") * 2),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a: b\r\n" * 10_000 + b"\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a" * 300_000 + b"\r\n--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="profile"\r\n\r\n' + b"a" * 300_000 + b"\r\n--x--\r\n",
        ),
        ("multipart/form-data; boundary=x; charset=nothing", b"--x\r\n" + DISPOSITION + b"\r\n\r\n\xff\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", (b"--x\r\n" + DISPOSITION + b"\r\n\r\na\r\n") * 101 + b"--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="account"\r\n\r\n\x00\xff\r\n' * 2 + b"--x--\r\n",
        ),
    ],
)
async def test_a_form_that_is_none_is_refused(nowhere: Uploader, kind: str, body: bytes) -> None:
    answer = await nowhere.client.post("/imports", content=body, headers={**OURS, "Content-Type": kind})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("kind", ["application/json", "text/csv", "application/x-www-form-urlencoded", ""])
async def test_only_forms_are_taken(nowhere: Uploader, kind: str) -> None:
    answer = await nowhere.client.post("/imports", content=b"{}", headers={**OURS, "Content-Type": kind})
    assert answer.status_code == 415
    assert (await nowhere.client.get("/imports")).status_code == 405


async def test_at_graphql_there_is_no_report(nowhere: Uploader) -> None:
    answer = await nowhere.client.post("/graphql", json={"query": WHOLE})
    assert answer.json() == {"data": {"importReport": None}}

"""Mailboxes: which mails are read of them, by their headers, and never what they say."""

import mailbox
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InvalidInput
from graph.model import Channel
from graph.values import LONGEST_TEXT
from seeds.contacts.encounter import Omission
from seeds.contacts.headers import LONGEST_LINE, POSTMARK
from seeds.contacts.mailbox import MOST_PEOPLE, is_mailbox
from seeds.files.limits import Limits
from seeds.files.source import Source
from tests.seeds.contacts.read import mail, read_mailbox


def test_a_mail_is_from_somebody_to_others() -> None:
    headers = ["To: Zoe <zoe@us.example>, anna@acme.example", "Cc: BELA@acme.example (at home)", "Subject: Prices"]
    found = read_mailbox(mail(*headers)).only
    assert (found.initiator, found.others) == ("anna@acme.example", ("zoe@us.example", "bela@acme.example"))
    assert (found.at, found.channel) == (datetime(2026, 11, 2, 9, tzinfo=UTC), Channel.EMAIL)
    assert (found.subject, found.line) == ("Prices", 1)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Subject: =?utf-8?q?=C3=81raj=C3=A1nlat_?= =?utf-8?q?k=C3=A9r=C3=A9s?=", "Árajánlat kérés"),
        ("Subject: =?iso-8859-2?Q?=C1raj=E1nlat?=", "Árajánlat"),
        ("Subject: Árajánlat", "Árajánlat"),
        ("Subject: a\n  long one", "a long one"),
        ("Subject: =?nonsense?q?=41bc?=", "Abc"),
        ("Subject: =?utf-8?b?w?=", "=?utf-8?b?w?="),
        ("Subject: =?utf-7?q?half_a_pair_+2AA-?=", "half a pair ?"),
        ("Subject:", None),
    ],
)
def test_subjects_are_read_in_whatever_letters(told: str, found: str | None) -> None:
    assert read_mailbox(mail(told)).only.subject == found


def test_a_subject_of_a_code_page_is_read() -> None:
    content = mail("Subject: XX").replace(b"XX", "Größe".encode("cp1252"))
    assert read_mailbox(content).only.subject == "Größe"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (["Auto-Submitted: auto-replied"], Omission.AUTOMATIC),
        (["Precedence: bulk"], Omission.AUTOMATIC),
        (["Return-Path: <>"], Omission.AUTOMATIC),
        (["Content-Type: multipart/report; report-type=delivery-status"], Omission.AUTOMATIC),
        (["X-Autoreply: yes"], Omission.AUTOMATIC),
        (["List-Id: <x.acme.example>"], Omission.LIST),
        (["Precedence: list"], Omission.LIST),
        (["X-Gmail-Labels: Inbox,Draft"], Omission.DRAFT),
        (["X-Gmail-Labels: =?UTF-8?Q?Piszkozatok?="], Omission.DRAFT),
        (["X-Mozilla-Status: 0009"], Omission.DRAFT),
        ([f"To: {', '.join(f'a{n}@acme.example' for n in range(MOST_PEOPLE + 1))}"], Omission.MANY),
        (["Date: yesterday"], Omission.DATE_INVALID),
        (["Date: Mon, 31 Feb 2026 10:00:00 +0100"], Omission.DATE_INVALID),
        (["Date: Thu, 01 Jan 1970 00:00:00 +0000"], Omission.DATE_INVALID),
        (["Date:"], Omission.DATE_MISSING),
        (["Date: Mon, 07 Dec 2026 10:00:00 +0100"], Omission.DATE_AHEAD),
        (["From: Anna"], Omission.SENDER_INVALID),
        (["From: a@acme.example, b@acme.example"], Omission.SENDER_INVALID),
        ([f"Received: {'x' * 40_000}"] * 40, Omission.TOO_LONG),
    ],
)
def test_a_mail_that_is_no_contact_is_left_out_and_told(headers: Sequence[str], reason: Omission) -> None:
    read = read_mailbox(mail(*headers) + mail(key="<2@acme.example>"))
    assert read.reasons == [reason]
    assert read.only.line > 1


def test_a_mail_with_auto_submitted_no_was_written_by_somebody() -> None:
    assert read_mailbox(mail("Auto-Submitted: no", "X-Mozilla-Status: 0001")).left_out == []


def test_a_mail_is_read_once_however_often_it_is_there() -> None:
    read = read_mailbox(mail() + mail() + mail(key=None) + mail(key=None))
    assert len(read.encounters) == 2
    assert read.reasons == [Omission.REPEATED, Omission.REPEATED]


def test_keys_do_not_hold_the_ids() -> None:
    assert "acme" not in read_mailbox(mail()).only.key


@pytest.mark.parametrize(
    "body",
    [
        ">From anna@acme.example Mon Nov  2 10:00:00 2026\nFrom: bela@acme.example\nSubject: a secret",
        "a secret\nFrom anna@acme.example Mon Nov  2 10:00:00 2026\nFrom: bela@acme.example\nSubject: a secret",
        "a secret\n\nFrom here on it is a secret\n\nFrom now: on\nSubject: a secret",
        "a secret\n\nFrom anna@acme.example Mon Nov  2 10:00:00 2026\na secret\nSubject: a secret",
        "From: bela@acme.example\nSubject: a secret\n" + "a secret" * 100_000,
        "\0a secret\xff\n" * 100,
    ],
)
def test_what_a_mail_says_is_never_read(body: str) -> None:
    read = read_mailbox(mail("Subject: open", body=body) + mail("Subject: open", key="<2@acme.example>"))
    assert [each.subject for each in read.encounters] == ["open", "open"]
    assert read.left_out == []
    assert "secret" not in str(read)


def test_a_mailbox_is_known_by_its_postmark() -> None:
    assert is_mailbox(Source("x", mail()))
    assert is_mailbox(Source("x", b"From 123@xxx Mon Jan 01 00:00:00 +0000 2024\r\nFrom: x\r\n"))
    assert not is_mailbox(Source("x", b"From,To\n1,2\n"))


@given(st.text(st.sampled_from("Fro1:0 2\r\n"), max_size=24).map(lambda text: f"From {text}".encode()))
@settings(max_examples=300)
def test_a_postmark_has_a_time_and_then_a_year(line: bytes) -> None:
    plain = re.compile(rb"From [^\r\n]*\d{1,2}:\d{2}[^\r\n]*\d{4}[^\r\n]*\r?\n?")
    assert bool(POSTMARK.fullmatch(line)) is bool(plain.fullmatch(line))


@pytest.mark.parametrize("hostile", ["1:00 ", "10:00:00 2026 ", "1", ":", "1:00 200"])
def test_a_line_that_is_made_to_take_long_does_not(hostile: str) -> None:
    line = (
        f"From {hostile * (LONGEST_LINE // len(hostile))}"[: LONGEST_LINE - 2] + "\r\r\n"
    )  # a break too many: no postmark
    begun = time.monotonic()
    assert read_mailbox(f"\n{line}\n".encode() * 5).encounters == []
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("hostile", ["=?a?q?", "=?utf-8?q?a?= ", "=?a?q?a", "=?", "=?a?q?=41?="])
def test_a_header_that_is_made_to_take_long_does_not(hostile: str) -> None:
    folded = "\n".join(f" {(hostile * 30_000)[:60_000]}" for _ in range(5))
    begun = time.monotonic()
    subject = read_mailbox(mail(f"Subject: x\n{folded}", f"X-Gmail-Labels: x\n{folded}")).only.subject
    assert time.monotonic() - begun < 10
    assert subject
    assert len(subject) <= LONGEST_TEXT


def test_no_more_mails_are_read_than_the_limits_let() -> None:
    with pytest.raises(InvalidInput, match="more than 1 rows"):
        read_mailbox(mail() * 2, limits=Limits(rows=1))


# ---------------------------------------------------------------- whatever is written

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co"])
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=5).map(" ".join)
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,20}", fullmatch=True)
PEOPLE = st.builds(lambda display, name: Address(display, name, "acme.example"), WORDS, NAMES)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1)).map(  # noqa: DTZ001  # made aware below
    lambda at: at.replace(microsecond=0, tzinfo=timezone(timedelta(hours=2)))
)


@st.composite
def written_mails(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "sender": draw(PEOPLE),
        "to": draw(st.lists(PEOPLE, min_size=1, max_size=4)),
        "cc": draw(st.lists(PEOPLE, max_size=3)),
        "at": draw(TIMES),
        "subject": draw(WORDS),
        "body": draw(st.sampled_from(["Hello", "From me\n\nFrom you Mon Nov  2 10:00:00 2026\nFrom: x@y.z", ""])),
    }


def boxed(told: Sequence[dict[str, Any]]) -> bytes:
    """A mailbox, as the standard library writes it."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "box"
        box = mailbox.mbox(path)
        for number, each in enumerate(told):
            message = EmailMessage()
            message["From"], message["To"], message["Cc"] = each["sender"], each["to"], each["cc"]
            message["Date"], message["Subject"], message["Message-ID"] = each["at"], each["subject"], f"<{number}@x>"
            message.set_content(each["body"] + "\nsecret")
            box.add(message)
        box.close()
        return path.read_bytes()


@given(st.lists(written_mails(), min_size=1, max_size=3), st.booleans())
@settings(max_examples=40)
def test_what_a_library_writes_is_read_back(told: list[dict[str, Any]], crlf: bool) -> None:
    content = boxed(told)
    read = read_mailbox(content.replace(b"\n", b"\r\n") if crlf else content)
    assert read.left_out == []
    for each, found in zip(told, read.encounters, strict=True):
        sender = each["sender"].addr_spec
        others = dict.fromkeys(who.addr_spec for who in (*each["to"], *each["cc"]))
        assert (found.initiator, found.at) == (sender, each["at"])
        assert list(found.others) == [who for who in others if who != sender]
        assert found.subject == each["subject"]
    assert "secret" not in str(read)


@given(st.binary(max_size=300), st.integers(0, 300))
@settings(max_examples=60)
def test_nonsense_within_a_mailbox_raises_nothing(nonsense: bytes, at: int) -> None:
    whole = mail("Subject: =?utf-8?q?=C3=81?=") + mail(key="<2@acme.example>")
    read_mailbox(whole[:at] + nonsense + whole[at:])

"""The MEDDPICC card over the API: what is known, letter by letter, and what is missing."""

from collections.abc import Awaitable, Callable

from tests.schema.conftest import Ask

NewAccount = Callable[..., Awaitable[str]]

CARD = """query ($id: ID!) { account(id: $id) { opportunities { nodes { meddpicc {
    items { letter isKnown text people { key } competitors { key } } missing completeness
} } } } }"""


async def test_the_card_tells_what_is_known_and_what_is_missing(ask: Ask, new_account: NewAccount) -> None:
    key = await new_account("anna", "bela")
    await ask.write(
        key,
        {"putCompetitor": {"id": "rival", "name": "Rival"}},
        {"putOpportunity": {"id": "deal", "title": "Deal", "pain": "It is slow.", "metrics": "A tenth less."}},
        {"putFor": {"from": "deal", "to": key}},
        {"putHasRoleIn": {"from": "anna", "to": "deal", "roles": ["ECONOMIC_BUYER"]}},
        {"putHasRoleIn": {"from": "bela", "to": "deal", "mobilizerProfile": "TEACHER"}},
        {"claimStance": {"from": "bela", "to": {"opportunity": "deal"}, "stance": 1, "verification": "CONFIRMED"}},
        {"putCompetesIn": {"from": "rival", "to": "deal"}},
    )
    (found,) = (await ask(CARD, id=key))["account"]["opportunities"]["nodes"]
    card = found["meddpicc"]
    assert [(each["letter"], each["isKnown"], each["text"]) for each in card["items"]] == [
        ("METRICS", True, "A tenth less."),
        ("ECONOMIC_BUYER", True, None),
        ("DECISION_CRITERIA", False, None),
        ("DECISION_PROCESS", False, None),
        ("PAPER_PROCESS", False, None),
        ("IDENTIFIED_PAIN", True, "It is slow."),
        ("CHAMPION", True, None),
        ("COMPETITION", True, None),
    ]
    people = {each["letter"]: [who["key"] for who in each["people"]] for each in card["items"] if each["people"]}
    assert people == {"ECONOMIC_BUYER": ["anna"], "CHAMPION": ["bela"]}
    assert card["items"][7]["competitors"] == [{"key": "rival"}]
    assert card["missing"] == ["DECISION_CRITERIA", "DECISION_PROCESS", "PAPER_PROCESS"]
    assert card["completeness"] == 0.625

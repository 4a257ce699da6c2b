"""An endpoint's settings: what is taken for the address of updates, and what is never shown."""

from __future__ import annotations

import pytest

from csto_kg.store.endpoint.remote_store import RemoteStore
from csto_kg.store.endpoint.settings import DEFAULT_TIMEOUT, endpoint, shown


@pytest.mark.parametrize(
    ("url", "candidates"),
    [
        ("http://h:1/query", ["/update", "/query", "/query/update"]),
        ("http://h:1/ds/sparql", ["/ds/update", "/ds/sparql", "/ds/sparql/update"]),
        ("http://h:1/ds", ["/ds", "/ds/update", "/ds/statements"]),
        ("http://h:1/repositories/r/", ["/repositories/r/", "/repositories/r/update",
                                        "/repositories/r/statements"]),
        ("http://h:1", ["/", "/update", "/statements"]),
    ],
)  # fmt: skip
def test_where_updates_may_go(url: str, candidates: list[str]) -> None:
    found = endpoint(url, environment={}).update_candidates
    assert found == ["http://h:1" + path for path in candidates]
    # What the address carries beside its path goes along.
    found = endpoint(url + "?key=1#x", environment={}).update_candidates
    assert found == [f"http://h:1{path}?key=1" for path in candidates]


def test_an_address_that_is_named_is_the_only_one() -> None:
    assert endpoint("http://h/query", "http://i/u", environment={}).update_candidates == [
        "http://i/u"
    ]


def test_credentials_are_in_no_repr() -> None:
    given = {"CSTO_KG_ENDPOINT_USER": "ann", "CSTO_KG_ENDPOINT_PASSWORD": "s3cret"}
    found = endpoint("http://h/query", environment=given)
    assert found.authorization == "Basic YW5uOnMzY3JldA=="
    assert found.secrets == ("s3cret", "YW5uOnMzY3JldA==")
    for text in (repr(found), str(found), repr(vars(RemoteStore(found))["endpoint"])):
        assert "s3cret" not in text
        assert "YW5u" not in text


def test_timeout() -> None:
    assert endpoint("http://h/q", environment={}).timeout == DEFAULT_TIMEOUT
    assert endpoint("http://h/q", environment={"CSTO_KG_ENDPOINT_TIMEOUT": "0.25"}).timeout == 0.25


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://ann:pw@h:1/q?token=x#y", "http://h:1/q"),
        ("//ann:pw@h/q", "//h/q"),
        ("http://[::1", "(an address that cannot be read)"),
    ],
)
def test_addresses_are_shown_without_secrets(url: str, text: str) -> None:
    assert shown(url) == text

"""Which endpoint is meant: options, environment, and settings that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engines.faulty import GRAPHS, faulty, reply

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engines.conftest import Call

SECRET = "s3cret-pass"

USAGE = {
    ("sources", "--endpoint", "http://ann:s3cret-pass@localhost/query"): (
        "the address of the endpoint holds a user name or a password; leave it out, and set "
        "CSTO_KG_ENDPOINT_USER and CSTO_KG_ENDPOINT_PASSWORD"
    ),
    ("sources", "--endpoint", "ftp://ann:s3cret-pass@localhost/query"): (
        "the address of the endpoint holds a user name or a password; leave it out, and set "
        "CSTO_KG_ENDPOINT_USER and CSTO_KG_ENDPOINT_PASSWORD"
    ),
    ("sources", "--endpoint", "ann:s3cret-pass@localhost"): (
        'the address of the endpoint "(withheld: it may hold a password)" is no http or https '
        "URL; give one such as http://localhost:3030/ds/query, escapes as in a browser's"
    ),
    ("sources", "--endpoint", "localhost:3030/ds"): (
        'the address of the endpoint "localhost:3030/ds" is no http or https URL; '
        "give one such as http://localhost:3030/ds/query, escapes as in a browser's"
    ),
    ("sources", "--endpoint", "http://localhost:99999/ds"): (
        'the address of the endpoint "http://localhost:99999/ds" is no http or https URL; '
        "give one such as http://localhost:3030/ds/query, escapes as in a browser's"
    ),
    ("sources", "--endpoint", "http://localhost/", "--store", "x"): (
        "there are both a store and an endpoint to ask; give one of --store and --endpoint, or "
        "unset one of CSTO_KG_STORE and CSTO_KG_ENDPOINT"
    ),
    ("push",): "there is no endpoint to push to; give --endpoint URL",
    ("pull", "--store", "x"): "there is no endpoint to pull from; give --endpoint URL",
    ("pull", "--endpoint", "http://localhost/"): "there is no store to pull into; give --store DIR",
}


@pytest.mark.parametrize("arguments", USAGE)
def test_usage(call: Call, arguments: tuple[str, ...]) -> None:
    assert call(*arguments) == (2, "", f"csto-kg: error: {USAGE[arguments]}\n")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"USER": "ann:x"}, "CSTO_KG_ENDPOINT_USER holds a colon"),
        ({"PASSWORD": SECRET}, "CSTO_KG_ENDPOINT_USER is not set"),
        ({"TOKEN": SECRET + "\n"}, "CSTO_KG_ENDPOINT_TOKEN holds characters that no token has"),
        ({"TOKEN": SECRET, "USER": "ann"}, "CSTO_KG_ENDPOINT_TOKEN is set, and"),
        ({"TIMEOUT": "soon"}, 'CSTO_KG_ENDPOINT_TIMEOUT is "soon", and no number of seconds'),
        ({"TIMEOUT": "nan"}, 'CSTO_KG_ENDPOINT_TIMEOUT is "nan", and no number of seconds'),
    ],
)
def test_settings_that_cannot_be_used(
    call: Call, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"CSTO_KG_ENDPOINT_{name}", value)
    done = call("sources", "--endpoint", "http://127.0.0.1:9/query")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert said in done.err
    assert SECRET not in done.err


def test_what_is_typed_goes_before_the_environment(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "no-directory"
    file.touch()
    monkeypatch.setenv("CSTO_KG_STORE", str(file))
    monkeypatch.setenv("CSTO_KG_ENDPOINT", "http://127.0.0.1:9/query")
    assert "both a store and an endpoint" in call("sources").err
    with faulty(lambda h: reply(h, body=GRAPHS)) as server:
        assert call("sources", "--endpoint", server.url).code == 0
    assert "no-directory" in call("sources", "--store", str(file)).err


def test_an_update_address_of_the_environment_is_for_its_endpoint_only(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        faulty(lambda h: reply(h, 404)) as typed,
        faulty(lambda h: reply(h, 404)) as other,
    ):
        monkeypatch.setenv("CSTO_KG_ENDPOINT", other.url)
        monkeypatch.setenv("CSTO_KG_UPDATE_ENDPOINT", other.url)
        assert call("push", "--endpoint", typed.url).code == 4
        assert (len(typed.requests), len(other.requests)) == (3, 0)
        assert call("push").code == 4
        assert len(other.requests) == 1

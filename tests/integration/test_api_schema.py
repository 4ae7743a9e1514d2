"""schemathesis: what the document says is what the server does."""

from __future__ import annotations

from pathlib import Path

from tests.integration.api_fuzz import fuzz
from tests.integration.api_world import running_api


def test_the_server_keeps_to_its_document(tmp_path: Path) -> None:
    with running_api(tmp_path / "data") as world:
        world.draft()
        world.submit("Ada Quist", "Bo Rand")
        fuzzed = fuzz(world.server.url, world.token, tmp_path, examples=8, seed=7)
        assert fuzzed.failures == ""
        assert fuzzed.requests > 500
        assert fuzzed.past_guards > 0.8
        assert not [status for status in fuzzed.statuses if status >= 500]
        assert "Incident" not in world.log()

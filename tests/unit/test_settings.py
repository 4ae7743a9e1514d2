"""Settings: defaults, file, environment, and sentences for what cannot be used."""

from __future__ import annotations

import json
import re
import stat
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from scribe_desktop.config.paper_settings import PaperChoice
from scribe_desktop.config.settings import (
    ENVIRONMENT,
    ComposerChoice,
    SearchChoice,
    Settings,
    load_settings,
    save_settings,
)
from scribe_desktop.domain.retention import KEPT_MONTHS
from scribe_desktop.errors import SettingsError
from scribe_desktop.services.settings_service import SettingsService

ROOT = Path(__file__).parents[2]


def test_without_a_file_the_defaults_hold_and_need_no_model(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "settings.json", {}).settings
    assert settings == Settings()
    assert settings.effective_composer is ComposerChoice.TEMPLATE_ONLY


def test_a_base_url_and_a_model_choose_the_model(tmp_path: Path) -> None:
    environment = {"SCRIBE_LLM_BASE_URL": "http://127.0.0.1:9000/v1", "SCRIBE_LLM_MODEL": "small"}
    loaded = load_settings(tmp_path / "settings.json", environment)
    assert loaded.settings.effective_composer is ComposerChoice.OPENAI
    assert loaded.from_environment["llm_model"] == "SCRIBE_LLM_MODEL"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"llm_model": "from-file", "sender_name": "Maya"}))
    settings = load_settings(path, {"SCRIBE_LLM_MODEL": "from-environment"}).settings
    assert (settings.llm_model, settings.sender_name) == ("from-environment", "Maya")


def test_saved_settings_come_back_and_are_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    settings = Settings(sender_name="Maya Lindqvist", fetch_allow=("127.0.0.1:8000", "[::1]:8001"))
    save_settings(path, settings)
    assert load_settings(path, {}).settings == settings
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_setting_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"invented_later": 1, "sender_name": "Maya"}))
    assert load_settings(path, {}).settings.sender_name == "Maya"


def test_local_api_is_off_until_it_is_switched_on(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    assert not load_settings(path, {}).settings.api_enabled
    path.write_text('{"api_enabled": true}')
    assert load_settings(path, {}).settings.api_enabled is True


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "cannot be read"),
        ("[]", "must hold one JSON object"),
        ('{"search_provider": "gopher"}', "It can be ddgs, searxng"),
        ('{"llm_base_url": "localhost:1"}', "must begin with http"),
        ('{"fetch_allow": ["localhost"]}', "host:port"),
        ('{"pages_per_item": 60}', "1 to 6"),
        ('{"pages_per_item": true}', "pages_per_item"),
        ('{"api_enabled": 1}', "api_enabled"),
        ('{"api_enabled": "yes"}', "api_enabled"),
        ('{"llm_temperature": "warm"}', "llm_temperature"),
        ('{"search_provider": "searxng"}', "Set searxng_url, or SCRIBE_SEARXNG_URL"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    with pytest.raises(SettingsError, match=sentence):
        load_settings(path, {})


def test_a_bad_environment_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SCRIBE_SEARCH_PROVIDER is 'gopher'"):
        load_settings(tmp_path / "settings.json", {"SCRIBE_SEARCH_PROVIDER": "gopher"})


def test_overrides_hold_for_this_run_and_are_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    service = SettingsService(path, {"composer": ComposerChoice.TEMPLATE_ONLY})
    heard: list[Settings] = []
    service.on_change(heard.append)
    service.save(Settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="m", searxng_url="http://127.0.0.1:8"))
    assert service.current.effective_composer is ComposerChoice.TEMPLATE_ONLY
    assert heard[0].llm_model == "m"
    assert SettingsService(path).current.effective_composer is ComposerChoice.OPENAI
    assert service.current.search_provider is SearchChoice.DDGS


def test_one_setting_is_changed_and_the_others_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    service = SettingsService(path)
    service.save(Settings(sender_name="Maya"))
    heard: list[Settings] = []
    service.on_change(heard.append)
    service.change(api_enabled=True, api_port=9000)
    assert load_settings(path, {}).settings == Settings(sender_name="Maya", api_enabled=True, api_port=9000)
    assert heard == [service.current]
    with pytest.raises(SettingsError, match="api_port"):
        service.change(api_port=0)
    assert service.current.api_port == 9000


def test_saving_keeps_what_the_environment_decides_out_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"llm_model": "from-file", "invented_later": [1]}))
    monkeypatch.setenv("SCRIBE_LLM_MODEL", "from-environment")
    monkeypatch.setenv("SCRIBE_FETCH_ALLOW", "127.0.0.1:99")
    service = SettingsService(path)
    service.save(replace(service.loaded.settings, sender_name="Maya"))
    assert service.current.llm_model == "from-environment"
    written = json.loads(path.read_text())
    assert (written["llm_model"], written["sender_name"], written["invented_later"]) == ("from-file", "Maya", [1])
    assert "fetch_allow" not in written


def test_a_save_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, Settings(sender_name="Maya"))

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SettingsError, match="No space left"):
        save_settings(path, Settings(sender_name="Other"))
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]
    assert load_settings(path, {}).settings.sender_name == "Maya"


def test_arxiv_alone_is_asked_unless_more_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    assert load_settings(path, {}).settings.paper_sources == ("arxiv",)
    environment = {"SCRIBE_PAPER_SOURCES": "crossref, openalex,", "SCRIBE_CROSSREF_URL": "http://127.0.0.1:9"}
    loaded = load_settings(path, environment)
    assert loaded.settings.paper_sources == ("crossref", "openalex")
    assert loaded.settings.crossref_url == "http://127.0.0.1:9"
    assert loaded.from_environment["paper_sources"] == "SCRIBE_PAPER_SOURCES"


def test_no_paper_source_at_all_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, Settings(paper_sources=(), open_library=False))
    settings = load_settings(path, {}).settings
    assert (settings.paper_sources, settings.open_library) == ((), False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"paper_sources": ("jstor",)}, r"paper_sources \(SCRIBE_PAPER_SOURCES\) has 'jstor'; .*semantic_scholar"),
        ({"contact_email": "maya at ostlake"}, "contact_email .* no email address"),
        ({"openalex_url": "api.openalex.example"}, "SCRIBE_OPENALEX_URL"),
        ({"open_library_url": "ftp://books.example"}, "SCRIBE_OPEN_LIBRARY_URL"),
    ],
)
def test_paper_settings_that_cannot_be_used_are_named(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Settings(**changes)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SCRIBE_BUDGET": "2"}, "needs the model's prices"),
        ({"SCRIBE_BUDGET": "2", "SCRIBE_BUDGET_TOKENS": "9", "SCRIBE_PRICE_IN": "1"}, "both set"),
        ({"SCRIBE_PRICE_IN": "-1"}, "SCRIBE_PRICE_IN"),
        ({"SCRIBE_PRICE_OUT": "nan"}, "SCRIBE_PRICE_OUT"),
        ({"SCRIBE_BUDGET": "inf", "SCRIBE_PRICE_IN": "1"}, "SCRIBE_BUDGET"),
        ({"SCRIBE_BUDGET_TOKENS": "many"}, "SCRIBE_BUDGET_TOKENS"),
        ({"SCRIBE_CURRENCY": "a dollar or two"}, "1 to 8 characters"),
    ],
)
def test_prices_and_budgets_that_cannot_be_used_are_refused(
    tmp_path: Path, environment: dict[str, str], words: str
) -> None:
    with pytest.raises(SettingsError, match=words):
        load_settings(tmp_path / "settings.json", environment)


def test_the_environments_budget_takes_the_place_of_the_files(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    save_settings(path, Settings(budget_tokens=5000))
    environment = {"SCRIBE_BUDGET": "2.5", "SCRIBE_PRICE_IN": "0.15", "SCRIBE_PRICE_OUT": "0.6"}
    loaded = load_settings(path, environment)
    assert (loaded.settings.budget, loaded.settings.budget_tokens) == (2.5, 0)
    assert loaded.settings.prices.cost(1_000_000, 500_000) == pytest.approx(0.45)
    assert load_settings(path, {}).settings.budget_tokens == 5000


@pytest.mark.parametrize(
    "url",
    ["https://me:hunter22@models.example/v1", "https://models.example/v1?key=hunter22", "https://hunter22@a.example"],
)
def test_address_with_a_password_or_key_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError, match="holds a password or a key") as caught:
        Settings(llm_base_url=url)
    assert "hunter22" not in caught.value.message


def documented() -> dict[str, tuple[str, str, str]]:
    """Each key of docs/settings.md: its default, its variable, and what it can be."""
    rows = re.findall(r"^\| `(\w+)` \| (.*)\|$", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    assert len(rows) == len(dict(rows))
    cells = {key: [one.strip() for one in rest.split("|")] for key, rest in rows}
    return {
        key: (default.strip("`"), variable.strip("`"), can_be) for key, (default, variable, _, can_be) in cells.items()
    }


def test_every_setting_is_documented_with_its_default_and_variable() -> None:
    as_json = json.loads(json.dumps(asdict(Settings())))
    variables = {name: variable for variable, name in ENVIRONMENT.items()}
    assert {key: (json.loads(default), variable) for key, (default, variable, _) in documented().items()} == {
        key: (value, variables.get(key, "")) for key, value in as_json.items()
    }


def test_the_choices_of_a_setting_are_documented_and_so_are_its_limits() -> None:
    told = documented()
    for key, (_, _, can_be) in told.items():
        default = getattr(Settings(), key)
        if isinstance(default, StrEnum):
            assert set(re.findall(r"`([a-z-]+)`", can_be)) >= {one.value for one in type(default)}, key
    assert set(re.findall(r"`(\w+)`", told["paper_sources"][2])) == {one.value for one in PaperChoice}
    assert tuple(map(int, re.findall(r"\d+", told["keep_months"][2]))) == KEPT_MONTHS


@pytest.mark.parametrize("key", ["llm_temperature", "pages_per_item", "api_port"])
def test_a_documented_range_is_the_one_that_holds(key: str) -> None:
    low, high = map(int, re.findall(r"\d+", documented()[key][2]))
    for value in (low, high):
        assert getattr(replace(Settings(), **{key: value}), key) == value  # type: ignore[arg-type]
    for value in (low - 1, high + 1):
        with pytest.raises(SettingsError, match=key):
            replace(Settings(), **{key: value})  # type: ignore[arg-type]


def test_keys_that_are_no_settings_are_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"api_prot": 9000, "from_the_future": [1], "sender_name": "Maya"}))
    service = SettingsService(path)
    assert service.loaded.unknown == ("api_prot", "from_the_future")
    assert "api_prot (did you mean api_port?), from_the_future" in service.unknown_sentence
    service.change(sender_name="Bo")
    kept = json.loads(path.read_text())
    assert (kept["api_prot"], kept["from_the_future"], kept["sender_name"]) == (9000, [1], "Bo")
    assert SettingsService(tmp_path / "none.json").unknown_sentence == ""

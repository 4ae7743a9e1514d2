"""Settings: frozen, validated, one JSON file in the data folder; the environment wins and says so.

The key of the model's server is a secret and never stands here: it lives in the keyring, or in SCRIBE_LLM_API_KEY.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from scribe_desktop.config.address_checks import check_host_port, check_url
from scribe_desktop.config.paper_settings import (
    OPENALEX_KEY_SECRET,
    PAPER_URLS,
    SEMANTIC_SCHOLAR_KEY_SECRET,
    PaperChoice,
    check_paper_sources,
)
from scribe_desktop.domain.retention import FOR_EVER, KEPT_MONTHS
from scribe_desktop.domain.spending import Prices
from scribe_desktop.domain.template import Sender
from scribe_desktop.errors import SettingsError

MOST_MONEY_OR_TOKENS = 1e15
LLM_KEY_SECRET = "llm-api-key"
LLM_KEY_VARIABLE = "SCRIBE_LLM_API_KEY"
KEPT_SECRETS = (LLM_KEY_SECRET, OPENALEX_KEY_SECRET, SEMANTIC_SCHOLAR_KEY_SECRET)
"""Every secret in the keyring that has a fixed name: what erasing deletes. A test looks for forgotten ones."""


class ComposerChoice(StrEnum):
    """Which composer writes; AUTO is openai when a base URL and a model are set, else template-only."""

    AUTO = "auto"
    OPENAI = "openai"
    TEMPLATE_ONLY = "template-only"


class SearchChoice(StrEnum):
    """Which web search is asked."""

    DDGS = "ddgs"
    SEARXNG = "searxng"


class Theme(StrEnum):
    """The window's colours."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can choose, except secrets and the window's geometry."""

    sender_name: str = ""
    sender_affiliation: str = ""
    signature: str = ""
    composer: ComposerChoice = ComposerChoice.AUTO
    llm_base_url: str = ""
    llm_model: str = ""
    llm_temperature: float = 0.4
    price_in: float = 0.0
    price_out: float = 0.0
    currency: str = "USD"
    budget: float = 0.0
    budget_tokens: int = 0
    search_provider: SearchChoice = SearchChoice.DDGS
    ddgs_engine: str = "duckduckgo"
    searxng_url: str = ""
    paper_sources: tuple[str, ...] = (PaperChoice.ARXIV.value,)
    open_library: bool = True
    contact_email: str = ""
    arxiv_url: str = "https://export.arxiv.org/api/query"
    openalex_url: str = "https://api.openalex.org"
    semantic_scholar_url: str = "https://api.semanticscholar.org"
    crossref_url: str = "https://api.crossref.org"
    open_library_url: str = "https://openlibrary.org"
    fetch_allow: tuple[str, ...] = ()
    pages_per_item: int = 6
    sent_mail: str = ""
    keep_months: int = FOR_EVER
    theme: Theme = Theme.SYSTEM
    api_enabled: bool = False
    api_port: int = 8417

    def __post_init__(self) -> None:
        for name in ("llm_base_url", "searxng_url", *PAPER_URLS):
            check_url(_shown(name), getattr(self, name))
        for entry in self.fetch_allow:
            check_host_port(_shown("fetch_allow"), entry)
        check_paper_sources(self.paper_sources, self.contact_email, _shown)
        if not 0 <= self.llm_temperature <= 2:
            raise SettingsError(f"llm_temperature is {self.llm_temperature}; it can be 0 to 2.")
        _check_spending(self)
        if not 1 <= self.pages_per_item <= 6:
            raise SettingsError(f"pages_per_item is {self.pages_per_item}; it can be 1 to 6.")
        if self.keep_months not in KEPT_MONTHS:
            choices = ", ".join(map(str, KEPT_MONTHS))
            raise SettingsError(f"keep_months is {self.keep_months}; it can be {choices}, and 0 is for ever.")
        if not 1 <= self.api_port <= 65535:
            raise SettingsError(f"api_port is {self.api_port}; it can be 1 to 65535.")
        if self.search_provider is SearchChoice.SEARXNG and not self.searxng_url:
            raise SettingsError(
                "The search is set to searxng, but no address is. Set searxng_url, or SCRIBE_SEARXNG_URL."
            )

    @property
    def sender(self) -> Sender:
        """The person who writes."""
        return Sender(self.sender_name, self.sender_affiliation, self.signature)

    @property
    def prices(self) -> Prices:
        """What the model's server charges."""
        return Prices(self.price_in, self.price_out, self.currency)

    @property
    def effective_composer(self) -> ComposerChoice:
        """The choice with AUTO resolved."""
        if self.composer is not ComposerChoice.AUTO:
            return self.composer
        configured = self.llm_base_url and self.llm_model
        return ComposerChoice.OPENAI if configured else ComposerChoice.TEMPLATE_ONLY


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force, and which of them the environment decides (field name → variable).

    `unknown` are keys of the file that are no settings: misspelled, or a newer version's.
    """

    settings: Settings
    from_environment: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


ENVIRONMENT: Mapping[str, str] = {
    "SCRIBE_LLM_BASE_URL": "llm_base_url",
    "SCRIBE_LLM_MODEL": "llm_model",
    "SCRIBE_SEARCH_PROVIDER": "search_provider",
    "SCRIBE_SEARXNG_URL": "searxng_url",
    "SCRIBE_PAPER_SOURCES": "paper_sources",
    "SCRIBE_ARXIV_URL": "arxiv_url",
    "SCRIBE_OPENALEX_URL": "openalex_url",
    "SCRIBE_SEMANTIC_SCHOLAR_URL": "semantic_scholar_url",
    "SCRIBE_CROSSREF_URL": "crossref_url",
    "SCRIBE_OPEN_LIBRARY_URL": "open_library_url",
    "SCRIBE_CONTACT_EMAIL": "contact_email",
    "SCRIBE_FETCH_ALLOW": "fetch_allow",
    "SCRIBE_PRICE_IN": "price_in",
    "SCRIBE_PRICE_OUT": "price_out",
    "SCRIBE_CURRENCY": "currency",
    "SCRIBE_BUDGET": "budget",
    "SCRIBE_BUDGET_TOKENS": "budget_tokens",
}
"""Environment variables and the settings they decide. SCRIBE_DATA_DIR and the key are read elsewhere."""


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> LoadedSettings:
    """Read the file (defaults when there is none), then the environment. Raises SettingsError naming the culprit."""
    values = _read(path)
    unknown = tuple(name for name in values if name not in Settings.__dataclass_fields__)
    decided: dict[str, str] = {}
    for variable, name in ENVIRONMENT.items():
        if environment.get(variable, "").strip():
            values[name] = environment[variable].strip()
            decided[name] = variable
    for one, other in (("budget", "budget_tokens"), ("budget_tokens", "budget")):
        if one in decided and other not in decided:
            values.pop(other, None)  # there is one budget, and the environment's wins
    return LoadedSettings(_from_values(values, decided, path), decided, unknown)


def save_settings(path: Path, settings: Settings, from_environment: Container[str] = ()) -> None:
    """Write the file as a whole or not at all, readable by its owner only.

    What the environment decides is for this run: the file keeps its own value of it, or none. Settings of a newer
    version stay in the file too. Raises SettingsError.
    """
    kept = _read(path)
    values = {name: value for name, value in asdict(settings).items() if name not in from_environment}
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # mkstemp makes the file 0600.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**kept, **values}, file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise SettingsError(f"The settings could not be saved in {path.parent}: {error.strerror}.") from error


def _read(path: Path) -> dict[str, Any]:
    """The file's own values; none when there is no file. Raises SettingsError."""
    if not path.exists():
        return {}
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise SettingsError(
            f"The settings file {path} cannot be read: {error}. Mend it, or delete it to start with defaults."
        ) from error
    if not isinstance(values, dict):
        raise SettingsError(f"The settings file {path} must hold one JSON object. Mend it, or delete it.")
    return values


def _from_values(values: Mapping[str, Any], decided: Mapping[str, str], path: Path) -> Settings:
    known = {one.name: one for one in fields(Settings)}
    chosen: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            continue  # a newer version's setting: leave it, do not fail over it
        where = decided.get(name, f"{name} in {path}")
        chosen[name] = _convert(name, value, where)
    return Settings(**chosen)


def _convert(name: str, value: Any, where: str) -> Any:
    default = getattr(Settings(), name)
    try:
        if isinstance(default, StrEnum):
            return type(default)(value)
        if isinstance(default, tuple):
            entries = value.split(",") if isinstance(value, str) else list(value)
            return tuple(str(entry).strip() for entry in entries if str(entry).strip())
        if isinstance(default, str) and not isinstance(value, str):
            raise ValueError("text is needed")
        if isinstance(default, bool) and not isinstance(value, bool):
            raise ValueError("true or false is needed")
        if isinstance(value, bool) and not isinstance(default, bool):
            raise ValueError("a number is needed")
        return type(default)(value)
    except (ValueError, TypeError) as error:
        choices = f" It can be {', '.join(type(default))}." if isinstance(default, StrEnum) else ""
        raise SettingsError(f"{where} is {value!r}, which cannot be used.{choices}") from error


def _shown(name: str) -> str:
    """A setting as a person may have written it: its name in the file, and its variable."""
    variable = next((one for one, setting in ENVIRONMENT.items() if setting == name), None)
    return f"The setting {name} ({variable})" if variable else f"The setting {name}"


def _check_spending(settings: Settings) -> None:
    for name in ("price_in", "price_out", "budget", "budget_tokens"):
        value = getattr(settings, name)
        if not 0 <= value < MOST_MONEY_OR_TOKENS:  # false for NaN, too
            raise SettingsError(f"{_shown(name)} is {value}; it can be 0 or more.")
    if not settings.currency.strip() or len(settings.currency) > 8 or not settings.currency.isprintable():
        raise SettingsError(f"{_shown('currency')} is {settings.currency!r}; write it in 1 to 8 characters, like USD.")
    if settings.budget and settings.budget_tokens:
        raise SettingsError(
            f"{_shown('budget')} and {_shown('budget_tokens')} are both set. Set one of them, and the other to 0."
        )
    if settings.budget and not settings.prices:
        raise SettingsError(
            f"{_shown('budget')} needs the model's prices: set price_in and price_out, money for a million tokens. "
            "Without prices, set budget_tokens instead."
        )

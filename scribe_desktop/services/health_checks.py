"""What `scribe doctor` looks at, each through the port that the work itself uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from scribe_desktop.config.settings import ComposerChoice, LoadedSettings, Settings
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import ScribeError
from scribe_desktop.ports import PaperSource, SearchProvider, SecretStore
from scribe_desktop.services.health import Check, CheckResult, Health
from scribe_desktop.services.queue_service import QueueService

ProbeModel = Callable[[CancelToken], CheckResult]

NO_SOURCES = "no source is chosen, so drafts rest on pages alone."
CHOOSE_SOURCES = "Choose one in Settings, Research, or by SCRIBE_PAPER_SOURCES."


def data_folder_check(queue: QueueService, folder: str) -> Check:
    """The database answers; how many wait."""

    def run(token: CancelToken) -> CheckResult:
        counts = queue.counts()
        pause = queue.pause_state()
        found = f"{folder}. {counts.pending} waiting, {counts.failed} failed."
        if pause.reason is not None:
            return CheckResult(Health.NOTE, found, f"The queue is paused. {pause.message}")
        return CheckResult(Health.OK, found)

    return Check("Data folder", run)


_SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "mobile documents", "nextcloud", "pcloud")


def place_check(folder: Path) -> Check:
    """Whether the data folder is one that another program copies to the internet."""

    def run(token: CancelToken) -> CheckResult:
        by = next((part for part in folder.parts if part.casefold().startswith(_SYNCED)), None)
        if by is None:
            return CheckResult(Health.OK, "not in a folder that another program synchronises.")
        return CheckResult(
            Health.NOTE,
            f"inside “{by}”.",
            "A program that synchronises files may copy the database while it is written, or put an old one in its "
            "place, and what you wrote to whom leaves this computer. Choose another folder with --data-dir.",
        )

    return Check("Place", run)


def writer_check(settings: Settings) -> Check:
    """Name and signature, which templates ask for."""

    def run(token: CancelToken) -> CheckResult:
        if settings.sender_name or settings.signature:
            return CheckResult(Health.OK, settings.sender_name or "a signature without a name")
        return CheckResult(
            Health.NOTE,
            "no name yet.",
            "Templates with {{sender_name}} or {{signature}} keep a gap. Set both in Settings in the window.",
        )

    return Check("You", run)


def environment_check(loaded: LoadedSettings) -> Check:
    """Settings that the environment decides, and pages allowed on this computer."""

    def run(token: CancelToken) -> CheckResult:
        decided = ", ".join(sorted(set(loaded.from_environment.values())))
        allowed = ", ".join(loaded.settings.fetch_allow)
        if not decided:
            return CheckResult(Health.OK, "no setting comes from the environment.")
        advice = f"Pages may be fetched from {allowed}, though the addresses are not public." if allowed else ""
        return CheckResult(Health.NOTE, f"these win over the settings file: {decided}.", advice)

    return Check("Environment", run)


def keyring_check(open_secrets: Callable[[], SecretStore]) -> Check:
    """A keyring that keeps, gives back and forgets."""

    def run(token: CancelToken) -> CheckResult:
        if open_secrets().persistent:
            return CheckResult(Health.OK, "works.")
        return CheckResult(
            Health.NOTE,
            "there is none that works here.",
            "A key you enter is kept for one run only; SCRIBE_LLM_API_KEY works too.",
        )

    return Check("Keyring", run)


def composer_check(settings: Settings, probe_model: ProbeModel) -> Check:
    """The composer in use; when it is a model, whether its server answers."""

    def run(token: CancelToken) -> CheckResult:
        if settings.composer is ComposerChoice.AUTO and bool(settings.llm_base_url) != bool(settings.llm_model):
            missing = "the model's name (SCRIBE_LLM_MODEL)" if settings.llm_base_url else "its address"
            return CheckResult(Health.NOTE, f"template only: a model is half set up, {missing} is missing.")
        if settings.effective_composer is ComposerChoice.TEMPLATE_ONLY:
            return CheckResult(
                Health.OK,
                "template only, no AI.",
                "A model would also fill places that rules cannot: set SCRIBE_LLM_BASE_URL and SCRIBE_LLM_MODEL.",
            )
        return probe_model(token)

    return Check("Composer", run)


def search_check(search: SearchProvider) -> Check:
    """A web search that answers."""

    def run(token: CancelToken) -> CheckResult:
        return _probe(search.name, lambda: search.search("university library opening hours", 1, token))

    return Check("Web search", run)


def papers_checks(papers: Sequence[PaperSource], books: PaperSource | None) -> tuple[Check, ...]:
    """Each source of papers that was chosen, and the one of books."""
    checks = [
        Check("Papers" if len(papers) == 1 else f"Papers ({one.name})", _papers_probe(one, Health.PROBLEM))
        for one in papers
    ]
    if not papers:
        checks.append(Check("Papers", lambda token: CheckResult(Health.NOTE, NO_SOURCES, CHOOSE_SOURCES)))
    if books is not None:
        # Only templates about a book need it.
        checks.append(Check("Books", _papers_probe(books, Health.NOTE)))
    return tuple(checks)


def _papers_probe(source: PaperSource, otherwise: Health) -> Callable[[CancelToken], CheckResult]:
    def run(token: CancelToken) -> CheckResult:
        return _probe(source.name, lambda: source.papers_by("Maya Lindqvist", 1, token), otherwise)

    return run


def _probe(name: str, ask: Callable[[], object], otherwise: Health = Health.PROBLEM) -> CheckResult:
    try:
        ask()
    except ScribeError as error:
        return CheckResult(otherwise, f"{name} does not answer.", error.message)
    return CheckResult(Health.OK, f"{name} answers.")

"""Everything a front door needs, put together by bootstrap and handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from scribe_desktop.config.paths import DataPaths
from scribe_desktop.config.settings import ComposerChoice, Settings
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.ports import Clock, ExtractedText, SecretStore
from scribe_desktop.services.access_tokens import AccessTokens
from scribe_desktop.services.backups import Backups
from scribe_desktop.services.contact_ledger import StoredContactLedger
from scribe_desktop.services.cost import CostBook
from scribe_desktop.services.email_library import EmailLibrary
from scribe_desktop.services.event_bus import EventBus
from scribe_desktop.services.health import Check, CheckResult
from scribe_desktop.services.identity_choices import IdentityChoices
from scribe_desktop.services.insights import Insights
from scribe_desktop.services.queue_service import QueueService
from scribe_desktop.services.queue_worker import QueueWorker
from scribe_desktop.services.regeneration import Regeneration
from scribe_desktop.services.resume_templates import ResumeTemplates
from scribe_desktop.services.retention import Retention
from scribe_desktop.services.settings_service import SettingsService
from scribe_desktop.services.template_library import TemplateLibrary
from scribe_desktop.services.worker_state import WorkerState
from scribe_desktop.services.writing_history import WritingHistory
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory


class LocalApiServer(Protocol):
    """The HTTP API on loopback, in a thread of its own."""

    @property
    def url(self) -> str:
        """Its base URL, without a slash at the end."""
        ...

    def start(self) -> None:
        """Return once the socket accepts. Raises ScribeError when the port is busy."""
        ...

    def stop(self) -> None:
        """End it within a few seconds; nothing happens when it does not run."""
        ...


@dataclass(frozen=True, slots=True)
class AppContext:
    """The services of one open data folder, and how to get what is made only when needed.

    Attributes:
        secrets: the keyring; its first call may take 5 s, so never call it in the GUI thread.
        working: hold it while a worker runs. Entering takes the instance lock (InstanceLockedError when another
            process works this folder) and puts back what a crash left behind.
        new_worker: a worker for `working`.
        changed_elsewhere: True when another process has committed since it was last asked.
        new_watcher: a `changed_elsewhere` of one's own; what one has been told, the others are told as well.
        composer_name: the composer in use, as the person reads it; cheap.
        read_page: what is kept of a page, by URL or file path. Raises FetchError, ExtractionError, InputError.
        checks: what `scribe doctor` looks at, in order.
        probe_model: whether the model that these settings name answers, before they are saved; with this key, or with
            the kept one when it is None. Costs no tokens. Raises SecretStoreError, WorkInterrupted.
        identities: who is meant where people share a name; choosing writes a draft again, so never in the GUI thread.
        regeneration: writes drafts again; with a model a minute or so, so never in the GUI thread.
        new_token: a fresh token, for work that a person may cancel.
        tokens: the local API's tokens; making the first one asks the keyring, which may take 5 s.
        worker_state: what the worker of this process is doing. Raises StorageError.
        contacts: the privacy ledger.
        costs: what the model costs, and what it will.
        insights: figures of the history; a second or so with very many people, so never in the GUI thread.
        new_api_server: the local API on this port, the settings' own when None; not started yet.
        history: who was written to before: here, and in the person's own sent mail.
        backups: of this folder; they need no open database.
        retention: who is old enough to be forgotten, if the person wants that.
        export_all: writes everything to a new folder or .zip file and says how many drafts there were; the function is
            told the share that is done, 0 to 1, and what it raises ends it. Raises InputError, DiskFullError.
        close: ends everything; nothing may be used afterwards.
    """

    paths: DataPaths
    clock: Clock
    events: EventBus
    settings: SettingsService
    unit_of_work: UnitOfWorkFactory
    queue: QueueService
    emails: EmailLibrary
    regeneration: Regeneration
    identities: IdentityChoices
    templates: TemplateLibrary
    resumes: ResumeTemplates
    secrets: Callable[[], SecretStore]
    working: Callable[[], AbstractContextManager[None]]
    new_worker: Callable[[], QueueWorker]
    changed_elsewhere: Callable[[], bool]
    new_watcher: Callable[[], Callable[[], bool]]
    composer_name: Callable[[], str]
    read_page: Callable[[str, CancelToken], ExtractedText]
    checks: Callable[[], Sequence[Check]]
    probe_model: Callable[[Settings, str | None, CancelToken], CheckResult]
    new_token: Callable[[float | None], CancelToken]
    tokens: AccessTokens
    worker_state: Callable[[], WorkerState]
    contacts: StoredContactLedger
    costs: CostBook
    insights: Insights
    new_api_server: Callable[[int | None], LocalApiServer]
    backups: Backups
    retention: Retention
    history: WritingHistory
    export_all: Callable[[Path, Callable[[float], None]], int]
    close: Callable[[], None]
    demo: bool = False


class OpenContext(Protocol):
    """How a front door opens a data folder; raises StorageError, SettingsError."""

    def __call__(
        self, data_dir: Path | None = None, *, demo: bool = False, composer: ComposerChoice | None = None
    ) -> AppContext:
        """Open it.

        Args:
            data_dir: the folder; None for SCRIBE_DATA_DIR or the platform's own.
            demo: the demo's folder inside it, with replayed research.
            composer: in place of the settings' choice, for this run.
        """
        ...

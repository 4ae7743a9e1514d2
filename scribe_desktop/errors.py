"""Every error the product raises on purpose: a sentence for the person, the cause for the log.

The message of a ScribeError is shown as it is: it says what happened, where, and what to do next.
How an error is handled is decided by its type, never by reading its message:

- `QueuePausingError`: nothing is wrong with the item; it goes back to pending and the queue pauses.
- `WorkInterrupted`: somebody asked for the work to end; see `InterruptReason`.
- any other ScribeError raised by a step fails the item; `retryable` says whether trying again may help.
"""

from __future__ import annotations

from enum import StrEnum


class PauseReason(StrEnum):
    """Why the queue stands still. Only USER outlives a restart of the program."""

    USER = "user"
    KEY_REFUSED = "key_refused"
    QUOTA_SPENT = "quota_spent"
    MODEL_UNREACHABLE = "model_unreachable"
    OFFLINE = "offline"
    DISK_FULL = "disk_full"
    NOT_CONFIGURED = "not_configured"
    BUDGET_SPENT = "budget_spent"


class InterruptReason(StrEnum):
    """Why a piece of work was asked to end before it was done."""

    STOPPED = "stopped"  # the person pressed Stop on this item: it fails, "Stopped by you."
    CLOSING = "closing"  # the program ends: the item goes back to its old place
    PAUSED = "paused"  # the queue was paused in the middle of an item: back to its old place


class ScribeError(Exception):
    """Base of all errors with a sentence for the person."""

    retryable = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


# --- what the person gave us -------------------------------------------------------------------


class InputError(ScribeError):
    """Something the person gave cannot be used: a file, a column, a row, a command."""


class TemplateError(InputError):
    """A template cannot be used. `line` is 1-based, None when no single line is at fault."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class ResumeError(InputError):
    """A résumé cannot be read: no PDF, encrypted, scanned, too large."""


class SettingsError(InputError):
    """A setting, in the file or in the environment, has a value that cannot be used."""


class NotFoundError(InputError):
    """No queue item, email or template has that id."""


class TransitionError(InputError):
    """The item's status does not allow what was asked; `status` is the one it has."""

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status


class ReviewError(InputError):
    """The draft's review state does not allow what was asked (approving open findings, editing what is approved)."""


class SimilarDraftError(ReviewError):
    """The draft is almost the same as another one to the same place; it can be approved when the person says so."""


class IdempotencyError(InputError):
    """An Idempotency-Key was used before, for another body."""


class PortError(InputError):
    """The local API cannot answer at this port: another program has it, or it is not for programs like this one."""


class AccessTokenError(InputError):
    """A token of the local API opens nothing: malformed, wrongly signed, expired, revoked or unknown."""


# --- this computer -----------------------------------------------------------------------------


class StorageError(ScribeError):
    """The data folder or the database in it cannot be used."""


class DataFolderError(StorageError, InputError):
    """The data folder that was chosen cannot be used: a file, read-only, not to be opened."""


class DatabaseBusyError(StorageError):
    """Another process has held the database for seconds; waiting mends it."""


class DatabaseDamagedError(StorageError):
    """SQLite found the database damaged."""


class DatabaseTooNewError(StorageError):
    """The database was written by a newer version of the program; it was left untouched."""


class InstanceLockedError(StorageError):
    """Another process works the queue of this data folder."""


class SecretStoreError(ScribeError):
    """The keyring is missing, locked or does not answer."""


# --- the outside world -------------------------------------------------------------------------


class SearchError(ScribeError):
    """A web search gave no answer."""

    retryable = True


class FetchError(ScribeError):
    """A page could not be read. Costs that page only, never the item."""


class ForbiddenAddressError(FetchError):
    """An address that pages must not be fetched from (private, loopback, metadata, other port)."""


class ExtractionError(ScribeError):
    """The text of a page could not be taken out of it. Costs that page only."""


class PaperSourceError(ScribeError):
    """The paper source gave no answer. Never fails an item."""

    retryable = True


class NoEvidenceError(ScribeError):
    """Nothing was found about the recipient."""

    retryable = True


class StepTimeoutError(ScribeError):
    """A step, or the item as a whole, ran longer than it may."""

    retryable = True


class LLMError(ScribeError):
    """The model's server answered with an error that trying again does not mend."""


class UnusableAnswerError(LLMError):
    """The model answered, but not with what was asked for, in every attempt."""

    retryable = True


class RepeatedCrashError(ScribeError):
    """The program ended unexpectedly in the same step several times in a row."""


class UnexpectedError(ScribeError):
    """Something that should not happen did; the log has the details."""

    retryable = True


# --- not the item's fault ----------------------------------------------------------------------


class QueuePausingError(ScribeError):
    """Nothing is wrong with the item, but no item can go on: it goes back to pending and the queue pauses."""

    reason: PauseReason


class KeyRefusedError(QueuePausingError):
    """The model's server refused the key (401)."""

    reason = PauseReason.KEY_REFUSED


class QuotaSpentError(QueuePausingError):
    """The account at the model's server has no quota left."""

    reason = PauseReason.QUOTA_SPENT


class ModelUnreachableError(QueuePausingError):
    """The model's server cannot be reached, or answered only 5xx or 429, in every attempt."""

    reason = PauseReason.MODEL_UNREACHABLE


class NotConfiguredError(QueuePausingError, SettingsError):
    """What the chosen composer or search needs is not set."""

    reason = PauseReason.NOT_CONFIGURED


class BudgetSpentError(QueuePausingError):
    """What the person allowed to be spent on the model is spent."""

    reason = PauseReason.BUDGET_SPENT


class OfflineError(QueuePausingError):
    """This computer has no network."""

    reason = PauseReason.OFFLINE


class DiskFullError(QueuePausingError, StorageError):
    """The disk is full; the last thing written was undone as a whole."""

    reason = PauseReason.DISK_FULL


class WorkInterrupted(Exception):
    """Somebody asked for the work to end. Not an error, so not a ScribeError."""

    def __init__(self, reason: InterruptReason) -> None:
        super().__init__(reason.value)
        self.reason = reason

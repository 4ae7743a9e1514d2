"""Every action of the window as data: words, icon, shortcut and menu, and which of them stand in bars."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scribe_desktop.gui.wording import tr


class Act(StrEnum):
    """What can be done."""

    IMPORT = "import"
    TEMPLATE = "template"
    EXPORT = "export"
    DEMO = "demo"
    SETTINGS = "settings"
    QUIT = "quit"
    UNDO = "undo"
    COPY = "copy"
    FIND = "find"
    SELECT_ALL = "select_all"
    START_PAUSE = "start_pause"
    CANCEL = "cancel"
    STOP = "stop"
    RETRY = "retry"
    RETRY_FAILED = "retry_failed"
    APPROVE = "approve"
    EDIT = "edit"
    SAVE = "save"
    REVERT = "revert"
    SAVE_EML = "save_eml"
    MAIL = "mail"
    DISCARD = "discard"
    REOPEN = "reopen"
    APPROVE_READY = "approve_ready"
    REGENERATE = "regenerate"
    COMPARE = "compare"
    PERSON = "person"
    NEW_TEMPLATE = "new_template"
    TEMPLATE_FROM_RESUME = "template_from_resume"
    TEMPLATE_FROM_TEXT = "template_from_text"
    TEMPLATE_VERSIONS = "template_versions"
    TEMPLATE_RENAME = "template_rename"
    TEMPLATE_DUPLICATE = "template_duplicate"
    TEMPLATE_AS_TEXT = "template_as_text"
    TEMPLATE_ARCHIVE = "template_archive"
    TEMPLATE_DELETE = "template_delete"
    DATA = "data"
    PRIVACY = "privacy"
    HELP = "help"
    ABOUT = "about"


class MenuName(StrEnum):
    """The menus, in their order."""

    FILE = "file"
    EDIT = "edit"
    QUEUE = "queue"
    DRAFT = "draft"
    TEMPLATE = "template"
    VIEW = "view"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action. `gap` puts a line before it in its menu."""

    act: Act
    menu: MenuName
    text: str
    icon: str
    shortcut: str
    tip: str = ""
    gap: bool = False


def specs() -> tuple[ActionSpec, ...]:
    """All actions, in the order of their menus."""
    return (*_file(), *_edit(), *_queue(), *_draft(), *_template(), *_help())


def _file() -> tuple[ActionSpec, ...]:
    menu = MenuName.FILE
    return (
        ActionSpec(Act.IMPORT, menu, tr("Import recipients…"), "import", "Ctrl+I", tr("Queue people from a file")),
        ActionSpec(Act.EXPORT, menu, tr("Export…"), "export", "Ctrl+E", tr("Write drafts to files")),
        ActionSpec(Act.DEMO, menu, tr("Try the demo"), "demo", "Ctrl+Shift+D", tr("Open sample data"), gap=True),
        ActionSpec(
            Act.DATA,
            menu,
            tr("Backups and data…"),
            "save",
            "Ctrl+Shift+B",
            tr("Back up, restore, export everything, erase everything"),
            gap=True,
        ),
        ActionSpec(
            Act.PRIVACY,
            menu,
            tr("Who was asked…"),
            "privacy",
            "Ctrl+Shift+P",
            tr("Every host, and what was sent there"),
        ),
        ActionSpec(Act.SETTINGS, menu, tr("Settings…"), "settings", "Ctrl+,", gap=True),
        ActionSpec(Act.QUIT, menu, tr("Quit"), "quit", "Ctrl+Q", gap=True),
    )


def _edit() -> tuple[ActionSpec, ...]:
    menu = MenuName.EDIT
    return (
        ActionSpec(Act.UNDO, menu, tr("Undo"), "undo", "Ctrl+Z", tr("Put cancelled people back in their places")),
        ActionSpec(Act.COPY, menu, tr("Copy"), "copy", "Ctrl+Shift+C", tr("Copy subject and text"), gap=True),
        ActionSpec(Act.SELECT_ALL, menu, tr("Select all"), "queue", "Ctrl+A"),
        ActionSpec(Act.FIND, menu, tr("Filter"), "search", "Ctrl+F", tr("Type to narrow the list")),
    )


def _queue() -> tuple[ActionSpec, ...]:
    menu = MenuName.QUEUE
    return (
        ActionSpec(Act.START_PAUSE, menu, tr("Pause"), "pause", "Ctrl+P"),
        ActionSpec(Act.STOP, menu, tr("Stop this recipient"), "stop", "Ctrl+."),
        ActionSpec(Act.CANCEL, menu, tr("Cancel"), "cancel", "Del", tr("Take waiting people out"), gap=True),
        ActionSpec(Act.RETRY, menu, tr("Retry"), "retry", "Ctrl+R", tr("Put at the end of the queue")),
        ActionSpec(Act.RETRY_FAILED, menu, tr("Retry failed"), "retry", "Ctrl+Shift+R", tr("Retry all that failed")),
    )


def _draft() -> tuple[ActionSpec, ...]:
    menu = MenuName.DRAFT
    return (
        ActionSpec(Act.APPROVE, menu, tr("Approve"), "approved", "Ctrl+Return"),
        ActionSpec(
            Act.APPROVE_READY,
            menu,
            tr("Approve all that are ready…"),
            "approved",
            "Ctrl+Shift+Return",
            tr("Approve every draft that has nothing left to check"),
        ),
        ActionSpec(Act.EDIT, menu, tr("Edit"), "edit", "F2"),
        ActionSpec(Act.SAVE, menu, tr("Save"), "save", "Ctrl+S", tr("Keep your words and check them again")),
        ActionSpec(Act.REVERT, menu, tr("Revert"), "undo", "Esc", tr("Forget what you typed")),
        ActionSpec(
            Act.REGENERATE, menu, tr("Write again…"), "retry", "Ctrl+G", tr("Say what should be different"), gap=True
        ),
        ActionSpec(Act.COMPARE, menu, tr("Versions…"), "compare", "Ctrl+K", tr("See what changed, go back")),
        ActionSpec(
            Act.PERSON, menu, tr("Who is meant…"), "person", "Ctrl+Shift+I", tr("Choose among people of one name")
        ),
        ActionSpec(Act.SAVE_EML, menu, tr("Save as .eml…"), "export", "Ctrl+Shift+S", gap=True),
        ActionSpec(Act.MAIL, menu, tr("Open in mail client"), "mail", "Ctrl+M", tr("It is you who sends it")),
        ActionSpec(Act.DISCARD, menu, tr("Discard"), "discarded", "Ctrl+D", gap=True),
        ActionSpec(Act.REOPEN, menu, tr("Reopen"), "undo", "Ctrl+Shift+O"),
    )


def _template() -> tuple[ActionSpec, ...]:
    menu = MenuName.TEMPLATE
    return (
        ActionSpec(Act.TEMPLATE, menu, tr("Template…"), "template", "Ctrl+T", tr("Write or change a template")),
        ActionSpec(Act.NEW_TEMPLATE, menu, tr("New template…"), "edit", "Ctrl+N", tr("Begin with an empty page")),
        ActionSpec(Act.TEMPLATE_FROM_RESUME, menu, tr("New from your résumé…"), "templates", "Ctrl+Shift+N"),
        ActionSpec(Act.TEMPLATE_FROM_TEXT, menu, tr("New from a text file…"), "import", "Ctrl+Shift+T"),
        ActionSpec(Act.TEMPLATE_VERSIONS, menu, tr("Versions of the template…"), "compare", "Ctrl+Shift+K", gap=True),
        ActionSpec(Act.TEMPLATE_RENAME, menu, tr("Rename…"), "edit", "Shift+F2", tr("Give the template a name")),
        ActionSpec(Act.TEMPLATE_DUPLICATE, menu, tr("Duplicate"), "copy", "Ctrl+Shift+M"),
        ActionSpec(Act.TEMPLATE_AS_TEXT, menu, tr("Save as text…"), "export", "Ctrl+Shift+E"),
        ActionSpec(
            Act.TEMPLATE_ARCHIVE,
            menu,
            tr("Archive"),
            "discarded",
            "Ctrl+Shift+A",
            tr("Put it out of sight"),
            gap=True,
        ),
        ActionSpec(Act.TEMPLATE_DELETE, menu, tr("Delete…"), "cancel", "Ctrl+Shift+Del"),
    )


def _help() -> tuple[ActionSpec, ...]:
    menu = MenuName.HELP
    return (
        ActionSpec(Act.HELP, menu, tr("Help"), "help", "F1"),
        ActionSpec(Act.ABOUT, menu, tr("About Scribe"), "info", "Shift+F1"),
    )


TOOLBAR = (Act.IMPORT, Act.TEMPLATE, None, Act.START_PAUSE, Act.CANCEL, Act.RETRY_FAILED, Act.EXPORT)
DRAFT_BUTTONS = (Act.APPROVE, Act.SAVE, Act.EDIT, Act.REVERT, Act.REOPEN, Act.DISCARD)
DRAFT_MORE = (Act.REGENERATE, Act.COMPARE, Act.COPY, Act.SAVE_EML, Act.MAIL)
"""What is done with fewer drafts, in a menu beside the buttons."""

DRAFT_PRIMARY = (Act.APPROVE, Act.SAVE)

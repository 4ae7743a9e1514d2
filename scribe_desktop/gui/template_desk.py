"""What the person does in the place Templates: new ones, names, copies, files, and what is put away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from scribe_desktop.domain.template_family import EntryKind, LibraryEntry
from scribe_desktop.gui.action_specs import Act
from scribe_desktop.gui.hooks import WindowHooks
from scribe_desktop.gui.session import Session
from scribe_desktop.gui.views.places import Place
from scribe_desktop.gui.views.template_list import Beginning
from scribe_desktop.gui.views.template_tab import TemplateAct
from scribe_desktop.gui.wording import tr
from scribe_desktop.services.template_files import read_template_file, write_template

if TYPE_CHECKING:
    from scribe_desktop.gui.main_window import MainWindow
    from scribe_desktop.gui.workspace import Workspace


class TemplateDesk(QObject):
    """Joins the list and the pane of templates to the library; lives as long as its workspace.

    Signals:
        said(text): done.
        failed(ScribeError): it could not be done.
    """

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, window: MainWindow, workspace: Workspace, hooks: WindowHooks) -> None:
        super().__init__(workspace)
        self._window = window
        self._workspace = workspace
        self._edit_template = hooks.edit_template
        self._session: Session = workspace.session
        self._library = workspace.session.context.templates
        workspace.templates.begin_wanted.connect(self._on_begin)
        workspace.templates.starter_wanted.connect(self._on_edit)
        workspace.templates.table.opened.connect(self._on_edit)
        self._tab = workspace.detail.template
        self._tab.act_wanted.connect(self._on_act)
        self._tab.detail_changed.connect(self.update)
        workspace.place_changed.connect(self.update)

    def handlers(self) -> dict[Act, Callable[[], object]]:
        """What the window's menu does with templates."""
        begin = {act: partial(self._on_begin, beginning) for act, beginning in BEGINNINGS.items()}
        return {**begin, **{act: partial(self._do, act) for act in _OF_ONE}}

    @Slot()
    def update(self) -> None:
        """Say which of them can be done now."""
        actions = self._window.actions_
        for act in BEGINNINGS:
            actions[act].setEnabled(True)
        for act in _OF_ONE:
            actions[act].setEnabled(self._wanted(act) is not None)
        back = self._on_show and self._tab.acts[TemplateAct.UNARCHIVE].isVisible()
        actions[Act.TEMPLATE_ARCHIVE].setText(tr("Bring back") if back else tr("Archive"))

    @property
    def _on_show(self) -> bool:
        """Whether the detail pane shows a template."""
        return self._workspace.place is Place.TEMPLATES and not self._tab.isHidden() and self._tab.detail is not None

    def _wanted(self, act: Act) -> TemplateAct | None:
        """What the template on show allows of it."""
        if not self._on_show:
            return None
        return next((one for one in _OF_ONE[act] if self._tab.acts[one].isVisible()), None)

    def _do(self, act: Act) -> None:
        if (wanted := self._wanted(act)) is not None:
            self._tab.acts[wanted].trigger()

    @Slot(object)
    def _on_begin(self, beginning: Beginning) -> None:
        if beginning is Beginning.EMPTY:
            self._on_edit(None)
        elif beginning is Beginning.RESUME:
            from scribe_desktop.gui.dialogs.template_from_resume import open_template_from_resume

            open_template_from_resume(self._window)
        else:
            self._from_file()

    @Slot(object)
    def _on_edit(self, entry_id: UUID | None) -> None:
        if self._edit_template is not None:
            self._edit_template(self._window, entry_id)

    @Slot(object, object)
    def _on_act(self, act: TemplateAct, entry: LibraryEntry) -> None:
        library, entry_id = self._library, entry.id
        if act is TemplateAct.EDIT:
            self._on_edit(entry_id)
        elif act is TemplateAct.COMPARE:
            from scribe_desktop.gui.dialogs.parts import surroundings_of
            from scribe_desktop.gui.dialogs.template_versions import TemplateVersions

            TemplateVersions(surroundings_of(self._window), entry, self._window).open()
        elif act is TemplateAct.RENAME:
            self._rename(entry)
        elif act is TemplateAct.DUPLICATE:
            words = tr("Copied to “{name}”.")
            self._run(lambda: library.duplicate(entry_id), lambda made: words.format(name=made.title))
        elif act is TemplateAct.EXPORT:
            self._to_file(entry)
        elif act is TemplateAct.ARCHIVE:
            words = tr("“{name}” is archived. “Show archived” brings it in sight.")
            self._run(lambda: library.archive(entry_id), lambda made: words.format(name=made.title))
        elif act is TemplateAct.UNARCHIVE:
            self._run(lambda: library.unarchive(entry_id), lambda made: tr("“{name}” is back.").format(name=made.title))
        else:
            self._delete(entry)

    def _rename(self, entry: LibraryEntry) -> None:
        title = tr("Name this text") if entry.kind is EntryKind.USED else tr("Rename")
        name, given = QInputDialog.getText(self._window, title, tr("Name"), text=entry.title)
        if given:
            words = tr("It is called “{name}” now.")
            self._run(lambda: self._library.rename(entry.id, name), lambda made: words.format(name=made.title))

    def _delete(self, entry: LibraryEntry) -> None:
        box = QMessageBox.StandardButton
        words = tr(
            "Delete “{name}” with all its versions?\n\nDrafts that were written with it keep their text. This cannot "
            "be undone; to put it out of sight, archive it."
        )
        asked = words.format(name=entry.title)
        if QMessageBox.question(self._window, tr("Scribe"), asked, box.Yes | box.Cancel, box.Cancel) == box.Yes:
            self._run(
                lambda: self._library.delete(entry.id), lambda _: tr("“{name}” is deleted.").format(name=entry.title)
            )

    def _to_file(self, entry: LibraryEntry) -> None:
        stem = "".join(one if one.isalnum() or one in " -_" else "-" for one in entry.title).strip()[:60] or "template"
        path, _ = QFileDialog.getSaveFileName(self._window, tr("Save as text"), f"{stem}.txt", tr("Text files (*.txt)"))
        if path:
            self._run(
                lambda: write_template(entry.source, Path(path)),
                lambda _: tr("Saved as {name}.").format(name=Path(path).name),
            )

    def _from_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._window, tr("A template as text"), "", tr("Text files (*.txt *.md)"))
        if not path:
            return
        library = self._library

        def read() -> LibraryEntry:
            return library.create(read_template_file(Path(path)), library.free_name(Path(path).stem))

        self._run(read, lambda made: tr("Kept as “{name}”.").format(name=made.title))

    def _run(self, call: Callable[[], Any], words: Callable[[Any], str]) -> None:
        self._session.actions.run(call, lambda result: self.said.emit(words(result)), self.failed.emit)


BEGINNINGS = {
    Act.NEW_TEMPLATE: Beginning.EMPTY,
    Act.TEMPLATE_FROM_RESUME: Beginning.RESUME,
    Act.TEMPLATE_FROM_TEXT: Beginning.FILE,
}
"""What a new template begins with."""

_OF_ONE: dict[Act, tuple[TemplateAct, ...]] = {
    Act.TEMPLATE_VERSIONS: (TemplateAct.COMPARE,),
    Act.TEMPLATE_RENAME: (TemplateAct.RENAME,),
    Act.TEMPLATE_DUPLICATE: (TemplateAct.DUPLICATE,),
    Act.TEMPLATE_AS_TEXT: (TemplateAct.EXPORT,),
    Act.TEMPLATE_ARCHIVE: (TemplateAct.ARCHIVE, TemplateAct.UNARCHIVE),
    Act.TEMPLATE_DELETE: (TemplateAct.DELETE,),
}
"""What the menu does with the template on show; of several, the one that it allows."""

"""A template made from a résumé: by the model that the person set, or by a form that code fills in as far as it can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scribe_desktop.config.settings import ComposerChoice, Settings
from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.errors import NotConfiguredError, ResumeError
from scribe_desktop.pipeline.letter_form import LetterAnswers, letter, parts_from
from scribe_desktop.pipeline.resume_facts import Resume, ResumeFacts, clean_resume, find_facts
from scribe_desktop.pipeline.resume_template import DraftedTemplate, ResumeTemplateWriter, load_resume_prompts
from scribe_desktop.ports import LLMClient, ResumeReader

MAX_FILE = 10 * 1024 * 1024
"""Bytes of a résumé; a larger file is not even read."""


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """Where the text of a résumé would go: the model's name and the host of its server."""

    name: str
    host: str


class ResumeTemplates:
    """Reads résumés and makes templates of them. Only `by_model` sends anything, and only to the model in Settings.

    Args:
        reader: takes the text out of a PDF.
        model: the client of the model that these settings name; asks the keyring, so never in the GUI thread.
        settings: those in force.
        prompts: the folder of the prompts.
    """

    def __init__(
        self,
        reader: Callable[[], ResumeReader],
        model: Callable[[Settings], LLMClient],
        settings: Callable[[], Settings],
        prompts: Path,
    ) -> None:
        self._reader = reader
        self._model = model
        self._settings = settings
        self._prompts = prompts

    @property
    def model_in_use(self) -> ModelInUse | None:
        """None where the settings say that no model writes; cheap."""
        settings = self._settings()
        if settings.effective_composer is not ComposerChoice.OPENAI or not settings.llm_base_url:
            return None
        return ModelInUse(settings.llm_model, urlsplit(settings.llm_base_url).netloc.rpartition("@")[2])

    def read(self, content: bytes, token: CancelToken) -> Resume:
        """The text of a PDF. Raises ResumeError."""
        return clean_resume(self._reader().read(content, token))

    def read_file(self, path: Path, token: CancelToken) -> Resume:
        """The text of a PDF file. Raises ResumeError."""
        try:
            if (size := path.stat().st_size) > MAX_FILE:
                raise ResumeError(f"{path} has {size / 1024 / 1024:.1f} MB; a résumé may have 10. Save it smaller.")
            with path.open("rb") as file:
                content = file.read(MAX_FILE + 1)  # a device, or a file that grows, has more than it says
            if len(content) > MAX_FILE:
                raise ResumeError(f"{path} has more than 10 MB; a résumé may have 10. Save it smaller.")
        except OSError as error:
            raise ResumeError(f"The résumé {path} cannot be read: {error.strerror}.") from error
        return self.read(content, token)

    def facts(self, resume: Resume) -> ResumeFacts:
        """What code finds in it, to fill the form with."""
        return find_facts(resume)

    def by_form(self, answers: LetterAnswers) -> DraftedTemplate:
        """The answers in sentences of our own; nothing leaves this computer."""
        return DraftedTemplate(letter(parts_from(answers)))

    def by_model(self, resume: Resume, answers: LetterAnswers, token: CancelToken) -> DraftedTemplate:
        """What the model makes of it, checked against the résumé.

        Raises NotConfiguredError without a model, and what LLMClient.complete raises.
        """
        if self.model_in_use is None:
            raise NotConfiguredError("No model is set, so the form writes the template. Set a model in Settings first.")
        writer = ResumeTemplateWriter(self._model(self._settings()), load_resume_prompts(self._prompts))
        return writer.write(resume, answers, token)

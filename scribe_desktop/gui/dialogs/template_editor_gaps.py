"""What a letter lacks at its end, with the one click that mends it: its signature, or the writer's settings."""

from __future__ import annotations

from collections.abc import Callable

from scribe_desktop.gui.dialogs.parts import Strip
from scribe_desktop.gui.dialogs.template_editor_panel import TemplatePanel
from scribe_desktop.gui.wording import Tone, tr


def show_gaps(panel: TemplatePanel, strip: Strip, set_sender: Callable[[], object]) -> Callable[[], object]:
    """Say in a strip what a letter lacks at its end; what mends it when the person follows the strip.

    Args:
        set_sender: leads to the writer's settings.
    """
    if panel.unsigned:
        words = tr("Nobody signs this letter. The place {place} puts your signature from Settings at its end.")
        strip.say(words.format(place="{{ signature }}"), Tone.WARNING, tr("Add it"))
        return panel.add_signature
    if not (unset := panel.unset):
        strip.say("")
        return lambda: None
    words = tr("Your settings are empty for {places}, which stays open in every draft.")
    if len(unset) > 1:
        words = tr("Your settings are empty for {places}, which stay open in every draft.")
    strip.say(words.format(places=", ".join("{{ " + one + " }}" for one in unset)), Tone.WARNING, tr("Set it now"))
    return set_sender

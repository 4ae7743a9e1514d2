"""Whether the evidence says what a sentence says with its words: roles, yes and no, order, source."""

from __future__ import annotations

from scribe_desktop.pipeline.anothers import check_anothers
from scribe_desktop.pipeline.awards import check_awards
from scribe_desktop.pipeline.certainty import check_certainty
from scribe_desktop.pipeline.creations import check_creations
from scribe_desktop.pipeline.invented import check_invented
from scribe_desktop.pipeline.life_places import check_life_places
from scribe_desktop.pipeline.meetings import check_meetings
from scribe_desktop.pipeline.one_work import check_one_work
from scribe_desktop.pipeline.order import check_order
from scribe_desktop.pipeline.polarity import check_polarity
from scribe_desktop.pipeline.roles import check_roles
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.superlatives import check_superlatives

LONGEST = 1200
"""Characters of the longest sentence that is compared: comparing takes the square of its length."""


def check_meaning(state: SentenceState) -> None:
    """Compare what the sentence tells of the recipient with what the evidence tells; each check notes what it finds."""
    if len(state.sentence) > LONGEST:
        return
    checks = (
        check_roles,
        check_life_places,
        check_awards,
        check_anothers,
        check_meetings,
        check_superlatives,
        check_polarity,
        check_certainty,
        check_order,
        check_one_work,
        check_invented,
        check_creations,
    )
    for check in checks:
        check(state)

"""What a template says in place of a value, from the queue to the draft: by the four real steps, with each composer."""

from __future__ import annotations

from pathlib import Path

from scribe_desktop.domain.email import ReviewState
from scribe_desktop.domain.queue import QueueStatus
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.pipeline.web_scraper import NOTHING_FOUND
from scribe_desktop.storage_ports.queue import QueueQuery
from tests.fakes import FakeLLM
from tests.integration.identity_world import KARLSVALE, PAGES, identity_world

TEMPLATE = (
    "Subject: A question about {{ method | default('your methods') }}\n\n"
    "Dear {{ name }},\n\n"
    "I keep thinking about {{ paper | default('your work') }}. "
    "{% if lab %}I should like to see {{ lab }}.{% endif %}\n\n"
    "Maya"
)
WORDS = "Dear Ilse Varnholt,\n\nI keep thinking about your work. \n\nMaya"
ROW = Recipient("Ilse Varnholt", "coastal sediment transport", affiliation="University of Karlsvale")
NEEDED = "Dear {{ name }},\n\nI keep thinking about {{ paper }}.\n\nMaya"
ANALYSIS = {"type": "research", "key_words": []}


def lines(body: str) -> list[str]:
    return [line.strip() for line in body.splitlines()]


def test_rules_write_the_templates_own_words_where_nothing_is_found(tmp_path: Path) -> None:
    with identity_world(tmp_path, {}, papers=[]) as world:
        (draft,) = world.write_to(ROW, template_source=TEMPLATE)
        assert world.search.queries  # it was looked for
        assert (draft.subject, lines(draft.body)) == ("A question about your methods", lines(WORDS))
        assert (draft.findings, draft.review_state) == ((), ReviewState.READY)
        assert draft.metadata["scraping_metadata"]["passages"] == 0


def test_a_model_is_given_the_templates_own_words_where_nothing_is_found(tmp_path: Path) -> None:
    written = {"subject": "A question about your methods", "body": WORDS, "statements": []}
    llm = FakeLLM(ANALYSIS, written)
    with identity_world(tmp_path, {}, papers=[], llm=llm) as world:
        (draft,) = world.write_to(ROW, template_source=TEMPLATE)
        assert "I keep thinking about your work." in llm.requests[1][1]["content"]
        assert len(llm.requests) == 2
        assert (draft.findings, draft.review_state) == ((), ReviewState.READY)


def test_a_model_that_finds_nothing_on_the_pages_gets_the_templates_own_words_next(tmp_path: Path) -> None:
    gap = WORDS.replace("your work.", "[paper: not found]. I should like to see [lab: not found].")
    written = {"subject": "A question about your methods", "body": WORDS, "statements": []}
    llm = FakeLLM(ANALYSIS, {**written, "subject": "A question about [method: not found]", "body": gap}, written)
    with identity_world(tmp_path, {KARLSVALE: PAGES[KARLSVALE]}, papers=[], llm=llm) as world:
        (draft,) = world.write_to(ROW, template_source=TEMPLATE)
        asked = llm.requests[2][1]["content"]
        assert "I keep thinking about your work." in asked
        assert "{{lab}}" not in asked
        assert lines(draft.body) == lines(WORDS)
        assert (draft.findings, draft.review_state) == ((), ReviewState.READY)


def test_what_is_found_goes_before_the_templates_own_words(tmp_path: Path) -> None:
    with identity_world(tmp_path, {KARLSVALE: PAGES[KARLSVALE]}) as world:
        (draft,) = world.write_to(ROW, template_source=TEMPLATE)
        assert 'I keep thinking about "Sediment Transport in Estuaries".' in draft.body


def test_without_a_page_only_papers_that_are_surely_the_persons_fill_a_place(tmp_path: Path) -> None:
    with identity_world(tmp_path, {}) as world:
        (draft,) = world.write_to(ROW, template_source=TEMPLATE)
        assert 'I keep thinking about "Sediment Transport in Estuaries".' in draft.body
        (draft,) = world.write_to(Recipient("Ilse Varnholt", "coastal sediment transport"), template_source=TEMPLATE)
        assert lines(draft.body) == lines(WORDS)


def test_a_draft_written_in_the_templates_own_words_can_be_edited(tmp_path: Path) -> None:
    with identity_world(tmp_path, {}, papers=[]) as world:
        (draft,) = world.write_to(ROW, template_source=TEMPLATE)
        longer = draft.body.replace("\n\nMaya", "\n\nThank you for your time.\n\nMaya")
        edited = world.emails.edit(draft.id, draft.subject, longer)
        assert (edited.findings, edited.review_state) == ((), ReviewState.READY)


def test_a_place_that_needs_a_value_still_fails_where_nothing_is_found(tmp_path: Path) -> None:
    with identity_world(tmp_path, {}, papers=[]) as world:
        world.queue.enqueue([ROW], NEEDED)
        world.worker.run(drain=True)
        (item,) = world.queue.find(QueueQuery(statuses=frozenset(QueueStatus)))
        assert (item.status, item.error_message) == (QueueStatus.FAILED, NOTHING_FOUND)

"""Words that are spelled with joiners, from a template and a row to a stored draft."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scribe_desktop.bootstrap import open_context
from scribe_desktop.config.settings import ComposerChoice
from scribe_desktop.domain.email import EmailDraft, ReviewState
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.storage_ports.drafts import EmailQuery
from tests.model_server import ModelServer, Reply, stream

PERSIAN = "من نمی\u200cخواهم وقت شما را بگیرم."
HINDI = "\u0936\u094d\u200d\u0930\u0940 \u0935\u0930\u094d\u092e\u093e"
EMOJI = "\U0001f469\u200d\U0001f52c"
TEMPLATE = f"Subject: A question {EMOJI}\n\nDear {{{{ name }}}} ({{{{ title_hi }}}}),\n\n{PERSIAN}\n\nMaya {EMOJI}"
BODY = f"Dear Ilse Varnholt ({HINDI}),\n\n{PERSIAN}\n\nMaya {EMOJI}"
PERSON = Recipient("Ilse Varnholt", "coastal sediment transport", fields={"title_hi": HINDI})


def written(folder: Path, composer: ComposerChoice | None = None) -> EmailDraft:
    app = open_context(folder, composer=composer)
    try:
        app.queue.enqueue([PERSON], TEMPLATE)
        with app.working():
            assert app.new_worker().run(drain=True).reason is None
        with app.unit_of_work(read_only=True) as work:
            (found,) = work.emails.find(EmailQuery())
        return app.emails.get(found.id)
    finally:
        app.close()


def test_template_only_draft_has_them(tmp_path: Path) -> None:
    draft = written(tmp_path, ComposerChoice.TEMPLATE_ONLY)
    assert (draft.subject, draft.body) == (f"A question {EMOJI}", BODY)
    assert draft.review_state is ReviewState.READY


def test_draft_of_a_model_has_them_and_its_fixed_sentences_count_as_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written_by_model(body: Any) -> Reply:
        prompt = body["messages"][1]["content"]
        assert PERSIAN in prompt
        start = prompt.index("Dear Ilse")
        text = prompt[start : prompt.index(f"Maya {EMOJI}") + len(f"Maya {EMOJI}")]
        return stream(json.dumps({"subject": f"A question {EMOJI}", "body": text, "statements": []}))

    with ModelServer(written_by_model) as server:
        monkeypatch.setenv("SCRIBE_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("SCRIBE_LLM_MODEL", "m-1")
        draft = written(tmp_path)
    assert draft.body == BODY
    assert draft.review_state is ReviewState.READY

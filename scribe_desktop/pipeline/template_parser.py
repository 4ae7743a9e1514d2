"""Step 1: what a template asks for, once per template and model, and the two searches for this recipient."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from scribe_desktop.domain.cancellation import CancelToken
from scribe_desktop.domain.queue import StepName
from scribe_desktop.domain.recipient import Recipient, institution_domain
from scribe_desktop.domain.template import Origin, Template, TemplateAnalysis, TemplateType
from scribe_desktop.domain.template_syntax import literal_parts
from scribe_desktop.errors import LLMError
from scribe_desktop.pipeline.outputs import ParsedTemplate
from scribe_desktop.pipeline.prompts import Prompts, fill_prompt
from scribe_desktop.pipeline.step import JsonObject, StepContext
from scribe_desktop.ports import Clock, LLMClient, Spend
from scribe_desktop.storage_ports.unit_of_work import UnitOfWorkFactory

CACHE_KIND = "template_analysis"
FALLBACK_KIND = "template_analysis_by_rules"
FALLBACK_KEPT_FOR = timedelta(days=1)
"""How long a model that could not analyse a template is not asked about it again."""
MAX_KEY_WORDS = 6
MAX_KEY_WORD_LENGTH = 40

ANALYSIS_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": [one.value for one in TemplateType]},
        "key_words": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["type", "key_words"],
    "additionalProperties": False,
}

_log = logging.getLogger(__name__)


class TemplateParser:
    """Finds out what to search for. Without a model, or when it gives no usable analysis, rules decide.

    Args:
        llm: the model, None for rules alone.
        units: opens units of work; the analyses are kept in their research cache.
        marker: a fresh word to put around quoted data, unguessable for whoever wrote the data.
    """

    name = StepName.TEMPLATE_PARSER

    def __init__(
        self,
        llm: LLMClient | None,
        units: UnitOfWorkFactory,
        clock: Clock,
        prompts: Prompts,
        marker: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self._llm = llm
        self._units = units
        self._clock = clock
        self._prompts = prompts
        self._marker = marker

    def inputs(self, context: StepContext) -> JsonObject:
        """Template, row and model."""
        return {
            "template": context.template.source,
            "recipient": asdict(context.item.recipient),
            "model": self._llm.model if self._llm else None,
        }

    def run(self, context: StepContext) -> JsonObject:
        """The step's ParsedTemplate as JSON. Raises QueuePausingError and WorkInterrupted, StepTimeoutError."""
        template, recipient = context.template, context.item.recipient
        origins = template.origins(recipient)
        if Origin.RESEARCH not in origins.values():
            return ParsedTemplate(TemplateAnalysis(template.type), origins, False, ()).to_json()
        analysis, spend = self._analyse(template, context.token)
        return ParsedTemplate(analysis, origins, True, search_queries(recipient, analysis), spend).to_json()

    def _analyse(self, template: Template, token: CancelToken) -> tuple[TemplateAnalysis, Spend]:
        """The template's analysis, and what it cost now (nothing when it was known)."""
        by_rules = TemplateAnalysis(template.type)
        if self._llm is None:
            return by_rules, Spend()
        key = analysis_key(template, self._llm.model)
        with self._units(read_only=True) as unit:
            known = unit.cache.get(CACHE_KIND, key)
            fallback = unit.cache.get(FALLBACK_KIND, key, not_before=self._clock.now() - FALLBACK_KEPT_FOR)
        if known is not None:
            return _from_json(known), Spend()
        if fallback is not None:
            return by_rules, Spend()
        try:
            analysis, spend = self._ask(self._llm, template, token)
            kind = CACHE_KIND
        except LLMError as error:
            _log.info("The model gave no usable analysis of the template, rules are used: %s", error.message)
            analysis, spend, kind = by_rules, Spend(calls=1), FALLBACK_KIND
        with self._units() as unit:
            unit.cache.put(kind, key, asdict(analysis), self._clock.now())
            unit.commit()
        return analysis, spend

    def _ask(self, llm: LLMClient, template: Template, token: CancelToken) -> tuple[TemplateAnalysis, Spend]:
        messages = analysis_messages(self._prompts, template, self._marker())
        answer = llm.complete(messages, ANALYSIS_SCHEMA, "template_analysis", token, max_tokens=300)
        analysis = TemplateAnalysis(
            TemplateType(answer.data["type"]), clean_key_words(answer.data["key_words"], template), llm.model
        )
        return analysis, Spend().plus(answer)


def analysis_key(template: Template, model: str) -> str:
    """The key under which a model's analysis of a template is kept in the research cache."""
    return f"{hashlib.sha256(template.source.encode()).hexdigest()}:{model}"


def analysis_messages(prompts: Prompts, template: Template, marker: str) -> list[dict[str, str]]:
    """The prompt that asks for the analysis."""
    user = fill_prompt(prompts.analyse_user, ("template",), marker=marker, template=template.source)
    return [
        {"role": "system", "content": fill_prompt(prompts.analyse_system)},
        {"role": "user", "content": user},
    ]


def clean_key_words(raw: list[Any], template: Template) -> tuple[str, ...]:
    """Key words fit for a search: plain words that the template itself has, outside its places."""
    source = "\n".join(literal_parts(template.source)).casefold()
    kept: dict[str, None] = {}
    for one in raw:
        word = " ".join(re.findall(r"[^\W_]+(?:-[^\W_]+)*", str(one))).casefold()
        if word and len(word) <= MAX_KEY_WORD_LENGTH and word in source:
            kept.setdefault(word)
    return tuple(kept)[:MAX_KEY_WORDS]


def search_queries(recipient: Recipient, analysis: TemplateAnalysis) -> tuple[str, str]:
    """Two web searches, built from row and key words alone: who the person is, and what they published."""
    name = recipient.name_parts.search
    place = recipient.affiliation or institution_domain(recipient.email) or ""
    subject = recipient.interest or " ".join(analysis.key_words[:2])
    published = {TemplateType.RESEARCH: "publications", TemplateType.BOOK: "book", TemplateType.GENERAL: ""}
    who = _query(name, place or subject)
    what = _query(name, subject or place, published[analysis.type], *analysis.key_words[:2])
    return who, what if what != who else _query(name, place, subject, "work")


def _query(*parts: str) -> str:
    """The parts in one line, no word twice."""
    words: dict[str, str] = {}
    for word in " ".join(parts).split():
        words.setdefault(word.casefold(), word)
    return " ".join(words.values())


def _from_json(data: Mapping[str, Any]) -> TemplateAnalysis:
    return TemplateAnalysis(TemplateType(data["type"]), tuple(data["key_words"]), str(data["analysed_by"]))

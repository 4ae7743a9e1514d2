"""Meetings, talks and letters between sender and recipient that a draft speaks of: template or row must know them."""

from __future__ import annotations

from scribe_desktop.domain.email import FindingKind
from scribe_desktop.domain.evidence import EvidenceKind
from scribe_desktop.pipeline.sentence_state import SentenceState
from scribe_desktop.pipeline.text_match import Caseless, fold, words

_TALK = (
    r"(?:conversation|talk|call|phone call|meeting|chat|discussion|correspondence|exchange|exchanges|encounter"
    r"|lunch|dinner)"
)
_CLAIMED = Caseless(
    rf"\b(?:following|after|since|from|during|at|in|as (?:we )?(?:agreed|discussed|mentioned|promised) (?:in|at"
    rf"|during)"
    rf"|thank you for|thanks for|remember|recall|enjoyed|further to|with reference to"
    rf"|regarding) our (?:\w+ ){{0,3}}?"
    rf"{_TALK}(?: (?:we had|with you|in|at|last|on|the other|yesterday|over|earlier|this)\b|[,.])"
    rf"|\bour (?:\w+ ){{0,2}}?{_TALK} (?:we had|in|at|last|on|the other|yesterday|over|earlier|this)\b"
    r"|\b(?:when|as|since|after|that|where|because) (?:we|you and I) (?:last |first |both )?(?:met|spoke|talked"
    r"|corresponded|emailed)\b"
    r"|\b(?:we|I) (?:have |had )?(?:last |first |once |briefly |already |recently |even )*(?:met|spoke|spoken"
    r"|talked|corresponded"
    r"|chatted|emailed|wrote) (?:to |with )?you\b"
    r"|\bwe (?:have |had )?(?:last |first |once |briefly |already |recently )*(?:met|spoke|spoken|talked"
    r"|corresponded|chatted)"
    r" (?:at|in|on|last|before|over|briefly|about|after|during|with)\b"
    r"|\b(?:you|You) (?:have |had |once |kindly |then |both |already |also |very |so |recently )*"
    r"(?:told|warned|promised|assured|advised|taught|wrote to|write to|written to|replied to|answered|emailed"
    r"|invited|visited|met"
    r"|introduced|recommended to|suggested to|sent|gave|lent|offered|encouraged|asked|helped|hosted|examined"
    r"|supervised) "
    r"(?:me|us)\b"
    r"|\b(?:your|Your) (?:\w+ )?(?:reply|answer|letter|e-?mail|visit|invitation|advice|promise|call) (?:to (?:me"
    r"|us|our \w+)|of last \w+"
    r"|last \w+|from last \w+|of \d+ \w+)\b"
    r"|\b(?:heard|saw|seen|hearing|met|meeting) you (?:both |again |then |speak|speaking|lecture|lecturing|talk"
    r"|present|give|at|in|on|last)\b"
    r"(?! (?:the |your |a |\w+ )?(?:podcast|radio|television|tv|show|air|episode|news|youtube)\b)"
    r"|\bmet you\b|\bas (?:you )?(?:agreed|promised|discussed)\b|\bas we (?:agreed|discussed)\b"
    r"|\b(?:nach|seit|bei) unser\w* (?:\w+ )?(?:Gespräch|Telefonat|Treffen|Begegnung)|\bals wir uns\b"
    r"|\b(?:suite à|après|depuis|lors de) notre (?:\w+ )?(?:conversation|rencontre|entretien|échange)"
    r"|\bquand nous nous sommes\b",
)
_WISH = Caseless(
    r"\b(?:would|could|might|can|may|will|shall|hope to|hope that|like to|love to|wish|if|whether|perhaps|never"
    r"|not yet|not)\b"
    r"(?: [\w'’-]+){0,2} ?\Z",
)
_TELLING = 4


def check_meetings(state: SentenceState) -> None:
    """Note a meeting or letter that the sentence takes for granted and neither template nor row tells of."""
    text = state.without_quotes
    for match in _CLAIMED.finditer(text):
        before = text[: match.start()]
        if _WISH.search(before[max(0, len(before) - 60) :]) or (text.rstrip().endswith("?") and not before.strip()):
            continue
        if _told(state, match[0]):
            continue
        phrase = text[match.start() : match.end()].strip(" ,.")
        reason = f"“{phrase}” speaks of an earlier contact that neither your template nor your list has."
        state.add(FindingKind.UNSUPPORTED, state.sentence, reason)
        return


def _told(state: SentenceState, phrase: str) -> bool:
    """True when the template's words say so, or a column of the row tells of a meeting and its words stand here."""
    if fold(phrase).strip(" ,.") in fold(state.literal):
        return True
    here = {one for one in words(state.sentence) if len(one) >= _TELLING}
    for one in state.grounds.columns:
        own = {word for word in words(one.text) if len(word) >= _TELLING}
        if own and 2 * len(here & own) >= len(own):
            return True
    needle = " ".join(words(phrase)[:3])
    return any(f" {needle} " in one.spaced for one in state.grounds.own if one.kind is EvidenceKind.TEMPLATE)

"""One invented letter with its template, row and evidence, for the tests of composing and checking."""

from __future__ import annotations

from scribe_desktop.domain.evidence import Evidence
from scribe_desktop.domain.template import Sender, parse_template
from tests.factories import paper, passage, recipient

TEMPLATE = parse_template(
    """Subject: Question about {{interest}}

Dear {{name}},

My name is Maya Okonjo and I am a second-year student at Karlsvale University. I read {{research}} and wanted to \
write to you. {% if lab %}I also saw what {{lab}} does.{% endif %}

Would you have fifteen minutes in May?

{{signature}}"""
)
RECIPIENT = recipient(affiliation="Karlsvale University", email="ilse@karlsvale.example")
SENDER = Sender("Maya Okonjo", "Karlsvale University", "Maya Okonjo\nKarlsvale University")
SUBJECT = "Question about coastal sediment transport"
TIDAL = paper(venue="Journal of Estuarine Physics", score=2.0)
RIPPLES = paper(
    "Ripple Migration in Shallow Inlets",
    id="P2",
    year=2021,
    authors=("Ilse Varnholt", "Teodora Ruiz-Klamm"),
    venue="Coastal Letters",
    abstract="Ripples migrate faster than thought: we tracked 340 ripples at 12 sites over three winters.",
    url="https://arxiv.org/abs/2101.00002",
    score=1.0,
)
HOME = passage(
    "Ilse Varnholt leads the Tidal Dynamics Lab at Karlsvale University. She joined in 2015 after a doctorate at the "
    "University of Brennholm. Her group measures how fine grains settle behind ripples with 48 sensors. In 2019 she "
    "won the Hallgrim Prize."
)
BOOKS = passage(
    "Her book “The Patient Coast” (2018, Oderfeld Press) tells how villages lived with moving dunes.",
    id="W2",
    url="https://karlsvale.example/books",
)
EVIDENCE = Evidence((HOME, BOOKS), (TIDAL, RIPPLES))


def body(filled: str) -> str:
    """The letter, with these words where the template leaves something open."""
    return f"""Dear Prof. Ilse Varnholt,

My name is Maya Okonjo and I am a second-year student at Karlsvale University. {filled}

Would you have fifteen minutes in May?

Maya Okonjo
Karlsvale University"""

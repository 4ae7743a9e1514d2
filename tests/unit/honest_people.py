"""Invented people of several languages with what was found about them, for the sentences of `honest_sentences`."""

from __future__ import annotations

from dataclasses import dataclass

from scribe_desktop.domain.evidence import Evidence, Paper, WorkKind
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, Template, parse_template
from tests.factories import paper, passage, recipient

SENDER = Sender("Robin Askham", "Little Harrow Ringers", "Robin Askham\nLittle Harrow Ringers")


@dataclass(frozen=True)
class Person:
    """A recipient, the template of the letter, and the evidence."""

    recipient: Recipient
    template: Template
    evidence: Evidence


def _paper(title: str, year: int, venue: str, authors: tuple[str, ...], abstract: str, an_id: str = "P1") -> Paper:
    url = f"https://papers.example/{an_id.lower()}"
    return paper(title, id=an_id, year=year, venue=venue, authors=authors, abstract=abstract, url=url)


ENGLISH = parse_template(
    "Subject: Bells\n\nDear {{name}},\n\nI write for the Little Harrow Ringers. {{research}}\n\n{{signature}}"
)
BELLS = Person(
    recipient(
        "Tamsin Oyelaran",
        interest="the acoustics of bells",
        email="t@wexcombe.example",
        affiliation="Wexcombe University",
    ),
    ENGLISH,
    Evidence(
        (
            passage(
                "Tamsin Oyelaran is Professor of Acoustics at Wexcombe University, where she has led the Bell Room "
                "since "
                "2016. She was a piano tuner before she became a physicist, and took her doctorate at the Marrick "
                "Institute of Technology in 2009 with a thesis on cracked bells. From 2010 to 2015 she was a "
                "researcher "
                "at the Foundry Museum in Halden.\n"
                "The Bell Room has nine members and keeps 214 small bells. In 2021 she received the Corvane Medal "
                "of the "
                "Acoustical Guild. She does not work on church organs. Each spring she teaches a course in which 35 "
                "schoolchildren cast a bell of their own. She has given about 80 public lectures.",
                url="https://wexcombe.example/oyelaran",
                title="Tamsin Oyelaran | Wexcombe University",
            ),
            passage(
                "Bell Room news. Last month the Bell Room moved into the former bakery, where the ovens now dry clay "
                "moulds. Visitors may come on the first Saturday of the month. Piers Holloway, who builds the "
                "microphones, won the Young Founders Prize.",
                id="W2",
                url="https://wexcombe.example/news",
                title="News",
            ),
        ),
        (
            _paper(
                "How a crack changes the voice of a bell",
                2019,
                "Journal of Ringing Bodies",
                ("Tamsin Oyelaran", "Piers Holloway"),
                "We struck 126 bronze bells before and after sawing a crack. A crack of two centimetres lowered the "
                "fundamental by 4.8% and shortened the ring by about a third. Listeners noticed the change in 71% "
                "of the "
                "trials. Painted bells behaved no differently from bare ones. Bells heavier than 90 kg could not be "
                "measured.",
            ),
            _paper(
                "Frost on the rim: bells in cold towers",
                2022,
                "Annals of Tower Acoustics",
                ("Tamsin Oyelaran", "Mirela Stan", "Piers Holloway"),
                "Over four winters we recorded bells in 17 mountain towers. Pitch rose by less than 0.5% in frost, too "
                "little for the ear. Ringers nevertheless rated frosty bells as brighter. Snow on the louvres muffled "
                "high partials.",
                "P2",
            ),
            Paper(
                "B1",
                "The Borrowed Hour",
                ("Tamsin Oyelaran",),
                2014,
                "A history of curfew bells in twelve harbour towns. Each chapter ends with a recipe from an inn.",
                "https://papers.example/b1",
                "Larkspur Books",
                kind=WorkKind.BOOK,
            ),
        ),
    ),
)

_GERMAN = parse_template(
    "Subject: Moor\n\nGuten Tag {{name}},\n\nich schreibe für den Moorverein. {{research}}\n\n{{signature}}"
)
PEAT = Person(
    recipient(
        "Walburga Teschendorf", interest="Moorschutz", email="w@luhnau.example", affiliation="Universität Luhnau"
    ),
    _GERMAN,
    Evidence(
        (
            passage(
                "Walburga Teschendorf leitet seit 2018 die Arbeitsgruppe Moorökologie an der Universität Luhnau. Sie "
                "promovierte 2006 an der Universität Arvensee über Torfmoose und war danach sechs Jahre am "
                "Landesamt für "
                "Bodenschutz tätig. Am Krummen Luch betreibt die Gruppe 14 Messstellen. Für ihre Führungen durch das "
                "Moor erhielt sie 2020 den Brachvogel-Preis.",
                url="https://luhnau.example/teschendorf",
                title="Walburga Teschendorf – Universität Luhnau",
            ),
        ),
        (
            _paper(
                "Rewetting drained bogs: methane peaks are short",
                2021,
                "Wetland Letters",
                ("Walburga Teschendorf", "Ole Brinkhus"),
                "We measured methane on 23 rewetted bogs. Emissions peaked in the second summer and halved by the "
                "fifth. "
                "Mown plots emitted less. Peat moss returned on 40% of the area.",
            ),
        ),
    ),
)

_FRENCH = parse_template(
    "Subject: Sel\n\nMadame {{name}},\n\nJe vous écris au nom du Cercle du marais. {{research}}\n\n{{signature}}"
)
SALT = Person(
    recipient(
        "Maëlle Kerdraon", interest="marais salants", email="m@brevault.example", affiliation="Université de Brévault"
    ),
    _FRENCH,
    Evidence(
        (
            passage(
                "Maëlle Kerdraon dirige depuis 2017 l'équipe « Sel et argile » de l'université de Brévault, qui "
                "compte huit "
                "chercheurs. Elle a soutenu sa thèse en 2011 à l'université d'Ormesson sur les oiseaux des marais "
                "salants. "
                "Le prix Littoral 2019 a récompensé son carnet de terrain, illustré par Joël Abgrall.",
                url="https://brevault.example/kerdraon",
                title="Maëlle Kerdraon – Université de Brévault",
            ),
        ),
        (
            _paper(
                "Salt ponds as stopovers for waders",
                2020,
                "Journal of Coastal Birds",
                ("Maëlle Kerdraon", "Pilar Ochandiano"),
                "We counted waders on 48 salt ponds over five springs. Abandoned ponds held half as many birds as "
                "worked "
                "ones. Depth mattered more than salinity.",
            ),
        ),
    ),
)

KILNS = Person(
    recipient(
        "Inmaculada Rebolledo",
        interest="cerámica medieval",
        email="i@tarzana.example",
        affiliation="Universidad de Tarzana",
    ),
    parse_template(
        "Subject: Hornos\n\nEstimada {{name}},\n\nLe escribo del taller de la villa. {{research}}\n\n{{signature}}"
    ),
    Evidence(
        (
            passage(
                "Inmaculada Rebolledo dirige desde 2014 el Laboratorio de Cerámica de la Universidad de Tarzana. Se "
                "doctoró "
                "en 2008 en la Universidad de Almodena con una tesis sobre hornos de barro. En 2022 recibió el Premio "
                "Alfarera.",
                url="https://tarzana.example/rebolledo",
                title="Inmaculada Rebolledo",
            ),
        ),
        (
            _paper(
                "Firing with olive pits: experiments in a rebuilt kiln",
                2018,
                "Archaeology by Fire",
                ("Inmaculada Rebolledo", "Nuño Belaza"),
                "In 19 firings, olive pits reached 950 degrees with half the fuel that pine wood needed. Glazes "
                "came out "
                "duller.",
            ),
        ),
    ),
)

LOOMS = Person(
    recipient(
        "Ludovica Sansepri", interest="tessitura", email="l@corvara.example", affiliation="Università di Corvara"
    ),
    parse_template(
        "Subject: Telai\n\nGentile {{name}},\n\nLe scrivo dal museo del paese. {{research}}\n\n{{signature}}"
    ),
    Evidence(
        (
            passage(
                "Ludovica Sansepri insegna storia del tessuto all'Università di Corvara dal 2013. Cura l'archivio "
                "dei telai, "
                "che conserva 310 disegni. Ha ricevuto il Premio Navetta nel 2021.",
                url="https://corvara.example/sansepri",
                title="Ludovica Sansepri",
            ),
        ),
        (
            _paper(
                "Patterns on squared paper: looms of the upper valley",
                2019,
                "Textile Notebooks",
                ("Ludovica Sansepri", "Odo Marchetti"),
                "We read 310 pattern drawings from six workshops. Most repeat after twelve threads.",
            ),
        ),
    ),
)

DIKES = Person(
    recipient(
        "Wietske Hoornaar", interest="dijken", email="w@oosterveen.example", affiliation="Universiteit Oosterveen"
    ),
    parse_template(
        "Subject: Dijken\n\nBeste {{name}},\n\nIk schrijf namens het dorpsarchief. {{research}}\n\n{{signature}}"
    ),
    Evidence(
        (
            passage(
                "Wietske Hoornaar leidt sinds 2015 de groep Waterbouw van de Universiteit Oosterveen. Zij "
                "promoveerde in "
                "2010 op kleidijken. De groep onderhoudt elf meetpunten langs de Zwarte Vaart.",
                url="https://oosterveen.example/hoornaar",
                title="Wietske Hoornaar",
            ),
        ),
        (
            _paper(
                "Clay dikes in dry summers",
                2020,
                "Dike and Polder",
                ("Wietske Hoornaar", "Jorrit Elsinga"),
                "Cracks in 27 clay dikes closed within three weeks of rain. Sheep kept cracks shallow.",
            ),
        ),
    ),
)

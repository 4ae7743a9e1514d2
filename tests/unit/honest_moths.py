"""A second invented person, with a letter's worth of true sentences written after the check was, and false ones."""

from __future__ import annotations

from scribe_desktop.domain.evidence import Evidence
from tests.factories import paper, passage, recipient
from tests.unit.honest_people import ENGLISH, Person

MOTHS = Person(
    recipient(
        "Dr. Oluwaseun Fairbairn",
        interest="street lighting and moths",
        email="o@netherby.example",
        affiliation="Netherby University",
    ),
    ENGLISH,
    Evidence(
        (
            passage(
                (
                    "Oluwaseun Fairbairn is a Lecturer in Ecology at Netherby University. He came to Netherby in "
                    "2020 after three years as a postdoc at the Institute for Night Ecology in Stavanholm. His PhD "
                    "(2016, University of Carse) dealt with moths and street lamps. He runs Moth Nights, a citizen "
                    "science project in which some 1,900 volunteers count moths in their gardens once a month. He is "
                    "co-editor of the Bulletin of Nocturnal Insects. He does not keep live insects. In 2023 the "
                    "Guild of Lamplighters gave him its Lantern Award for public engagement."
                ),
                title="Oluwaseun Fairbairn | Netherby",
                url="https://netherby.example/f",
            ),
        ),
        (
            paper(
                "Amber lamps and the return of moths to village streets",
                id="P1",
                year=2022,
                venue="Journal of Urban Night",
                authors=("Oluwaseun Fairbairn", "Greta Pellworm"),
                abstract=(
                    "We replaced white lamps by amber ones in 24 villages and left 24 others unchanged. Moth numbers "
                    "rose by 38% within two summers, and bats followed a year later. Residents did not feel less "
                    "safe. The cost was recovered after six years."
                ),
                url="https://papers.example/moths1",
            ),
            paper(
                "Dimming after midnight: what moths notice",
                id="P2",
                year=2024,
                venue="Annals of Light and Life",
                authors=("Greta Pellworm", "Oluwaseun Fairbairn", "Tobiah Renn"),
                abstract=(
                    "Lamps dimmed to 30% after midnight attracted as many moths as full lamps before midnight. Only "
                    "switching off helped. We trapped 7,412 moths of 211 species."
                ),
                url="https://papers.example/moths2",
            ),
        ),
    ),
)

TRUE = (
    "I came across your study with Greta Pellworm while looking for arguments that a council might listen to.",
    "That moths came back by more than a third within two summers, simply because lamps turned amber, cheered us "
    "enormously.",
    "It also helped that people felt just as safe as before.",
    "Our treasurer, who is not easily moved, liked the sentence about the cost being recovered after six years.",
    "Would you say that the effect depends on how dark the surroundings are?",
    "We are a little uncertain what to make of your more recent paper, in which dimming after midnight made no "
    "difference.",
    "Does that mean that we should switch the lamps off altogether, or would an hour earlier do?",
    "With more than seven thousand moths from over two hundred species, you must have spent many nights sorting.",
    "Several of our members already count for Moth Nights, and enjoy the company more than the moths.",
    "Nearly two thousand volunteers is a number any village would envy.",
    "You moved from Stavanholm to Netherby six years ago, so perhaps our hedges are still new to you.",
    "I see that you edit the Bulletin of Nocturnal Insects together with others.",
    "Congratulations on the Lantern Award, which the lamplighters could hardly have given to anyone more fitting.",
    "If a visit is too much to ask, a short note on what colour to order would already help us.",
    "We can offer a bed, a good supper and a dark churchyard.",
    "Your doctoral work at the University of Carse seems to have started all this.",
    "I was surprised that the bats took another year to follow.",
    "Have you ever been tempted to try red light?",
    "My own garden has never been so dark, and I sleep better for it.",
    "May we quote your figures in our newsletter?",
    "Please tell Greta Pellworm, too, how much we enjoyed it.",
    "The two papers lie open on the table of our reading room.",
    "I understand that you keep no live insects yourself, so we shall not send you any.",
    "What struck me was the honesty about dimming.",
    "You show that only switching off the lamps makes a difference to moths.",
    "Once a month your volunteers go out into their gardens to count.",
    "Before Netherby you spent three years in Stavanholm.",
)
FALSE = (
    "The cost being recovered after nine years was new to us.",
    "With more than nine thousand moths from over two hundred species, you must have spent many nights sorting.",
    "You edit the Journal of Urban Night together with others.",
    "You moved from Stavanholm to Netherby eleven years ago.",
    "I understand that you breed silkworms in your office.",
    "Congratulations on the Golden Moth Award.",
    "Your doctoral work at the University of Stavanholm seems to have started all this.",
    "Nearly four thousand volunteers is a number any village would envy.",
    "Since you chair the Guild of Lamplighters, may I ask about oil?",
)

"""The check of a draft: sentences made of the evidence's own words that say something else, and their honest twins."""

from __future__ import annotations

import pytest

from scribe_desktop.domain.email import Finding
from scribe_desktop.domain.evidence import Evidence, Paper
from scribe_desktop.domain.recipient import Recipient
from scribe_desktop.domain.template import Sender, parse_template
from scribe_desktop.pipeline.claim_check import check_draft
from tests.factories import passage

PAGE = """\
Oda Brennholt is Professor of Marine Biology at Skagholm University. She came to Skagholm in 2016 from Ferrow College, \
where she had taught since 2009. She directs the Tidewater Station. She is a member of the Coastal Advisory Board, \
which is chaired by Sverre Dalgaard. She is treasurer of the Northern Kelp Society (president: Prof. Imke Rautavaara).
Education: PhD Lisse University 2008. From 2008 to 2009 she was a postdoc at the Pellworm Institute. She does not work \
on whales. Her lab has no funding for interns.
In 2019 she received the Amber Shell Prize for her field guide to seaweeds. The Silver Anchor went to Jonas Wieck for \
his studies of oyster reefs. Her handbook Shore Lines was shortlisted for the Halden Medal.
Jonas Wieck – Lab manager. He holds a fellowship of the Marlin Trust and founded the Kelp Forest Initiative.
Dr Petra Solheim, who leads the Plankton Watch programme, was elected to the Royal Academy of Waters in 2021.
An English edition of Shore Lines is being prepared and is not yet finished. The harbour project will start in 2025."""
NEWS = """\
The Hansen Foundation will pay for a project on sea urchins with Petra Solheim of Lisse University. Oda Brennholt \
leads it. The team will visit 40 bays. The aim was not a complete census, she stressed, but an honest estimate."""

KELP = Paper(
    "P1",
    "Kelp forests after the heat wave",
    ("Oda Brennholt", "Jonas Wieck"),
    2020,
    "We surveyed kelp at 24 sites before and after a heat wave. Kelp cover was halved at shallow sites, but deep sites"
    " did not lose any kelp. Recovery was associated with fewer sea urchins, but we could not separate grazing from"
    " temperature. Red algae increased after the heat wave, while brown algae declined. Mussels were not affected. The"
    " losses may be caused by a bacterial disease.",
    "https://papers.example/kelp",
    "Journal of Northern Shores",
)
EELGRASS = Paper(
    "P2",
    "Eelgrass seeds carried by swans",
    ("Oda Brennholt", "Petra Solheim"),
    2018,
    "Swans carried seeds farther than waves did. Germination was the main obstacle; dispersal was secondary. Old birds"
    " carried more seeds than young birds, but young birds flew farther. Storms shaped the meadows. Most swans returned"
    " within a week. Effects on genetic diversity are imprecise.",
    "https://papers.example/eelgrass",
    "Botany of Lagoons",
)
URCHIN = Paper(
    "P3",
    "A camera trap for hungry urchins",
    ("Petra Solheim", "Oda Brennholt"),
    2022,
    "We built an underwater camera with a salt battery and a copper housing. Skill of local divers predicted how often"
    " cameras were returned, whereas the size of the reward did not. Labels need not disclose the software.",
    "https://papers.example/urchin",
    "Instruments of the Sea",
)
EVIDENCE = Evidence(
    (
        passage(PAGE, url="https://skagholm.example/brennholt", title="Oda Brennholt – Skagholm University"),
        passage(NEWS, id="W2", url="https://skagholm.example/news", title="New project on sea urchins"),
    ),
    (KELP, EELGRASS, URCHIN),
)
RECIPIENT = Recipient("Prof. Oda Brennholt", interest="kelp and seaweed", affiliation="Skagholm University")
MET = Recipient(
    "Prof. Oda Brennholt",
    interest="kelp and seaweed",
    affiliation="Skagholm University",
    fields={"met_at": "the Seaweed Days in Bredvik"},
)
TEMPLATE = parse_template(
    "Subject: A question\n\nDear Professor {{ last_name }},\n\n{{ research }}\n\nBest wishes,\nMia Lund"
)


def findings(sentence: str, recipient: Recipient = RECIPIENT) -> tuple[Finding, ...]:
    body = f"Dear Professor Brennholt,\n\n{sentence}\n\nBest wishes,\nMia Lund"
    sender = Sender("Mia Lund", "Torvik School")
    return check_draft("A question", body, recipient, TEMPLATE, sender, EVIDENCE).findings


ROLES = (
    (
        "As chair of the Coastal Advisory Board you must hear this often.",
        "As a member of the Coastal Advisory Board you must hear this often.",
    ),
    (
        "As president of the Northern Kelp Society you will know more.",
        "As treasurer of the Northern Kelp Society you will know more.",
    ),
    ("I read that you chair the Coastal Advisory Board.", "I read that you belong to the Coastal Advisory Board."),
    ("You founded the Tidewater Station, as I read.", "You direct the Tidewater Station, as I read."),
    (
        "The Tidewater Station, which you founded, is close to us.",
        "The Tidewater Station, which you lead, is close to us.",
    ),
    (
        "The Kelp Forest Initiative that you founded interests my class.",
        "The Tidewater Station that you head interests my class.",
    ),
    (
        "The Plankton Watch programme you direct is well known here.",
        "The Tidewater Station you direct is well known here.",
    ),
    (
        "I know that you are secretary of the Northern Kelp Society.",
        "I know that you are the treasurer of the Northern Kelp Society.",
    ),
    ("You are now at Ferrow College, and I live nearby.", "You once taught at Ferrow College, and I live nearby."),
    ("I hear that you are on leave from Ferrow College.", "I hear that you came from Ferrow College."),
    (
        "At the Pellworm Institute, where you now work, I have a friend.",
        "At the Pellworm Institute, where you were a postdoc, I have a friend.",
    ),
    ("Your students at Ferrow College are lucky.", "Your students at Skagholm University are lucky."),
    (
        "Do you, as dean of the Tidewater Station, take guests?",
        "Do you, as head of the Tidewater Station, take guests?",
    ),
)
AWARDS = (
    ("Congratulations on the Silver Anchor.", "Congratulations on the Amber Shell Prize."),
    ("I read that you received the Silver Anchor.", "I read that you received the Amber Shell Prize."),
    (
        "Congratulations on being elected to the Royal Academy of Waters.",
        "Congratulations on being given the Amber Shell Prize.",
    ),
    ("You were elected to the Royal Academy of Waters in 2021.", "You were given the Amber Shell Prize in 2019."),
    (
        "You won the Amber Shell Prize for your studies of oyster reefs.",
        "You won the Amber Shell Prize for your guide to seaweeds.",
    ),
    (
        "Congratulations on the Amber Shell Prize for your work on plankton.",
        "Congratulations on the Amber Shell Prize for your field guide.",
    ),
    (
        "The Amber Shell Prize you were given for your lectures on whales made me write.",
        "The Amber Shell Prize you were given for your field guide made me write.",
    ),
    ("I see that you hold a fellowship of the Marlin Trust.", "I see that you hold the Amber Shell Prize."),
    (
        "It was good to read that you won the Silver Anchor for studies of oyster reefs.",
        "It was good to read that you won the Amber Shell Prize for a field guide to seaweeds.",
    ),
    (
        "Shore Lines, the winner of the Halden Medal, lies on my desk.",
        "Shore Lines, shortlisted for the Halden Medal, lies on my desk.",
    ),
    (
        "I was glad that you were honoured with the Silver Anchor.",
        "I was glad that you were honoured with the Amber Shell Prize.",
    ),
    (
        "Congratulations, late as it is, on the Silver Anchor you got.",
        "Congratulations, late as it is, on the Amber Shell Prize you got.",
    ),
)
WORKS = (
    (
        "In “Eelgrass seeds carried by swans” you use a camera with a salt battery.",
        "In “A camera trap for hungry urchins” you use a camera with a salt battery.",
    ),
    (
        "In “Kelp forests after the heat wave” you show how swans carry seeds.",
        "In “Eelgrass seeds carried by swans” you show how swans carry seeds.",
    ),
    (
        "In “A camera trap for hungry urchins” you found red algae and mussels.",
        "In “Kelp forests after the heat wave” you found red algae and mussels.",
    ),
    (
        "I found the article in Botany of Lagoons where you and Jonas Wieck look at losses.",
        "I found the article in Journal of Northern Shores where you and Jonas Wieck look at losses.",
    ),
    (
        "Your paper with Jonas Wieck in Instruments of the Sea made me curious.",
        "Your paper with Jonas Wieck in the Journal of Northern Shores made me curious.",
    ),
    ("In your paper with Jonas Wieck, swans carry the seeds.", "In your paper with Jonas Wieck, red algae increased."),
    (
        "I liked your paper with Jonas Wieck on swans that carry seeds.",
        "I liked your paper with Jonas Wieck on kelp after the heat wave.",
    ),
    (
        "In your study in Botany of Lagoons, cameras have a copper housing.",
        "In your study in Instruments of the Sea, cameras have a copper housing.",
    ),
    (
        "Your article in Instruments of the Sea describes red and brown algae.",
        "Your article in the Journal of Northern Shores describes red and brown algae.",
    ),
    (
        "“Kelp forests after the heat wave” made me think of the divers and the cameras.",
        "“A camera trap for hungry urchins” made me think of the divers and the cameras.",
    ),
    (
        "In “Eelgrass seeds carried by swans” a bacterial disease is discussed, and the heat.",
        "In “Kelp forests after the heat wave” a bacterial disease is discussed, and the heat.",
    ),
    (
        "Your article in Journal of Northern Shores tells how germination stops the seeds.",
        "Your article in Botany of Lagoons tells how germination stops the seeds.",
    ),
)
NEGATIONS = (
    ("That deep sites lost kelp surprised me.", "That deep sites did not lose kelp surprised me."),
    ("I would love to hear about your work on whales.", "I promise not to ask about whales."),
    ("Your lab has funding for interns, I read.", "Your lab has no funding for interns, I read."),
    ("As I read it, labels have to disclose the software.", "As I read it, labels need not disclose the software."),
    (
        "You separate grazing from temperature, which I admire.",
        "You could not separate grazing from temperature, which I find honest.",
    ),
    (
        "That mussels declined after the heat wave worries my class.",
        "That mussels were not affected by the heat wave reassures my class.",
    ),
    ("I read that you work on whales.", "I read that you do not work on whales."),
    (
        "Red algae did not increase after the heat wave, you write.",
        "Red algae increased after the heat wave, you write.",
    ),
    ("Brown algae increased after the heat wave, you write.", "Brown algae declined after the heat wave, you write."),
    ("Red algae declined after the heat wave, as you saw.", "Red algae grew after the heat wave, as you saw."),
    ("You aimed at a complete census, as you stressed.", "You did not aim at a complete census, as you stressed."),
    (
        "Kelp cover doubled at shallow sites, which is new to me.",
        "Kelp cover was halved at shallow sites, which is new to me.",
    ),
    (
        "I was struck that most swans never returned within a week.",
        "I was struck that most swans returned within a week.",
    ),
)
CERTAINTY = (
    (
        "You prove that a bacterial disease explains the losses.",
        "You think that a bacterial disease may explain the losses.",
    ),
    ("You rule out temperature, which I find bold.", "You do not rule out temperature, which I find wise."),
    ("You settle the question of grazing and temperature.", "You leave the question of grazing and temperature open."),
    (
        "Your survey shows conclusively that kelp cover was halved at shallow sites.",
        "Your survey shows that kelp cover was halved at shallow sites.",
    ),
    (
        "The losses are caused by a bacterial disease, you write.",
        "The losses may be caused by a bacterial disease, you write.",
    ),
    ("You found clear effects on genetic diversity.", "You found imprecise effects on genetic diversity."),
    (
        "Fewer sea urchins led to the recovery, I learned.",
        "The recovery went together with fewer sea urchins, I learned.",
    ),
    (
        "I was glad that the English edition of Shore Lines has appeared.",
        "I was glad that an English edition of Shore Lines is being prepared.",
    ),
    (
        "It is good that the harbour project has been completed.",
        "It is good that the harbour project will start in 2025.",
    ),
    (
        "All swans returned within a week, which made me smile.",
        "Most swans returned within a week, which made me smile.",
    ),
    ("You proved that grazing slows the recovery of kelp.", "You ask whether grazing slows the recovery of kelp."),
    (
        "The recovery was caused by fewer sea urchins, as you write.",
        "The recovery was associated with fewer sea urchins, as you write.",
    ),
)
ORDER = (
    ("Young birds carried more seeds than old birds.", "Old birds carried more seeds than young birds."),
    ("Waves carried seeds farther than swans did.", "Swans carried seeds farther than waves did."),
    ("Young birds gathered more seeds than old birds.", "Old birds gathered more seeds than young birds."),
    ("The meadows shaped the storms, I learned.", "The storms shaped the meadows, I learned."),
    (
        "Dispersal was the main obstacle, and germination came only after.",
        "Germination was the main obstacle, and dispersal came only after.",
    ),
    (
        "It is the size of the reward rather than the skill of divers that brings cameras back.",
        "It is the skill of divers rather than the size of the reward that brings cameras back.",
    ),
    (
        "Brown algae gained after the heat wave, while red algae lost ground.",
        "Red algae gained after the heat wave, while brown algae lost ground.",
    ),
    ("Old birds carried fewer seeds than young birds.", "Young birds carried fewer seeds than old birds."),
    ("The storms were shaped by the meadows, as you put it.", "The meadows were shaped by the storms, as you put it."),
    (
        "Dispersal was the chief obstacle for eelgrass, germination a secondary one.",
        "Germination was the chief obstacle for eelgrass, dispersal a secondary one.",
    ),
    (
        "Kelp cover was halved at deep sites, but shallow sites did not lose kelp.",
        "Kelp cover was halved at shallow sites, but deep sites did not lose kelp.",
    ),
    (
        "The size of the reward, rather than skill, predicted how often cameras were returned.",
        "Skill, rather than the size of the reward, predicted how often cameras were returned.",
    ),
)
RANKS = (
    ("Shore Lines, the most widely used handbook, lies on my desk.", "Shore Lines, your handbook, lies on my desk."),
    ("You were the first to survey kelp after a heat wave.", "You went to survey kelp after a heat wave."),
    (
        "The Tidewater Station, the largest in the north, is close to us.",
        "The Tidewater Station, which you direct, is close to us.",
    ),
    ("Shore Lines is the standard work on seaweeds.", "Shore Lines is a handbook on seaweeds."),
    (
        "Your field guide to seaweeds is the most cited book of all time.",
        "Your field guide to seaweeds is the clearest book I have read.",
    ),
    ("Your kelp survey is the longest ever made.", "Your kelp survey covers twenty-four sites."),
    ("You are the leading authority on kelp.", "You write on kelp, among other things."),
    ("Yours was the first detection of red algae after a heat wave.", "You saw red algae increase after a heat wave."),
    ("The Tidewater Station is known the world over.", "The Tidewater Station is known to my class."),
    ("You set a world record with 40 bays.", "You will visit 40 bays."),
    ("Your handbook is the definitive guide to seaweeds.", "Your handbook is a guide to seaweeds."),
    (
        "You are the only researcher who has seen swans carry seeds.",
        "You are a researcher who has seen swans carry seeds.",
    ),
)
MEETINGS = (
    (
        "Following our conversation in Bredvik last month, I read about kelp.",
        "Before any conversation about it, I read about kelp.",
    ),
    ("As you told me, swans carry seeds.", "As you write, swans carry seeds."),
    ("Thank you for our meeting last week.", "Thank you for your time."),
    ("When we met in Bredvik, swans came up.", "If we could meet, swans would come up."),
    ("I enjoyed our chat on swans at the harbour last year.", "I would enjoy a chat on swans at the harbour."),
    ("Since we spoke in May, I have read about swans.", "Since I read about swans, I have wanted to write."),
    ("You kindly sent me your article on swans.", "Would you kindly send me your article on swans?"),
    ("As we discussed, I would like to learn about kelp.", "I would like to learn about kelp."),
    ("You invited us to the Tidewater Station.", "Could we visit you at the Tidewater Station?"),
    ("Thank you for your reply of last week.", "I would be glad about a reply next week."),
    ("I heard you speak about kelp in Bredvik.", "I would love to hear you speak about kelp."),
    ("You once promised us a tour of the Tidewater Station.", "May I ask for a tour of the Tidewater Station?"),
    ("It was a pleasure to have met you at the harbour.", "It would be a pleasure to meet you at the harbour."),
)
INVENTED = (
    (
        "I liked that red algae increased and that you also tried it on crocodiles.",
        "I liked that red algae increased and that you also looked at mussels.",
    ),
    (
        "The kelp survey at 24 sites, which you repeated in Greenland, stayed with me.",
        "The kelp survey at 24 sites, which you repeated after the heat wave, stayed with me.",
    ),
    (
        "I like the recipes you mention, and the swans that carry seeds.",
        "I like the swans you mention, and the seeds they carry.",
    ),
    (
        "I read that swans carried seeds, and you even filmed penguins.",
        "I read that swans carried seeds, and you even compared waves.",
    ),
    (
        "The field guide to seaweeds, which you wrote in prison, is on my desk.",
        "The field guide to seaweeds, which you wrote, is on my desk.",
    ),
    (
        "You survey kelp at 24 sites, and you once sailed a submarine.",
        "You survey kelp at 24 sites, and you once surveyed mussels.",
    ),
    ("In the survey of kelp you describe volcanoes, too.", "In the survey of kelp you describe mussels, too."),
    (
        "Swans carry the seeds, and you also recommend helicopters.",
        "Swans carry the seeds, and you also discuss waves.",
    ),
    (
        "The camera with the salt battery, which you sold to Hollywood, impressed us.",
        "The camera with the salt battery, which you built, impressed us.",
    ),
    (
        "I like the lullabies you describe, and the kelp at deep sites.",
        "I like the mussels you describe, and the kelp at deep sites.",
    ),
    ("Red algae increased, and you bought a lighthouse.", "Red algae increased, and you looked at mussels."),
    (
        "You teach marine biology, and you even built a cathedral.",
        "You teach marine biology, and you even built a camera.",
    ),
)
OF_OTHERS = (
    ("You manage the lab at Skagholm, I read.", "You direct the station at Skagholm, I read."),
    ("As you lead the Plankton Watch programme, you will know.", "As you lead the Tidewater Station, you will know."),
    ("I admire that you studied oyster reefs.", "I admire that you wrote a field guide to seaweeds."),
    ("The holder of the Silver Anchor must be busy.", "The holder of the Amber Shell Prize must be busy."),
    ("Your study with Sverre Dalgaard on kelp moved me.", "Your study with Jonas Wieck on kelp moved me."),
    (
        "Your paper with Petra Solheim on kelp after the heat wave moved me.",
        "Your paper with Jonas Wieck on kelp moved me.",
    ),
    (
        "You and Jonas Wieck show that swans carried seeds far.",
        "You and Petra Solheim show that swans carried seeds far.",
    ),
    (
        "I read “Kelp forests after the heat wave”, which you wrote with Imke Rautavaara.",
        "I read “Kelp forests after the heat wave”, which you wrote with Jonas Wieck.",
    ),
)
MADE = (
    ("I liked your film on seaweeds very much.", "I liked your field guide to seaweeds very much."),
    ("I showed your smartphone app about kelp to a friend.", "I showed your paper about kelp to a friend."),
    ("The podcast on urchins that you host is fun.", "The camera for urchins that you built is fun."),
)
NUMBERS = (
    ("That 30 sites were surveyed before a heat wave is much.", "That twenty-four sites were surveyed is much."),
    ("I was struck by forty sites of kelp.", "I was struck by forty bays to visit."),
)
PAIRS = (
    *ROLES,
    *AWARDS,
    *OF_OTHERS,
    *MADE,
    *NUMBERS,
    *WORKS,
    *NEGATIONS,
    *CERTAINTY,
    *ORDER,
    *RANKS,
    *MEETINGS,
    *INVENTED,
)

PLAIN = (
    "I was struck by how candid you are that grazing and temperature could not be told apart.",
    "I found it fascinating that brown algae suffered while red algae thrived after the heat wave.",
    "Nothing I have read about kelp has stayed with me as long as your survey.",
    "I would be grateful if you could tell me whether mussels are affected by warmer water.",
    "I read that the Silver Anchor went to Jonas Wieck of your group; please give him my congratulations.",
    "I know Petra Solheim leads the Plankton Watch programme, and I have applied there too.",
    "What I like about the camera paper is that the divers' skill mattered and the reward did not.",
    "You note that recovery went along with fewer sea urchins, which fits what our divers see.",
    "Having moved from Ferrow College to Skagholm in 2016, you will know both coasts well.",
    "It was not clear to me whether the losses at shallow sites were caused by disease or by heat.",
    "I do not study whales myself, but I was amused that you have to tell people you do not either.",
    "My teacher, who leads our diving club, gave me your handbook Shore Lines.",
    "Young birds carried fewer seeds than old ones, but they flew farther.",
)


@pytest.mark.parametrize("false", [false for false, _ in PAIRS])
def test_a_false_sentence_in_words_of_the_evidence_is_found(false: str) -> None:
    assert findings(false)


@pytest.mark.parametrize("honest", [*(honest for _, honest in PAIRS), *PLAIN])
def test_an_honest_sentence_passes(honest: str) -> None:
    assert findings(honest) == ()


def test_a_meeting_that_the_row_tells_of_may_be_mentioned() -> None:
    sentence = "I enjoyed our conversation at the Seaweed Days in Bredvik."
    assert findings(sentence)
    assert findings(sentence, MET) == ()


def test_the_reason_shows_what_the_evidence_has_instead() -> None:
    (found,) = findings("As chair of the Coastal Advisory Board you must hear this often.")
    assert "member of the Coastal Advisory Board" in found.reason
    (found,) = findings("Congratulations on the Silver Anchor.")
    assert "Jonas Wieck" in found.reason


def test_a_fixed_sentence_of_the_template_may_speak_of_a_meeting() -> None:
    text = "Subject: A question\n\nDear Professor {{ last_name }},\n\nwe met last year. {{ research }}\n\nMia Lund"
    body = "Dear Professor Brennholt,\n\nwe met last year. I read about kelp.\n\nMia Lund"
    sender = Sender("Mia Lund", "Torvik School")
    assert check_draft("A question", body, RECIPIENT, parse_template(text), sender, EVIDENCE).findings == ()

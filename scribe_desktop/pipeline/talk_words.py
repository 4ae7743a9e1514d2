"""Words of opinion, feeling and courtesy: what a writer thinks of something, which no evidence could carry."""

from __future__ import annotations

from scribe_desktop.pipeline.text_match import word_set

OPINIONS = word_set(
    """
    absorbed absorbing accessible admit admittedly afraid agreeable alarm alarmed alarming alone amazed amazement amuse
    amused amusing anybody anyway apart apologise apologize apology appeal appealed apprehensive apt astonish
    astonished astonishing astonishment astute attracted attractive awe balanced barely behold beforehand besides bold
    bother boundless brave bravery brilliant calm candid candour caution cautious charm charmed charming cheer cheered
    cheerful clever clue comfort comforting confess confused congratulate convinced courage courageous courteous
    daring delicate delicious delight delighted delightful despite disagree disappoint disappointed disappointment
    disarming dismay doubt doubts dull earnest easy easier easiest elegance eloquent encouraged encouragement engrossed
    entertaining enthusiasm enthusiastic envy envious essential everybody evident excuse expect expected expecting
    eyeopening fair fairness favourite favorite fearless fitting flaw forgiving fortnight fortunate frank frankness
    friendly funny gather generosity generous gentle gift glimpse gracious gratitude grin guess guessed handy
    haunted haunting heartening hearted hesitant hesitate honest honesty honoured humble humility humour hunch imagine
    imagined impatient incredible inclined ingenious ingenuity inviting ironic irresistible jealous joyful judge
    judicious keenly laugh laughed lesson lessons likeable likable linger lingered listen lively lovely lucid luck
    lucky magnificent marvel marvellous meanwhile memorable merit miss mistake mistaken modest modesty moving naive
    naturally neat nobody nonetheless nowadays obvious odd openness otherwise outstanding pardon patience pity
    persuaded persuasive playful pleasant plain presume privilege promising proud provocative provoke puzzling
    puzzled readable reassured reassuring refreshed refreshing regret relief relieved reluctant remember remind
    reminded remark resonate resonated respect restraint rewarding rich rightly round sad sadness satisfaction
    satisfying scarcely sceptical sceptic secretly sensible sensitive serious shame shy sincere skeptical smile
    smiled sobering somebody somehow sorry splendid startled startling stayed stays strange stuck stunning stubborn
    stumbled stumble suddenly superb suppose supposed surely suspect suspected suspicion sympathy tempted tempting
    tender terrific thankful thoughtfulness thorny thrilled thrilling tidy timely touched touching tough tricky trouble
    troubled troubling trust trusted uneasy unexpected unforgettable unusual upset urge urgent venture vivid warm
    warmth welcome welcomed whatever whenever wherever whichever whoever wise wisdom wit witty wonderfully worried
    worry worrying worthwhile wrong yesterday
    """
)
"""Words like these in a sentence neither need evidence nor count as evidence for its other words."""

CIRCUMSTANCES = (
    r"train|bus|tram|plane|ferry|flight|boat|commute|journey|way home|way to work|sofa|couch|garden|kitchen|bath|bed"
    r"|bedside table|beach|holidays?|vacation|weekend|night|evening|morning|afternoon|day|lunch(?: ?break)?|breakfast"
    r"|supper|dinner|coffee|tea|wine|winter|summer|spring|autumn|desk|shelf|office|staff ?room|phone|sitting|week"
    r"|fortnight|month|pencil|table|reading room|library|classroom|club|notice ?board|wall"
)
"""Where, when and with what a writer reads: said after a preposition, it tells nothing about the recipient."""

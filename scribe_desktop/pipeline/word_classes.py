"""Words that say the same of a scholar's life and work, and the forms of irregular verbs: for comparing paraphrases."""

from __future__ import annotations

from scribe_desktop.pipeline.text_match import stem

# The first of each line stands for all. Words for an office or an honour stand together only when one may always be
# put for the other: a member is no chair, and a prize that somebody was listed for is not won.
SAME = """
    postdoc postdoctoral postdoctorate
    doctorate doctoral phd dphil thesis theses dissertation doctorat doctorado dottorato doktorarbeit promovierte
    honour honours honoured honor honors honored
    fund funds funded funding grant grants granted sponsor sponsored support supports supported pay pays paid
    lecture lectures lecturing speaker speech keynote
    chair chairs chaired chairman chairwoman chairing
    edit edits edited editor editors editing
    percent percentage
    teach teaches teaching course courses
    grow grows growing
    lead leads leading head heads headed heading direct directs directed run runs running leitet dirige
    win wins winning winner winners receive receives received receiving earn earns earned
    prize prix preis premio prijs
    medal medals medaille medaglia medalla
    professor professors professorship professeur profesor professore hoogleraar
    scholar scholars scholarly academic academics academia researcher researchers research scientist scientists
    join joins joined joining arrive arrives arrived
    author authors authored writer writers write writes writing
    found founds founded founding founder cofounded cofounder establish establishes established
    translate translates translated translating translation translations translator translators
    town towns city cities municipal municipality municipalities
    office offices authority authorities agency agencies
    firm firms company companies business businesses enterprise enterprises employer employers
    worker workers employee employees staff personnel
    child children kid kids infant infants youngster youngsters
    woman women female females
    man men male males
    illness illnesses disease diseases disorder disorders sickness
    physician physicians doctors clinician clinicians
    patient patients
    car cars automobile automobiles vehicle vehicles
    increase increases increased increasing rise rises rising raise raises raised raising lift lifts lifted
    decrease decreases decreased decreasing fall falls falling drop drops dropped dropping decline declines declined
    reduce reduces reduced reduction reducing lower lowers lowered lowering cut cuts cutting trim trims trimmed
    half halve halves halved halving
    double doubles doubled doubling twice twofold
    triple triples tripled thrice threefold
    fast faster fastest quick quicker quickest rapid swift speed
    slow slower slowest slowness
    big bigger biggest large larger largest huge great
    small smaller smallest little tiny
    size sizes amount amounts quantity quantities
    skilled skilful skillful practised practiced experienced expert experts
    novice novices beginner beginners learner learners
    trust trusts faith confidence
    old older oldest ancient
    young younger youngest
    wet wetter wettest moist moisture wetness damp dampness humid humidity
    dry drier driest dryness
    warm warmer warmest warmth warming
    cold colder coldest coldness
    rain rains rainfall precipitation
    soil soils ground
    cloth cloths textile textiles fabric fabrics
    colour colours coloured color colors
    forest forests wood woods woodland woodlands
    river rivers stream streams
    sea seas ocean oceans marine
    house houses housing home homes dwelling dwellings
    money sum sums cash
    cost costs costly expense expenses expensive
    wage wages salary salaries earnings
    law laws legal
    court courts tribunal tribunals
    war wars warfare
    begin begins beginning start starts started starting
    end ends ended ending finish finishes finished
    show shows showing demonstrate demonstrates demonstrated
    examine examines examined examining investigate investigates investigated inquiry enquiry inquire
    survey surveys surveyed questionnaire questionnaires
    estimate estimates estimated estimating estimation
    forecast forecasts forecasting predict predicts predicted prediction predictions
    compare compares compared comparing comparison comparisons
    gather gathers gathered gathering collect collects collected collecting collection
    bury buries buried burying burial
    live lives lived living life
    die dies died dying death deaths dead
    release releases released releasing
    harvest harvests harvested harvesting pick picks picked picking
    permit permits permitted licence license licences licenses
    village villages villager villagers
    inhabitant inhabitants resident residents soul souls
    guide guides guided guidance
    assistant assistants
    obstacle obstacles barrier barriers hurdle hurdles
    imprecise imprecision uncertain uncertainty
    explain explains explained explaining explanation explanations
    accurate accuracy precise precision
    error errors mistakes
    speak speaks speaking talk talks talking
    public publicly
    pupil pupils schoolchild schoolchildren
    heavy heavier heaviest
    light lighter lightest
    deep deeper deepest depth
    high higher highest height
    long longer longest length
    short shorter shortest
    strong stronger strongest strength
    weak weaker weakest weakness
    hard harder hardest
    soft softer softest
    bright brighter brightest brightness
    dark darker darkest darkness
    thick thicker thickest thickness
    thin thinner thinnest
    wide wider widest width broad broader
    narrow narrower narrowest
    hot hotter hottest heat
    near nearer nearest nearby
    rich richer richest
    poor poorer poorest poverty
    kilogram kilograms kilo kilos kg
    kilometre kilometres kilometer kilometers km
    centimetre centimetres centimeter centimeters cm
    millimetre millimetres millimeter millimeters mm
    retire retires retired retirement
    daily diurnal
    monthly months month
    weekly weeks week
    yearly annual annually year years
"""

# Forms that no ending tells; the first of each line stands for all.
IRREGULAR = """
    lead led
    teach taught
    grow grew grown
    write wrote written
    win won awarded
    find found
    build built
    hold held
    give gave given
    speak spoke spoken
    run ran
    begin began begun
    choose chose chosen
    rise rose risen
    fall fell fallen
    lose lost
    make made
    know knew known
    see saw seen
    take took taken
    dig dug
    feed fed
    breed bred
    weave wove woven
    sing sang sung
    spin spun
    draw drew drawn
    bring brought
    buy bought
    sell sold
    think thought
    keep kept
    leave left
    meet met
    spend spent
    send sent
    stand stood
    tell told
    wear wore worn
    break broke broken
    drive drove driven
    freeze froze frozen
    fly flew flown
    swim swam swum
    sink sank sunk
    bear bore borne
    bind bound
    burn burnt
    learn learnt
    catch caught
    deal dealt
    drink drank drunk
    eat ate eaten
    fight fought
    forget forgot forgotten
    get got gotten
    hang hung
    hear heard
    hide hid hidden
    lend lent
    mean meant
    pay paid
    ride rode ridden
    seek sought
    shake shook shaken
    shoot shot
    sleep slept
    steal stole stolen
    strike struck
    sweep swept
    throw threw thrown
    wake woke woken
    come came
    become became
    go goes went gone
    child children
    woman women
    man men
    mouse mice
    foot feet
    tooth teeth
    goose geese
"""

# Who does it, and what is done: "physicist" and "physics".
CALLINGS = (
    ("ologists", "ology"), ("ologist", "ology"), ("icists", "ics"), ("icist", "ics"),
    ("omists", "omy"), ("omist", "omy"),
    ("ographers", "ography"), ("ographer", "ography"), ("ematicians", "ematics"), ("ematician", "ematics"),
    ("historians", "history"), ("historian", "history"), ("chemists", "chemistry"), ("chemist", "chemistry"),
    ("linguists", "linguistics"), ("linguist", "linguistics"), ("philosophers", "philosophy"),
    ("philosopher", "philosophy"), ("astronomers", "astronomy"), ("astronomer", "astronomy"),
    ("musicians", "music"), ("musician", "music"), ("politicians", "politics"), ("politician", "politics"),
)  # fmt: skip


def _by_word(lines: str) -> dict[str, str]:
    return {word: line.split()[0] for line in lines.strip().splitlines() for word in line.split()}


# "Found" is a form of "find", and "founded" is not.
FORMS = {word: first for word, first in _by_word(IRREGULAR).items() if word != first}
CLASSES = {stem(word): stem(first) for word, first in _by_word(SAME).items()}

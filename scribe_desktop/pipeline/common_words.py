"""Lists of words for the check of a draft: which say nothing about a person, and which always state a fact."""

from __future__ import annotations

from functools import lru_cache

from scribe_desktop.pipeline.talk_words import OPINIONS
from scribe_desktop.pipeline.text_match import stem, words
from scribe_desktop.pipeline.word_classes import CALLINGS, CLASSES, FORMS


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Grammar.
FUNCTION_WORDS = _set(
    """
    a an the and or but nor so yet if then than that this these those there here it its he she they them their
    his her hers him i me my mine we us our ours you your yours who whom whose which what when where why how all
    any both each either neither some such same other another others own no not none nothing only just very too
    also even still again already always never ever often sometimes once twice of in on at to from by for with
    without within into onto upon over under about above below between among across through during before after
    since until till against toward towards as like unlike per via is are was were be been being am do does did
    done doing have has had having can could may might must shall should will would let lets more most less
    least much many few several one ones ourselves yourself myself itself themselves himself herself dont im ive
    id ill youre youve isnt arent wasnt cant whether while although though because however therefore thus hence
    instead rather quite able unable cannot almost perhaps maybe else elsewhere anywhere everywhere somewhere out up
    down off away back further furthermore moreover indeed former formerly earlier previously number numbers
    lie lies lot
    """
)

# What people say about reading, asking, liking and meeting: true or not, no evidence could carry it.
TALK = _set(
    """
    abstract academic account add address admiration admire admired advance advice advise agree aim allow amazing
    answer anyone appealing applicant application apply appreciate appreciated approach argue argument around
    arrange art article ask asked aspect attached attention author authors available aware background based basis
    beautiful became become begin believe best better book brief bring broad broader brought build building call
    called came care careful carefully case catch caught center central certain challenge chance chapter chat choose
    chose chosen clarity claim claiming clear clearly
    close closely coauthor collaborate colleague come coming compelling
    complex conclude conclusion congratulations connect
    connection consider considerate consideration contact contribute
    contribution conversation conversations convincing cover create creative curiosity curious current currently
    daily day days deal dear deep deeper deeply demonstrate describe described description detail detailed develop
    developed different difficult direct direction directly discover discuss discussed discussion draw drawn drew
    eager early elegant email mail mailing encourage encouraging end engage engaging enjoy enjoyable enjoyed enjoyment
    enlightening enough enquiry entitled especially everyone everything exactly example excellent excited exciting
    explain explained explains explanation explore explored exploring express extend extremely eye eyes face fact
    fascinated fascinating fascination feel felt field fields find finding findings fine focus focused follow
    followed following fond form found fresh full future gain gave general genuine genuinely get give given glad go
    goal going good graduate grateful great greatly ground grow guidance happy hard head hear heard heart hello help
    helped helpful helps hi highlight hold holds hope hoping hour idea ideas illuminating immediately impact
    important impress impressed impression impressive inform information inquire inquiry insight insightful insights
    inspire inspired inspiring intend interest interested interests intern internship intrigued intriguing introduce
    investigate investigated invitation invite involve issue joy keen keep key kind kindly knew know knowing
    knowledge known large last lasting later latest lead learn learned learning learnt left letter light line link
    little long look looked looking looks lot love loved made main make makes manner mark master masters matter
    matters mean means meet meeting mention mentioned message method methods mind minute minutes moment monograph
    motivated move moved name named nature need new next nice note noted notice noticed novel now observation offer
    offered open opens opportunity order page pages paper papers part particular particularly partner partners
    passage passion past people perspective piece place plan play please pleased pleasure point pointed position
    possibility possible practical precise present presented problem process professor profile program project
    projects propose prospective publication publications publish published puzzle question questions quick quickly
    raise raised rare reach reaching read reader reading ready real really reason recent recently recommend regard
    regarding regards relate related relevant remarkable reply report reported request research researcher respond
    response rest result results right role run runs said saw say says scholar scope second section see seem seems
    seen semester sense series set share shared short show showed showing shown shows similar simple simply
    sincerely site small someone something soon speak specific specifically spend spent spoke stand start started
    state stay step stood striking strong strongly struck student studied studies study studying stuff style subject
    suggest suggests summary supervision support sure surprised surprising take taken talk taught tell text thank
    thanks theme thing things think thinking thorough thought thoughtful thoughts time title titled today together
    told took topic topics touch treat treatment true truly try turn twice undergraduate understand understanding
    understood unique use used useful using usual valuable value various view visit want wanted warmly way ways
    website week well went whole wide wish wonder wondered wonderful wondering word words work worked working works
    world worth write writes writing written wrote year years
    """
)

# A draft that says one of these states a fact, however common its other words are.
FACTS = _set(
    """
    award awards awarded prize prizes medal medals medallist honour honor honorary laureate nobel fellow fellows
    fellowship grant grants granted won winner winning elected president chair chaired chairman chairwoman
    director directed dean founder founded cofounded editor edited keynote patent patents patented bestseller
    bestselling phd doctorate doctoral dissertation thesis postdoc postdoctoral born married retired retirement
    emeritus emerita sabbatical tenure tenured appointed promoted promotion supervised alma graduated alumna alumnus
    """
)


# Said of the recipient ("your students lead…"), these tell something that happened, common as they are.
DEEDS = _set(
    """
    build built builds class course create created creates develop developed develops first gave give given introduce
    introduced introduces lead leads led spend spends spent student students talk talks taught teach teaches treat
    treated treatment world
    """
)

# Written with a capital without being anybody's name.
CAPITALISED = _set(
    """
    i monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december dear professor prof professors dr doctor mr mrs ms mx sir madam miss
    mondays tuesdays wednesdays thursdays fridays saturdays sundays id ive im ill
    best kind warm regards sincerely yours respectfully hello hi greetings thank thanks re pdf ok email
    """
)
DEGREES = _set("phd dphil msc bsc mba")
HONORIFICS = _set(
    """
    professor prof professors dr doctor mr mrs ms mx sir dear hello hi greetings
    """
)

# Small words that may stand inside a name, a title or an institution.
CONNECTORS = _set(
    """
    of the and for in on at to with from by a an de la le les du des del della di da dos das do y e et und fur
    zu zur von van der den het ter ten al bin ibn as into
    """
)
INSTITUTION_WORDS = _set(
    """
    university universitat universite universidad universita universidade
    institute institut instituto istituto college lab labs labor lehrstuhl landesamt akademie stiftung
    fondation fundacion fondazione stichting universiteit hogeschool escuela scuola musee museo laboratory
    laboratories laboratoire school department
    faculty academy museum hospital clinic center centre foundation observatory polytechnic hochschule
    politecnico ecole library archive agency ministry ministerio ministere ministero ministerium observatorio group
    consortium
    """
)
VENUE_WORDS = _set(
    """
    journal proceedings conference symposium workshop transactions letters review reviews annals archives
    bulletin magazine quarterly press publisher publishers verlag advances communications reports nature science
    """
)
TITLE_CUES = _set(
    """
    paper papers article articles book books monograph novel textbook preprint publication study chapter essay
    titled entitled called named
    """
)

NUMBER_WORDS = _set(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen
    """
)

COMMON_WORDS = FUNCTION_WORDS | TALK | OPINIONS | CAPITALISED


_CALLED = tuple(end for end, _ in CALLINGS)


@lru_cache(maxsize=16384)
def concept(word: str) -> str:
    """The stem of a folded word, one for all words that say the same and all forms of a verb."""
    word = FORMS.get(word, word)
    if word.endswith(_CALLED):
        word = next(word.removesuffix(end) + field for end, field in CALLINGS if word.endswith(end))
    one = stem(word)
    return CLASSES.get(one, one)


@lru_cache(maxsize=1024)
def concepts(text: str) -> frozenset[str]:
    """The concepts of all words of a text."""
    return frozenset(map(concept, words(text)))


FACT_STEMS = frozenset(stem(word) for word in FACTS)
COMMON_STEMS = frozenset(stem(FORMS.get(word, word)) for word in COMMON_WORDS) - FACT_STEMS


@lru_cache(maxsize=16384)
def is_common(word: str) -> bool:
    """True for a folded word that says nothing about a person: grammar, talk of reading and asking, opinions."""
    return word in COMMON_WORDS or word.endswith("ly") or stem(FORMS.get(word, word)) in COMMON_STEMS

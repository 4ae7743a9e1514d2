"""Which language a text is in, and that language's own small words: German, French, Spanish, Italian, Dutch, "
"English."""

from __future__ import annotations

import re
from functools import lru_cache

from scribe_desktop.pipeline.text_match import word_set, words

ENGLISH = "en"

# Grammar: most of a sentence's words, and nearly never those of another language.
_GRAMMAR = {
    ENGLISH: """
        the and of to in is that it was for on are with as be this have from or by but not you your which we an they
        has had were been their who would when what how i my our there than more about could can do did if so
    """,
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder aber doch denn weil dass wenn ob als wie
        ich sie ihr ihre ihren ihrem ihrer ihres wir uns unser unsere unserer mich mir mein meine meinen meiner meinem
        er es man sich ist sind war waren bin hat haben hatte hatten habe wird werden wurde wurden worden kann konnen
        konnte konnten durfte durfen darf muss sollte soll wurde mochte mochten nicht kein keine keinen mit von vom zu
        zum zur fur auf aus bei beim nach uber unter vor im ins am an um durch gegen ohne zwischen seit bis auch noch
        schon sehr so nur dort dabei dazu daran darin davon daruber hier da mehr diese dieser dieses diesen diesem
        jeder jede jedes alle allem ihnen dessen deren etwa rund sowie bereits wo was wer dann nun mal
        gern gerne bitte danke vielen dank herzlich
    """,
    "fr": """
        le la les un une des du de et ou mais donc car que qui quoi dont ou je tu il elle nous vous ils elles on me te
        se mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces est sont etait etaient ete
        etre ai as avons avez ont avait avaient avoir sera serait seraient pourrait pourriez pourrais pouvez peut
        voudrais aimerais ne pas plus tres bien aussi si comme avec sans pour par sur sous dans en au aux entre depuis
        vers chez avant apres pendant lors ainsi encore toujours meme y quel quelle quels quelles tout toute tous
        toutes merci bonjour cela ceci c d l j m n s t qu
    """,
    "es": """
        el la los las un una unos unas y o pero que quien cuyo cuya yo tu usted ustedes el ella nosotros ellos me te se
        mi mis su sus nuestro nuestra nuestros nuestras es son era eran fue fueron sido ser estar esta estan estaba he
        ha han habia haber hay tiene tienen puede podria quisiera gustaria no mas muy tambien si como con sin para por
        sobre en de del al entre desde hasta ante este esta estos estas ese esa esos eso cuando donde lo le les todo
        toda todos todas gracias sin embargo ya aun
    """,
    "it": """
        il lo la i gli le un uno una e o ma che chi cui io tu lei lui noi voi loro mi ti si ci vi mio mia miei mie suo
        sua suoi sue nostro nostra nostri nostre e sono era erano stato stata stati state essere ho ha hanno abbiamo
        aveva avere puo potrebbe vorrei non piu molto anche se come con senza per su in di da del della dei delle dello
        degli al alla ai alle nel nella nei nelle dal dalla dai sul sulla tra fra questo questa questi queste quello
        quella quando dove tutto tutti tutte grazie perche d l c un dell all nell sull dall
    """,
    "nl": """
        de het een en of maar want dat die dit deze ik jij je u hij zij ze wij we ons onze mijn uw jouw zijn haar hun
        is was waren ben bent heeft heb hebben had hadden wordt worden werd werden kan kunnen kon zou zouden zal moet
        niet geen meer zeer ook nog al als zoals met zonder voor door op onder in uit van naar bij aan om te tot tussen
        sinds over er daar hier wie wat waar wanneer hoe alle graag dank bedankt naar mij me hen
    """,
}
# What letters say in each language about reading, asking and liking: true or not, no evidence could carry it.
_TALK = {
    "de": """
        aufsatz aufsatze artikel arbeit arbeiten buch bucher beitrag studie forschung forschungen thema frage fragen
        antwort seite seiten kapitel titel text interesse interessiert interessante interessant gelesen lese lesen las
        gestossen entdeckt gefunden finde fand gesehen sehe beeindruckt beeindruckend beeindruckte uberrascht
        uberraschend uberraschte gefreut freue freuen wurde freude begeistert spannend gefallt gefallen besonders
        gemeinsam anhand angenommen bisher bedanken dankbar schreibe schreiben geschrieben wissen weiss erfahren
        vorstellen moglich moglichkeit gedanken gedacht denken denke meinung halten halte glaube gesprach gesprache
        sprechen telefon minuten zeit ganz gerade immer wieder vielleicht eigentlich naturlich lange kurz erst neu
        neue neuen gute guten gut grosse grosser ersten ersten sogar etwas viel viele einige eigene eigenen liegt
        gelegen stehen steht gibt geben gemacht machen zeigen zeigt gezeigt beschreiben beschrieben frau herr sehr
        geehrte geehrter geehrten liebe lieber grussen grusse freundlichen arbeitet gehort verfolge gerne bei uns
        untersuchen untersucht untersuchung ergebnis ergebnisse uberzeugt genau weiter darauf hinweis jahr jahre jahren
        kollege kollegin betreut betrifft ansatz vergleich klar klarheit bekannt nie mehr
    """,
    "fr": """
        article articles livre livres etude etudes recherche recherches travail travaux page pages site chapitre titre
        texte sujet question questions reponse interet interesse interessee interessant lu lire lisant lis decouvert
        decouvrant decouvrir trouve trouver vu voir voyant impressionne impressionnee surpris surprise surprenant
        convaincu convaincue touche touchee frappe frappee plu plait aime aimerais beaucoup merite essaye essayee
        essayer sage remarquable passionnant clair claire ailleurs attendre attende attend parler parlez parle dire
        dites savoir sais connaitre demander demande permettre permets permettez ecrire ecris ecrit possible echange
        echanger telephone minutes temps heure jour semaine fois annee annees idee idees mene menee menes menees fait
        faire montre montrer montrez expliquer explique decrit decrivez particulierement surtout grand grande bon bonne
        nouveau nouvelle premier premiere peu parfois souvent deja avis merci madame monsieur docteur professeur equipe
        origine fin facon maniere lors lequel laquelle quelque quelques autre autres reconnaissant reconnaissante
        heureux heureuse admire admiration comprendre compris conseil conseils conseiller conseillent conseillez
        sert servir
    """,
    "es": """
        articulo articulos libro libros estudio estudios investigacion trabajo trabajos pagina paginas capitulo titulo
        texto tema pregunta preguntas respuesta interes interesa interesado interesada interesante leido leer leyendo
        lei
        descubierto descubri encontrado encontre visto ver impresionado impresionada impresionante impresiono
        sorprendido
        sorprendida sorprendio sorprendente convencido convencida gustado gusto gustaria mucho mucha clara claro hablar
        decir saber conocer preguntar escribir escribo escrito posible minutos tiempo hora vez ano anos idea ideas hecho
        hacer muestra mostrar explicar describe especial grande buen buena nuevo nueva primer primera poco veces otro
        otra otros estimado estimada doctor doctora profesor profesora equipo fin forma manera agradeceria agradezco
        admiro entender consejo
    """,
    "it": """
        articolo articoli libro libri studio studi ricerca ricerche lavoro lavori pagina pagine capitolo titolo testo
        tema
        domanda domande risposta interesse interessa interessante letto leggere leggendo scoperto trovato visto vedere
        impressionato impressionata colpito colpita colpisce sorpreso sorpresa sorprendente convinto convinta piaciuto
        piacerebbe molto chiaro chiara parlare dire sapere conoscere chiedere scrivere scrivo scritto possibile minuti
        tempo ora volta anno anni idea idee fatto fare mostra mostrare spiegare descrive speciale grande buono nuovo
        nuova primo prima poco altro altri gentile egregio dottore dottoressa professore professoressa gruppo fine modo
        grato ammiro capire consiglio
    """,
    "nl": """
        artikel artikelen boek boeken studie studies onderzoek werk werken pagina hoofdstuk titel tekst onderwerp vraag
        vragen antwoord interesse interessant interessante gelezen lezen las ontdekt gevonden gezien zien verrast
        verraste
        verrassend onder indruk overtuigd bevallen veel heel graag spreken zeggen weten kennen schrijven schrijf
        geschreven mogelijk minuten tijd uur keer jaar jaren idee ideeen gedaan doen laat tonen toont uitleggen
        beschrijft
        bijzonder groot grote goed goede nieuw nieuwe eerste weinig soms vaak andere geachte beste heer mevrouw groep
        manier dankbaar bewonder begrijpen advies samen
    """,
}
# "You" as letters say it. Capitals count in German, where the same words in small letters mean others.
_YOU = {
    "de": r"\bSie\b|\bIhnen\b|\bIhr(?:e[mnrs]?)?\b|\b[Dd](?:u|ich|ir|ein(?:e[mnrs]?)?)\b",
    "fr": r"(?i:\b(?:vous|votre|vos|tu|ton|ta|tes|toi)\b)",
    "es": r"(?i:\b(?:usted(?:es)?|su|sus|tu|tus|vuestr[oa]s?)\b)",
    "it": r"\b(?:Lei|Suo|Sua|Suoi|Sue|suo|sua|suoi|sue|tuo|tua|tuoi|tue|vostr[oaie])\b",
    "nl": r"(?i:\b(?:u|uw|jij|jou|jouw)\b)",
}

# The writer, and the reader as the one who does something: a sentence with only the first is the writer's own.
_I_IN = {
    "de": r"(?i:\b(?:ich|wir|mich|mir|uns|unser\w*|mein\w*)\b)",
    "fr": r"(?i:\b(?:je|nous|me|moi|mon|ma|mes|notre|nos)\b|\b[jm]['’])",
    "es": r"(?i:\b(?:yo|he|me|mi|mis|nos|nosotros|nuestr[oa]s?|quisiera|estoy|agradezco|admiro|hemos)\b)",
    "it": r"(?i:\b(?:io|ho|mi|noi|ci|mi[oae]i?|nostr[oaie]|vorrei|abbiamo|sono)\b)",
    "nl": r"(?i:\b(?:ik|wij|we|mij|me|ons|onze|mijn)\b)",
}
_YOU_DO = {
    "de": r"(?<!für )(?<!an )(?<!über )\b(?:Sie|[Dd]u)\b",
    "fr": r"(?i:\bvous (?:\w+ )?(?:\w+ez|êtes|dites|faites)\b)",
    "es": r"(?i:\busted(?:es)?\b)",
    "it": r"\bLei\b",
    "nl": r"(?i:\bu (?:hebt|heeft|bent|\w+t)\b|\b(?:hebt|heeft|bent|\w+t) u\b)",
}

_LISTS = {name: frozenset(listed.split()) for name, listed in _GRAMMAR.items()}
SMALL_WORDS = {name: _LISTS[name] | frozenset(_TALK.get(name, "").split()) for name in _LISTS}
"""For each language the words that tell nothing about a person, folded."""
_LANGUAGES_WITH = {
    word: tuple(name for name, listed in _LISTS.items() if word in listed)
    for word in frozenset().union(*_LISTS.values())
}
"""For each word of grammar the languages that have it."""
_YOU_IN = {name: re.compile(pattern) for name, pattern in _YOU.items()}
_SURE_FROM, _SHORT = 2, 4
"""A language is believed with this many of its small words more than the other has; one is enough in a text of four
words that has none of the other's, when it is not a part of names."""
_PARTICLES = word_set("von vom zu zur van der den de la le les du des di da del della dos y e et und a o i")


@lru_cache(maxsize=4096)
def language_of(text: str, otherwise: str = ENGLISH) -> str:
    """The language that most small words of a text are of; `otherwise` when they do not tell."""
    listed = words(text)
    counts = dict.fromkeys(_LISTS, 0)
    for word in listed:
        for name in _LANGUAGES_WITH.get(word, ()):
            counts[name] += 1
    best = max(counts, key=lambda name: (counts[name], name == otherwise, name == ENGLISH))
    alone = not counts[otherwise] and len(listed) >= _SHORT and bool(_LISTS[best] & set(listed) - _PARTICLES)
    sure = 1 if alone else _SURE_FROM
    return best if best == otherwise or counts[best] >= counts[otherwise] + sure else otherwise


MONTHS = {
    "de": word_set("januar februar marz april mai juni juli august september oktober november dezember"),
    "fr": word_set("janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre premier"),
    "es": word_set("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre primero"),
    "it": word_set(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre primo"
    ),
    "nl": word_set("januari februari maart april mei juni juli augustus september oktober november december"),
}
"""Names of months, and of the first of a month."""
_OWN_NAMES = {
    ENGLISH: "english",
    "de": "deutsch",
    "fr": "francais",
    "es": "espanol",
    "it": "italiano",
    "nl": "nederlands",
}


def language_name(language: str) -> str:
    """The language's name in itself, folded: a letter may say which language it is in."""
    return _OWN_NAMES[language]


def speaks_of_you(text: str, language: str) -> bool:
    """True when a sentence that is not in English says something of the reader, not only of the writer."""
    if language not in _YOU_IN or not _YOU_IN[language].search(text):
        return False
    return not re.search(_I_IN[language], text) or re.search(_YOU_DO[language], text) is not None

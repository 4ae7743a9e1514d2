"""Invented people's names of many cultures: how a row, a page and papers write one, and who only looks alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True)
class Written:
    """One person's name: as a row has it, as pages have it, in full on papers, and with initials on papers."""

    row: str
    page: str
    papers: tuple[str, ...]
    initials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """A person and people whose names look alike and are not the same, which the name alone tells."""

    person: Written
    others: tuple[Written, ...]


# Given names that begin alike | family names. Those of a group are never forms of one another.
_SIMPLE = """
Margaret Matilda Miriam; Owen Oliver Oscar; Judith Joanna Jocelyn | Thornwick Penhallick Wexcombe Ashgravel
Katrin Klara Kerstin; Tobias Thorsten Till; Annegret Astrid Adelheid | Brunnhof Eichvogt Langmoor Tannsieder
Camille Claire Colette; Bastien Bruno Baptiste; Odile Ophélie Oriane | Delvaurin Morchette Tisserandot Vaucressol
Giulia Ginevra Gaia; Lorenzo Luca Livio; Fabiana Federica Flavia | Tramontesi Belvardi Scarpignato Ombralunga
Ingrid Ida Inger; Sindre Steinar Sverre; Tuva Torill Tone | Fjellvang Haugstrøm Bråteng Nordlien
Aino Anneli Armas; Veikko Väinö Ville; Katri Kaisa Kerttu | Lampisuo Honkaranta Vesikallio Tuomipelto
Selin Serap Sibel; Emre Engin Ercan; Nermin Nuray Nilüfer | Akçadere Taşbulut Yelkenci Gülorman
Adebayo Ayodele Akinola; Folake Funmilayo Folasade; Temitope Taiwo Titilayo | Adegbolu Ogunsakin Oyelarin Fadekemi
Kwame Kofi Kwabena; Akosua Abena Adwoa; Esi Efua Ekow | Asantewor Boadumah Ofosupra Nketiabo
Tigist Tsehay Tesfaye; Mulugeta Mekdes Meron; Selam Senait Sisay | Gebrelul Woldemat Tadesorn Abebrak
Rohan Rakesh Rahul; Sunita Sarita Sangeeta; Vikram Vivek Vinod | Devrajani Khandelpur Mishravat Tolwani
Nasrin Nazanin Niloufar; Babak Bahram Behzad; Shirin Shahla Sepideh | Golzarian Tavanpour Mehrabadian Kuhsari
Anahit Aram Artak; Hasmik Hovik Hrant; Lusine Levon Lilit | Zoraghyan Mkhitavian Paresyan Tavrizian
Hemi Hohepa Hine; Ngaio Nikau Ngaire; Rangi Rewi Roimata | Tamawhero Rangikura Waimoana Pounahau
Wanjiru Wambui Waweru; Otieno Odhiambo Ouma; Chebet Cherono Chepkoech | Kiprotoi Mwangaru Njorogei Achiengo
Marisol Maricel Manuel; Ramil Rodel Rosario; Jovita Jasmin Jericho | Dalisayan Bathalusan Katigbakin Manlapazo
"""

# Person, look-alike | family name | forms with the family name first, on its own line of its culture.
_FAMILY_FIRST = """
Ildikó Ibolya|Kiskereki|hu
Zoltán Zsigmond|Faluhegyi|hu
Gergely Gáspár|Borsovári|hu
Weiping Wenbin|Zhuang|zh
Xiulan Xinyue|Ouyang|zh
Jianguo Jinfeng|Shangguan|zh
Haoran Huimin|Qiao|zh
Haruto Hideaki|Fujinaka|ja
Kiyomi Kazue|Asamori|ja
Takumi Tetsuya|Iwakubo|ja
Seonmi Sukja|Gwak|ko
Hyunwoo Hojin|Namgung|ko
Bora Byungchul|Seonu|ko
Thanh-Mai Tuan-Kiet|Trinh|vi
Duc-Long Diem-Quynh|Luong|vi
"""

# Given, look-alike | particle | name | how else the particle is written
_PARTICLES = """
Joost Jasper|van der|Meulenbrink|Vandermeulenbrink
Saskia Sanne|van den|Eikelboer|Vandeneikelboer
Friedrich Fabian|von|Achtelsberg|von Achtelsberg
Mathilde Madeleine|de la|Rochevigne|Delarochevigne
Thierry Théodore|du|Plessivaux|Duplessivaux
Tiago Tomás|dos|Ribeiranos|dos Ribeiranos
Beatriz Bruna|da|Serrazina|da Serrazina
Yusuf Yahya|al-|Qasbari|Al Qasbari
Huda Hanan|el-|Tazwiri|El Tazwiri
Fiachra Fergal|Ó|Dunagáin|O'Dunagain
Alessio Amedeo|di|Montelauro|Di Montelauro
Ragnhild Rakel|af|Klinteberga|af Klinteberga
"""

# Given, look-alike | first surname | second surname | another's second surname
_DOUBLE = """
Lucía Lorena|Arrebola|Zendal|Monteverde
Íñigo Ismael|Etxarriz|Olabarrena|Prado
Ximena Xóchitl|Quintabal|Huarachi|Robledo
Gonzalo Guillermo|Villasante|Ferrocal|Ibarrondo
Montserrat Meritxell|Puigverd|Castellnou|Sala
Ana Aurora|Carvalhinho|Tavarede|Brandão
Joaquim Jerónimo|Mourisca|Vilarelho|Pontes
Rocío Raquel|Altamiro|Benavell|Salcedo
Evaristo Emiliano|Cuervales|Tonatillo|Barrientos
"""

# A mononym | what others, who have a second name, are called.
_MONONYMS = """
Suryandari|Budi Suryandari|Suryandari Wulaningtyas
Kartowinoto|Agung Kartowinoto|Kartowinoto Prasojo
Thirupavai|Malar Thirupavai|Thirupavai Senguttuvan
Zarmalwal|Gulab Zarmalwal|Zarmalwal Hotaki
Nyeinchanmon|Aye Nyeinchanmon|Nyeinchanmon Htwe
Rahmawatiningrum|Dewi Rahmawatiningrum|Rahmawatiningrum Sutedjo
Elangkumaran|Pari Elangkumaran|Elangkumaran Vetrivel
"""

# Given | family, as written at home | how ASCII writes both | look-alike given name
_DIACRITICS = """
Łukasz|Brzęczyński|Lukasz Brzeczynski|Leszek
Jürgen|Köhlbrand|Juergen Koehlbrand|Jannis
Šárka|Vlčkovcová|Sarka Vlckovcova|Simona
Çağla|Öztaşkın|Cagla Oztaskin|Ceren
Åsa|Björkängen|Asa Bjorkangen|Agneta
Þórdís|Hraunfjörð|Thordis Hraunfjord|Þuríður
Mădălina|Țăranescu|Madalina Taranescu|Mirela
Søren|Skærbækholm|Soren Skaerbaekholm|Svend
Jānis|Ķeizarbergs|Janis Keizarbergs|Juris
Đorđe|Živojnović|Djordje Zivojnovic|Dragiša
Agnès|Bérangerot|Agnes Berangerot|Aurélie
Żaneta|Wąsowiczka|Zaneta Wasowiczka|Zofia
Jiří|Kůrovský|Jiri Kurovsky|Jaroslav
Päivi|Mäkirantala|Paivi Makirantala|Pirkko
"""

# As the row has it | how papers spell it | on pages (*: the row's, the first in brackets) | look-alike | initials
_TRANSLITERATED = """
Aleksei Zhuravkin|Alexey Zhuravkin;Aleksey Juravkin|Alexei Zhuravkin|Aleksandr Zhuravkin|A.
Алексей Дорогомилин|Aleksei Dorogomilin;Alexey Dorogomilin|*|Anton Dorogomilin|A.
Yuliia Khmarenko|Julia Khmarenko;Yulia Hmarenko|Yuliya Khmarenko|Yaroslava Khmarenko|Y.
Evgeny Tsvetaykin|Yevgeny Tsvetaikin;Evgenii Tsvetaykin|Evgeny Tsvetaykin|Eduard Tsvetaykin|E.
Γιώργος Θαλασσινάκος|Giorgos Thalassinakos;Georgios Thalassinakos|*|Gerasimos Thalassinakos|G.
Mohammed Al-Barqawi|Muhammad Al-Barqawi;Mohamed Albarqawi|Mohammad Al-Barqawi|Mansour Al-Barqawi|M.
Hsiao-Ling Tsengfang|Xiaoling Zengfang;Xiao-Ling Zengfang|*|Hui-Chun Tsengfang|H.-L.
Desislava Shtarkova|Dessislava Shtarkova;Desislava Štarkova|Desislava Shtarkova|Diana Shtarkova|D.
Fatemeh Khosropanah|Fatima Khosropanah;Fatemeh Khosrow-Panah|Fatemeh Khosropanah|Farzaneh Khosropanah|F.
Yitzhak Ben-Tzurel|Itzhak Ben-Tzurel;Yitzchak Ben Tzurel|Yitzhak Ben-Tzurel|Yehuda Ben-Tzurel|Y.
Юлия Снежинская|Yulia Snezhinskaya;Julia Snezhinskaya|*|Yana Snezhinskaya|Y.
Giorgi Tsikhelashvili|Georgi Tsikhelashvili;Giorgi Cikhelashvili|Giorgi Tsikhelashvili|Gocha Tsikhelashvili|G.
"""

# Given as pages have it | other ways | family | look-alikes
_HYPHENATED = """
Jean-Luc|Jean Luc|Tisserandot|Jean-Marc;Julien
Marie-Laure|Marie Laure|Fontvielle|Marie-Odile;Maxime
Hans-Peter|Hans Peter|Eichvogt|Hans-Jochen;Holger
Seon-Mi|Seonmi;Seon Mi|Gwak|Seo-Jin;Sang-Hoon
Min-Jae|Minjae;Min Jae|Pyoseon|Min-Ho;Myung-Ok
Yu-Ting|Yuting;Yu Ting|Chiouwei|Yu-Chen;Yan-Hong
Anne-Sofie|Anne Sofie|Lyngkilde|Anne-Mette;Asbjørn
Karl-Heinz|Karl Heinz|Langmoor|Karl-Otto;Konrad
Ana-Maria|Ana Maria|Lupeanoiu|Ana-Lavinia;Adrian
"""

_MIDDLE = "BDEFGHKLNPRSTV"


def _lines(pool: str) -> list[list[str]]:
    return [line.split("|") for line in pool.strip().splitlines()]


def initial(given: str) -> str:
    """A given name's initials: "Jean-Luc" is "J.-L."."""
    return "-".join(f"{part[0]}." for part in given.split("-") if part)


def _plain(given: str, family: str) -> Written:
    full = f"{given} {family}"
    return Written(full, full, (full,), (f"{initial(given)} {family}",))


def simple(rng: Random) -> Names:
    """Given and family name; others have another given name that begins alike."""
    givens, families = rng.choice(_lines(_SIMPLE))
    group = rng.choice(givens.split("; ")).split()
    family = rng.choice(families.split())
    first, *rest = rng.sample(group, len(group))
    person = _plain(first, family)
    if rng.random() < 0.15:
        person = replace(person, row=f"{family}, {first}")
    return Names(person, tuple(_plain(one, family) for one in rest))


def middle_initial(rng: Random) -> Names:
    """Two people of one first and last name whose middle initials differ, which all sources print."""
    givens, families = rng.choice(_lines(_SIMPLE))
    given, family = rng.choice(givens.split()).strip(";"), rng.choice(families.split())
    mine, other = rng.sample(_MIDDLE, 2)
    person, namesake = (
        Written(full, full, (full,), (f"{initial(given)} {letter}. {family}",))
        for letter in (mine, other)
        for full in (f"{given} {letter}. {family}",)
    )
    return Names(person, (namesake,))


def family_first(rng: Random) -> Names:
    """Rows and some papers put the family name first, as at home; pages and other papers put it last."""
    givens, family, culture = rng.choice(_lines(_FAMILY_FIRST))

    def written(given: str) -> Written:
        home, abroad = f"{family} {given}", f"{given} {family}"
        page = home if culture == "hu" or rng.random() < 0.3 else abroad
        return Written(home, page, (abroad, abroad, home), (f"{initial(given)} {family}",))

    person, other = map(written, givens.split())
    return Names(person, (other,))


def particles(rng: Random) -> Names:
    """The particle is written apart, together, or in capitals; who has none is somebody else."""
    givens, particle, name, joined = rng.choice(_lines(_PARTICLES))
    space = "" if particle.endswith("-") else " "

    def written(given: str) -> Written:
        full = f"{given} {particle}{space}{name}"
        surname = f"{particle}{space}{name}"
        papers = (full, full, f"{given} {surname[0].upper()}{surname[1:]}", f"{given} {joined}")
        return Written(full, full, papers, (f"{initial(given)} {surname}",))

    first, second = givens.split()
    return Names(written(first), (written(second), _plain(second, name)))


def double_surname(rng: Random) -> Names:
    """Two surnames, of which papers print both, both with a hyphen, or the first alone."""
    givens, one, two, other_two = rng.choice(_lines(_DOUBLE))
    first, second = givens.split()

    def written(given: str, last: str) -> Written:
        full = f"{given} {one} {last}"
        return Written(full, full, (full, f"{given} {one}-{last}"), (f"{initial(given)} {one}-{last}",))

    person = written(first, two)
    # The first surname alone is as open as an initial is.
    person = replace(person, initials=(*person.initials, f"{first} {one}"))
    return Names(person, (written(second, two), written(first, other_two)))


def mononym(rng: Random) -> Names:
    """One name only; who has a second name is somebody else."""
    name, *others = rng.choice(_lines(_MONONYMS))
    return Names(
        Written(name, name, (name,), (name,)),
        tuple(Written(one, one, (one,), (f"{initial(one.split()[0])} {one.split()[-1]}",)) for one in others),
    )


def diacritics(rng: Random) -> Names:
    """Rows, pages and papers write the marks, leave them away, or spell them out."""
    given, family, ascii_form, other = rng.choice(_lines(_DIACRITICS))
    full = f"{given} {family}"
    ascii_given, ascii_family = ascii_form.split()
    person = Written(
        rng.choice((full, ascii_form)),
        rng.choice((full, full, ascii_form)),
        (full, ascii_form),
        (f"{initial(given)} {family}", f"{initial(ascii_given)} {ascii_family}"),
    )
    return Names(person, (_plain(other, family),))


def transliteration(rng: Random) -> Names:
    """One name from another script, spelled by different rules in row, page and papers."""
    row, papers, page, other, letters = rng.choice(_lines(_TRANSLITERATED))
    first, second = papers.split(";")
    page = f"{row} ({first})" if page == "*" else page
    family = first.split()[-1]
    latin = () if row[0] > "ɏ" else (row,)
    person = Written(row, page, (*latin, first, second), (f"{letters} {family}",) if family in page else ())
    return Names(person, (_plain(*other.split()),))


def hyphenated(rng: Random) -> Names:
    """A given name of two parts, with a hyphen, a space or neither; half of it is somebody else."""
    given, ways, family, others = rng.choice(_lines(_HYPHENATED))
    full = f"{given} {family}"
    papers = (full, full, *(f"{way} {family}" for way in ways.split(";")))
    row = rng.choice((full, f"{ways.split(';')[0]} {family}"))
    person = Written(row, full, papers, (f"{initial(given)} {family}",))
    return Names(person, tuple(_plain(one, family) for one in others.split(";")))


NameMaker = Callable[[Random], Names]


def any_name(rng: Random) -> Names:
    """A name of any of the cultures."""
    makers: tuple[NameMaker, ...] = (simple, simple, simple, family_first, particles, double_surname, diacritics)
    return rng.choice(makers)(rng)


def stranger(rng: Random) -> str:
    """Somebody else's name, as papers print it: a co-author, say."""
    givens, families = rng.choice(_lines(_SIMPLE))
    return f"{rng.choice(givens.replace(';', '').split())} {rng.choice(families.split())}"

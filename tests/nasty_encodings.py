"""Nasty tables: text in the encodings of five decades, with and without their marks."""

from __future__ import annotations

import codecs

from tests.nasty_tables import HEADER, PEOPLE, Case, Row, table

GERMAN: tuple[Row, ...] = (
    ("Zoë Köhlmoos", "Küstensedimente und Strömungen", "koehlmoos@karlsvale.example", "Universität Karlsvale"),
    ("Jürgen Straßner", "Böden, Gräben, Flüsse", "strassner@nordby.example", "Fachhochschule Nordby"),
    ("Anneli Tikkala", "mareografia", "tikkala@rauma.example", "Rauman yliopisto"),
)
POLISH: tuple[Row, ...] = (
    ("Łucja Żak", "osady przybrzeżne i pływy", "zak@brzeg.example", "Uniwersytet Brzeżański"),
    ("Małgorzata Wiśniewska-Ćwik", "torfowiska śródlądowe", "cwik@brzeg.example", "Szkoła Główna Nadmorska"),
    ("Jiří Dvořáček", "překlad řídkých jazyků", "dvoracek@morava.example", "Univerzita Moravská"),
    ("Győző Szűcs", "szélerőművek", "szucs@tiszavar.example", "Tiszavári Egyetem"),
)
RUSSIAN: tuple[Row, ...] = (
    ("Ирина Ветрова", "прибрежные осадки и приливы", "vetrova@nevograd.example", "Невоградский университет"),
    ("Павел Соломин", "перевод малых языков", "solomin@nevograd.example", "Институт языкознания"),
    ("Ольга Крылатова", "болота и углерод", "krylatova@zaozerye.example", "Заозёрский колледж"),
)
GREEK: tuple[Row, ...] = (
    ("Ελένη Θαλασσινού", "παράκτια ιζήματα", "thalassinou@akti.example", "Πανεπιστήμιο Ακτής"),
    ("Νίκος Ανεμογιάννης", "μετάφραση σπάνιων γλωσσών", "anemo@akti.example", "Σχολή Βορείου Αιγαίου"),
)
TURKISH: tuple[Row, ...] = (
    ("Şule Gökçedağ", "kıyı çökelleri ve gelgit", "gokcedag@kiyikent.example", "Kıyıkent Üniversitesi"),
    ("İbrahim Işıkoğlu", "az kaynaklı dillerde çeviri", "isikoglu@kiyikent.example", "Güneysu Yüksekokulu"),
)
JAPANESE: tuple[Row, ...] = (
    ("汐見 遥", "沿岸の堆積物と潮汐", "shiomi@minato.example", "港北大学"),
    ("風間 健一", "少資源言語の機械翻訳", "kazama@minato.example", "瀬戸工業大学"),
    ("ポール・ハートムア", "泥炭地の炭素循環", "hartmoor@minato.example", "港北大学"),
)
CHINESE: tuple[Row, ...] = (
    ("林海潮", "海岸沉积物与潮汐", "lin@haigang.example", "海港大学"),
    ("王小明", "低资源机器翻译", "wang@haigang.example", "南湖学院"),
    ("陈雨桐", "泥炭地碳通量", "chen@nanhu.example", "南湖学院"),
)
TAIWANESE: tuple[Row, ...] = (
    ("林海潮", "海岸沉積物與潮汐", "lin@gangdu.example", "港都大學"),
    ("陳雨桐", "泥炭地碳通量與氣候變遷", "chen@gangdu.example", "南湖學院"),
)
KOREAN: tuple[Row, ...] = (
    ("김바다", "연안 퇴적물과 조석", "kim@hangang.example", "한강대학교"),
    ("이하늘", "저자원 언어 번역", "lee@hangang.example", "서해공과대학교"),
)
HEBREW: tuple[Row, ...] = (
    ("נועה ים־סוף", "משקעים חופיים וגאות", "noa@hof.example", "אוניברסיטת החוף"),
    ("אריאל גלבוע", "תרגום שפות דלות משאבים", "gilboa@hof.example", "מכללת הצפון"),
)
HEBREW_BYTES = tuple(
    (one[0].replace("־", "-"), *one[1:]) for one in HEBREW
)  # the hyphen of Hebrew is in none of the old encodings
ARABIC: tuple[Row, ...] = (
    ("ليلى البحراني", "الرواسب الساحلية والمد والجزر", "layla@sahil.example", "جامعة الساحل"),
    ("يوسف الريحاني", "ترجمة اللغات قليلة الموارد", "yusuf@sahil.example", "كلية الشمال"),
)
BALTIC: tuple[Row, ...] = (
    ("Žygimantas Šėma", "pakrančių nuosėdos", "sema@pajuris.example", "Pajūrio universitetas"),
    ("Līga Bērziņa-Ķeņģe", "retu valodu tulkošana", "berzina@jura.example", "Jūras koledža"),
)
FRENCH: tuple[Row, ...] = (
    ("Anaïs Châtelguyon", "sédiments côtiers et marées", "chatelguyon@rivage.example", "Université du Rivage"),
    ("Benoît L’Hermitte", "tourbières – flux de carbone", "lhermitte@rivage.example", "École de la Côte"),
)


def encoding_cases() -> tuple[Case, ...]:
    """The cases."""
    return (
        Case("utf-8 without a mark", table(GERMAN, ";").encode(), GERMAN),
        Case(
            "utf-8 with a mark",
            table(GERMAN)
            .encode("utf-8-sig")
            .replace("Böden, Gräben, Flüsse".encode(), '"Böden, Gräben, Flüsse"'.encode()),
            GERMAN,
        ),
        Case("utf-8 with two marks", b"\xef\xbb\xbf" * 2 + table(FRENCH).encode(), FRENCH),
        Case(
            "utf-8 mark before a quoted header",
            b'\xef\xbb\xbf"name","interest","email","affiliation"\n'
            b'"Zo\xc3\xab M","tides","z@karlsvale.example","Karlsvale"\n',
            (("Zoë M", "tides", "z@karlsvale.example", "Karlsvale"),),
        ),
        Case(
            "utf-16-le with mark",
            codecs.BOM_UTF16_LE + table(RUSSIAN, "\t", "\r\n").encode("utf-16-le"),
            RUSSIAN,
            ending="txt",
        ),
        Case("utf-16-be with mark", codecs.BOM_UTF16_BE + table(FRENCH).encode("utf-16-be"), FRENCH),
        Case(
            "utf-16-le without mark",
            table(FRENCH, ";", "\r\n").encode("utf-16-le"),
            FRENCH,
            answer={"encoding": "utf-16-le"},
        ),
        Case("utf-16-be without mark", table(FRENCH).encode("utf-16-be"), FRENCH, answer={"encoding": "utf-16-be"}),
        Case(
            "utf-16-le of Cyrillic without mark",
            table(RUSSIAN).encode("utf-16-le"),
            RUSSIAN,
            answer={"encoding": "utf-16-le"},
        ),
        Case(
            "utf-16 of Japanese without mark",
            table(JAPANESE).encode("utf-16-le"),
            JAPANESE,
            answer={"encoding": "utf-16-le"},
        ),
        Case("utf-32-le with mark", codecs.BOM_UTF32_LE + table(FRENCH).encode("utf-32-le"), FRENCH),
        Case("windows-1252", table(GERMAN, ";").encode("cp1252"), GERMAN, answer={"encoding": "cp1252"}),
        Case(
            "windows-1252 with a curly apostrophe and a dash",
            table(FRENCH).encode("cp1252"),
            FRENCH,
            answer={"encoding": "cp1252"},
        ),
        Case("one accent in three hundred rows", _one_accent(), _one_accent_people(), answer={"encoding": "cp1252"}),
        Case("iso-8859-15", table(GERMAN, ";").encode("iso-8859-15"), GERMAN, answer={"encoding": "iso-8859-15"}),
        Case("latin-2", table(POLISH).encode("iso-8859-2"), POLISH, answer={"encoding": "iso-8859-2"}),
        Case("windows-1250", table(POLISH, ";").encode("cp1250"), POLISH, answer={"encoding": "cp1250"}),
        Case("windows-1251", table(RUSSIAN, ";").encode("cp1251"), RUSSIAN, answer={"encoding": "cp1251"}),
        Case("koi8-r", table(RUSSIAN).encode("koi8-r"), RUSSIAN, answer={"encoding": "koi8-r"}),
        Case("the DOS code page of Russia", table(RUSSIAN).encode("cp866"), RUSSIAN, answer={"encoding": "cp866"}),
        Case("windows-1253", table(GREEK).encode("cp1253"), GREEK, answer={"encoding": "cp1253"}),
        Case("windows-1254", table(TURKISH, ";").encode("cp1254"), TURKISH, answer={"encoding": "cp1254"}),
        Case("windows-1257", table(BALTIC).encode("cp1257"), BALTIC, answer={"encoding": "cp1257"}),
        Case("mac-roman", table(FRENCH, newline="\r").encode("mac-roman"), FRENCH, answer={"encoding": "mac-roman"}),
        Case(
            "the DOS code page of western Europe",
            table(GERMAN, ";").encode("cp850"),
            GERMAN,
            answer={"encoding": "cp850"},
        ),
        Case("shift_jis", table(JAPANESE).encode("shift_jis"), JAPANESE, answer={"encoding": "shift_jis"}),
        Case("euc-jp", table(JAPANESE).encode("euc-jp"), JAPANESE, answer={"encoding": "euc-jp"}),
        Case("iso-2022-jp", table(JAPANESE).encode("iso-2022-jp"), JAPANESE, answer={"encoding": "iso-2022-jp"}),
        Case("gb18030", table(CHINESE).encode("gb18030"), CHINESE, answer={"encoding": "gb18030"}),
        Case("big5", table(TAIWANESE).encode("big5"), TAIWANESE, answer={"encoding": "big5"}),
        Case("euc-kr", table(KOREAN).encode("euc-kr"), KOREAN, answer={"encoding": "euc-kr"}),
        Case("iso-8859-8", table(HEBREW_BYTES).encode("iso-8859-8"), HEBREW_BYTES, answer={"encoding": "iso-8859-8"}),
        Case("iso-8859-6", table(ARABIC).encode("iso-8859-6"), ARABIC, answer={"encoding": "iso-8859-6"}),
        Case("windows-1256", table(ARABIC, ";").encode("cp1256"), ARABIC, answer={"encoding": "cp1256"}),
        Case(
            "utf-8 of Hebrew with marks of direction",
            table(HEBREW, header=tuple("\u200f" + one for one in HEADER)).encode(),
            HEBREW,
        ),
        Case(
            "one line of another encoding in utf-8",
            table(FRENCH).encode() + "Søren Vind,vind,vind@nordby.example,Nordby\n".encode("cp1252"),
            FRENCH,
            bad=1,
            answer={"encoding": "utf-8"},
        ),
        Case(
            "a mark in the middle, of two files joined",
            table(PEOPLE[:2]).encode("utf-8-sig")
            + b"\xef\xbb\xbf"
            + b"Noor Tamsin,peatland carbon flux,tamsin@ostlake.example,Ostlake College\n",
        ),
    )


def _one_accent_people() -> tuple[Row, ...]:
    plain = [(f"Person Number{n}", "tides", f"p{n}@karlsvale.example", "Karlsvale") for n in range(300)]
    return (*plain, ("José Añover", "mareas", "anover@ostlake.example", "Ostlake"))


def _one_accent() -> bytes:
    return table(_one_accent_people()).encode("cp1252")

"""The words that head the columns we know, in the languages that lists of people are kept in."""

from __future__ import annotations

# The better a word says it, the earlier it stands: of two columns that match, the earlier word wins. Written as they
# are compared (see columns.squash): without spaces, marks and accents.
KNOWN: dict[str, tuple[str, ...]] = {
    "name": (
        "fullname", "name", "recipientname", "professorname", "recipient", "professor", "contactname", "personname",
        "displayname", "namen", "names", "prof", "person", "contact", "faculty", "vollstandigername",
        "vorundnachname", "vornameundname", "nachnamevorname", "namevorname", "nomcomplet", "nometprenom",
        "prenometnom", "nomprenom", "prenomnom", "nom", "nombrecompleto", "nombreyapellidos", "nombreyapellido",
        "apellidosynombre", "nombre", "nomecompleto", "nomeecognome", "cognomeenome", "nominativo", "nome",
        "volledigenaam", "naam", "imieinazwisko", "nazwiskoiimie", "celejmeno", "jmenoaprijmeni", "jmeno",
        "teljesnev", "nev", "adsoyad", "adısoyadı", "isim", "fulltnamn", "fulltnavn", "namn", "navn", "nimi",
        "kokonimi", "полноеимя", "фио", "имя", "имяифамилия", "фамилияимя", "піб", "имена", "ονοματεπωνυμο",
        "ονομα", "姓名", "名字", "氏名", "お名前", "名前", "성명", "이름", "الاسم", "الاسمالكامل", "שם", "שםמלא",
        "نام", "hoten", "hovaten",
    ),
    "interest": (
        "interest", "interests", "researchinterest", "researchinterests", "recipientinterest", "researcharea",
        "researchareas", "researchtopic", "researchfield", "areaofresearch", "fieldofresearch", "areaofinterest",
        "areasofinterest", "topic", "topics", "field", "research", "fieldofstudy", "expertise", "forschungsgebiet",
        "forschungsgebiete", "forschungsinteresse", "forschungsinteressen", "forschungsthema",
        "forschungsschwerpunkt", "forschungsschwerpunkte", "fachgebiet", "arbeitsgebiet", "thema",
        "domainederecherche", "domainesderecherche", "themederecherche", "themesderecherche", "interets", "interet",
        "sujet", "areadeinvestigacion", "areasdeinvestigacion", "lineadeinvestigacion", "lineasdeinvestigacion",
        "intereses", "interes", "temadeinvestigacion", "tema", "interessi", "areadiricerca", "areediricerca",
        "interessidiricerca", "ambitodiricerca", "areadepesquisa", "areasdepesquisa", "interesses",
        "linhadepesquisa", "onderzoeksgebied", "onderzoeksinteresse", "zainteresowania", "obszarbadan",
        "zainteresowanianaukowe", "oblastvyzkumu", "vyzkum", "kutatasiterulet", "arastırmaalanı", "ilgialanı",
        "forskningsomrade", "forskningsfelt", "tutkimusala", "интересы", "научныеинтересы", "областьисследований",
        "темаисследования", "ερευνητικαενδιαφεροντα", "研究方向", "研究领域", "研究領域", "研究兴趣", "研究興趣",
        "研究分野", "専門分野", "専門", "研究テーマ", "연구분야", "관심분야", "مجالالبحث", "الاهتماماتالبحثية",
        "תחוםמחקר", "תחומימחקר",
    ),
    "email": (
        "email", "emailaddress", "recipientemail", "mail", "mailaddress", "emails", "emailadresse", "mailadresse",
        "epost", "epostadresse", "epostadress", "courriel", "adressemail", "adresseemail", "adressecourriel",
        "adresseelectronique", "correoelectronico", "correo", "direcciondecorreo", "direcciondecorreoelectronico",
        "postaelettronica", "indirizzoemail", "indirizzomail", "correioeletronico", "enderecodeemail", "emailadres",
        "adresemail", "adresmail", "emailova", "emailcim", "eposta", "epostaadresi", "sahkoposti",
        "sahkopostiosoite", "элпочта", "электроннаяпочта", "почта", "адресэлектроннойпочты", "електроннапошта",
        "ηλεκτρονικοταχυδρομειο", "邮箱", "电子邮箱", "电子邮件", "郵箱", "電子郵件", "電子信箱", "メールアドレス",
        "メール", "eメール", "이메일", "전자우편", "البريدالالكتروني", "דואל", "ایمیل",
    ),
    "affiliation": (
        "affiliation", "university", "institution", "uni", "organisation", "organization", "institute", "college",
        "school", "universitat", "hochschule", "institut", "einrichtung", "zugehorigkeit", "universite",
        "etablissement", "ecole", "universidad", "institucion", "afiliacion", "universita", "ateneo", "istituzione",
        "ente", "affiliazione", "universidade", "instituicao", "universiteit", "instelling", "uczelnia",
        "uniwersytet", "instytucja", "afiliacja", "univerzita", "pracoviste", "egyetem", "intezmeny", "kurum",
        "universitet", "larosate", "lærested", "yliopisto", "korkeakoulu", "университет", "вуз", "организация",
        "институт", "університет", "πανεπιστημιο", "ιδρυμα", "大学", "大學", "单位", "單位", "所属", "所属機関",
        "学校", "機構", "대학교", "대학", "소속", "الجامعة", "المؤسسة", "אוניברסיטה", "מוסד", "دانشگاه",
    ),
    "homepage": (
        "homepage", "website", "webpage", "url", "web", "personalpage", "personalwebsite", "homepageurl",
        "webseite", "siteweb", "pageweb", "pagepersonnelle", "paginaweb", "sitioweb", "sitoweb", "pagina",
        "stronawww", "webovastranka", "honlap", "websitesi", "hemsida", "hjemmeside", "kotisivu", "сайт",
        "домашняястраница", "主页", "个人主页", "ホームページ", "홈페이지",
    ),
}  # fmt: skip
FIRST_NAMES = frozenset((
    "firstname", "givenname", "forename", "firstnames", "givennames", "vorname", "vornamen", "prenom", "prenoms",
    "voornaam", "imie", "fornamn", "fornavn", "etunimi", "keresztnev",
))  # fmt: skip
LAST_NAMES = frozenset((
    "lastname", "surname", "familyname", "lastnames", "nachname", "familienname", "nomdefamille", "apellido",
    "apellidos", "cognome", "sobrenome", "achternaam", "nazwisko", "prijmeni", "efternamn", "etternavn",
    "efternavn", "sukunimi", "vezeteknev", "soyad", "soyadı", "фамилия",
))  # fmt: skip
GIVEN_BESIDE_FAMILY = frozenset(("name", "nom", "nombre", "nome", "jmeno", "имя", "ad", "adı", "nimi"))
"""Words that mean the whole name when they stand alone, and the first name beside a column for the last name."""

"""The pages and papers of made-up people: short texts as universities, newspapers and clubs write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from fields import Field
from institutions import Institution
from name_pools import Written

from scribe_desktop.domain.evidence import Paper

YEARS = range(2017, 2026)
"""Recent enough that no paper is left out for its age: whose it is, is what is measured."""
LEFT = 2019
"""When those who moved left their former institution."""
PERSON = "person"
"""The owner of what is the recipient's; every other owner is a namesake."""


@dataclass(frozen=True)
class Somebody:
    """One person of a case. `key` is PERSON or names the namesake; `circle` are those who write papers with them."""

    key: str
    written: Written
    field: Field
    place: Institution
    circle: tuple[str, ...]
    named: int = 2
    former: Institution | None = None

    @property
    def name(self) -> str:
        """The name as pages have it, without what stands in brackets behind it."""
        return self.written.page.split(" (")[0]


@dataclass(frozen=True)
class CasePage:
    """A page: its paragraphs, each with the key of the person it is about ("" for nobody)."""

    url: str
    title: str
    paragraphs: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(text for _, text in self.paragraphs)

    @property
    def owners(self) -> frozenset[str]:
        """Whom it is about."""
        return frozenset(owner for owner, _ in self.paragraphs if owner)


@dataclass(frozen=True)
class CasePaper:
    """A paper and whose it is; `told_by` says what a careful reader goes by."""

    paper: Paper
    owner: str
    told_by: str = ""


@dataclass
class Writer:
    """Writes the texts of one case; no title and no address comes twice."""

    rng: Random
    titles: set[str] = field(default_factory=set)
    pages: int = 0

    def title(self, about: Field) -> str:
        """A paper's title in a field."""
        while True:
            one, two = self.rng.sample(about.themes, 2)
            where, how = self.rng.choice(about.settings), self.rng.choice(about.methods)
            made = self.rng.choice(
                (
                    f"{one} in {where}",
                    f"{one} and {two}: evidence from {where}",
                    f"What {how} can tell about {one}",
                    f"{one} in {where}: {how}",
                    f"Rethinking {one}",
                    f"A comparison of {one} and {two}",
                    f"Towards a better account of {one} in {where}",
                )
            )
            made = made[0].upper() + made[1:]
            if made not in self.titles:
                self.titles.add(made)
                return made

    def paper(self, who: Somebody, signed: str, anchored: bool = False, topic: Field | None = None) -> Paper:
        """One paper. When anchored, an affiliation or a co-author whom the pages name says whose it is."""
        rng, about = self.rng, topic or who.field
        fellows = rng.sample(who.circle, rng.choice((0, 1, 1, 2, 2, 3)))
        authors = [*fellows, signed]
        rng.shuffle(authors)
        named = set(who.circle[: who.named]) & set(fellows)
        home = who.former or who.place
        printed = (home.name,) if rng.random() < 0.2 or (anchored and not (named and rng.random() < 0.6)) else ()
        if who.former:
            printed = (home.name,)
        title = self.title(about)
        where, how, theme = rng.choice(about.settings), rng.choice(about.methods), rng.choice(about.themes)
        abstract = rng.choice(
            (
                f"We study {theme} in {where}. Results from {how} differ from what earlier work assumed.",
                f"Little is known about {theme} in {where}. This paper combines {how} with a review of past findings "
                f"and discusses what follows for {about.interest}.",
                f"Using {how}, this article asks how {theme} changes over time. The answer matters for {where}.",
            )
        )
        year = rng.choice([one for one in YEARS if one <= LEFT or not who.former])
        number = f"{year % 100:02}{rng.randint(1, 12):02}.{rng.randint(0, 99999):05}"
        venue = about.venue if rng.random() < 0.4 else None
        return Paper("", title, tuple(authors), year, abstract, f"https://papers.example/abs/{number}", venue, printed)

    def _address(self, host: str, path: str) -> str:
        self.pages += 1
        return f"https://{host}/{path}/{self.pages}"

    def _page(self, host: str, path: str, title: str, *paragraphs: tuple[str, str]) -> CasePage:
        return CasePage(self._address(host, path), title, paragraphs)

    def profile(self, who: Somebody) -> CasePage:
        """A page of the university about the person."""
        one, two, three, *_ = who.field.themes
        where, place = self.rng.choice(who.field.settings), who.place
        fellows = ", ".join(who.circle[: who.named])
        before = f" Until {LEFT} {who.name} worked at {who.former.name}." if who.former else ""
        text = self.rng.choice(
            (
                f"{who.written.page} is a member of the {who.field.department} at {place.name}. Research interests: "
                f"{who.field.interest}, in particular {one}, {two} and {three}.{before} Current work looks at {where}. "
                f"Frequent co-authors: {fellows}.",
                f"{who.written.page}\n{who.field.department}, {place.name}, {place.city}\nOffice hours: Tuesday, "
                f"14:00–15:00.\nI work on {who.field.interest}. Recent questions: {one}; {two}; {three}.{before} I "
                f"often write together with {fellows}. Students who want to write a thesis about {where} are welcome.",
                f"Welcome to the page of {who.written.page}. Our group at {place.name} ({who.field.department}) "
                f"studies {who.field.interest}: {one}, {two}, and {three}. The work takes us to {where}.{before} We "
                f"work closely with {fellows}.",
            )
        )
        title = self.rng.choice((who.name, f"{who.name} | {place.name}", f"{who.field.department}: {who.name}"))
        return self._page(place.domain, "people", title, (who.key, text))

    def news(self, who: Somebody) -> CasePage:
        """A piece of news about the person's work."""
        theme, where = self.rng.choice(who.field.themes[:3]), self.rng.choice(who.field.settings)
        text = self.rng.choice(
            (
                f"{who.place.city}. A team led by {who.written.page} of {who.place.name} has received three years of "
                f"funding to study {theme} in {where}. “We know less about {who.field.interest} than people think,” "
                f"says {who.name}. {who.circle[0]} joins the project from abroad.",
                f"{who.written.page}, who works on {who.field.interest} at {who.place.name}, gave this year's public "
                f"lecture on {theme}. The hall was full. {who.name} told the audience how {where} became the place "
                f"where the work began, and what {who.circle[1]} and others added to it later.",
            )
        )
        return self._page(f"news.{who.place.domain}", "stories", f"News: {theme}", (who.key, text))

    def talk(self, who: Somebody, title: str) -> CasePage:
        """A seminar's announcement."""
        text = (
            f"Seminar of the {who.field.department}. Speaker: {who.written.page} ({who.place.name}). Title: {title}. "
            f"The talk is about {who.field.themes[0]} and {who.field.themes[1]}. Joint work with {who.circle[0]}. "
            f"Coffee is served at 15:45 in the hall."
        )
        return self._page(f"events.{who.place.domain}", "seminar", f"Seminar: {who.name}", (who.key, text))

    def publications(self, who: Somebody, titles: list[str]) -> CasePage:
        """A person's list of publications, with these titles in it."""
        head = f"{who.written.page}: publications\n{who.field.department}, {who.place.name}"
        text = "\n".join([head, *(f"{title}. With {self.rng.choice(who.circle)}." for title in titles)])
        return self._page(who.place.domain, "publications", f"{who.name}: publications", (who.key, text))

    def outsider(self, who: Somebody) -> CasePage:
        """Somebody of that name who does no research."""
        name = who.name
        dentist = (
            ()
            if who.field.group == "medicine"
            else (
                f"Dental practice {name}, Market Street 4. We look after your teeth from the first check-up to "
                f"implants. Opening hours Monday to Friday, 8:00–18:00. Parking behind the house. New patients are "
                f"welcome.",
            )
        )
        text = self.rng.choice(
            (
                *dentist,
                f"{name} scored twice in the second half and took the team to the top of the regional league. The "
                f"striker, 24, joined the club last summer and has played in every match since.",
                f"{name} was re-elected as mayor with 54 percent of the vote. The new council meets next week; the "
                f"swimming pool and the ring road are first on the list.",
                f"Photography by {name}: weddings, portraits, newborns. Prices start at 250. Write for a date. The "
                f"studio is above the bakery, second floor.",
                f"{name} died peacefully on 3 May at the age of 91. A retired tram driver, {name} sang in the choir "
                f"for fifty years. The funeral takes place on Friday.",
            )
        )
        return self._page(f"pages{self.rng.randint(10, 99)}.example", "local", name, ("outsider", text))

    def mixed(self, one: Somebody, two: Somebody) -> CasePage:
        """A programme that has both."""
        lines = [
            (who.key, f"{hour} {who.written.page}, {who.place.name}: {self.title(who.field)}. Remarks on {theme}.")
            for who, hour in ((one, "09:30"), (two, "11:00"))
            for theme in (who.field.themes[0],)
        ]
        opening = ("", "Programme of the Open Academy, an interdisciplinary weekend. Doors open at nine.")
        closing = ("", "14:00 Closing words and a walk through the old town, weather permitting.")
        return self._page("openacademy.example", "programme", "Open Academy: programme", opening, *lines, closing)

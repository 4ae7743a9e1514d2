"""Invented people's pages as sites of today make them: sidebars, cards, lists, frameworks' leftovers."""

# ruff: noqa: E501  (lines of HTML, as they are sent)

from __future__ import annotations

import json

from page_parts import COOKIES, FOOTER, SIDEBAR, PageKind, Sheet, document, listed


def _profile_with_sidebar(s: Sheet) -> str:
    return document(
        s.who.name,
        f"""<header><a href="/">{s.site("Skip to the main content of this page")}</a><nav><ul>{s.navigation()}</ul></nav></header>
<div class="breadcrumb"><a>Home</a> › <a>Departments</a> › <a>{s.who.field.department}</a></div>
<main><h1>{s.keep(s.who.name)}</h1><p>{" ".join(s.biography())}</p>
<h2>{s.keep("Research interests")}</h2><ul>{listed(s.interests())}</ul>
<h2>{s.keep("Teaching")}</h2><ul>{listed(s.courses())}</ul></main>
<aside class="sidebar"><h3>News</h3><p>{s.site(SIDEBAR)}</p></aside>
<footer>{s.site(FOOTER)}</footer>""",
    )


def _no_main(s: Sheet) -> str:
    contact = "".join(f'<div class="x3"><span>{one}</span> <span>{two}</span></div>' for one, two in s.contact())
    return document(
        s.who.name,
        f"""<div class="a1"><div class="a2"><div class="menu">{s.navigation("div")}</div></div>
<div class="b1"><div class="b7"><div class="t">{s.keep(s.who.name)}</div>
<div class="t2">{s.keep(s.who.field.department)}</div>{"".join(f'<div class="q">{one}</div>' for one in s.biography())}
{"".join(f'<div class="r">{one}</div>' for one in s.interests())}{contact}</div></div>
<div class="foot">{s.site(FOOTER)}</div></div>""",
    )


def _cards(s: Sheet) -> str:
    cards = "".join(
        f'<div class="card"><h3>{year}</h3><p class="card-text"><a href="#">{title}</a></p><small>{by}</small></div>'
        for year, title, by in s.publications(9)
    )
    return document(
        s.who.name,
        f"""<div id="cookie-banner" role="dialog">{s.site(COOKIES)}</div><nav>{s.navigation("span")}</nav>
<section class="hero"><h1>{s.keep(s.who.name)}</h1><p>{s.biography()[0]}</p></section>
<section class="grid">{cards}</section><footer><p>{s.site(FOOTER)}</p></footer>""",
    )


def _definition_list(s: Sheet) -> str:
    pairs = [
        *s.contact(),
        (s.keep("Field"), s.keep(s.who.field.interest)),
        (s.keep("Topics"), "; ".join(s.interests())),
    ]
    rows = "".join(f"<dt>{one}</dt><dd>{two}</dd>" for one, two in pairs)
    return document(
        s.who.name,
        f"""<nav><ul>{s.navigation()}</ul></nav><div id="content"><h1>{s.keep(s.who.name)}</h1><dl>{rows}
<dt>{s.keep("About")}</dt><dd>{" ".join(s.biography())}</dd></dl></div><footer>{s.site(FOOTER)}</footer>""",
    )


def _table_profile(s: Sheet) -> str:
    rows = [
        *s.contact(),
        *((s.keep("Interest"), one) for one in s.interests()),
        *((s.keep("Course"), one) for one in s.courses()),
    ]
    table = "".join(f"<tr><th>{one}</th><td>{two}</td></tr>" for one, two in rows)
    return document(
        s.who.name,
        f"""<div class="topnav">{s.navigation("span")}</div><h2>{s.keep(s.who.name)}</h2>
<table class="profile"><tbody>{table}</tbody></table><div id="footer">{s.site(FOOTER)}</div>""",
    )


def _sixty_in_a_list(s: Sheet) -> str:
    items = "".join(f"<li>{by}: <em>{title}</em> ({year}). <a>[pdf]</a></li>" for year, title, by in s.publications(60))
    return document(
        "Publications",
        f"""<nav><ul>{s.navigation()}</ul></nav><main><h1>{s.keep("Publications of " + s.who.name)}</h1><ol>{items}</ol></main>
<footer>{s.site(FOOTER)}</footer>""",
    )


def _sixty_in_a_table(s: Sheet) -> str:
    rows = "".join(f"<tr><td>{year}</td><td>{title}</td><td>{by}</td></tr>" for year, title, by in s.publications(60))
    return document(
        "Publications",
        f"""<div class="nav">{s.navigation("p")}</div><h1>{s.keep(s.who.name)}</h1>
<table border="0"><thead><tr><th>Year</th><th>Title</th><th>Where</th></tr></thead><tbody>{rows}</tbody></table>
<p class="footer">{s.site(FOOTER)}</p>""",
    )


def _bibtex(s: Sheet) -> str:
    entries = "".join(
        f"<pre>@article{{key{index},\n  title = {{{title}}},\n  note = {{{by}}},\n  year = {year}\n}}</pre>"
        for index, (year, title, by) in enumerate(s.publications(12))
    )
    return document(
        s.who.name,
        f"""<nav>{s.navigation("span")}</nav><h1>{s.keep(s.who.name)}</h1>{entries}<footer>{s.site(FOOTER)}</footer>""",
    )


def _curriculum(s: Sheet) -> str:
    steps = (
        f"2014–today: {s.who.field.department}, {s.who.place.name}",
        "2009–2014: assistant, then lecturer, at a college by the sea",
        f"2008: doctoral thesis on {s.who.field.themes[1]}, with distinction",
        "2003: first degree, with a year abroad",
        "2019: teaching prize of the students' union",
        f"2021–2024: member of the committee for {s.who.field.interest}",
    )
    rows = "".join(f"<tr><td valign=top>{s.keep(one)}</td></tr>" for one in steps)
    return document(
        "CV",
        f"""<nav>{s.navigation("span")}</nav><div class="cv"><h1>{s.keep("Curriculum vitae")}</h1><h2>{s.keep(s.who.name)}</h2>
<table>{rows}</table><h2>{s.keep("Talks")}</h2><ul>{listed([f"{title} ({year})" for year, title, _ in s.publications(6)])}</ul></div>
<footer>{s.site(FOOTER)}</footer>""",
    )


def _noscript_only(s: Sheet) -> str:
    return document(
        s.who.name,
        f"""<div id="root"></div><noscript><h1>{s.keep(s.who.name)}</h1><p>{" ".join(s.biography())}</p>
<ul>{listed(s.interests())}</ul></noscript><script src="/static/main.8c1f.js"></script>""",
    )


def _framework_leftovers(s: Sheet) -> str:
    state = json.dumps({"props": {"note": s.hide("Draft of the salary review, for the dean alone")}})
    return document(
        s.who.name,
        f"""<noscript>{s.site("You need to enable JavaScript to run this app")}</noscript><div id="__next"><div class="css-1x2y">
<header class="css-77"><ul>{s.navigation()}</ul></header><div class="css-9"><h1 class="css-h">{s.keep(s.who.name)}</h1>
<div class="css-p"><span>{"</span> <span>".join(s.biography())}</span></div><div role="list">
{"".join(f'<div role="listitem">{one}</div>' for one in s.interests())}</div></div>
<div class="css-f"><small>{s.site(FOOTER)}</small></div></div></div>
<script id="__DATA__" type="application/json">{state}</script>""",
    )


def _links_everywhere(s: Sheet) -> str:
    papers = "".join(
        f'<li><a href="#">{title}</a> <a href="#">{by}</a> ({year}) <a>pdf</a> <a>code</a> <a>slides</a></li>'
        for year, title, by in s.publications(15)
    )
    courses = "".join(f'<li><a href="#">{one}</a></li>' for one in s.courses())
    return document(
        s.who.name,
        f"""<nav><ul>{s.navigation()}</ul></nav><h1><a href="/">{s.keep(s.who.name)}</a></h1><ul>{papers}</ul><ul>{courses}</ul>
<footer>{s.site(FOOTER)}</footer>""",
    )


def _biography_in_the_sidebar(s: Sheet) -> str:
    about = s.biography()
    news = "".join(f"<li><b>{year}</b> {title} is out.</li>" for year, title, _ in s.publications(5))
    return document(
        s.who.name,
        f"""<div class="masthead"><nav>{s.navigation("span")}</nav></div><div id="main"><div class="sidebar sticky"><div class="author">
<h3>{s.keep(s.who.name)}</h3><p class="author__bio">{about[0]} {about[1]}</p></div></div><article class="page"><section>
<p>{about[2]} {about[3]}</p><h2>{s.keep("News")}</h2><ul>{news}</ul></section></article></div>
<footer>{s.site("Powered by a theme that somebody made at night")}</footer>""",
    )


def _name_in_the_header(s: Sheet) -> str:
    contact = "".join(f"<p>{one}: {two}</p>" for one, two in s.contact())
    return document(
        s.who.name,
        f"""<nav>{s.navigation("span")}</nav><article><header><h1>{s.keep(s.who.name)}</h1><p>{" ".join(s.biography())}</p></header>
<ul>{listed(s.interests())}</ul><footer>{contact}</footer></article><footer class="site">{s.site(FOOTER)}</footer>""",
    )


def _whole_page_in_a_form(s: Sheet) -> str:
    return document(
        s.who.name,
        f"""<form method="post" action="./Person.aspx?id=77" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="{s.hide("dDwtMTQ5NzIzOTgwO3Q8O2w8aTwx")}">
<div id="ctl00_menu">{s.navigation("div")}</div><div id="ctl00_body"><span id="ctl00_name">{s.keep(s.who.name)}</span><br>
<span>{"<br>".join(s.biography())}</span><table><tr><td>{"</td></tr><tr><td>".join(s.courses())}</td></tr></table></div>
<div id="ctl00_foot">{s.site(FOOTER)}</div></form>""",
    )


def _accordion(s: Sheet) -> str:
    parts = {"About": s.biography(), "Research": s.interests(), "Teaching": s.courses()}
    blocks = "".join(
        f"<details><summary>{s.keep(head)}</summary><p>{'</p><p>'.join(lines)}</p></details>"
        for head, lines in parts.items()
    )
    return document(
        s.who.name,
        f"""<nav>{s.navigation("span")}</nav><main><h1>{s.keep(s.who.name)}</h1>{blocks}</main><footer>{s.site(FOOTER)}</footer>""",
    )


def _wiki(s: Sheet) -> str:
    box = "".join(f"<tr><th>{one}</th><td>{two}</td></tr>" for one, two in s.contact())
    edit = s.site("edit this section of the page source")
    return document(
        s.who.name,
        f"""<div id="mw-panel">{s.navigation()}</div><div id="content"><h1 id="firstHeading">{s.keep(s.who.name)}</h1>
<table class="infobox">{box}</table><p>{" ".join(s.biography())}</p><h2>{s.keep("Work")} <span class="editsection">[{edit}]</span></h2>
<ul>{listed(s.interests())}</ul></div><div id="footer">{s.site(FOOTER)}</div>""",
    )


def _member_of_a_team(s: Sheet) -> str:
    cards = "".join(
        f'<div class="member"><img src="m{index}.jpg" alt=""><h4>{s.keep(name)}</h4><p>{s.keep(what)}</p></div>'
        for index, (name, what) in enumerate(
            (
                (s.who.name, f"leads the group and works on {s.who.field.interest}"),
                (s.who.circle[0], f"is writing a thesis on {s.who.field.themes[0]}"),
                (s.who.circle[1], f"came to us to learn {s.who.field.methods[1]}"),
                (s.who.circle[2], f"keeps the data of {s.who.field.settings[2]} in order"),
            )
        )
    )
    return document(
        "Team",
        f"""<nav>{s.navigation("span")}</nav><h1>{s.keep("The group of " + s.who.name)}</h1><div class="team">{cards}</div>
<footer>{s.site(FOOTER)}</footer>""",
    )


TODAY: tuple[PageKind, ...] = (
    PageKind("profile with a sidebar", _profile_with_sidebar),
    PageKind("nothing but div", _no_main),
    PageKind("cards and a cookie banner", _cards),
    PageKind("definition list", _definition_list),
    PageKind("profile as a table", _table_profile),
    PageKind("60 publications in a list", _sixty_in_a_list),
    PageKind("60 publications in a table", _sixty_in_a_table),
    PageKind("BibTeX", _bibtex),
    PageKind("curriculum vitae", _curriculum),
    PageKind("text in noscript alone", _noscript_only),
    PageKind("a framework's leftovers", _framework_leftovers),
    PageKind("links everywhere", _links_everywhere),
    PageKind("biography in the sidebar", _biography_in_the_sidebar),
    PageKind("name in the header", _name_in_the_header),
    PageKind("whole page in a form", _whole_page_in_a_form),
    PageKind("accordion", _accordion),
    PageKind("wiki", _wiki),
    PageKind("members of a team", _member_of_a_team),
)

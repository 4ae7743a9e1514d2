"""Invented universities: how pages, rows and papers write them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_CITIES = [
    "Karlsvale",
    "Tessmark",
    "Brennfurt",
    "Altaserra",
    "Monquiry",
    "Velmora",
    "Osterwyck",
    "Dunharrow",
    "Lindhaven",
    "Porto-Selvo",
    "Kasztelin",
    "Varnograd",
    "Ilmajoki-Nord",
    "Sundelund",
    "Castroverde",
    "Beaurieux",
    "Pellagonia",
    "Zaratown",
    "Qasralbahr",
    "Ngaromoana",
    "Tianfucheng",
    "Minamihara",
    "Hanseo",
    "Saigonbinh",
    "Adukrom-East",
    "Lekkiport",
    "Addisalem",
    "Nairokuru",
    "Jaipurnagar",
    "Quillabamba-Sur",
]

_SHAPES = (
    ("University of {}", "{} University"),
    ("{} University of Technology", "{} Tech. University"),
    ("Universität {}", "University of {}"),
    ("Universidad de {}", "University of {}"),
    ("{} State University", "State University of {}"),
    ("{} Polytechnic Institute", "{} Polytechnic"),
    ("Royal College of {}", "The Royal College, {}"),
)


@dataclass(frozen=True)
class Institution:
    """A university: `name` as it calls itself, `variant` as others write it."""

    name: str
    variant: str
    city: str
    domain: str


def institutions(rng: Random, count: int) -> list[Institution]:
    """So many different ones, each in a city of its own."""
    made = []
    for city in rng.sample(_CITIES, count):
        name, variant = rng.choice(_SHAPES)
        domain = f"{city.lower().replace('-', '')}.example"
        made.append(Institution(name.format(city), variant.format(city), city, domain))
    return made

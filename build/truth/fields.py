"""Invented fields of research: what people in them study, in words that a careful reader tells apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True)
class Field:
    """A field of research. Fields of one `group` are neighbours; those of different groups nobody confuses.

    `interest` is what a row says; `themes` are what pages and titles name; `settings` and `methods` fill titles.
    """

    group: str
    department: str
    interest: str
    themes: tuple[str, ...]
    settings: tuple[str, ...]
    methods: tuple[str, ...]
    venue: str


def _field(group: str, department: str, interest: str, themes: str, settings: str, methods: str, venue: str) -> Field:
    themes_, settings_, methods_ = (tuple(one.split("; ")) for one in (themes, settings, methods))
    return Field(group, department, interest, themes_, settings_, methods_, venue)


FIELDS: tuple[Field, ...] = (
    _field(
        "earth",
        "Institute of Coastal Science",
        "coastal sediment transport",
        "sandbar migration; dune erosion; mudflat accretion; bedload under waves; barrier island breaching; "
        "turbidity of tidal inlets",
        "a macrotidal estuary; storm-dominated beaches; a shallow lagoon; dredged harbour channels",
        "lidar surveys; acoustic backscatter; tracer experiments; a morphodynamic model",
        "Annals of Shore Processes",
    ),
    _field(
        "earth",
        "Department of Glaciology",
        "glacier mass balance",
        "firn densification; calving fronts; debris-covered ice; subglacial drainage; snowline retreat; crevasse depth",
        "high mountain valleys; tidewater fjords; a small ice cap; polythermal glaciers",
        "repeat photogrammetry; ground-penetrating radar; ablation stakes; an energy balance model",
        "Ice and Snow Letters",
    ),
    _field(
        "life",
        "Department of Zoology",
        "social behaviour of bats",
        "roost switching; echolocation calls; food sharing among females; maternity colonies; vocal learning in pups; "
        "allogrooming",
        "limestone caves; suburban attics; tropical dry forest; old bridges",
        "radio tags; playback experiments; thermal video; kinship networks",
        "Journal of Chiropteran Life",
    ),
    _field(
        "life",
        "Laboratory of Plant Physiology",
        "drought tolerance of cereals",
        "stomatal conductance; root hydraulics; osmotic adjustment in wheat; leaf rolling in barley; abscisic acid "
        "signalling; grain filling under heat",
        "rain-fed fields; semi-arid terraces; controlled growth chambers; landrace collections",
        "gas exchange; isotope discrimination; root phenotyping; genome-wide association",
        "Crop Water Reports",
    ),
    _field(
        "medicine",
        "Clinic for Cardiology",
        "atrial fibrillation",
        "left atrial scarring; anticoagulation after stroke; catheter ablation; silent arrhythmia; atrial stretch; "
        "rhythm control in the elderly",
        "a regional registry; outpatients over seventy; patients after bypass surgery; a rural hospital",
        "implanted loop recorders; cardiac magnetic resonance; a randomised trial; a cohort study",
        "Heart Rhythm Quarterly Review",
    ),
    _field(
        "medicine",
        "Department of Paediatric Dentistry",
        "early childhood caries",
        "enamel hypomineralisation; fluoride varnish; biofilm on milk teeth; bottle feeding habits; dental anxiety; "
        "sealing of molars",
        "nursery schools; island communities; families in shelters; a school dental service",
        "a split-mouth trial; salivary markers; parent interviews; a ten-year follow-up",
        "Children's Oral Health",
    ),
    _field(
        "computing",
        "School of Computing",
        "program verification",
        "loop invariants; separation logic; weak memory models; termination proofs; refinement types; "
        "symbolic execution",
        "operating system kernels; smart card firmware; concurrent data structures; garbage collectors",
        "interactive theorem proving; abstract interpretation; constraint solving; model checking",
        "Symposium on Proved Software",
    ),
    _field(
        "computing",
        "Department of Language Technology",
        "machine translation of low-resource languages",
        "subword segmentation; back-translation; morphological inflection; parallel corpora mining; transfer between "
        "dialects; quality estimation of translations",
        "endangered languages; oral archives; parliamentary records; health leaflets",
        "multilingual pretraining; human post-editing; alignment models; active learning",
        "Workshop on Small Languages",
    ),
    _field(
        "physics",
        "Department of Astrophysics",
        "protoplanetary disks",
        "dust traps; snow lines; disk winds; pebble drift; spiral arms in young disks; dispersal by photoevaporation",
        "nearby star-forming regions; binary systems; disks around brown dwarfs; low-metallicity clusters",
        "millimetre interferometry; radiative transfer; scattered-light imaging; hydrodynamic simulations",
        "Stars and Planets Bulletin",
    ),
    _field(
        "physics",
        "Institute of Solid State Physics",
        "topological superconductors",
        "Majorana zero modes; proximity effect in nanowires; vortex cores; edge supercurrents; parity switching; "
        "Josephson diodes",
        "hybrid nanowires; layered tellurides; planar junctions; twisted bilayers",
        "tunnelling spectroscopy; transport at millikelvin; scanning magnetometry; tight-binding calculations",
        "Condensed Matter Notes",
    ),
    _field(
        "mathematics",
        "Mathematical Institute",
        "geometric group theory",
        "cubical complexes; boundaries of hyperbolic groups; mapping class groups; Artin groups; "
        "quasi-isometric rigidity; growth of subgroups",
        "right-angled buildings; surfaces of finite type; free-by-cyclic groups; lattices in products of trees",
        "coarse median structures; combination theorems; random walks; bounded cohomology",
        "Proceedings in Groups and Geometry",
    ),
    _field(
        "mathematics",
        "Department of Statistics",
        "survival analysis",
        "competing risks; frailty models; left truncation; interval censoring; landmarking; cure fractions",
        "cancer registries; machine failure records; kidney transplants; unemployment spells",
        "pseudo-observations; penalised splines; martingale residuals; multiple imputation",
        "Lifetime Data Methods",
    ),
    _field(
        "humanities",
        "Department of History",
        "medieval trade guilds",
        "apprenticeship contracts; weavers' oaths; guild altars; wine tolls; widows as masters; false weights",
        "Hanseatic towns; an Adriatic port; mining settlements; cathedral cities",
        "court rolls; account books; prosopography; seal impressions",
        "Studies in Urban Middle Ages",
    ),
    _field(
        "humanities",
        "Department of Musicology",
        "Baroque keyboard music",
        "partimento teaching; ornament tables; toccata manuscripts; meantone tuning; harpsichord makers; "
        "chorale preludes",
        "court chapels; convent libraries; a travelling opera troupe; organ lofts of the north",
        "watermark dating; archival letters; performance reconstruction; concordance of sources",
        "Early Keyboard Studies",
    ),
    _field(
        "society",
        "Faculty of Law",
        "refugee law",
        "non-refoulement at sea; family reunification; detention of minors; credibility assessment; statelessness; "
        "safe third countries",
        "border zones; appellate courts; island reception centres; regional conventions",
        "case-law analysis; interviews with judges; comparative doctrine; court observation",
        "Review of Asylum and Rights",
    ),
    _field(
        "society",
        "Department of Economics",
        "informal labour markets",
        "street vending; minimum wage compliance; domestic workers; remittances; microcredit take-up; "
        "unpaid family labour",
        "border cities; coffee regions; a pension reform; peri-urban settlements",
        "a field experiment; household panels; a natural experiment; matched employer records",
        "Work and Development",
    ),
    _field(
        "engineering",
        "Department of Civil Engineering",
        "fatigue of steel bridges",
        "weld toe cracks; orthotropic decks; rivet loosening; corrosion pits; stay cable vibration; hanger replacement",
        "railway viaducts; movable bridges; highway overpasses; century-old trusses",
        "strain monitoring; phased-array ultrasound; crack growth tests; load spectra",
        "Structures in Service",
    ),
    _field(
        "engineering",
        "Institute of Chemical Engineering",
        "membrane desalination",
        "concentration polarisation; biofouling; thin-film composites; brine crystallisation; spacer geometry; "
        "boron rejection",
        "brackish groundwater; offshore platforms; solar-driven plants; textile wastewater",
        "impedance spectroscopy; pilot plants; molecular simulation; autopsy of spent modules",
        "Water Separation Science",
    ),
    _field(
        "mind",
        "Department of Psychology",
        "children's understanding of time",
        "temporal order words; delay of gratification; episodic foresight; duration judgments; calendar reasoning; "
        "memory for birthdays",
        "preschool classrooms; bilingual homes; children born preterm; museum visitors",
        "picture sequencing tasks; eye tracking; parental diaries; a longitudinal study",
        "Growing Minds",
    ),
    _field(
        "mind",
        "Institute of Linguistics",
        "tone in spoken language",
        "tone sandhi; downstep; whistled speech; boundary tones; tone loss in the young; contour simplification",
        "highland villages; urban youth speech; lullabies; radio announcers",
        "field recordings; perception experiments; pitch tracking; laryngography",
        "Journal of Pitch and Prosody",
    ),
)


def seen_by(field: Field, rng: Random) -> Field:
    """The field as one of its people sees it: what interests them most stands first."""
    return replace(field, themes=tuple(rng.sample(field.themes, len(field.themes))))


def far_from(field: Field) -> tuple[Field, ...]:
    """The fields that nobody takes for this one."""
    return tuple(one for one in FIELDS if one.group != field.group)

"""DCAT-AP-NO as a graph: one version, or a catalogue of all packages written one after the other.

Everything has an address, nothing is a blank node: two runs give the same bytes, and pieces of a catalogue that
are written apart are one graph when read together.
"""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from rdflib import DCTERMS, FOAF, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef

from stabbur.catalogue.exports import vocabularies
from stabbur.catalogue.exports.model import Described, File, Table

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's own has no words of DCAT 3
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
PREFIXES = {
    "adms": ADMS,
    "dcat": DCAT,
    "dct": Namespace(str(DCTERMS)),
    "foaf": Namespace(str(FOAF)),
    "rdfs": Namespace(str(RDFS)),
    "vcard": VCARD,
    "xsd": Namespace(str(XSD)),
}
HEADER = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
PERIOD = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?")
MEDIATYPES = {"turtle": "text/turtle", "json-ld": "application/ld+json"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is said of the catalogue itself."""

    base: str
    title: str
    description: str
    publisher: str
    language: str
    contact: str
    """An address where questions are answered."""
    updated: datetime | None = None

    @property
    def address(self) -> str:
        """What the catalogue is called by."""
        return f"{self.base}/catalog.ttl#catalog"


def version_graph(version: Described) -> Graph:
    """Return one version with its files, as a dataset at the address of the version."""
    graph = _graph()
    one = _dataset(graph, version, version.address)
    graph.add((one, DCTERMS.issued, _moment(version.published)))
    graph.add((one, DCAT.isVersionOf, URIRef(version.home)))
    if version.number > 1:
        graph.add((one, DCAT.previousVersion, URIRef(f"{version.home}/v{version.number - 1}")))
    if version.notes:
        graph.add((one, ADMS.versionNotes, Literal(version.notes, lang="en")))
    return graph


def package_graph(version: Described, catalogue: Catalogue) -> Graph:
    """Return a package with the files of its newest version, as a dataset of the catalogue."""
    graph = _graph()
    one = _dataset(graph, version, version.home)
    graph.add((URIRef(catalogue.address), DCAT.dataset, one))
    graph.add((one, DCTERMS.modified, _moment(version.published)))
    graph.add((one, DCAT.hasCurrentVersion, URIRef(version.address)))
    return graph


def catalogue_graph(catalogue: Catalogue) -> Graph:
    """Return the catalogue without its datasets."""
    graph = _graph()
    one = URIRef(catalogue.address)
    publisher = URIRef(f"{catalogue.base}/catalog.ttl#publisher")
    graph.add((one, RDF.type, DCAT.Catalog))
    graph.add((one, DCTERMS.identifier, Literal(catalogue.address)))
    graph.add((one, DCTERMS.title, Literal(catalogue.title, lang=catalogue.language)))
    graph.add((one, DCTERMS.description, Literal(catalogue.description, lang=catalogue.language)))
    graph.add((one, DCTERMS.publisher, _agent(graph, publisher, catalogue.publisher)))
    graph.add((one, FOAF.homepage, URIRef(f"{catalogue.base}/")))
    _contact(graph, one, f"{catalogue.base}/catalog.ttl#contact", catalogue.publisher, catalogue.contact)
    if spoken := vocabularies.language(catalogue.language):
        graph.add((one, DCTERMS.language, URIRef(spoken)))
    if catalogue.updated:
        graph.add((one, DCTERMS.modified, _moment(catalogue.updated)))
    return graph


def written(graph: Graph, form: str) -> str:
    """Return a graph as `turtle` or `json-ld`."""
    if form == "turtle":
        return HEADER + "\n" + _turtle(graph)
    return json.dumps({"@context": _context(), "@graph": _nodes(graph)}, ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True)
class Document:
    """A catalogue as a document of pieces: `start()`, a `piece()` for each package in any order, `end()`.

    It is never whole in memory, and a piece that was written once can be kept.
    """

    about: Catalogue
    form: str

    def start(self) -> str:
        """Return what comes before all packages."""
        if self.form == "turtle":
            return HEADER + "\n" + _turtle(catalogue_graph(self.about))
        nodes = json.dumps(_nodes(catalogue_graph(self.about)), ensure_ascii=False)
        return f'{{"@context": {json.dumps(_context())},\n"@graph": {nodes[:-1]}'

    def piece(self, version: Described) -> str:
        """Return one package."""
        graph = package_graph(version, self.about)
        if self.form == "turtle":
            return _turtle(graph)
        return ",\n" + json.dumps(_nodes(graph), ensure_ascii=False)[1:-1]

    def end(self) -> str:
        """Return what comes after all packages."""
        return "" if self.form == "turtle" else "]}\n"


def _dataset(graph: Graph, version: Described, address: str) -> URIRef:
    """Add what a package and a version of it have in common."""
    one = URIRef(address)
    graph.add((one, RDF.type, DCAT.Dataset))
    graph.add((one, DCTERMS.identifier, Literal(address)))
    for language, title in version.titles.items():
        graph.add((one, DCTERMS.title, Literal(title, lang=language)))
    for language, told in version.descriptions.items():
        graph.add((one, DCTERMS.description, Literal(told, lang=language)))
    for theme in vocabularies.themes(version.topics, version.keywords):
        graph.add((one, DCAT.theme, URIRef(theme)))
    for word in dict.fromkeys([*version.keywords, *version.topics]):
        graph.add((one, DCAT.keyword, Literal(word, lang=version.language)))
    owner = URIRef(f"{version.base}/catalog.ttl#owner-{quote(version.owner)}")
    graph.add((one, DCTERMS.publisher, _agent(graph, owner, version.owner)))
    contact = version.contact or f"{version.base}/help"
    _contact(graph, one, f"{address}#contact", version.creators[0], contact)
    graph.add((one, DCTERMS.accessRights, URIRef(vocabularies.access_right(version.access))))
    graph.add((one, DCAT.landingPage, URIRef(version.home)))
    graph.add((one, DCAT.version, Literal(str(version.number))))
    for source in version.sources:
        graph.add((one, DCTERMS.relation, URIRef(source)))
    if spoken := vocabularies.language(version.language):
        graph.add((one, DCTERMS.language, URIRef(spoken)))
    if place := vocabularies.country(version.spatial):
        graph.add((one, DCTERMS.spatial, URIRef(place)))
    _period(graph, one, version.temporal)
    for table in version.tables:
        for number, file in enumerate(table.files, 1):
            id = URIRef(f"{address}#{quote(table.name)}-{number}")
            graph.add((one, DCAT.distribution, id))
            _distribution(graph, id, version, table, file)
    return one


def _distribution(graph: Graph, one: URIRef, version: Described, table: Table, file: File) -> None:
    graph.add((one, RDF.type, DCAT.Distribution))
    graph.add((one, DCTERMS.title, Literal(f"{table.title} ({file.name})", lang=version.language)))
    if table.description:
        graph.add((one, DCTERMS.description, Literal(table.description, lang=version.language)))
    graph.add((one, DCAT.accessURL, URIRef(version.home)))
    graph.add((one, DCAT.downloadURL, URIRef(file.address)))
    for predicate, known in (
        (DCTERMS["format"], vocabularies.file_type(file.format)),
        (DCAT.mediaType, vocabularies.mediatype(file.mediatype)),
        (DCAT.compressFormat, vocabularies.mediatype(file.packed)),
    ):
        if known:
            graph.add((one, predicate, URIRef(known)))
    if file.size is not None:
        # DCAT 3 says xsd:nonNegativeInteger, the shapes of DCAT-AP-NO want a decimal. No spdx:checksum for
        # the same reason: they allow SHA-1 alone, ours are SHA-256 and stand in Croissant and datapackage.json
        graph.add((one, DCAT.byteSize, Literal(f"{file.size}.0", datatype=XSD.decimal)))
    if version.licence:
        code = vocabularies.licence(version.licence.name, version.licence.address)
        if code:
            graph.add((one, DCTERMS.license, URIRef(code)))
        else:  # a licence must be of the EU's list; another one is told as a statement of rights
            rights = URIRef(f"{version.address}#rights")
            graph.add((one, DCTERMS.rights, rights))
            graph.add((rights, RDF.type, DCTERMS.RightsStatement))
            graph.add((rights, RDFS.label, Literal(version.licence.title, lang=version.language)))


def _period(graph: Graph, one: URIRef, temporal: str) -> None:
    """Add a period such as `2020/2021` or `2021-01-01`; words that are no dates are left out."""
    ends = [_day(end) for end in temporal.split("/")[:2]]
    if not temporal or None in ends:
        return
    period = URIRef(f"{one}#period")
    graph.add((one, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((period, DCAT.startDate, Literal(ends[0], datatype=XSD.date)))
    if last := _day(temporal.split("/")[-1], last=True):
        graph.add((period, DCAT.endDate, Literal(last, datatype=XSD.date)))


def _day(given: str, *, last: bool = False) -> str | None:
    found = PERIOD.fullmatch(given.strip())
    if not found:
        return None
    year, month, day = (int((part or "0").strip("-")) for part in found.groups())
    months, days = (month or 12, (day,) if day else (31, 30, 29, 28)) if last else (month or 1, (day or 1,))
    for one in days:
        try:
            return date(year, months, one).isoformat()
        except ValueError:
            continue
    return None


def _agent(graph: Graph, one: URIRef, name: str) -> URIRef:
    graph.add((one, RDF.type, FOAF.Agent))
    graph.add((one, FOAF.name, Literal(name)))
    return one


def _contact(graph: Graph, about: URIRef, address: str, name: str, where: str) -> None:
    one = URIRef(address)
    graph.add((about, DCAT.contactPoint, one))
    graph.add((one, RDF.type, VCARD.Organization))
    graph.add((one, VCARD.fn, Literal(name)))
    graph.add((one, VCARD.hasEmail if where.startswith("mailto:") else VCARD.hasURL, URIRef(where)))


def _moment(when: datetime) -> Literal:
    return Literal(when.isoformat(timespec="seconds"), datatype=XSD.dateTime)


def _graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, space in PREFIXES.items():
        graph.bind(prefix, space)
    return graph


def _turtle(graph: Graph) -> str:
    """Return a graph in Turtle without its prefixes, which stand once at the top of a document."""
    lines = graph.serialize(format="turtle").split("\n")
    first = next(number for number, line in enumerate(lines) if not line.startswith("@prefix"))
    return "\n".join(lines[first:]).strip() + "\n\n"


def _nodes(graph: Graph) -> list[Any]:
    """Return the nodes of a graph in JSON-LD, without the context that they share."""
    found = json.loads(graph.serialize(format="json-ld", context=_context()))
    return list(found["@graph"])


def _context() -> dict[str, str]:
    return {prefix: str(space) for prefix, space in PREFIXES.items()}

"""Licences that data and code are often given, by their SPDX names: the title and address a reader needs."""

import difflib
from collections.abc import Mapping
from typing import Any

CREATIVE = "https://creativecommons.org"
KNOWN = {
    "CC0-1.0": ("Creative Commons Zero 1.0", f"{CREATIVE}/publicdomain/zero/1.0/"),
    "CC-BY-3.0": ("Creative Commons Attribution 3.0", f"{CREATIVE}/licenses/by/3.0/"),
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", f"{CREATIVE}/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("Creative Commons Attribution-ShareAlike 4.0", f"{CREATIVE}/licenses/by-sa/4.0/"),
    "CC-BY-NC-4.0": ("Creative Commons Attribution-NonCommercial 4.0", f"{CREATIVE}/licenses/by-nc/4.0/"),
    "CC-BY-ND-4.0": ("Creative Commons Attribution-NoDerivatives 4.0", f"{CREATIVE}/licenses/by-nd/4.0/"),
    "NLOD-1.0": ("Norwegian Licence for Open Government Data 1.0", "https://data.norge.no/nlod/en/1.0"),
    "NLOD-2.0": ("Norwegian Licence for Open Government Data 2.0", "https://data.norge.no/nlod/en/2.0"),
    "OGL-UK-3.0": (
        "Open Government Licence 3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "ODbL-1.0": ("Open Database License 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "ODC-By-1.0": ("Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    "PDDL-1.0": (
        "Open Data Commons Public Domain Dedication and License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
    ),
    "MIT": ("MIT License", "https://opensource.org/license/mit"),
    "Apache-2.0": ("Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
    "EUPL-1.2": ("European Union Public Licence 1.2", "https://joinup.ec.europa.eu/page/eupl-text-11-12"),
}
NAVNGIVELSE, NLOD = "Creative Commons Navngivelse", "Norsk lisens for offentlige data (NLOD)"
# the names that their owners gave them in Norwegian; there are none of their own in nynorsk
NORWEGIAN = {
    "CC-BY-3.0": (f"{NAVNGIVELSE} 3.0", f"{CREATIVE}/licenses/by/3.0/deed.no"),
    "CC-BY-4.0": (f"{NAVNGIVELSE} 4.0", f"{CREATIVE}/licenses/by/4.0/deed.no"),
    "CC-BY-SA-4.0": (f"{NAVNGIVELSE}-DelPåSammeVilkår 4.0", f"{CREATIVE}/licenses/by-sa/4.0/deed.no"),
    "CC-BY-NC-4.0": (f"{NAVNGIVELSE}-IkkeKommersiell 4.0", f"{CREATIVE}/licenses/by-nc/4.0/deed.no"),
    "CC-BY-ND-4.0": (f"{NAVNGIVELSE}-IngenBearbeidelser 4.0", f"{CREATIVE}/licenses/by-nd/4.0/deed.no"),
    "NLOD-1.0": (f"{NLOD} 1.0", "https://data.norge.no/nlod/no/1.0"),
    "NLOD-2.0": (f"{NLOD} 2.0", "https://data.norge.no/nlod/no/2.0"),
}
BY_LOWER = {name.lower(): name for name in KNOWN}


def completed(licence: Any) -> Any:
    """Return a licence with the title and address that its SPDX name is known by; what was said stays.

    Examples
    --------
    >>> completed({"name": "cc0-1.0"})["path"]
    'https://creativecommons.org/publicdomain/zero/1.0/'
    """
    if not isinstance(licence, dict):
        return licence
    name = BY_LOWER.get(str(licence.get("name", "")).lower())
    if name is None:
        return licence
    title, path = KNOWN[name]
    return {**licence, "name": name} | {
        key: licence.get(key) or value for key, value in (("path", path), ("title", title))
    }


def in_language(licence: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a licence with the title and address that it is known by in a reader's language.

    What the writer worded otherwise stays.

    Examples
    --------
    >>> in_language(completed({"name": "NLOD-2.0"}), "nb")["title"]
    'Norsk lisens for offentlige data (NLOD) 2.0'
    """
    name = BY_LOWER.get(str(licence.get("name", "")).lower(), "")
    if name not in NORWEGIAN:
        return dict(licence)
    known = (KNOWN[name], NORWEGIAN[name])
    wanted = known[language in ("nb", "nn", "no")]
    return dict(licence) | {
        key: wanted[at]
        for at, key in enumerate(("title", "path"))
        if licence.get(key) in (known[0][at], known[1][at])
    }


def nearly_known(licences: Any) -> list[tuple[str, str]]:
    """Return each name without an address that no licence here has, with the nearest one that has it."""
    found = []
    for one in licences if isinstance(licences, list) else []:
        name = str(one.get("name", "")) if isinstance(one, dict) and not one.get("path") else ""
        if name and name.lower() not in BY_LOWER:
            near = difflib.get_close_matches(name.lower().replace(" ", "-"), BY_LOWER, 1, 0.0)
            found.append((name, BY_LOWER[near[0]]))
    return found

"""sb.scan: what in a frame, a package, a notebook or a folder could tell who somebody is."""

import os
from pathlib import Path

from stabbur.disclosure.options import known_options
from stabbur.disclosure.scanning.files import scan_folder, scan_package, scan_path
from stabbur.disclosure.scanning.finding import Finding, Findings
from stabbur.disclosure.scanning.tables import scan_table

__all__ = ["Finding", "Findings", "scan"]


@known_options
def scan(data: object) -> Findings:
    """Find what could tell who somebody is, or opens a door: column by column, text by text.

    Parameters
    ----------
    data
        A pandas, polars or Arrow frame; a `Datapackage`; or a path: of a written package, of a notebook
        (its outputs and its sources), of any file, or of a folder of them.

    Returns
    -------
    Findings
        A list of `Finding`, what is direct and surest first; `.frame` is the same as a pandas frame,
        `.direct` what a gate would refuse: direct identifiers with a confidence of 0.8 or more; `.unread` the
        files, or parts of them, that nobody looked into, such as PDF, images and what cannot be opened.

    Raises
    ------
    NotFound
        There is nothing at the path.
    BadInput
        It is none of these.

    Notes
    -----
    Identity numbers: Skatteetaten, *Fødselsnummer* and *Nytt fødselsnummer fra 2032*; H- and FH-numbers:
    Direktoratet for e-helse, *Identifikatorer for personer* (HIS 1001); DUF-numbers: Statistics Norway's control of
    the municipalities' reports (KOSTRA). Direct identifiers: Hundepol et al., *Statistical Disclosure Control*
    (2012). What no pattern knows (a rare diagnosis, a photograph) is not found: the scan is a net, not a proof.
    Archives, documents and databases are looked into within bounds: 500 MB unpacked, four deep, a million rows.

    Examples
    --------
    >>> import polars as pl
    >>> import stabbur as sb
    >>> print(sb.scan(pl.DataFrame({"fnr": ["30108299939", "02013299997"], "alder": [49, 0]})))
    fnr: national identity number, 2 of them, 100.0%, confidence 0.97 – direct identifier (02*********, 30*********)
    """
    if isinstance(data, str | os.PathLike):
        path = Path(data)
        return Findings(scan_folder(path) if path.is_dir() else scan_path(path))
    if hasattr(data, "resources") and hasattr(data, "pages"):
        return Findings(scan_package(data))
    return Findings(scan_table(data))

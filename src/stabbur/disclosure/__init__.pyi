"""The face of disclosure control as a type checker sees it; each name from the file that defines it."""

from stabbur.disclosure.microdata.microdata import Microdata as Microdata
from stabbur.disclosure.pseudonyms.pseudonymising import pseudonymise as pseudonymise
from stabbur.disclosure.replacing import anonymise as anonymise
from stabbur.disclosure.rounding.ptable import PTable as PTable
from stabbur.disclosure.scanning.scan import scan as scan
from stabbur.disclosure.tables.hierarchy import Hierarchy as Hierarchy
from stabbur.disclosure.tables.specification import TableSpec as TableSpec

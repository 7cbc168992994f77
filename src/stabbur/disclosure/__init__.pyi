"""The face of disclosure control as a type checker sees it; each name from the file that defines it."""

from stabbur.disclosure import rules as rules
from stabbur.disclosure.attack.auditing import audit as audit
from stabbur.disclosure.attack.knowledge import Attacker as Attacker
from stabbur.disclosure.microdata.microdata import Microdata as Microdata
from stabbur.disclosure.protection.protecting import protect as protect
from stabbur.disclosure.protection.suppressing import suppress as suppress
from stabbur.disclosure.pseudonyms.pseudonymising import pseudonymise as pseudonymise
from stabbur.disclosure.replacing import anonymise as anonymise
from stabbur.disclosure.rounding.cell_key import cell_key as cell_key
from stabbur.disclosure.rounding.counts import round_counts as round_counts
from stabbur.disclosure.rounding.ptable import PTable as PTable
from stabbur.disclosure.scanning.scan import scan as scan
from stabbur.disclosure.tables.hierarchy import Hierarchy as Hierarchy
from stabbur.disclosure.tables.specification import TableSpec as TableSpec

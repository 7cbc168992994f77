"""The public face as a type checker sees it: the names of PUBLIC, from the files that define them."""

from stabbur.disclosure.attack.auditing import audit as audit
from stabbur.disclosure.protection.suppressing import suppress as suppress
from stabbur.disclosure.pseudonyms.pseudonymising import pseudonymise as pseudonymise
from stabbur.disclosure.replacing import anonymise as anonymise
from stabbur.disclosure.rounding.counts import round_counts as round_counts
from stabbur.disclosure.scanning.scan import scan as scan
from stabbur.errors import BadInput as BadInput
from stabbur.errors import Conflict as Conflict
from stabbur.errors import Damaged as Damaged
from stabbur.errors import DataWarning as DataWarning
from stabbur.errors import MissingExtra as MissingExtra
from stabbur.errors import NoRoom as NoRoom
from stabbur.errors import NotAllowed as NotAllowed
from stabbur.errors import NotFound as NotFound
from stabbur.errors import StabburError as StabburError
from stabbur.errors import Unavailable as Unavailable
from stabbur.io.database import connect as connect
from stabbur.io.database import read_sql as read_sql
from stabbur.io.database import to_sql as to_sql
from stabbur.io.file import read_file as read_file
from stabbur.io.file import to_file as to_file
from stabbur.io.service import read_service as read_service
from stabbur.packages.package import Datapackage as Datapackage
from stabbur.registry.face import publish as publish
from stabbur.registry.face import publish_story as publish_story
from stabbur.registry.face import read_dp as read_dp
from stabbur.registry.reidentifying import depseudonymise as depseudonymise

__version__: str
PUBLIC: dict[str, str]

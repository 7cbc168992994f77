"""The names of PUBLIC as a type checker sees them, each from the file that defines it."""

from stabbur.disclosure.pseudonyms.keeping import create_key as create_key
from stabbur.disclosure.pseudonyms.keeping import listed_keys as listed_keys
from stabbur.disclosure.pseudonyms.keeping import rotate_key as rotate_key
from stabbur.disclosure.pseudonyms.methods import Blake2 as Blake2
from stabbur.disclosure.pseudonyms.methods import Ff1 as Ff1
from stabbur.disclosure.pseudonyms.methods import Ff3 as Ff3
from stabbur.disclosure.pseudonyms.methods import Hmac as Hmac
from stabbur.disclosure.pseudonyms.methods import Mapped as Mapped
from stabbur.disclosure.pseudonyms.methods import Redact as Redact
from stabbur.disclosure.pseudonyms.methods import Siv as Siv
from stabbur.disclosure.pseudonyms.traces import described as described

PUBLIC: dict[str, str]

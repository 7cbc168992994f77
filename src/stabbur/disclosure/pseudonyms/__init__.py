"""Pseudonyms: the same value and key give the same pseudonym, and no value is ever left in clear."""

from importlib import import_module

PUBLIC = {
    "Blake2": "stabbur.disclosure.pseudonyms.methods",
    "Ff1": "stabbur.disclosure.pseudonyms.methods",
    "Ff3": "stabbur.disclosure.pseudonyms.methods",
    "Hmac": "stabbur.disclosure.pseudonyms.methods",
    "Mapped": "stabbur.disclosure.pseudonyms.methods",
    "Redact": "stabbur.disclosure.pseudonyms.methods",
    "Siv": "stabbur.disclosure.pseudonyms.methods",
    "create_key": "stabbur.disclosure.pseudonyms.keeping",
    "described": "stabbur.disclosure.pseudonyms.traces",
    "listed_keys": "stabbur.disclosure.pseudonyms.keeping",
    "rotate_key": "stabbur.disclosure.pseudonyms.keeping",
}

__all__ = sorted(PUBLIC)


def __getattr__(name: str) -> object:
    if name not in PUBLIC:
        raise AttributeError(
            f"stabbur.disclosure.pseudonyms has no '{name}': it has {', '.join(sorted(PUBLIC))}"
        )
    return getattr(import_module(PUBLIC[name]), name)

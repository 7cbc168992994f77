"""Older descriptors in the shape of today's: what v1 and the drafts before it wrote otherwise."""

from typing import Any

from stabbur.packages.names import free_name, slug

Descriptor = dict[str, Any]
RENAMED = {"mimetype": "mediatype", "bytes_": "bytes"}
OLD_TYPES = {
    "str": "string",
    "int": "integer",
    "float": "number",
    "double": "number",
    "bool": "boolean",
    "decimal": "number",
    "geo_point": "geopoint",
    "gyear": "year",
    "gyearmonth": "yearmonth",
}


def upgraded(descriptor: Descriptor) -> tuple[Descriptor, list[str]]:
    """Return a descriptor as v2 has it, and what had to be changed for it."""
    found = dict(descriptor)
    notes: list[str] = []
    upgraded_origin(found, notes)
    if isinstance(found.get("keywords"), str):
        found["keywords"] = [word.strip() for word in found["keywords"].split(",")]
        notes.append("'keywords' is read as a list")
    if "author" in found and "contributors" not in found:
        found["contributors"] = [found.pop("author")]
        notes.append("'author' is read as a contributor")
    if isinstance(found.get("contributors"), list):
        found["contributors"] = [person(one) for one in found["contributors"]]
    resources: list[Any] = []
    taken: set[str] = set()
    for number, resource in enumerate(found.get("resources") or []):
        if isinstance(resource, dict):
            resource = upgraded_resource(resource, number, taken, notes)
            taken.add(str(resource["name"]))
        resources.append(resource)
    if "resources" in found:
        found["resources"] = resources
    return found, notes


def upgraded_origin(found: Descriptor, notes: list[str]) -> None:
    """Put licences and sources of a package or of a resource into today's shape."""
    if "license" in found and "licenses" not in found:
        found["licenses"] = [found.pop("license")]
        notes.append("'license' is read as 'licenses'")
    for key, newer in (("licenses", licence), ("sources", source)):
        if isinstance(found.get(key), list):
            old = found[key]
            found[key] = [newer(one) for one in old]
            # a source always had several spellings; a licence by another name is refused by readers of today
            if key == "licenses" and found[key] != old and not any("'license'" in note for note in notes):
                notes.append("'id', 'type' and 'url' of a licence are read as 'name' and 'path'")


def licence(value: Any) -> Any:
    """Return a licence as today's packages write it."""
    if isinstance(value, str):
        return {"path": value} if "://" in value else {"name": value}
    if isinstance(value, dict):
        old = {"id": "name", "type": "name", "url": "path"}
        return {(key if old.get(key) in value else old.get(key, key)): one for key, one in value.items()}
    return value


def person(value: Any) -> Any:
    """Return a contributor as today's packages write it: a role is one of several roles."""
    if isinstance(value, str):
        return {"title": value.split("<")[0].strip() or value}
    if isinstance(value, dict):
        found = dict(value)
        if "name" in found and "title" not in found:
            found["title"] = found.pop("name")
        if isinstance(found.get("role"), str) and "roles" not in found:
            found["roles"] = [found.pop("role")]
        return found
    return value


def source(value: Any) -> Any:
    """Return a source as today's packages write it."""
    if isinstance(value, str):
        return {"title": value}
    if isinstance(value, dict):
        old = {"name": "title", "web": "path", "url": "path"}
        return {(key if old.get(key) in value else old.get(key, key)): one for key, one in value.items()}
    return value


def upgraded_resource(resource: Descriptor, number: int, taken: set[str], notes: list[str]) -> Descriptor:
    """Return a resource as v2 has it; one without a name gets its file's."""
    found = {RENAMED.get(key, key): value for key, value in resource.items()}
    upgraded_origin(found, notes)
    if "url" in found and "path" not in found:
        found["path"] = found.pop("url")
        notes.append("'url' of a resource is read as 'path'")
    if isinstance(found.get("path"), list) and len(found["path"]) == 1:
        found["path"] = found["path"][0]
    if not found.get("name"):
        path = found["path"][0] if isinstance(found.get("path"), list) else found.get("path")
        stem = str(path).replace("\\", "/").split("/")[-1].split(".")[0] if path else f"resource-{number + 1}"
        found["name"] = free_name(slug(stem), taken)
        notes.append(f"a resource without a name is called '{found['name']}'")
    if found.get("profile") == "tabular-data-resource":
        found.setdefault("type", "table")
    hashed = found.get("hash")
    if isinstance(hashed, str) and ":" not in hashed:
        found["hash"] = f"md5:{hashed}"
    if isinstance(found.get("schema"), dict):
        found["schema"] = upgraded_schema(found["schema"], found, notes)
    return found


def upgraded_schema(schema: Descriptor, resource: Descriptor, notes: list[str]) -> Descriptor:
    """Return a schema as v2 has it."""
    found = dict(schema)
    fields = []
    for field in found["fields"] if isinstance(found.get("fields"), list) else []:
        if not isinstance(field, dict):
            fields.append(field)
            continue
        field = dict(field)
        if "id" in field and "name" not in field:
            field["name"] = field.pop("id")
            notes.append("'id' of a field is read as 'name'")
        kind = field.get("type")
        if isinstance(kind, str) and kind.lower() in OLD_TYPES:
            field["type"] = OLD_TYPES[kind.lower()]
            notes.append(f"the type '{kind}' is read as '{field['type']}'")
        fields.append(field)
    if isinstance(found.get("fields"), list):
        found["fields"] = fields
    match = found.get("fieldsMatch")
    if isinstance(match, list) and len(match) == 1:
        found["fieldsMatch"] = match[0]
        notes.append("'fieldsMatch' as a list is read as text")
    missing = resource.get("missingValues")
    if isinstance(missing, list) and "missingValues" not in found:
        found["missingValues"] = missing
        notes.append("'missingValues' of a resource is read as its schema's")
    return found

"""What search engines are told of a version."""

import json

from stabbur.catalogue.exports.schema_org import schema_org
from tests.catalogue.exports.making import BARE, BASE, EVIL, version


def test_a_whole_version() -> None:
    told = schema_org(version())
    assert told["@context"] == "https://schema.org/"
    assert (told["@type"], told["identifier"], told["version"]) == ("Dataset", "demo/folketall@2", "2")
    assert told["url"] == f"{BASE}/p/demo/folketall/v2"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["isAccessibleForFree"] is True
    assert told["isBasedOn"] == ["https://www.ssb.no/statbank/table/07459"]
    assert {"@type": "PropertyValue", "name": "folketall", "unitText": "personer"} in told["variableMeasured"]
    (csv, parquet) = told["distribution"]
    assert csv == {
        "@type": "DataDownload",
        "name": "kommuner.csv.gz",
        "encodingFormat": "text/csv",
        "contentUrl": f"{BASE}/p/demo/folketall/v2/kommuner.csv.gz",
        "contentSize": "200 B",
        "sha256": "a" * 64,
    }
    assert parquet["encodingFormat"] == "application/vnd.apache.parquet"


def test_what_is_not_known_is_left_out() -> None:
    told = schema_org(version(BARE, access="team"))
    assert told["name"] == told["description"] == "naken"
    assert told["creator"] == [{"@type": "Organization", "name": "demo"}]
    assert told["isAccessibleForFree"] is False
    assert not {"license", "keywords", "distribution", "variableMeasured", "temporalCoverage"} & told.keys()
    assert all(value not in ("", [], None) for value in told.values())


def test_evil_texts_can_be_written_as_json_in_utf8() -> None:
    assert b"\\u0000" not in json.dumps(schema_org(version(EVIL)), ensure_ascii=False).encode()

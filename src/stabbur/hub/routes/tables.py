"""A table of a version: any rows of the whole file by filter, order and page; and those rows as a file."""

import shutil
import tempfile
from pathlib import Path

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from stabbur.errors import BadInput
from stabbur.hub.routes.downloads import METHODS, sandboxed, send
from stabbur.hub.serving.needs import right
from stabbur.hub.serving.page import Page, PageMaker
from stabbur.hub.tabular import export
from stabbur.hub.tabular.columns import columns_of
from stabbur.hub.tabular.made import made_parquet
from stabbur.hub.tabular.query import TableFiles
from stabbur.hub.tabular.selection import ROWS_PER_PAGE, Selection, read_selection
from stabbur.hub.telling.cells import Cells
from stabbur.hub.telling.codes import column_sheet
from stabbur.hub.telling.content import kept_content, row_head
from stabbur.hub.telling.fields import chips, fields_of
from stabbur.hub.telling.head import Table, file_names, head_of, open_version, tables_of
from stabbur.registry.base import Version

router = APIRouter(dependencies=[right("packages:read")])


@router.api_route("/p/{owner}/{name}/v{number:int}/{table}", methods=METHODS)
def table_or_file(owner: str, name: str, number: int, table: str, page: Page) -> Response:
    """The page of a table, its rows as a file with `?format=`, or a file of the version by its name."""
    version = open_version(page, owner, name, number)
    found = next((one for one in tables_of(version.descriptor.get("resources")) if one.name == table), None)
    if found is None:
        return send(page, version, table)
    pairs = page.request.query_params.multi_items()
    selection = read_selection(columns_of(found.resource), pairs)
    wish = page.request.query_params.get("format", "")
    return download(page, version, found, selection, wish) if wish else show(page, version, found, selection)


def show(page: PageMaker, version: Version, table: Table, selection: Selection) -> Response:
    """Return the page of a table."""
    cells = Cells(page.text, page.formats)
    rows = files(page).page(parquet(version, table), selection)
    last = max(1, -(-rows.total // ROWS_PER_PAGE))
    if selection.page > last:
        selection = selection.on_page(last)
        rows = files(page).page(parquet(version, table), selection)
    content = next(one for one in kept_content(page, version).tables if one.table.name == table.name)
    shown = selection.shown
    main, more = fields_of(content, selection, page.text)
    return page(
        "packages/table.html",
        head=head_of(page, version),
        here="table",
        base=page.base,
        table=table,
        selection=selection,
        shown=shown,
        rows=cells.aligned(shown, rows.values),
        total=rows.total,
        last=last,
        row_head=row_head(shown, table.resource),
        main=main,
        more=more,
        chips=chips(selection, page.text),
        kinds=list(export.KINDS),
        all_rows=table.rows if table.rows is not None else rows.total,
        excel_rows=export.EXCEL_ROWS,
        per_page=ROWS_PER_PAGE,
    )


def download(page: PageMaker, version: Version, table: Table, selection: Selection, wish: str) -> Response:
    """Return exactly the rows that the address asks for; an address with a mistake gives none."""
    kind = export.kind_of(wish)
    selection.refuse_errors()
    if kind.key == "xlsx":
        _refuse_long(files(page).page(parquet(version, table), selection.on_page(1)).total)
    name = f"{version.name}-{table.name}-v{version.number}{kind.suffix}"
    headers = sandboxed(name)
    if page.request.method == "HEAD":  # no row is looked for that nobody gets
        return Response(media_type=kind.mediatype, headers=headers)
    schema, batches = files(page).batches(parquet(version, table), selection)
    if kind.key == "csv":
        harmless = page.request.query_params.get("formulas", "") == "harmless"
        return StreamingResponse(
            export.write_csv(batches, schema, harmless=harmless), media_type=kind.mediatype, headers=headers
        )
    if kind.key == "json":
        return StreamingResponse(export.write_json(batches), media_type=kind.mediatype, headers=headers)
    folder = Path(tempfile.mkdtemp(prefix="stabbur-"))
    try:
        if kind.key == "parquet":
            export.write_parquet(batches, schema, folder / name)
        else:
            titles = (page.text("Data"), page.text("Columns"), page.text("About"))
            meanings = column_sheet(table.resource, selection.shown, page.text)
            told = about(page, version, table, selection)
            export.write_excel(batches, selection.shown, meanings, told, titles, folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    clean = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(folder / name, media_type=kind.mediatype, headers=headers, background=clean)


def about(page: PageMaker, version: Version, table: Table, selection: Selection) -> dict[str, str]:
    """Return what the third sheet of an Excel file says: where the rows come from."""
    head = head_of(page, version)
    return {
        page.text("Data package"): head.title,
        page.text("Table"): table.title,
        page.text("Version"): f"{version.id}@{version.number}",
        page.text("Published"): page.formats.time(version.published),
        page.text("Owner"): version.owner,
        page.text("Licence"): head.licence.title if head.licence else "",
        page.text("Description"): head.lead,
        page.text("Selection"): f"{page.base}{head.address}/{table.name}{selection.address(page=False)}",
    }


def files(page: PageMaker) -> TableFiles:
    """Return the open files of this application."""
    opened: TableFiles = page.request.app.state.tables
    return opened


def parquet(version: Version, table: Table) -> Path:
    """Return the Parquet file of a table, its hash checked; one is made of what was published without."""
    name = file_names(table.resource).get("parquet")
    if name is None:
        return made_parquet(version, table.resource)
    entries = [table.resource, *table.resource.get("alternatives", ())]
    return version.file(next(str(one["path"]) for one in entries if ".parquet" in str(one.get("path"))))


def _refuse_long(total: int) -> None:
    if total > export.EXCEL_ROWS:
        raise BadInput(
            f"{total} rows are more than an Excel sheet holds ({export.EXCEL_ROWS})",
            hint="use fewer rows by a filter, or choose CSV or Parquet",
            code="excel-rows",
            rows=total,
        )

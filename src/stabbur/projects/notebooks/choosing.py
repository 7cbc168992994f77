"""Which pieces of a notebook are moved and which imports go with them; what can't be moved is said by name."""

import ast
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from stabbur.errors import BadInput, NotFound, meant
from stabbur.projects.notebooks.cells import Cell
from stabbur.projects.notebooks.needs import Bound, bound, changed, literal, used
from stabbur.projects.notebooks.pieces import Piece, piece

TAG = "export"


@dataclass
class Choice:
    """What is moved: pieces in the order of the notebook, and the imports that they need, by name."""

    pieces: list[Piece] = field(default_factory=list)
    imports: dict[str, list[str]] = field(default_factory=dict)


class Chooser:
    """Follow the names of what is to be moved through the cells of a notebook."""

    def __init__(self, file: Path, cells: list[Cell], module: str) -> None:
        self.file, self.module = file, module
        self.cells = {cell.number: cell for cell in cells}
        self.bound = bound(cells)

    def choose(self, names: list[str]) -> Choice:
        """Return what is moved when these names are, or what stands in cells tagged `export`.

        Raises
        ------
        NotFound
            The notebook defines no such function, or has no cell with the tag.
        BadInput
            A function uses what the notebook computes, or can't be moved for another reason.
        """
        wanted = names or self._tagged()
        package = self.module.partition(".")[0]
        found = {
            name: self._piece(name) for name in dict.fromkeys(wanted) if not self._from(name, package + ".")
        }
        chosen = Choice()
        for one in list(found.values()):
            self._needs(one, found, chosen)
        chosen.pieces = sorted(found.values(), key=lambda one: (one.cell, one.first))
        return chosen

    def _from(self, name: str, start: str) -> bool:
        """Tell whether the notebook imports a name from a module whose name begins so: it was moved before."""
        places = self.bound.get(name, [])
        return bool(places) and f"{getattr(places[-1].statement, 'module', None)}.".startswith(start)

    def _tagged(self) -> list[str]:
        names, cells = list[str](), [cell for cell in self.cells.values() if TAG in cell.tags]
        if not cells:
            there = ", ".join(name for name, places in self.bound.items() if _defines(places))
            raise NotFound(
                f"'{self.file}' has no cell with the tag '{TAG}'",
                hint=f"name the functions: it has {there}" if there else "it has no function",
                code="extract-nothing",
                path=str(self.file),
            )
        for cell in cells:
            for statement in self._statements(cell):
                name = getattr(statement, "name", None) or literal(statement)
                imports = [
                    one for places in self.bound.values() for one in places if one.statement is statement
                ]
                if name:
                    names.append(name)
                elif not any(one.imported for one in imports):
                    raise BadInput(
                        f"cell {cell.number} with the tag '{TAG}' does more than define: line {statement.lineno}",
                        hint="keep imports, functions, classes and values written out in such a cell",
                        code="extract-does",
                        cell=cell.number,
                    )
        return names

    def _statements(self, cell: Cell) -> list[ast.stmt]:
        if cell.statements is None:
            raise BadInput(
                f"cell {cell.number} of '{self.file}' can't be read as Python",
                hint="run the cell, and mend what it says",
                code="extract-python",
                cell=cell.number,
            )
        return list(cell.statements)

    def _piece(self, name: str) -> Piece:
        places = self.bound.get(name, [])
        if not places:
            raise NotFound(
                f"'{self.file}' defines no function '{name}'",
                hint=meant(name, self.bound) or "a function inside another statement can't be moved",
                code="extract-unknown",
                name=name,
            )
        if len(places) > 1:
            cells = ", ".join(dict.fromkeys(str(one.cell) for one in places))
            raise BadInput(
                f"'{name}' is bound more than once, in {'the cells' if ',' in cells else 'cell'} {cells}",
                hint="keep one of them",
                code="extract-twice",
                name=name,
            )
        if not _defines(places) and not places[0].constant:
            raise BadInput(
                f"'{name}' in cell {places[0].cell} is neither a function nor a class by itself",
                hint="a function must stand in its cell without anything around it",
                code="extract-kind",
                name=name,
            )
        return piece(self.cells[places[0].cell], places[0].statement)

    def _needs(self, one: Piece, found: dict[str, Piece], chosen: Choice) -> None:
        if one.definition is None:
            return
        if given := sorted(changed(one.text)):
            raise self._refusal(one, given[0], "gives a new value to")
        for name in sorted(used(one.text)):
            if name in found or self._from(name, self.module + "."):
                continue
            places = self.bound.get(name, [])
            if not places:
                raise self._unknown(one, name)
            if lines := _imports(places):
                self._beside(one, name, places[0])
                chosen.imports[name] = lines
            elif len(places) == 1 and places[0].constant:
                found[name] = piece(self.cells[places[0].cell], places[0].statement)
            elif _defines(places):
                raise BadInput(
                    f"'{one.name}' uses '{name}', which the notebook defines in cell {places[0].cell}",
                    hint=f"move the two together: stabbur extract {quote(str(self.file))} {one.name} {name}",
                    code="extract-needs",
                    name=name,
                )
            else:
                raise self._refusal(one, name, "uses")

    def _refusal(self, one: Piece, name: str, does: str) -> BadInput:
        places = self.bound.get(name)
        where = f" of cell {places[0].cell}" if places else ""
        return BadInput(
            f"'{one.name}' {does} '{name}', a variable of the notebook{where}",
            hint=f"give it to the function as an argument: def {one.name}(…, {name})",
            code="extract-variable",
            name=name,
        )

    def _unknown(self, one: Piece, name: str) -> BadInput:
        stars = [place.cell for place in self.bound.get("*", [])]
        hint = (
            f"import it by its name: cell {stars[0]} imports *" if stars else "import or define it in a cell"
        )
        if name == "display":  # which IPython gives to every notebook
            hint = "from IPython.display import display"
        return BadInput(
            f"'{one.name}' uses '{name}', and no cell says what it is",
            hint=hint,
            code="extract-unbound",
            name=name,
        )

    def _beside(self, one: Piece, name: str, place: Bound) -> None:
        """Refuse an import that only works where the notebook lies."""
        statement = place.statement
        relative = isinstance(statement, ast.ImportFrom) and statement.level > 0
        module = getattr(statement, "module", None) or (place.alias.name if place.alias else "")
        top = str(module).split(".")[0]
        if relative or (self.file.parent / f"{top}.py").is_file():
            raise BadInput(
                f"'{one.name}' uses '{name}', which comes from a file beside the notebook: '{top}.py'",
                hint="move that file into src/ first, and import it from there",
                code="extract-beside",
                name=name,
            )


def _imports(places: list[Bound]) -> list[str]:
    """Return the imports that give a name; none when it is given otherwise, too, or by imports that differ."""
    lines = sorted({place.imported for place in places})
    # import a and import a.b give one name together
    together = all(line.startswith("import ") and " as " not in line for line in lines)
    return lines if "" not in lines and (len(lines) == 1 or together) else []


def _defines(places: list[Bound]) -> bool:
    return len(places) == 1 and getattr(places[0].statement, "name", None) is not None

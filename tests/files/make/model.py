"""What a file holds (cells, sheets, columns) and what is to be read from it, before any writer has seen it."""

import dataclasses
import pathlib

from data import HOUSEHOLDS, canonical, words

# The folder the files are written to.
FILES = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass
class Formula:
    """A formula and the result that the spreadsheet program keeps beside it (openpyxl keeps none)."""

    formula: str
    result: object = None


@dataclasses.dataclass
class Styled:
    """A value with a font or a number format."""

    value: object
    font: str | None = None
    format: str | None = None


@dataclasses.dataclass
class Sheet:
    """Rows of cells: None, text, number, bool, date, `Formula`, `Styled`. Merges are (row, column, row, column) from 1."""

    name: str
    rows: list
    merges: list = dataclasses.field(default_factory=list)
    hidden: bool = False
    # The font of every cell.
    font: str | None = None


@dataclasses.dataclass
class Column:
    """A column of a list: its header (a tuple over several header rows) and how its cells are said and read."""

    header: str | tuple
    entity: str | None
    field: str | None
    # (value, household, member) to the cell
    show: object = None
    # (value, household, member) to the value that can be read from the cell, if it is not the whole value
    read: object = None

    def value(self, household, member):
        source = member if self.entity == "member" else household
        return source[self.field] if self.field and source else None

    def cell(self, household, member=None):
        value = self.value(household, member)
        return self.show(value, household, member) if self.show else words(self.field, value)

    def reading(self, household, member=None):
        value = self.value(household, member)
        return self.read(value, household, member) if self.read else value


def h(field, header, show=None, read=None):
    """A column of households."""
    return Column(header, "household", field, show, read)


def m(field, header, show=None, read=None):
    """A column of members."""
    return Column(header, "member", field, show, read)


def extra(header, show=None):
    """A column that is of no field."""
    return Column(header, None, None, show or (lambda value, household, member: None))


def household_rows(columns, households=HOUSEHOLDS):
    return [[column.cell(household) for column in columns] for household in households]


def member_rows(columns, households=HOUSEHOLDS):
    return [[column.cell(household, member) for column in columns] for household in households for member in household["members"]]


def list_rows(columns, households=HOUSEHOLDS):
    """Members under their household: the household's cells in the row of its first member only."""
    rows = []
    for household in households:
        for number, member in enumerate(household["members"]):
            first = number == 0
            rows.append([column.cell(household, member) if first or column.entity == "member" else None for column in columns])
    return rows


def header(columns):
    """The rows of the header; what lies under a merged cell is blank."""
    depth = max(len(c.header) if isinstance(c.header, tuple) else 1 for c in columns)
    full = [c.header if isinstance(c.header, tuple) else (c.header,) + (None,) * (depth - 1) for c in columns]
    return [list(level) for level in zip(*full, strict=True)]


def spread(rows, top=1):
    """Merges for a header of several rows: a title lies over the blanks to its right that have a title under them, and
    over the blanks under it."""
    merges = []
    depth = len(rows)
    for level, row in enumerate(rows):
        for column, title in enumerate(row):
            if title is None:
                continue
            right = column
            while right + 1 < len(row) and row[right + 1] is None and all(up[right + 1] is None for up in rows[:level]) \
                    and any(down[right + 1] is not None for down in rows[level + 1:]):
                right += 1
            down = level
            if right == column:
                while down + 1 < depth and rows[down + 1][column] is None:
                    down += 1
            if (right, down) != (column, level):
                merges.append((top + level, column + 1, top + down, right + 1))
    return merges


class Reading:
    """What has to be read from a file; becomes its `.expected`."""

    def __init__(self, skipped=None, problems=(), rejected=0, error=None):
        self.skipped = dict(skipped or {})
        self.problems = list(problems)
        self.rejected = rejected
        self.error = error
        self.tables = {"household": ([], []), "member": ([], [])}
        self.counts = {"household": 0, "member": 0}

    def households(self, columns, households=HOUSEHOLDS, **constants):
        """Households with the fields of these columns; `constants` are fields that no column holds, as (household) to
        value. Columns of one field count once."""
        columns = _fields(columns, "household")
        names = [c.field for c in columns] + list(constants)
        key = names if "household_id" in names else ["#"] + names
        rows = []
        for number, household in enumerate(households, start=1 + self.counts["household"]):
            row = {c.field: c.reading(household) for c in columns} | {n: f(household) for n, f in constants.items()}
            rows.append({"#": number} | row)
        self._add("household", key, rows)
        return self

    def members(self, columns, households=HOUSEHOLDS, key="household_id", **constants):
        """Members with the fields of these columns. The key is the household's id, or `#` for its number in the list
        above where the file holds no id."""
        columns = [c for c in _fields(columns, "member") if c.field != "household_id"]
        if any(c.field == "birth_year_male" for c in columns):
            # one column for men and one for women: the filled one gives the year
            columns = [c for c in columns if not c.field.startswith("birth_year_")]
            constants = {"birth_year": lambda household, member: member["birth_year"]} | constants
        first = 1 + self.counts["household"] - len(households)
        rows = []
        for number, household in enumerate(households, start=first):
            for member in household["members"]:
                row = {c.field: c.reading(household, member) for c in columns}
                row |= {n: f(household, member) for n, f in constants.items()}
                rows.append({key: number if key == "#" else household["household_id"]} | row)
        self._add("member", [key] + [c.field for c in columns] + list(constants), rows)
        return self

    def _add(self, entity, names, rows):
        known, lines = self.tables[entity]
        assert not lines or known == names, f"{known} and {names}"
        self.tables[entity] = (names, lines + [[canonical(row[name]) for name in names] for row in rows])
        self.counts[entity] += len(rows)

    def text(self, about, writer):
        lines = [f"# {about} ({writer})"]
        if self.error:
            return "\n".join([*lines, f"error: {self.error}", ""])
        households, members = self.counts["household"] + self.rejected, self.counts["member"]
        lines.append(f"rows: {households} household, {members} member, {self.rejected} rejected")
        skipped = ", ".join(f"{kind} {count}" for kind, count in self.skipped.items() if count)
        lines.append(f"skipped: {skipped}" if skipped else "skipped: nothing")
        lines += [f"problem: {problem}" for problem in self.problems]
        for entity, (names, rows) in self.tables.items():
            if names:
                lines += [f"[{entity}]", " | ".join(names)]
                lines += [" | ".join(row).rstrip() for row in rows]
        return "\n".join([*lines, ""])


def _fields(columns, entity):
    found = {}
    for column in columns:
        if column.entity == entity and column.field:
            found.setdefault(column.field, column)
    return list(found.values())


# Every file of the corpus: name, writer, what is odd, the function that gives (content, reading).
FILES_OF_CORPUS = []


def file(name, writer):
    """Declares a file. The function's docstring says what is odd about it; it gives the content (sheets for a workbook,
    rows for a text table, bytes for anything else; a dict of these by file name for a folder) and the reading."""

    def declare(function):
        about = " ".join(function.__doc__.split())
        assert not any(known[0] == name for known in FILES_OF_CORPUS), name
        FILES_OF_CORPUS.append((name, writer, about, function))
        return function

    return declare

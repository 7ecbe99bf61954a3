// Writes one workbook with SheetJS: {type, path, sheets: [{name, merges, rows}]} from standard input.
const XLSX = require("xlsx");

const job = JSON.parse(require("fs").readFileSync(0, "utf8"));
const book = XLSX.utils.book_new();
for (const sheet of job.sheets) {
  const rows = sheet.rows.map((row) =>
    row.map((cell) => (cell && cell.date ? { v: new Date(`${cell.date}T12:00:00Z`), t: "d", z: "dd/mm/yyyy" } : cell))
  );
  const page = XLSX.utils.aoa_to_sheet(rows);
  page["!merges"] = sheet.merges.map(([top, left, bottom, right]) => ({
    s: { r: top - 1, c: left - 1 },
    e: { r: bottom - 1, c: right - 1 },
  }));
  XLSX.utils.book_append_sheet(book, page, sheet.name);
}
XLSX.writeFile(book, job.path, { bookType: job.type, bookSST: job.type !== "biff5" });

"use strict";
(() => {
  const script = document.currentScript;
  const status = document.getElementById("sorted");

  // Numbers by their value and names by their place in the dictionary stand in data-v; what has none comes last.
  const value = (row, column) => {
    const text = row.cells[column].dataset.v;
    return text === undefined ? null : Number(text);
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const first = Array.from(body.rows);
    const heads = Array.from(table.querySelectorAll("thead th[aria-sort]"));

    // With a heading over several columns, the place of a cell in its row is not its column.
    const columns = new Map();
    const taken = [];
    Array.from(table.tHead.rows).forEach((row, line) => {
      taken[line] = taken[line] || [];
      let column = 0;
      for (const cell of row.cells) {
        while (taken[line][column]) column += 1;
        columns.set(cell, column);
        for (let down = 0; down < cell.rowSpan; down += 1) {
          taken[line + down] = taken[line + down] || [];
          for (let right = 0; right < cell.colSpan; right += 1) taken[line + down][column + right] = true;
        }
        column += cell.colSpan;
      }
    });

    const sort = (head) => {
      const isNumber = head.classList.contains("n");
      // numbers from the highest at first, names from the first letter
      const ways = isNumber ? ["descending", "ascending", "none"] : ["ascending", "descending", "none"];
      const now = head.getAttribute("aria-sort");
      const next = now === "none" ? ways[0] : ways[ways.indexOf(now) + 1];
      heads.forEach((other) => other.setAttribute("aria-sort", other === head ? next : "none"));
      const column = columns.get(head);
      const rows = first.slice();
      if (next !== "none") {
        const sign = next === "ascending" ? 1 : -1;
        rows.sort((a, b) => {
          const [left, right] = [value(a, column), value(b, column)];
          if (left === null || right === null) return (left === null) - (right === null);
          return sign * (left - right);
        });
      }
      body.append(...rows);
      const title = head.innerText.trim().replace(/\s+/g, " ");
      status.textContent = next === "none" ? "" : `${script.dataset.sorted} ${title} ${next === "ascending" ? "↑" : "↓"}`;
    };

    heads.forEach((head) => head.querySelector("button").addEventListener("click", () => sort(head)));
  }

  // Paper cannot be opened: the numbers of the charts are printed too, and folded again afterwards.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details.numbers:not([open])"));
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((details) => { details.open = false; });
  });
})();

"use strict";
// What the page of a report and the index share: the theme, and tables that sort. Nothing here makes markup of text.

const byId = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Make an element; children are nodes or strings, and strings become text. */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Let the reader choose light or dark; remembered where the browser allows it. */
function chooseTheme(select) {
  const apply = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  try {
    select.value = localStorage.getItem("propdetect-theme") || "auto";
  } catch { /* storage is closed to this page: the choice lasts as long as the page */ }
  if (!select.value) select.value = "auto";
  apply(select.value);
  select.addEventListener("change", () => {
    apply(select.value);
    try {
      localStorage.setItem("propdetect-theme", select.value);
    } catch { /* as above */ }
  });
}

/** Sort a table by a click on a column's head: figures from the highest first, words from A, a second click turns it. */
function sortable(table) {
  const value = (row, column) => {
    const cell = row.cells[column];
    return "v" in cell.dataset ? Number(cell.dataset.v) : cell.textContent.trim().toLowerCase();
  };
  const heads = all("thead th", table);
  table.tHead.addEventListener("click", (event) => {
    const head = event.target.closest("button")?.closest("th");
    if (!head) return;
    const before = head.getAttribute("aria-sort");
    const first = "up" in head.dataset ? "ascending" : "descending";
    const order = before ? (before === "ascending" ? "descending" : "ascending") : first;
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const keyed = [...table.tBodies[0].rows].map((row) => [value(row, head.cellIndex), row]);
    // the sort is stable, so rows that tie keep the order they had
    keyed.sort(([a], [b]) => sign * (typeof a === "number" ? a - b : a.localeCompare(b)));
    table.tBodies[0].append(...keyed.map(([, row]) => row));
  });
}

chooseTheme(byId("theme"));
all("table.sortable").forEach(sortable);

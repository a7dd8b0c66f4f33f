import { h } from "../../pages/dom.js";

/**
 * Gives every column of a table a button that sorts its rows, rising and, on a second press, falling. A cell is sorted by its
 * `data-sort`, or by its text: numbers as numbers, and what is none after them.
 */
export function sortable(table: HTMLTableElement): void {
  const [body] = table.tBodies;
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  heads.forEach((head, column) => {
    const button = h("button", { type: "button", class: "sort" }, ...head.childNodes);
    button.addEventListener("click", () => {
      const falls = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", falls ? "descending" : "ascending");
      body.append(...inOrder([...body.rows], column, falls));
    });
    head.replaceChildren(button);
  });
}

function inOrder(
  rows: readonly HTMLTableRowElement[],
  column: number,
  falls: boolean,
): HTMLTableRowElement[] {
  const keyed = rows.map((row) => {
    const cell = row.cells[column];
    const text = cell?.dataset.sort ?? cell?.textContent?.trim() ?? "";
    return { row, text, value: text === "" ? Number.NaN : Number(text) };
  });
  const sign = falls ? -1 : 1;
  return keyed
    .sort((p, q) => {
      const [isP, isQ] = [Number.isFinite(p.value), Number.isFinite(q.value)];
      if (isP && isQ) return sign * (p.value - q.value);
      // What is no number comes last, whichever way.
      return isP !== isQ ? (isP ? -1 : 1) : sign * p.text.localeCompare(q.text, "en");
    })
    .map(({ row }) => row);
}

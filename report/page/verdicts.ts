import { sortable } from "./sortable.js";

/** A text as it can be typed: `D₂` is also found by `d2`. */
const typed = (text: string): string => text.normalize("NFKD").replaceAll("−", "-").toLowerCase();

/** Makes the table of verdicts sortable, and lets it be filtered by verdict and by text. */
export function verdicts(): void {
  const table = document.querySelector<HTMLTableElement>("#verdicts table");
  const search = document.querySelector<HTMLInputElement>("#filter");
  const said = document.querySelector<HTMLElement>("#shown");
  if (!table || !search || !said) return;
  sortable(table);
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("button[data-verdict]")];
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  let wanted = "";
  const show = () => {
    const words = typed(search.value).split(/\s+/);
    for (const row of rows) {
      const text = typed(row.textContent ?? "");
      row.hidden = !(
        (wanted === "" || row.dataset.verdict === wanted) &&
        words.every((word) => text.includes(word))
      );
    }
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.verdict === wanted));
    said.textContent = `${rows.filter(({ hidden }) => !hidden).length} of ${rows.length} statements shown`;
  };
  for (const button of buttons)
    button.addEventListener("click", () => {
      wanted = button.dataset.verdict === wanted ? "" : (button.dataset.verdict ?? "");
      show();
    });
  search.addEventListener("input", show);
  show();
}

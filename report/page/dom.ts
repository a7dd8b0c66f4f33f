import { h } from "../../pages/dom.js";

/** A table that scrolls by itself where it is wider than the page, by keys too. */
export const scrolled = (label: string, table: HTMLTableElement): HTMLElement =>
  h("div", { class: "scroll", role: "region", "aria-label": label, tabindex: 0 }, table);

/** A labelled choice among words. */
export function choice(
  label: string,
  words: readonly string[],
  onChoice: (index: number) => void,
): { readonly element: HTMLElement; readonly set: (index: number) => void } {
  const select = h(
    "select",
    { onchange: () => onChoice(select.selectedIndex) },
    ...words.map((word) => h("option", {}, word)),
  );
  return {
    element: h("label", {}, `${label} `, select),
    set: (index) => {
      select.selectedIndex = index;
    },
  };
}

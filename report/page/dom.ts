type Child = Node | string;
type Listener = (event: never) => void;
type Attributes = Readonly<Record<string, string | number | boolean | Listener | undefined>>;

/** An element with its attributes, listeners (`onclick`) and children. `true` sets an attribute without a value, `false` and undefined set none. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function")
      element.addEventListener(name.replace(/^on/, ""), value as EventListener);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

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

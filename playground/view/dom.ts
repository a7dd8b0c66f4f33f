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
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** A part of the page: its element, and how it follows what is shown. */
export interface Part<Shown> {
  readonly element: HTMLElement;
  readonly update: (shown: Shown) => void;
}

/** Sets a text only where it changes, so that a screen reader is not told the same again. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A card with a heading. */
export const card = (title: string, ...children: readonly Child[]): HTMLElement =>
  h("section", { class: "card" }, h("h2", {}, title), ...children);

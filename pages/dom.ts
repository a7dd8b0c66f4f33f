/** What stands within an element. */
export type Child = Node | string;
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

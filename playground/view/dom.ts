import { type Child, h } from "../../pages/dom.js";

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

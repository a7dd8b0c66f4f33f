import { h } from "../../pages/dom.js";
import type { Part } from "./dom.js";

/** A labelled list of which one is chosen. */
export function choice<Value extends string>(
  label: string,
  options: readonly (readonly [value: Value, text: string])[],
  change: (value: Value) => void,
): Part<Value> {
  const select = h(
    "select",
    { onchange: () => change(select.value as Value) },
    ...options.map(([value, text]) => h("option", { value }, text)),
  );
  return {
    element: h("label", { class: "choice" }, h("span", {}, label), select),
    update: (value) => {
      if (select.value !== value) select.value = value;
    },
  };
}

/** A range of whole numbers. */
interface Range {
  readonly least: number;
  readonly most: number;
}

/** A labelled number with a button to make it less and one to make it more. Its range may change with the number. */
export function stepper(
  label: string,
  usual: Range,
  change: (value: number) => void,
): { readonly element: HTMLElement; readonly update: (value: number, range?: Range) => void } {
  const output = h("output", { "aria-live": "polite" });
  let now = usual.least;
  const button = (text: string, what: string, by: number) =>
    h("button", { type: "button", "aria-label": `${what} ${label}`, onclick: () => change(now + by) }, text);
  const [less, more] = [button("−", "fewer", -1), button("+", "more", 1)];
  return {
    element: h("div", { class: "stepper" }, h("span", {}, label), less, output, more),
    update: (value, { least, most } = usual) => {
      now = value;
      output.textContent = String(value);
      less.disabled = value <= least;
      more.disabled = value >= most;
    },
  };
}

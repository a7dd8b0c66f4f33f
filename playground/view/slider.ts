import { h } from "../../pages/dom.js";
import { short } from "../derived/axes.js";
import type { Limits } from "../state/limits.js";
import { type Part, say } from "./dom.js";

/** Steps of a slider that moves on a logarithmic scale. */
const logSteps = 400;

/** A labelled slider of a number. */
export function slider(
  {
    name,
    label,
    limits,
    show = (value) => short(value),
  }: {
    readonly name: string;
    /** What it is called for those who do not see its place. */
    readonly label: string;
    readonly limits: Limits;
    readonly show?: (value: number) => string;
  },
  change: (value: number) => void,
): Part<number> {
  const { least, most, step, log = false } = limits;
  const there = (value: number) =>
    log ? (logSteps * Math.log(value / least)) / Math.log(most / least) : value;
  const back = (at: number) => (log ? rounded(least * (most / least) ** (at / logSteps)) : at);
  const input = h("input", {
    type: "range",
    min: log ? 0 : least,
    max: log ? logSteps : most,
    step: log ? 1 : step,
    "aria-label": label,
    oninput: () => change(back(Number(input.value))),
  });
  const output = h("output", {});
  const element = h("label", { class: "slider" }, h("span", { class: "symbol" }, name), input, output);
  return {
    element,
    update: (value) => {
      // While it is moved, its own place is finer than the rounded number.
      if (
        document.activeElement !== input ||
        Math.abs(back(Number(input.value)) - value) > 1e-9 * Math.abs(value)
      )
        input.value = String(there(value));
      const text = show(value);
      input.setAttribute("aria-valuetext", text);
      say(output, text);
    },
  };
}

/** To two significant digits, three below 10. */
function rounded(value: number): number {
  return Number(value.toPrecision(value < 10 ? 3 : 2));
}

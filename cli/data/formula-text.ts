/** What a formula names without quotes. */
const PLAIN = /^(?:[A-Za-z]|\.(?!\d))[\w.]*$/;

/** A column's name as a formula has it: in back quotes where it is no plain word. */
export const named = (name: string): string =>
  PLAIN.test(name) && name !== "." ? name : `\`${name.replace(/[\\`]/g, "\\$&")}\``;

/** `y ~ dose + sex`: a response and the sum of columns; `y ~ 1` without any. */
export const sumOf = (response: string, inputs: readonly string[]): string =>
  `${named(response)} ~ ${inputs.length === 0 ? "1" : inputs.map(named).join(" + ")}`;

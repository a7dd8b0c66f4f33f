import type { Uniform } from "../../src/types.js";

/** Texts of numbers at which programs stumble. */
const numbers = [
  ...[
    "0",
    "-0",
    "1",
    "-1",
    "0.5",
    "1e308",
    "-1e308",
    "1e-320",
    "1e400",
    "9007199254740993",
    "NaN",
    "Infinity",
  ],
  ...["1,5", "0x10", "1_000", "٣", "1e", "--1", ".", "", "1e-155", "4294967296"],
];

/** Texts of other kinds. */
const texts = [
  ...[
    "null",
    "true",
    "[]",
    "{}",
    "[[]]",
    '""',
    '"',
    "'",
    "NA",
    "\u001b[2J",
    "\u0000",
    "\ufeff",
    "\u202e",
    "\r",
  ],
  ...[
    "name",
    "softmax",
    "gaussian",
    "multinomialLogistic",
    "__proto__",
    "constructor",
    "y ~ x",
    "x:x",
    "I(",
    ")",
  ],
];

/** Draws an entry of a list. */
export const oneOf = <T>(uniform: Uniform, list: readonly T[]): T =>
  list[Math.floor(uniform() * list.length)];

/** A text with something in it changed: a piece taken out, doubled, moved or exchanged, or a token put in the place of another. */
export function mutated(text: string, uniform: Uniform): string {
  const place = () => Math.floor(uniform() * (text.length + 1));
  const [p, q] = [place(), place()].sort((a, b) => a - b);
  const near = Math.min(q, p + 1 + Math.floor(8 * uniform()));
  const tokens = [...text.matchAll(/[\w.+-]+/g)];
  const changes: readonly (() => string)[] = [
    () => text.slice(0, p) + text.slice(near),
    () => text.slice(0, near) + text.slice(p),
    () => text.slice(0, p) + oneOf(uniform, [...numbers, ...texts]) + text.slice(p),
    () => text.slice(0, p),
    () => text.slice(0, p) + String.fromCharCode(Math.floor(256 * uniform())) + text.slice(p + 1),
    () =>
      text.slice(0, p) +
      oneOf(uniform, ["[", "]", "{", "}", ",", ";", "\n", "\t", '"']).repeat(1 + Math.floor(20 * uniform())) +
      text.slice(p),
    ...(tokens.length === 0 ? [] : [exchanged, exchanged, exchanged, exchanged]),
  ];
  function exchanged(): string {
    const { index, 0: token } = oneOf(uniform, tokens);
    const other =
      uniform() < 0.5
        ? oneOf(uniform, numbers)
        : uniform() < 0.5
          ? oneOf(uniform, texts)
          : oneOf(uniform, tokens)[0];
    return text.slice(0, index) + other + text.slice(index + token.length);
  }
  return oneOf(uniform, changes)();
}

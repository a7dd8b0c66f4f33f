/** Parameters as they are written in figures, by their names in records. */
export const symbols: Readonly<Record<string, string>> = {
  beta0: "β₀",
  beta1: "β₁",
  sigma2: "σ²",
  tau: "τ",
};

/** The symbol of a parameter; one without a symbol of its own goes by its name, as `a` and `b` do. */
export const symbolOf = (parameter: string): string => symbols[parameter] ?? parameter;

const losses: Readonly<Record<string, string>> = {
  d1: "loss D₁(Ĝ, G*)",
  d2: "loss D₂(Ĝ, G*)",
  pinned: "pinned loss (no infimum)",
  hellinger: "Hellinger distance",
  totalVariation: "total variation",
  "topk.d1": "loss D₁(Ĝ, G*)",
  "topk.d2": "loss D₂(Ĝ, G*)",
  "topk.experts": "expert part of D₁(Ĝ, G*)",
  "topk.experts.over": "expert part of D₂(Ĝ, G*)",
  "topk.gate": "gate part of D₁(Ĝ, G*)",
  "topk.gate.over": "gate part of D₂(Ĝ, G*)",
  "temperature.scaleFree.d1": "loss D₁(Ĝ, G*) in β₀/τ and β₁/τ",
  "temperature.scaleFree.d2": "loss D₂(Ĝ, G*) in β₀/τ and β₁/τ",
  "activation.exact": "loss D₁(Ĝ, G*)",
  "activation.over": "loss D₂(Ĝ, G*)",
  "multinomial.d1": "loss D₁(Ĝ, G*)",
  "multinomial.experts": "expert part of D₁(Ĝ, G*)",
  "multinomial.gate": "gate part of D₁(Ĝ, G*)",
  "error.mass": "error of the cell masses",
};

/** Losses with an exponent r, in brackets or after a colon. */
const families: Readonly<Record<string, (r: string) => string>> = {
  "temperature.dr": (r) => `loss ${indexed("D", r)}(Ĝ, G*)`,
  "temperature.scaleFree": (r) => `loss ${indexed("D", r)}(Ĝ, G*) in β₀/τ and β₁/τ`,
  "multinomial.d2r": (r) => `loss ${indexed("D", `2,${r}`)}(Ĝ, G*)`,
};

/** A letter with an index: a digit has a sign of its own. */
const indexed = (letter: string, index: string): string =>
  /^\d$/.test(index) ? `${letter}${"₀₁₂₃₄₅₆₇₈₉"[Number(index)]}` : `${letter}_{${index}}`;

/** Which atoms an error of a parameter is of; see the losses `error.*`. */
const errors: Readonly<Record<string, string>> = {
  "": "in shared cells",
  worst: "in shared cells, largest",
  even: "in evenly shared cells",
  single: "in cells of one atom",
};

/**
 * A loss as an axis or a caption names it: `loss D₁(Ĝ, G*)`, `Hellinger distance`, `error of β₁ in cells of one
 * atom`. What stands in `_{...}` is an index. A loss that is not known goes by its name.
 */
export const lossTitle = (name: string): string => knownLoss(name) ?? `loss ${name}`;

/** The title of an axis: of a loss, by its name, or any other words. */
export const axisTitle = (text: string): string => knownLoss(text) ?? typeset(text);

function knownLoss(name: string): string | undefined {
  const known = losses[name];
  if (known !== undefined) return known;
  const [, family = "", r = ""] = /^([^():]+)[(:]([^():]+)\)?$/.exec(name) ?? [];
  const ofFamily = families[family];
  if (ofFamily !== undefined) return ofFamily(r);
  const [, kind = "", parameter] = /^error\.(?:(\w+)\.)?(\w+)$/.exec(name) ?? [];
  const where = errors[kind];
  return parameter !== undefined && where !== undefined
    ? `error of ${symbolOf(parameter)} ${where}`
    : undefined;
}

/** A loss within a sentence: `D₁`, `Hellinger distance`. */
export const lossWords = (name: string): string =>
  lossTitle(name)
    .replace("(Ĝ, G*)", "")
    .replace(/^loss /, "");

/** What is written in letters of the keyboard, and how it is printed. */
const printed: readonly (readonly [RegExp, string])[] = [
  ...Object.entries(symbols).map(([name, symbol]) => [new RegExp(`\\b${name}\\b`, "g"), symbol] as const),
  [/\beps\b/g, "ε"],
  [/\bsqrt\(/g, "√("],
  [/\bD_?1\b/g, "D₁"],
  [/\bD_?2\b/g, "D₂"],
  [/\bD_r\b/g, "D_{r}"],
  [/\brbar\(/g, "r̄("],
  [/\bp([1-5])\b/g, "p_{$1}"],
  [/\^(\d+)\b/g, "^{$1}"],
  [/\b1e-(\d+)\b/g, "10^{−$1}"],
  [/\b(\d)e-(\d+)\b/g, "$1·10^{−$2}"],
  [/ -> /g, " → "],
  [/\^\((-[\d/]+)\)/g, "^{$1}"],
  // A minus sign stands before a number, after what no word ends with.
  [/(^|[\s[({=,^])-(?=[\d.∞])/g, "$1−"],
];

/**
 * A text with the signs of mathematics: `n^{-1/2}` becomes `n^{−1/2}`, `beta1 / tau` `β₁ / τ`, `sqrt(log n / n)`
 * `√(log n / n)`.
 */
export const typeset = (text: string): string =>
  printed.reduce((done, [what, sign]) => done.replace(what, sign), text);

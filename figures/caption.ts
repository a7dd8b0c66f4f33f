import { flat } from "./numbers.js";
import type { Figure } from "./types.js";

/** What a figure says in words, one paragraph: its title, the lines below it, what the marks mean. */
export function captionOf({ title, subtitle, panels, notes, caption }: Figure): string {
  if (caption !== undefined) return caption;
  // Of several panels each has its heading in the picture.
  const [only, ...others] = panels;
  const heading = others.length === 0 && only?.title ? [only.title] : [];
  return [title, ...heading, ...subtitle, ...notes]
    .filter((text) => text !== "")
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
    .join(" ");
}

/** A caption for a file of plain text. */
export const plainCaption = (figure: Figure): string => flat(captionOf(figure)).replaceAll("\u00a0", " ");

/** A caption for LaTeX, in any of its engines: signs of mathematics are commands. */
export const texCaption = (figure: Figure): string => tex(captionOf(figure));

/** A text as LaTeX. */
export function tex(text: string): string {
  const escaped = text.replace(/([_^]\{[^}]*\})|[\\{}%&#$_^~]/g, (sign, shifted) => shifted ?? escapes[sign]);
  return rules.reduce((done, [what, sign]) => done.replace(what, sign), escaped).replaceAll("$$", "");
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  ...Object.fromEntries([..."{}%&#$_"].map((sign) => [sign, `\\${sign}`])),
};

const subscripts = "₀₁₂₃₄₅₆₇₈₉";
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const math = (text: string): string => `$${text}$`;
const digits = (text: string): string =>
  [...text]
    .map((sign) => {
      if (sign === "⁻" || sign === "−") return "-";
      const at = Math.max(subscripts.indexOf(sign), superscripts.indexOf(sign));
      return at < 0 ? sign : String(at);
    })
    .join("");

const signs: Readonly<Record<string, string>> = {
  β: "\\beta",
  σ: "\\sigma",
  τ: "\\tau",
  ε: "\\varepsilon",
  Σ: "\\sum",
  Ĝ: "\\hat{G}",
  r̄: "\\bar{r}",
  "−": "-",
  "·": "\\cdot",
  "→": "\\to",
  "√": "\\surd",
};

type Rule = readonly [RegExp, (...parts: string[]) => string];
const rules: readonly Rule[] = [
  [/√\(([^()]*)\)/g, (_, inner) => math(`\\sqrt{${inner!.replace(/\blog\b/g, "\\log")}}`)],
  // A letter with its index or power, so that both are mathematics.
  [
    /([A-Za-zβστε]?)_\{([^}]*)\}/g,
    (_, letter, index) => math(`${signs[letter!] ?? letter}_{${digits(index!)}}`),
  ],
  [
    /([A-Za-zβστε]?)\^\{([^}]*)\}/g,
    (_, letter, power) => math(`${signs[letter!] ?? letter}^{${digits(power!)}}`),
  ],
  [/([A-Za-zβστε]?)([₀-₉]+)/g, (_, letter, index) => math(`${signs[letter!] ?? letter}_{${digits(index!)}}`)],
  [
    /([A-Za-zβστε]?)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
    (_, letter, power) => math(`${signs[letter!] ?? letter}^{${digits(power!)}}`),
  ],
  [/r̄|[βστεΣĜ−·→√]/g, (sign) => math(signs[sign!]!)],
  [/\u00a0/g, () => "~"],
  [/–/g, () => "--"],
  [/“/g, () => "``"],
  [/”/g, () => "''"],
];

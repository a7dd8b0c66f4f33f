import type { CanvasRenderingContext2D } from "canvas";

/** Width of a text in pixels, in a font given as for a canvas: `12px "Figure Sans"`. */
export type Measure = (text: string, font: string) => number;

const noBreak = "\u00a0";

/**
 * Breaks a text at its spaces into lines no wider than `width`, within a formula (`k = 3`, `(1 of 4)`) or at a no-break
 * space only where that is wider than a line; a longer word is broken anywhere. The lines have plain spaces.
 */
export function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  const words = withWholeFormulas(text)
    .split(" ")
    .flatMap((part) => (measure(part) > width ? part.split(noBreak) : [part]))
    .flatMap((word) => pieces(word, width, measure));
  return filled(words, width, measure).map((line) => line.replaceAll(noBreak, " "));
}

/** The text with no-break spaces beside a relation or a fraction's stroke, in brackets without words, and between a symbol and a bracket. */
function withWholeFormulas(text: string): string {
  const whole = (part: string): string => part.replaceAll(" ", noBreak);
  return text
    .replace(/\([^()]*\)|\[[^[\]]*\]/g, (inner) => (/\p{L}{4}/u.test(inner) ? inner : whole(inner)))
    .replace(/ [=≤≥<>→/] /g, whole)
    .replace(/(?<=[\s→]\p{L}) (?=\()/gu, whole);
}

function filled(words: readonly string[], width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function pieces(word: string, width: number, measure: (text: string) => number): string[] {
  if (measure(word) <= width || word.length < 2) return [word];
  let end = 1;
  while (end < word.length && measure(word.slice(0, end + 1)) <= width) end++;
  return end === word.length ? [word] : [word.slice(0, end), ...pieces(word.slice(end), width, measure)];
}

/** A run of text on the line, raised or lowered. */
interface TextRun {
  readonly text: string;
  readonly shift: "none" | "up" | "down";
}

/**
 * Size of raised and lowered text relative to the text around it, and how far off the line it stands, in sizes of that text. Beside the smallest
 * text of a figure it has 7 points, below which print is hard to read.
 */
export const shifted = { size: 0.85, up: 0.36, down: -0.14 } as const;

/** Splits `D_{2,2} = O(n^{−1/2})` into its plain, raised and lowered runs. */
export function runs(text: string): TextRun[] {
  return text
    .split(/([_^]\{[^}]*\})/)
    .filter((part) => part !== "")
    .map((part) => {
      const [, sign, inner] = /^([_^])\{(.*)\}$/.exec(part) ?? [];
      if (inner === undefined) return { text: part, shift: "none" as const };
      return { text: inner, shift: sign === "^" ? ("up" as const) : ("down" as const) };
    })
    .filter((run) => run.text !== "");
}

/** The size of a run in a text of this size, and how far up it stands. */
export function runSize({ shift }: TextRun, size: number): { readonly size: number; readonly up: number } {
  return shift === "none" ? { size, up: 0 } : { size: size * shifted.size, up: size * shifted[shift] };
}

/** Width of a text with raised and lowered runs. */
export function richWidth(text: string, size: number, family: string, measure: Measure): number {
  return runs(text).reduce(
    (sum, run) => sum + measure(run.text, `${runSize(run, size).size}px "${family}"`),
    0,
  );
}

/** Draws a line of text from its left end on its baseline, with raised and lowered runs. */
export function drawRuns(
  pen: CanvasRenderingContext2D,
  {
    text,
    x,
    y,
    size,
    family,
    color,
  }: {
    readonly text: string;
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly family: string;
    readonly color: string;
  },
): void {
  pen.save();
  pen.fillStyle = color;
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  let at = x;
  for (const run of runs(text)) {
    const own = runSize(run, size);
    pen.font = `${own.size}px "${family}"`;
    pen.fillText(run.text, at, y - own.up);
    at += pen.measureText(run.text).width;
  }
  pen.restore();
}

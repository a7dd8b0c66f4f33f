import { type Measure, richWidth, wrap } from "./text.js";
import { fonts, lineHeight, textSizes } from "./theme.js";
import type { KeyEntry, PlacedKey, PlacedText } from "./types.js";

/** Width of a legend's picture of a mark, and the space between it and the text. */
export const swatch = { width: 34, gap: 7 } as const;

/** A legend narrower than this has one column if its texts are long, a wider one always two. */
const narrow = 450;

/** Where a legend stands. */
export interface KeyPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Where the second of two columns begins, from the left edge; in the middle where absent. */
  readonly second?: number;
  readonly measure: Measure;
}

/** The legend in as many columns, up to four, as its texts allow; texts are wrapped if need be. */
export function layOutKey(
  entries: readonly KeyEntry[],
  { x, y, width, second, measure }: KeyPlace,
): { texts: PlacedText[]; keys: PlacedKey[]; bottom: number } {
  const size = textSizes.key;
  const { family } = fonts.regular;
  const labelWidth = (text: string) => richWidth(text, size, family, measure);
  const widest = Math.max(0, ...entries.map(({ label }) => labelWidth(label)));
  const room = (columns: number) =>
    width / columns - swatch.width - swatch.gap - (columns === 1 && width < narrow ? 0 : 12);
  const fewest = width < narrow ? 1 : 2;
  // A last row of a single entry looks lost.
  const isFull = (n: number) => n === 2 || entries.length % n !== 1;
  const fitting = (width < narrow ? [2] : [4, 3, 2]).find((n) => widest <= room(n) && isFull(n)) ?? fewest;
  const columns = Math.min(fitting, Math.max(1, entries.length));

  const texts: PlacedText[] = [];
  const keys: PlacedKey[] = [];
  let top = y;
  for (let row = 0; row < entries.length; row += columns) {
    let lines = 1;
    entries.slice(row, row + columns).forEach((entry, column) => {
      const left = x + column * (columns === 2 && second ? second : width / columns);
      keys.push({ entry, x: left, y: top + (size * lineHeight) / 2 });
      const wrapped = wrap(entry.label, room(columns), labelWidth);
      lines = Math.max(lines, wrapped.length);
      wrapped.forEach((text, i) => {
        const baseline = top + i * size * lineHeight + size * 1.02;
        texts.push({ text, x: left + swatch.width + swatch.gap, y: baseline, size, family, tone: "ink" });
      });
    });
    top += lines * size * lineHeight + 2;
  }
  return { texts, keys, bottom: top };
}

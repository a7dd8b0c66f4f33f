import { type Measure, richWidth, wrap } from "./text.js";
import { fonts, pixelsPerInch, textSizes } from "./theme.js";
import type { Figure, KeyEntry, Panel } from "./types.js";

/** A line of text on the page; `y` is its baseline. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly family: string;
  readonly tone: "ink" | "soft";
}
export interface PlacedPanel {
  readonly panel: Panel;
  readonly y: number;
  readonly height: number;
}
export interface PlacedKey {
  readonly entry: KeyEntry;
  readonly x: number;
  /** Middle of the entry's first line. */
  readonly y: number;
}

/** Where everything stands, in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PlacedText[];
  readonly panels: readonly PlacedPanel[];
  readonly keys: readonly PlacedKey[];
}

const margin = 12;
const lineHeight = 1.32;

/** Width of a legend's picture of a mark, and the space between it and the text. */
export const swatch = { width: 34, gap: 7 } as const;

/** Places title, subtitle, panels, legend and notes one below the other; nothing is ever cut off or overlaps. */
export function layOut(figure: Figure, measure: Measure): Layout {
  const width = Math.round(figure.width * pixelsPerInch);
  const inner = width - 2 * margin;
  const texts: PlacedText[] = [];
  let y = margin;

  const paragraph = (text: string, size: number, family: string, tone: PlacedText["tone"]) => {
    for (const line of wrap(text, inner, (part) => richWidth(part, size, family, measure))) {
      texts.push({ text: line, x: margin, y: y + size, size, family, tone });
      y += size * lineHeight;
    }
  };

  paragraph(figure.title, textSizes.title, fonts.bold.family, "ink");
  y += 2;
  for (const line of figure.subtitle) paragraph(line, textSizes.subtitle, fonts.regular.family, "soft");
  y += 4;

  const panels = figure.panels.map((panel) => {
    const height = Math.round(panel.height * pixelsPerInch);
    y += height;
    return { panel, y: y - height, height };
  });
  y += 10;

  const legend = layOutKey(figure.key, { x: margin, y, width: inner, measure });
  texts.push(...legend.texts);
  y = legend.bottom + (figure.notes.length > 0 ? 6 : 0);

  for (const note of figure.notes) paragraph(note, textSizes.note, fonts.regular.family, "soft");
  return { width, height: Math.ceil(y + margin - 4), texts, panels, keys: legend.keys };
}

/** The legend in as many columns, up to three, as its texts allow; two at least, with texts wrapped if need be. */
function layOutKey(
  entries: readonly KeyEntry[],
  { x, y, width, measure }: { x: number; y: number; width: number; measure: Measure },
): { texts: PlacedText[]; keys: PlacedKey[]; bottom: number } {
  const size = textSizes.key;
  const { family } = fonts.regular;
  const labelWidth = (text: string) => richWidth(text, size, family, measure);
  const widest = Math.max(0, ...entries.map(({ label }) => labelWidth(label)));
  const room = (columns: number) => width / columns - swatch.width - swatch.gap - 12;
  const columns = Math.min([3, 2].find((n) => widest <= room(n)) ?? 2, Math.max(1, entries.length));

  const texts: PlacedText[] = [];
  const keys: PlacedKey[] = [];
  let top = y;
  for (let row = 0; row < entries.length; row += columns) {
    let lines = 1;
    entries.slice(row, row + columns).forEach((entry, column) => {
      const left = x + (column * width) / columns;
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

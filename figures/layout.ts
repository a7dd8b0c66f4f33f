import { type KeyPlace, layOutKey } from "./layout-key.js";
import { type Measure, richWidth, wrap } from "./text.js";
import { fonts, lineHeight, pixelsPerInch, textSizes } from "./theme.js";
import type { Figure, KeyEntry, PlacedKey, PlacedPanel, PlacedText } from "./types.js";

/** Where everything stands, in pixels. */
interface PageLayout {
  readonly width: number;
  readonly height: number;
  readonly texts: readonly PlacedText[];
  readonly panels: readonly PlacedPanel[];
  readonly keys: readonly PlacedKey[];
}

const margin = 12;
const gaps = {
  afterTitle: 2,
  abovePanels: 4,
  abovePanelTitle: 5,
  belowPanelTitle: 1,
  aboveKey: 10,
  betweenRows: 12,
  aboveNotes: 6,
};

/**
 * Places title (none where it is empty), subtitle, rows of panels with their legends, the figure's legend and notes one below the
 * other; nothing is ever cut off or overlaps. Where two panels stand in a row and the last is alone, the
 * legends take the place beside it.
 */
export function layOut(figure: Figure, measure: Measure): PageLayout {
  const width = Math.round(figure.width * pixelsPerInch);
  const columns = figure.columns ?? 1;
  const cell = width / columns;
  const texts: PlacedText[] = [];
  const panels: PlacedPanel[] = [];
  const keys: PlacedKey[] = [];

  /** Places a paragraph and returns where it ends. */
  const paragraph = (
    text: string,
    { x = margin, y, room = width - 2 * margin }: { x?: number; y: number; room?: number },
    { size, family, tone }: Pick<PlacedText, "size" | "family" | "tone">,
  ): number => {
    const lines = wrap(text, room, (part) => richWidth(part, size, family, measure));
    for (const [i, line] of lines.entries())
      texts.push({ text: line, x, y: y + i * size * lineHeight + size, size, family, tone });
    return y + lines.length * size * lineHeight;
  };
  const legend = (entries: readonly KeyEntry[], at: Omit<KeyPlace, "measure">): number => {
    const placed = layOutKey(entries, { ...at, measure });
    texts.push(...placed.texts);
    keys.push(...placed.keys);
    return placed.bottom;
  };
  const bold = { family: fonts.bold.family, tone: "ink" } as const;
  const soft = { family: fonts.regular.family, tone: "soft" } as const;
  /** Left edge and width of the text of a column. */
  const column = (i: number) => ({ x: margin + i * cell, room: cell - 2 * margin });

  let y = margin;
  if (figure.title !== "")
    y = paragraph(figure.title, { y }, { ...bold, size: textSizes.title }) + gaps.afterTitle;
  for (const line of figure.subtitle) y = paragraph(line, { y }, { ...soft, size: textSizes.subtitle });
  y += gaps.abovePanels + (figure.panels[0]?.title ? gaps.abovePanelTitle : 0);

  let rest = figure.key;
  for (let first = 0; first < figure.panels.length; first += columns) {
    const row = figure.panels.slice(first, first + columns);
    if (first > 0 && row.some(({ title }) => title)) y += gaps.betweenRows;
    const tops = row.map(({ title }, i) =>
      title
        ? paragraph(title, { ...column(i), y }, { ...bold, size: textSizes.panel }) + gaps.belowPanelTitle
        : y,
    );
    const top = Math.max(...tops);
    const bottoms = row.map((panel, i) => {
      const height = Math.round(panel.height * pixelsPerInch);
      panels.push({ panel, x: i * cell, y: top, width: cell, height });
      return top + height;
    });
    y = Math.max(...bottoms);
    const alone = row.length < columns;
    const below = row.map(({ key = [] }, i) => {
      const entries = alone ? [...key, ...rest] : key;
      if (entries.length === 0) return y;
      const place = column(alone ? i + 1 : i);
      return legend(entries, {
        x: place.x,
        width: place.room,
        y: alone ? top + gaps.aboveKey : y + gaps.aboveKey,
      });
    });
    if (alone) rest = [];
    y = Math.max(y, ...below);
  }
  if (rest.length > 0)
    y = legend(rest, {
      x: margin,
      y: y + gaps.aboveKey,
      width: width - 2 * margin,
      ...(columns === 2 ? { second: cell } : {}),
    });
  else y += gaps.aboveKey;

  y += figure.notes.length > 0 ? gaps.aboveNotes : 0;
  for (const note of figure.notes) y = paragraph(note, { y }, { ...soft, size: textSizes.note });
  return { width, height: Math.ceil(y + margin - 4), texts, panels, keys };
}

import type { ChartDataset } from "chart.js";
import type { KeyEntry } from "./types.js";

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** Whether a legend's entry shows how a data set is drawn: the same stroke, marker or area. */
export function hasLook(dataset: ChartDataset, { line, marker, band }: KeyEntry): boolean {
  const drawn = dataset as unknown as Readonly<Record<string, unknown>>;
  if (band !== undefined) return drawn.backgroundColor === band;
  if (line !== undefined)
    return (
      drawn.borderColor === line.color &&
      String(drawn.borderDash ?? "") === String(line.dash ?? "") &&
      drawn.borderWidth === line.width
    );
  if (marker === undefined) return false;
  const hasColor = marker.color === "transparent" || first(drawn.pointBorderColor) === marker.color;
  const isFilled = marker.fill === "transparent" || first(drawn.pointBackgroundColor) === marker.fill;
  return hasColor && isFilled && (drawn.pointStyle ?? "circle") === marker.shape;
}

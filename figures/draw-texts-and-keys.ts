import type { CanvasRenderingContext2D } from "canvas";
import { drawBadge } from "./badges.js";
import { swatch } from "./layout-key.js";
import { drawRuns } from "./text.js";
import { colors } from "./theme.js";
import type { KeyEntry, PlacedKey, PlacedText } from "./types.js";

/** Draws a line of text; what stands in `^{...}` is raised, in `_{...}` lowered. */
export function drawText(pen: CanvasRenderingContext2D, { tone, ...text }: PlacedText): void {
  drawRuns(pen, { ...text, color: colors[tone] });
}

/** Draws the picture of a legend entry: area, pale line, line and marker as they are in the plot. */
export function drawKey(pen: CanvasRenderingContext2D, { entry, x, y }: PlacedKey): void {
  const { band, halo, line, marker, badge } = entry;
  pen.save();
  if (band) {
    pen.fillStyle = band;
    pen.fillRect(x, y - 5, swatch.width, 10);
  }
  const strokes: readonly KeyEntry["line"][] = [halo, line];
  for (const stroke of strokes) {
    if (!stroke) continue;
    pen.strokeStyle = stroke.color;
    pen.lineWidth = stroke.width;
    pen.setLineDash([...(stroke.dash ?? [])]);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + swatch.width, y);
    pen.stroke();
  }
  if (marker) drawMarker(pen, marker, x + swatch.width / 2, y);
  if (badge) drawBadge(pen, { text: badge, color: line?.color ?? colors.ink }, x + swatch.width / 2, y);
  pen.restore();
}

/** The same shapes and sizes as Chart.js draws for its points. */
function drawMarker(
  pen: CanvasRenderingContext2D,
  { shape, rotation = 0, color, fill, radius }: NonNullable<PlacedKey["entry"]["marker"]>,
  x: number,
  y: number,
): void {
  const polygon = (corners: number) => {
    for (let corner = 0; corner < corners; corner++) {
      const angle = (corner * 2 * Math.PI) / corners - Math.PI / 2 + (rotation * Math.PI) / 180;
      pen.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    pen.closePath();
  };
  pen.setLineDash([]);
  pen.lineWidth = 1.2;
  pen.strokeStyle = color;
  pen.fillStyle = fill;
  pen.beginPath();
  if (shape === "circle") pen.arc(x, y, radius, 0, 2 * Math.PI);
  if (shape === "rect") {
    const half = radius * Math.SQRT1_2;
    pen.rect(x - half, y - half, 2 * half, 2 * half);
  }
  if (shape === "triangle") polygon(3);
  if (shape === "rectRot") polygon(4);
  pen.fill();
  pen.stroke();
}

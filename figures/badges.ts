import type { CanvasRenderingContext2D } from "canvas";
import type { Plugin } from "chart.js";
import { colors, fonts, textSizes } from "./theme.js";

/** A numbered disc on a curve, in data coordinates: tells curves apart where colours cannot. */
export interface Badge {
  readonly text: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
}

/** Discs closer than this share of the axis would cover each other. */
const clearance = 0.045;

/**
 * For each of several curves over a common grid the index at which it stands out most: where its height
 * (between 0 and 1) is greatest, in the middle of a plateau, clear of the positions of the others.
 */
export function standingOut(heights: readonly ArrayLike<number>[], grid: ArrayLike<number>): number[] {
  const [start, span] = [grid[0]!, grid[grid.length - 1]! - grid[0]!];
  const share = (at: number) => (span > 0 ? (grid[at]! - start) / span : 0.5);
  const inside = Array.from(grid, (_, at) => at).filter((at) => share(at) >= 0.03 && share(at) <= 0.97);
  const taken: number[] = [];
  for (const height of heights) {
    const free = inside.filter((at) =>
      taken.every((other) => Math.abs(share(at) - share(other)) > clearance),
    );
    const candidates = free.length > 0 ? free : inside;
    const best = Math.max(...candidates.map((at) => height[at]!));
    const plateau = candidates.filter((at) => height[at]! >= best - 0.01);
    taken.push(plateau[Math.floor(plateau.length / 2)] ?? 0);
  }
  return taken;
}

/** Draws badges that lie within the panel. */
export function badges(marks: readonly Badge[]): Plugin {
  return {
    id: "badges",
    afterDatasetsDraw: (chart) => {
      const { ctx, scales } = chart;
      const { x, y } = scales;
      if (!x || !y) return;
      ctx.save();
      for (const mark of marks) {
        if (mark.y < y.min || mark.y > y.max) continue;
        drawBadge(
          ctx as unknown as CanvasRenderingContext2D,
          mark,
          x.getPixelForValue(mark.x),
          y.getPixelForValue(mark.y),
        );
      }
      ctx.restore();
    },
  };
}

/** Draws a numbered disc around a point of the page. */
export function drawBadge(
  pen: CanvasRenderingContext2D,
  { text, color }: Pick<Badge, "text" | "color">,
  x: number,
  y: number,
): void {
  pen.setLineDash([]);
  pen.lineWidth = 1.6;
  pen.strokeStyle = color;
  pen.fillStyle = colors.paper;
  pen.beginPath();
  pen.arc(x, y, 7, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
  pen.fillStyle = colors.ink;
  pen.font = `${textSizes.note}px "${fonts.regular.family}"`;
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  pen.fillText(text, x, y + 4);
}

import type { Plugin } from "chart.js";
import type { Mark, Point } from "./marks.js";

/** A mark with the points that lie beyond the frame counted in its label. */
export function withExcess(mark: Mark, { min, max }: { min: number; max: number }): Mark {
  const points = mark.datasets.flatMap(({ data }) => data);
  const above = points.filter(({ y }) => y > max).length;
  const below = points.filter(({ y }) => y > 0 && y < min).length;
  const beyond = [...(above > 0 ? [`${above} above`] : []), ...(below > 0 ? [`${below} below`] : [])].join(
    " and ",
  );
  if (beyond === "") return mark;
  const label = `${mark.key.label} (${beyond} the frame, of ${points.length} sizes)`;
  return { ...mark, key: { ...mark.key, label } };
}

/** Marks points beyond the frame by arrowheads on its edge, in the colour of their curve. */
export const excess: Plugin = {
  id: "excess",
  afterDatasetsDraw: (chart) => {
    const { ctx, chartArea: area, scales } = chart;
    const { x, y } = scales;
    if (!x || !y) return;
    for (const dataset of chart.data.datasets) {
      ctx.fillStyle = String(dataset.borderColor);
      for (const point of dataset.data as unknown as Point[]) {
        const up = point.y > y.max;
        if (!up && !(point.y < y.min)) continue;
        const [at, edge, side] = [x.getPixelForValue(point.x), up ? area.top : area.bottom, up ? 1 : -1];
        ctx.beginPath();
        ctx.moveTo(at, edge + side);
        ctx.lineTo(at - 2.5, edge + 6 * side);
        ctx.lineTo(at + 2.5, edge + 6 * side);
        ctx.fill();
      }
    }
  },
};

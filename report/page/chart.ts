import { Chart } from "chart.js";
import { chartParts } from "../../figures/chart-parts.js";
import { drawKey } from "../../figures/draw-texts-and-keys.js";
import { swatch } from "../../figures/layout-key.js";
import { pixelsPerInch } from "../../figures/theme.js";
import type { KeyEntry, Panel } from "../../figures/types.js";
import { h } from "../../pages/dom.js";
import { asPen } from "./pen.js";

Chart.register(...chartParts);

/** A point that was chosen: the label of its data set, and where it is. */
export interface Chosen {
  readonly label: string;
  readonly x: number;
}

/** How far from a point one may click, in pixels: about half a finger. */
const reach = 16;

/** The canvas of a panel, so many pixels wide, and what draws its chart once it is part of the page. */
export function chartOf(
  { height, chart }: Panel,
  {
    width,
    label,
    onChoice,
  }: { width: number; label: string; onChoice?: ((chosen: Chosen) => void) | undefined },
): { readonly canvas: HTMLCanvasElement; readonly draw: () => Chart } {
  const canvas = h("canvas", {
    width: Math.floor(width),
    height: Math.round(height * pixelsPerInch),
    role: "img",
    "aria-label": label,
  });
  asPen(canvas.getContext("2d")!);
  const draw = () => {
    const options = { ...chart.options, devicePixelRatio: Math.max(1, devicePixelRatio) };
    const drawn = new Chart(canvas, { ...chart, options } as never);
    const pointAt = (event: MouseEvent): Chosen | undefined => {
      const box = canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      const found = drawn
        .getElementsAtEventForMode(event, "nearest", { axis: "xy", intersect: false }, true)
        .find(({ element }) => Math.hypot(element.x - x, element.y - y) <= reach);
      const dataset = found && chart.data.datasets[found.datasetIndex];
      const point = dataset?.data[found!.index] as { readonly x: number } | undefined;
      return point && { label: dataset?.label ?? "", x: point.x };
    };
    if (onChoice) {
      canvas.addEventListener("click", (event) => {
        const point = pointAt(event);
        if (point) onChoice(point);
      });
      canvas.addEventListener("mousemove", (event) => {
        canvas.style.cursor = pointAt(event) ? "pointer" : "";
      });
    }
    return drawn;
  };
  return { canvas, draw };
}

/** The picture of a legend's entry. */
export function swatchOf(entry: KeyEntry): HTMLCanvasElement {
  const [width, height, ratio] = [swatch.width + 2, 16, Math.max(1, devicePixelRatio)];
  const canvas = h("canvas", {
    width: width * ratio,
    height: height * ratio,
    style: `width: ${width}px; height: ${height}px`,
    "aria-hidden": "true",
  });
  const context = canvas.getContext("2d")!;
  asPen(context);
  context.scale(ratio, ratio);
  drawKey(context as never, { entry, x: 1, y: height / 2 });
  return canvas;
}

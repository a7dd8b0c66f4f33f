import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import canvas from "canvas";
import { Chart } from "chart.js";
import { chartParts } from "./chart-parts.js";
import { fonts } from "./theme.js";

/*
 * The optional packages, made ready once: this module is imported only when a figure is drawn. Fonts must
 * be registered before the first canvas exists.
 */
Chart.register(...chartParts);

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf");
for (const { family, file } of Object.values(fonts)) {
  const path = join(folder, file);
  if (!existsSync(path)) throw new Error(`drawing needs the font file ${path}, which is missing`);
  canvas.registerFont(path, { family });
}

const { createCanvas } = canvas;

export { Chart, createCanvas };

/** Throws unless text is really drawn, in the fonts registered: without fonts node-canvas draws none, silently. */
export function assertTextIsDrawn(): void {
  const probe = createCanvas(120, 40);
  const context = probe.getContext("2d");
  const widths = Object.values(fonts).map(({ family }) => {
    context.font = `20px "${family}"`;
    return context.measureText("slope 10⁻²").width;
  });
  context.fillText("slope 10⁻²", 4, 28);
  const drawn = context.getImageData(0, 0, probe.width, probe.height).data.some((value) => value > 0);
  if (!drawn || widths.some((width) => !(width > 40)) || new Set(widths).size < widths.length) {
    throw new Error(`canvas draws no text with the bundled fonts (${folder}); run: npm rebuild canvas`);
  }
}

import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { packagePath } from "./package-info.js";
import { describe, logLine } from "./rates.js";
import type { Experiment } from "./types/experiment.js";
import type { PublishedCurve } from "./types/summary.js";

/**
 * The losses that the authors released for an experiment (one row per size and replicate), as mean and
 * median at each of their sizes; the slopes are least squares over all of them. `undefined` where they
 * released none.
 */
export function publishedCurve(experiment: Experiment): PublishedCurve | undefined {
  if (!experiment.published) return undefined;
  const file = packagePath("experiments", "published", experiment.published.file);
  const bySize = new Map<number, number[]>();
  for (const { n, loss } of readLosses(file)) {
    const losses = bySize.get(n);
    if (losses) losses.push(loss);
    else bySize.set(n, [loss]);
  }
  const points = [...bySize].map(([n, losses]) => {
    const { mean, median } = describe(losses);
    return { n, mean, median };
  });
  return {
    label: `authors' released fits (k = ${experiment.k})`,
    points,
    slopeMean: logLine(points.map(({ n, mean }) => ({ n, y: mean }))).slope,
    slopeMedian: logLine(points.map(({ n, median }) => ({ n, y: median }))).slope,
  };
}

function readLosses(file: string): { n: number; loss: number }[] {
  const rows: string[][] = parse(readFileSync(file));
  const [header = [], ...body] = rows;
  const [n, loss] = [header.indexOf("n"), header.indexOf("loss")];
  if (n < 0 || loss < 0) throw new Error(`"${file}" has no columns n and loss; it has: ${header.join(", ")}`);
  return body.map((row) => ({ n: Number(row[n]), loss: Number(row[loss]) }));
}

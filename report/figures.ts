import { convergenceFigure } from "../figures/convergence.js";
import { curvesFigure } from "../figures/curves.js";
import { lossWords } from "../figures/notation.js";
import { ratesFigure } from "../figures/rates.js";
import { classSampleFigure } from "../figures/sample-classes.js";
import { mapSampleFigure } from "../figures/sample-map.js";
import { sampleFigure } from "../figures/sample-picture.js";
import type { Figure } from "../figures/types.js";
import type { ShownFit } from "./fits.js";
import { replicateOfFit } from "./settings.js";
import type { Curve, ReportData, Run } from "./types.js";

/** A figure of the report: how it is made, and the fits behind its curves. */
export interface ReportFigure {
  readonly name: string;
  readonly make: () => Figure;
  readonly curves: readonly Curve[];
  /** The curve that a data set of a panel belongs to. */
  readonly curveOf: (panel: number, label: string) => Curve | undefined;
}

/** All figures of the report but those of single fits. */
export const reportFigures = ({ runs, studies, analyses }: ReportData): ReportFigure[] => [
  ...studies.map(({ name, picture, curves }) => ({
    name,
    make: () => ratesFigure(picture),
    curves: curves.flat(),
    curveOf: (panel: number, label: string) => curves[panel]?.find((curve) => isOf(label, curve)),
  })),
  ...analyses.map(({ name, picture }) => ({
    name,
    make: () => curvesFigure(picture),
    curves: [],
    curveOf: () => undefined,
  })),
  ...runs.map(({ name, summary }) => {
    const curve = { label: summary.title, run: name, loss: summary.headline };
    return { name, make: () => convergenceFigure(summary), curves: [curve], curveOf: () => curve };
  }),
];

/** Whether a data set is a curve or belongs to it, as its quartiles do. */
const isOf = (label: string, curve: Curve): boolean =>
  label === curve.label || label.startsWith(`${curve.label}: `);

/** The picture of one fit with its data; nothing where its run or its kind of model has none. */
export function fitFigure(
  { setting, summary }: Pick<Run, "setting" | "summary">,
  fit: ShownFit,
): Figure | undefined {
  const found = setting && replicateOfFit(setting, { seed: summary.seed, fit });
  const loss = fit.losses[summary.headline];
  const words = {
    title: `Replicate ${fit.replicate} at n = ${fit.n.toLocaleString("en")}`,
    subtitle: [`Fit ${fit.status}, ${lossWords(summary.headline)} = ${loss.toPrecision(3)}`],
  };
  if (found?.kind === "lines") return sampleFigure({ ...words, ...found.shown });
  if (found?.kind === "classes") return classSampleFigure({ ...words, ...found.shown });
  return found && mapSampleFigure({ ...words, ...found.shown });
}

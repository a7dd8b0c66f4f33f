import type { CurvesPicture, RatesPicture, RatesSeries } from "../../experiments/types/picture.js";
import { sizes } from "./fixture.js";

type RatesPanel = RatesPicture["panels"][number];
type CurvesPanel = CurvesPicture["panels"][number];

/** A made-up curve whose median is `level` n^slope, mean 1.2 and quantiles 0.5 and 2 times that. */
export function rate(
  label: string,
  slope: number,
  {
    level = 3,
    uncertified = 0,
    ...rest
  }: { level?: number; uncertified?: number } & Partial<RatesSeries> = {},
): RatesSeries {
  return {
    label,
    points: sizes.map((n) => {
      const median = level * n ** slope;
      return { n, mean: 1.2 * median, median, q25: 0.5 * median, q75: 2 * median, fits: 40, uncertified };
    }),
    slope: { slope, intercept: Math.log10(level), low: slope - 0.05, high: slope + 0.04, level: 0.95 },
    theory: slope,
    ...rest,
  };
}

/** A panel of one curve of slope -1/2, unless something else is asked for. */
export function ratesPanel(panel: Partial<RatesPanel> = {}): RatesPanel {
  return {
    title: "a panel",
    yTitle: "loss",
    statistic: "median",
    series: [rate("a curve", -0.5)],
    references: [{ slope: -0.5, label: "" }],
    ...panel,
  };
}

/** A picture of these panels. */
export function ratesPicture(...panels: readonly RatesPanel[]): RatesPicture {
  return { title: "Made-up rates", subtitle: ["40 replicates"], panels, notes: ["Made up."] };
}

/** A panel with linear axes, unless something else is asked for. */
export function curvesPanel(panel: Partial<CurvesPanel> = {}): CurvesPanel {
  const points = Array.from({ length: 41 }, (_, i) => ({ x: i / 10 - 2, y: (i / 10 - 2) ** 3 }));
  return {
    title: "a panel",
    x: { title: "temperature τ", scale: "linear" },
    y: { title: "log-likelihood", scale: "linear" },
    series: [
      { label: "plain", points },
      { label: "tanh", points: points.map(({ x, y }) => ({ x, y: 2 * y })) },
    ],
    ...panel,
  };
}

/** A picture of these panels. */
export function curvesPicture(...panels: readonly CurvesPanel[]): CurvesPicture {
  return { title: "Made-up curves", subtitle: ["computed"], panels, notes: ["Made up."] };
}

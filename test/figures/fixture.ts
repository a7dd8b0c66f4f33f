import type { LossSummary, SizeSummary, Slope, Summary } from "../../experiments/types/summary.js";
import type { SamplePicture } from "../../figures/index.js";

/** Sizes four a decade from 1e2 to 1e5, as the experiments use them. */
export const sizes = Array.from({ length: 13 }, (_, i) => Math.round(10 ** (2 + i / 4)));

const noFits = { converged: 0, singular: 0, boundary: 0, collapsed: 0, maxSteps: 0 };

function size(n: number, level: number, failed: number): SizeSummary {
  return {
    n,
    replicates: 40,
    statuses: { ...noFits, converged: 40 - failed, maxSteps: failed },
    certified: 40 - failed,
    mean: 1.2 * level,
    median: level,
    q10: 0.25 * level,
    q25: 0.5 * level,
    q75: 2 * level,
    q90: 4 * level,
  };
}

function line(factor: number): Slope {
  return { slope: -0.5, intercept: Math.log10(factor), low: -0.56, high: -0.46, level: 0.95 };
}

/** A made-up run whose median loss is 3 / sqrt(n), with `failed` uncertified fits at each size. */
export function summary(
  options: { failed?: number; published?: number[] } & Partial<Omit<Summary, "published">> = {},
): Summary {
  const { failed = 0, published: losses, ...rest } = options;
  const all = sizes.map((n) => size(n, 3 / Math.sqrt(n), failed));
  const loss: LossSummary = {
    loss: "d1",
    sizes: all,
    mean: line(3.6),
    median: line(3),
    ...(failed > 0
      ? {
          certifiedOnly: {
            mean: line(3.5),
            median: line(2.9),
            sizes: all.map((entry) => ({ ...entry, mean: 0.9 * entry.mean })),
          },
        }
      : {}),
  };
  const points = losses?.map((mean, i) => ({ n: 1000 * (i + 1), mean, median: mean }));
  return {
    experiment: "made-up",
    title: "A made-up experiment",
    k: 2,
    trueK: 2,
    protocol: "certified",
    provenance: "stand-in",
    describes: "uniform inputs on [-1, 1]; certified maxima",
    budget: "quick",
    seed: "7",
    replicates: 40,
    theory: { slope: -0.5, source: "a theorem" },
    headline: "d1",
    losses: [loss],
    failures: 13 * failed,
    fits: 13 * 40,
    ...(points ? { published: { label: "released fits", points, slopeMean: -0.64, slopeMedian: -0.6 } } : {}),
    ...rest,
  };
}

/** `n` points on two crossing lines, the model that they come from and one that is a little off. */
export function samplePicture(n = 200): SamplePicture {
  const grid = Array.from({ length: 101 }, (_, i) => i / 100);
  const x = Array.from({ length: n }, (_, i) => i / (n - 1));
  const gate = (slope: number) => grid.map((at) => 1 / (1 + Math.exp(8 - slope * at)));
  const model = (slope: number) => ({
    means: [grid.map((at) => 15 - slope * at), grid.map((at) => slope * at - 5)],
    weights: [gate(slope), gate(slope).map((weight) => 1 - weight)],
  });
  return {
    title: "A made-up sample",
    subtitle: ["n = 200, replicate 0"],
    x,
    y: x.map((at) => (at > 0.32 ? 15 - 20 * at : 20 * at - 5)),
    grid,
    truth: model(20),
    estimate: model(21),
  };
}

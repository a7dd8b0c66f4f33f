import { uniformLaw } from "../../src/density/uniformLaw.js";
import { modelOf } from "../../src/registry.js";
import { type TemperatureGate, temperatureGates, temperatureTruth } from "../specs/temperature-truth.js";
import type { Analysis } from "../types/analysis.js";
import type { CurvesPicture } from "../types/picture.js";
import { descend, divergence } from "./descend.js";
import { indexOf, modelAt, nodesOf } from "./nodes.js";

/** The profile at one temperature. */
interface ProfilePoint {
  readonly tau: number;
  /** max E[log f] - E[log g] over all other parameters: minus the least divergence, at most 0. */
  readonly value: number;
}

/** Temperatures over the true one. */
const twofold: readonly number[] = Array.from({ length: 13 }, (_, i) => 2 ** ((i - 6) / 6));

/**
 * The expected profile log-likelihood in the temperature, per observation, less its value g at the truth: for each
 * temperature minus the least Kullback-Leibler divergence from the truth over all other parameters, by quadrature.
 * Each temperature starts from the minimum at its neighbour, from the true one outwards. `ratios`: increasing, over
 * the true temperature.
 */
export function temperatureProfile(
  gate: TemperatureGate,
  ratios: readonly number[] = twofold,
): ProfilePoint[] {
  const truth = temperatureTruth(gate);
  const model = modelOf(truth);
  const nodes = nodesOf(model, truth, uniformLaw({ from: -3, to: 3, order: 8, panels: 6 }));
  const at = modelAt(model, nodes);
  const theta = at.toTheta(truth);
  const objective = divergence(at, nodes, Float64Array.from(at.evaluate(theta).logDensity));
  const held = indexOf(at, `gating.log ${model.gating.temperature}`);
  const directions = at.names.flatMap((_, i) =>
    i === held ? [] : [Float64Array.from(at.names, (_, j) => (i === j ? 1 : 0))],
  );
  const outwards = (temperatures: readonly number[]) => {
    let last = theta;
    return temperatures.map((ratio) => {
      const start = Float64Array.from(last);
      start[held] = theta[held] + Math.log(ratio);
      const best = descend(objective, start, directions, 60);
      last = best.theta;
      return { tau: Math.exp(start[held]), value: -best.value };
    });
  };
  const below = outwards(ratios.filter((ratio) => ratio < 1).reverse()).reverse();
  return [...below, ...outwards(ratios.filter((ratio) => ratio >= 1))];
}

/** A value that is 0 but for rounding is called that. */
const inRounding = (value: number): string =>
  Math.abs(value) < 1e-12 ? "0 up to rounding" : value.toExponential(0);

/** Observations for which the difference of log-likelihoods is drawn. */
const observations = 1000;

function compute(): CurvesPicture {
  const profiles = temperatureGates.map((gate) => ({ gate, points: temperatureProfile(gate) }));
  const series = profiles.map(({ gate, points }) => ({
    label: gate,
    points: points.map(({ tau, value }) => ({ x: tau, y: observations * value })),
    style: "both" as const,
  }));
  const least = (wanted: TemperatureGate) =>
    Math.min(...(profiles.find(({ gate }) => gate === wanted)?.points ?? []).map(({ value }) => value));
  return {
    title: "Profile log-likelihood in the temperature",
    subtitle: [
      "Expected log-likelihood at the best other parameters, less that of the truth; quadrature, no data.",
      "Two Gaussian experts, inputs uniform on [-3, 3], true temperature 0.1.",
    ],
    panels: [
      {
        title: "",
        x: { title: "temperature τ", scale: "log" },
        y: { title: `log-likelihood of ${observations} observations`, scale: "linear" },
        series,
      },
    ],
    notes: [
      `Plain gate: flat (lowest value per observation ${inRounding(least("plain"))}), because (beta0, beta1, tau) -> c (beta0, beta1, tau) changes nothing.`,
      "Gates with an activation: a peak at the true temperature. A drop of 2 is about the edge of a 95 % interval from 1000 observations.",
    ],
  };
}

/** The profile log-likelihood in the temperature: flat for the plain gate, peaked for those with an activation. */
export const temperatureProfileAnalysis: Analysis = {
  name: "temperature-profile",
  title: "Profile log-likelihood in the temperature: plain gate and gates with an activation",
  provenance: "derived",
  compute,
};

import { fine, nodesOf as responseNodes } from "../../src/density/measure.js";
import type { Model } from "../../src/model/model.js";
import { rawUnits } from "../../src/params/units.js";
import type { Params, Sample } from "../../src/types.js";
import { rowsOf } from "./rows.js";

/** Points (rows of d inputs) and weights of sum 1 that average over the law of X: see `uniformLaw`. */
export interface Law {
  readonly points: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/**
 * Points (x, y) and weights that integrate over the law of X and, at each x, over y: sum_t weights[t] F(x_t, y_t)
 * is close to E_X of the integral (for classes and counts: the sum) of F(X, y) dy.
 */
export interface Nodes {
  readonly sample: Sample;
  readonly weights: Float64Array;
  /** Index of the point of the law to which a node belongs. */
  readonly point: Int32Array;
  readonly law: Law;
}

/** A log density so low that no square root of it counts beside 1e-20. */
const negligible = -110;

/** Nodes for functions that live where the density of `params` does, at each point of the law. */
export function nodesOf(model: Model, params: Params, law: Law): Nodes {
  const density = model.conditional(params);
  const found: { x: readonly number[]; y: number; weight: number; point: number }[] = [];
  law.points.forEach((x, point) => {
    const at = density(x);
    const nodes = responseNodes([at], fine);
    nodes.y.forEach((y, j) => {
      if (at.logDensity(y) > negligible)
        found.push({ x, y, weight: law.weights[point] * nodes.weights[j], point });
    });
  });
  const n = found.length;
  const sample: Sample = {
    n,
    d: model.inputs,
    x: Array.from({ length: model.inputs }, (_, j) => Float64Array.from(found, ({ x }) => x[j])),
    y: Float64Array.from(found, ({ y }) => y),
  };
  return {
    sample,
    weights: Float64Array.from(found, ({ weight }) => weight),
    point: Int32Array.from(found, ({ point }) => point),
    law,
  };
}

/** Log density of each node, and its derivatives: scores[j][t] in parameter j. Overwritten by the next call. */
interface NodeScores {
  readonly logDensity: Float64Array;
  readonly scores: readonly Float64Array[];
}

/** A model at given nodes, as a function of theta (the free parameters in the data's units, variances as logs). */
export interface ModelAtNodes {
  readonly names: readonly string[];
  readonly toTheta: (params: Params) => Float64Array;
  readonly toParams: (theta: Float64Array) => Params;
  readonly evaluate: (theta: Float64Array) => NodeScores;
}

/** The index in theta of the parameter of that name. Throws where there is none: it is not known, or not free. */
export function indexOf({ names }: Pick<ModelAtNodes, "names">, name: string): number {
  const index = names.indexOf(name);
  if (index < 0) throw new Error(`unknown coordinate "${name}"; known: ${names.join(", ")}`);
  return index;
}

/**
 * Log density and score of every single node, where the library's likelihood gives their sums. With r the
 * responsibilities, p the gate weights and w the family's term, the derivative in the coefficient of basis function
 * phi in predictor u of expert i is (r_i - p_i) w_u phi for the gate and r_i w_u phi for the expert.
 */
export function modelAt(model: Model, { sample, point, law }: Nodes): ModelAtNodes {
  const { coordinates } = model.bind(sample, rawUnits);
  const { names, toTheta, toParams } = coordinates;
  const { n } = sample;
  const { k } = model;
  const rows = rowsOf(model, sample);
  const scores = names.map(() => new Float64Array(n));
  const logDensity = new Float64Array(n);
  const r = Array.from({ length: k }, () => new Float64Array(n));
  const weight = new Float64Array(n);

  const evaluate = (theta: Float64Array): NodeScores => {
    const params = toParams(theta);
    const p = law.points.map(model.gate(params));
    const terms = rows.evaluate(theta);
    const logs = p.map((weights) => weights.map(Math.log));
    for (let t = 0; t < n; t++) {
      const own = logs[point[t]];
      let largest = -Infinity;
      for (let i = 0; i < k; i++) {
        r[i][t] = own[i] + terms.experts[i].value[t];
        if (r[i][t] > largest) largest = r[i][t];
      }
      let sum = 0;
      for (let i = 0; i < k; i++) sum += Math.exp(r[i][t] - largest);
      logDensity[t] = largest + Math.log(sum);
      for (let i = 0; i < k; i++) r[i][t] = Math.exp(r[i][t] - logDensity[t]);
    }
    for (const row of scores) row.fill(0);
    for (const { slot, columns } of rows.slots) {
      const { part, atom, predictorIndex, offset } = slot;
      const { [predictorIndex]: derivative } = terms[part][atom].first;
      const own = r[atom];
      for (let t = 0; t < n; t++)
        weight[t] = derivative[t] * (part === "gating" ? own[t] - p[point[t]][atom] : own[t]);
      columns.forEach((column, j) => {
        const row = scores[offset + j];
        for (let t = 0; t < n; t++) row[t] += column === undefined ? weight[t] : weight[t] * column[t];
      });
    }
    return { logDensity, scores };
  };
  return { names, toTheta, toParams, evaluate };
}

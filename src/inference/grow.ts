import { type Fit, fit } from "../fit/fit.js";
import { type FitOptions, fitOptionNames } from "../fit/options.js";
import { sameHeight } from "../fit/problem/tolerances.js";
import type { Model } from "../model/model.js";
import { isEstimated } from "../params/layout.js";
import type { Params, Sample } from "../types.js";
import { checkNames } from "../words/names.js";
import { split } from "./split.js";

/** How models of several sizes are fitted: starts are of one size only. */
export type GrowOptions = Omit<FitOptions, "start" | "onProgress">;

export const growOptionNames: readonly string[] = fitOptionNames.filter(
  (name) => name !== "start" && name !== "onProgress",
);

/** A fit, the model that it is of, and whether a smaller fit is one of the points of its parameter set. */
export interface Grown {
  readonly model: Model;
  readonly fit: Fit;
  /** False where the smaller density is no point of this model: other families, or a gate without log weights or that selects some experts. */
  readonly nested: boolean;
}

/**
 * The fit of a model whose log-likelihood is no lower than that of the fit of fewer experts: one climbs from random starts, and from
 * the smaller fit with each of its experts in turn split into equal parts, which is the same density (`split`). No step of a climb
 * leads lower, so that those climbs end at least as high. The rule of choice may prefer a lower maximum to them, since it takes away what
 * chance may have given to narrow experts; then the answer is the one that it prefers among the maxima at least as high as the smaller
 * fit, if all of these are collapsed a collapsed one. Where no split is of the same density within the parameter set (`nested: false`),
 * nothing is promised.
 */
export function grow(model: Model, data: Sample, options: GrowOptions, smaller?: Grown): Grown {
  checkNames("grow", options, growOptionNames);
  if (smaller === undefined) return { model, fit: fit(model, data, options), nested: true };
  const embedded = embeddingsOf(smaller, model, data);
  const found = fit(model, data, { ...options, alsoFrom: [...(options.alsoFrom ?? []), ...embedded] });
  const floor = smaller.fit.logLik;
  if (embedded.length === 0) return { model, fit: found, nested: false };
  if (found.logLik >= floor) return { model, fit: found, nested: true };
  const higher = found.alternatives.filter(({ logLik }) => logLik >= floor).map(({ params }) => params);
  const { starts, alsoFrom, ...given } = options;
  const ends = [...higher, ...embedded].map((start) => fit(model, data, { ...given, start }));
  return {
    model,
    fit: preferred(ends, floor),
    nested: ends.some(({ logLik }) => logLik >= floor - sameHeight),
  };
}

/** The smaller fit as points of the larger model: with each of its experts split, as far as the density stays the same. */
function embeddingsOf(smaller: Grown, model: Model, data: Sample): Params[] {
  const { experts, logLik, params } = smaller.fit;
  const parts = model.experts - experts + 1;
  const { gating } = model;
  if (parts < 2 || !hasSameFamilies(smaller.model, model)) return [];
  if (!isEstimated(gating, gating.fields[gating.logWeight])) return [];
  return Array.from({ length: experts }, (_, i) =>
    named(model, split(smaller.model, params, i, parts)),
  ).filter((point) => Math.abs(model.logLik(point, data) - logLik) <= sameHeight);
}

/** Whether parameters of one model are, but for the number of experts, parameters of the other. */
const hasSameFamilies = (p: Model, q: Model): boolean =>
  p.inputs === q.inputs &&
  JSON.stringify([p.columns, p.intercept]) === JSON.stringify([q.columns, q.intercept]) &&
  p.gating.name === q.gating.name &&
  p.expert.name === q.expert.name &&
  JSON.stringify(p.expert.options ?? {}) === JSON.stringify(q.expert.options ?? {});

/** The parameters with the options of a model's own families: a smaller gate may have no selection. */
const named = ({ gating, expert }: Model, { gating: gate, experts }: Params): Params => ({
  gating: { ...gate, ...gating.options },
  experts: { ...experts, ...expert.options },
});

/** The fit that the rule of choice prefers among those not below the floor; where rounding leaves none, the highest of all. */
function preferred(ends: readonly Fit[], floor: number): Fit {
  const high = ends.filter(({ logLik }) => logLik >= floor);
  const sound = high.filter(({ status }) => status !== "collapsed" && status !== "maxSteps");
  const among = sound.length > 0 ? sound : high.length > 0 ? high : ends;
  const value = ({ logLik, allowance, choice }: Fit) => logLik - (choice === "weighed" ? allowance : 0);
  return among.reduce((best, one) => (value(one) > value(best) ? one : best));
}

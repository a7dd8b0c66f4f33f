import type { Expert } from "../family.js";
import { type Fit, fit } from "../fit/fit.js";
import { type FitOptions, fitOptionNames } from "../fit/options.js";
import { problemOf } from "../fit/problem/problem.js";
import { sameHeight } from "../fit/problem/tolerances.js";
import { byPreferredAnswer } from "../fit/report/preferred.js";
import type { AnyModel, Model } from "../model/model.js";
import type { Fixed } from "../params/fixed.js";
import { isEstimated } from "../params/layout.js";
import { hasRecordEach, isMixed } from "../params/records.js";
import type { AnyParams, ExpertsParams, FamilyParams, Sample } from "../types.js";
import { checkNames } from "../words/names.js";
import { inOrder } from "./inOrder.js";
import { split } from "./split.js";

/** How models of several sizes are fitted: a start is of one size only. What is fixed is that of the larger model. */
export type GrowOptions = Omit<FitOptions, "start" | "onProgress">;

export const growOptionNames: readonly string[] = fitOptionNames.filter(
  (name) => name !== "start" && name !== "onProgress",
);

/** A fit, the model that it is of, and whether a smaller fit is one of the points of its parameter set. */
export interface Grown<Experts extends ExpertsParams = FamilyParams> {
  readonly model: Model<Experts>;
  readonly fit: Fit<Experts>;
  /**
   * False where the smaller density is no point of this model: other families, other values that are fixed, or a gate without log weights or that
   * selects some experts; and with a penalty, which is not that of the smaller model there.
   */
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
export function grow<Experts extends ExpertsParams = FamilyParams>(
  model: Model<Experts>,
  data: Sample,
  options: GrowOptions,
  smaller?: Grown<Experts>,
): Grown<Experts>;
export function grow(model: AnyModel, data: Sample, options: GrowOptions, smaller?: AnyGrown): AnyGrown {
  checkNames("grow", options, growOptionNames);
  if (smaller === undefined) return { model, fit: fit(model, data, options), nested: true };
  const embedded = options.penalty === undefined ? embeddingsOf(smaller, model, data, options.fixed) : [];
  const found = fit(model, data, { ...options, alsoFrom: [...[options.alsoFrom ?? []].flat(), ...embedded] });
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

type AnyFit = Fit<ExpertsParams>;
type AnyGrown = Grown<ExpertsParams>;

/** The smaller fit as points of the larger model: with each of its experts split, as far as the density stays the same. */
function embeddingsOf(
  smaller: AnyGrown,
  model: AnyModel,
  data: Sample,
  fixed: Fixed | undefined,
): AnyParams[] {
  const { k, logLik, params } = smaller.fit;
  const parts = model.k - k + 1;
  const { gating } = model;
  if (parts < 2 || !hasSameParts(smaller.model, model)) return [];
  if (!isEstimated(gating, gating.fields[gating.logWeight])) return [];
  const obeys = obedienceOf(model, data, fixed);
  return Array.from({ length: k }, (_, i): AnyParams[] => {
    const families = smaller.model.families.flatMap((family, j) =>
      j === i ? new Array<Expert>(parts).fill(family) : [family],
    );
    const order = placesOf(model.families, families);
    if (order === undefined) return [];
    const orders = fixed === undefined || isMixed(families) ? [order] : ordersOf(i, k, parts);
    const point = split(smaller.model, params, i, parts);
    return orders.map((own) => named(model, inOrder({ gating: smaller.model.gating, families }, point, own)));
  })
    .flat()
    .filter((point) => obeys(point) && Math.abs(model.logLik(point, data) - logLik) <= sameHeight);
}

/**
 * Orders of experts of which number i of k was split into parts: the parts where it was, and the further ones before the last expert or behind
 * it, so that experts of which something is fixed keep their places.
 */
function ordersOf(i: number, k: number, parts: number): number[][] {
  const own = Array.from({ length: k }, (_, j) => (j <= i ? j : j + parts - 1));
  const further = Array.from({ length: parts - 1 }, (_, u) => i + 1 + u);
  return [[i + 1, i + 1], [k - 1, k - 1], [k, k]].map(([from, to]) => [...own.slice(0, from), ...further, ...own.slice(to)]); // biome-ignore format: three places
}

/** Whether a point has the values that are fixed, but for rounding. */
function obedienceOf(model: AnyModel, data: Sample, fixed: Fixed | undefined): (point: AnyParams) => boolean {
  if (fixed === undefined) return () => true;
  const { coordinates, fixed: entries, low } = problemOf(model, data, { fixed });
  const given = entries.filter((j) => Number.isFinite(low[j]));
  return (point) => {
    const theta = coordinates.toTheta(point);
    return given.every((j) => Math.abs(theta[j] - low[j]) <= sameValue * (1 + Math.abs(low[j])));
  };
}

/** A value that is fixed comes back from theta with a few roundings. */
const sameValue = 1e-12;

/** Where each family of a list stands in another of the same length, each place once; undefined where these are other families. */
function placesOf(families: readonly Expert[], among: readonly Expert[]): number[] | undefined {
  const keyOf = ({ name, options }: Expert) => JSON.stringify([name, options ?? {}]);
  const left = among.map(keyOf);
  const places = families.map((family) => {
    const place = left.indexOf(keyOf(family));
    if (place >= 0) left[place] = "";
    return place;
  });
  return places.includes(-1) ? undefined : places;
}

/** Whether the parts of two models but for their experts are alike, and see the same. */
const hasSameParts = (p: AnyModel, q: AnyModel): boolean =>
  p.inputs === q.inputs &&
  JSON.stringify([p.columns, p.intercept]) === JSON.stringify([q.columns, q.intercept]) &&
  p.gating.name === q.gating.name;

/** The parameters with the options of a model's own families: a smaller gate may have no selection. */
const named = ({ gating, families }: AnyModel, { gating: gate, experts }: AnyParams): AnyParams => ({
  gating: { ...gate, ...gating.options },
  experts: hasRecordEach(experts)
    ? experts.map((record, i) => ({ ...record, ...families[i].options }))
    : { ...experts, ...families[0].options },
});

/** The fit that the rule of choice prefers among those not below the floor; where rounding leaves none, the highest of all. */
function preferred(ends: readonly AnyFit[], floor: number): AnyFit {
  const high = ends.filter(({ logLik }) => logLik >= floor);
  return [...(high.length > 0 ? high : ends)].sort(byPreferredAnswer)[0];
}

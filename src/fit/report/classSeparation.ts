import type { Expert } from "../../family.js";
import { namesOf } from "../../params/layout.js";
import { seenOf } from "../../params/units.js";
import type { Problem } from "../problem/problem.js";
import type { AnyAnswer } from "./answer.js";
import { type Affine, type Border, borderOf, coefficientsOf, sidesOf } from "./border.js";
import { noShare, type Shares } from "./shares.js";

/**
 * What takes class scores of an expert to their bound, or leaves them without a limit: a class that never occurs where the expert has
 * weight, or two classes that it tells apart without error, so that the likelihood grows as their scores become steeper.
 */
export type ClassSeparation =
  | { readonly kind: "absent"; readonly expert: number; readonly class: number }
  | {
      readonly kind: "separated";
      readonly expert: number;
      /** The second one lies beyond the border. */
      readonly classes: readonly [number, number];
      /** Where their scores are equal. */
      readonly border: Border;
    };

/** A class is present in an expert if at least one observation belongs to both; it is absent if less than `noShare` of one does. */
const present = 1;

/** The separations of every expert that has a score for each class; none for other experts. */
export function classSeparationsOf(problem: Problem, answer: AnyAnswer, shares: Shares): ClassSeparation[] {
  const { model, sample } = problem;
  const hasClasses = ({ predictors }: Expert) =>
    predictors.length > 0 && predictors.every(({ bound }) => bound === "classScore");
  const ofClasses = model.families.find(hasClasses);
  if (ofClasses === undefined) return [];
  const scores = ofClasses.predictors.map((_, s) => coefficientsOf(model, answer.params, "experts", s));
  const isFree = scoresWithoutLimit(problem, answer);
  const seen = { x: seenOf(sample.x, model.columns.experts), y: sample.y };
  return model.families.flatMap((family, expert) => {
    if (!hasClasses(family)) return [];
    const own = scores.map((ofExperts) => ofExperts[expert]);
    const r = shares.responsibilities[expert];
    const found = own.map(() => 0);
    for (const [t, share] of r.entries()) found[sample.y[t] - 1] += (sample.weights?.[t] ?? 1) * share;
    // An expert without observations meets no class at all.
    if (found.every((observations) => observations < present)) return [];
    const absent = found.flatMap((observations, s): ClassSeparation[] =>
      observations < noShare ? [{ kind: "absent", expert, class: s }] : [],
    );
    const separated = pairsOf(found).flatMap(([s, u]): ClassSeparation[] => {
      if (!isFree(expert, s) && !isFree(expert, u)) return [];
      const pair = [own[s], own[u]] as const;
      if (!areTold(seen, r, [s, u], pair)) return [];
      const border = borderOf(...pair);
      return [{ kind: "separated", expert, classes: sidesOf(border, [s, u], pair), border }];
    });
    return [...absent, ...separated];
  });
}

/** The pairs of classes that are present. */
const pairsOf = (found: readonly number[]): [number, number][] =>
  found.flatMap((p, s) =>
    found.flatMap((q, u): [number, number][] => (u > s && p >= present && q >= present ? [[s, u]] : [])),
  );

/** Whether coefficients of an expert's class are held by a bound, or can move along a flat direction. */
function scoresWithoutLimit({ model }: Problem, { certificate: { atBound, flatDirections } }: AnyAnswer) {
  const { layout } = model;
  const names = namesOf(layout);
  const free = new Set([...atBound, ...flatDirections.flatMap(Object.keys)]);
  return (i: number, s: number): boolean =>
    layout.slots.some(
      ({ part, atom, predictorIndex, offset, length }) =>
        part === "experts" &&
        atom === i &&
        predictorIndex === s &&
        names.slice(Math.max(offset, 0), offset < 0 ? 0 : offset + length).some((name) => free.has(name)),
    );
}

/** Whether every observation of two classes in which the expert has a share lies on its own side of their border. */
function areTold(
  { x, y }: Pick<Problem["sample"], "x" | "y">,
  r: Float64Array,
  [s, u]: readonly [number, number],
  [p, q]: readonly [Affine, Affine],
): boolean {
  const scoreAt = ({ intercept, slopes }: Affine, t: number) =>
    slopes.reduce((sum, slope, j) => sum + slope * x[j][t], intercept);
  return r.every((share, t) => {
    if (share < noShare || (y[t] !== s + 1 && y[t] !== u + 1)) return true;
    return y[t] === s + 1 ? scoreAt(p, t) > scoreAt(q, t) : scoreAt(p, t) < scoreAt(q, t);
  });
}

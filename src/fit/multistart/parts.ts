import { selectedOf, withoutSelection } from "../../family.js";
import { moe } from "../../model/model.js";
import { clamped } from "../../numeric/clamp.js";
import { logSumExp } from "../../numeric/logSumExp.js";
import { besidePoints, kindOf } from "../../params/givenBy.js";
import { isShared } from "../../params/layout.js";
import { hasRecordEach } from "../../params/records.js";
import type { AnyParams, Field, Sample } from "../../types.js";
import { type Problem, problemOf } from "../problem/problem.js";
import { type DrawStart, randomStarts } from "../starts/random.js";

/** A problem without its point masses, and how a point of it becomes one of the whole. */
export interface Part {
  readonly problem: Problem;
  readonly lift: (theta: Float64Array) => Float64Array;
}

/**
 * What a problem is to its experts that are no point masses: they alone, on the responses beside the points, and, where
 * they may give the points themselves (counts), on all responses as well. None where there are no point masses, or nothing
 * else. A response that comes from none of the point masses has the law of the part, so that what finds maxima of a model
 * without point masses finds starts of one with them.
 */
export function partsOf(problem: Problem): readonly Part[] {
  const { model, sample } = problem;
  const { families } = model;
  const others = [...families.keys()].filter((i) => families[i].pointAt === undefined);
  if (others.length === 0 || others.length === families.length) return [];
  const beside = besidePoints(families, sample);
  const samples = kindOf(families[others[0]]) === "line" ? [beside] : [beside, sample];
  return samples.filter(mayBeFitted).map((own) => partOf(problem, own, others));
}

/** Whether no column is constant, as it may be in a part of a sample. */
const mayBeFitted = ({ n, x }: Sample): boolean =>
  n > 0 && x.every((column) => column.some((value) => value !== column[0]));

function partOf(whole: Problem, sample: Sample, others: readonly number[]): Part {
  const { gating, families, inputs } = whole.model;
  const isAll = selectedOf(gating, others.length) === undefined;
  const model = moe({
    gating: isAll ? withoutSelection(gating) : gating,
    experts: others.map((i) => families[i]),
    inputs,
  });
  const problem = problemOf(model, sample, { ...whole.given, fixed: undefined });
  return { problem, lift: (theta) => lifted(whole, problem, others, theta) };
}

/**
 * A point of a part as one of the whole: the gates and laws of its experts, and point masses with a constant score, which at the mean
 * level of the others' gives them together as much weight as they have rows.
 */
function lifted(whole: Problem, part: Problem, others: readonly number[], theta: Float64Array): Float64Array {
  const { gating, families, k } = whole.model;
  const { gating: gate, experts } = part.coordinates.toParams(theta);
  const score = levelOf(part, theta) + Math.log(oddsOf(whole, part) / (k - others.length));
  const divisor = gating.temperature === undefined ? 1 : (gate[gating.temperature] as number);
  const fieldOf = (name: string): unknown => {
    if (isShared(gating, gating.fields[name])) return gate[name];
    const own = gate[name] as Field;
    const ofPoint = name === gating.logWeight ? score * divisor : zeroLike(own[0]);
    return families.map((_, i) => (others.includes(i) ? own[others.indexOf(i)] : ofPoint));
  };
  const fields = Object.keys(gating.fields).map((name) => [name, fieldOf(name)] as const);
  const params = {
    gating: { ...gating.options, ...Object.fromEntries(fields) },
    experts: families.map(({ options }, i) =>
      others.includes(i) ? recordOf(experts, part, others.indexOf(i)) : { ...options },
    ),
  } as AnyParams;
  return clamped(whole.coordinates.toTheta(params), whole.low, whole.high);
}

/** The record of one expert alone. */
function recordOf(experts: AnyParams["experts"], { model: { families } }: Problem, i: number): unknown {
  if (hasRecordEach(experts)) return experts[i];
  const family = families[i];
  const fields = Object.entries(family.fields).map(([name, spec]) => [
    name,
    isShared(family, spec) ? experts[name] : (experts[name] as Field)[i],
  ]);
  return Object.fromEntries(fields);
}

type Nested = number | readonly Nested[];
const zeroLike = (value: Nested): Nested => (typeof value === "number" ? 0 : value.map(zeroLike));

/** The mean over the rows of log sum_i exp(h_i), h_i the gate scores. */
function levelOf({ likelihood, model, sample }: Problem, theta: Float64Array): number {
  const { n } = sample;
  const scores = Array.from({ length: model.k }, () => new Float64Array(n));
  likelihood.terms.scores(theta, scores);
  let sum = 0;
  for (let t = 0; t < n; t++) sum += logSumExp(scores.map((row) => row[t]));
  return sum / n;
}

/** The rows at points over the others, one half of them where the others may have given them all. */
function oddsOf({ n, beside }: Problem, part: Problem): number {
  const atPoints = Math.max(n - beside, 0.5);
  return part.n === n ? atPoints / (2 * n - atPoints) : atPoints / Math.max(beside, 0.5);
}

/** Random starts of a problem, those with point masses by those of its parts in turn. */
export function drawnStarts(problem: Problem): DrawStart {
  const parts = partsOf(problem).map(({ problem: part, lift }) => ({ draw: randomStarts(part), lift }));
  if (parts.length === 0) return randomStarts(problem);
  return (turn, uniform) => {
    const { draw, lift } = parts[turn % parts.length];
    return lift(draw(turn, uniform));
  };
}

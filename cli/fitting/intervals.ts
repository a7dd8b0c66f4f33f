import { refitsInThreads } from "../../parallel/refits.js";
import type { AnyAnswer, Covariance } from "../../src/fit/index.js";
import { type Bootstrap, bootstrap } from "../../src/inference/bootstrap.js";
import { type Interval, intervals } from "../../src/inference/intervals.js";
import { profile } from "../../src/inference/profile.js";
import { sandwich } from "../../src/inference/sandwich.js";
import type { AnyModel } from "../../src/model/model.js";
import { normalCdf } from "../../src/numeric/normalCdf.js";
import type { ExpertsParams, Sample } from "../../src/types.js";
import type { Meter } from "../meter.js";
import type { Shown } from "../pick.js";
import type { Estimates, NaturalEstimate } from "../report/estimates.js";
import { type IntervalMethod, methodNotes } from "../report/methods.js";

/** How intervals are asked for. */
export interface IntervalAsked {
  readonly method: IntervalMethod;
  readonly level: number;
  /** Of the bootstrap; as many as it takes by itself if not given. */
  readonly replicates: number | undefined;
  /** Threads of the bootstrap; all cores if not given. */
  readonly workers: number | undefined;
  readonly seed: string;
}

/** The standard errors, tests and intervals of all parameters of a maximum. */
export async function estimatesOf(
  model: AnyModel,
  sample: Sample,
  { fit, answer }: Shown,
  asked: IntervalAsked,
  bar: Meter,
): Promise<Estimates> {
  const { parameterSet, choice, fixed, penalty } = fit;
  const restricted = { ...(fixed && { fixed }), ...(penalty && { penalty }) };
  const { params, logLik, certificate, covariance } = answer;
  const point = { params, logLik, certificate, covariance, parameterSet, choice, ...restricted };
  const { method, level } = asked;
  if (method === "sandwich") {
    const robust = sandwich(model, sample, point);
    return {
      method,
      level,
      covariance: robust,
      parameters: wald(answer, level, robust),
      notes: methodNotes(method),
    };
  }
  const plain = wald(answer, level, covariance);
  if (method === "wald") return { method, level, covariance, parameters: plain, notes: [] };
  if (method === "profile")
    return {
      method,
      level,
      covariance,
      ...profiled(plain, (name, done, total) => {
        bar.show("profiles", done, total);
        return profile(model, sample, point, { parameter: name, level });
      }),
    };
  const { seed, replicates, workers } = asked;
  const found = await bootstrap(model, sample, point, {
    seed,
    level,
    ...(replicates === undefined ? {} : { replicates }),
    executor: refitsInThreads(model, workers === undefined ? {} : { workers }),
    onProgress: ({ done, total }) => bar.show("bootstrap", done, total),
  });
  return { method, level, covariance, ...drawn(found) };
}

const wald = (answer: AnyAnswer, level: number, covariance: Covariance): readonly NaturalEstimate[] =>
  intervals(answer, { level, covariance }).parameters;

/** Wald's table with intervals of the profile likelihood, in which parameters without a standard error have one too. */
function profiled(
  plain: readonly NaturalEstimate[],
  profileOf: (name: string, done: number, total: number) => ReturnType<typeof profile>,
): Pick<Estimates, "parameters" | "notes"> {
  const isProfiled = ({ standing }: NaturalEstimate) => standing !== "given" && standing !== "unidentified";
  const total = plain.filter(isProfiled).length;
  let done = 0;
  const parameters = plain.map((one) => {
    if (!isProfiled(one)) return one;
    const { low, high, ends } = profileOf(one.name, done++, total);
    return { ...one, low, high, ends };
  });
  return {
    parameters,
    notes: methodNotes("profile"),
  };
}

/** Standard errors and percentile intervals of the replicates, and tests by these standard errors; of what is estimated only, as Wald's: along a flat direction replicates say where their searches ended. */
function drawn({
  parameters,
  replicates,
  used,
  counts,
  elsewhere,
}: Bootstrap<ExpertsParams>): Pick<Estimates, "parameters" | "notes" | "bootstrap"> {
  const told = { replicates: replicates.length, used, counts, elsewhere };
  return {
    parameters: parameters.map(({ bias, percentile, basic, ...one }) => {
      if (one.standing !== "estimated") return { ...one, ...unknown };
      const [low, high] = percentile ?? [null, null];
      return { ...one, low, high, ...testOf(one), bias, basic };
    }),
    notes: methodNotes("bootstrap", told),
    bootstrap: told,
  };
}

const unknown = { standardError: null, low: null, high: null, z: null, p: null, bias: null, basic: null };

/** z and p of the coefficient being 0, where that is a value of it and the data alone decide. */
function testOf({
  estimate,
  standardError,
  link,
}: Pick<Interval, "estimate" | "standardError" | "link">): Pick<Interval, "z" | "p"> {
  if (standardError === null || link === "log") return { z: null, p: null };
  const z = estimate / standardError;
  return { z, p: 2 * normalCdf(-Math.abs(z)) };
}

import type { AnyModel } from "../../model/model.js";
import type { Sample } from "../../types.js";
import { problemOf } from "../problem/problem.js";
import type { AnyAnswer } from "./answer.js";
import { type ClassSeparation, classSeparationsOf } from "./classSeparation.js";
import { type RepeatedValue, repeatedValuesOf } from "./repeatedValues.js";
import { sharesOf } from "./shares.js";
import { type Step, stepsOf } from "./steps.js";
import type { PoorWald } from "./wald.js";

/** What is worth saying of a fit beside its numbers, as data. Experts and classes are counted from 0. */
export interface Remarks {
  /** Where the gate passes from one expert to another in a step. */
  readonly steps: readonly Step[];
  /** Classes that an expert tells apart without error, or never meets. */
  readonly classes: readonly ClassSeparation[];
  /** Values that a continuous response takes so often that an expert may be pulled onto them, the most frequent first. */
  readonly repeatedValues: readonly RepeatedValue[];
  /** Present where Wald intervals mean little along some direction. */
  readonly poorWald?: PoorWald;
}

/** The remarks on a maximum of the likelihood of a model on a sample. */
export function remarksOf(model: AnyModel, sample: Sample, answer: AnyAnswer): Remarks {
  const problem = problemOf(model, sample);
  const shares = mayDivide(model, answer) ? sharesOf(problem, answer.params) : undefined;
  const { poorWald } = answer;
  return {
    steps: shares === undefined ? [] : stepsOf(problem, answer.params, shares),
    classes: shares === undefined ? [] : classSeparationsOf(problem, answer, shares),
    repeatedValues: repeatedValuesOf(problem),
    ...(poorWald === null ? {} : { poorWald }),
  };
}

/**
 * Whether a gate or classes can be a step at all: along a step one observation has an information of less than 0.01 (see
 * `divided`), so that where the least is more all the observations need not be looked at.
 */
const mayDivide = (
  { selected }: AnyModel,
  { certificate: { flat, atBound, leastInformation } }: AnyAnswer,
): boolean =>
  selected === 1 || flat > 0 || atBound.length > 0 || leastInformation === null || leastInformation < 0.01;

import { MoestatError } from "../error.js";
import { type Equivariance, type Expert, type Gating, selectedOf } from "../family.js";
import { shown } from "../numeric/shown.js";
import { columnsOf } from "./parts.js";

/**
 * The most experts and inputs of a model. A likelihood keeps a block of 6 kB or more for each coefficient, and a Hessian of
 * all pairs of coefficients: no fit of a larger model would fit into memory.
 */
const mostExperts = 1000;
const mostInputs = 1000;

/** Throws unless a value is a gating, or an expert: has the part that all of them have. */
export function checkFamily(
  name: string,
  part: "logWeight" | "support",
  example: string,
  value: unknown,
): void {
  if (value === undefined) throw new MoestatError(`missing ${name}; one is needed, as ${example}`);
  if (typeof value === "function")
    throw new MoestatError(
      `invalid ${name}; a factory, not what it makes: call ${value.name === "" ? "it" : `${value.name}()`}`,
    );
  if (typeof value !== "object" || value === null)
    throw new MoestatError(`invalid ${name}; none, as ${example} makes: ${shown(value)}`);
  if (!(part in value))
    throw new MoestatError(
      `invalid ${name}; none, as ${example} makes, since it has no ${part}: ${nameOf(value)}`,
    );
}

const nameOf = (value: object): string => shown("name" in value ? value.name : value);

/** Throws unless the parts make a model, naming the part, the rule and the value. */
export function checkParts(gating: Gating, families: readonly Expert[], d: number): void {
  const k = families.length;
  checkCount("inputs", d, 0, mostInputs);
  const { name, selection, linear, predictors } = gating;
  if (selection && selection.k > k)
    throw new MoestatError(`invalid topK; at most the number of experts, ${k}: ${selection.k}`);
  if (selectedOf(gating, k) !== undefined && columnsOf(gating, d).length === 0)
    throw new MoestatError(
      `invalid topK; the gate sees no inputs by which experts could rank: ${selection?.k}`,
    );
  if (linear && predictors.length !== 1)
    throw new MoestatError(
      `invalid gating "${name}"; linear, but its predictors are not one: ${predictors.length}`,
    );
  for (const expert of new Set(families)) {
    const common = Object.keys(gating.fields).find((field) => Object.hasOwn(expert.fields, field));
    if (common !== undefined)
      throw new MoestatError(
        `invalid gating "${name}" and expert "${expert.name}"; both have a field of this name: ${common}`,
      );
  }
  checkKinds(families);
}

const unitsInWords: Readonly<Record<Equivariance, string>> = {
  shiftAndScale: "of any unit",
  scale: "of any unit",
  none: "without a unit",
};

/** Throws unless all experts but point masses have responses of one kind, and of one unit or none. */
function checkKinds(families: readonly Expert[]): void {
  const laws = [...families.entries()].filter(([, { pointAt }]) => pointAt === undefined);
  if (laws.length === 0) return;
  const [[i, first]] = laws;
  const inWords = (expert: Expert) => {
    const { on, points } = expert.support(expert.predictors.map(() => 0));
    const numbers =
      on === "values" ? `the values ${points.join(", ")}` : on === "line" ? "the line" : `${on}`;
    return `${numbers}, ${unitsInWords[expert.equivariance]}`;
  };
  const point = families.findIndex(({ pointAt }) => pointAt !== undefined && !mayHave(first, pointAt));
  if (point >= 0)
    throw new MoestatError(
      `invalid experts[${point}]; its point must be a response of experts[${i}] "${first.name}", on ${inWords(first)}: ${families[point].pointAt}`,
    );
  const other = laws.find(([, expert]) => expert !== first && inWords(expert) !== inWords(first));
  if (other === undefined) return;
  const [j, expert] = other;
  throw new MoestatError(
    `invalid experts[${j}] "${expert.name}"; its response must be of the kind of experts[${i}] "${first.name}", on ${inWords(first)}: on ${inWords(expert)}`,
  );
}

/** Whether a value is one of the kind of numbers on which an expert's law lives. */
function mayHave({ support, predictors }: Expert, value: number): boolean {
  const { on, points } = support(predictors.map(() => 0));
  return on === "line" || (on === "integers" ? Number.isInteger(value) : points.includes(value));
}

/** Throws unless a number of experts can be one. */
export const checkNumber = (name: string, k: number): void => checkCount(name, k, 1, mostExperts);

function checkCount(name: string, value: number, least: 0 | 1, most: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new MoestatError(
      `invalid ${name}; not a ${least === 0 ? "whole number from 0 on" : "positive integer"}: ${shown(value)}`,
    );
  if (value > most) throw new MoestatError(`invalid ${name}; greater than ${most}: ${value}`);
}

/**
 * Throws where the mean of an expert is too large for a number: `no prediction at rows[3]; the mean of experts[0] is not finite: Infinity`. A law
 * without a mean has NaN for it.
 */
export function checkMeans(row: number, means: readonly number[]): void {
  const bad = means.findIndex((mean) => Math.abs(mean) === Number.POSITIVE_INFINITY);
  if (bad >= 0)
    throw new MoestatError(
      `no prediction at rows[${row}]; the mean of experts[${bad}] is not finite: ${means[bad]}`,
    );
}

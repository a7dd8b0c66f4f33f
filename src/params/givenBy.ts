import { MoestatError } from "../error.js";
import type { Expert } from "../family.js";
import type { Sample, Support } from "../types.js";
import { rowsAt } from "./observed.js";

/** The kind of numbers on which an expert's law lives. */
export const kindOf = ({ predictors, support }: Expert): Support["on"] => support(predictors.map(() => 0)).on;

/** The values at which experts of a mixture have point masses. */
export const pointsOf = (families: readonly Expert[]): ReadonlySet<number> =>
  new Set(families.flatMap(({ pointAt }) => (pointAt === undefined ? [] : [pointAt])));

/** Whether experts of positive responses stand beside experts of any. */
const isPartlyPositive = (families: readonly Expert[]): boolean =>
  families.some(({ equivariance }) => equivariance === "scale") &&
  families.some(({ equivariance }) => equivariance === "shiftAndScale");

/**
 * Whether expert i of a mixture can give the response y; undefined where every expert can give all that the model can: none is a point
 * mass, and all laws on the line live on the same part of it. The
 * density of the mixture is one in the sense of Lebesgue measure on the line, or of counting on whole numbers or classes,
 * and of counting at the points. A law on the line gives a point with probability 0, so that its density there is 0 in that sense;
 * a law of counts gives it with the probability that it has. A law of positive numbers gives no others.
 */
export function givenBy(families: readonly Expert[]): ((i: number, y: number) => boolean) | undefined {
  const points = pointsOf(families);
  const isPartly = isPartlyPositive(families);
  if (points.size === 0 && !isPartly) return undefined;
  const isOnLine = families.map((family) => kindOf(family) === "line");
  return (i, y) => {
    const { pointAt, equivariance } = families[i];
    if (pointAt !== undefined) return y === pointAt;
    return !(isOnLine[i] && points.has(y)) && (y > 0 || !isPartly || equivariance !== "scale");
  };
}

/** Whether all responses can come from a family: whether its check accepts them. */
export function comeFrom({ checkResponse }: Expert, y: Float64Array, companion?: Float64Array): boolean {
  try {
    checkResponse(y, companion);
    return true;
  } catch {
    return false;
  }
}

/** Throws on a response that no expert of a mixture can give: `invalid y[3]; not a count, 0, 1, 2, ...: -1`. */
export function checkResponses(families: readonly Expert[], y: Float64Array, companion?: Float64Array): void {
  const canGive = givenBy(families);
  if (canGive === undefined) {
    for (const family of new Set(families)) family.checkResponse(y, companion);
    return;
  }
  const orphan = y.findIndex((value) => !families.some((_, i) => canGive(i, value)));
  if (orphan >= 0) throw new MoestatError(`invalid y[${orphan}]; no expert can give it: ${y[orphan]}`);
  for (const [i, family] of families.entries()) {
    const some = y.find((value) => canGive(i, value));
    if (some === undefined) continue;
    // In the place of the others stands one that is right, so that an error names the place.
    const own = y.map((value) => (canGive(i, value) ? value : some));
    family.checkResponse(own, companion);
  }
}

/** The rows of a sample at which no expert has a point mass, those that experts on the line are about; the sample itself if there are no point masses. */
export function besidePoints(families: readonly Expert[], sample: Sample): Sample {
  const points = pointsOf(families);
  if (points.size === 0) return sample;
  const { y, weights } = sample;
  const rows = Array.from(y.keys()).filter((t) => !points.has(y[t]));
  return rowsAt(sample, rows, weights && Float64Array.from(rows, (t) => weights[t]));
}

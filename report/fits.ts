import type { TrialRecord } from "../experiments/types/record.js";
import type { AnyParams, Status } from "../src/types.js";
import type { PackedFits } from "./types.js";

/** A fit as the report shows it. */
export type ShownFit = Pick<
  TrialRecord,
  "n" | "replicate" | "status" | "pattern" | "steps" | "logLik" | "score" | "losses" | "params"
>;

const statuses: readonly Status[] = ["converged", "singular", "boundary", "collapsed", "maxSteps"];

/** Significant digits: of a log-likelihood, a score, a loss, a parameter. A curve through seven of them is the same to the eye. */
const digits = { logLik: 9, score: 2, loss: 4, parameter: 7 };

const rounded = (value: number, to: number): number => Number(value.toPrecision(to));

/** Records of one run as rows of numbers. A record whose parameters are not those of the first one is left out, and counted. */
export function packed(records: Iterable<ShownFit>, losses: readonly string[]): PackedFits {
  const all = [...records];
  const shape = shapeOf(all[0]?.params ?? { gating: {}, experts: {} }) as AnyParams;
  const wanted = JSON.stringify(shape);
  const kept = all.filter(({ params }) => JSON.stringify(shapeOf(params)) === wanted);
  const patterns = [...new Set(kept.map(({ pattern }) => pattern))];
  const rows = kept.map((fit) => [
    fit.n,
    fit.replicate,
    statuses.indexOf(fit.status),
    patterns.indexOf(fit.pattern),
    fit.steps,
    rounded(fit.logLik, digits.logLik),
    rounded(fit.score, digits.score),
    ...losses.map((loss) => rounded(fit.losses[loss] ?? Number.NaN, digits.loss)),
    ...numbersOf(fit.params).map((value) => rounded(value, digits.parameter)),
  ]);
  return { losses, patterns, shape, rows, leftOut: all.length - kept.length };
}

/** The fits that rows of numbers stand for. */
export function unpacked({ losses, patterns, shape, rows }: PackedFits): ShownFit[] {
  return rows.map(([n, replicate, status, pattern, steps, logLik, score, ...rest]) => ({
    n,
    replicate,
    status: statuses[status],
    pattern: patterns[pattern],
    steps,
    logLik,
    score,
    losses: Object.fromEntries(losses.map((loss, i) => [loss, rest[i]])),
    params: filled(shape, rest.slice(losses.length)[Symbol.iterator]()) as AnyParams,
  }));
}

/** The fits without those of the last replicates, so many that the rest takes at most this many characters as JSON. */
export function withinSize(fits: readonly PackedFits[], most: number): PackedFits[] {
  const size = fits.reduce((sum, { rows }) => sum + JSON.stringify(rows).length, 0);
  if (size <= most) return [...fits];
  return fits.map((one) => {
    const replicates = Math.max(0, ...one.rows.map(([, replicate]) => replicate + 1));
    const kept = one.rows.filter(([, replicate]) => replicate < Math.floor((replicates * most) / size));
    return { ...one, rows: kept, leftOut: one.leftOut + one.rows.length - kept.length };
  });
}

function shapeOf(value: unknown): unknown {
  if (typeof value === "number") return 0;
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOf(part)]));
}

function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

function filled(shape: unknown, numbers: Iterator<number>): unknown {
  if (typeof shape === "number") return numbers.next().value ?? Number.NaN;
  if (Array.isArray(shape)) return shape.map((part) => filled(part, numbers));
  if (typeof shape !== "object" || shape === null) return shape;
  return Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, filled(part, numbers)]));
}

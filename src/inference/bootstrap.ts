import { MoestatError } from "../error.js";
import type { Covariance, Fit, NaturalParameter } from "../fit/index.js";
import { leavesOf } from "../fit/report/covariance.js";
import type { AnyModel, Model } from "../model/model.js";
import { quantileOfSorted } from "../numeric/quantile.js";
import { isPositive } from "../params/links.js";
import type { ExpertsParams, FamilyParams, Sample, Status } from "../types.js";
import { checkNames } from "../words/names.js";
import { checkLevel, usualLevel } from "./level.js";
import { rowByRow } from "./redraw.js";
import { type Refit, type RefitPlan, refit } from "./refit.js";

/** Runs replicates of a plan, in any order; an abort ends it with the signal's reason. */
export type RefitExecutor<Experts extends ExpertsParams = FamilyParams> = (
  plan: RefitPlan<Experts>,
  replicates: readonly number[],
  options: { readonly signal?: AbortSignal | undefined },
) => AsyncIterable<Refit<Experts>>;

/** How a fit is bootstrapped. */
export interface BootstrapFitOptions<Experts extends ExpertsParams = FamilyParams> {
  /** How often data are drawn and fitted, at least 2; 500 if not given: the ends of a 95 % interval are then as a rule between the 1.1 and 3.9 % quantiles. */
  readonly replicates?: number;
  /** Any string or number; the same seed gives the same replicates. */
  readonly seed?: string | number;
  /** Of the intervals; 0.95 if not given. */
  readonly level?: number;
  /** `both` (default): each replicate is fitted from the estimate and by the default search. `estimate`: from the estimate alone, some eight times as fast. */
  readonly starts?: "both" | "estimate";
  /** Called after every refit. What it returns is awaited, so that a caller can let a page live or an abort come through in between. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => unknown;
  readonly signal?: AbortSignal;
  /** What runs the refits; one after another in this thread if not given. */
  readonly executor?: RefitExecutor<Experts>;
}

/** What the replicates say of a parameter; null where it is not estimated or no density depends on it, or fewer than two replicates count. */
export interface BootstrapInterval extends NaturalParameter {
  readonly standardError: number | null;
  /** The mean of the replicates less the estimate. */
  readonly bias: number | null;
  /** The quantiles of the replicates. */
  readonly percentile: readonly [low: number, high: number] | null;
  /** The quantiles of replicate less estimate taken from the estimate; of logarithms where the parameter must be positive. */
  readonly basic: readonly [low: number, high: number] | null;
}

/** How refits ended: the numbers of all statuses, which add up to that of the replicates. */
export type RefitCounts = Readonly<Record<Status | "failed", number>>;

/** What the refits of a bootstrap say: a standard error and intervals for each parameter, and how the refits ended. */
export interface Bootstrap<Experts extends ExpertsParams = FamilyParams> {
  readonly level: number;
  readonly parameters: readonly BootstrapInterval[];
  /** All refits in the order of their numbers, those that do not count among them. */
  readonly replicates: readonly Refit<Experts>[];
  readonly counts: RefitCounts;
  /** How many count for standard errors and intervals: those that ended at a maximum (`converged`, `singular`, `boundary`). */
  readonly used: number;
  /** In how many of these the search found a better maximum than the one that belongs to the estimate. */
  readonly elsewhere: number;
}

/**
 * The parametric bootstrap of a fit (Efron 1979): data are drawn from it again and again at the same inputs, and the model is fitted to them
 * (see `refit`). Failed and collapsed refits are counted and listed, and do not enter standard errors and intervals: where there are many,
 * these say what holds given that the fit does not collapse. Throws where options are out of range, or weights of the sample not whole.
 *
 * @example
 * ```ts
 * import { bootstrap, fit, modelOf, sample, stream, uniform } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const model = modelOf(truth);
 * const data = sample(model, truth, { n: 300, design: uniform(), uniform: stream("1") });
 * const result = fit(model, data);
 * const { parameters, counts } = await bootstrap(model, data, result, { replicates: 20, starts: "estimate" });
 * parameters.map(({ name, standardError, percentile }) => ({ name, standardError, percentile }));
 * ```
 */
export async function bootstrap<Experts extends ExpertsParams = FamilyParams>(
  model: Model<Experts>,
  sample: Sample,
  fit: Pick<Fit<Experts>, "params" | "parameterSet" | "choice" | "fixed" | "penalty" | "covariance">,
  options: BootstrapFitOptions<Experts> = {},
): Promise<Bootstrap<Experts>> {
  checkNames("bootstrap", options, [
    "replicates",
    "seed",
    "level",
    "starts",
    "onProgress",
    "signal",
    "executor",
  ]);
  const { replicates: total = 500, seed = "fit", level = usualLevel, starts = "both" } = options;
  const { onProgress, signal, executor = inTurn(model) } = options;
  checkOptions(total, level, starts);
  const { params, parameterSet, choice, fixed, penalty } = fit;
  model.check(params);
  const plan: RefitPlan<Experts> = {
    params,
    sample: rowByRow(sample),
    parameterSet,
    choice,
    ...(fixed && { fixed }),
    ...(penalty && { penalty }),
    seed,
    starts,
  };
  const refits: Refit<Experts>[] = [];
  const numbers = Array.from({ length: total }, (_, replicate) => replicate);
  for await (const one of executor(plan, numbers, { signal })) {
    refits.push(one);
    await onProgress?.({ done: refits.length, total });
  }
  return summary(
    model,
    fit.covariance,
    refits.sort((p, q) => p.replicate - q.replicate),
    level,
  );
}

function checkOptions(replicates: number, level: number, starts: string): void {
  if (!(Number.isInteger(replicates) && replicates >= 2))
    throw new MoestatError(`invalid replicates; not an integer of at least 2: ${replicates}`);
  checkLevel(level);
  if (starts !== "both" && starts !== "estimate")
    throw new MoestatError(`unknown starts "${starts}"; known: both, estimate`);
}

/** Runs refits one after another. */
const inTurn = <Experts extends ExpertsParams>(model: Model<Experts>): RefitExecutor<Experts> =>
  async function* (plan, replicates, { signal }) {
    for (const replicate of replicates) {
      signal?.throwIfAborted();
      yield refit(model, plan, replicate);
    }
  };

type Counted<Experts extends ExpertsParams> = Exclude<Refit<Experts>, { readonly status: "failed" }>;

const counts = <Experts extends ExpertsParams>(one: Refit<Experts>): one is Counted<Experts> =>
  one.status === "converged" || one.status === "singular" || one.status === "boundary";

function summary<Experts extends ExpertsParams>(
  model: AnyModel,
  { parameters }: Covariance,
  replicates: readonly Refit<Experts>[],
  level: number,
): Bootstrap<Experts> {
  const used = replicates.filter((one) => counts(one));
  const values = used.map(({ params }) => leavesOf(model, params));
  const of = (status: Refit["status"]) => replicates.filter((one) => one.status === status).length;
  return {
    level,
    parameters: parameters.map((parameter, i) =>
      intervalOf(
        parameter,
        values.map((leaves) => leaves[i].estimate),
        level,
      ),
    ),
    replicates,
    counts: {
      converged: of("converged"),
      singular: of("singular"),
      boundary: of("boundary"),
      collapsed: of("collapsed"),
      maxSteps: of("maxSteps"),
      failed: of("failed"),
    },
    used: used.length,
    elsewhere: used.filter(({ from }) => from === "search").length,
  };
}

function intervalOf(parameter: NaturalParameter, values: number[], level: number): BootstrapInterval {
  const { estimate, link, standing } = parameter;
  if (standing === "given" || standing === "unidentified" || values.length < 2)
    return { ...parameter, standardError: null, bias: null, percentile: null, basic: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [0.5 - 0.5 * level, 0.5 + 0.5 * level].map((p) => quantileOfSorted(sorted, p));
  const mirrored = (value: number) => (isPositive(link) ? estimate ** 2 / value : 2 * estimate - value);
  return {
    ...parameter,
    standardError: Math.sqrt(squares / (values.length - 1)),
    bias: mean - estimate,
    percentile: [low, high],
    basic: [mirrored(high), mirrored(low)],
  };
}

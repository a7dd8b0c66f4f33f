import { MoestatError } from "../error.js";
import type { ExpertsParams, Sample } from "../types.js";
import { checkNames } from "../words/names.js";
import { type Grown, type GrowOptions, grow, growOptionNames } from "./grow.js";
import { report, type Watch } from "./progress.js";
import { redrawn, rowByRow } from "./redraw.js";

/** A bootstrap likelihood-ratio test of fewer experts against more. */
export interface BootstrapTest {
  /** The observed gain in log-likelihood, in nats. */
  readonly gain: number;
  /** (r + 1) / (R + 1), r the number of replicates, of R, whose gain is at least the observed one; 1 where all failed. */
  readonly share: number;
  /** The number R of replicates that were fitted. */
  readonly replicates: number;
  /** The replicates that are not among them, counted from 0, and why: what a fit threw, or that one of the two was collapsed or no maximum. */
  readonly failures: readonly { readonly replicate: number; readonly reason: string }[];
  /** The gains of the replicates, in their order. */
  readonly gains: readonly number[];
}

/** What is fixed is what was fixed in the two fits; so are parameter set, choice and penalty unless they are given. */
export interface BootstrapOptions extends Omit<GrowOptions, "fixed">, Watch {
  /** Number of replicates. */
  readonly replicates: number;
}

/**
 * Tests k experts against more by the bootstrap: responses are drawn from the fit of k at the same inputs, both models are fitted to
 * them as they were to the data, and the gains are compared with the observed one (McLachlan 1987; the law of twice the gain is no
 * chi-square one, since k experts lie on the boundary of more). Replicate r draws from `stream("seed/bootstrap/k/r")`, so that more
 * replicates leave the first ones as they are. Rows that count several times are drawn as often; weights must be whole numbers.
 */
export async function bootstrapTest(
  smaller: Grown<ExpertsParams>,
  larger: Grown<ExpertsParams>,
  data: Sample,
  given: BootstrapOptions,
): Promise<BootstrapTest> {
  const names = growOptionNames.filter((name) => name !== "fixed");
  checkNames("bootstrapTest", given, [...names, "replicates", "onProgress", "signal"]);
  const { replicates, onProgress, signal, ...options } = given;
  if (!(Number.isInteger(replicates) && replicates >= 1))
    throw new MoestatError(`invalid replicates; not a positive integer: ${replicates}`);
  const { seed = "fit" } = options;
  const { k } = smaller.model;
  const gain = larger.fit.logLik - smaller.fit.logLik;
  const observations = rowByRow(data);
  const gains: number[] = [];
  const failures: { replicate: number; reason: string }[] = [];
  for (let r = 0; r < replicates; r++) {
    const key = `${seed}/bootstrap/${k}/${r}`;
    const drawn = redrawn(smaller.model, smaller.fit.params, observations, key);
    const found = gainOn(smaller, larger, drawn, { ...options, seed: key });
    if (typeof found === "number") gains.push(found);
    else failures.push({ replicate: r, ...found });
    await report({ onProgress, signal }, { what: "test", k, experts: k, done: r + 1, total: replicates });
  }
  const asLarge = gains.filter((one) => one >= gain).length;
  return {
    gain,
    share: (asLarge + 1) / (gains.length + 1),
    replicates: gains.length,
    failures,
    gains,
  };
}

/** How a fit was made: over which set, by which choice, with what fixed and which penalty. */
const asFitted = ({ fit: { parameterSet, choice, fixed, penalty } }: Grown<ExpertsParams>) => ({
  parameterSet,
  choice,
  fixed,
  penalty,
});

/** What more experts gain on a sample, or why that is not known. */
function gainOn(
  smaller: Grown<ExpertsParams>,
  larger: Grown<ExpertsParams>,
  data: Sample,
  options: GrowOptions,
): number | { readonly reason: string } {
  try {
    const fewer = grow(smaller.model, data, { ...asFitted(smaller), ...options });
    const more = grow(larger.model, data, { ...asFitted(larger), ...options }, fewer);
    const bad = [fewer, more].find(({ fit: { status } }) => status === "collapsed" || status === "maxSteps");
    if (bad !== undefined)
      return {
        reason: `the fit of ${bad.model.k} ${bad.model.k === 1 ? "expert" : "experts"} is ${bad.fit.status}`,
      };
    return more.fit.logLik - fewer.fit.logLik;
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

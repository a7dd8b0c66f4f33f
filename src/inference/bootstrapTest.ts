import type { AnyModel } from "../model/model.js";
import { rowsAt } from "../params/observed.js";
import { stream } from "../random/stream.js";
import type { AnyParams, ExpertsParams, Sample } from "../types.js";
import { type Grown, type GrowOptions, grow } from "./grow.js";
import { report, type Watch } from "./progress.js";

/** A bootstrap likelihood-ratio test of fewer experts against more. */
export interface BootstrapTest {
  /** The observed gain in log-likelihood, in nats. */
  readonly gain: number;
  /** (r + 1) / (R + 1), r the number of replicates, of R, whose gain is at least the observed one; 1 where all failed. */
  readonly share: number;
  /** The number R of replicates that were fitted. */
  readonly replicates: number;
  /** How many replicates are not among them: a fit threw, or one of the two was collapsed or no maximum. */
  readonly failures: number;
  /** The gains of the replicates, in their order. */
  readonly gains: readonly number[];
}

export interface BootstrapOptions extends GrowOptions, Watch {
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
  { replicates, onProgress, signal, ...options }: BootstrapOptions,
): Promise<BootstrapTest> {
  if (!(Number.isInteger(replicates) && replicates >= 1))
    throw new Error(`invalid replicates; not a positive integer: ${replicates}`);
  const { seed = "fit" } = options;
  const { experts } = smaller.model;
  const gain = larger.fit.logLik - smaller.fit.logLik;
  const observations = rowByRow(data);
  const gains: number[] = [];
  for (let r = 0; r < replicates; r++) {
    const key = `${seed}/bootstrap/${experts}/${r}`;
    const drawn = redrawn(smaller.model, smaller.fit.params, observations, key);
    const found = gainOn(smaller.model, larger.model, drawn, { ...options, seed: key });
    if (found !== undefined) gains.push(found);
    await report({ onProgress, signal }, { what: "test", experts, done: r + 1, total: replicates });
  }
  const asLarge = gains.filter((one) => one >= gain).length;
  return {
    gain,
    share: (asLarge + 1) / (gains.length + 1),
    replicates: gains.length,
    failures: replicates - gains.length,
    gains,
  };
}

/** Responses from a fitted model at the inputs, offsets and numbers of trials of observations. */
function redrawn(model: AnyModel, params: AnyParams, { labels, ...data }: Sample, key: string): Sample {
  const { y } = model.sampler(params)(data.x, stream(key), {
    n: data.n,
    offset: data.offset,
    trials: data.trials,
  });
  return { ...data, y };
}

/**
 * The sample with each row as often as its weight says, since each observation has a response of its own. Throws unless all weights are
 * whole numbers.
 */
function rowByRow({ weights, ...data }: Sample): Sample {
  if (weights === undefined) return data;
  const bad = weights.findIndex((weight) => !Number.isInteger(weight));
  if (bad >= 0)
    throw new Error(`invalid weights[${bad}]; the bootstrap draws whole observations: ${weights[bad]}`);
  const rows = Int32Array.from([...weights].flatMap((weight, t) => new Array<number>(weight).fill(t)));
  return rowsAt(data, rows, undefined);
}

/** What more experts gain on a sample; undefined where they cannot be fitted. */
function gainOn(smaller: AnyModel, larger: AnyModel, data: Sample, options: GrowOptions): number | undefined {
  try {
    const fewer = grow(smaller, data, options);
    const more = grow(larger, data, options, fewer);
    const bad = [fewer, more].some(({ fit: { status } }) => status === "collapsed" || status === "maxSteps");
    return bad ? undefined : more.fit.logLik - fewer.fit.logLik;
  } catch {
    return undefined;
  }
}

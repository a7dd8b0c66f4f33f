import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { withBudget, withOverrides } from "../budgets.js";
import { experimentByName, experiments, protocolByName } from "../specs/index.js";
import { trial } from "../trial.js";
import type { Experiment } from "../types/experiment.js";
import type { Budget, Protocol } from "../types/protocol.js";
import type { Task } from "../types/record.js";
import { calibrate } from "./calibrate.js";
import { type Curve, curveOf, type Range } from "./extrapolate.js";

/** What is to be planned, as for `runExperiment`. */
export interface PlanOptions {
  readonly experiment: Experiment | string;
  readonly protocol?: string | undefined;
  readonly budget?: Budget | undefined;
  readonly sizes?: readonly number[] | undefined;
  readonly reps?: number | undefined;
  /** Seconds of fits that are made for it; 10 by default. */
  readonly seconds?: number | undefined;
}

/** The fits of one size. */
export interface SizePlan {
  readonly n: number;
  readonly fits: number;
  /** Of one fit. */
  readonly seconds: Range;
  /** Whether that goes beyond the sizes that were measured. */
  readonly extrapolated: boolean;
  /** Bytes of a process with one worker; absent where memory could not be measured. */
  readonly memory?: number;
}

/** What a run will take, on machines like this one. */
export interface WorkPlan {
  readonly experiment: string;
  readonly protocol: string;
  readonly fits: number;
  readonly sizes: readonly SizePlan[];
  /** Of one processor, for all fits. */
  readonly coreSeconds: Range;
  /** The measured power of n of the time of a fit, which carries it beyond the measured sizes, and how far these went. */
  readonly exponent: Range;
  readonly measuredTo: number;
  /** Bytes that a worker takes for each observation, where the samples are large enough to tell. */
  readonly bytesPerObservation?: number;
}

/**
 * What a run takes, from fits of some seconds: their times at rising sizes, and their memory in a process of their own. Sizes that are
 * too large for that are not run: times go on by the measured power of n, memory by the measured bytes an observation. The seconds of
 * all fits are taken to err in one direction, so that the interval of the sum is the sum of the intervals. Throws for
 * unknown names and bad sizes.
 */
export function planWork(options: PlanOptions): WorkPlan {
  const { seconds = 10 } = options;
  const experiment =
    typeof options.experiment === "string" ? experimentByName(options.experiment) : options.experiment;
  const declared = protocolByName(experiment, options.protocol);
  const protocol = withOverrides(withBudget(declared, options.budget ?? "full"), options);
  const task = (n: number, replicate: number): Task => ({
    experiment: experiment.name,
    protocol: protocol.name,
    n,
    replicate,
    seed: "plan",
  });
  const curve = curveOf(
    calibrate({
      least: protocol.sizes[0]!,
      largest: protocol.sizes.at(-1)!,
      seconds,
      fit: (n, replicate) => void trial(experiment, declared, task(n, replicate)),
      now: () => performance.now() / 1000,
    }),
  );
  const memory = experiments.includes(experiment) ? memoryOf(protocol, curve, seconds / 2, task) : undefined;
  const sizes = protocol.sizes.map(
    (n): SizePlan => ({
      n,
      fits: protocol.replicates,
      seconds: curve.at(n),
      extrapolated: n > curve.measuredTo,
      ...(memory ? { memory: memory.at(n) } : {}),
    }),
  );
  const sum = (end: keyof Range) =>
    sizes.reduce((total, { fits, seconds }) => total + fits * seconds[end], 0);
  return {
    experiment: experiment.name,
    protocol: protocol.name,
    fits: sizes.length * protocol.replicates,
    sizes,
    coreSeconds: { value: sum("value"), low: sum("low"), high: sum("high") },
    exponent: curve.exponent,
    measuredTo: curve.measuredTo,
    ...(memory?.slope ? { bytesPerObservation: memory.slope } : {}),
  };
}

// Smaller samples than this many observations drown in what the process holds beside them.
const telling = 100_000;

/**
 * The memory of a process that makes fits: what it holds for the smallest size, and more for each observation. That is measured at the
 * largest size that takes so many seconds at most and at a quarter of it, and the larger number counts, since what the searches of
 * middle sizes leave behind is not collected at once.
 */
function memoryOf(
  { sizes }: Pick<Protocol, "sizes">,
  curve: Curve,
  seconds: number,
  task: (n: number, replicate: number) => Task,
): { readonly at: (n: number) => number; readonly slope?: number } {
  // The same code is compiled in all processes before the fit that counts.
  const warm = [0, 1, 2, 3].map((replicate) => task(Math.min(sizes[0]!, 1000), replicate));
  const least = probed(warm);
  const large = affordable(sizes.at(-1)!, curve, seconds);
  if (large < telling) {
    const most = Math.max(least, probed([...warm, task(large, 0)]));
    return { at: () => most };
  }
  const slopes = [large, Math.ceil(large / 4)].map((n) => (probed([...warm, task(n, 0)]) - least) / n);
  const slope = Math.max(...slopes);
  return { slope, at: (n) => least + slope * n };
}

/** The largest size up to `most`, halving from it, of which a fit is expected to take no longer. */
function affordable(most: number, curve: Curve, seconds: number): number {
  let n = most;
  while (n > curve.measuredTo && curve.at(n).high > seconds) n = Math.ceil(n / 2);
  return n;
}

/** The most bytes of a process that makes these fits. */
function probed(tasks: readonly Task[]): number {
  const script = fileURLToPath(new URL("./probe.js", import.meta.url));
  return Number(execFileSync(process.execPath, [script, JSON.stringify(tasks)], { encoding: "utf8" }));
}

/** How an array of tasks is sized. */
export interface ArrayOptions {
  /** Seconds that a task may take. */
  readonly time: number;
  /** Processors of a task. */
  readonly cpus: number;
}

/** An array of tasks for a plan. */
export interface ArrayPlan {
  readonly tasks: number;
  /** Bytes of a task; absent where memory could not be measured. */
  readonly memory?: number;
  /** Whether a single fit may take longer than a task. */
  readonly tooLong: boolean;
}

/**
 * The least number of array tasks of which each is done in the time given, if the fits take as long as the upper end of the plan says;
 * no more than there are fits for the processors. A task holds a fit of the largest size on each of its processors.
 */
export function arrayFor({ coreSeconds, fits, sizes }: WorkPlan, { time, cpus }: ArrayOptions): ArrayPlan {
  const { seconds, memory } = sizes.at(-1)!;
  const most = Math.ceil(fits / cpus);
  return {
    tasks: Math.max(1, Math.min(most, Math.ceil(coreSeconds.high / (cpus * time)))),
    tooLong: seconds.high > time,
    ...(memory === undefined ? {} : { memory: cpus * memory }),
  };
}

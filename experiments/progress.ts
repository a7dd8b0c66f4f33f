import { type Beginning, weight } from "./schedule.js";
import type { TimedRecord } from "./types/record.js";

/** How far a run of one or several experiments is. */
export interface Progress {
  /** Experiment and protocol of the fit that was completed last; in the first event of the first experiment. */
  readonly experiment: string;
  readonly protocol: string;
  /** Experiments of the run, and how many of them are finished. */
  readonly experiments: number;
  readonly finished: number;
  /** Fits that are done, of all experiments together, and fits that there are. */
  readonly done: number;
  readonly total: number;
  /** Fits that were already in the results files when the run started; they count as done. */
  readonly resumed: number;
  /** Size of the fit that was completed last; absent in the first event. */
  readonly n?: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Seconds that workers spent on the fits of this run, added up over the workers. */
  readonly secondsDone: number;
  /** The same for the fits that are left, as far as can be told; NaN while nothing is known of any fit. */
  readonly secondsToDo: number;
}

/** Seconds left at the pace of this run so far; `undefined` before its first fit is done. */
export function secondsLeft(progress: Progress, now: number): number | undefined {
  const { secondsDone, secondsToDo, startedAt } = progress;
  if (secondsToDo === 0) return 0;
  const left = (((now - startedAt) / 1000) * secondsToDo) / secondsDone;
  return Number.isFinite(left) ? left : undefined;
}

/**
 * Reports the start of a run, and returns a function that reports each of its fits. The time of a fit that is left is taken to be
 * its weight times the seconds per weight of its experiment's finished fits, those of earlier runs included. An experiment of which no
 * time is known takes the seconds per weight of all experiments.
 */
export function meter(
  beginnings: readonly Beginning[],
  onProgress: ((progress: Progress) => void) | undefined,
): (fit: Pick<TimedRecord, "experiment" | "protocol" | "n" | "seconds">) => void {
  const workOf = new Map(
    beginnings.map(({ experiment, protocol, left, times }) => {
      const weightOf = (n: number) => weight(experiment, protocol, n);
      const work = {
        weightOf,
        fits: sum(left.map(({ fits }) => fits)),
        weightLeft: sum(left.map(({ n, fits }) => fits * weightOf(n))),
        weight: sum(times.map(({ n, fits }) => fits * weightOf(n))),
        seconds: sum(times.map(({ seconds }) => seconds)),
      };
      return [experiment.name, work] as const;
    }),
  );
  const all = [...workOf.values()];
  const secondsToDo = () => {
    const secondsPerWeight = sum(all.map(({ seconds }) => seconds)) / sum(all.map(({ weight }) => weight));
    return sum(
      all.map(({ fits, weightLeft, weight, seconds }) =>
        fits === 0 ? 0 : weightLeft * (weight > 0 ? seconds / weight : secondsPerWeight),
      ),
    );
  };
  const resumed = sum(beginnings.map(({ finished }) => finished));
  const fixed = {
    experiments: beginnings.length,
    total: resumed + sum(all.map(({ fits }) => fits)),
    resumed,
    startedAt: Date.now(),
  };
  let done = resumed;
  let secondsDone = 0;
  const report = (last: Pick<Progress, "experiment" | "protocol" | "n">) =>
    onProgress?.({
      ...fixed,
      ...last,
      finished: all.filter(({ fits }) => fits === 0).length,
      done,
      secondsDone,
      secondsToDo: secondsToDo(),
    });
  const [{ experiment, protocol }] = beginnings;
  report({ experiment: experiment.name, protocol: protocol.name });
  return ({ experiment, protocol, n, seconds }) => {
    const work = workOf.get(experiment)!;
    const weight = work.weightOf(n);
    work.fits--;
    work.weightLeft -= weight;
    work.weight += weight;
    work.seconds += seconds;
    secondsDone += seconds;
    done++;
    report({ experiment, protocol, n });
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

import { headlineFinding, seriesOf } from "./study.js";
import type { RatesPicture } from "./types/picture.js";
import type { Slope, Summary } from "./types/summary.js";

/** Two runs of one experiment by one protocol. */
export interface Pair {
  readonly runs: readonly [Summary, Summary];
}

/** The runs that two folders share, and the names of those that only one of them has. */
export interface Shared {
  readonly pairs: readonly Pair[];
  readonly alone: readonly [readonly string[], readonly string[]];
}

/** `softmax-exact (certified)`: an experiment with its protocol. */
export const nameOf = ({ experiment, protocol }: Summary): string => `${experiment} (${protocol})`;

/** Puts the runs of two folders side by side, in the order of the first. */
export function sharedRuns(first: readonly Summary[], second: readonly Summary[]): Shared {
  const names = (runs: readonly Summary[]) => new Map(runs.map((run) => [nameOf(run), run]));
  const [a, b] = [names(first), names(second)];
  const only = (these: ReadonlyMap<string, Summary>, those: ReadonlyMap<string, Summary>) =>
    [...these.keys()].filter((name) => !those.has(name));
  const pairs = first.flatMap((run): Pair[] => {
    const other = b.get(nameOf(run));
    return other ? [{ runs: [run, other] }] : [];
  });
  return { pairs, alone: [only(a, b), only(b, a)] };
}

/**
 * The difference of two slopes, second minus first, with a 95 % interval: the intervals of the two are taken to be
 * those of independent normal estimates, so that half their widths add up by squares. It serves two seeds; runs that share fits
 * differ by less.
 */
export function slopeDifference(first: Slope, second: Slope): Pick<Slope, "slope" | "low" | "high"> {
  const slope = second.slope - first.slope;
  const half = Math.hypot(first.high - first.low, second.high - second.low) / 2;
  return { slope, low: slope - half, high: slope + half };
}

/**
 * The headline losses of pairs of runs, a panel for each: the median over the replicates of one run over that of the other. `labels`
 * name the two folders, `lossTitle` the loss as an axis has it.
 */
export function comparisonPicture(
  pairs: readonly Pair[],
  labels: readonly [string, string],
  lossTitle: (loss: string) => string,
): RatesPicture {
  const said = (i: 0 | 1) => {
    const runs = pairs.map(({ runs }) => runs[i]);
    const all = (of: (run: Summary) => string) => [...new Set(runs.map(of))].join(", ");
    return `${labels[i]}: budget ${all(({ budget }) => budget)}, seed ${all(({ seed }) => seed)}`;
  };
  return {
    title: `${labels[0]} and ${labels[1]}`,
    subtitle: ["The median over the replicates", `${said(0)} · ${said(1)}`],
    panels: pairs.map(({ runs }) => {
      const { headline } = runs[0];
      const theory = headlineFinding(runs[0]).theory;
      return {
        title: nameOf(runs[0]),
        yTitle: lossTitle(headline),
        statistic: "median",
        series: runs.map((run, i) =>
          seriesOf({ label: labels[i]!, experiment: run.experiment, loss: headline, theory }, "median", run),
        ),
        references: theory.kind === "lower" ? [] : [{ slope: theory.slope, label: "" }],
      };
    }),
    notes: [],
  };
}

import { Presets, SingleBar } from "cli-progress";
import { type Progress, secondsLeft } from "../experiments/schedule.js";
import { duration } from "./terminal.js";

/** Where a progress display writes, and its clock (milliseconds since 1970). */
export interface Surroundings {
  readonly stream: NodeJS.WriteStream;
  readonly now: () => number;
}

/** A display of the progress of one run after another. */
export interface Display {
  /** `prefix` goes before the name of the run: `2/5 `. */
  readonly show: (progress: Progress, prefix?: string) => void;
  /** Leaves the terminal as it was (cursor shown, on a new line). */
  readonly stop: () => void;
}

/** A bar with the time left on a terminal; elsewhere a plain line at most every ten seconds. */
export function display(surroundings: Surroundings = { stream: process.stderr, now: Date.now }): Display {
  return surroundings.stream.isTTY ? bars(surroundings) : lines(surroundings);
}

const labelOf = ({ experiment, protocol }: Progress, prefix = ""): string =>
  `${prefix}${experiment} (${protocol})`;

function left(progress: Progress, now: number): string {
  const seconds = secondsLeft(progress, now);
  return seconds === undefined ? "time left unknown" : `${duration(seconds)} left`;
}

// The bar goes by work and not by fits, so that it moves evenly although samples differ in size.
function share({ done, total, resumed, weightDone, weightTotal }: Progress): number {
  if (total === 0 || done === total) return 1;
  const before = resumed / total;
  return before + (1 - before) * (weightTotal === 0 ? 0 : weightDone / weightTotal);
}

function bars({ stream, now }: Surroundings): Display {
  let label = "";
  let bar: SingleBar | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    show: (progress, prefix) => {
      const tags = {
        label: labelOf(progress, prefix),
        done: progress.done,
        fits: progress.total,
        left: left(progress, now()),
      };
      if (!bar || label !== tags.label) {
        stop();
        label = tags.label;
        bar = new SingleBar(
          { stream, format: "{label} {bar} {done}/{fits} fits, {left}", hideCursor: true, barsize: 24 },
          Presets.shades_classic,
        );
        bar.start(1, share(progress), tags);
      }
      bar.update(share(progress), tags);
      if (progress.done === progress.total) stop();
    },
  };
}

const INTERVAL = 10_000;

function lines({ stream, now }: Surroundings): Display {
  let told = Number.NEGATIVE_INFINITY;
  let label = "";
  return {
    stop: () => {},
    show: (progress, prefix) => {
      const fresh = label !== labelOf(progress, prefix);
      const finished = progress.done === progress.total;
      if (!fresh && !finished && now() - told < INTERVAL) return;
      label = labelOf(progress, prefix);
      told = now();
      const tail = finished ? "finished" : left(progress, now());
      stream.write(`${label}: ${progress.done}/${progress.total} fits, ${tail}\n`);
    },
  };
}

import { Presets, SingleBar } from "cli-progress";
import { type Progress, secondsLeft } from "../experiments/progress.js";
import { duration } from "./terminal.js";

/** Where a progress display writes, and its clock (milliseconds since 1970). */
interface Surroundings {
  readonly stream: NodeJS.WriteStream;
  readonly now: () => number;
}

/** A display of the progress of a run. */
interface Display {
  readonly show: (progress: Progress) => void;
  /** Leaves the terminal as it was (cursor shown, on a new line). */
  readonly stop: () => void;
}

/** A bar with the time left on a terminal; elsewhere a plain line at most every ten seconds. */
export function display(surroundings: Surroundings = { stream: process.stderr, now: Date.now }): Display {
  return surroundings.stream.isTTY ? bars(surroundings) : lines(surroundings);
}

/** The experiment that is run; of several, how many are finished. */
const labelOf = ({ experiment, protocol, experiments, finished }: Progress): string =>
  experiments === 1 ? `${experiment} (${protocol})` : `${finished} of ${experiments} experiments finished`;

function left(progress: Progress, now: number): string {
  const seconds = secondsLeft(progress, now);
  return seconds === undefined ? "time left unknown" : `${duration(seconds)} left`;
}

// The bar goes by time and not by fits, so that it moves evenly although samples and experiments differ.
function share({ done, total, resumed, secondsDone, secondsToDo }: Progress): number {
  if (total === 0 || done === total) return 1;
  const before = resumed / total;
  const since = secondsDone / (secondsDone + secondsToDo);
  return before + (1 - before) * (Number.isFinite(since) ? since : 0);
}

function bars({ stream, now }: Surroundings): Display {
  let bar: SingleBar | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    show: (progress) => {
      const tags = {
        label: labelOf(progress),
        done: progress.done,
        fits: progress.total,
        left: left(progress, now()),
      };
      if (!bar) {
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
  return {
    stop: () => {},
    show: (progress) => {
      const finished = progress.done === progress.total;
      if (!finished && now() - told < INTERVAL) return;
      told = now();
      const tail = finished ? "finished" : left(progress, now());
      stream.write(`${labelOf(progress)}: ${progress.done}/${progress.total} fits, ${tail}\n`);
    },
  };
}

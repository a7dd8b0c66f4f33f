/** What fits of one size took. */
export interface Rung {
  readonly n: number;
  /** Of each fit. */
  readonly seconds: readonly number[];
}

/** How fits are timed. */
export interface Calibration {
  /** The least and the largest size that are asked for. */
  readonly least: number;
  readonly largest: number;
  /** How long the calibration may take. */
  readonly seconds: number;
  /** Makes one fit; each call has another number. */
  readonly fit: (n: number, replicate: number) => void;
  /** A clock in seconds. */
  readonly now: () => number;
}

/** From one size to the next. */
const factor = 4;
/** The calibration begins at this size where only larger ones are asked for. */
const beginning = 1000;

/**
 * Times fits of rising sizes, each four times the last, round after round, for some seconds: all sizes asked for that can be had in
 * this time. A tenth of it goes to fits that are not counted, since the first ones run in code that is not yet compiled. A size is begun
 * where the time left is enough for it even if it takes four times the last one. There is at least one fit.
 */
export function calibrate({ least, largest, seconds, fit, now }: Calibration): Rung[] {
  const began = now();
  const left = () => began + seconds - now();
  let replicate = 0;
  const timed = (n: number): number => {
    const start = now();
    fit(n, replicate++);
    return now() - start;
  };
  const sizes = ladder(Math.min(least, beginning), largest);
  const rungs = sizes.map((n) => ({ n, seconds: [] as number[] }));
  while (left() > 0.9 * seconds) timed(sizes[0]!);
  for (let found = true; found; ) {
    found = false;
    for (const [i, rung] of rungs.entries()) {
      const expected =
        rung.seconds.length > 0 ? mean(rung.seconds) : i > 0 ? factor * mean(rungs[i - 1]!.seconds) : 0;
      if (expected > left() && rungs[0]!.seconds.length > 0) break;
      rung.seconds.push(timed(rung.n));
      found = left() > 0;
    }
  }
  return rungs.filter((rung) => rung.seconds.length > 0);
}

function ladder(from: number, to: number): number[] {
  const sizes = [from];
  while (sizes.at(-1)! * factor < to) sizes.push(sizes.at(-1)! * factor);
  return from < to ? [...sizes, to] : sizes;
}

/** The arithmetic mean. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

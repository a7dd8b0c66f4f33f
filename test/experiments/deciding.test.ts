import assert from "node:assert/strict";
import { test } from "node:test";
import { wouldDecide } from "../../experiments/deciding.js";
import { logLine, slopes } from "../../experiments/rates.js";
import { logSizes } from "../../experiments/specs/sizes.js";
import type { Theory } from "../../experiments/types/experiment.js";
import type { Slope } from "../../experiments/types/summary.js";
import { margin, verdictOf } from "../../experiments/verdict.js";
import { normal } from "../../src/random/normal.js";
import { stream } from "../../src/random/stream.js";

const from = 1000;
const grid = logSizes(from, 1e5, 4);
const root: Theory = { slope: -0.5, source: "made up" };
const floor: Theory = { slope: 0, kind: "floor", source: "made up" };
const replicates = 10;
const judged = (sizes: readonly number[]) => sizes.map((n) => ({ n, fits: replicates }));
const interval = (slope: number, half: number): Slope => ({
  ...{ slope, intercept: 0, level: 0.95 },
  ...{ low: slope - half, high: slope + half },
});
const decidingOf = (theory: Theory, measured: Slope, sizes: readonly number[] = grid) =>
  wouldDecide(theory, measured, judged(sizes), replicates);

/** The declared sizes gone on with up to n. */
const upTo = (n: number) => logSizes(from, n, 4);

/** The standard error of a slope on log10 n where log10 y has that error, from the weights of the points one by one. */
function slopeError(sizes: readonly number[], error: number): number {
  const weights = sizes.map((_, i) => logLine(sizes.map((n, j) => ({ n, y: i === j ? 10 : 1 }))).slope);
  return error * Math.hypot(...weights);
}

/** 1.96 standard errors. */
const halfOf = (sizes: readonly number[], error: number) => 1.959964 * slopeError(sizes, error);

/** Each of two rates: the losses that follow it, and the verdict on them. */
const rates = [
  { theory: root, law: (n: number) => (Math.log(n) / n) ** 0.5, right: "agrees" },
  { theory: root, law: (n: number) => n ** -0.25, right: "does not" },
  { theory: floor, law: () => 1, right: "agrees" },
  { theory: floor, law: (n: number) => n ** -0.5, right: "does not" },
] as const;

test("with the stated n, and not before, 97.5 % of slopes under either rate have the right verdict", () => {
  for (const error of [0.13, 0.2, 0.3])
    for (const [i, { theory, law, right }] of rates.entries()) {
      const { n } = decidingOf(theory, interval(-0.3, halfOf(grid, error)))!;
      const before = upTo(n! / 10 ** 0.25);
      assert.ok(2 * halfOf(before, error) > margin(theory, before));
      const sizes = upTo(n!);
      const half = halfOf(sizes, error);
      assert.ok(2 * half <= margin(theory, sizes));
      const draw = normal(stream(`slopes/${error}/${i}`));
      const drawn = Array.from(
        { length: 2000 },
        () => logLine(sizes.map((n) => ({ n, y: law(n) * 10 ** (error * draw()) }))).slope,
      );
      const share =
        drawn.filter((slope) => verdictOf(theory, interval(slope, half), judged(sizes)).verdict === right)
          .length / drawn.length;
      // At least 97.5 % are expected; 2000 draws give that share with a standard deviation of 0.35 %.
      assert.ok(share > 0.975 - 3.5 * 0.0035, `${right} ${error}: ${share}`);
    }
});

test("the stated number of replicates does the same at the present sizes", () => {
  for (const { theory } of rates) {
    const error = 0.3;
    const { replicates: more } = decidingOf(theory, interval(-0.3, halfOf(grid, error)))!;
    const halfWith = (count: number) => halfOf(grid, error * Math.sqrt(replicates / count));
    assert.ok(2 * halfWith(more) <= margin(theory, grid));
    assert.ok(2 * halfWith(more - 1) > margin(theory, grid));
  }
});

test("what a run of power laws with noise states decides a second run", () => {
  // Log-normal losses with so much noise that an interval from ten replicates of the declared sizes holds both rates.
  const spread = 0.5;
  const runs = 120;
  for (const { theory, law, right } of rates.slice(0, 2)) {
    const draw = normal(stream(`runs/${right}`));
    const run = (sizes: readonly number[], count: number, key: string) => {
      const losses = sizes.map((n) => ({
        n,
        values: Array.from({ length: count }, () => law(n) * 10 ** (spread * draw())),
      }));
      return slopes(losses, { key, resamples: 200 }).median;
    };
    const verdictsOf = (i: number) => {
      const { n, replicates: more } = decidingOf(theory, run(grid, replicates, `${i}/first`))!;
      return [
        verdictOf(theory, run(upTo(n!), replicates, `${i}/n`), judged(upTo(n!))),
        verdictOf(theory, run(grid, more, `${i}/replicates`), judged(grid)),
      ];
    };
    const all = Array.from({ length: runs }, (_, i) => verdictsOf(i));
    for (const i of [0, 1]) {
      const share = all.filter((verdicts) => verdicts[i].verdict === right).length / runs;
      // The noise is known from ten replicates, whose interval is 5 % too short and has a standard deviation of a fifth of its length:
      // so Phi(1.96 (0.95 +- 0.2)), 95 % in the mean, with a standard deviation of 2 % in 120 runs.
      assert.ok(share > 0.95 - 3 * 0.02, `${right}, ${["n", "replicates"][i]}: ${share}`);
    }
  }
});

test("the sooner of the two is that with fewer observations", () => {
  const observations = (sizes: readonly number[]) => sizes.reduce((sum, n) => sum + n, 0);
  const seen = new Set<string>();
  // Few sizes that lie close are soon gone on with, many that span three decades are not.
  for (const [sizes, half] of [
    [[100, 150, 225, 337], 0.3],
    [grid, 0.3],
  ] as const) {
    const { n, replicates: more, sooner } = decidingOf(root, interval(-0.3, half), sizes)!;
    const ratio = Math.max(10 ** 0.25, sizes[1] / sizes[0]);
    const steps = Math.round(Math.log(n! / sizes.at(-1)!) / Math.log(ratio));
    const further = Array.from({ length: steps }, (_, i) => sizes.at(-1)! * ratio ** (i + 1));
    const isN = replicates * observations(further) <= (more - replicates) * observations(sizes);
    assert.equal(sooner, isN ? "n" : "replicates");
    seen.add(sooner);
  }
  assert.deepEqual([...seen].sort(), ["n", "replicates"]);
});

test("where no n below a billion decides, replicates alone are stated", () => {
  const { n, replicates: more, sooner } = decidingOf(root, interval(-0.3, 1))!;
  assert.equal(n, undefined);
  assert.equal(sooner, "replicates");
  assert.equal(more, Math.ceil(replicates * (2 / margin(root, grid)) ** 2));
});

test("a hundred sizes that lie close go on four a decade", () => {
  const sizes = Array.from({ length: 100 }, (_, i) => 10_000 + 100 * i);
  const { n } = decidingOf(root, interval(-0.3, 0.2), sizes)!;
  const steps = 4 * Math.log10(n! / sizes.at(-1)!);
  assert.ok(Math.abs(steps - Math.round(steps)) < 1e-3 && steps < 20, `${steps}`);
});

test("nothing is stated of what more fits do not decide", () => {
  const wide = interval(-0.3, 0.3);
  assert.notEqual(decidingOf(root, wide), undefined);
  // One truth cannot refute a bound for all estimators.
  assert.equal(decidingOf({ slope: -0.5, kind: "lower", source: "made up" }, wide), undefined);
  // Between a floor and the parametric rate, and known so well that more fits would leave it there.
  assert.equal(decidingOf(floor, interval(-0.25, 0.1)), undefined);
  assert.equal(decidingOf(root, interval(-0.3, Number.NaN)), undefined);
  assert.equal(decidingOf(root, wide, grid.slice(0, 2)), undefined);
  assert.equal(decidingOf(root, { ...wide, omitted: grid.slice(2) }), undefined);
  const few = grid.map((n) => ({ n, fits: 4 }));
  assert.equal(wouldDecide(root, wide, few, 4), undefined);
});

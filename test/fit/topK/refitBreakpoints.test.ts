import assert from "node:assert/strict";
import { it } from "node:test";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { breakpointsFor, findBreakpoints, type SegmentEnd } from "../../../src/fit/topK/breakpoints.js";
import { refitProfileOf } from "../../../src/fit/topK/refitBreakpoints.js";
import { emptyRivalTerms, fillRivalTerms } from "../../../src/fit/topK/rivals.js";
import { gaussian, moe, multinomialLogistic, normal, stream, topK } from "../../../src/index.js";
import { solvePositive } from "../../../src/numeric/solve.js";

const n = 120;
const k = 3;
const none = new Float64Array(0);

/** A problem of d inputs with random data, and a segment along which one of three experts takes over from the others. */
function caseOf(d: number) {
  const next = normal(stream(`refit/${d}`));
  const row = () => Float64Array.from({ length: n }, () => next());
  const sample = { x: Array.from({ length: d }, row), y: row(), n, d };
  const model = moe({ gating: topK({ k: 1 }), expert: gaussian(), k, inputs: d });
  const problem = problemOf(model, sample);
  const ranks = Array.from({ length: k }, row);
  const rivalTerms = emptyRivalTerms(1, n);
  fillRivalTerms(rivalTerms, ranks, ranks, ranks, 1);
  const end = (move: number): SegmentEnd => ({
    move,
    ranks: ranks[1].map((rank) => rank + 1.5 * move),
    change: none,
  });
  const segment = { from: end(-2), to: end(2) };
  const breakpoints = breakpointsFor(n);
  findBreakpoints(breakpoints, rivalTerms, segment);
  const ownersAt = (move: number) =>
    Array.from({ length: n }, (_, t) => {
      const at = ranks.map((own, i) => own[t] + (i === 1 ? 1.5 * move : 0));
      return at.indexOf(Math.max(...at));
    });
  return { problem, sample, rivalTerms, segment, breakpoints, ownersAt };
}

/**
 * The mean Gaussian log-likelihood, each expert's line fitted to what it owns by normal equations, in units of sd y; and what is
 * left of it without what chance may have given: for each expert (d + 2) log(s_max / s_i) + (d + 1) log(n / m_i), for one without
 * observations as on 2 (d + 2).
 */
function fitted(x: readonly Float64Array[], y: Float64Array, owners: readonly number[]) {
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  const unit = Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const p = x.length + 1;
  const variances: number[] = [];
  const sizes: number[] = [];
  let total = 0;
  for (let i = 0; i < k; i++) {
    const own = owners.flatMap((owner, t) => (owner === i ? [t] : []));
    if (own.length === 0) continue;
    const basis = own.map((t) => [1, ...x.map((column) => column[t])]);
    const a = new Float64Array(p * p);
    const b = new Float64Array(p);
    basis.forEach((phi, r) => {
      for (let u = 0; u < p; u++) {
        b[u] += phi[u] * y[own[r]];
        for (let v = 0; v < p; v++) a[u * p + v] += phi[u] * phi[v];
      }
    });
    const beta = solvePositive(a, b, p);
    const squares = basis.reduce(
      (sum, phi, r) => sum + (y[own[r]] - phi.reduce((fit, value, u) => fit + value * beta[u], 0)) ** 2,
      0,
    );
    variances.push(squares / own.length / unit ** 2);
    sizes.push(own.length);
    total -= 0.5 * own.length * (Math.log((2 * Math.PI * squares) / own.length / unit ** 2) + 1);
  }
  const widest = Math.max(...variances);
  const chance = sizes.reduce(
    (sum, m, i) => sum + 0.5 * (p + 1) * Math.log(widest / variances[i]) + p * Math.log(n / m),
    (k - sizes.length) * p * Math.log(n / (2 * (p + 1))),
  );
  return { value: total / n, weighed: (total - chance) / n };
}

for (const d of [1, 2])
  it(`each interval has the value that refitted experts give it, and is passed over by what chance leaves of it: d = ${d}`, () => {
    const { problem, sample, rivalTerms, segment, breakpoints, ownersAt } = caseOf(d);
    const refitProfile = refitProfileOf(problem);
    assert.ok(refitProfile);
    const enough = 2 * (d + 2);
    /** Whether no expert has collapsed: those without any observation are passed over. */
    const isSound = (move: number) => {
      const owners = ownersAt(move);
      const sizes = Array.from({ length: k }, (_, i) => owners.filter((owner) => owner === i).length);
      return sizes.every((size) => size === 0 || size >= enough);
    };
    const intervals: { move: number; sound: boolean; value: number; weighed: number }[] = [];
    refitProfile(rivalTerms, breakpoints, segment, Number.NEGATIVE_INFINITY, (move, value) => {
      const sound = isSound(move);
      const expected = sound ? fitted(sample.x, sample.y, ownersAt(move)) : { value, weighed: value };
      // Sums of squares are differences of moments: rounding of 1e-16 times 120 observations over small residuals.
      assert.ok(Math.abs(value - expected.value) <= 1e-11, `${value}, not ${expected.value}, at ${move}`);
      intervals.push({ move, sound, ...expected });
    });
    assert.equal(intervals.length, breakpoints.count + 1);
    const sound = intervals.filter((interval) => interval.sound);
    assert.ok(sound.length > 50 && sound.length < intervals.length, `${sound.length} of ${intervals.length}`);
    const heights = sound.map(({ weighed }) => weighed).sort((p, q) => p - q);
    for (const rank of [0, 20, heights.length - 5]) {
      // Between two heights, so that rounding decides nothing.
      const least = 0.5 * (heights[rank] + heights[rank + 1]);
      const offered: number[] = [];
      refitProfile(rivalTerms, breakpoints, segment, least, (move) => offered.push(move));
      assert.deepEqual(
        offered,
        sound.filter(({ weighed }) => weighed >= least).map(({ move }) => move),
      );
    }
  });

it("there is none for experts without a closed form", () => {
  const { sample } = caseOf(1);
  const y = sample.y.map((value) => (value > 0 ? 2 : 1));
  const expert = multinomialLogistic({ classes: 2 });
  const model = moe({ gating: topK({ k: 1 }), expert, k, inputs: 1 });
  assert.equal(refitProfileOf(problemOf(model, { ...sample, y })), undefined);
});

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
  const model = moe({ gating: topK({ k: 1 }), expert: gaussian(), experts: k, inputs: d });
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

/** The mean Gaussian log-likelihood, each expert's line fitted to what it owns by normal equations, in units of sd y. */
function fittedValue(x: readonly Float64Array[], y: Float64Array, owners: readonly number[]): number {
  const mean = y.reduce((sum, value) => sum + value, 0) / n;
  const unit = Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const p = x.length + 1;
  let total = 0;
  for (let i = 0; i < k; i++) {
    const own = owners.flatMap((owner, t) => (owner === i ? [t] : []));
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
    total -= 0.5 * own.length * (Math.log((2 * Math.PI * squares) / own.length / unit ** 2) + 1);
  }
  return total / n;
}

for (const d of [1, 2])
  it(`each interval has the value that refitted experts give it, and spurious ones are passed over: d = ${d}`, () => {
    const { problem, sample, rivalTerms, segment, breakpoints, ownersAt } = caseOf(d);
    const refitProfile = refitProfileOf(problem);
    assert.ok(refitProfile);
    const least = 2 * (d + 2);
    const sizesAt = (move: number) => {
      const owners = ownersAt(move);
      return Array.from({ length: k }, (_, i) => owners.filter((owner) => owner === i).length);
    };
    let [all, sound, compared] = [0, 0, 0];
    refitProfile(rivalTerms, breakpoints, segment, true, (move, value) => {
      all++;
      if (Math.min(...sizesAt(move)) < least) return;
      compared++;
      const expected = fittedValue(sample.x, sample.y, ownersAt(move));
      // Sums of squares are differences of moments: rounding of 1e-16 times 120 observations over small residuals.
      assert.ok(Math.abs(value - expected) <= 1e-11, `${value}, not ${expected}, at ${move}`);
    });
    refitProfile(rivalTerms, breakpoints, segment, false, (move) => {
      sound++;
      assert.ok(Math.min(...sizesAt(move).filter((size) => size > 0)) >= least);
    });
    assert.equal(all, breakpoints.count + 1);
    assert.ok(compared > 50 && sound < all, `${compared} compared, ${sound} of ${all} sound`);
  });

it("there is none for experts without a closed form", () => {
  const { sample } = caseOf(1);
  const y = sample.y.map((value) => (value > 0 ? 2 : 1));
  const expert = multinomialLogistic({ classes: 2 });
  const model = moe({ gating: topK({ k: 1 }), expert, experts: k, inputs: 1 });
  assert.equal(refitProfileOf(problemOf(model, { ...sample, y })), undefined);
});

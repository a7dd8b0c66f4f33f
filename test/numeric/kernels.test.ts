import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { normal, stream } from "../../src/index.js";
import { blockLength, blockStride, padded } from "../../src/numeric/kernels.js";
import { cuts, engines, filled, near, whole } from "./engines.js";

const ulp = (value: number) => 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(value))) - 52);

/** Points over the whole range of exp, its ends and beyond. */
function expPoints(): number[] {
  const uniform = stream("exp");
  const points = [0, -0, 1, -1, Math.LN2, 1e-300, -1e-17, 709.78, 709.7827128933841, 709.79, 1e6, -1e6];
  points.push(-707.999, -708, -708.4, -720, -744.44, -745.1, -745.13, -745.14, -746, Infinity, -Infinity);
  for (let i = 0; i < 20000; i++) points.push(-750 + 1462 * uniform());
  for (let i = 0; i < 5000; i++) points.push((2 * uniform() - 1) * 10 ** (-16 * uniform()));
  for (let k = -1074; k <= 1023; k++) points.push(k * Math.LN2);
  return points;
}

for (const [name, engine] of engines) {
  describe(`the ${name} kernels`, () => {
    it("exp is within 2 ulp of Math.exp, subnormal and infinite results included, and keeps NaN", () => {
      // Math.exp itself is off by up to 0.9 ulp.
      const { M, kernels, at } = filled(engine, 2, () => 0);
      const points = expPoints();
      for (let from = 0; from < points.length; from += 4) {
        for (let t = 0; t < 4; t++) M[at[0] + t] = points[from + t] ?? Number.NaN;
        kernels.exp(at[0], 4, at[1]);
        for (let t = 0; t < 4; t++) {
          const expected = Math.exp(M[at[0] + t]);
          const found = M[at[1] + t];
          const close = Object.is(found, expected) || Math.abs(found - expected) <= 2 * ulp(expected);
          assert.ok(close, `exp(${M[at[0] + t]}) = ${found}, not ${expected}`);
        }
      }
      assert.ok(Number.isNaN(M[at[1] + 3]) || points.length % 4 === 0);
      assert.equal(Math.exp(0), 1);
    });

    it("linear and addLinear form a linear predictor", () => {
      for (const m of whole) {
        const { M, kernels, at } = filled(engine, 3, normal(stream(`linear ${m}`)));
        const [eta, x, z] = at;
        kernels.linear(eta, 0.5, -2, x, m);
        kernels.addLinear(eta, 3, z, m);
        for (let t = 0; t < m; t++) assert.equal(M[eta + t], 0.5 + -2 * M[x + t] + 3 * M[z + t]);
      }
    });

    it("addAbove adds scores less the largest one", () => {
      for (const k of [1, 2, 3, 5])
        for (const m of whole) {
          const next = normal(stream(`addAbove ${k} ${m}`));
          const { M, kernels, at } = filled(engine, 2 * k, () => 3 * next());
          const [e, h] = [at[0], at[k]];
          // An expert that is not selected.
          if (k > 2) M.fill(Number.NEGATIVE_INFINITY, h + blockStride, h + blockStride + m);
          const before = M.slice();
          kernels.addAbove(e, h, k, m);
          for (let t = 0; t < m; t++) {
            const scores = Array.from({ length: k }, (_, i) => before[h + i * blockStride + t]);
            scores.forEach((score, i) => {
              const own = e + i * blockStride + t;
              assert.equal(M[own], before[own] + (score - Math.max(...scores)));
            });
          }
        }
    });

    it("posterior gives softmax weights, 0 behind the cut, and the log-likelihood", () => {
      for (const k of [1, 2, 3, 4, 5]) {
        for (const m of cuts) {
          const next = normal(stream(`posterior ${k} ${m}`));
          const { M, kernels, at } = filled(engine, 4 * k + 2, () => 3 * next());
          const [h, e, p, r] = [at[0], at[k], at[2 * k], at[3 * k]];
          const total = kernels.posterior(h, e, k, m, p, r, at[4 * k]);
          let expected = 0;
          for (let t = 0; t < m; t++) {
            const scores = Array.from({ length: k }, (_, i) => M[h + i * blockStride + t]);
            const joint = scores.map((score, i) => score + M[e + i * blockStride + t]);
            const [prior, priors] = softmax(scores);
            const [posterior, posteriors] = softmax(joint);
            expected += posterior - prior;
            for (let i = 0; i < k; i++) {
              assert.ok(Math.abs(M[p + i * blockStride + t] - priors[i]) < 1e-14);
              assert.ok(Math.abs(M[r + i * blockStride + t] - posteriors[i]) < 1e-14);
            }
          }
          assert.ok(Math.abs(total - expected) <= 1e-13 * (m + Math.abs(expected)));
          for (let t = m; t < padded(m); t++)
            for (let i = 0; i < k; i++) {
              assert.equal(M[p + i * blockStride + t], 0);
              assert.equal(M[r + i * blockStride + t], 0);
            }
        }
      }
    });

    it("posterior gives an expert at -Infinity no weight, wherever it stands", () => {
      for (const k of [2, 3, 4, 5])
        for (let out = 0; out < k; out++) {
          const { M, kernels, at } = filled(engine, 4 * k + 2, () => 1);
          const [h, e, p, r] = [at[0], at[k], at[2 * k], at[3 * k]];
          M.fill(Number.NEGATIVE_INFINITY, at[out], at[out] + blockLength);
          assert.ok(Math.abs(kernels.posterior(h, e, k, 5, p, r, at[4 * k]) - 5) < 1e-14);
          for (let i = 0; i < k; i++)
            for (const weight of [M[at[2 * k + i]], M[at[3 * k + i]]])
              if (i === out) assert.equal(weight, 0);
              else assert.ok(Math.abs(weight - 1 / (k - 1)) < 1e-15);
        }
    });

    it("posterior carries NaN into the value, whichever score or log density it is", () => {
      for (const k of [2, 3, 4, 5])
        for (let not = 0; not < 2 * k; not++) {
          const { M, kernels, at } = filled(engine, 4 * k + 2, normal(stream("NaN")));
          M[at[not] + 1] = Number.NaN;
          const value = kernels.posterior(at[0], at[k], k, 5, at[2 * k], at[3 * k], at[4 * k]);
          assert.ok(Number.isNaN(value), `k = ${k}, block ${not}`);
        }
    });

    it("posterior takes any order of the scores, ties among them", () => {
      for (const k of [2, 3, 4]) {
        const { M, kernels, at } = filled(engine, 4 * k + 2, () => 0);
        const block = (from: number, t: number) => Array.from({ length: k }, (_, i) => M[at[from + i] + t]);
        // All k-tuples of k values: every order, and every tie.
        for (let t = 0; t < k ** k; t++)
          for (let i = 0; i < k; i++) M[at[i] + t] = Math.floor(t / k ** i) % k;
        kernels.posterior(at[0], at[k], k, k ** k, at[2 * k], at[3 * k], at[4 * k]);
        for (let t = 0; t < k ** k; t++) {
          const [, weights] = softmax(block(0, t));
          for (const found of [block(2 * k, t), block(3 * k, t)])
            weights.forEach((weight, i) => {
              assert.ok(Math.abs(found[i] - weight) < 1e-15);
            });
        }
      }
    });

    it("posterior holds far apart scores, whose exponentials have no number", () => {
      const { M, kernels, at } = filled(engine, 10, () => 0);
      M.fill(-1e5, at[2], at[2] + 4);
      M.fill(-1e5 - 1, at[3], at[3] + 4);
      const value = kernels.posterior(at[0], at[2], 2, 4, at[4], at[6], at[8]);
      assert.ok(Math.abs(value - 4 * (-1e5 + Math.log((1 + Math.exp(-1)) / 2))) < 1e-9);
    });

    it("weightedPosterior gives what posterior gives, counts samples with their weights, and NaN reaches their sum", () => {
      for (const k of [1, 2, 3, 5, 40])
        for (const m of cuts) {
          const next = normal(stream(`weighted posterior ${k} ${m}`));
          const { M, kernels, at } = filled(engine, 4 * k + 3, () => 3 * next());
          const [h, e, p, r] = [0, 1, 2, 3].map((group) => at[group * k]);
          const w = at[4 * k + 2];
          const [scores, logs] = [h, e].map((from) => M.slice(from, from + k * blockStride));
          for (let t = 0; t < padded(m); t++) M[w + t] = t < m ? Math.abs(M[w + t]) : 0;
          kernels.posterior(h, e, k, m, p, r, at[4 * k]);
          const shares = M.slice(p, p + 2 * k * blockStride);
          const total = kernels.weightedPosterior(w, h, e, k, m, p, r, at[4 * k]);
          assert.deepEqual(M.slice(p, p + 2 * k * blockStride), shares);
          const lse = (t: number, f: (i: number) => number) =>
            Math.log(
              Array.from({ length: k }, (_, i) => Math.exp(f(i * blockStride + t))).reduce((a, b) => a + b),
            );
          near(
            total,
            // The logarithms are of numbers of size 1 to e^10, each with some roundings of that size.
            32 * m,
            (t) => (t < m ? M[w + t] * (lse(t, (i) => scores[i] + logs[i]) - lse(t, (i) => scores[i])) : 0),
          );
          M[h] = Number.NaN;
          assert.ok(Number.isNaN(kernels.weightedPosterior(w, h, e, k, m, p, r, at[4 * k])));
        }
    });

    it("weighted logarithms are those of numbers of any size", () => {
      for (const m of whole) {
        const next = normal(stream(`weighted logs ${m}`));
        const { M, kernels, at } = filled(engine, 2, next);
        const [w, values] = at;
        for (let t = 0; t < m; t++) M[values + t] = 2 ** Math.floor(200 * M[values + t]) * (1 + (t % 7) / 7);
        near(kernels.weightedLogs(w, values, m), m, (t) => M[w + t] * Math.log(M[values + t]));
        M[values + 1] = Number.NaN;
        assert.ok(Number.isNaN(kernels.weightedLogs(w, values, m)));
      }
    });

    it("mixture gives from densities what posterior gives from their logarithms", () => {
      for (const k of [1, 2, 3, 4, 5])
        for (const m of cuts) {
          const next = normal(stream(`mixture ${k} ${m}`));
          const { M, kernels, at } = filled(engine, 7 * k + 3, () => 3 * next());
          const block = (from: number, t: number) => Array.from({ length: k }, (_, i) => M[at[from + i] + t]);
          // Densities down to the least that go: products of a few would be no numbers.
          for (let i = 0; i < k; i++)
            for (let t = 0; t < blockLength; t++) {
              M[at[k + i] + t] = -1.6 * t ** 0.9 + 0.1 * M[at[k + i] + t] - 2;
              M[at[2 * k + i] + t] = Math.exp(M[at[k + i] + t]);
            }
          // An expert that is not selected.
          if (k > 1 && m % 2 === 1) M.fill(Number.NEGATIVE_INFINITY, at[1], at[1] + blockLength);
          const from = at[3 * k];
          const expected = kernels.posterior(at[0], at[k], k, m, from, at[4 * k], at[7 * k]);
          const total = kernels.mixture(at[0], at[2 * k], k, m, at[5 * k], at[6 * k], at[7 * k]);
          assert.ok(Math.abs(total - expected) <= 1e-13 * (m + Math.abs(expected)), `k = ${k}, m = ${m}`);
          for (let t = 0; t < padded(m); t++)
            for (const [own, other] of [
              [5, 3],
              [6, 4],
            ])
              block(own * k, t).forEach((weight, i) => {
                assert.ok(Math.abs(weight - block(other * k, t)[i]) <= 1e-13, `sample ${t}`);
              });
        }
    });

    it("mixture has no value where a density is too small, or is none", () => {
      for (const k of [1, 2, 3, 4, 5])
        for (const [bad, density] of [
          [1, 1e-291],
          [4, 0],
          [2, Number.NaN],
        ] as const) {
          const { M, kernels, at } = filled(engine, 4 * k + 1, () => 1e-280);
          const mixture = (m: number) => kernels.mixture(at[0], at[k], k, m, at[2 * k], at[3 * k], at[4 * k]);
          assert.ok(Math.abs(mixture(5) - 5 * Math.log(1e-280)) < 1e-11);
          for (let i = 0; i < k; i++) M[at[k + i] + bad] = density;
          assert.ok(Number.isNaN(mixture(5)), `k = ${k}, ${density}`);
        }
    });

    it("prior gives gate weights, the largest score and what the log-sum-exp adds to it", () => {
      for (const k of [1, 2, 4]) {
        for (const m of cuts) {
          const { M, kernels, at } = filled(engine, 2 * k + 2, normal(stream(`prior ${k} ${m}`)));
          const [h, p, largest, sums] = [at[0], at[k], at[2 * k], at[2 * k + 1]];
          const total = kernels.prior(h, k, m, p, largest, sums);
          let expected = 0;
          for (let t = 0; t < m; t++) {
            const scores = Array.from({ length: k }, (_, i) => M[h + i * blockStride + t]);
            const [normaliser, weights] = softmax(scores);
            assert.equal(M[largest + t], Math.max(...scores));
            expected += normaliser - Math.max(...scores);
            weights.forEach((weight, i) => {
              assert.ok(Math.abs(M[p + i * blockStride + t] - weight) < 1e-15);
            });
          }
          assert.ok(Math.abs(total - expected) <= 1e-14 * m * k);
        }
      }
    });
  });
}

/** Log-sum-exp and softmax, one sample at a time. */
function softmax(scores: readonly number[]): [number, number[]] {
  const largest = Math.max(...scores);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
  return [largest + Math.log(total), scores.map((score) => Math.exp(score - largest) / total)];
}

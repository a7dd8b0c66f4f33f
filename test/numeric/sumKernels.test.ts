import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { normal, stream } from "../../src/index.js";
import { blockStride } from "../../src/numeric/kernels.js";
import { engines, filled, near, whole } from "./engines.js";

for (const [name, engine] of engines) {
  describe(`the ${name} kernels of sums and ranks`, () => {
    it("sums and products are those of a plain loop", () => {
      for (const m of whole) {
        const { M, kernels, at, sums } = filled(engine, 6, normal(stream(`sums ${m}`)));
        const [a, b, c, d, x, out] = at;
        const before = Float64Array.from(M);
        near(kernels.sum(a, m), m, (t) => M[a + t]);
        near(kernels.dot(a, b, m), m, (t) => M[a + t] * M[b + t]);
        M[a + 1] = 0;
        M[c + 1] = Number.NEGATIVE_INFINITY;
        near(kernels.weightedGap(a, c, d, m), m, (t) => (t === 1 ? 0 : M[a + t] * (M[c + t] - M[d + t])));
        M.set(before);
        kernels.product(a, b, m, out);
        for (let t = 0; t < m; t++) assert.equal(M[out + t], M[a + t] * M[b + t]);
        kernels.productRow(a, c, m, out, sums);
        near(M[sums], m, (t) => M[a + t] * M[c + t], before[sums]);
        kernels.weightedRow(a, b, x, m, out, sums + 1);
        for (let t = 0; t < m; t++) assert.equal(M[out + t], M[a + t] * M[b + t]);
        near(M[sums + 1], m, (t) => M[a + t] * M[b + t], before[sums + 1]);
        near(M[sums + 2], m, (t) => M[a + t] * M[b + t] * M[x + t], before[sums + 2]);
        for (const q of [a, x]) {
          kernels.curvature(a, q, b, c, d, m, out);
          for (let t = 0; t < m; t++)
            assert.equal(M[out + t], M[q + t] * ((1 - M[a + t]) * M[b + t] * M[c + t] + M[d + t]));
        }
      }
    });

    it("moments are those of products with neighbouring blocks, as far as the bases need them", () => {
      const shapes = [
        [2, 1],
        [2, 0],
        [1, 2],
        [1, 1],
        [1, 0],
        [0, 2],
        [0, 1],
      ] as const;
      for (const m of whole)
        for (const affine of [0, 1] as const)
          for (const [a, c] of shapes)
            for (const curved of [false, true]) {
              const { M, kernels, at, sums } = filled(engine, 10, normal(stream(`moments ${m} ${a} ${c}`)));
              const before = M.slice(sums, sums + 64);
              const [left, x, r, right] = at;
              const [second, counted] = [at[6], at[9]];
              kernels.addMoments(left, affine, right, a, c, x, m, sums);
              const bend = curved ? second : 0;
              kernels.addOwnMoments(r, r, left, affine, right, bend, a, c, x, m, sums + 9);
              kernels.addOwnMoments(r, counted, left, affine, right, bend, a, c, x, m, sums + 18);
              for (let j = 0; j < 3; j++)
                for (let power = 0; power < 3; power++) {
                  const wanted = j < a + c && power <= affine + (j < a ? 1 : 0);
                  const product = (t: number) => M[left + t] * M[right + j * blockStride + t];
                  const ownBy = (q: number) => (t: number) =>
                    M[q + t] * ((1 - M[r + t]) * product(t) + (curved ? M[second + j * blockStride + t] : 0));
                  for (const [from, h] of [
                    [3 * j + power, product],
                    [9 + 3 * j + power, ownBy(r)],
                    [18 + 3 * j + power, ownBy(counted)],
                  ] as const)
                    if (wanted) near(M[sums + from], m, (t) => h(t) * M[x + t] ** power, before[from]);
                    else assert.equal(M[sums + from], before[from]);
                }
            }
    });

    it("keepLargest leaves the scores of the largest ranks, of equal ones the first, and those of NaN", () => {
      for (const count of [2, 3, 4, 5])
        for (let k = 1; k < count; k++) {
          const uniform = stream(`keep ${count} ${k}`);
          // Few different ranks, so that ties are common.
          const { M, kernels, at } = filled(engine, 2 * count, () => Math.floor(4 * uniform()));
          M[at[0]] = Number.NaN;
          const before = M.slice();
          kernels.keepLargest(at[0], at[count], count, k, 64);
          for (let t = 0; t < 64; t++) {
            const ranks = Array.from({ length: count }, (_, i) => before[at[i] + t]);
            const kept = ranks.map((_, i) => i).sort((i, j) => ranks[j] - ranks[i] || i - j);
            for (let i = 0; i < count; i++)
              if (t > 0) {
                const expected = kept.indexOf(i) < k ? before[at[count + i] + t] : Number.NEGATIVE_INFINITY;
                assert.equal(M[at[count + i] + t], expected);
              }
          }
          assert.equal(M[at[count]], before[at[count]]);
        }
    });

    it("addCross adds the products of two sets of rows", () => {
      for (const p of [1, 2, 3, 4, 6]) {
        for (const q of [1, 2, 3, 5, 7]) {
          const { M, kernels, at, sums } = filled(engine, p + q, normal(stream(`cross ${p} ${q}`)));
          const before = M.slice(sums, sums + 64);
          kernels.addCross(at[0], p, at[p], q, 32, sums, 8);
          for (let i = 0; i < 8; i++)
            for (let j = 0; j < 8; j++) {
              const found = M[sums + i * 8 + j];
              if (i >= p || j >= q) assert.equal(found, before[i * 8 + j]);
              else near(found, 32, (t) => M[at[i] + t] * M[at[p + j] + t], before[i * 8 + j]);
            }
        }
      }
    });
  });
}

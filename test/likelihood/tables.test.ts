import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  activationDenseToSparse,
  type Gating,
  gaussian,
  moe,
  type Params,
  softmax,
  topK,
} from "../../src/index.js";
import { blockLength, type Engine } from "../../src/numeric/kernels.js";
import { fastestEngine, plainEngine } from "../../src/numeric/workspace.js";
import { standardUnits } from "../../src/params/units.js";
import { drawFrom } from "../conformance/models.js";

const [k, d] = [3, 2];
/** The last block has one sample, or three. */
const sizes = [blockLength + 1, 2 * blockLength + 3];
const beta0 = [0.5, -0.4, 0];
const beta1 = [
  [1.5, -1],
  [-0.7, 0.3],
  [0, 0],
];
const experts = {
  a: [
    [1, 2],
    [-1, 0.5],
    [0.3, 0],
  ],
  b: [1, -2, 0],
  sigma2: [0.2, 0.5, 1.3],
};
const tau = 0.7;
const dot = (slopes: readonly number[], x: readonly number[]) =>
  slopes.reduce((sum, slope, j) => sum + slope * x[j], 0);

/** Gates with their scores and ranks written out; the softmax score less that of the last expert, which is 0 here. */
const gates: readonly {
  readonly name: string;
  readonly gating: Gating;
  readonly params: Params["gating"];
  readonly score: (i: number, x: readonly number[]) => number;
  readonly rank: (i: number, x: readonly number[]) => number;
}[] = [
  {
    name: "softmax",
    gating: softmax(),
    params: { beta0, beta1 },
    score: (i, x) => beta0[i] + dot(beta1[i], x),
    rank: (i, x) => beta0[i] + dot(beta1[i], x),
  },
  {
    name: "top-2 softmax by slope",
    gating: topK({ k: 2 }),
    params: { beta0, beta1 },
    score: (i, x) => beta0[i] + dot(beta1[i], x),
    rank: (i, x) => dot(beta1[i], x),
  },
  {
    name: "top-1 softmax by score",
    gating: topK({ k: 1, rank: "score" }),
    params: { beta0, beta1 },
    score: (i, x) => beta0[i] + dot(beta1[i], x),
    rank: (i, x) => beta0[i] + dot(beta1[i], x),
  },
  {
    name: "top-1 activated gate by slope",
    gating: topK({ k: 1, score: activationDenseToSparse({ activation: "tanh" }) }),
    params: { beta0, beta1, tau } as unknown as Params["gating"],
    score: (i, x) => (Math.tanh(dot(beta1[i], x)) + beta0[i]) / tau,
    rank: (i, x) => Math.tanh(dot(beta1[i], x)) / tau,
  },
];

const logNormal = (e: number, variance: number) =>
  -0.5 * (Math.log(2 * Math.PI * variance) + (e * e) / variance);
const table = (n: number) => Array.from({ length: k }, () => new Float64Array(n).fill(Number.NaN));

for (const [engineName, engine] of [
  ["plain", plainEngine],
  ["fastest", fastestEngine],
] as const satisfies readonly (readonly [string, Engine])[])
  describe(`the terms of a likelihood in tables, ${engineName} kernels`, () => {
    for (const { name, gating, params, score, rank } of gates)
      for (const n of sizes)
        it(`are what their formulas say for ${name}, n = ${n}`, () => {
          const model = moe({ gating, expert: gaussian(), k, inputs: d });
          const own = { gating: params, experts };
          const drawn = drawFrom(model, own, n, `tables/${name}/${n}`);
          // Inputs with a mean of their own: in standard units the intercepts are others, the ranks the same.
          const x = drawn.x.map((column) => column.map((value) => value + 3));
          const data = { ...drawn, x };
          const units = standardUnits(data, gating, [gaussian()]);
          const { likelihood, coordinates } = model.bind(data, units, engine);
          const theta = coordinates.toTheta(own);
          const { terms } = likelihood;
          const [ranks, scores, logDensities] = [table(n), table(n), table(n)];
          terms.ranks(theta, ranks);
          terms.scores(theta, scores);
          terms.logDensities(theta, logDensities);
          for (let i = 0; i < k; i++) {
            const [itsRanks, itsScores] = [new Float64Array(n), new Float64Array(n)];
            terms.ranksOf(i, theta, itsRanks);
            terms.scoresOf(i, theta, itsScores);
            assert.deepEqual(itsRanks, ranks[i]);
            assert.deepEqual(itsScores, scores[i]);
          }
          for (let t = 0; t < n; t++) {
            const at = x.map((column) => column[t]);
            for (let i = 0; i < k; i++) {
              // Some tens of roundings of numbers up to 10; log densities of numbers up to their own size.
              const near = (found: number, expected: number, what: string) =>
                assert.ok(
                  Math.abs(found - expected) <= 1e-13 * (10 + Math.abs(expected)),
                  `${what} ${i}, ${t}: ${found}, not ${expected}`,
                );
              near(ranks[i][t], rank(i, at), "rank");
              near(scores[i][t], score(i, at), "score");
              const e = data.y[t] - experts.b[i] - dot(experts.a[i], at);
              const inUnits = logNormal(e, experts.sigma2[i]) + Math.log(units.response.scale);
              near(logDensities[i][t], inUnits, "log density");
            }
          }
        });

    it("leave nothing behind that the likelihood would see", () => {
      const model = moe({ gating: topK({ k: 2 }), expert: gaussian(), k, inputs: d });
      const own = { gating: { beta0, beta1 }, experts };
      const data = drawFrom(model, own, sizes[1], "tables/after");
      const units = standardUnits(data, model.gating, model.families);
      const { likelihood, coordinates } = model.bind(data, units, engine);
      const theta = coordinates.toTheta(own);
      const before = likelihood.evaluate(theta, 0);
      likelihood.terms.scores(theta, table(data.n));
      likelihood.terms.ranksOf(1, theta, new Float64Array(data.n));
      assert.equal(likelihood.evaluate(theta, 0), before);
    });
  });

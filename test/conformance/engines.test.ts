import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { activations } from "../../src/activations/index.js";
import { type Expert, termOf } from "../../src/family.js";
import {
  activationDenseToSparse,
  moe,
  multinomialLogistic,
  normal,
  softmax,
  stream,
} from "../../src/index.js";
import { blockLength } from "../../src/numeric/kernels.js";
import { simdEngine } from "../../src/numeric/simd.js";
import { plainEngine, planWorkspace } from "../../src/numeric/workspace.js";
import { rawUnits } from "../../src/params/units.js";
import { triedExperts, triedGatings } from "./families.js";
import { drawFrom, models, separated } from "./models.js";

// Compiled once: that takes longer than most tests here.
const simdKernels = simdEngine();

// A block and a part of one, which is no multiple of 4.
const n = blockLength + 67;
const tolerance = 1e-10;

function agree(actual: Float64Array, expected: Float64Array, what: string) {
  const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  for (let i = 0; i < expected.length; i++)
    assert.ok(Math.abs(actual[i] - expected[i]) <= tolerance * size, `${what}[${i}]`);
}

describe("the engines agree within 1e-10 of the largest entry on", () => {
  for (const { name, model, point } of [...models, ...separated])
    it(name, () => {
      const params = point(stream(`engines/${name}`));
      const data = drawFrom(model, params, n, `engines/data/${name}`);
      const [plain, simd] = [plainEngine, simdKernels].map((engine) => {
        const { likelihood, coordinates } = model.bind(data, rawUnits, engine);
        const theta = coordinates.toTheta(params);
        const { size, gateSize } = likelihood;
        const score = new Float64Array(size);
        const hessian = new Float64Array(size * size);
        const value = likelihood.evaluate(theta, 2, score, hessian);
        const r = Array.from({ length: model.k }, () => new Float64Array(n));
        const selected = Array.from({ length: model.k }, () => new Uint8Array(n));
        likelihood.responsibilities(theta, r, selected);
        const gate = new Float64Array(gateSize * gateSize);
        const gateValue = likelihood.gateCriterion(
          theta,
          { r, selected },
          2,
          new Float64Array(gateSize),
          gate,
        );
        const em = new Float64Array(size * size);
        likelihood.expectation(theta, undefined, "all", new Float64Array(size), em);
        return { values: Float64Array.of(value, gateValue), score, hessian, r, gate, em };
      });
      agree(simd.values, plain.values, "value");
      agree(simd.score, plain.score, "score");
      agree(simd.hessian, plain.hessian, "hessian");
      agree(simd.gate, plain.gate, "gate");
      agree(simd.em, plain.em, "em");
      simd.r.forEach((own, i) => {
        agree(own, plain.r[i], `r[${i}]`);
      });
    });
});

it("the density of classes has a kernel of its own", () => {
  const { kernel } = multinomialLogistic({ classes: 3 });
  assert.ok(kernel && planWorkspace().open(simdKernels).kernels.densities[kernel]);
});

describe("where the probability of a class is too small for a number the engines agree on", () => {
  for (const k of [1, 2, 3, 5])
    for (const classes of [2, 3, 4, 5])
      it(`${k} experts, ${classes} classes`, () => {
        const model = moe({ gating: softmax(), expert: multinomialLogistic({ classes }), k });
        const uniform = stream(`unlikely/${k}/${classes}`);
        const x = Float64Array.from({ length: n }, () => 2 * uniform() - 1);
        // Only in the second block classes occur that all experts take for nearly impossible.
        for (let t = blockLength; t < 2 * blockLength; t++) x[t] *= 500;
        const y = Float64Array.from({ length: n }, () => Math.floor(classes * uniform()) + 1);
        const data = { n, d: 1, x: [x], y };
        const [plain, simd] = [plainEngine, simdKernels].map((engine) => {
          const { likelihood } = model.bind(data, rawUnits, engine);
          const { size } = likelihood;
          const theta = Float64Array.from({ length: size }, (_, j) => 2 + Math.sin(j));
          const score = new Float64Array(size);
          const hessian = new Float64Array(size * size);
          const r = Array.from({ length: k }, () => new Float64Array(n));
          const value = Float64Array.of(
            likelihood.evaluate(theta, 2, score, hessian),
            likelihood.responsibilities(theta, r),
          );
          return { value, score, hessian, r };
        });
        assert.ok(plain.value[0] < -1e4 && Number.isFinite(plain.value[0]));
        agree(simd.value, plain.value, "value");
        agree(simd.score, plain.score, "score");
        agree(simd.hessian, plain.hessian, "hessian");
        simd.r.forEach((own, i) => {
          agree(own, plain.r[i], `r[${i}]`);
        });
      });
});

describe("the kernel of a family gives what the family's own loop gives, in all orders, for", () => {
  const others = Object.keys(activations).flatMap((activation) => {
    if (activation.startsWith("x") || activations[activation]().kernel === undefined) return [];
    return [
      {
        label: `activationDenseToSparse ${activation} alone`,
        make: () => activationDenseToSparse({ activation }),
      },
    ];
  });
  const classes = [4, 5].map((classes) => ({
    label: `multinomialLogistic ${classes}`,
    make: () => multinomialLogistic({ classes }),
  }));
  for (const { label, make } of [...triedGatings, ...others, ...triedExperts, ...classes]) {
    const family = make();
    const { kernel, predictors, evaluate } = family;
    if (kernel === undefined) continue;
    it(label, () => {
      const { block, open } = planWorkspace();
      const eta = predictors.map(block);
      const term = {
        value: block(),
        first: predictors.map(block),
        second: predictors.map(() => predictors.map(block)),
      };
      const response = block();
      const { M, kernels } = open(simdKernels);
      const view = (at: number) => M.subarray(at, at + blockLength);
      const next = normal(stream(`kernel/${label}`));
      const uniform = stream(`kernel/${label}/y`);
      // Predictors of all sizes, equal ones and 0 among them, far beyond where an exponential underflows.
      predictors.forEach(({ basis }, u) => {
        const own = view(eta[u]);
        for (let t = 0; t < blockLength; t++) own[t] = t % 7 === 0 ? 0 : next() * 10 ** ((t % 16) / 4);
        if (basis === "constant") own.fill(0.5 * next());
      });
      const inputs = eta.map((at) => view(at).slice());
      const y = view(response);
      const random = { uniform, normal: next };
      const law = "draws" in family ? (family as Expert).draws(inputs, random) : () => 0;
      for (let t = 0; t < blockLength; t++) y[t] = law(t);
      for (const order of [0, 1, 2] as const) {
        const expected = termOf(family, blockLength);
        evaluate(inputs, y, blockLength, order, expected);
        // A few roundings of the largest number that goes in.
        const close = (at: number, own: Float64Array, what: string) =>
          own.forEach((value, t) => {
            const size = inputs.reduce(
              (largest, of) => Math.max(largest, Math.abs(of[t])),
              1 + Math.abs(value),
            );
            const gap = Math.abs(M[at + t] - value);
            assert.ok(
              gap <= 16 * Number.EPSILON * size,
              `${what}[${t}], order ${order}: ${M[at + t]}, not ${value}`,
            );
          });
        const closeDerivatives = () => {
          if (order === 0) return;
          predictors.forEach((_, u) => {
            close(term.first[u], expected.first[u], `first[${u}]`);
            if (order === 1) return;
            for (let v = u; v < predictors.length; v++)
              close(term.second[u][v], expected.second[u][v], `second[${u}][${v}]`);
          });
        };
        const density = kernels.densities[kernel];
        if (density) {
          density(eta, response, blockLength, order, term);
          expected.value.forEach((value, t) => {
            const found = M[term.value + t];
            const size = inputs.reduce((largest, of) => Math.max(largest, Math.abs(of[t])), 1);
            // A class that much less likely than another has the probability 0.
            const least = value < -700 ? 1e-300 : 0;
            const bound = 16 * Number.EPSILON * size * Math.exp(value) + least;
            assert.ok(Math.abs(found - Math.exp(value)) <= bound, `density[${t}]: ${found}`);
          });
          closeDerivatives();
        }
        kernels.terms[kernel](eta, response, blockLength, order, term);
        close(term.value, expected.value, "value");
        closeDerivatives();
      }
    });
  }
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dataset, modelOf, type Params, sample, stream, uniform } from "../../src/index.js";

const gaussian = { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] };
const multinomial = {
  name: "multinomialLogistic",
  classes: 3,
  a: [
    [1, 0, 0],
    [-1, 0.5, 0],
  ],
  b: [
    [[2], [-1], [0]],
    [[1], [2], [0]],
  ],
};
const gate = { beta0: [0.3, -0.4], beta1: [[3], [-1]] };

/** Gates whose weights do not change when all beta1 are moved by the same vector. */
const linear: Readonly<Record<string, Params["gating"]>> = {
  softmax: { name: "softmax", ...gate },
  "modified softmax": { name: "modifiedSoftmax", transform: "tanh", ...gate },
  "dense-to-sparse": { name: "denseToSparse", tau: 0.6, ...gate },
  "top-1 softmax": { name: "softmax", topK: 1, rank: "slope", ...gate },
};
const gates: typeof linear = {
  ...linear,
  "sigmoid dense-to-sparse": { name: "activationDenseToSparse", activation: "sigmoid", tau: 0.6, ...gate },
};
const experts = { gaussian, multinomial };

/** Largest relative difference of the log densities of two records at some inputs and responses. */
function gap(one: Params, other: Params): number {
  const [f, g] = [modelOf(one).conditional(one), modelOf(other).conditional(other)];
  let largest = 0;
  for (const x of [-0.9, -0.2, 0.1, 0.7])
    for (const y of [1, 2, 3]) {
      const [p, q] = [f([x]).logDensity(y), g([x]).logDensity(y)];
      largest = Math.max(largest, Math.abs(p - q) / (1 + Math.abs(p)));
    }
  return largest;
}

const moved = (record: Params["gating"], t1: number, t2: number): Params["gating"] => ({
  ...record,
  beta0: gate.beta0.map((value) => value + t1),
  beta1: gate.beta1.map(([value]) => [value + t2]),
});
const temperatureOf = (record: Params["gating"]) => (record.tau as unknown as number | undefined) ?? 1;

for (const [kind, expert] of Object.entries(experts)) {
  describe(`the density of ${kind} experts`, () => {
    for (const [name, record] of Object.entries(gates)) {
      const truth: Params = { gating: record, experts: expert };

      it(`does not change under a translation of the ${name} gate`, () => {
        const t2 = name in linear ? -2.3 : 0;
        assert.ok(gap(truth, { gating: moved(record, 1.7, t2), experts: expert }) <= 1e-10);
      });

      it(`does not change when an atom of the ${name} gate is split into two copies that share its weight`, () => {
        // With a selection, copies take places from others.
        if (record.topK !== undefined) return;
        const copy = (field: unknown) => {
          const [first, second] = field as [unknown, unknown];
          return [first, first, second];
        };
        const tau = temperatureOf(record);
        const beta0 = [
          gate.beta0[0] + tau * Math.log(0.3),
          gate.beta0[0] + tau * Math.log(0.7),
          gate.beta0[1],
        ];
        const split = {
          gating: { ...record, beta0, beta1: copy(gate.beta1) },
          experts: Object.fromEntries(
            Object.entries(expert).map(([field, value]) => [
              field,
              Array.isArray(value) ? copy(value) : value,
            ]),
          ),
        } as Params;
        assert.ok(gap(truth, split) <= 1e-10);
      });
    }

    it("does not change when (beta0, beta1, tau) of the plain temperature gate are scaled", () => {
      const scaled = {
        ...gates["dense-to-sparse"],
        beta0: gate.beta0.map((value) => 2.7 * value),
        beta1: gate.beta1.map(([value]) => [2.7 * value]),
        tau: 2.7 * 0.6,
      } as unknown as Params["gating"];
      assert.ok(
        gap({ gating: gates["dense-to-sparse"], experts: expert }, { gating: scaled, experts: expert }) <=
          1e-10,
      );
    });
  });
}

describe("a gate of two experts with an activation that is odd but for a constant", () => {
  for (const activation of ["sigmoid", "tanh", "sin", "arctan"])
    it(`does not tell its slopes from their mirror image: ${activation}`, () => {
      const record = { name: "activationDenseToSparse", activation, tau: 0.6, ...gate };
      const [[first], [second]] = gate.beta1;
      const mirrored = { ...record, beta1: [[-second], [-first]] };
      const truth = { gating: record, experts: gaussian } as unknown as Params;
      assert.ok(gap(truth, { gating: mirrored, experts: gaussian } as unknown as Params) <= 1e-10);
    });

  it("does where the activation has no such symmetry: gelu", () => {
    const record = { name: "activationDenseToSparse", activation: "gelu", tau: 0.6, ...gate };
    const mirrored = { ...record, beta1: [[1], [-3]] };
    const truth = { gating: record, experts: gaussian } as unknown as Params;
    assert.ok(gap(truth, { gating: mirrored, experts: gaussian } as unknown as Params) > 0.01);
  });
});

describe("a selection of one expert", () => {
  it("has weight 1 wherever it is selected, whatever beta0 says", () => {
    const record = { name: "softmax", topK: 1, rank: "slope", beta0: [5, 0], beta1: [[1], [0]] };
    const truth = { gating: record, experts: gaussian } as Params;
    const model = modelOf(truth);
    for (const x of [-0.5, 0.5]) {
      const weights = model.gateWeights(truth, [x]);
      assert.deepEqual(weights, x > 0 ? [1, 0] : [0, 1]);
    }
    const data = sample(model, truth, { n: 500, design: uniform(), uniform: stream("one selected") });
    assert.ok(data.x[0].every((x, t) => (data.labels as Int32Array)[t] === (x > 0 ? 0 : 1)));
  });

  it("tells slopes apart that nearly tie beside large intercepts, at an input and on data", () => {
    const record = { name: "softmax", topK: 1, rank: "slope", beta0: [90, 0], beta1: [[1e-12], [0]] };
    const truth = { gating: record, experts: gaussian } as Params;
    const model = modelOf(truth);
    const x = [-1e-3, -1e-9, 1e-9, 1e-3];
    for (const at of x) assert.deepEqual(model.gateWeights(truth, [at]), at > 0 ? [1, 0] : [0, 1]);
    const onLine = x.map((at) => (at > 0 ? 2 * at + 1 : -1.5 * at - 1));
    // Each on the line of the expert that should have it: the largest value there is.
    const expected = x.reduce((sum, at) => sum - 0.5 * Math.log(2 * Math.PI * (at > 0 ? 0.25 : 0.16)), 0);
    assert.ok(Math.abs(model.logLik(truth, dataset(x, onLine)) - expected) < 1e-12);
  });

  it("ranks by the whole score where it is told to", () => {
    const record = { name: "softmax", topK: 1, rank: "score", beta0: [-0.4, 0], beta1: [[1], [0]] };
    const truth = { gating: record, experts: gaussian } as Params;
    for (const [x, selected] of [
      [0.3, 1],
      [0.5, 0],
    ])
      assert.equal(modelOf(truth).gateWeights(truth, [x])[selected], 1);
  });
});

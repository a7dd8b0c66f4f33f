import assert from "node:assert/strict";
import { test } from "node:test";
import { densityErrors, experimentRule } from "../../experiments/densities.js";
import { fittedModel } from "../../experiments/parts/models.js";
import { experimentByName } from "../../experiments/specs/index.js";
import { hellinger, totalVariation, uniformLaw } from "../../src/density/index.js";
import { fine as fineRule } from "../../src/density/measure.js";
import { given, grid, uniform } from "../../src/random/designs.js";
import { modelOf } from "../../src/registry.js";
import type { AnyParams, Params } from "../../src/types.js";

const at = (params: AnyParams) => ({ model: modelOf(params), params });

/** A truth and an estimate of about the distance of a fit of a few hundred observations. */
function pair(name: string, move: (params: Params) => Params) {
  const truth = experimentByName(name).truth as Params;
  return [at(truth), at(move(truth))] as const;
}

const gaussianMove = (params: Params): Params => ({
  gating: {
    ...params.gating,
    beta0: (params.gating.beta0 as number[]).map((b, i) => b + 0.1 * (i === 0 ? 1 : 0)),
  },
  experts: {
    ...params.experts,
    b: (params.experts.b as number[]).map((b, i) => b + 0.05 * (i + 1)),
    sigma2: (params.experts.sigma2 as number[]).map((s) => 1.1 * s),
  },
});

// What the rule's own comment promises: a few thousandths. Measured: 5e-4 for h, 2e-3 for V.
const promised = 5e-3;

test("the quick distances are those of the library to a few thousandths", () => {
  const cases = [
    ["softmax-exact", uniform(), uniformLaw({ order: 16, panels: 8 })],
    ["demystifying-exact", grid(), uniformLaw({ from: 0, to: 1, order: 16, panels: 8 })],
  ] as const;
  for (const [name, design, law] of cases) {
    const [f, g] = pair(name, gaussianMove);
    const quick = densityErrors(f, g, design);
    const conditionals = [f, g].map(({ model, params }) => model.conditional(params));
    const h = hellinger(conditionals[0], conditionals[1], law.points, law.weights);
    const v = totalVariation(conditionals[0], conditionals[1], law.points, law.weights);
    assert.ok(Math.abs(quick.hellinger / h - 1) < promised, `${name}: ${quick.hellinger}, not ${h}`);
    assert.ok(
      Math.abs(quick.totalVariation / v - 1) < promised,
      `${name}: ${quick.totalVariation}, not ${v}`,
    );
  }
});

test("the quick distances bear heavy tails, and counts", () => {
  const gating = { name: "softmax", beta0: [0.3, 0], beta1: [[2], [0]] };
  const of = (experts: Params["experts"]) => at({ gating, experts });
  const lines = { a: [[2], [-1.5]], b: [1, -1] };
  const moved = { a: [[2.1], [-1.45]], b: [1.05, -1.1] };
  const pairs = [
    ...[1, 5].map((nu) => [
      of({ name: "studentT", nu, ...lines, sigma2: [0.25, 0.16] }),
      of({ name: "studentT", nu, ...moved, sigma2: [0.27, 0.17] }),
    ]),
    [of({ name: "poisson", ...lines }), of({ name: "poisson", ...moved })],
  ];
  const { points, weights } = uniformLaw({ order: 16, panels: 4 });
  for (const [f, g] of pairs) {
    const quick = densityErrors(f, g, uniform());
    const [p, q] = [f, g].map(({ model, params }) => model.conditional(params));
    assert.ok(Math.abs(quick.hellinger / hellinger(p, q, points, weights) - 1) < promised);
    assert.ok(Math.abs(quick.totalVariation / totalVariation(p, q, points, weights) - 1) < promised);
  }
});

test("over classes they are sums", () => {
  const [f, g] = pair("multinomial-regime1-exact-tanh", (params) => ({
    ...params,
    gating: { ...params.gating, beta0: [-0.5, 0] },
  }));
  const { points, weights } = uniformLaw({ order: 20, panels: 4 });
  const quick = densityErrors(f, g, uniform());
  const [p, q] = [f, g].map(({ model, params }) => model.conditional(params));
  // Only the average over the inputs is approximate: 36 nodes.
  assert.ok(Math.abs(quick.hellinger / hellinger(p, q, points, weights) - 1) < promised);
  assert.ok(Math.abs(quick.totalVariation / totalVariation(p, q, points, weights) - 1) < promised);
});

test("jumps of a top-K gate are found, in one dimension and in the plane", () => {
  for (const name of ["topk-three-d1", "topk-three-d2"]) {
    const { truth, protocols } = experimentByName(name);
    const moved = {
      ...truth,
      gating: {
        ...truth.gating,
        beta1: (truth.gating.beta1 as number[][]).map((row, i) => row.map((b, u) => b + 0.3 * i * (u - 0.5))),
      },
    };
    const [f, g] = [at(truth), at(moved)];
    const { design } = protocols.certified!;
    const quick = densityErrors(f, g, design);
    // Within 1e-5 of 20 panels inside; the jumps are along the outer variable.
    const fine = { ...experimentRule, panels: 8, outerPanels: 30, response: fineRule };
    const finer = densityErrors(f, g, design, fine);
    for (const distance of ["hellinger", "totalVariation"] as const)
      assert.ok(
        // In the plane the boundaries bend the outer integrand, which costs another factor.
        Math.abs(quick[distance] / finer[distance] - 1) < 4 * promised,
        `${name} ${distance}: ${quick[distance]}, not ${finer[distance]}`,
      );
  }
});

test("a model is at distance 0 from itself, with its experts in another order", () => {
  const truth = experimentByName("softmax-exact").truth as Params;
  const turned: Params = {
    gating: { name: "softmax", beta0: [0, 0], beta1: [[-3], [0]] },
    experts: { name: "gaussian", a: [[-1.5], [2]], b: [-1, 1], sigma2: [0.16, 0.25] },
  };
  const { hellinger: h, totalVariation: v } = densityErrors(at(truth), at(turned), uniform());
  // Rounding, 1e-16 in each density, under the root of h.
  assert.ok(h < 1e-7 && v < 1e-14, `${h} ${v}`);
});

test("the range is the one that the design states, whatever its name", () => {
  const [f, g] = pair("softmax-exact", gaussianMove);
  const narrow = uniform({ from: -0.5, to: 0.5 });
  assert.deepEqual(densityErrors(f, g, { ...narrow, name: "ours" }), densityErrors(f, g, narrow));
});

test("a design whose law is not known is refused", () => {
  const truth = experimentByName("softmax-exact").truth as Params;
  assert.throws(() => densityErrors(at(truth), at(truth), given([0, 1])), {
    message: 'invalid design "given"; distances of densities need a uniform or a grid design',
  });
});

test("too few selected experts leave a floor, the two that the truth selects do not", () => {
  const { truth, protocols } = experimentByName("topk-three-d1");
  const narrow = experimentByName("topk-threshold-1-of-3");
  const one = { ...truth, gating: { ...truth.gating, topK: 1 } };
  const { totalVariation: floor } = densityErrors(
    at(truth),
    { model: fittedModel(narrow), params: one },
    protocols.certified!.design,
  );
  assert.ok(floor > 0.2, `${floor}`);
});

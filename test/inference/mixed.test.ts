import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type AnyParams,
  binomial,
  bootstrap,
  dataset,
  dendrogram,
  evidence,
  fit,
  gaussian,
  intervals,
  modelOf,
  moe,
  pointMass,
  profile,
  sample,
  sandwich,
  select,
  softmax,
  stream,
  uniform,
  weakPrior,
} from "../../src/index.js";

const near = (actual: number | null, expected: number, tolerance: number) =>
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)),
    `${actual}, not ${expected}`,
  );

/** The mode of a concave function given by its derivatives, and minus its curvature there. */
function modeOf(slope: (c: number) => number, curvature: (c: number) => number): [number, number] {
  let c = 0;
  for (let step = 0; step < 50; step++) c -= slope(c) / curvature(c);
  return [c, -curvature(c)];
}

// Without inputs the likelihood is a product: that of the number of points, and that of the other responses.
describe("one Gaussian expert and a point mass, without inputs,", () => {
  const truth: AnyParams = {
    gating: { name: "softmax", beta0: [1, 0], beta1: [[], []] },
    experts: [
      { name: "gaussian", a: [], b: 2, sigma2: 0.5 },
      { name: "pointMass", at: 5 },
    ],
  };
  const model = modelOf(truth, 0);
  const data = sample(model, truth, { n: 200, uniform: stream("mixed") });
  const beside = data.y.filter((y) => y !== 5);
  const alone = moe({ gating: softmax(), expert: gaussian(), k: 1, inputs: 0 });
  const rest = dataset(null, beside);
  const [whole, part] = [fit(model, data), fit(alone, rest)];
  const [m, n] = [beside.length, data.n];

  it("have the profile and the sandwich of the Gaussian expert alone", () => {
    for (const [own, other] of [
      ["experts[0].b", "experts.b[0]"],
      ["experts[0].sigma2", "experts.sigma2[0]"],
    ]) {
      const [p, q] = [
        profile(model, data, whole, { parameter: own }),
        profile(alone, rest, part, { parameter: other }),
      ];
      assert.deepEqual(p.ends, { low: "level", high: "level" });
      // A profile ends where the root of the deviance is right to 1e-9.
      near(p.low, q.low, 1e-7);
      near(p.high, q.high, 1e-7);
      const errorOf = (covariance: ReturnType<typeof sandwich>, name: string) => {
        const at = covariance.parameters.findIndex((one) => one.name === name);
        return covariance.matrix[at][at];
      };
      near(
        errorOf(sandwich(model, data, whole), own),
        errorOf(sandwich(alone, rest, part), other) as number,
        1e-6,
      );
    }
  });

  it("have intervals for every parameter by its own record, and none for a point mass", () => {
    assert.deepEqual(
      intervals(whole).parameters.map(({ name }) => name),
      ["gating.beta0[0]", "gating.beta0[1]", "experts[0].b", "experts[0].sigma2"],
    );
  });

  it("have the evidence of the two parts taken together", () => {
    // Laplace's method for the number of points: the log odds are a difference of two normal numbers.
    const variance = 2 * weakPrior.gate ** 2;
    const share = (c: number) => 1 / (1 + Math.exp(-c));
    const [mode, information] = modeOf(
      (c) => m - n * share(c) - c / variance,
      (c) => -n * share(c) * (1 - share(c)) - 1 / variance,
    );
    const logGate =
      m * Math.log(share(mode)) +
      (n - m) * Math.log(1 - share(mode)) -
      mode ** 2 / (2 * variance) -
      0.5 * Math.log(variance * information);
    const expected = (evidence(alone, rest, part.params).logEvidence as number) + logGate;
    near(evidence(model, data, whole.params).logEvidence, expected, 1e-9);
  });

  it("have no dendrogram, and say so", () => {
    assert.throws(() => dendrogram(model, data, whole.params), {
      message:
        "no dendrogram; it is defined for experts of one family, whose atoms merge: gaussian, pointMass",
    });
  });
});

describe("Gaussian experts below a ceiling", () => {
  const truth: AnyParams = {
    gating: { name: "softmax", beta0: [1, 1, 0], beta1: [[-3], [3], [0]] },
    experts: [
      { name: "gaussian", a: [2], b: 0, sigma2: 0.1 },
      { name: "gaussian", a: [-2], b: 1, sigma2: 0.1 },
      { name: "pointMass", at: 5 },
    ],
  };
  const model = modelOf(truth);
  const data = sample(model, truth, { n: 300, design: uniform(), uniform: stream("ceiling") });

  it("are chosen in number beside the point mass, no fit below a smaller one", async () => {
    // The point mass first, so that a split expert comes in another place.
    const modelFor = (k: number) =>
      moe({
        gating: softmax(),
        experts: Array.from({ length: k }, (_, i) => (i === 0 ? pointMass({ at: 5 }) : gaussian())),
      });
    const table = await select(modelFor, data, { experts: [2, 3, 4], seed: "ceiling" });
    assert.ok(table.rows.every(({ nested }) => nested));
    assert.ok(table.rows.every(({ logLik }, i) => i === 0 || logLik >= table.rows[i - 1].logLik));
    assert.equal(table.best.bic, 3);
    assert.equal(table.best.evidence, 3);
    assert.equal(table.dendrogram, null);
    assert.ok(table.rows.every(({ dsc }) => dsc === null));
  });

  it("keep their families in the refits of a bootstrap", async () => {
    const found = fit(model, data, { seed: "ceiling" });
    const { parameters, replicates, used } = await bootstrap(model, data, found, {
      replicates: 4,
      starts: "estimate",
    });
    assert.equal(used, 4);
    for (const one of replicates) {
      assert.ok(one.status !== "failed");
      assert.deepEqual(
        (one.params.experts as readonly { name?: string }[]).map(({ name }) => name),
        (found.params.experts as readonly { name?: string }[]).map(({ name }) => name),
      );
    }
    const slope = parameters.find(({ name }) => name === "experts[0].a[0]");
    assert.ok(Math.abs(slope?.bias as number) < 0.5);
  });
});

describe("binomial experts", () => {
  it("are drawn in a bootstrap with the numbers of trials of the sample", async () => {
    const n = 60;
    const trials = Float64Array.from({ length: n }, (_, t) => 1 + (t % 9));
    const model = moe({ gating: softmax(), expert: binomial(), k: 1 });
    const params = {
      gating: { name: "softmax", beta0: [0], beta1: [[0]] },
      experts: { name: "binomial", a: [[1.5]], b: [0.5] },
    };
    const data = sample(model, params, { n, design: uniform(), trials, uniform: stream("trials") });
    const found = fit(model, data);
    const { used, parameters } = await bootstrap(model, data, found, { replicates: 40 });
    assert.equal(used, 40);
    for (const { standing, standardError, name } of parameters) {
      if (standing !== "estimated") continue;
      const at = found.covariance.parameters.findIndex((one) => one.name === name);
      const wald = Math.sqrt(found.covariance.matrix[at][at] as number);
      // A standard deviation of 40 replicates is within 1 / sqrt(2 * 40), 11 %, of its own, three times that in 1 of 400 seeds.
      assert.ok(Math.abs((standardError as number) / wald - 1) < 0.4, `${name}: ${standardError}, ${wald}`);
    }
  });
});

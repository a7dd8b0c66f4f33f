import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf } from "../../src/fit/problem/problem.js";
import {
  activationDenseToSparse,
  dataset,
  denseToSparse,
  evidence,
  fit,
  gaussian,
  moe,
  multinomialLogistic,
  normal,
  type Params,
  poisson,
  softmax,
  stream,
  topK,
} from "../../src/index.js";
import { posteriorOf } from "../../src/inference/evidence.js";
import { logPriorOf, weakPrior } from "../../src/inference/prior.js";
import { initTrustRegion, stepTrustRegion } from "../../src/numeric/trustRegion.js";
import { draw, lines, model } from "./data.js";

const sum = (values: readonly number[]) => values.reduce((p, q) => p + q, 0);
/** log of the sum of exponentials. */
function logSum(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(sum(values.map((value) => Math.exp(value - largest))));
}
const logNormal = (z: number, variance: number) =>
  -0.5 * (Math.log(2 * Math.PI * variance) + z ** 2 / variance);
const equally = (from: number, to: number, m: number) =>
  Array.from({ length: m }, (_, i) => from + ((to - from) * (i + 0.5)) / m);

describe("the evidence of one line", () => {
  /**
   * Independently: given the variance s the coefficients integrate out in closed form, since a constant and a standardised input are
   * orthogonal: of n responses with correlation rho their law is N(0, s / n + 2.5^2) at 0 and rho, and log s is summed over a fine grid.
   */
  function exact(n: number, rho: number, scale: number): number {
    const logPriorAt = (v: number) => Math.log(0.01) - v - 0.01 * Math.exp(-v);
    const [from, to, m] = [-12, 6, 20_000];
    const height = (v: number) => {
      const s = Math.exp(v);
      const integrated = [0, rho].map(
        (c) => 0.5 * Math.log((2 * Math.PI * s) / n) + logNormal(c, s / n + 2.5 ** 2),
      );
      return (
        -0.5 * n * (Math.log(2 * Math.PI) + v) -
        (0.5 * n * (1 - rho ** 2)) / s +
        sum(integrated) +
        logPriorAt(v)
      );
    };
    return logSum(equally(from, to, m).map(height)) + Math.log((to - from) / m) - n * Math.log(scale);
  }

  it("is that of its closed form, with an error of order 1 / n", () => {
    const errors = [50, 100, 200, 400].map((n) => {
      const data = draw(lines[1], n, "evidence/line");
      const [x, y] = [data.x[0], data.y].map((column) => {
        const mean = sum([...column]) / n;
        const sd = Math.sqrt(sum([...column].map((value) => (value - mean) ** 2)) / n);
        return { sd, standard: column.map((value) => (value - mean) / sd) };
      });
      const rho = sum([...x.standard].map((value, t) => value * y.standard[t])) / n;
      const found = evidence(model(1), data, fit(model(1), data).params);
      return (found.logEvidence as number) - exact(n, rho, y.sd);
    });
    // By Stirling's series: in the integral over a variance that is left of two coefficients the power of Gamma(n / 2) is one less than
    // that of the joint mode, so that Laplace's method is too low by 13 / (6 n) to the first order.
    for (const [i, n] of [50, 100, 200, 400].entries())
      assert.ok(Math.abs(errors[i] * n + 13 / 6) < 10 / n, `${n}: ${errors[i] * n}`);
  });
});

describe("the evidence of one expert for counts and classes", () => {
  it("is that of a sum over a grid", () => {
    const counts = {
      gating: { beta0: [0], beta1: [[0]] },
      experts: { name: "poisson", a: [[0.4]], b: [1.5] },
    };
    const classes = {
      gating: { beta0: [0], beta1: [[0]] },
      experts: { name: "multinomialLogistic", classes: 2, a: [[0.5, 0]], b: [[[1], [0]]] },
    };
    for (const [truth, expert] of [
      [counts, poisson()],
      [classes, multinomialLogistic({ classes: 2 })],
    ] as const) {
      const data = draw(truth as Params, 150, "evidence/grid");
      const one = moe({ gating: softmax(), expert, k: 1 });
      const problem = problemOf(one, data);
      const logPrior = logPriorOf(problem, weakPrior);
      const params = fit(one, data).params;
      const centre = problem.coordinates.toTheta(params);
      const width = 2;
      const cells = equally(-width, width, 300);
      const heights = cells.flatMap((u) =>
        cells.map((v) => {
          const theta = Float64Array.of(centre[0] + u, centre[1] + v);
          return problem.n * problem.valueAt(theta) + logPrior(theta);
        }),
      );
      const exact = logSum(heights) + 2 * Math.log((2 * width) / cells.length);
      // Of order 1 / n.
      assert.ok(Math.abs((evidence(one, data, params).logEvidence as number) - exact) < 3 / data.n);
    }
  });
});

describe("the evidence of counts", () => {
  it("does not depend on the unit of their exposures", () => {
    const truth = {
      gating: { beta0: [0, 0], beta1: [[0], [0]] },
      experts: { name: "poisson", a: [[0.4], [-0.4]], b: [2, 0] },
    } as Params;
    const counts = draw(truth, 150, "evidence/exposure");
    const two = moe({ gating: softmax(), expert: poisson(), k: 2 });
    const [plain, sevenfold] = [
      counts,
      { ...counts, offset: new Float64Array(counts.n).fill(Math.log(7)) },
    ].map((data) => evidence(two, data, fit(two, data, { starts: 2 }).params).logEvidence as number);
    assert.ok(Math.abs(plain - sevenfold) < 1e-6);
  });
});

describe("the evidence of two lines", () => {
  /** By importance sampling about one of its two modes: the error of Laplace's method, and four standard errors of it. */
  function errorAt(n: number): { error: number; blur: number } {
    const data = draw(lines[2], n, "evidence/two");
    const two = model(2);
    const params = fit(two, data).params;
    const problem = problemOf(two, data);
    const posterior = posteriorOf(problem, weakPrior);
    let mode = initTrustRegion(posterior, problem.coordinates.toTheta(params));
    for (let step = 0; step < 50; step++) mode = stepTrustRegion(posterior, mode);
    const logPrior = logPriorOf(problem, weakPrior);
    // Draws from a t law of five degrees of freedom with the mode and curvature of the posterior.
    const [nu, p] = [5, mode.theta.length];
    const uniform = stream("evidence/importance");
    const next = normal(uniform);
    const curvatures = mode.eigen.values.map((value) => -value * n);
    const logGammaHalf = (m: number): number =>
      m === 1 ? 0.5 * Math.log(Math.PI) : m === 2 ? 0 : logGammaHalf(m - 2) + Math.log(m / 2 - 1);
    const constant =
      logGammaHalf(nu + p) -
      logGammaHalf(nu) -
      (p / 2) * Math.log(nu * Math.PI) +
      0.5 * sum(curvatures.map(Math.log));
    const draws = 20_000;
    const ratios = Array.from({ length: draws }, () => {
      const shrink = Math.sqrt(sum(Array.from({ length: nu }, () => next() ** 2)) / nu);
      const theta = Float64Array.from(mode.theta);
      let squares = 0;
      mode.eigen.vectors.forEach((vector, i) => {
        const z = next() / shrink;
        squares += z * z;
        for (let j = 0; j < p; j++) theta[j] += (z * vector[j]) / Math.sqrt(curvatures[i]);
      });
      const proposal = constant - 0.5 * (nu + p) * Math.log1p(squares / nu);
      return problem.logLikOf(problem.valueAt(theta)) + logPrior(theta) - proposal;
    });
    const estimate = logSum(ratios) - Math.log(draws) + Math.log(2);
    const largest = Math.max(...ratios);
    const weights = ratios.map((ratio) => Math.exp(ratio - largest));
    const effective = sum(weights) ** 2 / sum(weights.map((w) => w * w));
    const found = evidence(two, data, params).logEvidence as number;
    assert.ok(effective > draws / 4, `${effective} draws`);
    return { error: found - estimate, blur: 4 * Math.sqrt(1 / effective - 1 / draws) };
  }

  it("is that of importance sampling about one mode, and log 2 more for the other, up to the order 1 / n", () => {
    const [few, many] = [250, 1000].map(errorAt);
    // A line of n / 2 observations alone leaves out 13 / (3 n), two lines and a gate more.
    assert.ok(Math.abs(few.error) < 25 / 250 + few.blur, `${few.error} +- ${few.blur}`);
    assert.ok(Math.abs(many.error) < 25 / 1000 + many.blur, `${many.error} +- ${many.blur}`);
    assert.ok(few.blur < 0.06 && many.blur < 0.06);
  });

  it("does not depend on the order of the experts, the units or the steepness with which a step was found", () => {
    const data = draw(lines[2], 200, "evidence/units");
    const two = model(2);
    const { params } = fit(two, data);
    const { a, b, sigma2 } = params.experts as { a: number[][]; b: number[]; sigma2: number[] };
    const { beta0, beta1 } = params.gating as { beta0: number[]; beta1: number[][] };
    const swapped: Params = {
      gating: { beta0: [...beta0].reverse(), beta1: [...beta1].reverse() },
      experts: { a: [...a].reverse(), b: [...b].reverse(), sigma2: [...sigma2].reverse() },
    };
    const [one, other] = [params, swapped].map((at) => evidence(two, data, at).logEvidence as number);
    assert.ok(Math.abs(one - other) < 1e-6);
    // Ten times the response: densities are a tenth.
    const tenfold = dataset(
      data.x[0],
      data.y.map((y) => 10 * y),
    );
    const scaled = evidence(two, tenfold, fit(two, tenfold).params).logEvidence as number;
    assert.ok(Math.abs(scaled - (one - data.n * Math.log(10))) < 1e-6);
  });

  it("is finite where flat directions or bounds make the Hessian singular", () => {
    const step: Params = {
      gating: { beta0: [0, 0], beta1: [[-1000], [0]] },
      experts: { a: [[1], [-1]], b: [3, -3], sigma2: [0.1, 0.1] },
    };
    const sharp = draw(step, 100, "evidence/step");
    const found = fit(model(2), sharp);
    assert.notEqual(found.status, "converged");
    const { logEvidence, logLik } = evidence(model(2), sharp, found.params);
    assert.ok(Number.isFinite(logEvidence) && (logLik as number) < found.logLik);
    const flat = draw(lines[1], 100, "evidence/flat");
    assert.ok(
      Number.isFinite(evidence(model(3), flat, fit(model(3), flat, { starts: 2 }).params).logEvidence),
    );
    const cooled = moe({ gating: denseToSparse(), expert: gaussian(), k: 2 });
    assert.ok(Number.isFinite(evidence(cooled, flat, fit(cooled, flat).params).logEvidence));
  });

  it("prefers the number of lines that data were drawn from", () => {
    for (const k of [1, 2, 3] as const) {
      const data = draw(lines[k], 300, "evidence/which");
      const found = [1, 2, 3, 4].map(
        (m) => evidence(model(m), data, fit(model(m), data, { starts: 2 }).params).logEvidence ?? -Infinity,
      );
      assert.equal(found.indexOf(Math.max(...found)) + 1, k, `${found}`);
    }
  });

  it("is unknown, with a reason, for a gate that leaves experts out", () => {
    const data = draw(lines[2], 60, "evidence/selected");
    const selecting = moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 });
    const { logEvidence, limits } = evidence(selecting, data, lines[2]);
    assert.equal(logEvidence, null);
    assert.match(limits as string, /leaves experts out/);
  });
});

describe("the prior", () => {
  it("has the density of its law: gates the differences of independent normal ones, variances inverse gamma", () => {
    const problem = problemOf(model(3), draw(lines[3], 50, "prior"));
    const uniform = stream("prior/density");
    const theta = Float64Array.from({ length: problem.size }, () => 2 * uniform() - 1);
    // Two differences of three: covariance 2.5^2 (2, 1; 1, 2), with the inverse (2, -1; -1, 2) / 3 / 2.5^2.
    const gates = [0, 1].map((c) => {
      const [u, v] = [theta[c], theta[2 + c]];
      return -Math.log(2 * Math.PI * 6.25 * Math.sqrt(3)) - (u * u - u * v + v * v) / 3 / 6.25;
    });
    const experts = [4, 7, 10].map((at) => {
      const s = Math.exp(theta[at + 2]);
      // The density of log s is s times that of s.
      const ofVariance = Math.log(0.01) - 2 * Math.log(s) - 0.01 / s + Math.log(s);
      return logNormal(theta[at], 6.25) + logNormal(theta[at + 1], 6.25) + ofVariance;
    });
    const found = logPriorOf(problem, weakPrior)(theta);
    assert.ok(Math.abs(found - sum([...gates, ...experts])) < 1e-12);
  });

  const classes = multinomialLogistic({ classes: 3 });
  const truth = {
    gating: { beta0: [0, 0, 0], beta1: [[0], [0], [0]] },
    experts: {
      name: "multinomialLogistic",
      classes: 3,
      a: [
        [1, 2, 0],
        [0, 1, 0],
        [2, 0, 0],
      ],
      b: [
        [[1], [0], [0]],
        [[0], [1], [0]],
        [[0], [0], [0]],
      ],
    },
  } as Params;
  const cases = [
    ["lines", model(3), draw(lines[3], 50, "prior")],
    [
      "an activation gate",
      moe({ gating: activationDenseToSparse({ activation: "tanh" }), expert: gaussian(), k: 3 }),
      draw(lines[3], 50, "prior"),
    ],
    [
      "counts",
      moe({ gating: softmax(), expert: poisson(), k: 2 }),
      dataset([1, 2, 3, 4, 5], [3, 1, 4, 1, 5]),
    ],
    ["classes", moe({ gating: softmax(), expert: classes, k: 3 }), draw(truth, 50, "prior")],
  ] as const;
  for (const [name, of, data] of cases)
    it(`has the derivatives of its density: ${name}`, () => {
      const problem = problemOf(of, data);
      const { size } = problem;
      const logPrior = logPriorOf(problem, weakPrior);
      const uniform = stream(`prior/${name}`);
      const theta = Float64Array.from({ length: size }, () => 2 * uniform() - 1);
      const [gradient, hessian] = [new Float64Array(size), new Float64Array(size * size)];
      logPrior(theta, gradient, hessian);
      const h = 1e-5;
      const moved = (j: number, by: number) => theta.map((value, i) => (i === j ? value + by : value));
      for (let j = 0; j < size; j++) {
        const [up, down] = [h, -h].map((by) => {
          const slope = new Float64Array(size);
          return { value: logPrior(moved(j, by), slope), slope };
        });
        // Central differences: h^2 for what they leave out, 1e-16 / h for rounding.
        assert.ok(Math.abs((up.value - down.value) / (2 * h) - gradient[j]) < 1e-8);
        for (let i = 0; i < size; i++)
          assert.ok(Math.abs((up.slope[i] - down.slope[i]) / (2 * h) - hessian[i * size + j]) < 1e-8);
      }
    });
});

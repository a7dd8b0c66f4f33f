import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  d1,
  dataset,
  type FitOptions,
  fit,
  grid,
  type Params,
  sample,
  stream,
  uniform,
} from "../../src/index.js";
import { balanced, model, numbers, published, table } from "./data.js";

/** Log density of the softmax-gated Gaussian mixture for d = 1, written out once more from the formula. */
function logDensity(params: Params, x: number, y: number): number {
  const { beta0, beta1 } = params.gating as unknown as { beta0: number[]; beta1: number[][] };
  const { a, b, sigma2 } = params.experts as unknown as { a: number[][]; b: number[]; sigma2: number[] };
  const scores = beta0.map((value, i) => value + beta1[i][0] * x);
  const top = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - top));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const density = weights.reduce((sum, w, i) => {
    const e = y - b[i] - a[i][0] * x;
    return sum + ((w / total) * Math.exp((-e * e) / (2 * sigma2[i]))) / Math.sqrt(2 * Math.PI * sigma2[i]);
  }, 0);
  return Math.log(density);
}

describe("the exact fit of the published design, n = 1000", () => {
  const data = table("crpe-exact-n1000.csv");
  const result = fit(model(2), data);

  it("reaches the maximum that an independent implementation found", () => {
    assert.ok(Math.abs(result.logLik - -387.0041063644) <= 1e-9);
    assert.equal(result.status, "converged");
  });

  it("finds its parameters, up to the order of the experts", () => {
    const expected: Params = {
      gating: { beta0: [-7.88045, 0], beta1: [[24.740057], [0]] },
      experts: {
        a: [[-20.071693], [19.682761]],
        b: [15.081161, -4.941992],
        sigma2: [0.078551502, 0.15681819],
      },
    };
    // D1 weighs each deviation by at most 1; six printed digits leave about 1e-6 in all.
    assert.ok(d1(result.measure, model(2).measure(expected)) <= 5e-6);
  });

  it("reports the log-likelihood of the parameters it returns", () => {
    let total = 0;
    for (let t = 0; t < data.n; t++) total += logDensity(result.params, data.x[0][t], data.y[t]);
    assert.ok(Math.abs(result.logLik - total) <= 1e-9);
  });

  it("has a mean score below 1e-8 in the data's own units as well", () => {
    const at = numbers(result.params);
    const rebuild = (values: readonly number[]): Params => {
      const [b0, b1, g0, g1, a0, a1, c0, c1, s0, s1] = values;
      return {
        gating: { beta0: [b0, b1], beta1: [[g0], [g1]] },
        experts: { a: [[a0], [a1]], b: [c0, c1], sigma2: [s0, s1] },
      };
    };
    at.forEach((value, j) => {
      // A wide step and Richardson's extrapolation: rounding 1e-16 * 387 / h stays below 1e-10 per observation.
      const slope = (h: number) => {
        const shifted = (move: number) => at.map((v, i) => (i === j ? v + move : v));
        const f = (move: number) => model(2).logLik(rebuild(shifted(move)), data) / data.n;
        return (f(h) - f(-h)) / (2 * h);
      };
      const h = 1e-3 * Math.max(0.01, Math.abs(value));
      const extrapolated = (4 * slope(h / 2) - slope(h)) / 3;
      assert.ok(Math.abs(extrapolated) <= 1e-8, `parameter ${j}: ${extrapolated}`);
    });
  });

  it("has standard errors that invert the observed information in natural parameters", () => {
    // The Hessian in (beta0, beta1, a, b, sigma2) by central differences of the log-likelihood.
    const free = [0, 2, 4, 5, 6, 7, 8, 9];
    const at = numbers(result.params);
    const steps = at.map((value) => 1e-4 * Math.max(1, Math.abs(value)));
    steps[8] = steps[9] = 1e-5;
    const value = (moves: ReadonlyMap<number, number>) => {
      const v = at.map((x, i) => x + (moves.get(i) ?? 0));
      return model(2).logLik(
        {
          gating: { beta0: [v[0], v[1]], beta1: [[v[2]], [v[3]]] },
          experts: { a: [[v[4]], [v[5]]], b: [v[6], v[7]], sigma2: [v[8], v[9]] },
        },
        data,
      );
    };
    const information = free.map((i) =>
      free.map((j) => {
        const corner = (p: number, q: number) => {
          const moves = new Map([[i, p * steps[i]]]);
          moves.set(j, (moves.get(j) ?? 0) + q * steps[j]);
          return value(moves);
        };
        return -(corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * steps[i] * steps[j]);
      }),
    );
    const covariance = invert(information);
    const errors = numbers(result.standardErrors as unknown as Params);
    free.forEach((i, a) => {
      const expected = Math.sqrt(covariance[a][a]);
      assert.ok(Math.abs(errors[i] - expected) <= 1e-3 * expected, `${errors[i]} against ${expected}`);
    });
    assert.deepEqual([errors[1], errors[3]], [0, 0]);
  });

  it("computes AIC, BIC and ICL from that log-likelihood", () => {
    const { aic, bic, icl } = result.criteria;
    assert.equal(aic, -2 * result.logLik + 16);
    assert.equal(bic, -2 * result.logLik + 8 * Math.log(1000));
    assert.ok(icl > bic);
  });

  it("is reached by EM too, if EM is given the time", () => {
    const em = fit(model(2), data, { method: "em", start: published, tolerance: 1e-15, maxSteps: 3000 });
    assert.ok(Math.abs(em.logLik - result.logLik) <= 1e-6);
  });
});

describe("any fit", () => {
  it("is the same for the same data, bit for bit, and for every seed, which draws the starts of a given number alone", () => {
    const data = sample(model(2), balanced, { n: 150, design: uniform(), uniform: stream("same") });
    const strip = ({ params, logLik, starts }: ReturnType<typeof fit>) => ({ params, logLik, starts });
    const fitted = (options: FitOptions) => strip(fit(model(3), data, options));
    for (const choice of ["weighed", "highest"] as const)
      assert.deepEqual(fitted({ choice, seed: 5 }), fitted({ choice, seed: 6 }));
    const given = [5, 5, 6].map((seed) => fitted({ starts: 3, seed }));
    assert.deepEqual(given[0], given[1]);
    assert.notDeepEqual(given[0], given[2]);
  });

  it("does not depend on the units of inputs and response", () => {
    const data = sample(model(2), balanced, { n: 300, design: uniform(), uniform: stream("units") });
    const moved = {
      ...data,
      x: data.x.map((column) => column.map((value) => 1950 + 40 * value)),
      y: data.y.map((value) => 1e-3 * value - 7),
    };
    const [plain, other] = [fit(model(2), data), fit(model(2), moved)];
    assert.equal(other.status, "converged");
    // The Jacobian of the response's scale: n log 1000.
    assert.ok(Math.abs(other.logLik - (plain.logLik + data.n * Math.log(1000))) <= 1e-8);
    const relative = (p: number[], q: number[]) => Math.max(...p.map((v, i) => Math.abs(v - q[i])));
    assert.ok(
      relative(
        sigma(plain.params),
        sigma(other.params).map((v) => v * 1e6),
      ) <= 1e-8,
    );
  });

  it("gains from every further expert", () => {
    const data = sample(model(2), balanced, { n: 250, design: uniform(), uniform: stream("gain") });
    const values = [1, 2, 3].map((k) => fit(model(k), data).logLik);
    assert.ok(values[0] < values[1] && values[1] < values[2], `${values}`);
  });

  it("with one expert is least squares", () => {
    const data = dataset([0, 1, 2, 3, 4], [1, 2, 2, 5, 4]);
    const { params, status } = fit(model(1), data);
    // Slope 0.9, intercept 1, residual sum of squares 2.7.
    assert.equal(status, "converged");
    numbers(params).forEach((value, j) => {
      assert.ok(Math.abs(value - [0, 0, 0.9, 1, 0.54][j]) <= 1e-12);
    });
  });

  it("works in several dimensions", () => {
    const truth: Params = {
      gating: {
        beta0: [0.3, 0],
        beta1: [
          [2, -1, 0.5],
          [0, 0, 0],
        ],
      },
      experts: {
        a: [
          [1, 2, 3],
          [-1, 0, 1],
        ],
        b: [1, -2],
        sigma2: [0.3, 0.2],
      },
    };
    const data = sample(model(2, 3), truth, { n: 4000, design: uniform({ d: 3 }), uniform: stream("three") });
    const result = fit(model(2, 3), data);
    assert.equal(result.status, "converged");
    assert.ok(result.logLik >= model(2, 3).logLik(truth, data));
    assert.ok(d1(result.measure, model(2, 3).measure(truth)) <= 0.5);
  });
});

describe("over-specified fits", () => {
  // Three experts for two: separated and overlapping data, several replicates.
  const cases = [1, 2].flatMap((replicate) => [
    { name: `separated, replicate ${replicate}`, truth: published, design: grid() },
    { name: `overlapping, replicate ${replicate}`, truth: balanced, design: uniform() },
  ]);
  const fits = cases.map(({ name, truth, design }) => {
    const data = sample(model(2), truth, { n: 300, design, uniform: stream(name) });
    return { plain: fit(model(3), data), many: fit(model(3), data, { starts: 60, seed: "many" }) };
  });

  it("are certified maxima", () => {
    for (const { plain } of fits) {
      assert.ok(["converged", "singular"].includes(plain.status), plain.status);
      assert.ok(plain.certificate.score <= 1e-8);
    }
  });

  // Surplus experts have many maxima of nearly one height: one of 2 * 10^2 climbs finds the answer to the second overlapping sample.
  it("come from default starts to what many starts reach, but for one of four samples", () => {
    const reach = fits.filter(({ plain, many }) => {
      const [own, reached] = [plain, many].map(({ logLik, allowance }) => logLik - allowance);
      return own >= reached - 1e-6;
    });
    assert.ok(reach.length >= 3, `${reach.length} of 4`);
  });
});

const sigma = (params: Params) => params.experts.sigma2 as number[];

/** Gauss-Jordan; the matrices here are small and well scaled enough for a tolerance of 1e-3. */
function invert(a: readonly (readonly number[])[]): number[][] {
  const p = a.length;
  const m = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < p; c++) {
    const pivot = m.reduce(
      (best, row, i) => (i >= c && Math.abs(row[c]) > Math.abs(m[best][c]) ? i : best),
      c,
    );
    [m[c], m[pivot]] = [m[pivot], m[c]];
    m[c] = m[c].map((value) => value / m[c][c]);
    for (let i = 0; i < p; i++) {
      if (i === c) continue;
      const factor = m[i][c];
      m[i] = m[i].map((value, j) => value - factor * m[c][j]);
    }
  }
  return m.map((row) => row.slice(p));
}

it("stages a large sample through parts of it to the maximum that the truth leads to", () => {
  const data = sample(model(2), balanced, { n: 45_000, design: uniform(), uniform: stream("stages") });
  const staged = fit(model(2), data, { starts: 6 });
  const near = fit(model(2), data, { start: balanced });
  assert.equal(staged.status, "converged");
  // Those that ended alike on a part went on as one, and count.
  assert.ok(staged.search.agreed > staged.search.climbed);
  // Both end where the score vanishes, so that the values agree to rounding.
  assert.ok(Math.abs(staged.logLik - near.logLik) <= 1e-7, `${staged.logLik} against ${near.logLik}`);
});

it("finds on a large sample what an expert too many gains by chance", () => {
  const data = sample(model(2), published, {
    n: 20_000,
    design: uniform({ from: 0 }),
    uniform: stream("stages"),
  });
  const [two, three] = [2, 3].map((k) => fit(model(k), data, { starts: 6 }));
  assert.ok(three.status === "converged" || three.status === "singular", three.status);
  // Twice the gain is about a chi-square of several degrees of freedom: well above 0, and no tens of nats.
  assert.ok(three.logLik > two.logLik + 1 && three.logLik < two.logLik + 40, `${three.logLik - two.logLik}`);
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Expert } from "../../src/family.js";
import { dataset, fit, gaussian, moe, type Params, type Sample, softmax, stream } from "../../src/index.js";
import { exactDot } from "../numeric/exact.js";

const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });

/** Two lines that cross, on sixteenths: a shift by a power of two up to 2^48 changes no digit of them. */
function sixteenths(n = 120): Sample {
  const uniform = stream("sixteenths");
  const x = Array.from({ length: n }, () => Math.round(64 * uniform()) / 16);
  const y = x.map((at) => {
    const first = uniform() < 1 / (1 + Math.exp(2 * (at - 2)));
    return Math.round(16 * ((first ? 3 * at : 9 - 2 * at) + 2 * uniform())) / 16;
  });
  return dataset(x, y);
}
const shifted = ({ n, d, x, y }: Sample, byX: number, byY: number): Sample => ({
  n,
  d,
  x: x.map((column) => column.map((value) => value + byX)),
  y: y.map((value) => value + byY),
});
const scaled = ({ n, d, x, y }: Sample, inX: number, inY: number): Sample => ({
  n,
  d,
  x: x.map((column) => column.map((value) => value * inX)),
  y: y.map((value) => value * inY),
});

describe("the log-likelihood of a fit", () => {
  const data = sixteenths();
  const here = fit(model, data);

  /** The log-likelihood of parameters, with predictors that are rounded once. */
  function exactLogLik({ gating, experts }: Params, { x: [x], y }: Sample): number {
    const [beta0, b, sigma2] = [gating.beta0, experts.b, experts.sigma2] as number[][];
    const [beta1, a] = [gating.beta1, experts.a] as number[][][];
    let total = 0;
    for (let t = 0; t < y.length; t++) {
      const scores = beta0.map((intercept, i) => exactDot([intercept, beta1[i][0]], [1, x[t]]));
      const most = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - most));
      const densities = b.map((intercept, i) => {
        const e = exactDot([y[t], -intercept, -a[i][0]], [1, 1, x[t]]);
        return Math.exp((-e * e) / (2 * sigma2[i])) / Math.sqrt(2 * Math.PI * sigma2[i]);
      });
      const sum = (values: readonly number[]) => values.reduce((p, q) => p + q, 0);
      total += Math.log(sum(weights.map((weight, i) => weight * densities[i])) / sum(weights));
    }
    return total;
  }

  for (const power of [0, 20, 30, 40, 48])
    it(`is that of the returned parameters where inputs, or the response, lie 2^${power} from zero`, () => {
      for (const [byX, byY] of [
        [2 ** power, 0],
        [0, 2 ** power],
      ]) {
        const far = shifted(data, byX, byY);
        const { logLik, params, criteria, starts } = fit(model, far);
        const exact = exactLogLik(params, far);
        // 120 terms of order one, a few roundings each.
        assert.ok(Math.abs(logLik - exact) <= 1e-11, `${logLik}, ${exact}`);
        assert.ok(Math.abs(model.logLik(params, far) - exact) <= 1e-11);
        assert.ok(starts.some((start) => start.logLik === logLik));
        assert.ok(Math.abs(criteria.aic - 2 * (model.size - exact)) <= 1e-10);
        // Only the rounding of the parameters themselves costs: half a digit of 2^power, over residuals of order one.
        const rounding = 2 ** power * Number.EPSILON;
        assert.ok(Math.abs(logLik - here.logLik) <= 1e-9 + 100 * data.n * rounding ** 2, `${logLik}`);
      }
    });

  it("changes by n log of the unit where the response is measured in another one", () => {
    for (const unit of [2 ** -100, 2 ** 100]) {
      const { logLik, status } = fit(model, scaled(data, 1, unit));
      assert.ok(Math.abs(logLik + data.n * Math.log(unit) - here.logLik) <= 1e-8);
      assert.equal(status, here.status);
    }
  });

  it("is refused where squares of the response are no numbers of full precision", () => {
    assert.throws(() => fit(model, scaled(data, 1, 2 ** -500)), {
      message: /^invalid response; its range must be between 1e-100 and 1e\+100, choose another unit: \d/,
    });
    assert.throws(() => fit(model, scaled(data, 2 ** 400, 1)), { message: /^invalid input 1; its range/ });
  });
});

describe("a family that says wrongly how its predictors come back to the data's units", () => {
  const own = gaussian();
  const lies: Readonly<Record<string, Expert["predictorScale"]>> = {
    "without the centre": ({ scale }) => [
      { shift: 0, scale },
      { shift: 2 * Math.log(scale), scale: 1 },
    ],
    "with a scale in place of its square": ({ centre, scale }) => [
      { shift: centre, scale },
      { shift: Math.log(scale), scale: 1 },
    ],
  };
  for (const [what, predictorScale] of Object.entries(lies))
    it(`is found out by the fit: ${what}`, () => {
      const liar = moe({ gating: softmax(), expert: { ...own, predictorScale }, k: 2 });
      const data = shifted(scaled(sixteenths(), 1, 5), 0, 40);
      assert.throws(() => fit(liar, data), {
        message: /^invalid units of the families softmax, gaussian; the log-likelihood is/,
      });
    });
});

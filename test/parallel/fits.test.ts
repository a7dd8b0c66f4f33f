import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fitAsync } from "../../parallel/index.js";
import {
  activationDenseToSparse,
  type Fit,
  type FitProgress,
  fit,
  type Gating,
  gaussian,
  type Model,
  modelOf,
  moe,
  multinomialLogistic,
  poisson,
  type Sample,
  sample,
  softmax,
  stream,
  studentT,
  topK,
  uniform,
} from "../../src/index.js";

const two = moe({ gating: softmax(), expert: gaussian(), k: 2 });
const truth = {
  gating: { beta0: [0.5, 0], beta1: [[3], [0]] },
  experts: { a: [[2], [-1]], b: [1, -1], sigma2: [0.25, 0.16] },
};
const drawn = (n: number): Sample =>
  sample(two, truth, { n, design: uniform(), uniform: stream("fitAsync") });
const data = drawn(200);
/** A fit with all that it computes when it is read. */
const whole = (result: Fit): Fit => structuredClone(result);

describe("a fit in a worker thread", () => {
  const counts = { ...data, y: data.y.map((value) => Math.abs(Math.round(value))) };
  const classes = { ...data, y: data.y.map((value) => (value > 0 ? 2 : 1)) };
  const gating = softmax();
  const cases: readonly (readonly [what: string, model: Model, sample: Sample])[] = [
    ["Gaussian experts", two, data],
    ["a top-K gate", moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 }), data],
    [
      "an activation with its parameter",
      moe({
        gating: activationDenseToSparse({ activation: "xgelu:0.1", temperature: 0.7 }),
        expert: gaussian(),
        k: 2,
      }),
      data,
    ],
    ["classes", moe({ gating, expert: multinomialLogistic({ classes: 2 }), k: 2 }), classes],
    ["counts", moe({ gating, expert: poisson(), k: 1 }), counts],
    ["given degrees of freedom", moe({ gating, expert: studentT({ nu: 4 }), k: 1 }), data],
    [
      "parts that see inputs of their own",
      moe({
        gating,
        expert: gaussian(),
        k: 2,
        inputs: { gating: [], experts: [0] },
        intercept: { experts: false },
      }),
      data,
    ],
  ];
  for (const [what, model, sample] of cases)
    it(`is that of this thread to the last bit: ${what}`, async () => {
      const options = { starts: 2, seed: 3 };
      assert.deepEqual(await fitAsync(model, sample, options), whole(fit(model, sample, options)));
    });

  it("leaves this thread free, and the data as they were", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const before = structuredClone(data);
    const { params } = await fitAsync(two, data, { starts: 4 });
    clearInterval(timer);
    assert.ok(ticks > 5, `${ticks} ticks`);
    assert.deepEqual(data, before);
    const sigma2: number[] = params.experts.sigma2;
    assert.equal(sigma2.length, 2);
  });

  it("tells how far it is, as a fit in this thread does", async () => {
    const [here, there]: FitProgress[][] = [[], []];
    const result = fit(two, data, { starts: 3, onProgress: (progress) => here.push(progress) });
    await fitAsync(two, data, { starts: 3, onProgress: (progress) => there.push(progress) });
    assert.deepEqual(there, here);
    assert.ok(here.length > 1);
    here.forEach(({ climbed, starts, logLik }, i) => {
      assert.equal(climbed, i + 1);
      assert.ok(starts >= climbed);
      assert.ok(logLik !== null && (i === 0 || logLik >= (here[i - 1].logLik as number)));
    });
    // The best is that of standardised units; the answer is evaluated in the data's own.
    const last = here[here.length - 1].logLik as number;
    assert.ok(Math.abs(last - result.logLik) < 1e-9 * Math.abs(result.logLik), `${last} ${result.logLik}`);
  });

  it("ends with the signal's reason, before it begins or on the way", async () => {
    await assert.rejects(
      fitAsync(two, data, { signal: AbortSignal.abort(new Error("never")) }),
      /^(Moestat)?Error: never$/,
    );
    const controller = new AbortController();
    const long = fitAsync(moe({ gating, expert: gaussian(), k: 4 }), drawn(5000), {
      starts: 50,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await assert.rejects(long, /^(Moestat)?Error: enough$/);
  });

  it("ends with what onProgress throws", async () => {
    await assert.rejects(
      fitAsync(two, data, {
        starts: 2,
        onProgress: () => {
          throw new Error("seen enough");
        },
      }),
      /^(Moestat)?Error: seen enough$/,
    );
  });

  it("is refused as a fit of this thread is", async () => {
    const constant = { ...data, y: data.y.map(() => 1) };
    const refused: readonly (readonly [call: () => Promise<unknown>, message: string])[] = [
      [() => fitAsync(two, constant), "invalid response; it does not vary: 1"],
      [() => fitAsync(two, data, { starts: 0 }), "invalid starts; not a positive integer: 0"],
      [
        () => fitAsync(two, { x: [1], y: [2] } as never),
        "invalid sample; not a data set, as dataset(x, y) makes: it has no n",
      ],
    ];
    for (const [call, message] of refused) await assert.rejects(call, { message });
    await assert.rejects(fitAsync(two, data, { seeed: 1 } as never), {
      message: /^unknown option "seeed" of fit; .*; did you mean "seed"\?$/,
    });
  });
});

describe("a family of the caller's own", () => {
  const refused = (family: string) => ({
    message: `invalid ${family}; functions cannot be sent to a worker, only families of the package: use fit`,
  });
  const of = (gating: Gating, expert = gaussian()) => moe({ gating, expert, k: 2 });

  it("cannot be sent, whatever it is called", async () => {
    await assert.rejects(fitAsync(of({ ...softmax(), name: "own" }), data), refused('gating "own"'));
    const steep = { name: "steep", evaluate: activationOf(2) };
    await assert.rejects(
      fitAsync(of(activationDenseToSparse({ activation: steep })), data),
      refused('gating "activationDenseToSparse"'),
    );
    const doubled = {
      ...gaussian(),
      predictors: gaussian().predictors.map((one) => ({ ...one, bound: "gate" as const })),
    };
    await assert.rejects(fitAsync(of(softmax(), doubled), data), refused('expert "gaussian"'));
  });

  /** tanh(c z). */
  const activationOf =
    (c: number) =>
    (
      z: Float64Array,
      m: number,
      order: 0 | 1 | 2,
      value: Float64Array,
      first: Float64Array,
      second: Float64Array,
    ) => {
      for (let t = 0; t < m; t++) {
        const h = Math.tanh(c * z[t]);
        value[t] = h;
        if (order > 0) first[t] = c * (1 - h * h);
        if (order > 1) second[t] = -2 * c * c * h * (1 - h * h);
      }
    };

  it("is told from a model of the package that a record describes", async () => {
    const model = modelOf(truth);
    assert.deepEqual(await fitAsync(model, data, { starts: 1 }), whole(fit(model, data, { starts: 1 })));
  });
});

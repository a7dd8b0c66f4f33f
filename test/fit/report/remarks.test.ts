import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Answer,
  activationDenseToSparse,
  dataset,
  fit,
  gaussian,
  type Model,
  moe,
  multinomialLogistic,
  normal,
  type Params,
  poisson,
  type Remarks,
  remarksOf,
  type Sample,
  softmax,
  stream,
  topK,
} from "../../../src/index.js";

/** What is remarked of given parameters, as if they were a maximum with a flat direction. */
function remarksAt(
  model: Model,
  sample: Sample,
  params: Params,
  certificate: Partial<Answer["certificate"]> = {},
): Remarks {
  const known = { flat: 1, flatDirections: [], atBound: [], leastInformation: null, ...certificate };
  return remarksOf(model, sample, { params, certificate: known } as unknown as Answer);
}

const gaussians = (k: number, d = 1) => ({
  name: "gaussian",
  a: Array.from({ length: k }, () => new Array<number>(d).fill(0)),
  b: Array.from({ length: k }, (_, i) => 10 * i),
  sigma2: new Array<number>(k).fill(1),
});
const grid = (n: number) => Array.from({ length: n }, (_, t) => (2 * t + 1) / n - 1);

describe("steps of a gate", () => {
  const x = grid(40);
  const middle = (at: number) => (at < -0.3 ? 0 : at < 0.4 ? 1 : 2);
  const sample = dataset(
    x,
    x.map((at) => 10 * middle(at)),
  );
  const three = moe({ gating: softmax(), expert: gaussian(), k: 3 });
  /** Scores are equal at -0.3 for the first two experts, at 0.4 for the last two. */
  const gateOf = (c: number): Params => ({
    gating: { name: "softmax", beta0: [0.1 * c, 0.4 * c, 0], beta1: [[-2 * c], [-c], [0]] },
    experts: gaussians(3),
  });
  const pairsAt = (data: Sample, params: Params) =>
    remarksAt(three, data, params).steps.map(({ experts }) => experts.join());

  it("stand between neighbours, with the observed values next to them", () => {
    const { steps } = remarksAt(three, sample, gateOf(1000));
    assert.deepEqual(
      steps.map(({ experts }) => experts),
      [
        [0, 1],
        [1, 2],
      ],
    );
    for (const [s, place] of [-0.3, 0.4].entries()) {
      const { border, between } = steps[s];
      assert.deepEqual(border?.normal, [1]);
      assert.ok(Math.abs(border.value - place) < 1e-9, `${border.value}`);
      const [below, above] = [x.filter((at) => at < place).at(-1), x.find((at) => at > place)];
      assert.deepEqual(between, [below, above]);
    }
  });

  it("are none where an observation has a share of both experts, by the gate or by its response", () => {
    // Next to the borders a gate of 300 leaves the other expert e^-7.5, one of 250 e^-6.25, more than a thousandth.
    assert.deepEqual(pairsAt(sample, gateOf(300)), ["0,1", "1,2"]);
    assert.deepEqual(pairsAt(sample, gateOf(250)), []);
    const withOutlier = (t: number) =>
      dataset(
        x,
        x.map((at, s) => (s === t ? 10 : 10 * middle(at))),
      );
    // The second expert's density is e^50 times the first one's; its weight is e^-22 at one place and e^-127 at the other.
    assert.deepEqual(pairsAt(withOutlier(12), gateOf(300)), ["1,2"]);
    assert.deepEqual(pairsAt(withOutlier(5), gateOf(300)), ["0,1", "1,2"]);
  });

  it("are not looked for where all directions have information", () => {
    assert.deepEqual(remarksAt(three, sample, gateOf(1000), { flat: 0, leastInformation: 0.1 }).steps, []);
  });

  it("stand where any gate changes, and at 0 where slopes alone rank", () => {
    const two = gaussians(2);
    const sigmoid = moe({
      gating: activationDenseToSparse({ activation: "sigmoid" }),
      expert: gaussian(),
      k: 2,
    });
    const params: Params = {
      gating: {
        ...sigmoid.gating.options,
        name: sigmoid.gating.name,
        beta0: [0.1, 0],
        beta1: [[0], [1000]],
        tau: 0.01,
      },
      experts: two,
    };
    const data = dataset(
      x,
      x.map((at) => (at < 0 ? 0 : 10)),
    );
    // The first score is 0.1 + 0.5, the second 0 left of 0 and 1 right of it.
    const [{ border }] = remarksAt(sigmoid, data, params).steps;
    assert.ok(Math.abs(border!.value) < 0.01, `${border?.value}`);

    for (const rank of ["slope", "score"] as const) {
      const model = moe({ gating: topK({ k: 1, rank }), expert: gaussian(), k: 2 });
      const gating = { name: "softmax", topK: 1, rank, beta0: [0.2, 0], beta1: [[-1], [0]] };
      const [step] = remarksAt(model, data, { gating, experts: two }).steps;
      assert.equal(step.between === undefined, rank === "slope");
      assert.ok(Math.abs(step.border!.value - (rank === "slope" ? 0 : 0.2)) < 1e-9, `${step.border?.value}`);
    }
    const model = moe({ gating: topK({ k: 2 }), expert: gaussian(), k: 3 });
    const gating = { name: "softmax", topK: 2, rank: "slope", beta0: [0, 0, 0], beta1: [[-1], [2], [0]] };
    assert.deepEqual(remarksAt(model, sample, { gating, experts: gaussians(3) }).steps, []);
  });

  it("are planes across several inputs, between neighbours alone", () => {
    const uniform = stream("planes");
    const rows = Array.from({ length: 200 }, () => [2 * uniform() - 1, 20 * uniform() - 10]);
    const along = ([u, v]: readonly number[]) => u + 0.1 * v;
    const data = dataset(
      rows,
      rows.map((row) => (along(row) < -0.5 ? 0 : along(row) < 0.5 ? 10 : 20)),
    );
    const model = moe({ gating: softmax(), expert: gaussian(), k: 3, inputs: 2 });
    const c = 1e6;
    const gating = {
      name: "softmax",
      beta0: [0, 0.5 * c, 0],
      beta1: [
        [-2 * c, -0.2 * c],
        [-c, -0.1 * c],
        [0, 0],
      ],
    };
    const { steps } = remarksAt(model, data, { gating, experts: gaussians(3, 2) });
    assert.deepEqual(
      steps.map(({ experts, between }) => [experts, between]),
      [
        [[0, 1], undefined],
        [[1, 2], undefined],
      ],
    );
    for (const [s, place] of [-0.5, 0.5].entries()) {
      const { normal, value } = steps[s].border!;
      assert.ok(Math.abs(normal[0] - 1) < 1e-12 && Math.abs(normal[1] - 0.1) < 1e-12, `${normal}`);
      assert.ok(Math.abs(value - place) < 1e-9, `${value}`);
    }
  });
});

describe("class separations", () => {
  const x = grid(30);
  const model = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 1 });
  const params = (a: number[], b: number[]): Params => ({
    gating: { name: "softmax", beta0: [0], beta1: [[0]] },
    experts: { name: "multinomialLogistic", classes: 3, a: [a], b: [b.map((slope) => [slope])] },
  });

  it("are two classes on either side of their border, and a class that does not occur", () => {
    const data = dataset(
      x,
      x.map((at) => (at < 0.2 ? 3 : 1)),
    );
    const { classes } = remarksAt(model, data, params([-10, -30, 0], [50, 0, 0]), {
      atBound: ["experts.b[0][0][0]"],
    });
    assert.deepEqual(classes, [
      { kind: "absent", expert: 0, class: 1 },
      { kind: "separated", expert: 0, classes: [2, 0], border: { normal: [1], value: 0.2 } },
    ]);
  });

  it("are told only where a bound or a flat direction says so, and no class crosses the border", () => {
    const y = x.map((at, t) => (t === 29 ? 3 : at < 0.2 ? 3 : 1));
    const given = params([-10, -30, 0], [50, 0, 0]);
    const kinds = (responses: number[], atBound: string[]) =>
      remarksAt(model, dataset(x, responses), given, { atBound }).classes.map(({ kind }) => kind);
    assert.deepEqual(kinds(y, ["experts.b[0][0][0]"]), ["absent"]);
    y[29] = 1;
    assert.deepEqual(kinds(y, ["gating.beta1[0][0]"]), ["absent"]);
    assert.deepEqual(kinds(y, ["experts.b[0][0][0]"]), ["absent", "separated"]);
  });
});

describe("repeated values of a response", () => {
  const uniform = stream("repeated");
  const x = Array.from({ length: 100 }, uniform);

  it("are those of more than a tenth of the rows, the most frequent first", () => {
    const y = x.map((_, t) => (t < 30 ? 7 : t < 50 ? 0 : t < 60 ? 1 : uniform()));
    const model = moe({ gating: softmax(), expert: gaussian(), k: 1 });
    assert.deepEqual(fitRemarks(model, dataset(x, y)).repeatedValues, [
      { value: 7, times: 30 },
      { value: 0, times: 20 },
    ]);
    const counts = moe({ gating: softmax(), expert: poisson(), k: 1 });
    assert.deepEqual(fitRemarks(counts, dataset(x, y.map(Math.floor))).repeatedValues, []);
  });

  it("have more rows than two for each parameter of an expert", () => {
    const y = x.map((_, t) => (t < 13 ? (t < 6 ? 1 : 2) : uniform()));
    const [few, enough] = [40, 100].map((n) =>
      fitRemarks(moe({ gating: softmax(), expert: gaussian(), k: 1 }), dataset(x.slice(0, n), y.slice(0, n))),
    );
    assert.deepEqual(few.repeatedValues, [{ value: 2, times: 7 }]);
    assert.deepEqual(enough.repeatedValues, []);
  });
});

const fitRemarks = (model: Model, sample: Sample): Remarks =>
  remarksOf(model, sample, fit(model, sample, { seed: "remarks", starts: 4 }));

describe("poor Wald intervals", () => {
  const uniform = stream("wald-3");
  const gauss = normal(uniform);
  const x = Array.from({ length: 40 }, () => 2 * uniform() - 1);
  const y = x.map((at) => (uniform() > 1 / (1 + Math.exp(-8 * at)) ? 0 : 3 + at) + 0.2 * gauss());
  const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });

  it("are told by the standard error where data say least, whatever the units of the data", () => {
    const own = fit(model, dataset(x, y), { seed: "wald" });
    const { poorWald } = remarksOf(model, dataset(x, y), own);
    const expected = 1 / Math.sqrt(40 * own.certificate.leastInformation!);
    assert.ok(expected > 1, `${expected}`);
    assert.ok(Math.abs(poorWald!.standardError - expected) < 1e-9);
    assert.ok(poorWald?.parameters.includes("gating.beta1[0][0]"), `${poorWald?.parameters}`);
    assert.ok(!poorWald?.parameters.some((name) => name.startsWith("experts")), `${poorWald?.parameters}`);
    const far = dataset(
      x.map((at) => 1000 * at + 50),
      y.map((value) => 0.001 * value - 3),
    );
    const other = remarksOf(model, far, fit(model, far, { seed: "wald" })).poorWald;
    assert.ok(Math.abs(other!.standardError / expected - 1) < 1e-4);
    assert.deepEqual(other?.parameters, poorWald?.parameters);
  });

  it("are none where every direction is told", () => {
    const line = dataset(
      x,
      x.map((at) => at + gauss()),
    );
    const one = moe({ gating: softmax(), expert: gaussian(), k: 1 });
    assert.equal(remarksOf(one, line, fit(one, line)).poorWald, undefined);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  activationDenseToSparse,
  activations,
  defaultBounds,
  denseToSparse,
  experts,
  gatings,
  gaussian,
  type Model,
  modelOf,
  moe,
  type Params,
  softmax,
} from "../../src/index.js";

const truth: Params = {
  gating: { beta0: [-8, 0], beta1: [[25], [0]] },
  experts: { a: [[-20], [20]], b: [15, -5], sigma2: [0.09, 0.16] },
};
const model: Model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
type Change = { [field: string]: unknown };
const changed = (gating: Change, experts: Change = {}) =>
  ({ gating: { ...truth.gating, ...gating }, experts: { ...truth.experts, ...experts } }) as Params;

describe("modelOf", () => {
  it("reads families, experts and inputs off the record, softmax and gaussian unless named", () => {
    const found = modelOf(truth);
    assert.deepEqual([found.gating.name, found.families[0].name], ["softmax", "gaussian"]);
    // 2 free gate parameters; per expert an intercept, a slope and a variance.
    assert.deepEqual([found.experts, found.inputs, found.size], [2, 1, 8]);
    const wide = modelOf({
      gating: { name: "softmax", beta0: [0, 0, 0], beta1: Array(3).fill([1, 2]) },
      experts: { name: "gaussian", a: Array(3).fill([1, 2]), b: [1, 2, 3], sigma2: [1, 1, 1] },
    });
    assert.deepEqual([wide.experts, wide.inputs, wide.size], [3, 2, 2 * 3 + 3 * 4]);
  });

  it("gives a model that agrees with one put together by hand", () => {
    const found = modelOf(truth);
    assert.deepEqual(found.canonical(truth), model.canonical(truth));
    const slotsOf = ({ layout }: Model) =>
      layout.slots.map(({ family, ...slot }) => ({ ...slot, family: family.name }));
    assert.deepEqual(slotsOf(found), slotsOf(model));
  });

  const refused: [string, unknown, string][] = [
    ["no record", undefined, "missing gating; an object is needed: undefined"],
    ["no gating", { experts: truth.experts }, "missing gating; an object is needed: undefined"],
    ["no experts", { gating: truth.gating, experts: null }, "missing experts; an object is needed: null"],
    [
      "an unknown gating",
      changed({ name: "hard" }),
      `unknown gating "hard"; known: ${Object.keys(gatings).join(", ")}`,
    ],
    [
      "an inherited name",
      changed({ name: "toString" }),
      `unknown gating "toString"; known: ${Object.keys(gatings).join(", ")}`,
    ],
    [
      "an unknown expert",
      changed({}, { name: "laplace" }),
      `unknown expert "laplace"; known: ${Object.keys(experts).join(", ")}`,
    ],
    [
      "no weights",
      changed({ beta0: undefined }),
      "missing gating.beta0; an array with one entry per expert is needed",
    ],
    [
      "no slopes",
      changed({ beta1: undefined }),
      "missing gating.beta1; an array with one entry per expert is needed",
    ],
    ["weights that are no array", changed({ beta0: 3 }), "invalid gating.beta0; not an array: 3"],
    ["no expert at all", changed({ beta0: [] }), "invalid gating.beta0; at least one entry is needed: []"],
    [
      "slopes without entries",
      changed({ beta1: [[], []] }),
      "unknown inputs; the gate has slopes of 0 of them, the experts of 1: say which, as in { gating: [0], experts: [0, 1] }",
    ],
    ["slopes that are numbers", changed({ beta1: [25, 0] }), "invalid gating.beta1[0]; not an array: 25"],
  ];
  for (const [what, params, message] of refused)
    it(`refuses ${what}`, () => assert.throws(() => modelOf(params as Params), { message }));
});

describe("options in a record", () => {
  const record = (activation: unknown): Params => ({
    gating: {
      name: "activationDenseToSparse",
      activation: activation as string,
      beta0: [0.2, 0],
      beta1: [[2], [-1]],
      tau: 0.5,
    },
    experts: truth.experts,
  });

  it("are compared as the family reads them: any spelling of an activation that it accepts", () => {
    const reference = modelOf(record("xgelu(0.1)"));
    const data = { n: 3, d: 1, x: [Float64Array.of(-1, 0, 1)], y: Float64Array.of(1, 2, 0) };
    for (const spelling of ["xgelu:0.1", "xGELU(0.1)", " XGELU : 1e-1 ", "xgelu(.10)"]) {
      const given = record(spelling);
      const found = modelOf(given);
      assert.equal(found.gating.options?.activation, "xgelu(0.1)");
      assert.equal(found.canonical(given).gating.activation, "xgelu(0.1)");
      assert.equal(found.logLik(given, data), reference.logLik(record("xgelu(0.1)"), data));
      // The models check each other's records.
      reference.check(given);
      found.check(record("xgelu(0.1)"));
      modelOf({ ...given, gating: { ...given.gating, topK: 1 } });
    }
    modelOf(record("SIGMOID")).check(record("Sigmoid"));
  });

  it("are refused where they say something else", () => {
    const model = modelOf(record("xgelu(0.1)"));
    for (const [activation, text] of [
      ["xgelu:0.2", '"xgelu:0.2"'],
      ["gelu", '"gelu"'],
      ["xgelu", '"xgelu"'],
      ["swoosh", '"swoosh"'],
      [3, "3"],
      [["xgelu(0.1)"], '["xgelu(0.1)"]'],
    ] as const)
      assert.throws(() => model.check(record(activation)), {
        message: `invalid gating.activation; the model's is xgelu(0.1): ${text}`,
      });
    assert.throws(() => modelOf(record("xgelu(0)")).check(record("xgelu()")), /the model's is xgelu\(0\)/);
  });

  it("of an activation of one's own are its name as it stands", () => {
    const own = { ...activations.gelu(), name: "GELU" };
    const model = moe({
      gating: activationDenseToSparse({ activation: own }),
      expert: gaussian(),
      k: 2,
    });
    model.check(record("GELU"));
    assert.throws(() => model.check(record("gelu")), /the model's is GELU: "gelu"/);
  });

  it("hold a given temperature within the range in which one is estimated", () => {
    const [low, high] = defaultBounds.logTemperature.map(Math.exp);
    assert.ok(Math.abs(low - 0.01) < 1e-12 && Math.abs(high - 100) < 1e-9);
    for (const temperature of [0.01, 0.7, 100]) denseToSparse({ temperature });
    for (const [temperature, text] of [
      [0.0099, "0.0099"],
      [100.1, "100.1"],
      [1e300, "1e+300"],
      [1e-100, "1e-100"],
      [0, "0"],
      [-1, "-1"],
      [Number.NaN, "NaN"],
      ["0.5", '"0.5"'],
      [null, "null"],
    ] as const)
      for (const make of [
        () => denseToSparse({ temperature: temperature as number }),
        () => activationDenseToSparse({ activation: "gelu", temperature: temperature as number }),
      ])
        assert.throws(make, { message: `invalid temperature; not a number from 0.01 to 100: ${text}` });
  });
});

describe("the check of parameters", () => {
  it("accepts a point of the model, named or not, with the last gate anywhere", () => {
    model.check(truth);
    model.check(changed({ name: "softmax", beta0: [1, 2], beta1: [[3], [4]] }, { name: "gaussian" }));
  });

  const refused: [string, Params, string][] = [
    [
      "another family's record",
      changed({}, { name: "laplace" }),
      'invalid experts.name; the model\'s is gaussian: "laplace"',
    ],
    ["a missing field", changed({}, { b: undefined }), "missing experts.b; one entry per expert is needed"],
    ["a field that is no array", changed({}, { b: 3 }), "invalid experts.b; not an array: 3"],
    [
      "a field of another length",
      changed({}, { b: [1, 2, 3] }),
      "invalid experts.b; 2 entries expected, one per expert: 3",
    ],
    [
      "a row of another length",
      changed({}, { a: [[1], [1, 2]] }),
      "invalid experts.a[1]; 1 entries expected, one per input: 2",
    ],
    ["a row that is a number", changed({}, { a: [[1], 2] }), "invalid experts.a[1]; not an array: 2"],
    [
      "a negative variance",
      changed({}, { sigma2: [0.09, -0.3] }),
      "invalid experts.sigma2[1]; not positive: -0.3",
    ],
    ["a variance of zero", changed({}, { sigma2: [0, 1] }), "invalid experts.sigma2[0]; not positive: 0"],
    [
      "null, as JSON writes NaN",
      changed({ beta0: [null, 0] }),
      "invalid gating.beta0[0]; not a finite number: null",
    ],
    ["a number in quotes", changed({ beta0: ["1", 0] }), 'invalid gating.beta0[0]; not a finite number: "1"'],
    [
      "an infinite slope",
      changed({ beta1: [[Infinity], [0]] }),
      "invalid gating.beta1[0][0]; not a finite number: Infinity",
    ],
  ];
  for (const [what, params, message] of refused)
    it(`refuses ${what}, and so does everything that takes parameters`, () => {
      for (const take of [model.check, model.canonical, model.measure, model.conditional, model.sampler])
        assert.throws(() => take(params), { message });
      assert.throws(() => model.gateWeights(params, [0]), { message });
    });

  it("refuses an input of another dimension", () => {
    const message = "invalid x; 1 inputs expected: 2";
    assert.throws(() => model.gateWeights(truth, [0, 1]), { message });
    assert.throws(() => model.conditional(truth)([0, 1]), { message });
  });
});

describe("a sampler", () => {
  const draw = model.sampler(truth);

  it("refuses columns of another number or of unequal lengths", () => {
    const two = moe({ gating: softmax(), expert: gaussian(), k: 1, inputs: 2 }).sampler({
      gating: { beta0: [0], beta1: [[0, 0]] },
      experts: { a: [[1, 1]], b: [0], sigma2: [1] },
    });
    const columns = [new Float64Array(3), new Float64Array(2)];
    assert.throws(() => draw(columns, () => 0.5), { message: "invalid inputs; 1 columns expected: 2" });
    assert.throws(() => two(columns, () => 0.5), {
      message: "invalid inputs; columns of 3 values expected: 2",
    });
  });
});

describe("moe", () => {
  it("refuses numbers of experts and inputs that are none", () => {
    const parts = { gating: softmax(), expert: gaussian() };
    assert.throws(() => moe({ ...parts, k: 0 }), {
      message: "invalid k; not a positive integer: 0",
    });
    assert.throws(() => moe({ ...parts, k: 2.5 }), {
      message: "invalid k; not a positive integer: 2.5",
    });
    assert.throws(() => moe({ ...parts, k: 2, inputs: -1 }), {
      message: "invalid inputs; not a whole number from 0 on: -1",
    });
  });

  it("refuses more experts or inputs than 1000", () => {
    const parts = { gating: softmax(), expert: gaussian() };
    assert.equal(moe({ ...parts, k: 1000, inputs: 1 }).size, 1000 * 5 - 2);
    assert.throws(() => moe({ ...parts, k: 1e8 }), {
      message: "invalid k; greater than 1000: 100000000",
    });
    assert.throws(() => moe({ ...parts, k: 2, inputs: 1001 }), {
      message: "invalid inputs; greater than 1000: 1001",
    });
  });

  it("refuses a gating and an expert that call a field alike, since a mixing measure has both side by side", () => {
    const { beta0, beta1 } = softmax().fields;
    const alike = { ...softmax(), name: "alike", fields: { beta0, a: beta1 } };
    assert.throws(() => moe({ gating: alike, expert: gaussian(), k: 2 }), {
      message: 'invalid gating "alike" and expert "gaussian"; both have a field of this name: a',
    });
  });

  it("makes a mixing measure of the parameters as they stand", () => {
    assert.deepEqual(model.measure(truth), {
      logWeights: [-8, 0],
      atoms: { beta1: [[25], [0]], a: [[-20], [20]], b: [[15], [-5]], sigma2: [[0.09], [0.16]] },
      gate: { blocks: ["beta1"], slopes: "beta1" },
    });
  });
});

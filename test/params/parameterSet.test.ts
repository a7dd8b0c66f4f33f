import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Family } from "../../src/family.js";
import { problemOf } from "../../src/fit/problem/problem.js";
import {
  activationDenseToSparse,
  defaultBounds,
  denseToSparse,
  gaussian,
  type Model,
  moe,
  multinomialLogistic,
  type ParameterSet,
  poisson,
  type Range,
  softmax,
  stream,
} from "../../src/index.js";
import { isEstimated } from "../../src/params/layout.js";
import { boxOf, checkParameterSet } from "../../src/params/parameterSet.js";
import { isMixed } from "../../src/params/records.js";
import type { FamilyParams } from "../../src/types.js";
import { drawFrom, models, randomParams } from "../conformance/models.js";

/** A range for every field of a family that is estimated, each another, in its own units. */
function rangesOf(family: Family): Record<string, Range> {
  return Object.fromEntries(
    Object.entries(family.fields).flatMap(([name, spec], i) => {
      const { link } = spec;
      const range: Range = link !== "identity" ? [0.2 + 0.1 * i, 3 + i] : [-7 - i, 5.5 + i];
      return isEstimated(family, spec) ? [[name, range]] : [];
    }),
  );
}

/** What the fields of a part should be where every entry of theta is at one end of its range. */
function expected(family: Family, k: number, d: number, end: (name: string) => number, factor: number) {
  const entryOf = (name: string, u: number, isLast: boolean): number | number[] => {
    const { pinned, shared, basis, columns, ...predictor } = family.predictors[u];
    const { part, link } = family.fields[name];
    const fixed = part === "intercept" && basis === "linear" ? 0 : predictor.fixed;
    const given = part === "slopes" ? 0 : (fixed ?? 0);
    const linked = fixed !== undefined && link === "log" ? Math.exp(given) : given;
    const value = fixed !== undefined || (pinned && isLast) ? linked : end(name) * (shared ? 1 : factor);
    return part === "slopes" ? new Array<number>(columns?.length ?? d).fill(value) : value;
  };
  return Object.fromEntries(
    Object.entries(family.fields).map(([name, { predictor }]) => {
      const one = (isLast: boolean) =>
        typeof predictor === "number"
          ? entryOf(name, predictor, isLast)
          : predictor.map((u) => entryOf(name, u, isLast));
      const { shared } = family.predictors[[predictor].flat()[0]];
      return [name, shared ? one(false) : Array.from({ length: k }, (_, i) => one(i === k - 1))];
    }),
  );
}

const flat = (fields: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  names.flatMap((name) => [fields[name]].flat(4) as number[]);

describe("a parameter set in the parameters' own units", () => {
  for (const { name, model, point } of models.filter(({ model }) => !isMixed(model.families)))
    it(`is a box in theta, whose corners are those of the fields: ${name}`, () => {
      const { gating, k, inputs: d } = model;
      const [expert] = model.families;
      const drawn = drawFrom(model, point(stream(`box/${name}`)), 30, `box/${name}`);
      const x = drawn.x.map((column, j) => column.map((value) => 3 + 10 ** j * value));
      const data = { ...drawn, x };
      const ranges = { ...rangesOf(gating), ...rangesOf(expert) };
      const { low, high, fixed, coordinates } = problemOf(model, data, {
        parameterSet: { units: "own", ranges },
      });
      for (const [side, corner] of [low, high].entries()) {
        // What no density depends on has no bounds.
        for (const j of fixed) assert.equal(corner[j], side === 0 ? -Infinity : Infinity);
        const params = coordinates.toParams(corner.map((value, j) => (fixed.includes(j) ? 0 : value)));
        const { temperature, homogeneous } = gating;
        // The gate's ranges are those of its coefficients over a temperature that divides the whole score.
        const factor = homogeneous && temperature ? (params.gating[temperature] as unknown as number) : 1;
        for (const [family, own, by] of [
          [gating, params.gating, factor],
          [expert, params.experts, 1],
        ] as readonly [Family, FamilyParams, number][]) {
          const names = Object.keys(family.fields);
          const held = fixed.length > 0 ? temperature : undefined;
          // A coefficient that is minus a logarithm is lowest where the field is highest.
          const sideOf = (field: string) => (family.fields[field].link === "logReciprocal" ? 1 - side : side);
          const wanted = flat(
            expected(family, k, d, (field) => (field === held ? 1 : ranges[field][sideOf(field)]), by),
            names,
          );
          flat(own, names).forEach((value, i) => {
            assert.ok(
              Math.abs(value - wanted[i]) <= 1e-12 * (1 + Math.abs(wanted[i])),
              `${value}, not ${wanted[i]}`,
            );
          });
        }
      }
    });

  it("is as by default in what is not given; columns and response keep their zero where it bounds intercepts", () => {
    const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
    const data = drawFrom(model, randomParams(model, stream("own")), 30, "own");
    const given: ParameterSet = { units: "own", ranges: { a: [-1, 2] } };
    const { low, high, units } = problemOf(model, data, { parameterSet: given });
    const { centre, scale } = units.response;
    const [column] = [...units.columns.values()];
    assert.ok(centre !== 0 && column.centre[0] !== 0);
    const ofIntercepts = problemOf(model, data, {
      parameterSet: { units: "own", ranges: { b: [-1, 2] } },
    }).units;
    assert.deepEqual([ofIntercepts.response.centre, [...ofIntercepts.columns.values()][0].centre], [0, [0]]);
    const inUnits = (slope: number) => (slope * column.scale[0]) / scale;
    const { gate, coefficient, logVariance } = defaultBounds;
    const expert = (side: 0 | 1) => [coefficient[side], inUnits([-1, 2][side]), logVariance[side]];
    assert.deepEqual([...low], [gate[0], gate[0], ...expert(0), ...expert(0)]);
    assert.deepEqual([...high], [gate[1], gate[1], ...expert(1), ...expert(1)]);
  });

  it("bounds a closed form by the range of its log variance in theta", () => {
    const model = moe({ gating: softmax(), expert: gaussian(), k: 2 });
    const data = drawFrom(model, randomParams(model, stream("own")), 30, "own");
    const { bounds, units, low } = problemOf(model, data, {
      parameterSet: { units: "own", ranges: { sigma2: [0.25, 4] } },
    });
    const { scale } = units.response;
    [0.25, 4].forEach((end, side) => {
      assert.ok(Math.abs(bounds.logVariance[side] - Math.log(end / scale ** 2)) <= 1e-14);
    });
    assert.equal(bounds.logVariance[0], low[4]);
  });
});

describe("a parameter set in standardised units", () => {
  const gating = activationDenseToSparse({ activation: "tanh" });
  const model = moe({ gating, expert: gaussian(), k: 2, inputs: 2 });
  const data = drawFrom(model, randomParams(model, stream("standardised")), 30, "standardised");

  it("has a range for each kind of coefficient, by default those of `defaultBounds`", () => {
    const ranges = { gate: [-20, 30], logVariance: [-8, 1] } as const;
    for (const given of [{}, { ranges }, { units: "standardised", ranges } as const]) {
      const parameterSet: ParameterSet = { ranges: {}, ...given };
      const { low, high, bounds, coordinates } = problemOf(model, data, { parameterSet });
      const own = { ...defaultBounds, ...parameterSet.ranges };
      assert.deepEqual(bounds, own);
      for (const { predictor, offset, length } of coordinates.layout.slots)
        for (let j = Math.max(offset, 0); j < offset + length; j++)
          assert.deepEqual([low[j], high[j]], own[predictor.bound]);
    }
    const { low, high, parameterSet } = problemOf(model, data);
    const explicit = boxOf({ ranges: {} }, model.layout, problemOf(model, data).coordinates);
    assert.deepEqual([low, high], [explicit.low, explicit.high]);
    assert.deepEqual(parameterSet, { units: "standardised", ranges: {} });
  });

  it("lets a gate be a step by default", () => {
    assert.deepEqual(defaultBounds.gate, [-1e4, 1e4]);
  });
});

describe("a parameter set that a model cannot have", () => {
  const plain = moe({ gating: softmax(), expert: gaussian(), k: 2 });
  const given = moe({ gating: denseToSparse({ temperature: 0.5 }), expert: gaussian(), k: 2 });
  const own = (ranges: unknown) => ({ units: "own", ranges });
  const standardised = (ranges: unknown) => ({ ranges });
  const cases: readonly [what: string, set: unknown, message: string, model?: Model][] = [
    ["a number", 5, "invalid parameterSet; not an object: 5"],
    ["null", null, "invalid parameterSet; not an object: null"],
    ["a list", [], "invalid parameterSet; not an object: []"],
    ["another name", { ranges: {}, bounds: {} }, "unknown parameterSet.bounds; known: units, ranges"],
    [
      "other units",
      { units: "raw", ranges: {} },
      'unknown parameterSet.units "raw"; known: standardised, own',
    ],
    ["no ranges", { units: "own" }, "invalid parameterSet.ranges; not an object: undefined"],
    ["ranges that are a list", standardised([]), "invalid parameterSet.ranges; not an object: []"],
    [
      "a field among kinds",
      standardised({ beta1: [0, 1] }),
      'unknown range "beta1" in standardised units; known: gate, coefficient, logVariance, classScore, logMean, logFreedom, logOdds, logTemperature',
    ],
    [
      "a kind among fields",
      own({ gate: [0, 1] }),
      'unknown range "gate" in own units; known: beta0, beta1, a, b, sigma2',
    ],
    ["a number for a range", own({ a: 5 }), "invalid parameterSet.ranges.a; not a pair of numbers: 5"],
    ["three ends", own({ a: [0, 1, 2] }), "invalid parameterSet.ranges.a; not a pair of numbers: [0,1,2]"],
    [
      "a text for an end",
      standardised({ gate: ["-1", 1] }),
      'invalid parameterSet.ranges.gate; not a pair of numbers: ["-1",1]',
    ],
    [
      "ends the wrong way round",
      own({ b: [1, -1] }),
      "invalid parameterSet.ranges.b; low must be below high: 1, -1",
    ],
    ["one point", own({ b: [1, 1] }), "invalid parameterSet.ranges.b; low must be below high: 1, 1"],
    [
      "no number",
      own({ b: [Number.NaN, 1] }),
      "invalid parameterSet.ranges.b; low must be below high: NaN, 1",
    ],
    [
      "no end",
      standardised({ logVariance: [-Infinity, 1] }),
      "invalid parameterSet.ranges.logVariance; not finite, so that there may be no maximum: -Infinity, 1",
    ],
    ["a variance of 0", own({ sigma2: [0, 1] }), "invalid parameterSet.ranges.sigma2; not positive: 0"],
    [
      "a temperature that is given",
      own({ tau: [0.1, 1] }),
      "invalid parameterSet.ranges.tau; tau is given, not estimated: [0.1,1]",
      given,
    ],
  ];
  for (const [what, set, message, model = plain] of cases)
    it(`is refused, and the message says why: ${what}`, () => {
      assert.throws(() => checkParameterSet(set as ParameterSet, model), { message });
    });

  it("is none where all is as it should be", () => {
    const classes = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 3 }), k: 2 });
    checkParameterSet({ ranges: { classScore: [-10, 10] } }, classes);
    checkParameterSet({ units: "own", ranges: { a: [-10, 10], b: [-1, 1], beta0: [0, 3] } }, classes);
    const counts = moe({ gating: denseToSparse(), expert: poisson(), k: 2 });
    checkParameterSet({ units: "own", ranges: { tau: [0.5, 2] } }, counts);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { distanceTo, targetOf } from "../../experiments/analyses/distances.js";
import { fisherInformation } from "../../experiments/analyses/fisher.js";
import { informationOf, spectrumPanels } from "../../experiments/analyses/fisher-spectrum.js";
import { analyses } from "../../experiments/analyses/index.js";
import { cellsOfExperts, leastOfCell } from "../../experiments/analyses/least-curves.js";
import { modelAt, nodesOf } from "../../experiments/analyses/nodes.js";
import { ratioOf, ratioPanels } from "../../experiments/analyses/ratio-curves.js";
import { shifted, splitExpert } from "../../experiments/analyses/split.js";
import { temperatureProfile } from "../../experiments/analyses/temperature-profile.js";
import { regime1Truth } from "../../experiments/specs/multinomial-truths.js";
import { temperatureDesign, temperatureTruth } from "../../experiments/specs/temperature-truth.js";
import { balancedTruth, topTwoPlaneTruth, topTwoTruth } from "../../experiments/specs/truths.js";
import {
  denseToSparse,
  fit,
  gaussian,
  hellinger,
  modelOf,
  moe,
  type Params,
  sample,
  stream,
  uniform,
  uniformLaw,
} from "../../src/index.js";
import { rawUnits } from "../../src/params/units.js";

const near = (value: number, expected: number, tolerance: number, what = "") =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${what} ${value}; expected ${expected}`);

const modified: Params = {
  ...balancedTruth,
  gating: { ...balancedTruth.gating, name: "modifiedSoftmax", transform: "tanh" },
};

describe("the scores of single observations", () => {
  const truths: Readonly<Record<string, Params>> = {
    softmax: balancedTruth,
    modified,
    plain: temperatureTruth("plain"),
    tanh: temperatureTruth("tanh"),
    "top-K": topTwoTruth,
    "top-K in the plane": topTwoPlaneTruth,
    multinomial: regime1Truth("standard"),
  };
  for (const [name, truth] of Object.entries(truths))
    it(`add up to the library's score: ${name}`, () => {
      const model = modelOf(truth);
      const nodes = nodesOf(model, truth, uniformLaw({ d: model.inputs, order: 4 }));
      const at = modelAt(model, nodes);
      const theta = at.toTheta(truth).map((value, i) => value + 0.01 * Math.sin(i));
      const { logDensity, scores } = at.evaluate(theta);
      const { likelihood } = model.bind(nodes.sample, rawUnits);
      const score = new Float64Array(model.size);
      const total = likelihood.evaluate(theta, 1, score);
      const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
      const size = (values: Float64Array) => values.reduce((all, value) => all + Math.abs(value), 1);
      // Two orders of summation of the same numbers.
      near(sum(logDensity), total, 1e-12 * size(logDensity));
      scores.forEach((row, j) => {
        near(sum(row), score[j], 1e-11 * size(row), at.names[j]);
      });
    });
});

describe("the Fisher information by quadrature", () => {
  it("of the balanced truth has eight eigenvalues, the smallest of them 0.0165", () => {
    const { eigen } = fisherInformation(modelOf(balancedTruth), balancedTruth, uniformLaw({ order: 20 }));
    const finer = fisherInformation(
      modelOf(balancedTruth),
      balancedTruth,
      uniformLaw({ order: 20, panels: 4 }),
    ).eigen;
    assert.equal(eigen.values.length, 8);
    // The first value, 0.0166, was rounded; the quadrature with 20 inputs is good to seven decimals.
    near(eigen.values[0], 0.0166, 3e-4);
    near(eigen.values[0], finer.values[0], 1e-6);
    near(finer.values[0], 0.016482, 1e-6);
  });

  it("is minus the mean Hessian of a large sample, within the error of the sample", () => {
    const model = modelOf(balancedTruth);
    const p = model.size;
    const { matrix } = fisherInformation(model, balancedTruth, uniformLaw({ order: 20 }));
    const n = 100_000;
    const data = sample(model, balancedTruth, { n, design: uniform(), uniform: stream("fisher") });
    const { likelihood, coordinates } = model.bind(data, rawUnits);
    const hessian = new Float64Array(p * p);
    likelihood.evaluate(coordinates.toTheta(balancedTruth), 2, new Float64Array(p), hessian);
    for (let i = 0; i < p; i++)
      for (let j = 0; j < p; j++) {
        const scale = Math.sqrt(matrix[i * p + i] * matrix[j * p + j]);
        // Second derivatives have standard deviations of a few times that scale, over sqrt(n) = 316.
        near(-hessian[i * p + j] / n, matrix[i * p + j], 0.02 * scale, `entry ${i}, ${j}`);
      }
  });

  const cases = spectrumPanels.flatMap((panel) => panel.cases);
  const smallest = (label: string) => {
    const found = cases.find((one) => one.label === label);
    assert.ok(found);
    return informationOf(found).eigen.values;
  };

  it("is at least 1e-3 for the temperature gates with an activation", () => {
    for (const gate of ["sigmoid", "tanh", "gelu"]) assert.ok(smallest(gate)[0] >= 1e-3, gate);
  });

  it("has one flat direction for the plain temperature gate, log tau beside beta0 / tau and beta1 / tau", () => {
    const truth = temperatureTruth("plain");
    const { names, matrix, eigen } = fisherInformation(
      modelOf(truth),
      truth,
      uniformLaw({ from: -3, to: 3, order: 10, panels: 6 }),
    );
    // Rounding of entries up to 100.
    near(eigen.values[0], 0, 1e-12);
    assert.ok(eigen.values[1] >= 1e-5);
    const v = names.map((name) => Number(name === "gating.log tau"));
    const image = names.map((_, i) => v.reduce((sum, vj, j) => sum + matrix[i * names.length + j] * vj, 0));
    near(Math.hypot(...image), 0, 1e-12);
  });

  it("has flat gate directions where one expert is selected, and none where two of three are", () => {
    const [first, second, third] = smallest("K = 1 of 2");
    assert.deepEqual([first, second], [0, 0]);
    assert.ok(third > 0.1);
    assert.ok(smallest("K = 2 of 3")[0] > 1e-3);
  });
});

describe("distances at nodes", () => {
  const target = targetOf(balancedTruth, uniformLaw({ order: 12 }));
  const shift = (eps: number) => shifted(balancedTruth, { a: [[eps]], sigma2: [0, eps / 2] });

  it("agree with the library's Hellinger distance", () => {
    const { points, weights } = uniformLaw({ order: 12 });
    const of = (params: Params) => modelOf(params).conditional(params);
    for (const eps of [0.3, 1e-2, 1e-5]) {
      const distance = hellinger(of(shift(eps)), of(balancedTruth), points, weights);
      // The library's promise is 1e-8; the nodes miss features that are narrower than a spread.
      near(distanceTo(target, shift(eps)), distance, Math.min(1e-8, 1e-6 * distance));
    }
  });

  it("keep their digits where they are tiny", () => {
    // 1e-15, the rounding of a log density, over a distance of 2e-10; the next term of the expansion is 1e-7.
    near(distanceTo(target, shift(1e-9)) / distanceTo(target, shift(1e-7)), 1e-2, 1e-6);
  });

  it("are 0 for a split expert", () => {
    for (const j of [0, 1]) near(distanceTo(target, splitExpert(balancedTruth, [1, 2, 4], j)), 0, 1e-15);
  });
});

describe("distance over loss", () => {
  for (const { title, curves } of ratioPanels())
    for (const curve of curves) {
      const { label, expected } = curve;
      if (expected === undefined)
        it(`is 0 along a curve: ${title}, ${label}`, () => {
          for (const { eps, distance, lost } of ratioOf(curve).points) {
            assert.ok(distance <= 1e-15, `${distance}`);
            assert.ok(lost >= 0.1 * eps, `${lost}`);
          }
        });
      else
        it(`is of the order eps^${expected}: ${title}, ${label}`, () => {
          // The next term of the expansion changes the exponent by a few times the middle eps squared.
          near(ratioOf(curve).exponent, expected, 0.05);
        });
    }
});

describe("the least distance for an error of one parameter", () => {
  for (const cell of cellsOfExperts())
    for (const curve of cell.curves) {
      // The gates with a temperature take seconds each; their first and their last but one are tried.
      if (/temperature/.test(cell.title) && !["tau", "b"].includes(curve.label)) continue;
      it(`is of the order error^${curve.expected}: ${cell.title}, ${cell.prefix ?? ""}${curve.label}`, () => {
        const [{ exponent }] = leastOfCell({ ...cell, curves: [curve] });
        // An exponent is a whole number here; the finite errors change it by a few hundredths.
        near(exponent, curve.expected, 0.05);
      });
    }
});

describe("a minimum of the distance", () => {
  const [two] = cellsOfExperts();
  for (const label of ["beta1", "a"])
    it(`does not depend on where the search starts: ${label}`, () => {
      const curve = two.curves.find((one) => one.label === label);
      assert.ok(curve);
      const errors = curve.errors.slice(1, 2);
      const leastFrom = (scale: number) => {
        const start = (error: number) => ({
          ...curve.start(error),
          b: [scale, -2 * scale],
          sigma2: [-scale / 2, scale / 3, scale / 4],
        });
        const [found] = leastOfCell({ ...two, curves: [{ ...curve, errors, start }] });
        return found.points[0].y;
      };
      const reference = leastFrom(0);
      // The search ends where a step gains less than 1e-9 of the squared distance; the valley is flat.
      for (const scale of [0.05, -0.05, 0.15]) near(leastFrom(scale) / reference, 1, 1e-3);
    });
});

describe("the profile log-likelihood in the temperature", () => {
  const ratios = [0.6, 0.8, 1, 1.25, 1.6];

  it("is exactly flat for the plain gate", () => {
    for (const { value } of temperatureProfile("plain", ratios)) near(value, 0, 1e-12);
  });

  it("has its peak at the true temperature for a gate with an activation", () => {
    const values = temperatureProfile("tanh", ratios).map(({ value }) => 1000 * value);
    near(values[2], 0, 1e-9);
    assert.ok(values[0] < values[1] && values[1] < -0.5, values.join(" "));
    assert.ok(values[4] < values[3] && values[3] < -0.5, values.join(" "));
  });

  it("is flat for the plain gate on data as well, as the estimator finds it", () => {
    const truth = temperatureTruth("plain");
    const data = sample(modelOf(truth), truth, {
      n: 500,
      design: temperatureDesign,
      uniform: stream("profile"),
    });
    const logLiks = [0.05, 0.1, 0.3].map((temperature) => {
      const model = moe({ gating: denseToSparse({ temperature }), expert: gaussian(), k: 2 });
      return fit(model, data, { seed: "profile", starts: 6 }).logLik;
    });
    for (const logLik of logLiks) near(logLik, logLiks[1], 1e-6);
  });
});

describe("the analyses", () => {
  it("are four, under these names", () => {
    assert.deepEqual(
      analyses.map(({ name }) => name),
      ["slow-directions", "slow-parameters", "temperature-profile", "fisher-spectrum"],
    );
  });

  it("give the same picture each time, with numbers that its axes can show", () => {
    for (const name of ["slow-directions", "fisher-spectrum"]) {
      const analysis = analyses.find((one) => one.name === name);
      assert.ok(analysis);
      const picture = analysis.compute();
      assert.deepEqual(analysis.compute(), picture);
      for (const { x, y, series } of picture.panels) {
        assert.ok(series.length > 0);
        for (const point of series.flatMap(({ points }) => points)) {
          assert.ok(Number.isFinite(point.x) && (x.scale === "linear" || point.x > 0));
          assert.ok(
            Number.isFinite(point.y) &&
              (y.scale === "linear" || point.y > 0 || (y.zero === true && point.y === 0)),
          );
        }
      }
    }
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf } from "../../src/fit/problem/problem.js";
import {
  dendrogram,
  type Expert,
  fit,
  gaussian,
  moe,
  multinomialLogistic,
  type Params,
  poisson,
  softmax,
  studentT,
  topK,
} from "../../src/index.js";
import { atomsOf, dissimilarity } from "../../src/inference/dissimilarity.js";
import { split } from "../../src/inference/split.js";
import { draw, lines, model } from "./data.js";

const close = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b} +- ${tolerance}`);

describe("the dissimilarity of two atoms", () => {
  it("is that of its formula", () => {
    const atom = (weight: number, slopes: number[], b: number, a: number[], score: number) => ({
      weight,
      slopes,
      parts: [
        { measure: "square" as const, values: [b] },
        { measure: "norm" as const, values: a },
        { measure: "bounded" as const, values: [score] },
      ],
    });
    const p = atom(0.2, [1, 2], 1, [0, 3], 3);
    const q = atom(0.3, [0, 0], 3, [4, 0], 0);
    close(dissimilarity(p, q), 0.12 * (5 / 6 + 4 + 5 + 9 / 10), 1e-15);
    close(dissimilarity(p, q, true), 0.12 * (4 + 5 + 9 / 10), 1e-15);
  });

  it("of a Gaussian expert has the powers of the theory, in standardised units", () => {
    const problem = problemOf(model(2), draw(lines[2], 100, "dissimilarity"));
    const theta = Float64Array.of(0.1, 2, 0.5, 0.7, Math.log(0.3), -0.5, -0.2, Math.log(0.1));
    const [p, q] = atomsOf(problem, theta, [0.4, 0.6]);
    close(dissimilarity(p, q), 0.24 * (4 / 5 + 1 ** 2 + 0.9 + 0.2), 1e-12);
  });

  it("does not change with the expert that is pinned", () => {
    const data = draw(lines[3], 100, "dissimilarity");
    const problem = problemOf(model(3), data);
    const rolled = <T>([first, ...rest]: readonly T[]): T[] => [...rest, first];
    const { beta0, beta1 } = lines[3].gating as unknown as { beta0: number[]; beta1: number[][] };
    const { a, b, sigma2 } = lines[3].experts as unknown as { a: number[][]; b: number[]; sigma2: number[] };
    const other: Params = {
      gating: { beta0: rolled(beta0), beta1: rolled(beta1) },
      experts: { a: rolled(a), b: rolled(b), sigma2: rolled(sigma2) },
    };
    const weights = [0.2, 0.3, 0.5];
    const p = atomsOf(problem, problem.coordinates.toTheta(lines[3]), weights);
    const q = atomsOf(problem, problem.coordinates.toTheta(other), rolled(weights));
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ])
      close(dissimilarity(p[i], p[j]), dissimilarity(q[(i + 2) % 3], q[(j + 2) % 3]), 1e-12);
  });
});

describe("a dendrogram", () => {
  it("merges an expert that was split first, at no height, and is then the fit of one less", () => {
    const data = draw(lines[3], 300, "dendrogram/split");
    const found = fit(model(3), data);
    const { merges, levels } = dendrogram(model(4), data, split(model(3), found.params, 1));
    assert.deepEqual([merges[0].left, merges[0].right].sort(), [1, 2]);
    // Up to the rounding of standardised units.
    close(merges[0].height, 0, 1e-10);
    assert.ok(merges.slice(1).every(({ height }) => height > 0.05));
    // The M-step leaves a maximum where it is, as far as its score vanishes.
    close(levels[2].logLik, found.logLik, 1e-6);
    close(levels[3].logLik, found.logLik, 1e-6);
  });

  it("gives a merged Gaussian expert the weighted mean, and the spread of the two means as variance", () => {
    const truth: Params = {
      gating: { beta0: [Math.log(3), 0], beta1: [[0], [0]] },
      experts: { a: [[1], [1]], b: [0.5, -0.5], sigma2: [0.3, 0.5] },
    };
    const n = 40_000;
    const data = draw(truth, n, "dendrogram/merged");
    const { levels, merges } = dendrogram(model(2), data, truth);
    const { a, b, sigma2 } = levels[0].params.experts as unknown as {
      a: number[][];
      b: number[];
      sigma2: number[];
    };
    // Six standard errors of a mean or a variance of n observations.
    close(a[0][0], 1, 6 * Math.sqrt(0.54 / n));
    close(b[0], 0.75 * 0.5 - 0.25 * 0.5, 6 * Math.sqrt(0.54 / n));
    close(sigma2[0], 0.75 * 0.3 + 0.25 * 0.5 + 0.75 * 0.25, 6 * 0.54 * Math.sqrt(2 / n));
    close(merges[0].weight, 1, 1e-12);
  });

  it("is plain data, with each atom and each merge once, and tells the criterion of its levels", () => {
    const data = draw(lines[3], 300, "dendrogram/plain");
    const found = fit(model(5), data, { starts: 4 });
    const tree = dendrogram(model(5), data, found.params);
    assert.deepEqual(JSON.parse(JSON.stringify(tree)), tree);
    assert.deepEqual(structuredClone(tree), tree);
    assert.deepEqual([...tree.order].sort(), [0, 1, 2, 3, 4]);
    const children = tree.merges.flatMap(({ left, right }) => [left, right]);
    assert.deepEqual(
      children.sort((p, q) => p - q),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    assert.equal(tree.omega, Math.log(300));
    for (const { experts, height, logLik, params, dsc } of tree.levels) {
      assert.equal(dsc, -(height + (tree.omega * logLik) / 300));
      close(model(experts).logLik(params, data), logLik, 1e-8);
      if (experts > 1) assert.equal(height, tree.merges[5 - experts].height);
    }
    const least = Math.min(...tree.levels.map(({ dsc }) => dsc));
    assert.equal(tree.levels[tree.best - 1].dsc, least);
  });

  const classes = {
    gating: { beta0: [0, 0], beta1: [[2], [0]] },
    experts: {
      name: "multinomialLogistic",
      classes: 2,
      a: [
        [3, 0],
        [-3, 0],
      ],
      b: [
        [[3], [0]],
        [[3], [0]],
      ],
    },
  } as Params;
  const counts = {
    gating: { beta0: [0, 0], beta1: [[1], [0]] },
    experts: { name: "poisson", a: [[0.4], [-0.4]], b: [3, 1] },
  } as Params;
  const cases: readonly (readonly [string, Expert, Params])[] = [
    ["Gaussian", gaussian(), lines[2]],
    ["t", studentT({ nu: 5 }), lines[2]],
    ["class", multinomialLogistic({ classes: 2 }), classes],
    ["count", poisson(), counts],
  ];
  for (const [name, expert, truth] of cases)
    it(`tells two ${name} experts that are far apart from three fitted ones`, () => {
      const data = draw(truth, 1000, "dendrogram/families");
      const three = moe({ gating: softmax(), expert, k: 3 });
      assert.equal(dendrogram(three, data, fit(three, data, { starts: 3 }).params).best, 2);
    });

  it("of one expert is one leaf", () => {
    const data = draw(lines[1], 100, "dendrogram/one");
    const { merges, order, best } = dendrogram(model(1), data, fit(model(1), data).params);
    assert.deepEqual({ merges, order, best }, { merges: [], order: [0], best: 1 });
  });

  it("is refused for a gate that leaves experts out", () => {
    const selecting = moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 });
    const data = draw(lines[2], 100, "dendrogram/selected");
    assert.throws(
      () => dendrogram(selecting, data, lines[2]),
      /invalid gating; .* select all experts, not 1/,
    );
  });
});

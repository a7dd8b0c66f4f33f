import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pictureOf } from "../../cli/picture.js";
import { experimentByName } from "../../experiments/specs/index.js";
import { trial } from "../../experiments/trial.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import type { Summary } from "../../experiments/types/summary.js";
import type { Params } from "../../src/index.js";

/** The picture of an experiment of 100 observations from a truth, fitted by as many experts. */
function pictureFrom(truth: Params) {
  const like = experimentByName("softmax-exact");
  // The set of the experiment is one of Gaussian experts.
  const { parameterSet, ...certified } = like.protocols.certified!;
  const protocol = { ...certified, losses: ["hellinger"] };
  const experiment: Experiment = { ...like, name: "pictured", truthName: "pictured", truth };
  const task = { experiment: "pictured", protocol: "certified", n: 100, replicate: 0, seed: "picture" };
  const record = trial(experiment, protocol, { ...task, k: 2 } as never);
  const summary = { headline: "hellinger", budget: "quick" } as unknown as Summary;
  return pictureOf(experiment, protocol, summary, [record]);
}

const gating = { name: "softmax", beta0: [0.3, 0], beta1: [[4], [0]] };

describe("the picture of one replicate", () => {
  it("draws the means of any experts that have one", () => {
    const shown = pictureFrom({ gating, experts: { name: "poisson", a: [[1.5], [-0.8]], b: [1, 2] } });
    assert.ok(shown?.kind === "lines");
    const { picture } = shown;
    const { truth, estimate } = picture;
    const grid = Array.from(picture.grid);
    const [means, weights] = [truth.means, truth.weights].map((curves) =>
      curves.map((curve) => Array.from(curve)),
    );
    grid.forEach((x, t) => {
      for (const i of [0, 1])
        assert.ok(Math.abs(means[i][t] / Math.exp([1, 2][i] + [1.5, -0.8][i] * x) - 1) < 1e-14);
      assert.ok(Math.abs(weights[0][t] + weights[1][t] - 1) < 1e-14);
    });
    assert.deepEqual([estimate.means.length, estimate.weights.length], [2, 2]);
    // The variance of a Poisson law is its mean.
    truth.means.forEach((values, i) => {
      const [mean, sd] = [values[7], truth.sds![i][7]];
      assert.ok(Math.abs(sd ** 2 / mean - 1) < 1e-12);
    });
  });

  it("draws probabilities of classes", () => {
    const zeros = [0, 0];
    const classes = {
      a: [[1, 0], zeros],
      b: [
        [[1], [0]],
        [[-1], [0]],
      ],
    };
    const shown = pictureFrom({ gating, experts: { name: "multinomialLogistic", classes: 2, ...classes } });
    assert.ok(shown?.kind === "classes");
    const { truth, grid } = shown.picture;
    const [first, second] = truth.probabilities.map((values) => Array.from(values));
    assert.equal(first.length, grid.length);
    first.forEach((probability, t) => {
      assert.ok(Math.abs(probability + second[t] - 1) < 1e-14);
    });
  });

  it("of a gate that selects says where it jumps", () => {
    const shown = pictureFrom({
      gating: { ...gating, topK: 1, rank: "slope", beta0: [1, 0] },
      experts: { name: "gaussian", a: [[2], [-2]], b: [0, 1], sigma2: [0.1, 0.1] },
    });
    assert.ok(shown?.kind === "lines");
    const { grid, jumps, truth } = shown.picture;
    const jump = jumps!.find((t) => Math.abs(truth.weights[0][t] - truth.weights[0][t + 1]) === 1)!;
    // Selected is the larger slope times x: the border is at 0.
    assert.ok(grid[jump] <= 0 && grid[jump + 1] >= 0 && grid[jump + 1] - grid[jump] < 1e-5);
  });
});

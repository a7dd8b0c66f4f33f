import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fittedModel } from "../../experiments/parts/models.js";
import { runNamedTrial } from "../../experiments/trial.js";
import type { OwnLoss } from "../../experiments/types/experiment-file.js";
import { activations } from "../../src/activations/index.js";
import { activationDenseToSparse } from "../../src/gatings/activationDenseToSparse.js";
import type { Design } from "../../src/types.js";
import { define, truth } from "./support/mine.js";

const farthest: OwnLoss = (estimate, { atoms }) =>
  Math.max(...estimate.atoms.b.map(([b]) => Math.min(...atoms.b.map(([centre]) => Math.abs(b - centre)))));

describe("an experiment with code of its own", () => {
  // The list has a tanh: one's own under another name must give the same fit.
  const { evaluate } = activations.tanh();
  const mine = activationDenseToSparse({ activation: { name: "mine", evaluate } });
  const heated = {
    gating: { beta0: [0.5, 0], beta1: [[4], [-2]], tau: 0.8 },
    experts: truth.experts,
  };
  const task = { experiment: "mine", protocol: "certified", n: 200, replicate: 0, seed: "s" } as const;

  it("fits a gate of its own as if the package had it", () => {
    const losses = ["activation.exact", "hellinger"];
    const own = define({ truth: heated, gating: mine, losses: [...losses, farthest] });
    const { gating, experts } = heated;
    const known = define({
      truth: { gating: { ...gating, name: "activationDenseToSparse", activation: "tanh" }, experts },
      losses,
    });
    const [here, there] = [own, { ...known, truthName: own.truthName }].map((one) =>
      runNamedTrial(task, one),
    );
    // The package's gate runs in a kernel, which rounds otherwise; both end where the score is below 1e-8.
    assert.ok(Math.abs(here.logLik / there.logLik - 1) < 1e-12, `${here.logLik}, ${there.logLik}`);
    assert.ok(Math.abs(here.losses.hellinger / there.losses.hellinger - 1) < 1e-5);
    const { atoms } = fittedModel(own).measure(here.params);
    const centre = { b: truth.experts.b as number[] };
    const expected = Math.max(...atoms.b.map(([b]) => Math.min(...centre.b.map((c) => Math.abs(b - c)))));
    assert.equal(here.losses.farthest, expected);
  });

  it("selects experts on top of a gate of its own", () => {
    const own = define({ truth: heated, gating: mine, experts: 3, fitted: { gating: { topK: 2 } } });
    assert.equal(fittedModel(own).selected, 2);
    assert.throws(() => define({ truth: heated, gating: mine, fitted: { gating: { temperature: 1 } } }), {
      message: /^(unknown entry )?fitted\.gating\.temperature; /,
    });
  });

  it("is fitted without intercepts where its truth has none", () => {
    const gating = { ...heated.gating, beta0: [0, 0], intercept: false };
    const experts = { ...truth.experts, b: [0, 0], intercept: false };
    // Two slopes of the gate and its temperature, two slopes and two variances of the experts.
    const sizeOf = (spec: object) => fittedModel(define({ ...spec, losses: [farthest] })).size;
    assert.equal(sizeOf({ truth: { gating, experts }, gating: mine }), 7);
    const softmaxGate = { beta0: [0, 0], beta1: [[3], [0]], intercept: false };
    assert.equal(sizeOf({ truth: { gating: softmaxGate, experts } }), 5);
  });

  it("draws inputs by a design of its own", () => {
    const halves: Design = {
      name: "halves",
      d: 1,
      draw: (n) => [Float64Array.from({ length: n }, (_, t) => (t % 2 === 0 ? -0.5 : 0.5) + t / n / 10)],
    };
    const own = define({ truth, design: halves, losses: ["d1"] });
    assert.equal(runNamedTrial(task, own).n, 200);
    assert.match(own.protocols.certified.describes, /design "halves"/);
  });

  it("has losses that may sort what they get, without another loss seeing it", () => {
    const sort = (list: unknown) => (list as number[]).sort();
    const sorts: OwnLoss = (estimate, centre, params) => {
      for (const { atoms } of [estimate, centre]) Object.values(atoms).forEach(sort);
      for (const { experts } of [params.estimate, params.truth]) sort((experts as typeof truth.experts).b);
      return 0;
    };
    const losses = ["d1", farthest];
    const [alone, beside] = [losses, [sorts, ...losses]].map((list) =>
      runNamedTrial(task, define({ truth, losses: list })),
    );
    assert.deepEqual({ ...beside!.losses }, { sorts: 0, ...alone!.losses });
    assert.deepEqual(beside!.params, alone!.params);
    assert.deepEqual(truth.experts.b, [1, -1]);
  });

  it("says which fit its code fails in", () => {
    const odd: OwnLoss = ({ atoms }) => (atoms.b[0][0] === 1 ? 0 : (undefined as unknown as number));
    assert.throws(() => runNamedTrial(task, define({ truth, losses: [odd] })), {
      message: 'mine, n = 200, replicate 0: invalid loss "odd" of mine; not a number: undefined',
    });
  });
});

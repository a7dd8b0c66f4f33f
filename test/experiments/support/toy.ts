import { trialKey } from "../../../experiments/identity.js";
import { certifiedProtocol } from "../../../experiments/specs/protocols.js";
import { balancedTruth } from "../../../experiments/specs/truths.js";
import type { Experiment } from "../../../experiments/types/experiment.js";
import type { Protocol } from "../../../experiments/types/protocol.js";
import type { Task, TimedRecord } from "../../../experiments/types/record.js";
import { uniform } from "../../../src/random/designs.js";
import { normal } from "../../../src/random/normal.js";
import { stream } from "../../../src/random/stream.js";

/** A protocol of three sizes and six replicates. */
export const toyProtocol: Protocol = {
  ...certifiedProtocol({
    design: uniform(),
    draws: "uniform inputs",
    headline: "d1",
    provenance: "stand-in",
    truth: balancedTruth,
  }),
  sizes: [10, 100, 1000],
  replicates: 6,
};

/** An experiment outside the index, whose trials cost nothing. */
export const toy: Experiment = {
  name: "toy",
  title: "Toy",
  truthName: "toy-truth",
  truth: balancedTruth,
  k: 3,
  theory: { slope: -0.5, source: "made up" },
  protocols: { certified: toyProtocol },
};

/** A made-up fit: losses near n^(-1/2), a status of each kind now and then. `toy-4` is the toy with four experts. */
export default function toyTrial(task: Task): TimedRecord {
  const experiment = task.experiment === "toy-4" ? { ...toy, k: 4 } : toy;
  const key = trialKey(experiment, task);
  const uniformNumbers = stream(key);
  const draw = normal(uniformNumbers);
  const loss = (scale: number) => scale * task.n ** -0.5 * Math.exp(0.3 * draw());
  const statuses = ["singular", "converged", "boundary", "converged"] as const;
  return {
    key,
    experiment: task.experiment,
    protocol: task.protocol,
    n: task.n,
    replicate: task.replicate,
    k: experiment.k,
    seed: task.seed,
    status: statuses[Math.floor(4 * uniformNumbers())],
    steps: 7,
    logLik: -task.n * 1.5 + draw(),
    score: 1e-9 * uniformNumbers(),
    losses: { d1: loss(1), d2: loss(2), hellinger: loss(0.1), totalVariation: loss(0.2) },
    pattern: uniformNumbers() < 0.7 ? "1,2" : "2,1",
    params: {
      gating: { name: "softmax", beta0: [draw(), 0] },
      experts: { name: "gaussian", b: [draw(), 1] },
    },
    seconds: Number(process.hrtime.bigint() % 1000n) / 1000,
    version: "0.0.0",
  };
}

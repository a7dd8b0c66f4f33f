import { defineExperiment } from "../../../experiments/own/define.js";
import type { Experiment } from "../../../experiments/types/experiment.js";
import type { ExperimentFile } from "../../../experiments/types/experiment-file.js";
import type { Params } from "../../../src/types.js";

/** A truth of two lines, of nobody's paper. */
export const truth: Params = {
  gating: { beta0: [0, 0], beta1: [[3], [0]] },
  experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};

/** The experiment `mine` that a specification states. */
export const define = (spec: object): Experiment =>
  defineExperiment(spec as ExperimentFile, { name: "mine" });

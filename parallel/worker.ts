import { type Refit, refit } from "../src/inference/refit.js";
import { modelOf } from "../src/registry.js";
import type { ExpertsParams } from "../src/types.js";
import type { RefitTask } from "./refits.js";

/** The entry of a worker thread: one replicate of a bootstrap, the model made anew from its parameters. */
export default function runRefit({ plan, replicate, inputs }: RefitTask): Refit<ExpertsParams> {
  return refit(modelOf(plan.params, inputs), plan, replicate);
}

import { type Refit, refit } from "../src/inference/refit.js";
import { modelOf } from "../src/registry.js";
import type { RefitTask } from "./refits.js";

/** The entry of a worker thread: one replicate of a bootstrap, the model made anew from its parameters. */
export default function runRefit({ plan, replicate, inputs }: RefitTask): Refit {
  return refit(modelOf(plan.params, inputs), plan, replicate);
}

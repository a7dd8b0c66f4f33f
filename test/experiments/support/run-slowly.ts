import { threads } from "../../../experiments/executors/threads.js";
import { runExperiment } from "../../../experiments/run.js";
import { toy } from "./toy.js";

// A process to be killed: runs the toy experiment into the folder given, 20 replicates, 2 workers, 30 ms a trial.
await runExperiment({
  experiment: toy,
  reps: 20,
  out: process.argv[2],
  executor: threads({ workers: 2, module: new URL("./slow-trial.js", import.meta.url) }),
});

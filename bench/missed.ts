import { drawData, experimentByName, protocolByName, runNamedTrial } from "../experiments/index.js";
import { fit, modelOf } from "../src/index.js";

// How often the over-specified experiments miss the highest maximum: each fit again as its protocol does it (20
// starts), beside a fit with 120 starts on the same data. Gaps are in nats; a negative one is a miss of the latter.

for (const name of ["demystifying-over", "softmax-over"]) {
  const experiment = experimentByName(name);
  const protocol = protocolByName(experiment);
  for (const [n, replicates] of [
    [1000, 12],
    [10_000, 5],
    [50_000, 3],
  ]) {
    const gaps: number[] = [];
    for (let replicate = 0; replicate < replicates; replicate++) {
      const task = { experiment: name, protocol: protocol.name, n, replicate, seed: "moestat" };
      const data = drawData(experiment, protocol, task);
      const { params, logLik } = await runNamedTrial(task);
      gaps.push(fit(modelOf(params), data, { starts: 60, seed: "more" }).logLik - logLik);
    }
    const missed = gaps.filter((gap) => gap > 1e-6).length;
    console.log(
      `${name}, n = ${n}: missed ${missed} of ${replicates}; ${gaps.map((g) => g.toFixed(2)).join(" ")}`,
    );
  }
}

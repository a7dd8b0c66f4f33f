import { drawData, experimentByName, experiments, protocolByName } from "../experiments/index.js";
import { fittedModel } from "../experiments/parts/models.js";
import { fit } from "../src/index.js";

// How often the experiments miss the highest maximum over their set: each fit as its protocol does it, beside one from
// 120 random starts, with what goes with them, on the same data. A gap is in nats; a negative one is a miss of the latter. Missed: a gap above 0.02.
// node dist/bench/missed.js [names, comma-separated] [sizes] [replicates]

const names = process.argv[2] ?? experiments.map(({ name }) => name).join(",");
const sizes = (process.argv[3] ?? "1000").split(",").map(Number);
const replicates = Number(process.argv[4] ?? 10);
const leastGap = 0.02;
const moreStarts = 120;

for (const name of names.split(",")) {
  const experiment = experimentByName(name);
  const protocol = protocolByName(experiment);
  const model = fittedModel(experiment);
  const { parameterSet } = protocol;
  const options = { choice: "highest", ...(parameterSet ? { parameterSet } : {}) } as const;
  for (const n of sizes) {
    const gaps = Array.from({ length: replicates }, (_, replicate) => {
      const task = { experiment: name, protocol: protocol.name, n, replicate, seed: "moestat" };
      const data = drawData(experiment, protocol, task);
      const usual = fit(model, data, { ...options, seed: `missed/${replicate}` });
      // The usual search makes 4 to 96, until enough of them agree.
      const more = fit(model, data, { ...options, seed: `more/${replicate}`, starts: moreStarts });
      return more.logLik - usual.logLik;
    });
    const missed = gaps.filter((gap) => gap > leastGap);
    const ahead = gaps.filter((gap) => gap < -leastGap);
    const largest = missed.length > 0 ? `, by up to ${Math.max(...missed).toFixed(2)} nats` : "";
    console.log(
      `${name}, n = ${n}: missed ${missed.length} of ${replicates}${largest}; ahead of 120 random starts in ${ahead.length}`,
    );
  }
}

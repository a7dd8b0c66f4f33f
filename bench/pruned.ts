import { drawData, experiments, fittedModel, protocolByName } from "../experiments/index.js";
import { problemOf } from "../src/fit/problem/problem.js";
import { modelOf } from "../src/index.js";
import { gapsOfPruned } from "./gapsOfPruned.js";

// What is lost by giving up climbs that seem not to win: for each over-specified experiment and sample size the fits (from
// 12 random and 12 inserted starts) in which a climb that was given up would have ended highest, and by how many nats.
// Above 10,000 observations only those count that had been highest on a part of the data and climbed on all.

const replicates = 3;
for (const n of [1000, 10_000, 50_000]) {
  const lost: number[] = [];
  let fits = 0;
  let climbs = 0;
  for (const experiment of experiments) {
    const model = fittedModel(experiment);
    if (model.k === modelOf(experiment.truth).k || model.gating.selection) continue;
    const protocol = protocolByName(experiment);
    for (let replicate = 0; replicate < replicates; replicate++) {
      const task = { experiment: experiment.name, protocol: protocol.name, n, replicate, seed: "given up" };
      const gaps = gapsOfPruned(problemOf(model, drawData(experiment, protocol, task)), 12);
      const most = Math.max(0, ...gaps);
      if (most > 0.01) lost.push(most);
      climbs += gaps.length;
      fits++;
    }
  }
  const nats = lost.map((gap) => gap.toFixed(2)).join(" ");
  console.log(`n = ${n}: ${climbs} climbs given up; ${lost.length} of ${fits} fits would be higher; ${nats}`);
}

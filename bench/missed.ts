import { parseArgs } from "node:util";
import { drawData, experimentByName, experiments, protocolByName } from "../experiments/index.js";
import { keepMissed, type MissedShare } from "../experiments/missed.js";
import { fittedModel } from "../experiments/parts/models.js";
import { fit } from "../src/index.js";

// How often the experiments miss the highest maximum over their set: each fit as its protocol does it, beside one from many random
// starts, with what goes with them, on the same data. A gap is in nats; a negative one is a miss of the latter.
// node dist/bench/missed.js [--only NAMES] [--size N] [--reps R] [--starts S] [--out FILE]
// FILE keeps what it has of settings that are not measured, and is written after each setting; what the tables show stands in
// experiments/published/missed.json.

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    size: { type: "string", default: "1000" },
    reps: { type: "string", default: "12" },
    // The usual search makes 4 to 36, until enough of them agree, and exchanges experts of the best maxima.
    starts: { type: "string", default: "120" },
    out: { type: "string" },
  },
});
/** Two climbs to one maximum end closer together than this. */
const leastGap = 0.02;

const names = values.only?.split(",") ?? experiments.map(({ name }) => name);
for (const name of names) {
  const share = measured(name, {
    n: Number(values.size),
    replicates: Number(values.reps),
    starts: Number(values.starts),
  });
  const { missed, of, shortfall, ahead, starts, n } = share;
  const largest = missed > 0 ? `, by up to ${shortfall} nats` : "";
  console.log(
    `${name}, n = ${n}: missed ${missed} of ${of}${largest}; ahead of ${starts} random starts in ${ahead}`,
  );
  if (values.out !== undefined) keepMissed(values.out, name, share);
}

function measured(
  name: string,
  { n, replicates, starts }: { readonly n: number; readonly replicates: number; readonly starts: number },
): MissedShare {
  const experiment = experimentByName(name);
  const protocol = protocolByName(experiment);
  const model = fittedModel(experiment);
  const { parameterSet } = protocol;
  const options = { choice: "highest", ...(parameterSet ? { parameterSet } : {}) } as const;
  const gaps = Array.from({ length: replicates }, (_, replicate) => {
    const task = { experiment: name, protocol: protocol.name, n, replicate, seed: "moestat" };
    const data = drawData(experiment, protocol, task);
    const usual = fit(model, data, options);
    const more = fit(model, data, { ...options, seed: `more/${replicate}`, starts });
    return more.logLik - usual.logLik;
  });
  const missed = gaps.filter((gap) => gap > leastGap);
  return {
    n,
    starts,
    of: replicates,
    missed: missed.length,
    // To the hundredth of a nat, as it is shown.
    shortfall: Math.round(100 * Math.max(0, ...missed)) / 100,
    ahead: gaps.filter((gap) => gap < -leastGap).length,
  };
}

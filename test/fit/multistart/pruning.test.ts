import assert from "node:assert/strict";
import { it } from "node:test";
import { gapsOfPruned } from "../../../bench/gapsOfPruned.js";
import { fittedModel } from "../../../experiments/parts/models.js";
import { experimentByName, protocolByName } from "../../../experiments/specs/index.js";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { modelOf, sample, stream, uniform } from "../../../src/index.js";
import { balanced, model, table } from "../data.js";

const drawn = (n: number, seed: string) =>
  sample(model(2), balanced, { n, design: uniform(), uniform: stream(`giving up/${seed}`) });
/** An over-specified problem of an experiment, on data of its own. */
const ofExperiment = (name: string, n: number) => {
  const experiment = experimentByName(name);
  const { design } = protocolByName(experiment);
  const truth = modelOf(experiment.truth);
  const data = sample(truth, experiment.truth, { n, design, uniform: stream(`giving up/${name}`) });
  return { name: `${name}, n = ${n}`, data, fitted: fittedModel(experiment) };
};
const held = [
  { name: "the published design, n = 1000, k = 3", data: table("crpe-exact-n1000.csv"), k: 3 },
  // Few enough that some climbs end at gates as sharp as a step, which nothing is given up for.
  { name: "n = 150, k = 3", data: drawn(150, "e"), k: 3 },
  { name: "n = 150, k = 4", data: drawn(150, "f"), k: 4 },
  { name: "n = 300, k = 3", data: drawn(300, "a"), k: 3 },
  { name: "n = 1000, k = 3", data: drawn(1000, "b"), k: 3 },
  { name: "n = 300, k = 4", data: drawn(300, "c"), k: 4 },
  { name: "n = 1000, k = 4", data: drawn(1000, "d"), k: 4 },
  { name: "n = 8000, k = 3", data: drawn(8000, "g"), k: 3 },
  { name: "n = 10000, k = 4", data: drawn(10_000, "h"), k: 4 },
  // Here only the highest on a part of the data climb on all.
  { name: "n = 30000, k = 4", data: drawn(30_000, "i"), k: 4 },
].map(({ k, ...rest }) => ({ ...rest, fitted: model(k) }));
const others = [
  ofExperiment("temperature-over-plain", 300),
  ofExperiment("temperature-over-tanh", 1000),
  ofExperiment("temperature-over-gelu", 1000),
  ofExperiment("multinomial-regime1-over-standard", 1000),
  ofExperiment("multinomial-regime1-over-tanh", 1000),
  ofExperiment("multinomial-regime2-over-tanh", 3000),
  ofExperiment("demystifying-over-4", 10_000),
  ofExperiment("temperature-over-sigmoid", 10_000),
  ofExperiment("multinomial-regime1-over-sigmoid", 10_000),
  ofExperiment("multinomial-regime2-over-standard", 10_000),
];

const givenUp = { few: 0, many: 0 };
for (const { name, data, fitted } of [...held, ...others])
  it(`no climb that is given up would have ended best: ${name}`, () => {
    const gaps = gapsOfPruned(problemOf(fitted, data), data.n > 4000 ? 12 : 24);
    const most = Math.max(...gaps, Number.NEGATIVE_INFINITY);
    assert.ok(most <= 1e-6, `${most} nats better, without what chance may have given`);
    givenUp[data.n > 4000 ? "many" : "few"] += gaps.length;
  });

it("climbs were given up in these, with few observations and with many", () => {
  assert.ok(givenUp.few >= 10 && givenUp.many >= 10, JSON.stringify(givenUp));
});

import assert from "node:assert/strict";
import { it } from "node:test";
import { experimentByName, protocolByName } from "../../experiments/specs/index.js";
import { fittedModel } from "../../experiments/trial.js";
import { certify } from "../../src/fit/certificate.js";
import { climb } from "../../src/fit/climb.js";
import { multistart } from "../../src/fit/multistart.js";
import { problemOf } from "../../src/fit/problem.js";
import { modelOf, sample, stream, uniform } from "../../src/index.js";
import { balanced, model, table } from "./data.js";

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
  // Few enough that climbs are at first given up for gates as sharp as a step.
  { name: "n = 150, k = 3", data: drawn(150, "e"), k: 3 },
  { name: "n = 150, k = 4", data: drawn(150, "f"), k: 4 },
  { name: "n = 300, k = 3", data: drawn(300, "a"), k: 3 },
  { name: "n = 1000, k = 3", data: drawn(1000, "b"), k: 3 },
  { name: "n = 300, k = 4", data: drawn(300, "c"), k: 4 },
  { name: "n = 1000, k = 4", data: drawn(1000, "d"), k: 4 },
  { name: "n = 8000, k = 3", data: drawn(8000, "g"), k: 3 },
].map(({ k, ...rest }) => ({ ...rest, fitted: model(k), nats: 0 }));
// Their ridges are so long and level that a pace says less: up to 0.3 nats are lost, of which 0.5 are taken to be immaterial.
const others = [
  ofExperiment("temperature-over-tanh", 1000),
  ofExperiment("temperature-over-gelu", 3000),
  ofExperiment("multinomial-regime1-over-standard", 1000),
  ofExperiment("multinomial-regime2-over-tanh", 3000),
].map((one) => ({ ...one, nats: 0.5 }));

let givenUp = 0;
for (const { name, data, fitted, nats } of [...held, ...others])
  it(`no start that is given up would have ended highest${nats === 0 ? "" : `, by ${nats} nats`}: ${name}`, () => {
    const problem = problemOf(fitted, data);
    const { ascents, outrun } = multistart(problem, {
      seed: 0,
      starts: 24,
      maxSteps: 500,
      thetas: undefined,
    });
    const sound = ascents.filter(({ summit }) => certify(problem, summit.state).status !== "collapsed");
    const best = Math.max(...sound.map(({ summit }) => summit.state.value));
    for (const { state } of outrun) {
      const end = climb(problem, state.theta, 500);
      assert.ok("state" in end);
      // A spurious maximum is passed over wherever it stands.
      const { status } = certify(problem, end.state);
      const gap = data.n * (end.state.value - best);
      assert.ok(gap <= nats + 1e-9 || status === "collapsed", `${gap} nats higher, ${status}`);
    }
    givenUp += outrun.length;
  });

it("starts were given up in these", () => {
  assert.ok(givenUp >= 20, `${givenUp}`);
});

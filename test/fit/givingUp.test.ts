import assert from "node:assert/strict";
import { it } from "node:test";
import { certify } from "../../src/fit/certificate.js";
import { climb } from "../../src/fit/climb.js";
import { multistart } from "../../src/fit/multistart.js";
import { problemOf } from "../../src/fit/problem.js";
import { sample, stream, uniform } from "../../src/index.js";
import { balanced, model, table } from "./data.js";

const drawn = (n: number, seed: string) =>
  sample(model(2), balanced, { n, design: uniform(), uniform: stream(`giving up/${seed}`) });
const held = [
  { name: "the published design, n = 1000, k = 3", data: table("crpe-exact-n1000.csv"), k: 3 },
  // Few enough that climbs are at first given up for gates as sharp as a step.
  { name: "n = 150, k = 3", data: drawn(150, "e"), k: 3 },
  { name: "n = 150, k = 4", data: drawn(150, "f"), k: 4 },
  { name: "n = 300, k = 3", data: drawn(300, "a"), k: 3 },
  { name: "n = 1000, k = 3", data: drawn(1000, "b"), k: 3 },
  { name: "n = 300, k = 4", data: drawn(300, "c"), k: 4 },
  { name: "n = 1000, k = 4", data: drawn(1000, "d"), k: 4 },
];

let givenUp = 0;
for (const { name, data, k } of held)
  it(`no start that is given up would have ended highest: ${name}`, () => {
    const problem = problemOf(model(k), data);
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
      assert.ok(gap <= 1e-9 || status === "collapsed", `${gap} nats higher, ${status}`);
    }
    givenUp += outrun.length;
  });

it("starts were given up in these", () => {
  assert.ok(givenUp >= 20, `${givenUp}`);
});

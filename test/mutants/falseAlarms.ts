import { moe, stream } from "../../src/index.js";
import { blockLength } from "../../src/numeric/kernels.js";
import { differences } from "../conformance/differences.js";
import { triedExperts, triedSelections } from "../conformance/families.js";
import { type Drawn, drawn, drawnAwayFromJumps, jumpsWithinStep } from "../conformance/jumps.js";
import { randomParams } from "../conformance/models.js";

/**
 * How often the conformance suites would blame a right family: `node dist/test/mutants/falseAlarms.js` compares scores with differences
 * for 10,000 random top-K models on data as the suites draw it, with and without the care that is taken of selections that change
 * within the step of a difference. It takes a minute or two.
 */

const uniform = stream("false alarms");
const oneOf = <T>(list: readonly T[]): T => list[Math.floor(list.length * uniform())];

/** Whether the score differs from differences by more than the suites allow. */
function alarms({ likelihood, theta }: Drawn): boolean {
  const score = new Float64Array(likelihood.size);
  likelihood.evaluate(theta, 1, score);
  return score.some((own, j) => {
    const [slope] = differences((at) => [likelihood.evaluate(at, 0)], theta, j);
    return Math.abs(slope - own) > 2e-6 * (1 + Math.abs(slope));
  });
}

const count = 10_000;
const found = { jumps: 0, careless: 0, careful: 0 };
for (let i = 0; i < count; i++) {
  const [gating, expert] = [oneOf(triedSelections).make(), oneOf(triedExperts).make()];
  const model = moe({ gating, expert, experts: oneOf([3, 4]), inputs: oneOf([1, 2]) });
  const params = randomParams(model, uniform);
  const key = `false alarms/${i}`;
  const first = drawn(model, params, blockLength + 33, key);
  if (!jumpsWithinStep(model, first)) {
    if (alarms(first)) found.careful++;
    continue;
  }
  found.jumps++;
  if (alarms(first)) found.careless++;
  if (alarms(drawnAwayFromJumps(model, params, blockLength + 33, key))) found.careful++;
}
console.log(
  `${count} models: ${found.jumps} jump within a step, ${found.careless} of which would be false alarms; ${found.careful} are`,
);
process.exitCode = found.careful > 0 ? 1 : 0;

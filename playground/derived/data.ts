import type { Model } from "../../src/model/model.js";
import { sample } from "../../src/model/sample.js";
import { rawUnits } from "../../src/params/units.js";
import { uniform } from "../../src/random/designs.js";
import { stream } from "../../src/random/stream.js";
import type { Params, Sample } from "../../src/types.js";
import type { State } from "../state/state.js";
import { trueModel, truthOf } from "./truth.js";

/** The streams of a sample, which are those of the command `moestat sample`. */
export const streamKeys = ({ seed, n }: Pick<State, "seed" | "n">) => ({
  design: `${seed}/sample/${n}/design`,
  sample: `${seed}/sample/${n}/sample`,
});

/** The data that a state draws. */
export function dataOf(state: State): Sample {
  const { n, reach } = state;
  const keys = streamKeys(state);
  return sample(trueModel(state), truthOf(state), {
    n,
    design: uniform({ from: -reach, to: reach }),
    uniform: { design: stream(keys.design), sample: stream(keys.sample) },
  });
}

/** The probability of each expert given the input and the response of each row: `[expert][row]`. */
export function responsibilitiesOf(model: Model, params: Params, data: Sample): Float64Array[] {
  const { likelihood, coordinates } = model.bind(data, rawUnits);
  const rows = model.families.map(() => new Float64Array(data.n));
  likelihood.responsibilities(coordinates.toTheta(params), rows);
  return rows;
}

/** The first rows of a sample, which are a sample of the same law. */
export const firstRows = (data: Sample, n: number): Sample =>
  data.n <= n
    ? data
    : { n, d: data.d, x: data.x.map((column) => column.subarray(0, n)), y: data.y.subarray(0, n) };

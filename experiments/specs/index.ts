import { unknownAmong } from "../../src/words/names.js";
import type { Experiment } from "../types/experiment.js";
import type { Protocol } from "../types/protocol.js";
import { demystifyingExact } from "./demystifying-exact.js";
import { demystifyingOver } from "./demystifying-over.js";
import { demystifyingOver4 } from "./demystifying-over-4.js";
import { multinomialRegime1 } from "./multinomial-regime1.js";
import { multinomialRegime2 } from "./multinomial-regime2.js";
import { softmaxExact } from "./softmax-exact.js";
import { softmaxOver } from "./softmax-over.js";
import { softmaxSets } from "./softmax-sets.js";
import { temperatureExact } from "./temperature-exact.js";
import { temperatureOver } from "./temperature-over.js";
import { topkExact } from "./topk-exact.js";
import { topkOver } from "./topk-over.js";
import { topkThree } from "./topk-three.js";
import { topkThreshold } from "./topk-threshold.js";

/** Every experiment of the package, in the order in which `reproduce` runs them. */
export const experiments: readonly Experiment[] = [
  demystifyingExact,
  demystifyingOver,
  demystifyingOver4,
  softmaxExact,
  softmaxOver,
  ...softmaxSets,
  topkExact,
  topkOver,
  ...topkThreshold,
  ...topkThree,
  ...temperatureExact,
  ...temperatureOver,
  ...multinomialRegime1,
  ...multinomialRegime2,
];

/** The experiment of that name. Throws `unknown experiment "softmax-exat"; did you mean "softmax-exact"?`. */
export function experimentByName(name: string): Experiment {
  const found = experiments.find((experiment) => experiment.name === name);
  if (!found)
    throw unknownAmong(
      "experiment",
      name,
      experiments.map((experiment) => experiment.name),
    );
  return found;
}

/** The protocol of that name in an experiment, `certified` by default. Throws where the experiment has no such protocol. */
export function protocolByName(experiment: Experiment, name: string = "certified"): Protocol {
  const known = Object.values(experiment.protocols);
  const found = known.find((protocol) => protocol.name === name);
  if (!found) {
    throw new Error(
      `experiment "${experiment.name}" has no protocol "${name}"; it has: ${known.map((p) => p.name).join(", ")}`,
    );
  }
  return found;
}

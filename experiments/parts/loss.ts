import { lossByName } from "../../src/losses/index.js";
import type { Experiment } from "../types/experiment.js";
import type { OwnLoss } from "../types/experiment-file.js";

/**
 * A loss by its name: the experiment's own, or one of the library. An own one gets copies, since what it sorts or changes is what
 * other losses are computed from. Throws for an unknown name, and where an own one gives no number.
 */
export function lossOf({ name: of, own }: Pick<Experiment, "name" | "own">, name: string): OwnLoss {
  const loss = own?.losses?.[name];
  if (loss === undefined) {
    const known = lossByName(name);
    return (estimate, truth) => known(estimate, truth);
  }
  return (...given) => {
    const value: unknown = loss(...structuredClone(given));
    if (typeof value === "number") return value;
    throw new Error(`invalid loss "${name}" of ${of}; not a number: ${String(value)}`);
  };
}

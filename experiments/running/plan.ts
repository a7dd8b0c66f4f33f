import { withBudget, withOverrides } from "../budgets.js";
import { definitionHash, definitionOf } from "../identity.js";
import { version } from "../package-info.js";
import { protocolByName } from "../specs/index.js";
import { type Header, resultsFormat } from "../storage/results-file.js";
import type { Remeasure } from "../storage/store.js";
import { remeasured } from "../trial.js";
import type { Experiment } from "../types/experiment.js";
import type { Budget, Protocol } from "../types/protocol.js";
import { experimentOf, resultsFile } from "./files.js";
import type { RunOptions } from "./options.js";

/**
 * What a run is to do: an experiment, the protocol with the budget's sizes and replicates, and the file for its records. The
 * tasks follow from the plan (`tasksOf`). Header and losses are those of the declared protocol, since they describe single fits,
 * which do not depend on sizes and replicates.
 */
export interface Plan {
  readonly experiment: Experiment;
  readonly protocol: Protocol;
  readonly budget: Budget;
  readonly seed: string;
  readonly file: string;
  readonly header: Header;
  readonly remeasure: Remeasure;
  readonly follow: boolean;
}

/** The plan of a run. Throws for an unknown name and a bad size. */
export function planOf(options: RunOptions): Plan {
  const { sizes, reps, seed = "moestat" } = options;
  const experiment = experimentOf(options.experiment);
  const declared = protocolByName(experiment, options.protocol);
  const budget = sizes || reps !== undefined ? "custom" : (options.budget ?? "full");
  const base = withBudget(declared, options.budget ?? "full");
  const protocol = withOverrides(base, { sizes, reps });
  const definition = definitionOf(experiment, declared);
  return {
    experiment,
    protocol,
    budget,
    seed,
    file: resultsFile(options),
    header: {
      moestat: version,
      format: resultsFormat,
      experiment: experiment.name,
      protocol: protocol.name,
      seed,
      spec: definitionHash(definition),
      definition,
    },
    remeasure: (record) => remeasured(experiment, declared, record),
    follow: options.follow ?? false,
  };
}

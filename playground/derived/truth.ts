import { type Model, moe } from "../../src/model/model.js";
import { gatingOf, modelOf } from "../../src/registry.js";
import type { FamilyParams, Params } from "../../src/types.js";
import { type Atom, type Gate, hasTemperature, type State } from "../state/state.js";
import { kinds } from "./families.js";

/** The gate's name and options, as a record has them. */
export function gateOptions({ name, activation, transform, topK, rank }: Gate): FamilyParams {
  return {
    name,
    ...(name === "activationDenseToSparse" ? { activation } : {}),
    ...(name === "modifiedSoftmax" ? { transform } : {}),
    ...(topK > 0 ? { topK, rank } : {}),
  };
}

/** The parameters of the truth. */
export function truthOf({ gate, family, atoms }: State): Params {
  return {
    gating: {
      ...gateOptions(gate),
      beta0: atoms.map(({ beta0 }) => beta0),
      beta1: atoms.map(({ beta1 }) => [beta1]),
      ...(hasTemperature(gate) ? { tau: gate.tau } : {}),
    },
    experts: kinds[family].record(atoms),
  };
}

/** The model of the truth. */
export const trueModel = (state: State): Model => modelOf(truthOf(state));

/** The model that is fitted. */
export const fittedModel = ({ gate, family, fitted }: State): Model =>
  moe({ gating: gatingOf(gateOptions(gate)), expert: kinds[family].expert, k: fitted });

/** The numbers of each expert and its gate in a record of parameters. */
export function atomsOf({ family }: Pick<State, "family">, { gating, experts }: Params): Atom[] {
  const beta0 = gating.beta0 as readonly number[];
  const beta1 = gating.beta1 as readonly (readonly number[])[];
  return kinds[family].lines(experts).map((line, i) => ({ ...line, beta0: beta0[i], beta1: beta1[i][0] }));
}

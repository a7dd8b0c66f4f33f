import type { Expert, FamilyOptions, Gating } from "../../src/family.js";
import type { ParameterSet } from "../../src/params/parameterSet.js";
import type { AnyParams, Design, FamilyParams, MixingMeasure } from "../../src/types.js";
import type { ExperimentData } from "../schema/experiment.js";

/**
 * How far an estimate is from the truth, 0 for a perfect one; a function of one's own, whose name is the loss's. Experts of several families
 * have no blocks in common: then the measures hold the gate's part alone, and the parameters stand in the third argument.
 */
export type OwnLoss = (
  estimate: MixingMeasure,
  truth: MixingMeasure,
  params: { readonly estimate: AnyParams; readonly truth: AnyParams },
) => number;

/** An experiment of one's own: `{ truth, experts }` is enough, all else has a default (see the schema). */
export type ExperimentFile = Readonly<
  Omit<
    ExperimentData,
    "truth" | "equivalents" | "experts" | "fitted" | "design" | "losses" | "sizes" | "notes" | "parameterSet"
  >
> & {
  readonly truth: AnyParams;
  readonly equivalents?: readonly AnyParams[];
  readonly sizes?: readonly number[];
  readonly notes?: readonly string[];
  readonly parameterSet?: ParameterSet | { readonly reach: number };
} & OwnOrNamed;

/** The entries in which a module may have objects and functions where a JSON file has names. */
export interface OwnOrNamed {
  /** A gate of one's own, in place of the one that `truth.gating.name` names: what is drawn from and what is fitted. */
  readonly gating?: Gating;
  /** The same of the experts: of all of them, or a list where they are of several families. */
  readonly expert?: Expert | readonly Expert[];
  /** How many experts are fitted, or the family of each: by its name, with its options, or one of one's own. */
  readonly experts?: number | readonly (string | FamilyParams | Expert)[];
  /** Options of the fitted families that are not those of the truth, or families of one's own. */
  readonly fitted?: {
    readonly gating?: FamilyOptions | Gating;
    readonly expert?: FamilyOptions | Expert;
  };
  readonly design?: string | Design;
  readonly losses?: readonly (string | OwnLoss)[];
}

/** The changes of an experiment that the command line and programs may ask for, as plain data. */
export interface Changes {
  /** Number of fitted experts. */
  readonly experts?: number;
  readonly losses?: readonly string[];
  readonly truth?: AnyParams;
  readonly design?: string;
  readonly parameterSet?: ParameterSet;
}

/** How a worker gets an experiment, as plain data: from the package, from its spec, or from a file with code, with changes. */
export interface Source {
  /** The name under which it runs. */
  readonly name: string;
  readonly from:
    | { readonly experiment: string }
    | { readonly spec: ExperimentData }
    | { readonly file: string; readonly code: string };
  readonly changes?: Changes;
}

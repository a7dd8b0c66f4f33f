import type { Expert, FamilyOptions, Gating } from "../../src/family.js";
import type { ParameterSet } from "../../src/params/parameterSet.js";
import type { Design, MixingMeasure, Params } from "../../src/types.js";
import type { ExperimentData } from "../schema/experiment.js";

/** How far an estimate is from the truth, 0 for a perfect one; a function of one's own, whose name is the loss's. */
export type OwnLoss = (estimate: MixingMeasure, truth: MixingMeasure) => number;

/** An experiment of one's own: `{ truth, experts }` is enough, all else has a default (see the schema). */
export type ExperimentFile = Readonly<
  Omit<
    ExperimentData,
    "truth" | "equivalents" | "fitted" | "design" | "losses" | "sizes" | "notes" | "parameterSet"
  >
> & {
  readonly truth: Params;
  readonly equivalents?: readonly Params[];
  readonly sizes?: readonly number[];
  readonly notes?: readonly string[];
  readonly parameterSet?: ParameterSet | { readonly reach: number };
} & OwnOrNamed;

/** The entries in which a module may have objects and functions where a JSON file has names. */
export interface OwnOrNamed {
  /** A gate of one's own, in place of the one that `truth.gating.name` names: what is drawn from and what is fitted. */
  readonly gating?: Gating;
  /** The same of the experts. */
  readonly expert?: Expert;
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
  readonly truth?: Params;
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

import type { LossDetail } from "../../src/losses/cellLoss.js";
import { d1Detail } from "../../src/losses/d1.js";
import { d2Detail } from "../../src/losses/d2.js";
import { losses } from "../../src/losses/index.js";
import { scaleFree } from "../../src/losses/temperature.js";
import { type Cells, voronoiCells } from "../../src/losses/voronoi.js";
import type { MixingMeasure, Params } from "../../src/types.js";
import { isAffine, type State } from "../state/state.js";
import { kinds } from "./families.js";
import { fittedModel, trueModel, truthOf } from "./truth.js";

/** The loss that theory has for a model, by its name in the package, and what it is called on the page. */
export interface NamedLoss {
  readonly name: string;
  readonly title: string;
  /** What it is, and whose. */
  readonly note: string;
}

/** How far a fit is from the truth. */
export interface Verdict extends NamedLoss {
  readonly value: number;
  /** Which fitted experts belong to each true one. */
  readonly cells: Cells;
  /** The parts of the value for each cell, and where the infimum is; absent where the loss does not tell them. */
  readonly parts?: Pick<LossDetail, "distance" | "mass" | "t1" | "t2">;
}

/** The loss for a state: by its experts, then by its gate, and whether there are more fitted experts than true ones. */
export function lossOf({ gate, family, atoms, fitted }: State): NamedLoss {
  const isOver = fitted > atoms.length;
  const D = isOver ? "D₂" : "D₁";
  if (family === "multinomialLogistic")
    return { name: "multinomial.d1", title: "D₁", note: "the Voronoi loss of multinomial logistic experts" };
  if (family === "poisson")
    return {
      name: "multinomial.d1",
      title: "D₁ in (β₁, a, b)",
      note: "no theorem is known for Poisson experts; this is the loss of experts with slopes and intercepts alone",
    };
  if (gate.topK === 1)
    return {
      name: isOver ? "topk.experts.over" : "topk.experts",
      title: `${D}, experts' part`,
      note: "with one expert selected the data say nothing of the weights, and of the slopes only their order",
    };
  if (gate.topK > 0)
    return { name: isOver ? "topk.d2" : "topk.d1", title: D, note: "the Voronoi loss of top-K gates" };
  if (gate.name === "activationDenseToSparse")
    return {
      name: isOver ? "activation.over" : "activation.exact",
      title: isOver ? "D, over-specified" : "D, exact",
      note: "the Voronoi loss of gates with an activation, of slopes and temperature as they stand",
    };
  if (gate.name === "denseToSparse")
    return {
      name: isOver ? "temperature.scaleFree.d2" : "temperature.scaleFree.d1",
      title: `${D} in (β₀/τ, β₁/τ)`,
      note: "of what the data can tell: only ratios to the temperature count",
    };
  return {
    name: isOver ? "d2" : "d1",
    title: D,
    note: isOver
      ? "the Voronoi loss of the over-specified case"
      : "the Voronoi loss of the exactly specified case",
  };
}

/** Compares an estimate with the truth. */
export function verdictOf(state: State, estimate: Params): Verdict {
  const loss = lossOf(state);
  const measure = fittedModel(state).measure(estimate);
  const truths = equivalents(state).map(trueModel(state).measure);
  const values = truths.map((truth) => losses[loss.name](measure, truth));
  const value = Math.min(...values);
  const truth = truths[values.indexOf(value)];
  const cells = voronoiCells(measure, truth, kinds[state.family].blocks);
  const parts = partsOf(loss.name, measure, truth);
  return { ...loss, value, cells: parts?.cells ?? cells, ...(parts && { parts }) };
}

/** The losses that tell their parts. */
function partsOf(name: string, estimate: MixingMeasure, truth: MixingMeasure): LossDetail | undefined {
  const detail = name.endsWith("d1") ? d1Detail : d2Detail;
  if (name === "d1" || name === "d2") return detail(estimate, truth);
  if (name.startsWith("temperature.scaleFree")) return detail(scaleFree(estimate), scaleFree(truth));
  return undefined;
}

/**
 * The truth, and for two experts whose activation has act(-z) = c - act(z) its mirror image, which has the same density: slopes (beta1_1, beta1_2)
 * become (-beta1_2, -beta1_1), since only act(beta1_1 x) - act(beta1_2 x) counts.
 */
function equivalents(state: State): Params[] {
  const truth = truthOf(state);
  const { gate, atoms } = state;
  const isOdd = gate.activation === "sigmoid" || gate.activation === "tanh" || gate.activation === "arctan";
  if (isAffine(gate) || !isOdd || atoms.length !== 2) return [truth];
  const [first, second] = atoms;
  return [truth, { ...truth, gating: { ...truth.gating, beta1: [[-second.beta1], [-first.beta1]] } }];
}

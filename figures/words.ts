import type { Provenance } from "../experiments/types/protocol.js";
import type { Slope, Summary } from "../experiments/types/summary.js";
import { count, fixed } from "./numbers.js";

const lossTitles: Readonly<Record<string, string>> = {
  d1: "loss D₁(Ĝ, G*)",
  d2: "loss D₂(Ĝ, G*)",
  pinned: "pinned loss (no infimum)",
};

/** The axis title of a loss; a loss without one goes by its name. */
export function lossTitle(loss: string): string {
  return lossTitles[loss] ?? `loss ${loss}`;
}

const provenances: Readonly<Record<Provenance, string>> = {
  printed: "as printed in the paper",
  "released code": "as in the authors' released code",
  derived: "derived here, not the paper's own",
  "stand-in": "a stand-in of ours, the paper's own is not available",
  own: "an experiment of one's own",
};

/** A slope with its interval: `slope −0.51 [−0.56, −0.46]`, with spaces at which no line is broken. */
export function slopeText({ slope, low, high }: Pick<Slope, "slope"> & Partial<Slope>): string {
  const interval = isNumber(low) && isNumber(high) ? ` [${fixed(low)}, ${fixed(high)}]` : "";
  return isNumber(slope) ? `slope ${fixed(slope)}${interval}`.replaceAll(" ", "\u00a0") : "no slope";
}

/** Whether a value is a finite number: what a summary could not compute is NaN, or null once it has been on disk. */
export function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** The lines below the title: what was fitted, under which protocol, and how much of it was run. */
export function subtitle(summary: Summary, sizes: readonly number[]): string[] {
  const { k, trueK, protocol, provenance, budget, replicates, seed } = summary;
  const span =
    sizes.length > 1
      ? `${sizes.length} sizes, n = ${count(sizes[0]!)} to ${count(sizes[sizes.length - 1]!)}`
      : `n = ${sizes.map(count).join()}`;
  return [
    `${k} experts fitted, ${trueK} true · protocol “${protocol}”, ${provenances[provenance]}`,
    `budget: ${budget} · ${replicates} replicates at ${span} · seed ${seed}`,
  ];
}

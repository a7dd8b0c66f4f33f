import type { Provenance } from "../experiments/types/protocol.js";
import type { Slope, Summary } from "../experiments/types/summary.js";
import { typeset } from "./notation.js";
import { count, fixed } from "./numbers.js";
import type { Figure, KeyEntry } from "./types.js";

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

/** The lines below the title: what was fitted, under which protocol, and how much of it was run where that is not all. */
export function subtitle(summary: Summary, sizes: readonly number[]): string[] {
  const { k, trueK, protocol, provenance, replicates } = summary;
  const span =
    sizes.length > 1
      ? `${sizes.length} sizes, n = ${count(sizes[0]!)} to ${count(sizes[sizes.length - 1]!)}`
      : `n = ${sizes.map(count).join()}`;
  return [
    `${k} experts fitted, ${trueK} true · protocol “${protocol}”, ${provenances[provenance]}`,
    `${count(replicates)} ${replicates === 1 ? "replicate" : "replicates"} at ${span}${budgetText(summary)}`,
  ];
}

/** ` · budget: quick`; nothing where all was run. */
export const budgetText = ({ budget }: Pick<Summary, "budget">): string =>
  budget === "full" ? "" : ` · budget:\u00a0${budget}`;

/** What a file says of itself beside its title. */
export const aboutRun = ({
  protocol,
  budget,
  seed,
}: Pick<Summary, "protocol" | "budget" | "seed">): Record<string, string> => ({ protocol, budget, seed });

/** A figure whose words have the signs of mathematics. */
export function typesetFigure(figure: Figure): Figure {
  const ofKey = (key: readonly KeyEntry[]) => key.map((entry) => ({ ...entry, label: typeset(entry.label) }));
  return {
    ...figure,
    title: typeset(figure.title),
    subtitle: figure.subtitle.map(typeset),
    panels: figure.panels.map(({ title, key, ...panel }) => ({
      ...panel,
      ...(title === undefined ? {} : { title: typeset(title) }),
      ...(key === undefined ? {} : { key: ofKey(key) }),
    })),
    key: ofKey(figure.key),
    notes: figure.notes.map(typeset),
  };
}

import type { Bootstrap } from "../../src/inference/bootstrap.js";
import { count, listed } from "../terminal.js";

/** How intervals are made. */
export const intervalMethods = ["wald", "sandwich", "profile", "bootstrap"] as const;
export type IntervalMethod = (typeof intervalMethods)[number];

/** What is told of the fits of a bootstrap. */
export interface BootstrapTold extends Pick<Bootstrap, "used" | "elsewhere"> {
  readonly replicates: number;
  /** How many ended in which way. */
  readonly counts: Readonly<Record<string, number>>;
}

/** How the intervals of a table came about, in sentences. */
export function methodNotes(method: IntervalMethod, bootstrap?: BootstrapTold): string[] {
  if (method === "sandwich")
    return [
      "standard errors are those of the sandwich, which hold where errors or variances are others than the model's as well",
    ];
  if (method === "profile")
    return ["intervals are those of the profile likelihood; standard errors, z and p are Wald's"];
  return bootstrap === undefined ? [] : bootstrapNotes(bootstrap);
}

function bootstrapNotes({ replicates, used, counts, elsewhere }: BootstrapTold): string[] {
  const lost = Object.entries(counts).flatMap(([status, n]) =>
    n > 0 && ["collapsed", "maxSteps", "failed"].includes(status) ? [`${n} ${status}`] : [],
  );
  const left = lost.length === 0 ? "" : `, of which ${used} count (${listed(lost)})`;
  return [
    `standard errors and percentile intervals are those of ${count(replicates, "fit")} to samples drawn from this one${left}; z and p go by these standard errors`,
    ...(elsewhere === 0
      ? []
      : [
          `in ${count(elsewhere, "sample")} the answer was another maximum than the one beside this estimate`,
        ]),
  ];
}

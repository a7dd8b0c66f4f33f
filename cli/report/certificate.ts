import type { Status } from "../../src/types.js";
import { brief } from "../terminal.js";
import { inWords } from "./coefficients.js";
import { flatLines } from "./flat.js";
import type { Naming } from "./naming.js";
import type { Reported } from "./reported.js";

const meaning: Readonly<Record<Status, string>> = {
  converged: "a strict local maximum: the score vanishes and the Hessian is negative definite",
  singular:
    "a maximum with flat directions: the score vanishes and no eigenvalue of the Hessian is positive, but some are zero, so that the data do not determine all parameters",
  boundary:
    "a maximum over the parameter set: the Karush-Kuhn-Tucker conditions hold at the bounds named below (the score vanishes in all other parameters, and points outwards at these)",
  collapsed:
    "an expert rests on too few observations or its variance is at its bound; nothing else was found",
  maxSteps: "not certified: the score has not vanished where the search stopped",
};

/** What is known of the point: its status in words, its certificate, bounds and flat directions by the names of columns. */
export function certificateLines(
  { status, certificate, params }: Reported["answer"],
  n: number,
  naming: Naming,
): string[] {
  const { score, maxEigenvalue, observations, unidentified } = certificate;
  return [
    `status: ${status}, ${meaning[status]}`,
    `certificate: largest mean score ${brief(score, 3)}, largest eigenvalue of the mean Hessian ${brief(maxEigenvalue, 3)} (standardised units)`,
    ...boundLines(certificate, n, naming),
    ...flatLines(certificate.flatDirections, naming),
    ...unidentified.map((name) => {
      const one = naming.named(name);
      return `no density depends on: ${inWords(one)}, which stays at ${brief(one.entryOf(params[one.part]))}`;
    }),
    `observations per expert: ${observations.map((share) => share.toFixed(1)).join(", ")} (sums of responsibilities)`,
  ];
}

/** A line about the bounds that hold parameters; the multiplier for all the data is the gain in nats for each unit beyond one. */
function boundLines(
  { atBound, multipliers }: Reported["answer"]["certificate"],
  n: number,
  { named, together }: Naming,
): string[] {
  if (atBound.length === 0) return [];
  const gain = `${brief(n * Math.max(...atBound.map((name) => multipliers[name])), 2)} nats for each standardised unit`;
  return atBound.length === 1
    ? [`at its bound: ${inWords(named(atBound[0]))} (beyond it the log-likelihood would grow by ${gain})`]
    : [
        `at their bounds: ${together(atBound)} (beyond one of them the log-likelihood would grow by at most ${gain})`,
      ];
}

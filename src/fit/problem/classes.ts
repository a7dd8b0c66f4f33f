import type { Problem } from "./problem.js";

/** Whether the experts are classes: all their coefficients are those of class scores. */
export const hasClassesOnly = ({ model: { families } }: Problem): boolean =>
  families.every(({ predictors }) => predictors.every(({ bound }) => bound === "classScore"));

/**
 * Whether the search divides the observations: experts that are classes, which are nearly sure of their own observations, so that maxima
 * differ by where the gate's borders are. For a gate that sees one input borders are points, which starts of other kinds find as well.
 */
export const searchesDivisions = (problem: Problem): boolean =>
  problem.model.k > 1 && problem.model.columns.gating.length > 1 && hasClassesOnly(problem);

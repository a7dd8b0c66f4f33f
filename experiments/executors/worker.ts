import type { CurvesPicture } from "../types/picture.js";

/** The entry of a worker thread: runs one trial of an experiment that the package knows by name. */
export { runNamedTrial as default } from "../trial.js";

/** Computes the analysis of that name. Throws for an unknown one. */
export async function analysis(name: string): Promise<CurvesPicture> {
  const { analyses } = await import("../analyses/index.js");
  const found = analyses.find((one) => one.name === name);
  if (!found) throw new Error(`unknown analysis "${name}"`);
  return found.compute();
}

import { normal } from "../../random/normal.js";
import type { Uniform } from "../../types.js";
import type { Problem } from "../problem/problem.js";

/** Standard deviations of the class coefficients, in turn: experts that are nearly alike, that differ, and that are nearly sure. */
const classSpreads = [0.5, 2, 6] as const;
/** Standard deviation of the gate's coefficients: wide, since the best maxima have steep gates. */
const gateSpread = 6;

/**
 * A random start for experts that are classes: independent normal coefficients, the class scores' with one of three standard
 * deviations in turn. bench/missed.ts counts how often they miss the highest maximum.
 */
export function classStarts(problem: Problem, turn: number, uniform: Uniform): Float64Array {
  const { coordinates, size, fixed } = problem;
  const next = normal(uniform);
  const theta = new Float64Array(size);
  const ofClasses = classSpreads[turn % classSpreads.length];
  for (const { part, offset, length } of coordinates.layout.slots) {
    if (offset < 0 || fixed.includes(offset)) continue;
    const spread = part === "experts" ? ofClasses : gateSpread;
    for (let c = 0; c < length; c++) theta[offset + c] = spread * next();
  }
  return theta;
}

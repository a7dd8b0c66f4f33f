import type { Family } from "../../family.js";
import { isMixed, recordsOf } from "../../params/records.js";
import type { AnyParams, ExpertsParams, FamilyParams } from "../../types.js";
import type { TiedState } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { flatEigenvalue } from "../problem/tolerances.js";

/** Standard errors in the shape of the parameters; null where the data do not identify a parameter. */
export interface StandardErrors<Experts = FamilyParams> {
  readonly gating: ErrorRecord;
  readonly experts: Experts extends readonly unknown[] ? readonly ErrorRecord[] : ErrorRecord;
}
type ErrorRecord = Readonly<Record<string, ErrorField>>;
/** One entry per expert, each of the shape of the parameter's; a single one for what the experts share, or where experts have a record each. */
export type ErrorField =
  | number
  | null
  | readonly (number | null | readonly (number | null)[] | readonly (readonly (number | null)[])[])[];

/**
 * Standard errors from the observed information: the inverse of minus the Hessian of the log-likelihood in
 * standardised coordinates, carried to the natural parameters by the Jacobian of the map between them (the
 * delta method; exact for all but logarithms). Null for a parameter that changes along a flat direction or with an entry of theta on
 * which no density depends, is held at a bound, or changes across a tie of a selection, where the estimate is not normal; the standard
 * errors of the other parameters are then those given the ties. 0 for a parameter that is not estimated (the pinned last gate, a reference class).
 */
export function standardErrors(
  { model, coordinates, fixed, n }: Problem,
  state: TiedState,
): StandardErrors<ExpertsParams> {
  const { gating, families } = model;
  const { theta, eigen, free } = state;
  const base = coordinates.toParams(theta);
  const values = leaves(base);
  // Each natural parameter is linear in theta, or the exponential of something linear: a central difference
  // of moderate width recovers the derivative to about 1e-10.
  const jacobian = values.map(() => new Float64Array(theta.length));
  for (let j = 0; j < theta.length; j++) {
    const h = 1e-5;
    const shifted = [h, -h].map((move) => {
      const moved = Float64Array.from(theta);
      moved[j] += move;
      return leaves(coordinates.toParams(moved));
    });
    jacobian.forEach((row, i) => {
      row[j] = (shifted[0][i] - shifted[1][i]) / (2 * h);
    });
  }
  const unknown = new Set([...state.held, ...fixed]);
  const errors = jacobian.map((row) => {
    const size = Math.hypot(...row);
    if (size === 0) return 0;
    if (row.some((value, j) => value !== 0 && unknown.has(j))) return null;
    let variance = 0;
    let across = state.ties ? size ** 2 : 0;
    for (let i = 0; i < eigen.values.length; i++) {
      const along = eigen.vectors[i].reduce((sum, v, a) => sum + v * row[free[a]], 0);
      if (state.ties) across -= along ** 2;
      if (eigen.values[i] >= -flatEigenvalue) {
        if (Math.abs(along) > 1e-6 * size) return null;
      } else {
        variance += along ** 2 / (-eigen.values[i] * n);
      }
    }
    return across > 1e-12 * size ** 2 ? null : Math.sqrt(variance);
  });
  let next = 0;
  const fill = (value: unknown): unknown => (Array.isArray(value) ? value.map(fill) : errors[next++]);
  const filled = ({ fields }: Family, values: FamilyParams) =>
    Object.fromEntries(Object.keys(fields).map((name) => [name, fill(values[name]) as ErrorField]));
  const ofGating = filled(gating, base.gating);
  const ofExperts = recordsOf(families, base.experts).map(([family, values]) => filled(family, values));
  return { gating: ofGating, experts: isMixed(families) ? ofExperts : ofExperts[0] };

  /** All numbers of a parameter record in the order in which `fill` meets them. */
  function leaves(params: AnyParams): number[] {
    const numbers = ({ fields }: Family, values: FamilyParams) =>
      Object.keys(fields).flatMap((name) => [values[name]].flat(4) as number[]);
    return [
      ...numbers(gating, params.gating),
      ...recordsOf(families, params.experts).flatMap(([family, values]) => numbers(family, values)),
    ];
  }
}

import type { Family, FieldSpec } from "../../family.js";
import type { AnyModel } from "../../model/model.js";
import type { Coordinates } from "../../params/coordinates.js";
import { isMixed, recordsOf } from "../../params/records.js";
import type { AnyParams, ExpertsParams, FamilyParams } from "../../types.js";
import type { TiedState } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { flatEigenvalue } from "../problem/tolerances.js";

/**
 * What an estimate of a natural parameter stands on.
 * `estimated`: the data. `given`: it is not estimated (the pinned last gate, a reference class, what is fixed). `unidentified`: no density depends on an
 * entry of theta with which it changes. `bound`: a bound of the parameter set holds it. `flat`: along a direction in which it changes the
 * log-likelihood is level, or curves upwards where the fit is no maximum. `tie`: it changes across a tie of a selection.
 */
export type Standing = "estimated" | "given" | "unidentified" | "bound" | "flat" | "tie";

/** One number of a parameter record. */
export interface NaturalParameter {
  /** Its place in `params`: `gating.beta1[0][1]`, `experts.sigma2[1]`. */
  readonly name: string;
  readonly estimate: number;
  /** `log`: it must be positive, and is a logarithm in theta. */
  readonly link: FieldSpec["link"];
  readonly standing: Standing;
}

/** A covariance matrix of all natural parameters. */
export interface Covariance {
  readonly parameters: readonly NaturalParameter[];
  /**
   * One row and one column for each parameter: 0 for what is given, null for what is not identified, is held at a bound or changes across
   * a tie, where the estimate is not normal.
   */
  readonly matrix: readonly (readonly (number | null)[])[];
}

/** The covariance of theta along the directions of its spectrum, by rows: entries of directions that are flat are not read. */
export type DirectionCovariance = (state: TiedState, n: number) => readonly (readonly number[])[];

/** The inverse of the observed information: 1 / (-lambda_i n) along direction i of the mean Hessian, with eigenvalue lambda_i. */
const inverseInformation: DirectionCovariance = ({ eigen: { values } }, n) =>
  values.map((value, i) => values.map((_, j) => (i === j ? 1 / (-value * n) : 0)));

/**
 * The covariance matrix of the natural parameters: that of theta in standardised coordinates, by default the inverse of the observed
 * information, carried over by the Jacobian of the map between them (the delta method; exact for all but logarithms). Beside ties the
 * entries of the other parameters are those given the ties.
 */
export function covarianceOf(
  { model, coordinates, fixed, unidentified, n }: Problem,
  state: TiedState,
  ofDirections: DirectionCovariance = inverseInformation,
): Covariance {
  const found = leavesOf(model, coordinates.toParams(state.theta));
  const given = fixed.filter((j) => !unidentified.includes(j));
  // What is fixed does not move.
  const jacobian = jacobianOf(model, coordinates, state.theta).map((row) =>
    row.map((slope, j) => (given.includes(j) ? 0 : slope)),
  );
  const alongs = jacobian.map((row) => alongDirections(state, row));
  const standings = jacobian.map((row, i) => standingOf(state, unidentified, row, alongs[i]));
  const middle = ofDirections(state, n);
  const curved = middle.flatMap((_, i) => (isCurved(state.eigen.values[i]) ? [i] : []));
  const carried = alongs.map((along) =>
    curved.map((j) => curved.reduce((sum, i) => sum + along[i] * middle[i][j], 0)),
  );
  const entry = (a: number, b: number): number | null => {
    const both = [standings[a], standings[b]];
    if (both.some((standing) => standing !== "given" && standing !== "estimated")) return null;
    if (both.includes("given")) return 0;
    return curved.reduce((sum, j, at) => sum + carried[a][at] * alongs[b][j], 0);
  };
  return {
    parameters: found.map((leaf, a) => ({ ...leaf, standing: standings[a] })),
    matrix: found.map((_, a) => found.map((_, b) => entry(a, b))),
  };
}

type Families = Pick<AnyModel, "gating" | "families">;

/** All numbers of a parameter record with their places, field by field. */
export function leavesOf(
  { gating, families }: Families,
  params: AnyParams,
): Omit<NaturalParameter, "standing">[] {
  const leaves = (
    name: string,
    value: unknown,
    link: FieldSpec["link"],
  ): Omit<NaturalParameter, "standing">[] =>
    Array.isArray(value)
      ? value.flatMap((one, i) => leaves(`${name}[${i}]`, one, link))
      : [{ name, estimate: value as number, link }];
  const ofRecord = (place: string, { fields }: Family, values: FamilyParams) =>
    Object.entries(fields).flatMap(([name, { link }]) => leaves(`${place}.${name}`, values[name], link));
  const records = recordsOf(families, params.experts);
  return [
    ...ofRecord("gating", gating, params.gating),
    ...records.flatMap(([family, values], i) =>
      ofRecord(isMixed(families) ? `experts[${i}]` : "experts", family, values),
    ),
  ];
}

/**
 * The derivative of each natural parameter in theta. Each is linear in theta, or the exponential of something linear: a central
 * difference of moderate width recovers the derivative to about 1e-10.
 */
function jacobianOf(
  families: Families,
  { toParams }: Pick<Coordinates<ExpertsParams>, "toParams">,
  theta: Float64Array,
): Float64Array[] {
  const h = 1e-5;
  const moved = (j: number, by: number) => {
    const point = Float64Array.from(theta);
    point[j] += by;
    return leavesOf(families, toParams(point));
  };
  const columns = Array.from(theta, (_, j) => {
    const [above, below] = [moved(j, h), moved(j, -h)];
    return above.map(({ estimate }, i) => (estimate - below[i].estimate) / (2 * h));
  });
  return columns[0].map((_, i) => Float64Array.from(columns, (column) => column[i]));
}

/** The derivative of a parameter along each direction of the spectrum. */
const alongDirections = ({ eigen, free }: TiedState, row: Float64Array): number[] =>
  eigen.vectors.map((vector) => vector.reduce((sum, v, a) => sum + v * row[free[a]], 0));

/** Whether the log-likelihood falls on both sides of a point, along a direction. */
const isCurved = (eigenvalue: number): boolean => eigenvalue < -flatEigenvalue;

function standingOf(
  { value, held, eigen, ties }: TiedState,
  unidentified: readonly number[],
  row: Float64Array,
  along: readonly number[],
): Standing {
  const size = Math.hypot(...row);
  if (size === 0) return "given";
  if (unidentified.some((j) => row[j] !== 0)) return "unidentified";
  if (held.some((j) => row[j] !== 0)) return "bound";
  if (!Number.isFinite(value)) return "flat";
  if (along.some((one, i) => !isCurved(eigen.values[i]) && Math.abs(one) > 1e-6 * size)) return "flat";
  if (ties) {
    const across = along.reduce((left, one) => left - one ** 2, size ** 2);
    if (across > 1e-12 * size ** 2) return "tie";
  }
  return "estimated";
}

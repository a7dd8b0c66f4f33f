import type { Basis, Expert, Gating, Predictor, ResponseScale, Transform } from "../family.js";
import type { Sample } from "../types.js";

/** Location and scale of each of d columns. */
interface ColumnUnits {
  readonly centre: readonly number[];
  readonly scale: readonly number[];
}

/** Units of theta: those of the inputs under each transform that a predictor has, and those of the response. */
export interface Units {
  readonly columns: ReadonlyMap<Transform | undefined, ColumnUnits>;
  readonly response: ResponseScale;
}

/** The data's own units: nothing is moved or scaled. */
export const rawUnits: Units = { columns: new Map(), response: { centre: 0, scale: 1 } };

/** What to add to the log-likelihood of n responses in these units for that of the responses themselves. */
export const logJacobianOf = ({ response }: Units, n: number): number => -n * Math.log(response.scale);

/** The units of a predictor's columns. */
export const columnUnits = ({ columns }: Units, { transform }: Predictor, d: number): ColumnUnits =>
  columns.get(transform) ?? { centre: new Array<number>(d).fill(0), scale: new Array<number>(d).fill(1) };

/** The units of one scale: columns, and a response that has a unit, have standard deviation 1, and their zero stays where it is. */
export function scaleUnits(sample: Sample, gating: Gating, expert: Expert): Units {
  const { columns, response } = standardUnits(sample, gating, expert);
  const uncentred = [...columns].map(
    ([transform, { centre, scale }]) => [transform, { centre: centre.map(() => 0), scale }] as const,
  );
  return { columns: new Map(uncentred), response: { centre: 0, scale: response.scale } };
}

/** Mean 0 and standard deviation 1 for each column, and for the response if it has a unit of its own. */
export function standardUnits({ x, y }: Sample, gating: Gating, expert: Expert): Units {
  const transforms = [...gating.predictors, ...expert.predictors].map(({ transform }) => transform);
  const columns = new Map(
    [...new Set(transforms)].map((transform) => {
      const moments = transformed(x, transform).map(meanAndSd);
      return [transform, { centre: moments.map(([mean]) => mean), scale: moments.map(([, sd]) => sd) }];
    }),
  );
  return { columns, response: expert.scalesResponse ? responseOf(y) : rawUnits.response };
}
const responseOf = (y: Float64Array): ResponseScale => {
  const [centre, scale] = meanAndSd(y);
  return { centre, scale };
};

/** Mean of a column and its standard deviation, or 1 in place of a standard deviation of 0. */
export function meanAndSd(values: Float64Array): [number, number] {
  const n = values.length;
  let sum = 0;
  for (let t = 0; t < n; t++) sum += values[t];
  const mean = sum / n;
  let squares = 0;
  for (let t = 0; t < n; t++) squares += (values[t] - mean) ** 2;
  return [mean, Math.sqrt(squares / n) || 1];
}

/** M(x_j) for each column; the columns themselves without a transform. */
export const transformed = (x: readonly Float64Array[], transform: Transform | undefined) =>
  transform === undefined ? x : x.map((column) => column.map((value) => transform.apply(value)));

/** The response in given units. It stays as it is where the expert's response has no unit, or where these are its own. */
export function responseIn(
  { response: { centre, scale } }: Units,
  { scalesResponse }: Expert,
  y: Float64Array,
) {
  if (!scalesResponse || (centre === 0 && scale === 1)) return y;
  return y.map((value) => (value - centre) / scale);
}

/** The basis of any predictor over the inputs in given units. Predictors on the same columns share a basis; unchanged columns are not copied. */
export function basesOf({ x, d }: Sample, units: Units): (predictor: Predictor) => Basis {
  const known = new Map<Transform | undefined, Partial<Record<Predictor["basis"], Basis>>>();
  const constant: Basis = { intercept: true, columns: [], origin: [] };
  return (predictor) => {
    const { basis, transform } = predictor;
    if (basis === "constant") return constant;
    const made = known.get(transform) ?? {};
    known.set(transform, made);
    // Without an intercept a shift of the inputs would change the model, so `linear` columns are only scaled.
    const { centre, scale } = columnUnits(units, predictor, d);
    const shift = basis === "affine" ? centre : centre.map(() => 0);
    made[basis] ??= {
      intercept: basis === "affine",
      columns: transformed(x, transform).map((column, j) =>
        shift[j] === 0 && scale[j] === 1 ? column : column.map((value) => (value - shift[j]) / scale[j]),
      ),
      origin: shift.map((value, j) => -value / scale[j]),
    };
    return made[basis];
  };
}

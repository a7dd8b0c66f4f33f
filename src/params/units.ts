import { MoestatError } from "../error.js";
import type { Basis, Equivariance, Expert, Gating, Predictor, ResponseScale, Transform } from "../family.js";
import { type Frequencies, totalOf } from "../numeric/frequencies.js";
import type { Sample } from "../types.js";
import { besidePoints } from "./givenBy.js";
import { widthOf } from "./layout.js";
import { observationsOf } from "./observed.js";

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

/**
 * What to add to the log-likelihood of responses in these units for that of the responses themselves. At a point the density is
 * a probability, which has no unit.
 */
export const logJacobianOf = ({ response }: Units, families: readonly Expert[], sample: Sample): number =>
  -observationsOf(besidePoints(families, sample)) * Math.log(response.scale);

/** Which changes of the response's unit a model follows: those that all of its experts beside point masses follow. */
export function equivarianceOf(families: readonly Expert[]): Equivariance {
  const own = families.map(({ equivariance }) => equivariance);
  return (["scale", "shiftAndScale"] as const).find((change) => own.includes(change)) ?? "none";
}

/** The units of the columns that a predictor sees, of d columns. */
export function columnUnits({ columns }: Units, predictor: Predictor, d: number): ColumnUnits {
  const { transform, columns: seen } = predictor;
  const width = widthOf(predictor, d);
  const units = columns.get(transform);
  if (units === undefined)
    return { centre: new Array<number>(width).fill(0), scale: new Array<number>(width).fill(1) };
  return { centre: seenOf(units.centre, seen), scale: seenOf(units.scale, seen) };
}

/** Of a list with an entry for each column of a sample the entries of those that a predictor sees. */
export const seenOf = <T>(list: readonly T[], columns: Predictor["columns"]): readonly T[] =>
  columns === undefined ? list : columns.map((j) => list[j]);

/** The units of one scale: columns, and a response that has a unit, have standard deviation 1, and their zero stays where it is. */
export function scaleUnits(sample: Sample, gating: Gating, families: readonly Expert[]): Units {
  const { columns, response } = standardUnits(sample, gating, families);
  const uncentred = [...columns].map(
    ([transform, { centre, scale }]) => [transform, { centre: centre.map(() => 0), scale }] as const,
  );
  return { columns: new Map(uncentred), response: { centre: 0, scale: response.scale } };
}

/**
 * The offset of a sample in given units: what it adds to the first predictor of every expert that has one; undefined if there is none.
 * Throws for experts that can take none: class scores, a first predictor that is declared the same for all inputs, and
 * first predictors of different units.
 */
export function offsetIn(
  { response }: Units,
  families: readonly Expert[],
  offset: Float64Array | undefined,
): Float64Array | undefined {
  if (offset === undefined) return undefined;
  checkOffset(families);
  const [scale = 1] = families.flatMap((family) => scaleOfFirst(family, response));
  return scale === 1 ? offset : offset.map((value) => value / scale);
}

const scaleOfFirst = ({ predictorScale }: Expert, response: ResponseScale): number[] =>
  predictorScale(response)
    .slice(0, 1)
    .map(({ scale }) => scale);

/** Throws for experts that can take no offset. */
export function checkOffset(families: readonly Expert[]): void {
  for (const { name, predictors } of new Set(families)) {
    const [first] = predictors;
    if (first?.bound === "classScore")
      throw new MoestatError(
        `invalid offset; the experts ${name} have a score for each class, to which none is added`,
      );
    if (first?.basis === "constant" && first.columns === undefined)
      throw new MoestatError(
        `invalid offset; the first predictor of the experts ${name} is the same for all inputs`,
      );
  }
  const scales = families.flatMap((family) => scaleOfFirst(family, { centre: 2, scale: 3 }));
  if (scales.some((scale) => scale !== scales[0]))
    throw new MoestatError(
      `invalid offset; the first predictors of the experts have different units: ${families.map(({ name }) => name).join(", ")}`,
    );
}

/** Whether the first predictor of all experts that have one is a location of the response: then the law is that of the response less an offset. */
const areLocations = (families: readonly Expert[]): boolean =>
  equivarianceOf(families) === "shiftAndScale" &&
  families.every(({ predictorScale }) => {
    const [first] = predictorScale({ centre: 2, scale: 3 });
    return first === undefined || (first.shift === 2 && first.scale === 3);
  });

/** The response less the offset where the experts' first predictor is a location, else the response itself. */
export const locatedResponse = ({ y, offset }: Sample, families: readonly Expert[]): Float64Array =>
  offset === undefined || !areLocations(families) ? y : y.map((value, t) => value - offset[t]);

/**
 * Mean 0 and standard deviation 1, by the weights, for each column, and for the response, less an offset and beside points, if it has
 * a unit of its own (see `responseOf`).
 */
export function standardUnits(sample: Sample, gating: Gating, families: readonly Expert[]): Units {
  const { x, weights } = sample;
  const transforms = [gating, ...families].flatMap(({ predictors }) =>
    predictors.map(({ transform }) => transform),
  );
  const columns = new Map(
    [...new Set(transforms)].map((transform) => {
      const moments = transformed(x, transform).map((column) => meanAndSd(column, weights));
      return [transform, { centre: moments.map(([mean]) => mean), scale: moments.map(([, sd]) => sd) }];
    }),
  );
  const beside = besidePoints(families, sample);
  return { columns, response: beside.n > 0 ? responseOf(beside, families) : rawUnits.response };
}

/**
 * Mean 0 and standard deviation 1 for a response, as far as the experts' predictors can follow: one without an intercept takes no
 * shift. Where it would need one, or the family follows a scale only, the response keeps its zero and has the root mean square 1, or else stays as it is.
 */
function responseOf(sample: Sample, families: readonly Expert[]): ResponseScale {
  const equivariance = equivarianceOf(families);
  if (equivariance === "none") return rawUnits.response;
  const y = locatedResponse(sample, families);
  const { weights } = sample;
  const follows = (response: ResponseScale) =>
    families.every(({ predictors, predictorScale }) =>
      predictorScale(response).every(({ shift }, u) => shift === 0 || predictors[u].basis !== "linear"),
    );
  if (equivariance === "shiftAndScale") {
    const [centre, scale] = meanAndSd(y, weights);
    const whole = { centre, scale };
    if (follows(whole)) return whole;
  }
  const uncentred = { centre: 0, scale: rootMeanSquare(y, weights) };
  return follows(uncentred) ? uncentred : rawUnits.response;
}

/** The root mean square of a column, or 1 in its place if it is 0. */
const rootMeanSquare = (values: Float64Array, weights: Frequencies): number =>
  Math.sqrt(
    meanOf(
      values.map((value) => value * value),
      weights,
    ),
  ) || 1;

/** Mean of a column and its standard deviation, or 1 in place of a standard deviation of 0. */
export function meanAndSd(values: Float64Array, weights?: Frequencies): [number, number] {
  const mean = meanOf(values, weights);
  const variance = meanOf(
    values.map((value) => (value - mean) ** 2),
    weights,
  );
  return [mean, Math.sqrt(variance) || 1];
}

function meanOf(values: Float64Array, weights: Frequencies): number {
  let sum = 0;
  if (weights === undefined) for (let t = 0; t < values.length; t++) sum += values[t];
  else for (let t = 0; t < values.length; t++) sum += weights[t] * values[t];
  return sum / totalOf(values.length, weights);
}

/** M(x_j) for each column; the columns themselves without a transform. */
export const transformed = (x: readonly Float64Array[], transform: Transform | undefined) =>
  transform === undefined ? x : x.map((column) => column.map((value) => transform.apply(value)));

/** The response in given units. It stays as it is where the expert's response has no unit, or where these are its own. */
export function responseIn(
  { response: { centre, scale } }: Units,
  families: readonly Expert[],
  y: Float64Array,
) {
  if (equivarianceOf(families) === "none" || (centre === 0 && scale === 1)) return y;
  return y.map((value) => (value - centre) / scale);
}

/** The basis of any predictor over the inputs in given units. Bases share columns, those that stay as they are with the sample. */
export function basesOf({ x, d }: Sample, units: Units): (predictor: Predictor) => Basis {
  const columns = columnsIn(x);
  const constant: Basis = { intercept: true, columns: [], origin: [] };
  const known: { readonly predictor: Predictor; readonly made: Basis }[] = [];
  return (predictor) => {
    const { basis, transform, columns: seen } = predictor;
    if (basis === "constant") return constant;
    const like = known.find(
      ({ predictor: other }) =>
        other.basis === basis && other.transform === transform && other.columns === seen,
    );
    if (like) return like.made;
    // Without an intercept a shift of the inputs would change the model, so `linear` columns are only scaled.
    const { centre, scale } = columnUnits(units, predictor, d);
    const shift = basis === "affine" ? centre : centre.map(() => 0);
    const made = {
      intercept: basis === "affine",
      columns: shift.map((value, j) => columns(transform, seen?.[j] ?? j, value, scale[j])),
      origin: shift.map((value, j) => -value / scale[j]),
    };
    known.push({ predictor, made });
    return made;
  };
}

/** The columns (M(x_j) - shift) / scale, each made once. */
function columnsIn(x: readonly Float64Array[]) {
  const known = new Map<Transform | undefined, Map<string, Float64Array>>();
  return (transform: Transform | undefined, j: number, shift: number, scale: number): Float64Array => {
    const ofTransform = known.get(transform) ?? new Map<string, Float64Array>();
    known.set(transform, ofTransform);
    const key = `${j}/${shift}/${scale}`;
    let column = ofTransform.get(key);
    if (column === undefined) {
      const [values] = transformed([x[j]], transform);
      column = shift === 0 && scale === 1 ? values : values.map((value) => (value - shift) / scale);
      ofTransform.set(key, column);
    }
    return column;
  };
}

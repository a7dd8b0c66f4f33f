import { predict } from "../src/model/predict.js";
import { predictive } from "../src/model/predictive/predictive.js";
import type { InputsAt } from "./data/inputs-at.js";
import type { ResponseAt } from "./data/response-at.js";
import type { Described } from "./params.js";

/** What to predict beside the mean or the classes. */
export interface Wanted {
  /** The probability of a central interval. */
  readonly interval?: number;
  /** Levels of quantiles. */
  readonly quantiles?: readonly number[];
  readonly experts?: boolean;
  readonly responsibilities?: boolean;
  readonly residuals?: boolean;
  /** Of the random part of quantile residuals. */
  readonly seed: string;
}

/** Columns beside some rows of a table. */
export interface Added {
  readonly rows: Int32Array;
  readonly columns: readonly { readonly name: string; readonly values: ArrayLike<number | string> }[];
}

/** Columns of predictions at rows of inputs, and where it is asked for at those that have the response as well. */
export function predictedColumns(
  described: Described,
  inputs: InputsAt,
  wanted: Wanted,
  response?: ResponseAt,
): Added[] {
  const at = Array.from(inputs.rows.keys(), (t) => inputs.x.map((column) => column[t]));
  const { fitted, isClass } = fittedColumns(described, at, inputs);
  checkWanted(described, wanted, isClass);
  const isOfInputs = wanted.interval !== undefined || wanted.quantiles || wanted.experts;
  return [
    {
      rows: inputs.rows,
      columns: [...fitted, ...(isOfInputs ? ofInputs(described, at, inputs, wanted, isClass) : [])],
    },
    ...(response === undefined
      ? []
      : [
          {
            rows: response.rows,
            columns: ofResponse(described, at, inputs, wanted, response, isClass),
          },
        ]),
  ];
}

type Columns = Added["columns"];
type Rows = readonly (readonly number[])[];

/** The mean, or the probability of each label and the most probable one. */
function fittedColumns(
  { model, params, labels }: Described,
  at: Rows,
  { offset, trials }: InputsAt,
): { readonly fitted: Columns; readonly isClass: boolean } {
  const prediction = predict(model, params, at, { offset, trials });
  if (prediction.kind === "mean")
    return { isClass: false, fitted: [{ name: ".fitted", values: prediction.mean }] };
  const { probabilities } = prediction;
  const known = labels ?? probabilities[0]?.map((_, s) => String(s + 1)) ?? [];
  const label = probabilities.map((row) => known[row.indexOf(Math.max(...row))]);
  return {
    isClass: true,
    fitted: [
      ...known.map((name, s) => ({ name: `P(${name})`, values: probabilities.map((row) => row[s]) })),
      { name: "label", values: label },
    ],
  };
}

function checkWanted({ file, model }: Described, { interval, quantiles }: Wanted, isClass: boolean): void {
  const flag = interval !== undefined ? "--interval" : quantiles ? "--quantiles" : undefined;
  if (isClass && flag !== undefined)
    throw new Error(
      `invalid ${flag}; labels have no order, and ${file} is of ${model.families[0].name} experts`,
    );
}

/** Interval, quantiles and experts, as they are before the response is known. */
function ofInputs(
  { model, params }: Described,
  rows: Rows,
  { offset, trials }: InputsAt,
  { interval, quantiles: levels = [], experts, responsibilities }: Wanted,
  isClass: boolean,
): Columns {
  const intervals = interval === undefined ? [] : [interval];
  const law = predictive(model, params, { rows, offset, trials, levels, intervals });
  return [
    ...(interval === undefined
      ? []
      : [
          { name: ".sd", values: law.sd },
          { name: ".lower", values: law.intervals.map(([[low]]) => low) },
          { name: ".upper", values: law.intervals.map(([[, high]]) => high) },
        ]),
    ...levels.map((level, j) => ({ name: `.q${level}`, values: law.quantiles.map((row) => row[j]) })),
    ...(experts
      ? [
          ...(responsibilities ? [] : [mostProbable(law)]),
          ...eachExpert(".weight", law.gateWeights, model.k),
          ...(isClass ? [] : eachExpert(".mean", law.expertMeans, model.k)),
        ]
      : []),
  ];
}

/** What the response says: of the experts, and of the model. */
function ofResponse(
  { model, params }: Described,
  at: Rows,
  { offset }: InputsAt,
  { responsibilities, residuals, seed }: Wanted,
  { places, y, trials }: ResponseAt,
  isClass: boolean,
): Columns {
  const law = predictive(model, params, {
    rows: Array.from(places, (place) => at[place]),
    offset: offset && Float64Array.from(places, (place) => offset[place]),
    trials,
    y,
    seed,
  });
  return [
    ...(responsibilities ? [mostProbable(law), ...eachExpert(".resp", law.responsibilities, model.k)] : []),
    ...(residuals
      ? [
          { name: ".logDensity", values: law.logDensity },
          ...(isClass ? [] : [{ name: ".residual", values: law.residuals }]),
          { name: ".quantileResidual", values: law.quantileResiduals },
        ]
      : []),
  ];
}

/** Experts are counted from 1. */
const mostProbable = ({ mostProbable: experts }: { readonly mostProbable: readonly number[] }) => ({
  name: ".expert",
  values: experts.map((i) => i + 1),
});

const eachExpert = (name: string, values: readonly (readonly number[])[], k: number): Columns =>
  Array.from({ length: k }, (_, i) => ({ name: `${name}${i + 1}`, values: values.map((row) => row[i]) }));

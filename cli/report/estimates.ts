import type { Covariance } from "../../src/fit/index.js";
import type { Interval } from "../../src/inference/intervals.js";
import type { Profile, ProfileEnd } from "../../src/inference/profile.js";
import type { AnyModel } from "../../src/model/model.js";
import { hasRecordEach, isMixed } from "../../src/params/records.js";
import type { AnyParams, FamilyParams } from "../../src/types.js";
import type { Printed } from "../format.js";
import { brief, table } from "../terminal.js";
import { type Coefficient, type Columns, coefficientsOf, inWords } from "./coefficients.js";
import type { BootstrapTold, IntervalMethod } from "./methods.js";

/** A natural parameter with its interval, as any of the methods gives it. */
export interface NaturalEstimate extends Omit<Interval, "standing"> {
  /** Null where a file does not tell why there is no standard error. */
  readonly standing: Interval["standing"] | null;
  /** What ends an interval of the profile likelihood. */
  readonly ends?: Profile["ends"];
  /** Of the bootstrap. */
  readonly bias?: number | null;
  readonly basic?: readonly [low: number, high: number] | null;
}

/** What is known of all parameters of a maximum. */
export interface Estimates {
  readonly method: IntervalMethod;
  readonly level: number;
  readonly parameters: readonly NaturalEstimate[];
  /** That of the sandwich, or of the observed information; absent where a file does not keep it. */
  readonly covariance?: Pick<Covariance, "matrix"> & {
    readonly parameters: readonly { readonly name: string }[];
  };
  /** How it came about, in sentences. */
  readonly notes: readonly string[];
  readonly bootstrap?: BootstrapTold;
}

/** An estimate and the coefficient that it is of. */
interface Row extends NaturalEstimate {
  readonly coefficient: Coefficient;
}

/** The estimates in the order of the report, each with its coefficient. */
function rowsOf(columns: Columns, model: AnyModel, params: AnyParams, { parameters }: Estimates): Row[] {
  const places = new Map(parameters.map(({ name }, i) => [name, i]));
  const placed = (name: string, value: unknown): unknown =>
    Array.isArray(value) ? value.map((one, i) => placed(`${name}[${i}]`, one)) : places.get(name);
  const ofRecord = (place: string, record: FamilyParams) =>
    Object.fromEntries(
      Object.entries(record).map(([field, value]) => [field, placed(`${place}.${field}`, value)]),
    );
  const { gating, experts } = params;
  const at = {
    gating: ofRecord("gating", gating),
    experts: hasRecordEach(experts)
      ? experts.map((record, i) => ofRecord(`experts[${i}]`, record))
      : ofRecord("experts", experts),
  };
  return coefficientsOf(model, columns).map((coefficient) => ({
    ...parameters[coefficient.entryOf(at[coefficient.part])!],
    coefficient,
  }));
}

/** A table of all parameters with standard errors, tests and intervals. */
export function estimatesTable(
  columns: Columns,
  model: AnyModel,
  params: AnyParams,
  estimates: Estimates,
): Printed {
  const rows = rowsOf(columns, model, params, estimates);
  const share = Number((100 * estimates.level).toPrecision(6));
  const header = ["expert", "parameter", "field", "estimate", "std. error", "z", "p", `${share} % interval`];
  return {
    reading: [header, ...blankRepeats(rows.map(readingCells))],
    exact: {
      names: [
        ...["name", "expert", "parameter", "estimate", "standardError", "z", "p", "low", "high"],
        "standing",
      ],
      rows: rows.map(({ coefficient, name, estimate, standardError, z, p, low, high, standing }) => [
        ...[name, coefficient.expert ?? null, wordsOf(coefficient), estimate, standardError, z, p, low, high],
        standing,
      ]),
    },
    notes: [...estimates.notes, ...rows.flatMap(endNotes), ...testNotes(rows, model)],
  };
}

/** A table of the parameters alone, of a maximum whose standard errors are not known. */
export function valuesTable(columns: Columns, model: AnyModel, params: AnyParams): Printed {
  const rows = coefficientsOf(model, columns).map((coefficient) => ({
    coefficient,
    value: coefficient.entryOf(params[coefficient.part])!,
  }));
  return {
    reading: [
      ["expert", "parameter", "field", "estimate", ""],
      ...blankRepeats(
        rows.map(({ coefficient, value }) => [...namedCells(coefficient, value), coefficient.known]),
      ),
    ],
    exact: {
      names: ["name", "expert", "parameter", "estimate"],
      rows: rows.map(({ coefficient, value }) => [
        placeOf(coefficient),
        coefficient.expert ?? null,
        wordsOf(coefficient),
        value,
      ]),
    },
    notes: [],
  };
}

/** Its place in a parameter record: `gating.beta1[0][1]`. */
const placeOf = ({ path: [part, ...steps] }: Coefficient): string =>
  `${part}${steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("")}`;

const namedCells = (coefficient: Coefficient, value: number): string[] => [
  coefficient.expert === undefined ? "all" : `${coefficient.expert}`,
  wordsOf(coefficient),
  coefficient.symbol,
  brief(value, 5),
];

const wordsOf = ({ predictor, term }: Coefficient): string =>
  [predictor, term].filter((word) => word !== "").join(" ");

function readingCells(row: Row): string[] {
  const { coefficient, estimate, standardError, z, p, standing } = row;
  const known = coefficient.known === "" && standing === "given" ? "fixed" : coefficient.known;
  const named = namedCells(coefficient, estimate);
  if (known !== "") return [...named, "", "", "", known];
  return [
    ...named,
    brief(standardError, 3),
    z === null ? "" : z.toFixed(2),
    p === null ? "" : p < 1e-3 ? "<0.001" : p.toFixed(3),
    intervalText(row),
  ];
}

/** An interval; what is no end of it is a dash, and a note says why. */
function intervalText({ low, high, ends }: NaturalEstimate): string {
  if (low === null || high === null) return "not identified";
  const end = (value: number, kind: ProfileEnd = "level") => brief(kind === "level" ? value : null);
  return `${end(low, ends?.low)} to ${end(high, ends?.high)}`;
}

const reasons: Readonly<Record<Exclude<ProfileEnd, "level">, (value: string) => string>> = {
  bound: (value) => `the parameter set ends before, at ${value}`,
  higher: (value) => `there is a higher maximum than this one, at ${value}`,
  lost: (value) => `no maximum of the others was found beyond ${value}`,
};

function endNotes({ coefficient, low, high, ends }: Row): string[] {
  if (ends === undefined) return [];
  const noteOf = (side: "lower" | "upper", end: ProfileEnd, value: number | null) =>
    end === "level"
      ? []
      : [`the interval of ${inWords(coefficient)} has no ${side} end: ${reasons[end](brief(value))}`];
  return [...noteOf("lower", ends.low, low), ...noteOf("upper", ends.high, high)];
}

const testNotes = (rows: readonly Row[], { k, families }: AnyModel): string[] =>
  k > 1 && rows.some(({ z }) => z !== null)
    ? [
        `z and p are of one coefficient being 0 while all others are free; whether an expert is needed they do not say${isMixed(families) ? "" : " (--experts 1:3 does)"}`,
      ]
    : [];

/** The expert's number is shown once, in the first of its rows. */
const blankRepeats = (rows: readonly string[][]): string[][] =>
  rows.map((row, i) => (i > 0 && rows[i - 1][0] === row[0] ? ["", ...row.slice(1)] : row));

type Of = Parameters<typeof estimatesTable>;

/** The covariances of the parameters that are estimated, as a triangle. */
export function covariancePrinted(...[columns, model, params, estimates]: Of): Printed {
  const { parameters, matrix } = estimates.covariance!;
  const rows = rowsOf(columns, model, params, estimates).filter(({ standing }) => standing === "estimated");
  const places = rows.map(({ name }) => parameters.findIndex((one) => one.name === name));
  return {
    reading: [
      ["", "covariance", ...rows.map((_, i) => `${i + 1}`)],
      ...rows.map(({ coefficient }, i) => [
        `${i + 1}`,
        inWords(coefficient),
        ...rows.map((_, j) => (j > i ? "" : brief(matrix[places[i]][places[j]], 3))),
      ]),
    ],
    exact: { names: [], rows: [] },
    notes: [],
  };
}

/** The same for a terminal. */
export const covarianceText = (...of: Of): string =>
  `Covariance matrix, ${of[3].method === "sandwich" ? "by the sandwich" : "from the observed information"}:\n${table(covariancePrinted(...of).reading)}`;

/** What a program is given of them where it asks for it: parameter by parameter in the order of records. */
export const estimatesJson = (
  { method, level, parameters, covariance, bootstrap }: Estimates,
  asked: Readonly<Record<"intervals" | "covariance", boolean>>,
): Record<string, unknown> => ({
  ...(asked.intervals
    ? { intervals: { method, level, parameters, ...(bootstrap === undefined ? {} : { bootstrap }) } }
    : {}),
  ...(asked.covariance && covariance !== undefined
    ? {
        covariance: {
          of: method === "sandwich" ? "sandwich" : "information",
          parameters: covariance.parameters.map(({ name }) => name),
          matrix: covariance.matrix,
        },
      }
    : {}),
});

import type { Border, ClassSeparation, PoorWald, Remarks, RepeatedValue, Step } from "../../src/fit/index.js";
import type { AnyModel } from "../../src/model/model.js";
import { brief, listed } from "../terminal.js";
import { type Coefficient, inWords } from "./coefficients.js";
import type { ReportedData } from "./reported.js";

/** Steps of the gate, separated classes and repeated values of the response, a line for each. */
export function remarkLines(data: ReportedData, model: AnyModel, remarks: Remarks): string[] {
  const { steps, classes, repeatedValues } = remarks;
  return [
    ...steps.map((step) => stepLine(data, model, step)),
    ...few(classes.map((one) => classLine(data, one))),
    ...repeatedLines(data, model, repeatedValues),
  ];
}

/** At most this many lines about classes; `--json` has all. */
const mostLines = 8;
const few = (lines: readonly string[]): readonly string[] =>
  lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines), `and ${lines.length - mostLines} more such classes (--json has all)`];

function stepLine(
  { terms: { gating: inputs } }: ReportedData,
  { gating }: AnyModel,
  { experts, border, between }: Step,
): string {
  const [first, second] = experts.map((i) => i + 1);
  const pair = `experts ${listed([first, second].sort((p, q) => p - q).map(String))} are separated`;
  const arbitrary = "the steepness is arbitrary";
  if (border === undefined) return `${pair}: no row is divided between them; ${arbitrary}`;
  if (inputs.length > 1) {
    const plane = planeIn(columnsOf(inputs, gating), border);
    return `${pair} by ${plane} (expert ${first} below, expert ${second} above); ${arbitrary}`;
  }
  const [from, to] = (between ?? []).map((value) => brief(value));
  const place = between === undefined ? "" : ` (any place from ${from} to ${to} is as good)`;
  return `${pair} at ${inputs[0]} = ${brief(border.value)}${place}; ${arbitrary}`;
}

const columnsOf = (inputs: readonly string[], { predictors }: AnyModel["gating"]): string[] => {
  const [{ transform }] = predictors;
  return inputs.map((input) => (transform === undefined ? input : `${transform.name}(${input})`));
};

/** `dose + 0.8 age = 4.2`; columns that hardly count are left out. */
function planeIn(columns: readonly string[], { normal, value }: Border): string {
  const terms = normal.flatMap((c, j) => {
    if (Math.abs(c) < 1e-6) return [];
    const size = brief(Math.abs(c), 3);
    return [{ sign: c < 0 ? "-" : "+", text: Number(size) === 1 ? columns[j] : `${size} ${columns[j]}` }];
  });
  const sum = terms.map(({ sign, text }, a) =>
    a === 0 ? (sign === "-" ? `-${text}` : text) : `${sign} ${text}`,
  );
  return `${sum.join(" ")} = ${brief(value)}`;
}

function classLine({ terms: { experts: inputs }, labels }: ReportedData, one: ClassSeparation): string {
  const label = (s: number) => labels?.[s] ?? `${s + 1}`;
  if (one.kind === "absent")
    return `expert ${one.expert + 1}: class ${label(one.class)} never occurs where it has weight`;
  const [a, b] = one.classes.map(label);
  const { border } = one;
  const along =
    inputs.length === 1
      ? `along ${inputs[0]}, ${a} below ${brief(border.value)} and ${b} above`
      : `by ${planeIn(inputs, border)}, ${a} below and ${b} above`;
  return `class scores of expert ${one.expert + 1} separate ${a} from ${b} ${along}`;
}

/** Values after these are counted only. */
const mostValues = 5;

function repeatedLines(
  { response, observations, sample: { y } }: ReportedData,
  { families }: AnyModel,
  values: readonly RepeatedValue[],
): string[] {
  const told = values
    .slice(0, mostValues)
    .map(({ value, times }) => `the value ${value} occurs ${times} times of ${observations}`);
  if (told.length === 0) return [];
  const left = values.length - told.length;
  const isOne = values.length === 1;
  // Whole values repeat by themselves.
  const isWhole = y === undefined ? Number.isInteger(values[0].value) : y.every(Number.isInteger);
  const own =
    isOne && !isWhole && families[0].pointAt === undefined
      ? ` (--expert ${families[0].name},pointMass:${values[0].value} gives it one of its own)`
      : "";
  const rest = left > 0 ? `, and ${left} more so often` : "";
  return [
    `response ${response}: ${told.join(", ")}${rest}; an expert may be pulled onto ${isOne ? "it" : "one of them"}${own}`,
  ];
}

/** A note that Wald intervals mean little, and for which parameters above all. */
export function waldNote(poorWald: PoorWald | undefined, named: (name: string) => Coefficient): string[] {
  if (poorWald === undefined) return [];
  const { standardError, parameters } = poorWald;
  const above =
    parameters.length === 0
      ? ""
      : ` (above all for ${parameters.map((name) => inWords(named(name))).join("; ")})`;
  return [
    `Wald intervals mean little in the direction of which the data say least${above}: its standard error is ${brief(standardError, 2)} standardised units; over more than 1, which multiplies odds or a variance by e or moves a mean by a standard deviation, the log-likelihood is no parabola`,
  ];
}

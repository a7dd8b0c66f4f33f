import type { Border, ClassSeparation, PoorWald, Remarks, RepeatedValue, Step } from "../../src/fit/index.js";
import type { AnyModel } from "../../src/model/model.js";
import { brief, listed } from "../terminal.js";
import type { Naming } from "./naming.js";
import type { ReportedData } from "./reported.js";

/** Steps of the gate, separated classes and repeated values of the response, a line for each. */
export function remarkLines(data: ReportedData, model: AnyModel, remarks: Remarks): string[] {
  const { steps, classes, repeatedValues } = remarks;
  return [
    ...steps.map((step) => stepLine(data, model, step)),
    ...classLines(data, classes),
    ...repeatedLines(data, model, repeatedValues),
  ];
}

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
  if (between === undefined) return `${pair} at ${inputs[0]} = ${exact(border.value)}; ${arbitrary}`;
  const [place, from, to] = toldApart(border.value, between);
  return `${pair} at ${inputs[0]} = ${place} (any place from ${from} to ${to} is as good); ${arbitrary}`;
}

/** A number of a border without the data that would tell how many digits it needs: so many that rounding hardly moves it, however far from 0 the inputs are. */
const exact = (value: number): string => `${Number(value.toPrecision(9))}`;

/** A place between two values, and these, in as few digits as keep them in this order, from 4 on. */
function toldApart(place: number, [from, to]: readonly [number, number]): string[] {
  for (let digits = 4; digits < 17; digits++) {
    const texts = [place, from, to].map((value) => brief(value, digits));
    const [at, low, high] = texts.map(Number);
    if (low < at && at < high && from < at && at < to) return texts;
  }
  return [place, from, to].map(String);
}

const columnsOf = (inputs: readonly string[], { predictors }: AnyModel["gating"]): string[] => {
  const [{ transform }] = predictors;
  return inputs.map((input) => (transform === undefined ? input : `${transform.name}(${input})`));
};

/** `dose + 0.8 age = 4.2`. */
function planeIn(columns: readonly string[], { normal, value }: Border): string {
  const terms = normal.flatMap((c, j) => {
    if (c === 0) return [];
    const size = exact(Math.abs(c));
    return [{ sign: c < 0 ? "-" : "+", text: Number(size) === 1 ? columns[j] : `${size} ${columns[j]}` }];
  });
  const sum = terms.map(({ sign, text }, a) =>
    a === 0 ? (sign === "-" ? `-${text}` : text) : `${sign} ${text}`,
  );
  return `${sum.join(" ")} = ${exact(value)}`;
}

/** Up to so many borders between classes are told one by one; of more it is said which classes they divide. */
const mostBorders = 2;

/** So many pairs of classes are named in a line. */
const mostPairs = 6;

/** For each expert a line about classes that it does not meet, and a line or a few about those that it tells apart. */
function classLines(data: ReportedData, classes: readonly ClassSeparation[]): string[] {
  const separated = classes.filter((one) => one.kind === "separated");
  const absent = classes.filter((one) => one.kind === "absent");
  const experts = [...new Set(classes.map(({ expert }) => expert))];
  const isShort = separated.length <= mostBorders;
  const lines = experts.flatMap((expert) => {
    const own = separated.filter((one) => one.expert === expert);
    const never = absent.filter((one) => one.expert === expert).map((one) => labelOf(data, one.class));
    return [
      ...(isShort ? own.map((one) => borderLine(data, one)) : pairsLine(data, expert, own)),
      ...(never.length === 0
        ? []
        : [
            `expert ${expert + 1}: ${never.length === 1 ? `class ${never[0]} never occurs` : `classes ${listed(never)} never occur`} where it has weight`,
          ]),
    ];
  });
  return isShort ? lines : [...lines, "where classes are separated, --format json has the borders"];
}

const labelOf = ({ labels }: ReportedData, s: number): string => labels?.[s] ?? `${s + 1}`;

type Separated = Extract<ClassSeparation, { readonly kind: "separated" }>;

function borderLine(data: ReportedData, { expert, classes, border }: Separated): string {
  const inputs = data.terms.experts;
  const [a, b] = classes.map((s) => labelOf(data, s));
  const along =
    inputs.length === 1
      ? `along ${inputs[0]}, ${a} below ${exact(border.value)} and ${b} above`
      : `by ${planeIn(inputs, border)}, ${a} below and ${b} above`;
  return `class scores of expert ${expert + 1} separate ${a} from ${b} ${along}`;
}

/** Which classes an expert tells apart, each pair once. */
function pairsLine(data: ReportedData, expert: number, own: readonly Separated[]): string[] {
  if (own.length === 0) return [];
  const sorted = own
    .map(({ classes }) => [...classes].sort((p, q) => p - q))
    .sort(([p, s], [q, u]) => p - q || s - u);
  const shown = sorted.slice(0, mostPairs);
  const firsts = [...new Set(shown.map(([first]) => first))];
  const texts = firsts.map((first) => {
    const others = shown.filter(([one]) => one === first).map(([, other]) => labelOf(data, other));
    return `${labelOf(data, first)} from ${listed(others)}`;
  });
  const left = sorted.length - shown.length;
  const rest = left === 0 ? [] : [`and ${left} more ${left === 1 ? "pair" : "pairs"}`];
  return [`class scores of expert ${expert + 1} separate ${[...texts, ...rest].join("; ")}`];
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
export function waldNote(poorWald: PoorWald | undefined, { together }: Naming): string[] {
  if (poorWald === undefined) return [];
  const { standardError, parameters } = poorWald;
  const above = parameters.length === 0 ? "" : ` (above all for ${together(parameters)})`;
  return [
    `Wald intervals mean little in the direction of which the data say least${above}: its standard error is ${brief(standardError, 2)} standardised units; over more than 1, which multiplies odds or a variance by e or moves a mean by a standard deviation, the log-likelihood is no parabola`,
  ];
}

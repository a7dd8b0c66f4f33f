import { gaussian } from "../../src/experts/gaussian.js";
import { multinomialLogistic } from "../../src/experts/multinomialLogistic.js";
import { poisson } from "../../src/experts/poisson.js";
import type { Expert } from "../../src/family.js";
import type { FamilyParams } from "../../src/types.js";
import type { Atom, FamilyName } from "../state/state.js";

/** What an expert says at an input: predictor and noise. */
export type Line = Pick<Atom, "a" | "b" | "sigma">;

/** How experts of a family are written, drawn and moved. All have one predictor, b + a x. */
export interface Kind {
  readonly expert: Expert;
  /** What is drawn at an input: a mean, or the probability of class 1. */
  readonly title: string;
  readonly value: (predictor: number) => number;
  /** The predictor with that value; the nearest one where there is none. */
  readonly predictor: (value: number) => number;
  /** Half the height of the band that holds most responses; none where the family has no such noise. */
  readonly spread?: (line: Line) => number;
  readonly record: (lines: readonly Line[]) => FamilyParams;
  readonly lines: (record: FamilyParams) => Line[];
  /** Where the response of row t is drawn: counts and classes are spread a little, so that equal ones can be told apart. */
  readonly shown: (y: number, t: number) => number;
  /** The blocks of the cells, for the experts of the theory. */
  readonly blocks: readonly string[];
}

const slopesOf = (record: FamilyParams, name: string) =>
  (record[name] as readonly (readonly number[])[]).map(([one]) => one);
const numbersOf = (record: FamilyParams, name: string) => record[name] as readonly number[];

/** Between -1/2 and 1/2, evenly spread over the rows: multiples of the golden ratio. */
const spreadOut = (t: number): number => ((t * 0.6180339887498949) % 1) - 0.5;

const logit = (p: number) => Math.log(p / (1 - p));

/** Probabilities that a handle may take. */
const inside = (p: number) => Math.min(0.995, Math.max(0.005, p));

/** The families by name. */
export const kinds: Readonly<Record<FamilyName, Kind>> = {
  gaussian: {
    expert: gaussian(),
    title: "response y",
    value: (predictor) => predictor,
    predictor: (value) => value,
    spread: ({ sigma }) => 2 * sigma,
    record: (lines) => ({
      name: "gaussian",
      a: lines.map(({ a }) => [a]),
      b: lines.map(({ b }) => b),
      sigma2: lines.map(({ sigma }) => Number((sigma * sigma).toPrecision(12))),
    }),
    lines: (record) => {
      const [a, b, sigma2] = [slopesOf(record, "a"), numbersOf(record, "b"), numbersOf(record, "sigma2")];
      return a.map((slope, i) => ({ a: slope, b: b[i], sigma: Math.sqrt(sigma2[i]) }));
    },
    shown: (y) => y,
    blocks: ["a", "b", "sigma2"],
  },
  poisson: {
    expert: poisson(),
    title: "count y",
    value: Math.exp,
    predictor: (value) => Math.log(Math.max(value, 0.02)),
    record: (lines) => ({ name: "poisson", a: lines.map(({ a }) => [a]), b: lines.map(({ b }) => b) }),
    lines: (record) => {
      const [a, b] = [slopesOf(record, "a"), numbersOf(record, "b")];
      return a.map((slope, i) => ({ a: slope, b: b[i], sigma: 1 }));
    },
    shown: (y, t) => y + 0.5 * spreadOut(t),
    blocks: ["a", "b"],
  },
  multinomialLogistic: {
    expert: multinomialLogistic({ classes: 2 }),
    title: "probability of class 1",
    value: (predictor) => 1 / (1 + Math.exp(-predictor)),
    predictor: (value) => logit(inside(value)),
    record: (lines) => ({
      name: "multinomialLogistic",
      classes: 2,
      a: lines.map(({ b }) => [b, 0]),
      b: lines.map(({ a }) => [[a], [0]]),
    }),
    lines: (record) => {
      const intercepts = record.a as readonly (readonly number[])[];
      const slopes = record.b as readonly (readonly (readonly number[])[])[];
      return intercepts.map(([b], i) => ({ a: slopes[i][0][0], b, sigma: 1 }));
    },
    shown: (y, t) => (y === 1 ? 1 : 0) + 0.14 * spreadOut(t),
    blocks: ["a", "b"],
  },
};

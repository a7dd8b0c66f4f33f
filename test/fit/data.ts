import { readFileSync } from "node:fs";
import {
  dataset,
  gaussian,
  type Model,
  moe,
  type Params,
  type Sample,
  softmax,
  stream,
} from "../../src/index.js";
import { rowsAt } from "../../src/params/observed.js";

/** Softmax gate, Gaussian experts. */
export const model = (k: number, d = 1): Model =>
  moe({ gating: softmax(), expert: gaussian(), k, inputs: d });

/** Two columns of a CSV file of test/data: input and response. */
export function table(file: string): Sample {
  const rows = readFileSync(new URL(`../../../test/data/${file}`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .slice(1);
  const cells = rows.map((row) => row.split(",").map(Number));
  return dataset(
    cells.map(([x]) => x),
    cells.map(([, y]) => y),
  );
}

/** The rows in another order, by which a search draws other starts; as they are where the seed is 0. */
export function inAnotherOrder(sample: Sample, seed: number): Sample {
  const keys = Array.from(sample.y, stream(`order/${seed}`));
  const order = [...keys.keys()];
  return rowsAt(sample, seed === 0 ? order : order.sort((s, t) => keys[s] - keys[t]), undefined);
}

/** The truth of the released code (Nguyen, Nguyen, Ho 2023), and the balanced one. */
export const published: Params = {
  gating: { name: "softmax", beta0: [-8, 0], beta1: [[25], [0]] },
  experts: { name: "gaussian", a: [[-20], [20]], b: [15, -5], sigma2: [0.09, 0.16] },
};
export const balanced: Params = {
  gating: { name: "softmax", beta0: [0, 0], beta1: [[3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};

/** All numbers of a parameter record, in the order of its fields. */
export const numbers = ({ gating, experts }: Pick<Params, "gating" | "experts">): number[] =>
  [gating, experts].flatMap((family) =>
    Object.values(family).flatMap((field) => (Array.isArray(field) ? (field.flat(2) as number[]) : [])),
  );

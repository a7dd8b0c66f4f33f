import { dataset, normal, type Sample, stream, type Uniform } from "../../src/index.js";

/** A CSV file of named columns with n rows, each made from a uniform and a normal source with a key of its own. */
export function rowsOf(
  key: string,
  names: readonly string[],
  n: number,
  row: (uniform: Uniform, gauss: () => number, t: number) => readonly (number | string)[],
): string {
  const uniform = stream(key);
  const gauss = normal(uniform);
  const rows = Array.from({ length: n }, (_, t) => row(uniform, gauss, t).join(","));
  return `${[names.join(","), ...rows].join("\n")}\n`;
}

/** Two lines between which a smooth gate passes, the input uniform on [-1, 1]. */
export const twoLines = (key: string, input: string, n: number): string =>
  rowsOf(key, [input, "y"], n, (uniform, gauss) => {
    const x = 2 * uniform() - 1;
    return [x, (uniform() < 1 / (1 + Math.exp(-3 * x)) ? 1 + 2 * x : -1 - x) + 0.3 * gauss()];
  });

/** The data set of a CSV file of two columns, an input and the response. */
export function sampleOf(csv: string): Sample {
  const numbers = csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  return dataset(
    numbers.map(([x]) => [x]),
    numbers.map(([, y]) => y),
  );
}

/** One line with normal errors: whatever a second expert gains, chance gave. */
export const oneLine = (key: string, n: number): string =>
  rowsOf(key, ["dose", "y"], n, (uniform, gauss) => {
    const x = 2 * uniform() - 1;
    return [x, x + 0.5 * gauss()];
  });

/** Two lines, the second from dose 0.3 on, far above the first: no row lies between. */
export const twoHalves = (n: number): string =>
  rowsOf("halves", ["dose", "y"], n, (_, gauss, t) => {
    const x = (2 * t) / (n - 1) - 1;
    return x < 0.3 ? [x, 0.1 * gauss()] : [x, 3 - x + 0.1 * gauss()];
  });

/** A report with its broken lines joined again: each of its lines is a whole sentence. */
export const unwrapped = (report: string): string => report.replace(/\n {2}(?=\S)/g, " ");

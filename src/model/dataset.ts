import type { Sample } from "../types.js";

/**
 * A data set from plain arrays: `x` as n numbers (one input) or n rows of d numbers, `y` as n numbers.
 * Throws on empty or unequal lengths, ragged rows and values that are not finite.
 */
export function dataset(x: ArrayLike<number> | readonly (readonly number[])[], y: ArrayLike<number>): Sample {
  const n = y.length;
  if (x.length !== n) throw new Error(`invalid x; ${n} rows expected, as many as y has: ${x.length}`);
  if (n === 0) throw new Error("invalid y; at least one observation is needed: 0");
  const first = x[0];
  const d = typeof first === "number" ? 1 : first.length;
  if (d === 0) throw new Error("invalid x[0]; at least one input is needed: 0");
  const columns = Array.from({ length: d }, () => new Float64Array(n));
  for (let t = 0; t < n; t++) {
    const row = x[t];
    const values = typeof row === "number" ? [row] : row;
    if (values.length !== d) throw new Error(`invalid x[${t}]; ${d} inputs expected: ${values.length}`);
    for (let j = 0; j < d; j++) columns[j][t] = values[j];
  }
  const sample = { n, d, x: columns, y: Float64Array.from(y) };
  checkSample(sample);
  return sample;
}

/** Throws unless all columns have length n and hold finite numbers. */
export function checkSample({ n, d, x, y }: Sample): void {
  if (x.length !== d) throw new Error(`invalid x; ${d} columns expected: ${x.length}`);
  const named: [string, Float64Array][] = [
    ...x.map((c, j): [string, Float64Array] => [`x[${j}]`, c]),
    ["y", y],
  ];
  for (const [name, values] of named) {
    if (values.length !== n) throw new Error(`invalid ${name}; ${n} values expected: ${values.length}`);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new Error(`invalid ${name}; value ${bad} is not a finite number: ${values[bad]}`);
  }
}

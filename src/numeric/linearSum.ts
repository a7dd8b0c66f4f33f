/** What a linear predictor is linear on: a leading 1 if `intercept`, then columns. */
interface Columns {
  readonly intercept: boolean;
  readonly columns: readonly Float64Array[];
}

/** A linear predictor in n rows: coefficients times columns, the intercept first where there is one. */
export function linearSum(
  { intercept, columns }: Columns,
  coefficients: Float64Array,
  n: number,
): Float64Array {
  const first = intercept ? 1 : 0;
  const sum = new Float64Array(n).fill(intercept ? coefficients[0] : 0);
  columns.forEach((column, j) => {
    const { [first + j]: c } = coefficients;
    for (let t = 0; t < n; t++) sum[t] += c * column[t];
  });
  return sum;
}

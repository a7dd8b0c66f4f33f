import { solvePositive } from "./solve.js";

/**
 * Weighted least squares on a basis phi (a leading 1 if `intercept`, then the columns): the coefficients
 * minimising sum_t w_t (y_t - c'phi(x_t))^2 and the weighted mean of the squared residuals at them, from a
 * second pass over the data so that it keeps its digits when it is small.
 */
export function weightedLeastSquares(
  weights: Float64Array,
  y: Float64Array,
  basis: ColumnBasis,
): WeightedFit {
  return basis.intercept && basis.columns.length === 1
    ? weightedLine(weights, y, basis.columns[0])
    : weightedPlane(weights, y, basis);
}

interface ColumnBasis {
  readonly intercept: boolean;
  readonly columns: readonly Float64Array[];
}

interface WeightedFit {
  readonly coefficients: Float64Array;
  readonly meanSquare: number;
  /** The sum of the weights. */
  readonly total: number;
}

/** On 1 and one column x: all sums of a pass in one loop. */
function weightedLine(weights: Float64Array, y: Float64Array, x: Float64Array): WeightedFit {
  const n = y.length;
  let total = 0;
  let sumX = 0;
  let sumXX = 0;
  let sumY = 0;
  let sumXY = 0;
  for (let t = 0; t < n; t++) {
    const w = weights[t];
    const wx = w * x[t];
    const wy = w * y[t];
    total += w;
    sumX += wx;
    sumXX += wx * x[t];
    sumY += wy;
    sumXY += wy * x[t];
  }
  const gram = Float64Array.of(total, sumX, sumX, sumXX);
  const coefficients = solvePositive(gram, Float64Array.of(sumY, sumXY), 2);
  const [base, slope] = coefficients;
  let squares = 0;
  for (let t = 0; t < n; t++) {
    const e = y[t] - base - slope * x[t];
    squares += weights[t] * e * e;
  }
  return { coefficients, meanSquare: total > 0 ? squares / total : 0, total };
}

function weightedPlane(
  weights: Float64Array,
  y: Float64Array,
  { intercept, columns }: ColumnBasis,
): WeightedFit {
  const n = y.length;
  const shift = intercept ? 1 : 0;
  const p = columns.length + shift;
  const gram = new Float64Array(p * p);
  const right = new Float64Array(p);
  if (intercept) {
    let w0 = 0;
    let wy = 0;
    for (let t = 0; t < n; t++) {
      w0 += weights[t];
      wy += weights[t] * y[t];
    }
    gram[0] = w0;
    right[0] = wy;
  }
  columns.forEach((a, i) => {
    let w1 = 0;
    let wy = 0;
    for (let t = 0; t < n; t++) {
      const wa = weights[t] * a[t];
      w1 += wa;
      wy += wa * y[t];
    }
    right[shift + i] = wy;
    if (intercept) gram[shift + i] = gram[(shift + i) * p] = w1;
    for (let j = 0; j <= i; j++) {
      const b = columns[j];
      let sum = 0;
      for (let t = 0; t < n; t++) sum += weights[t] * a[t] * b[t];
      gram[(shift + i) * p + shift + j] = gram[(shift + j) * p + shift + i] = sum;
    }
  });
  const coefficients = solvePositive(gram, right, p);
  let squares = 0;
  let total = 0;
  const base = intercept ? coefficients[0] : 0;
  for (let t = 0; t < n; t++) {
    let mean = base;
    for (let j = 0; j < columns.length; j++) mean += coefficients[shift + j] * columns[j][t];
    const e = y[t] - mean;
    squares += weights[t] * e * e;
    total += weights[t];
  }
  return { coefficients, meanSquare: total > 0 ? squares / total : 0, total };
}

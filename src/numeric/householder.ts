import { dot } from "./orthogonal.js";

/**
 * The reflections H_1, H_2, ... that make the given independent columns upper triangular, H_i = I - 2 v_i v_i' / v_i'v_i, each
 * with the sign that avoids cancellation (Golub and Van Loan, 5.2.1): the Q' of the QR decomposition as LINPACK and R have it.
 */
export function reflectionsOf(columns: readonly Float64Array[]): Float64Array[] {
  const reflections: Float64Array[] = [];
  columns.forEach((column, i) => {
    const v = reflected(reflections, column);
    v.fill(0, 0, i);
    v[i] += v[i] < 0 ? -Math.hypot(...v) : Math.hypot(...v);
    reflections.push(v);
  });
  return reflections;
}

/** ... H_2 H_1 b. */
export function reflected(reflections: readonly Float64Array[], b: Float64Array): Float64Array {
  const image = Float64Array.from(b);
  for (const v of reflections) {
    const share = (2 * dot(v, image)) / dot(v, v);
    for (let j = 0; j < image.length; j++) image[j] -= share * v[j];
  }
  return image;
}

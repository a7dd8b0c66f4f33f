/** The entries of a matrix (size x size, row major) among some of its rows and columns, each times a factor. */
export function among(
  matrix: Float64Array,
  size: number,
  chosen: readonly number[],
  factor = 1,
): Float64Array {
  const p = chosen.length;
  const entries = new Float64Array(p * p);
  for (let a = 0; a < p; a++) {
    const row = chosen[a] * size;
    for (let b = 0; b < p; b++) entries[a * p + b] = factor * matrix[row + chosen[b]];
  }
  return entries;
}

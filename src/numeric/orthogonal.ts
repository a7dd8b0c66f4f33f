/** a'b. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

/** A v for a square matrix (row major). */
export const times = (matrix: Float64Array, v: Float64Array): Float64Array =>
  v.map((_, i) => dot(matrix.subarray(i * v.length, (i + 1) * v.length), v));

/** theta + share * move. */
export const along = (theta: Float64Array, move: Float64Array, share: number): Float64Array =>
  theta.map((value, j) => value + share * move[j]);

/** `value` times the j-th coordinate direction of a space of `size` dimensions. */
export function unit(size: number, j: number, value = 1): Float64Array {
  const vector = new Float64Array(size);
  vector[j] = value;
  return vector;
}

/** sum_i weights[i] vectors[i] in a space of `size` dimensions. */
export function combination(
  vectors: readonly Float64Array[],
  weights: ArrayLike<number>,
  size: number,
): Float64Array {
  const sum = new Float64Array(size);
  vectors.forEach((v, i) => {
    for (let j = 0; j < size; j++) sum[j] += weights[i] * v[j];
  });
  return sum;
}

/**
 * v less its components along orthonormal vectors. Adds these components to `components`, where that is given. They are
 * subtracted twice, since rounding leaves something of them the first time.
 */
export function rejection(
  v: Float64Array,
  orthonormal: readonly Float64Array[],
  components?: number[],
): Float64Array {
  const rest = Float64Array.from(v);
  for (let round = 0; round < 2; round++)
    orthonormal.forEach((q, i) => {
      const component = dot(q, rest);
      if (components) components[i] += component;
      for (let j = 0; j < rest.length; j++) rest[j] -= component * q[j];
    });
  return rest;
}

/** Space split into the span of some vectors and what is orthogonal to it. */
interface Split {
  /** An orthonormal basis of what is orthogonal to all of the vectors. */
  readonly basis: readonly Float64Array[];
  /** g = sum_i coefficients[i] vectors[i] + something in the span of the basis. */
  readonly coefficients: readonly number[];
}

/** Splits the space of g by some vectors. One that depends on those before it has coefficient 0. */
export function splitBy(vectors: readonly Float64Array[], g: Float64Array): Split {
  const { q, columns } = triangular(vectors);
  const coefficients = vectors.map(() => 0);
  const right = q.map((v) => dot(v, g));
  for (let c = columns.length - 1; c >= 0; c--) {
    const { index, r } = columns[c];
    const own = right[c] / r[c];
    coefficients[index] = own;
    for (let a = 0; a < c; a++) right[a] -= own * r[a];
  }
  return { basis: complement(q, g.length), coefficients };
}

/** A vector is dependent on others if they leave less than this of its length. */
const dependence = 1e-9;

/** Gram-Schmidt: orthonormal q, and the columns of the triangular factor for those vectors that are independent. */
function triangular(vectors: readonly Float64Array[]) {
  const q: Float64Array[] = [];
  const columns: { index: number; r: number[] }[] = [];
  vectors.forEach((vector, index) => {
    const r = q.map(() => 0);
    const rest = rejection(vector, q, r);
    const length = Math.hypot(...rest);
    if (length <= dependence * Math.hypot(...vector)) return;
    q.push(rest.map((value) => value / length));
    columns.push({ index, r: [...r, length] });
  });
  return { q, columns };
}

/**
 * An orthonormal basis of what is orthogonal to orthonormal q: the coordinate directions span it, and the next vector is
 * always made of the one that is farthest from what there is already.
 */
function complement(q: readonly Float64Array[], size: number): Float64Array[] {
  const rests = Array.from({ length: size }, (_, j) => rejection(unit(size, j), q));
  const basis: Float64Array[] = [];
  while (q.length + basis.length < size) {
    const lengths = rests.map((rest) => dot(rest, rest));
    const longest = rejection(rests[lengths.indexOf(Math.max(...lengths))], [...q, ...basis]);
    const length = Math.hypot(...longest);
    const next = longest.map((value) => value / length);
    basis.push(next);
    for (const rest of rests) {
      const component = dot(next, rest);
      for (let j = 0; j < size; j++) rest[j] -= component * next[j];
    }
  }
  return basis;
}

/** The B-splines that are not 0 at some place, from the `first` on, or their derivatives there. */
export interface SplineValues {
  readonly first: number;
  readonly values: Float64Array;
}

/**
 * The B-splines of a degree on sorted knots, or their derivatives, at x, by the recursions of de Boor (1978, ch. X). Beyond
 * the knots the polynomials of the first and of the last interval go on. The first and the last knot stand degree + 1 times.
 */
export function bsplinesAt(
  knots: ArrayLike<number>,
  degree: number,
  x: number,
  derivative = 0,
): SplineValues {
  const span = spanOf(knots, degree, x);
  let values = ofDegree(knots, Math.max(0, degree - derivative), span, x);
  if (derivative > degree) values = new Float64Array(1);
  for (let q = degree - derivative + 1; q <= degree; q++) values = differences(knots, q, span, values);
  return { first: span - degree, values };
}

/** The last i with knots[i] <= x < knots[i + 1], among those of intervals that are not empty. */
function spanOf(knots: ArrayLike<number>, degree: number, x: number): number {
  let span = degree;
  for (let i = degree; i < knots.length - degree - 1; i++)
    if (knots[i] < knots[i + 1] && (knots[i] <= x || knots[i] === knots[degree])) span = i;
  return span;
}

function ofDegree(knots: ArrayLike<number>, degree: number, span: number, x: number): Float64Array {
  const values = new Float64Array(degree + 1);
  values[0] = 1;
  for (let j = 1; j <= degree; j++) {
    let saved = 0;
    for (let r = 0; r < j; r++) {
      const [below, above] = [knots[span + 1 - j + r], knots[span + 1 + r]];
      const share = values[r] / (above - below);
      values[r] = saved + (above - x) * share;
      saved = (x - below) * share;
    }
    values[j] = saved;
  }
  return values;
}

/** The derivatives of B-splines of degree q from the values (or derivatives) of those of degree q - 1. */
function differences(knots: ArrayLike<number>, q: number, span: number, lower: Float64Array): Float64Array {
  return Float64Array.from({ length: q + 1 }, (_, j) => {
    const i = span - q + j;
    const rise = j > 0 ? lower[j - 1] / (knots[i + q] - knots[i]) : 0;
    const fall = j < q ? lower[j] / (knots[i + q + 1] - knots[i + 1]) : 0;
    return q * (rise - fall);
  });
}

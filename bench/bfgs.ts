/** A point at which a function of several variables has been evaluated. */
interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** What the ascent reached and what it took. */
interface BfgsResult {
  readonly value: number;
  /** Evaluations of the function with its gradient. */
  readonly evaluations: number;
  readonly iterations: number;
  /** Whether `target` was reached. */
  readonly reached: boolean;
}

/**
 * Maximises a smooth function from x by BFGS (Nocedal and Wright, Numerical Optimization, algorithm 6.1) with the exact
 * gradient and a backtracking line search, until its value is at least `target`. A yardstick for the
 * estimator, as users of general optimisers would write it; it is no part of the package.
 */
export function bfgs(
  evaluate: (x: Float64Array, gradient: Float64Array) => number,
  x: Float64Array,
  { target, maxEvaluations }: { readonly target: number; readonly maxEvaluations: number },
): BfgsResult {
  const size = x.length;
  let evaluations = 0;
  const at = (x: Float64Array): Point => {
    evaluations++;
    const gradient = new Float64Array(size);
    const value = evaluate(x, gradient);
    return { x, value, gradient };
  };
  let here = at(x);
  /** An estimate of the inverse of minus the Hessian, by rows. */
  let inverse = identity(size, 1 / norm(here.gradient));
  let iterations = 0;
  const result = () => ({
    value: here.value,
    evaluations,
    iterations,
    reached: here.value >= target,
  });
  while (here.value < target && evaluations < maxEvaluations) {
    const direction = Float64Array.from(inverse, (row) => dot(row, here.gradient));
    const slope = dot(direction, here.gradient);
    if (!(slope > 0)) return result();
    let step = 1;
    let next = at(here.x.map((value, i) => value + step * direction[i]));
    while (!(next.value >= here.value + 1e-4 * step * slope)) {
      step /= 2;
      if (step < 1e-12 || evaluations >= maxEvaluations) return result();
      next = at(here.x.map((value, i) => value + step * direction[i]));
    }
    const moved = next.x.map((value, i) => value - here.x[i]);
    const fall = next.gradient.map((value, i) => here.gradient[i] - value);
    const curvature = dot(moved, fall);
    // Without positive curvature along the step the update would lose definiteness; it is left out.
    if (curvature > 1e-12 * norm(moved) * norm(fall)) {
      if (iterations === 0) inverse = identity(size, curvature / dot(fall, fall));
      inverse = updated(inverse, moved, fall, curvature);
    }
    iterations++;
    here = next;
  }
  return result();
}

/** (I - s y' / s'y) H (I - y s' / s'y) + s s' / s'y, for s = moved and y = fall. */
function updated(
  inverse: readonly Float64Array[],
  moved: Float64Array,
  fall: Float64Array,
  curvature: number,
): Float64Array[] {
  const pulled = Float64Array.from(inverse, (row) => dot(row, fall));
  const factor = (1 + dot(fall, pulled) / curvature) / curvature;
  return inverse.map((row, i) =>
    row.map(
      (value, j) =>
        value + factor * moved[i] * moved[j] - (moved[i] * pulled[j] + pulled[i] * moved[j]) / curvature,
    ),
  );
}

const identity = (size: number, scale: number): Float64Array[] =>
  Array.from({ length: size }, (_, i) => new Float64Array(size).fill(scale, i, i + 1));

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

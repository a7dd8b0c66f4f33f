import { activationByName } from "../activations/index.js";
import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import { stream } from "../random/stream.js";
import { checkInteger, checkPositive, checkVector } from "./checks.js";
import { type Dependence, dependence, type GridFunction, zeroBelow } from "./dependence.js";
import { productGrid } from "./grid.js";

export interface InteractionOptions {
  /** Number of classes R, 2 to 10, default 3. */
  readonly classes?: number;
  /** Number of inputs, up to 4, default 1. */
  readonly d?: number;
  /**
   * The expert at which the derivatives are taken: intercepts a and slopes b of the first R - 1 classes (or of
   * all, the last 0). By default random ones with slopes far from each other and from 0.
   */
  readonly expert?: { readonly a: readonly number[]; readonly b: readonly (readonly number[])[] };
  /** X is the box [-halfWidth, halfWidth]^d; default 1. */
  readonly halfWidth?: number;
  /** Singular values up to this one count as 0, default 1e-11. */
  readonly threshold?: number;
}

/**
 * Whether the gate that sees M(x) interacts with multinomial logistic experts (P4): linear dependence, as
 * functions of (x, s), of the first and second derivatives of
 *   u = exp(beta1'M(x) + beta0) softmax_s(a_s + b_s'x), s = 1..R, a_R = 0, b_R = 0,
 * in beta0 (first only: d2u/dbeta0 dtheta = du/dtheta), beta1, a and b. Terms are named as in
 * `d2u/dbeta1[0] da[1]`, indices from 0. Derivatives that are the same function for every M are named once:
 * d2u/da_r db_su = d2u/da_s db_ru and d2u/db_rv db_su = d2u/db_ru db_sv. The factor exp(beta1'M(x) + beta0) is
 * common to all and dropped, so that beta1 plays no part.
 *
 * M is taken coordinate by coordinate; it is a function or the name of an activation. For M(x) = x the null
 * combinations are d2u/dbeta1_u da_s = du/db_su, and, if d > 1, the d2u/dbeta1_u db_sv = d2u/dbeta1_v db_su of
 * the same kind. There are none for tanh and sigmoid, if no two classes (the last included) have the same
 * slopes b_s: that pair's odds are input-free, which is a null combination of derivatives in a with any M.
 * A verdict for generic slopes holds for almost all of them, since u is analytic.
 *
 * Singular values of dependent sets are below 1e-14. Those of independent ones shrink with the number of classes:
 * measured at the defaults, above 1e-7 up to R = 4.
 */
export function interaction(
  transform: string | ((x: number) => number),
  options: InteractionOptions = {},
): Dependence {
  const { classes = 3, d = 1, halfWidth = 1, threshold = zeroBelow } = options;
  checkInteger("classes", classes, 2, 10);
  checkInteger("d", d, 1, 4);
  for (const [name, value] of Object.entries({ halfWidth, threshold })) checkPositive(name, value);
  const grid = productGrid(d, halfWidth);
  const { a, b } = options.expert ?? genericExpert(classes, d, halfWidth);
  checkExpert(a, b, classes, d);
  const parameters = parametersOf(transform, grid.x, classes);
  const p = probabilities(a, b, grid.x, classes);
  const functions: GridFunction[] = [];
  const add = (term: string, ratio: (i: number, s: number) => number) => {
    const values = p.flatMap((ps, s) => Array.from(ps, (value, i) => value * ratio(i, s)));
    functions.push({ term, values: Float64Array.from(values) });
  };

  // In terms of l = log u: du = u dl and d2u = u (dl dl + d2l).
  const slope = ({ factor, of }: Parameter, i: number, s: number) =>
    factor[i] * (of === "gate" ? 1 : (s === of ? 1 : 0) - p[of][i]);
  const curvature = (q: Parameter, r: Parameter, i: number) =>
    q.of === "gate" || r.of === "gate"
      ? 0
      : -q.factor[i] * r.factor[i] * p[q.of][i] * ((q.of === r.of ? 1 : 0) - p[r.of][i]);
  add("du/dbeta0", () => 1);
  for (const q of parameters) add(`du/d${q.name}`, (i, s) => slope(q, i, s));
  parameters.forEach((q, j) => {
    for (const r of parameters.slice(j))
      if (q.of === "gate" || q.place <= r.place)
        add(`d2u/d${q.name} d${r.name}`, (i, s) => slope(q, i, s) * slope(r, i, s) + curvature(q, r, i));
  });
  return dependence(functions, grid, threshold);
}

function checkExpert(
  a: readonly number[],
  b: readonly (readonly number[])[],
  classes: number,
  d: number,
): void {
  for (const [name, value] of Object.entries({ a, b }))
    if (!Array.isArray(value) || (value.length !== classes - 1 && value.length !== classes))
      throw new MoestatError(
        `invalid expert.${name}; not ${classes - 1} entries, one per class but the last: ${shown(value)}`,
      );
  checkVector("expert.a", a, a.length);
  for (const [s, slopes] of b.entries()) checkVector(`expert.b[${s}]`, slopes, d);
}

/** A coefficient of the gate's score or of a class's, and the function of x that it multiplies. */
interface Parameter {
  readonly name: string;
  readonly of: "gate" | number;
  readonly factor: Float64Array;
  /** Number of the coefficient within its score. */
  readonly place: number;
}

function parametersOf(
  transform: string | ((x: number) => number),
  x: readonly Float64Array[],
  classes: number,
): Parameter[] {
  const gate = x.map((column, u) => ({
    name: `beta1[${u}]`,
    of: "gate" as const,
    factor: transformed(transform, column),
    place: u,
  }));
  const ofClass = (s: number): Parameter[] => [
    { name: `a[${s}]`, of: s, factor: x[0].map(() => 1), place: 0 },
    ...x.map((factor, u) => ({ name: `b[${s}][${u}]`, of: s, factor, place: u + 1 })),
  ];
  return [...gate, ...Array.from({ length: classes - 1 }, (_, s) => ofClass(s)).flat()];
}

function transformed(transform: string | ((x: number) => number), x: Float64Array): Float64Array {
  if (typeof transform === "function") return x.map((value) => transform(value));
  const values = new Float64Array(x.length);
  activationByName(transform).evaluate(x, x.length, 0, values, values, values);
  return values;
}

/** Random intercepts; slopes around 4, -4, 8, -8, ... over the half width. */
function genericExpert(classes: number, d: number, halfWidth: number) {
  const uniform = stream(`moestat/interaction/${classes}/${d}`);
  const free = Array.from({ length: classes - 1 }, (_, s) => s);
  const centre = (s: number) => (s % 2 ? -4 : 4) * (1 + Math.floor(s / 2));
  return {
    a: free.map(() => 2 * uniform() - 1),
    b: free.map((s) => Array.from({ length: d }, () => (centre(s) + 2 * uniform() - 1) / halfWidth)),
  };
}

/** The class probabilities at all nodes, class by class. */
function probabilities(
  a: readonly number[],
  b: readonly (readonly number[])[],
  x: readonly Float64Array[],
  classes: number,
): Float64Array[] {
  const scores = Array.from({ length: classes }, (_, s) =>
    x[0].map((_, i) =>
      s === classes - 1 ? 0 : x.reduce((sum, column, u) => sum + b[s][u] * column[i], a[s]),
    ),
  );
  const top = x[0].map((_, i) => Math.max(...scores.map((score) => score[i])));
  const masses = scores.map((score) => score.map((value, i) => Math.exp(value - top[i])));
  const total = x[0].map((_, i) => masses.reduce((sum, mass) => sum + mass[i], 0));
  return masses.map((mass) => mass.map((value, i) => value / total[i]));
}

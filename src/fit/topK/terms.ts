import { type Gating, type Order, type Predictor, termOf } from "../../family.js";
import type { TermTables } from "../../likelihood/tables.js";
import type { Slot } from "../../params/layout.js";
import { basesOf } from "../../params/units.js";
import type { Problem } from "../problem/problem.js";

export type { Table } from "../../likelihood/tables.js";

/**
 * What the search over selections needs to know of each observation: the terms of the likelihood in tables, and the derivatives of
 * a rank at a single observation.
 */
export interface Terms extends TermTables {
  /** The rank of expert i at observation t; adds `sign` times its derivatives to a gradient and a Hessian. */
  readonly rankAt: (
    theta: Float64Array,
    i: number,
    t: number,
    sign: 1 | -1,
    gradient: Float64Array,
    hessian: Float64Array,
  ) => number;
}

/** The terms of a problem. They hold columns of n. */
export const termsOf = (problem: Problem): Terms => ({
  ...problem.likelihood.terms,
  rankAt: rankAtOf(problem),
});

/** A predictor of a gate's rank: where its coefficients are, and what they are multiplied with at an observation. */
interface RankPredictor {
  readonly slot: Slot;
  readonly rowAt: (t: number) => readonly number[];
}

function rankAtOf({
  model: { gating },
  sample,
  units,
  size,
  coordinates: { layout },
}: Problem): Terms["rankAt"] {
  const rowOf = rowsOf(gating, basesOf(sample, units));
  const predictors = Array.from({ length: layout.k }, (_, i) =>
    layout.slots
      .filter(({ part, atom }) => part === "gating" && atom === i)
      .map((slot): RankPredictor => ({ slot, rowAt: rowOf(slot.predictor) })),
  );
  const term = termOf(gating, 1);
  const response = new Float64Array(1);
  const eta = gating.predictors.map(() => new Float64Array(1));
  return (theta, i, t, sign, gradient, hessian) => {
    const rows = predictors[i].map(({ rowAt }) => rowAt(t));
    predictors[i].forEach(({ slot: { offset, predictor } }, u) => {
      eta[u][0] =
        offset < 0 ? (predictor.fixed ?? 0) : rows[u].reduce((sum, x, c) => sum + x * theta[offset + c], 0);
    });
    gating.evaluate(eta, response, 1, 2 satisfies Order, term);
    predictors[i].forEach(({ slot: { offset: a } }, u) => {
      if (a < 0) return;
      rows[u].forEach((x, c) => {
        gradient[a + c] += sign * term.first[u][0] * x;
      });
      predictors[i].forEach(({ slot: { offset: b } }, v) => {
        if (b < 0) return;
        const bend = sign * term.second[Math.min(u, v)][Math.max(u, v)][0];
        rows[u].forEach((x, c) => {
          rows[v].forEach((z, e) => {
            hessian[(a + c) * size + b + e] += bend * x * z;
          });
        });
      });
    });
    return term.value[0];
  };
}

/**
 * What the coefficients of a gate's predictors are multiplied with at an observation. Where experts rank by slope, the intercept
 * of the field `logWeight`, at the input 0, does not count.
 */
function rowsOf(
  { predictors, fields, logWeight, selection }: Gating,
  bases: ReturnType<typeof basesOf>,
): (predictor: Predictor) => RankPredictor["rowAt"] {
  const weightPredictor =
    selection?.rank === "slope" ? predictors[fields[logWeight].predictor as number] : undefined;
  return (predictor) => {
    const { intercept, columns, origin } = bases(predictor);
    return (t) => {
      const row = columns.map((column, j) =>
        predictor === weightPredictor ? column[t] - origin[j] : column[t],
      );
      return intercept ? [predictor === weightPredictor ? 0 : 1, ...row] : row;
    };
  };
}

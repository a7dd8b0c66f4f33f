import { type Family, type Gating, type Order, type Predictor, type Term, termOf } from "../../family.js";
import type { Slot } from "../../params/layout.js";
import { basesOf, standardUnits } from "../../params/units.js";
import type { Problem } from "../problem/problem.js";

/** One number for each expert and observation: values[i][t]. */
export type Table = readonly Float64Array[];

/**
 * The terms of a likelihood, observation by observation, as the search over selections needs them: the rank by which
 * an expert is selected, its gate score h_i and its log density e_i, on all observations of a problem.
 */
export interface Terms {
  /** Overwrites a table with the ranks, the scores or the log densities at theta. */
  readonly ranks: (theta: Float64Array, into: Table) => void;
  readonly scores: (theta: Float64Array, into: Table) => void;
  readonly logDensities: (theta: Float64Array, into: Table) => void;
  /** The same for one expert alone. */
  readonly ranksOf: (i: number, theta: Float64Array, into: Float64Array) => void;
  readonly scoresOf: (i: number, theta: Float64Array, into: Float64Array) => void;
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

/** One predictor of one expert: the columns on which it is linear, an intercept before them or not. */
interface Piece {
  readonly slot: Slot;
  readonly intercept: boolean;
  readonly columns: readonly Float64Array[];
}

const made = new WeakMap<Problem, Terms>();
/** The terms of a problem, made once: they hold columns and work arrays of n. */
export function termsOf(problem: Problem): Terms {
  const terms = made.get(problem) ?? makeTerms(problem);
  made.set(problem, terms);
  return terms;
}

function makeTerms({ model, sample, n, size, coordinates: { layout } }: Problem): Terms {
  const { gating, expert } = model;
  const units = standardUnits(sample, gating, expert);
  const bases = basesOf(sample, units);
  const { centre, scale } = units.response;
  const y = expert.scalesResponse ? sample.y.map((value) => (value - centre) / scale) : sample.y;

  /** The pieces of each expert in the order of a family's predictors. */
  const piecesOf = (part: Slot["part"], basisOf: (predictor: Predictor) => Omit<Piece, "slot">) =>
    Array.from({ length: layout.experts }, (_, i) =>
      layout.slots
        .filter((slot) => slot.part === part && slot.atom === i)
        .map((slot): Piece => ({ slot, ...basisOf(slot.predictor) })),
    );
  const scorePieces = piecesOf("gating", bases);
  const bySlope = gating.selection?.rank === "slope";
  const rankPieces = bySlope ? piecesOf("gating", slopeBasis(gating, bases, n)) : scorePieces;
  const expertPieces = piecesOf("experts", bases);

  const rowOfTerm = (family: Family, pieces: readonly (readonly Piece[])[]) => {
    const eta = family.predictors.map(() => new Float64Array(n));
    const term = valueOnly(family, n);
    // A score that is its own predictor need not be evaluated.
    const own = "linear" in family && family.linear;
    return (i: number, theta: Float64Array, into: Float64Array) => {
      if (own) {
        predict(pieces[i][0], theta, into);
        return;
      }
      pieces[i].forEach((piece, u) => {
        predict(piece, theta, eta[u]);
      });
      family.evaluate(eta, y, n, 0, { ...term, value: into });
    };
  };
  const table = (row: ReturnType<typeof rowOfTerm>) => (theta: Float64Array, into: Table) =>
    into.forEach((own, i) => {
      row(i, theta, own);
    });
  const scoresOf = rowOfTerm(gating, scorePieces);
  const ranksOf = bySlope ? rowOfTerm(gating, rankPieces) : scoresOf;
  const one = termOf(gating, 1);
  const nothing = new Float64Array(1);
  const etaOne = gating.predictors.map(() => new Float64Array(1));
  return {
    scoresOf,
    ranksOf,
    scores: table(scoresOf),
    ranks: table(ranksOf),
    logDensities: table(rowOfTerm(expert, expertPieces)),
    rankAt: (theta, i, t, sign, gradient, hessian) => {
      const phi = rankPieces[i].map((piece, u) => {
        etaOne[u][0] = predictAt(piece, theta, t);
        return rowOf(piece, t);
      });
      gating.evaluate(etaOne, nothing, 1, 2 satisfies Order, one);
      rankPieces[i].forEach(({ slot: { offset: a } }, u) => {
        if (a < 0) return;
        phi[u].forEach((x, c) => {
          gradient[a + c] += sign * one.first[u][0] * x;
        });
        rankPieces[i].forEach(({ slot: { offset: b } }, v) => {
          if (b < 0) return;
          const bend = sign * one.second[Math.min(u, v)][Math.max(u, v)][0];
          phi[u].forEach((x, c) => {
            phi[v].forEach((z, e) => {
              hessian[(a + c) * size + b + e] += bend * x * z;
            });
          });
        });
      });
      return one.value[0];
    },
  };
}

/** The basis of a predictor whose intercept, at the input 0, does not count: that of the field `logWeight`. */
function slopeBasis(
  { predictors, fields, logWeight }: Gating,
  bases: ReturnType<typeof basesOf>,
  n: number,
): (predictor: Predictor) => Omit<Piece, "slot"> {
  const own = predictors[fields[logWeight].predictor as number];
  const { intercept, columns, origin } = bases(own);
  const moved = intercept
    ? [new Float64Array(n), ...columns.map((column, j) => column.map((value) => value - origin[j]))]
    : columns;
  return (predictor) => (predictor === own ? { intercept: false, columns: moved } : bases(predictor));
}

/** Work arrays for a term of which only the value is wanted: one stands for all derivatives. */
function valueOnly({ predictors }: Family, n: number): Term {
  const unused = new Float64Array(n);
  const all = predictors.map(() => unused);
  return { value: unused, first: all, second: predictors.map(() => all) };
}

const constantOf = ({ slot: { offset, predictor }, intercept }: Piece, theta: Float64Array) =>
  offset < 0 ? (predictor.fixed ?? 0) : intercept ? theta[offset] : 0;

/** out <- the predictor on all observations. */
function predict(piece: Piece, theta: Float64Array, out: Float64Array): void {
  const { slot, intercept, columns } = piece;
  out.fill(constantOf(piece, theta));
  if (slot.offset < 0) return;
  const first = slot.offset + (intercept ? 1 : 0);
  columns.forEach((column, j) => {
    const c = theta[first + j];
    if (c !== 0) for (let t = 0; t < out.length; t++) out[t] += c * column[t];
  });
}

/** The predictor at one observation. */
function predictAt(piece: Piece, theta: Float64Array, t: number): number {
  const { slot } = piece;
  if (slot.offset < 0) return constantOf(piece, theta);
  return rowOf(piece, t).reduce((sum, x, c) => sum + x * theta[slot.offset + c], 0);
}

/** What the coefficients of a predictor are multiplied with at one observation. */
const rowOf = ({ intercept, columns }: Piece, t: number): number[] => {
  const row = columns.map((column) => column[t]);
  return intercept ? [1, ...row] : row;
};

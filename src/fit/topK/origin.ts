import type { Iterate } from "../problem/point.js";
import type { Problem } from "../problem/problem.js";
import { type Breakpoints, breakpointsFor, type SegmentEnd } from "./breakpoints.js";
import { isPinned, type Line } from "./lines.js";
import { emptyRivalTerms, fillRivalTerms, type RivalTerms } from "./rivals.js";
import type { Table, Terms } from "./terms.js";

/** The ranks of a line's expert after a move, and the changes of its scores (empty with K = 1, where scores do not count). */
export type Moved = Pick<SegmentEnd, "ranks" | "change">;

/** Work arrays of a search, of length n. Values that are made of them are valid until they are overwritten. */
export interface Buffers {
  readonly ranks: Table;
  readonly scores: Table;
  readonly logDensities: Table;
  readonly responsibilities: Table;
  readonly rivals: readonly RivalTerms[];
  readonly breakpoints: Breakpoints;
  /** Ranks or scores of an expert beside the line's. */
  readonly other: Float64Array;
  /** No change of score. */
  readonly unchanged: Float64Array;
  readonly unit: Moved;
  readonly aside: Moved;
  readonly trial: Moved;
  /** The ends of a line's segments, made as far as they are needed. */
  readonly ends: Moved[];
}

/** What all lines of a search share. */
export interface Setting {
  readonly problem: Problem;
  readonly selected: number;
  readonly terms: Terms;
  /** Of each expert, whether some of its gate is pinned. */
  readonly pinned: readonly boolean[];
  readonly buffers: Buffers;
}

/** Work arrays for the ranks and changes of score of one expert. */
export const emptyMoved = ({ sample: { n } }: Problem, selected: number): Moved => ({
  ranks: new Float64Array(n),
  change: new Float64Array(selected === 1 ? 0 : n),
});

/** The setting of a problem, with buffers of its own. */
export function settingOf(problem: Problem, terms: Terms): Setting {
  const { model, sample } = problem;
  const { n, weights } = sample;
  const k = model.k;
  const selected = model.selected ?? k;
  const experts = Array.from({ length: k }, (_, i) => i);
  const table = (): Table => experts.map(() => new Float64Array(n));
  const moved = () => emptyMoved(problem, selected);
  const buffers = {
    ranks: table(),
    scores: table(),
    logDensities: table(),
    responsibilities: table(),
    rivals: experts.map((i) => emptyRivalTerms(i, n, weights)),
    breakpoints: breakpointsFor(n),
    other: new Float64Array(n),
    unchanged: moved().change,
    unit: moved(),
    aside: moved(),
    trial: moved(),
    ends: [],
  };
  const pinned = experts.map((i) => isPinned(problem, i));
  return { problem, selected, terms, pinned, buffers };
}

/** An iterate with what the lines through it need. It lives in the buffers of its setting, until another origin is made there. */
export interface Origin {
  readonly iterate: Iterate;
  readonly ranks: Table;
  /** Gate scores, for K > 1 only. */
  readonly scores: Table;
  /** An expert's rival terms, computed when they are first asked for. */
  readonly rivalsOf: (expert: number) => RivalTerms;
}

/** The origin at an iterate; where its experts are those of the origin before, their log densities are kept. */
export function originAt(
  { problem, selected, terms, buffers }: Setting,
  iterate: Iterate,
  sameExperts: boolean,
): Origin {
  const { ranks, scores, logDensities, rivals } = buffers;
  const { theta } = iterate;
  terms.ranks(theta, ranks);
  if (selected > 1) terms.scores(theta, scores);
  if (!sameExperts) terms.logDensities(theta, logDensities);
  const filled = new Array<boolean>(problem.model.k).fill(false);
  const rivalsOf = (expert: number) => {
    if (!filled[expert]) fillRivalTerms(rivals[expert], ranks, scores, logDensities, selected);
    filled[expert] = true;
    return rivals[expert];
  };
  return { iterate, ranks, scores, rivalsOf };
}

/**
 * Overwrites ranks and changes of score of a line's expert at theta. Where its gate is pinned, all other gates move in its place;
 * ranks and scores are then given relative to the others, as if the others had not moved.
 */
export function moveExpert(
  { problem, selected, terms, pinned, buffers }: Setting,
  { ranks, scores }: Origin,
  { expert }: Line,
  theta: Float64Array,
  into: Moved,
): void {
  const { n } = problem.sample;
  const other = expert === 0 ? 1 : 0;
  const there = buffers.other;
  terms.ranksOf(expert, theta, into.ranks);
  if (pinned[expert]) {
    terms.ranksOf(other, theta, there);
    for (let t = 0; t < n; t++) into.ranks[t] -= there[t] - ranks[other][t];
  }
  if (selected === 1) return;
  terms.scoresOf(expert, theta, into.change);
  for (let t = 0; t < n; t++) into.change[t] -= scores[expert][t];
  if (!pinned[expert]) return;
  terms.scoresOf(other, theta, there);
  for (let t = 0; t < n; t++) into.change[t] -= there[t] - scores[other][t];
}

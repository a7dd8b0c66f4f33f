import { withoutSelection } from "../../family.js";
import { moe } from "../../model/model.js";
import { stream } from "../../random/stream.js";
import type { Uniform } from "../../types.js";
import { type EmState, emAscent } from "../em/em.js";
import { emGradient } from "../em/emGradient.js";
import { type Ascent, run } from "../problem/ascent.js";
import { weighed } from "../problem/chance.js";
import type { Iterate, Start } from "../problem/point.js";
import { type Problem, problemOf } from "../problem/problem.js";
import { quick } from "./effort.js";
import { lineSearchOf, type SearchRound } from "./lineSearch.js";
import { termsOf } from "./terms.js";

/** EM steps with all experts selected, before a start's first steps with the selection. */
const denseSteps = 8;
/** Rounds of search from a start, and EM steps before each. */
const rounds = 2;
const emSteps = 2;
/** Climbs begin from this many of the starts at most, since with a selection a climb costs much. */
const mostClimbs = 6;

/**
 * The points from which climbs with a selection begin, the best first: the highest, less what chance may have given them.
 * Every other start begins with EM steps in which all experts are selected, since a smooth gate finds the regions between which a
 * selection divides. EM steps with the selection and line searches follow in turn.
 */
export function warmTopK(problem: Problem, starts: readonly Start[], key: string): Start[] {
  const { gating, families, inputs } = problem.model;
  const denseModel = moe({ gating: withoutSelection(gating), experts: families, inputs });
  const dense = problemOf(denseModel, problem.sample, problem.given);
  const uniform = stream(key);
  const search = lineSearchOf(problem, termsOf(problem));
  const em = emAscent(problem, { tolerance: 0, newtonSteps: 2 });
  const reached = starts.map(({ theta: start, hits }, turn) => {
    const theta = turn % 2 === 0 ? emGradient(dense, start, denseSteps) : start;
    const iterate = searchGates(problem, { search, em }, theta, uniform);
    return { ...iterate, hits, weighed: weighed(problem, iterate) };
  });
  reached.sort((p, q) => (p.weighed === q.weighed ? q.value - p.value : q.weighed - p.weighed));
  const distinct = reached.filter(({ value }, i) => i === 0 || value !== reached[i - 1].value);
  return distinct.slice(0, mostClimbs).map(({ theta, hits }) => ({ theta, hits, emSteps: 0 }));
}

/** EM steps and rounds of line search in turn, as long as a search leads higher. */
function searchGates(
  problem: Problem,
  { search, em }: { readonly search: SearchRound; readonly em: Ascent<EmState> },
  theta: Float64Array,
  uniform: Uniform,
): Iterate {
  let iterate: Iterate = { theta, value: problem.valueAt(theta) };
  for (let round = 0; round < rounds; round++) {
    const next = run(em, iterate.theta, emSteps);
    if (next.value > iterate.value) iterate = next;
    const found = search(iterate, quick, uniform);
    if (found === iterate) break;
    iterate = found;
  }
  return iterate;
}

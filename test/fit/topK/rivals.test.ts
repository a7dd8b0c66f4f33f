import assert from "node:assert/strict";
import { it } from "node:test";
import {
  breakpointsFor,
  findBreakpoints,
  profile,
  type SegmentEnd,
} from "../../../src/fit/topK/breakpoints.js";
import { emptyRivalTerms, fillRivalTerms, valueMoved } from "../../../src/fit/topK/rivals.js";
import { normal, stream } from "../../../src/index.js";

const n = 200;
const logSumExp = (values: readonly number[]) => {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
};

interface Case {
  readonly name: string;
  /** The size of scores and log densities. */
  readonly scale: number;
  /** Added to the expert's scores and taken from its log densities, and added to the change of its score. */
  readonly lead: number;
  readonly change: number;
}
const cases: readonly Case[] = [
  { name: "terms of ordinary size", scale: 1, lead: 0, change: 0 },
  { name: "terms whose exponentials are no numbers in units of each other", scale: 3000, lead: 0, change: 0 },
  // Each observation's term then changes by about the change of score: the product of all factors is no number.
  { name: "factors that grow", scale: 1, lead: -20, change: 6 },
  { name: "factors that fall", scale: 1, lead: 20, change: -6 },
];

function rivalTermsFor({ name, scale, lead }: Case, k: number, selected: number) {
  const next = normal(stream(`rivalTerms/${name}/${k}/${selected}`));
  const table = (size: number) =>
    Array.from({ length: k }, () => Float64Array.from({ length: n }, () => size * next()));
  const [ranks, scores, logDensities] = [table(1), table(scale), table(scale)];
  const expert = k - 2;
  for (let t = 0; t < n; t++) {
    scores[expert][t] += lead;
    logDensities[expert][t] -= 2 * lead;
  }
  const rivalTerms = emptyRivalTerms(expert, n);
  fillRivalTerms(rivalTerms, ranks, scores, logDensities, selected);
  return { next, ranks, scores, logDensities, expert, rivalTerms };
}

for (const one of cases)
  it(`rival terms are what the selected experts give with and without one of them: ${one.name}`, () => {
    for (const k of [2, 3, 5])
      for (let selected = 1; selected < k; selected++) {
        const { next, ranks, scores, logDensities, expert, rivalTerms } = rivalTermsFor(one, k, selected);
        const moved = Float64Array.from(ranks[expert], (rank) => rank + next());
        const change = Float64Array.from({ length: n }, () => one.change + next());
        // Rounding of sums of a few numbers of the terms' size.
        const rounding = 1e-14 * (one.scale + Math.abs(one.lead));
        let total = 0;
        for (let t = 0; t < n; t++) {
          const others = ranks
            .map((_, i) => i)
            .filter((i) => i !== expert)
            .sort((i, j) => ranks[j][t] - ranks[i][t]);
          assert.equal(rivalTerms.rival[t], others[selected - 1]);
          assert.equal(rivalTerms.threshold[t], ranks[others[selected - 1]][t]);
          /** The term of some experts, the own one's score moved by so much. */
          const term = (chosen: readonly number[], by = 0) => {
            const h = chosen.map((i) => scores[i][t] + (i === expert ? by : 0));
            const q = h.map((score, a) => score + logDensities[chosen[a]][t]);
            return { value: logSumExp(q) - logSumExp(h), h, q };
          };
          const chosen = [expert, ...others.slice(0, selected - 1)];
          const inside = term(chosen);
          const outside = term(others.slice(0, selected));
          const close = (actual: number, expected: number) =>
            assert.ok(Math.abs(actual - expected) <= rounding, `${actual}, not ${expected}`);
          close(rivalTerms.within[t], inside.value);
          close(rivalTerms.without[t], outside.value);
          if (selected > 1) {
            close(rivalTerms.weight[t], Math.exp(inside.h[0] - logSumExp(inside.h)));
            close(rivalTerms.responsibility[t], Math.exp(inside.q[0] - logSumExp(inside.q)));
          }
          const stays = moved[t] > rivalTerms.threshold[t];
          total += stays ? term(chosen, selected > 1 ? change[t] : 0).value : outside.value;
        }
        const value = valueMoved(rivalTerms, moved, selected > 1 ? change : new Float64Array(n));
        assert.ok(Math.abs(value - total / n) <= 10 * rounding, `${value}, not ${total / n}`);
      }
  });

for (const one of cases)
  it(`a profile gives the value that a move leads to: ${one.name}`, () => {
    for (const k of [2, 3, 5])
      for (let selected = 1; selected < k; selected++) {
        const { next, ranks, expert, rivalTerms } = rivalTermsFor(one, k, selected);
        const slope = Float64Array.from({ length: n }, () => next());
        // With K > 1 the expansion is about the end that is nearer to the place, and is good to second order about it.
        const short = selected === 1 ? 1 : 1e-4;
        for (const begin of [0, 2]) {
          const at = (move: number): SegmentEnd => ({
            move,
            // Along the short segment many observations change their selection.
            ranks: Float64Array.from(ranks[expert], (rank, t) => rank + ((move - begin) / short) * slope[t]),
            change: Float64Array.from(
              slope,
              (s) => (begin === 0 || selected === 1 ? 0 : one.change) + move * s,
            ),
          });
          const segment = { from: at(begin), to: at(begin + short) };
          const breakpoints = breakpointsFor(n);
          findBreakpoints(breakpoints, rivalTerms, segment);
          let offered = 0;
          profile(rivalTerms, breakpoints, segment, selected, (move, value) => {
            const { ranks: there, change } = at(move);
            const expected = valueMoved(rivalTerms, there, selected === 1 ? new Float64Array(n) : change);
            assert.ok(Math.abs(value - expected) <= 1e-11 * (1 + one.scale), `${value}, not ${expected}`);
            offered++;
          });
          assert.ok(offered > breakpoints.count / 2, `${offered} intervals of ${breakpoints.count + 1}`);
        }
      }
  });

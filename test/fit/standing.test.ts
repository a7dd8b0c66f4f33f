import assert from "node:assert/strict";
import { it } from "node:test";
import { rankRivals, standingOf, valueMoved } from "../../src/fit/standing.js";
import { normal, stream } from "../../src/index.js";

const logSumExp = (values: readonly number[]) => {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
};

// Terms of one size, and terms so far apart that their exponentials are no numbers in units of each other.
for (const scale of [1, 20, 3000])
  it(`a standing is what the selected experts give with and without one of them, terms of size ${scale}`, () => {
    const n = 200;
    for (const k of [2, 3, 5])
      for (let selected = 1; selected < k; selected++) {
        const next = normal(stream(`standing/${scale}/${k}/${selected}`));
        const table = (size: number) =>
          Array.from({ length: k }, () => Float64Array.from({ length: n }, () => size * next()));
        const [ranks, scores, logDensities] = [table(1), table(scale), table(scale)];
        const expert = k - 2;
        const standing = standingOf(expert, n);
        rankRivals(standing, ranks, scores, logDensities, selected);
        const moved = Float64Array.from(ranks[expert], (rank) => rank + next());
        const change = Float64Array.from({ length: n }, () => next());
        let total = 0;
        for (let t = 0; t < n; t++) {
          const others = ranks
            .map((_, i) => i)
            .filter((i) => i !== expert)
            .sort((i, j) => ranks[j][t] - ranks[i][t]);
          assert.equal(standing.rival[t], others[selected - 1]);
          assert.equal(standing.threshold[t], ranks[others[selected - 1]][t]);
          const close = (actual: number, expected: number) =>
            assert.ok(
              Math.abs(actual - expected) <= 1e-13 * (1 + Math.abs(expected)),
              `${actual}, not ${expected}`,
            );
          /** The term of some experts, the own one's score moved by so much. */
          const term = (chosen: readonly number[], by = 0) => {
            const h = chosen.map((i) => scores[i][t] + (i === expert ? by : 0));
            const q = h.map((score, a) => score + logDensities[chosen[a]][t]);
            return { value: logSumExp(q) - logSumExp(h), h, q };
          };
          const chosen = [expert, ...others.slice(0, selected - 1)];
          const inside = term(chosen);
          const outside = term(others.slice(0, selected));
          const size = scale * 1e-13 * 20;
          assert.ok(Math.abs(standing.within[t] - inside.value) <= size);
          assert.ok(Math.abs(standing.without[t] - outside.value) <= size);
          if (selected > 1) {
            close(standing.prior[t], Math.exp(inside.h[0] - logSumExp(inside.h)));
            close(standing.joint[t], Math.exp(inside.q[0] - logSumExp(inside.q)));
          }
          const stays = moved[t] > standing.threshold[t];
          total += stays ? term(chosen, selected > 1 ? change[t] : 0).value : outside.value;
        }
        const value = valueMoved(standing, moved, selected > 1 ? change : new Float64Array(n));
        assert.ok(Math.abs(value - total / n) <= 1e-12 * scale, `${value}, not ${total / n}`);
      }
  });

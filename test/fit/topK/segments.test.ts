import assert from "node:assert/strict";
import { it } from "node:test";
import { problemOf } from "../../../src/fit/problem/problem.js";
import { randomStarts } from "../../../src/fit/starts/random.js";
import { coordinateLines, randomLine } from "../../../src/fit/topK/lines.js";
import { originAt, settingOf } from "../../../src/fit/topK/origin.js";
import { segmentEnds } from "../../../src/fit/topK/segments.js";
import { termsOf } from "../../../src/fit/topK/terms.js";
import {
  activationDenseToSparse,
  type Gating,
  gaussian,
  moe,
  normal,
  stream,
  topK,
} from "../../../src/index.js";
import { along } from "../../../src/numeric/orthogonal.js";

const n = 50;
const experts = 3;
const gatings: Readonly<Record<string, Gating>> = {
  "one of three, ranks linear": topK({ k: 1 }),
  "one of three by the whole score": topK({ k: 1, rank: "score" }),
  "two of three": topK({ k: 2 }),
  "two of three by the whole score": topK({ k: 2, rank: "score" }),
  "two of three, a score that bends": topK({ k: 2, score: activationDenseToSparse({ activation: "tanh" }) }),
  "one of three, ranks that bend": topK({ k: 1, score: activationDenseToSparse({ activation: "tanh" }) }),
};

for (const [name, gating] of Object.entries(gatings))
  it(`the ends of a line's segments are where the gate moves to, beside the others: ${name}`, () => {
    const next = normal(stream(`segments/${name}`));
    const row = () => Float64Array.from({ length: n }, () => next());
    const model = moe({ gating, expert: gaussian(), k: experts, inputs: 2 });
    const problem = problemOf(model, { x: [row(), row()], y: row(), n, d: 2 });
    const selected = gating.selection?.k;
    const terms = termsOf(problem);
    const setting = settingOf(problem, terms);
    const uniform = stream(`segments/lines/${name}`);
    const theta = randomStarts(problem)(0, uniform);
    const origin = originAt(setting, { theta, value: problem.likelihood.evaluate(theta, 0) / n }, false);
    const table = () => Array.from({ length: experts }, () => new Float64Array(n));
    const [ranks, scores] = [table(), table()];
    const lines = [
      ...coordinateLines(problem),
      ...Array.from({ length: 5 }, () => randomLine(problem, uniform)),
    ];
    for (const line of lines) {
      const ends = segmentEnds(setting, origin, line, [0.5, 2]);
      assert.ok(ends.length >= 2);
      ends.forEach(({ move, ranks: own, change }, p) => {
        if (p > 0) assert.ok(move > ends[p - 1].move);
        const there = along(theta, line.direction, move);
        // One rounding of the move to the side of the box.
        there.forEach((value, j) => {
          assert.ok(value >= problem.low[j] - 1e-12 && value <= problem.high[j] + 1e-12);
        });
        terms.ranks(there, ranks);
        terms.scores(there, scores);
        for (let t = 0; t < n; t++)
          for (let other = 0; other < experts; other++) {
            if (other === line.expert) continue;
            // Rounding of coefficients of up to 1000 times inputs of some units.
            const close = (actual: number, expected: number) =>
              assert.ok(Math.abs(actual - expected) <= 1e-11, `${actual}, not ${expected}, at ${move}`);
            close(own[t] - origin.ranks[other][t], ranks[line.expert][t] - ranks[other][t]);
            if (selected !== 1)
              close(
                origin.scores[line.expert][t] + change[t] - origin.scores[other][t],
                scores[line.expert][t] - scores[other][t],
              );
          }
      });
    }
  });

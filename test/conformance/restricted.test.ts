import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { emAscent } from "../../src/fit/em/em.js";
import { emGradientAscent } from "../../src/fit/em/emGradient.js";
import { newtonAscent } from "../../src/fit/newton/ascent.js";
import { type Ascent, type AscentState, run } from "../../src/fit/problem/ascent.js";
import { type Problem, problemOf } from "../../src/fit/problem/problem.js";
import { randomStarts } from "../../src/fit/starts/random.js";
import { type Fixed, type Penalty, stream } from "../../src/index.js";
import { clamped } from "../../src/numeric/clamp.js";
import { rawUnits } from "../../src/params/units.js";
import { drawFrom, models, type TriedModel } from "./models.js";

/** Each family, behind the first gating and once behind every other: enough, since restrictions see slots alone. */
const tried = models.filter(({ model, name }, i) => model.k > 1 && (i % 4 === 0 || name.includes("equal")));

/** Every other number of a parameter record that is estimated, held at its value there. */
function halfOf({ model }: TriedModel, params: ReturnType<TriedModel["point"]>): Fixed {
  let turn = 0;
  const isOpen = new Set<string>();
  const { coordinates } = model.bind(drawFrom(model, params, 20, "half"), rawUnits);
  for (const name of coordinates.names) isOpen.add(name.replace(/log (1\/)?/, ""));
  const held = (value: unknown, name: string): unknown =>
    Array.isArray(value)
      ? value.map((one, i) => held(one, `${name}[${i}]`))
      : isOpen.has(name) && turn++ % 2 === 0
        ? value
        : null;
  const fieldsOf = (record: object, part: string, fields: object) =>
    Object.fromEntries(
      Object.entries(record).flatMap(([name, value]) =>
        name in fields ? [[name, held(value, `${part}.${name}`)]] : [],
      ),
    );
  const { gating, experts } = params as { gating: object; experts: object };
  // Of a gate whose temperature divides all the temperature itself is held, since the ratios need it.
  const gate = model.gating.homogeneous ? {} : fieldsOf(gating, "gating", model.gating.fields);
  return {
    gating: gate as never,
    experts: (Array.isArray(experts)
      ? experts.map((record, i) => fieldsOf(record, `experts[${i}]`, model.families[i].fields))
      : fieldsOf(experts, "experts", model.families[0].fields)) as never,
  };
}

const penalty: Penalty = { gateRidge: 3, variance: { shape: 2, scale: 0.3 } };

for (const one of tried) {
  const { name, model, point } = one;
  describe(`${name}, restricted`, () => {
    const params = point(stream(`${name}/restricted`));
    const data = drawFrom(model, params, 90, `${name}/restricted`);
    const fixed = halfOf(one, params);
    const penalised = problemOf(model, data, { penalty });
    const held = problemOf(model, data, { fixed });
    const both = problemOf(model, data, { fixed, penalty });

    it("has the derivatives of its penalty", () => {
      const { size, penaltyAt, evaluate } = penalised;
      const plain = problemOf(model, data);
      const theta = Float64Array.from({ length: size }, (_, j) => 0.3 * Math.sin(j + 1));
      const [g, h, g0, h0] = [0, 1, 0, 1].map((square) => new Float64Array(square ? size * size : size));
      const value = evaluate(theta, g, h);
      const without = plain.evaluate(theta, g0, h0);
      const { n } = penalised;
      assert.ok(Math.abs(n * (value - without) - penaltyAt(theta)) <= 1e-9 * (1 + n * Math.abs(value)));
      const moved = (steps: readonly (readonly [number, number])[]) => {
        const at = Float64Array.from(theta);
        for (const [j, by] of steps) at[j] += by;
        return penaltyAt(at);
      };
      // Differences of a function of size 10 over 1e-4: rounding of 1e-11 in first and 1e-7 in second ones, truncation of 1e-8.
      const s = 1e-4;
      for (let a = 0; a < size; a++) {
        const first = (moved([[a, s]]) - moved([[a, -s]])) / (2 * s);
        assert.ok(Math.abs(n * (g[a] - g0[a]) - first) <= 1e-6 * (1 + Math.abs(first) + n * Math.abs(g0[a])));
        for (let b = 0; b <= a; b++) {
          const second =
            (moved([
              [a, s],
              [b, s],
            ]) -
              moved([
                [a, s],
                [b, -s],
              ]) -
              moved([
                [a, -s],
                [b, s],
              ]) +
              moved([
                [a, -s],
                [b, -s],
              ])) /
            (4 * s * s);
          const own = n * (h[a * size + b] - h0[a * size + b]);
          assert.ok(Math.abs(own - second) <= 1e-5 * (1 + Math.abs(second) + n * Math.abs(h0[a * size + b])));
        }
      }
    });

    it("has a penalty that does not change when experts change their places", () => {
      const { coordinates, penaltyAt, kinds } = penalised;
      if (model.families.some((family) => family !== model.families[0])) return;
      assert.ok(kinds.every((kind) => kind === kinds[0]));
      const turned = (value: unknown): unknown =>
        Array.isArray(value) ? [...value.slice(1), value[0]] : value;
      const record = (fields: object, own: object) =>
        Object.fromEntries(Object.entries(fields).map(([f, v]) => [f, f in own ? turned(v) : v]));
      const { gating, experts } = params as { gating: object; experts: object };
      const other = model.canonical({
        gating: record(gating, model.gating.fields),
        experts: record(experts, model.families[0].fields),
      } as never);
      const [p, q] = [params, other].map((at) => penaltyAt(coordinates.toTheta(at as never)));
      assert.ok(Math.abs(p - q) <= 1e-9 * (1 + Math.abs(p)), `${p}, ${q}`);
    });

    it("climbs with EM, and keeps what is fixed", () => {
      for (const problem of [penalised, held, both]) {
        const start = randomStarts(problem)(0, stream(`${name}/start`));
        onlyClimbs(problem, emAscent(problem, { tolerance: 0 }), start, 6);
        if (model.selected === undefined) onlyClimbs(problem, emGradientAscent(problem, 6), start, 6);
      }
    });

    it("has fixed entries where the values are, and no others", () => {
      const { coordinates, low, high, unidentified } = held;
      const theta = coordinates.toTheta(params);
      const given = held.fixed.filter((j) => !unidentified.includes(j));
      // Point masses behind a gate whose temperature divides all have nothing that is held here.
      const ofExperts = model.layout.slots.some(({ part, offset }) => part === "experts" && offset >= 0);
      assert.equal(given.length > 0, ofExperts || model.gating.homogeneous !== true);
      for (const j of given) {
        assert.equal(low[j], high[j]);
        assert.ok(Math.abs(theta[j] - low[j]) <= 1e-9 * (1 + Math.abs(theta[j])), coordinates.names[j]);
      }
      for (let j = 0; j < theta.length; j++) if (!given.includes(j)) assert.ok(low[j] < high[j]);
    });

    it("ends a climb within the set of those that are not fixed", () => {
      if (model.selected !== undefined) return;
      const ascent = newtonAscent(both);
      const state = run(ascent, randomStarts(both)(0, stream(`${name}/climb`)), 30);
      const end = ascent.examine(state);
      for (const j of both.fixed) assert.ok(!end.free.includes(j) && !end.held.includes(j));
    });
  });
}

function onlyClimbs<State extends AscentState & { readonly logLik: number }>(
  { n, low, high, fixed, unidentified, likelihood }: Problem,
  ascent: Ascent<State>,
  theta: Float64Array,
  steps: number,
): void {
  let state = ascent.init(clamped(theta, low, high));
  for (let step = 1; step <= steps; step++) {
    const next = ascent.step(state);
    // Both sums carry rounding of about n eps.
    const rounding = 1e-12 * (n + Math.abs(state.logLik));
    assert.ok(next.logLik >= state.logLik - rounding, `step ${step}: ${state.logLik}, ${next.logLik}`);
    assert.ok(Math.abs(likelihood.evaluate(next.theta, 0) - next.logLik) <= rounding, `step ${step}`);
    for (const j of fixed) if (!unidentified.includes(j)) assert.equal(next.theta[j], low[j]);
    state = next;
  }
}

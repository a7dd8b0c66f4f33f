import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { analyse } from "../../playground/derived/analyse.js";
import { bordersOf, withBorder } from "../../playground/derived/borders.js";
import { dataOf, responsibilitiesOf } from "../../playground/derived/data.js";
import { borderHandles, dragged, lineHandles } from "../../playground/derived/handles.js";
import { atomsOf, fittedModel, trueModel, truthOf } from "../../playground/derived/truth.js";
import { verdictOf } from "../../playground/derived/verdict.js";
import { colorIn, dark, light, mixed } from "../../playground/draw/theme.js";
import { pictures } from "../../playground/picture.js";
import { sessionOf } from "../../playground/session.js";
import { oneTooMany, withExperts, withGate, withPart } from "../../playground/state/edits.js";
import { examples } from "../../playground/state/examples.js";
import { limits } from "../../playground/state/limits.js";
import type { State } from "../../playground/state/state.js";
import { fit, predictive } from "../../src/index.js";
import { anyState } from "./states.js";

const stateOf = (name: string): State => {
  const example = examples.find((one) => one.name === name);
  if (example === undefined) throw new Error(`no example ${name}`);
  return example.state;
};
const small = withPart({ n: 200 });

describe("what a state means", () => {
  it("is a truth of the package, whose numbers are those of the state", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const model = trueModel(state);
        assert.equal(model.k, state.atoms.length);
        assert.equal(fittedModel(state).experts, state.fitted);
        atomsOf(state, truthOf(state)).forEach((atom, i) => {
          const { a, b, beta0, beta1 } = state.atoms[i];
          assert.deepEqual([atom.a, atom.b, atom.beta0, atom.beta1], [a, b, beta0, beta1]);
          // A variance is the square to twelve digits.
          if (state.family === "gaussian") assert.ok(Math.abs(atom.sigma - state.atoms[i].sigma) < 1e-11);
        });
      }),
      { numRuns: 50 },
    );
  });

  it("colours points by the probabilities that the package gives", () => {
    for (const { name, state } of examples) {
      const data = dataOf(small(state));
      const rows = Array.from(data.x[0], (x) => [x]);
      const model = trueModel(state);
      const expected = predictive(model, truthOf(state), { rows, y: data.y }).responsibilities;
      const found = responsibilitiesOf(model, truthOf(state), data);
      // Two ways to sum the same exponentials.
      expected.forEach((row, t) => {
        row.forEach((r, i) => {
          assert.ok(Math.abs(found[i][t] - r) < 1e-12, name);
        });
      });
    }
  });
});

describe("handles", () => {
  it("of lines lie on them, and turn them about the other handle", () => {
    for (const { name, state } of examples)
      for (const handle of lineHandles(state)) {
        const y = state.family === "multinomialLogistic" ? 0.3 : handle.y + 0.5;
        const moved = lineHandles(dragged(state, handle, { x: 5, y }));
        for (const { expert, side, y: there } of lineHandles(state)) {
          const now = moved.find((one) => one.expert === expert && one.side === side);
          const aim = expert === handle.expert && side === handle.side ? y : there;
          // Numbers of a state are rounded to a thousandth; the mean of counts grows by up to itself times that of its logarithm.
          assert.ok(
            Math.abs((now?.y ?? Number.NaN) - aim) < 4e-3 * (1 + Math.abs(aim)),
            `${name} ${expert} ${side}`,
          );
        }
      }
  });

  it("of borders stand where two experts have the largest weight together", () => {
    for (const { name, state } of examples) {
      const weights = trueModel(state).gate(truthOf(state));
      for (const { at, left, right } of bordersOf(state)) {
        const there = weights([at]);
        assert.ok(Math.abs(there[left] - there[right]) < 1e-6, name);
      }
    }
    assert.equal(borderHandles(stateOf("Three regimes")).length, 2);
    assert.equal(borderHandles(stateOf("Top 1")).length, 0);
    assert.equal(borderHandles(withGate({ rank: "score" })(stateOf("Top 1"))).length, 1);
  });

  it("of borders move their border to the input, and leave the others", () => {
    const state = stateOf("Three regimes");
    const [first, second] = bordersOf(state);
    const moved = bordersOf(withBorder(state, first, -0.6));
    assert.equal(moved.length, 2);
    // Intercepts are rounded to a thousandth, and the slopes differ by fifteen.
    assert.ok(Math.abs(moved[0].at + 0.6) < 1e-3, `${moved[0].at}`);
    assert.ok(Math.abs(moved[1].at - second.at) < 1e-3);
  });

  it("never lead out of the limits", () => {
    fc.assert(
      fc.property(anyState, fc.double({ min: -50, max: 50, noNaN: true }), (state, y) => {
        for (const handle of [...lineHandles(state), ...borderHandles(state)])
          for (const { a, b, beta0 } of dragged(state, handle, { x: y, y }).atoms) {
            assert.ok(Math.abs(a) <= limits.a.most && Math.abs(b) <= limits.b.most);
            assert.ok(Math.abs(beta0) <= limits.beta0.most);
          }
      }),
      { numRuns: 50 },
    );
  });
});

describe("what is found", () => {
  it("is judged by a loss that is 0 at the truth, in cells of one expert each", () => {
    for (const { name, state } of examples) {
      const { value, cells, parts } = verdictOf(state, truthOf(state));
      assert.ok(Math.abs(value) < 1e-12, `${name} ${value}`);
      assert.deepEqual(
        cells,
        state.atoms.map((_, i) => [i]),
        name,
      );
      if (parts !== undefined) assert.equal(parts.distance.length, state.atoms.length);
    }
  });

  it("has every fitted expert in one cell, whatever the gate, the family and their number", () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const estimate = truthOf(withExperts(state.fitted)(state));
        const same = { ...state, fitted: (estimate.gating.beta0 as readonly number[]).length };
        const { cells, value } = verdictOf(same, estimate);
        assert.deepEqual(
          cells.flat().sort((p, q) => p - q),
          Array.from({ length: same.fitted }, (_, i) => i),
        );
        assert.ok(value >= 0);
      }),
      { numRuns: 50 },
    );
  });

  it("may be moved along its slow directions, at the price that is said and no more than two nats", () => {
    const state = small(oneTooMany(stateOf("Two lines")));
    const model = fittedModel(state);
    const data = dataOf(state);
    const fitted = fit(model, data, { seed: "1" });
    const { slow, temperature } = analyse({ state, fit: fitted });
    assert.equal(temperature, null);
    assert.ok(slow !== null && slow.directions.length > 1);
    for (const { steps } of slow.directions) {
      for (const { params, lost } of [steps[0], steps[steps.length - 1]]) {
        // Standardised and back.
        assert.ok(Math.abs(fitted.logLik - model.logLik(params, data) - lost) < 1e-8);
        // 1.05 times half the 95 % quantile.
        assert.ok(lost < 1.05 * 1.9208 && lost > -1e-6, `${lost}`);
      }
      assert.equal(steps[(steps.length - 1) / 2].lost, 0);
    }
    const widest = slow.directions[slow.widest];
    assert.ok(slow.directions.every(({ movement }) => movement <= widest.movement));
    assert.ok(widest.lostAlongMost > 2);
  });

  it("has a profile in the temperature that ends at the quantile, and a level one where the gate is plain", () => {
    const state = small(stateOf("Temperature"));
    const fitted = fit(fittedModel(state), dataOf(state), { seed: "1" });
    const { temperature } = analyse({ state, fit: fitted });
    assert.ok(temperature !== null && !temperature.isFlat && temperature.points.length > 2);
    const ends = [temperature.low, temperature.high].filter((end) => end !== null);
    assert.ok(ends.length > 0);
    for (const end of ends) {
      const at = temperature.points.find(({ value }) => value === end);
      // The interval's own tolerance.
      assert.ok(Math.abs((at?.deviance ?? Number.NaN) - 3.841458820694124) < 1e-6, `${at?.deviance}`);
    }
    const plain = withGate({ name: "denseToSparse" })(state);
    const known = analyse({ state: plain, fit: fit(fittedModel(plain), dataOf(plain), { seed: "1" }) });
    assert.equal(known.temperature?.isFlat, true);
  });
});

describe("the picture", () => {
  it("of any state has finite axes, and as many points as there are observations up to those that are drawn", () => {
    const pictureOf = pictures();
    fc.assert(
      fc.property(anyState, (state) => {
        const { data, gate, rates } = pictureOf(sessionOf(state));
        for (const { x, y } of [data, gate, rates])
          for (const { min, max } of [x, y]) assert.ok(Number.isFinite(min) && min < max && max < Infinity);
        const dots = data.marks.filter((mark) => mark.type === "dots");
        assert.equal(
          dots.reduce((sum, { xs }) => sum + xs.length, 0),
          Math.min(state.n, 4000),
        );
      }),
      { numRuns: 30 },
    );
  });

  it("is not computed again where nothing changes", () => {
    const pictureOf = pictures();
    const session = sessionOf(examples[0].state);
    const [before, after] = [pictureOf(session), pictureOf({ ...session, slow: true })];
    assert.equal(before.gate, after.gate);
    assert.equal(before.rates, after.rates);
  });
});

describe("the colours", () => {
  /** Relative luminance and contrast of the Web Content Accessibility Guidelines 2.2. */
  const luminance = (color: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: string, other: string): number => {
    const [high, low] = [luminance(one), luminance(other)].sort((p, q) => q - p);
    return (high + 0.05) / (low + 0.05);
  };

  for (const [name, theme] of Object.entries({ light, dark }))
    it(`stand out as the guidelines ask: ${name}`, () => {
      for (const text of [theme.ink, theme.soft]) assert.ok(contrast(text, theme.paper) >= 4.5, text);
      for (let i = 0; i < limits.experts.most; i++) {
        const own = colorIn(theme, `s${i}`);
        // Okabe and Ito's purple falls short of 3 by a hundredth.
        assert.ok(contrast(own, theme.paper) >= 2.98, `${own} ${contrast(own, theme.paper)}`);
      }
      assert.equal(mixed(theme, [["s0", 2]]), colorIn(theme, "s0"));
    });
});

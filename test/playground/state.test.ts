import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  oneTooMany,
  tenfold,
  withAtom,
  withExperts,
  withFamily,
  withGate,
  withPart,
} from "../../playground/state/edits.js";
import { examples } from "../../playground/state/examples.js";
import { hashOf, stateOf } from "../../playground/state/hash.js";
import { limits, normal } from "../../playground/state/limits.js";
import { familyNames, gateNames, isAffine } from "../../playground/state/state.js";
import { anyState } from "./states.js";

describe("the address of a state", () => {
  it("gives the state back", () => {
    fc.assert(fc.property(anyState, (state) => assert.deepEqual(stateOf(`#${hashOf(state)}`), state)));
  });

  it("has nothing that a browser writes otherwise", () => {
    fc.assert(
      fc.property(anyState, (state) =>
        assert.equal(new URL(`http://page/#${hashOf(state)}`).hash, `#${hashOf(state)}`),
      ),
    );
  });

  it("opens whatever stands in it", () => {
    fc.assert(fc.property(fc.string(), (text) => assert.deepEqual(normal(stateOf(text)), stateOf(text))));
    assert.deepEqual(stateOf(""), examples[0].state);
    assert.deepEqual(stateOf("#gate=hard&n=many&atoms=1,2;3&fitted=&seed=1e999"), examples[0].state);
    assert.equal(stateOf("n=1e9").n, limits.n.most);
    assert.equal(stateOf("fitted=2.4").fitted, 2);
  });
});

describe("states", () => {
  it("of examples are normal, as are those that edits give", () => {
    for (const { name, state } of examples) assert.deepEqual(normal(state), state, name);
    const edits = fc.oneof(
      fc.constantFrom(oneTooMany, tenfold),
      fc.constantFrom(...familyNames).map(withFamily),
      fc.constantFrom(...gateNames).map((name) => withGate({ name })),
      fc.integer({ min: -1, max: 9 }).map(withExperts),
      fc.double({ min: -99, max: 99, noNaN: true }).map((beta1) => withAtom(0, { beta1 })),
      fc.integer({ min: -5, max: 9 }).map((fitted) => withPart({ fitted })),
    );
    fc.assert(
      fc.property(anyState, fc.array(edits), (state, list) => {
        const last = list.reduce((now, edit) => edit(now), state);
        assert.deepEqual(normal(last), last);
      }),
    );
  });

  it("have the last expert as the gate's reference", () => {
    fc.assert(
      fc.property(anyState, ({ atoms, gate }) => {
        const last = atoms[atoms.length - 1];
        assert.equal(last.beta0, 0);
        if (isAffine(gate)) assert.equal(last.beta1, 0);
      }),
    );
  });

  it("keep their experts where one is added or taken away", () => {
    const [{ state }] = examples;
    const three = withExperts(3)(state);
    assert.equal(three.atoms.length, 3);
    assert.equal(three.fitted, 3);
    assert.deepEqual([three.atoms[0], three.atoms[2]], state.atoms);
    assert.deepEqual(withExperts(2)(three).atoms, state.atoms);
    assert.equal(oneTooMany(state).fitted, 3);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { stream } from "../../src/random/stream.js";
import { chiSquareScore, correlationScore, ksUniform, take } from "./checks.js";

describe("stream", () => {
  it("gives equal values for equal keys", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (key) => {
        assert.deepEqual(take(5, stream(key)), take(5, stream(key)));
      }),
      { seed: 1 },
    );
  });

  it("gives other values for other keys, also repeated, empty or beyond one byte a character", () => {
    const keys = [
      "",
      "1",
      "11",
      "1111",
      "ab",
      "abab",
      "a\0",
      "a\0a",
      "ā",
      "\u0001",
      "月",
      "日",
      "x".repeat(300),
    ];
    assert.equal(new Set(keys.map((key) => stream(key)())).size, keys.length);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        fc.pre(a !== b);
        assert.notEqual(stream(a)(), stream(b)());
      }),
      { seed: 2 },
    );
  });

  it("never changes: recorded results depend on these values", () => {
    assert.deepEqual(
      [...take(3, stream("moestat/1000/7/sample"))],
      [0.2136941997563384, 0.5730602543670081, 0.9970765723148327],
    );
  });

  it("lies in [0, 1) with 53 bits, each of them fair", () => {
    const n = 100_000;
    const bits = new Int32Array(53);
    for (const u of take(n, stream("bits"))) {
      assert.ok(u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53));
      let rest = u;
      for (let b = 0; b < 53; b++) {
        rest *= 2;
        if (rest >= 1) {
          bits[b]++;
          rest -= 1;
        }
      }
    }
    bits.forEach((ones, b) => {
      assert.ok(Math.abs(2 * ones - n) < 4 * Math.sqrt(n), `bit ${b}: ${ones} of ${n}`);
    });
  });

  it("is uniform: chi-square of 1,024 cells of the first and of the last bits, and KS", () => {
    const n = 1_000_000;
    const values = take(n, stream("uniform"));
    const first = new Int32Array(1024);
    const last = new Int32Array(1024);
    for (const u of values) {
      first[Math.floor(u * 1024)]++;
      last[(u * 2 ** 53) % 1024]++;
    }
    assert.ok(Math.abs(chiSquareScore(first, () => n / 1024)) < 3.5);
    assert.ok(Math.abs(chiSquareScore(last, () => n / 1024)) < 3.5);
    assert.ok(ksUniform(values) < 1.95);
  });

  it("is serially independent: lags 1 to 20, and pairs and triples fill the square and the cube evenly", () => {
    const n = 300_000;
    const values = take(n, stream("serial"));
    for (let lag = 1; lag <= 20; lag++) {
      const score = correlationScore(values.subarray(lag), values.subarray(0, n - lag));
      assert.ok(Math.abs(score) < 4, `lag ${lag}: ${score}`);
    }
    const pairs = new Int32Array(32 ** 2);
    for (let t = 0; t < n; t += 2) pairs[cell(values.subarray(t, t + 2), 32)]++;
    assert.ok(Math.abs(chiSquareScore(pairs, () => n / 2 / 32 ** 2)) < 3.5);
    const triples = new Int32Array(10 ** 3);
    for (let t = 0; t < n; t += 3) triples[cell(values.subarray(t, t + 3), 10)]++;
    assert.ok(Math.abs(chiSquareScore(triples, () => n / 3 / 10 ** 3)) < 3.5);
  });

  it("is independent between similar keys: every pair of 40 replicates", () => {
    const n = 4_000;
    const streams = Array.from({ length: 40 }, (_, r) => take(n, stream(`a/100/${r}`)));
    let squares = 0;
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < i; j++) {
        const score = correlationScore(streams[i], streams[j]);
        assert.ok(Math.abs(score) < 4.5, `replicates ${i}, ${j}: ${score}`);
        squares += score ** 2;
      }
    // 780 pairs: mean 1, standard deviation sqrt(2 / 780)
    assert.ok(Math.abs(squares / 780 - 1) < 4 * Math.sqrt(2 / 780), `mean square ${squares / 780}`);
  });

  it("has independent first values over 20,000 consecutive replicates", () => {
    const n = 20_000;
    const first = Float64Array.from({ length: n }, (_, r) => stream(`a/100/${r}/sample`)());
    assert.ok(ksUniform(first) < 1.95);
    assert.ok(Math.abs(correlationScore(first.subarray(1), first.subarray(0, n - 1))) < 4);
    assert.ok(Math.abs(correlationScore(first.subarray(10), first.subarray(0, n - 10))) < 4);
  });

  it("has no linear relation between four replicates, as xorshift generators seeded by text have", () => {
    const n = 20_000;
    const four = [0, 1, 2, 3].map((r) => stream(`a/100/${r}`));
    const counts = new Int32Array(256);
    for (let t = 0; t < n; t++) counts[four.reduce((bits, uniform) => bits ^ (uniform() * 256), 0)]++;
    assert.ok(Math.abs(chiSquareScore(counts, () => n / 256)) < 3.5);
  });
});

/** Index of a point of the unit cube among cells of side 1 / side. */
const cell = (point: Float64Array, side: number) =>
  point.reduce((index, u) => index * side + Math.floor(u * side), 0);

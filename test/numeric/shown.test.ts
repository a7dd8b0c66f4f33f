import assert from "node:assert/strict";
import { test } from "node:test";
import { shown } from "../../src/numeric/shown.js";

test("values are shown as JSON writes them, others by their kind", () => {
  for (const [value, text] of [
    [null, "null"],
    [undefined, "undefined"],
    [-0.3, "-0.3"],
    [Number.NaN, "NaN"],
    ["a\n\u009b\u2028", '"a\\n\\u009b\\u2028"'],
    [[1, [2, null]], "[1,[2,null]]"],
    [{ a: 1 }, "an object"],
    [new Date(0), "an object"],
    [1n, "a bigint"],
    [Symbol("s"), "a symbol"],
    [() => 1, "a function"],
  ])
    assert.equal(shown(value), text);
});

test("no value takes more than 60 characters, nor long to show", () => {
  let deep: unknown = [];
  for (let i = 0; i < 1e5; i++) deep = [deep];
  const circular: unknown[] = [];
  circular.push(circular, circular);
  const values = ["x".repeat(1e7), new Array(1e6).fill("abc"), deep, circular, new Array(50).fill(circular)];
  const begin = performance.now();
  for (const value of values) assert.ok(shown(value).length <= 60);
  // Milliseconds; to walk through any of them whole takes longer than that or does not end.
  assert.ok(performance.now() - begin < 1000);
});

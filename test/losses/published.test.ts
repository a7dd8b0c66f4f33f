import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { d2, pinned } from "../../src/losses/index.js";
import { type Atom, measureOf, publishedTruth } from "./measures.js";

interface Fit {
  readonly n: number;
  readonly loss: number;
  readonly atoms: readonly Atom[];
}

function publishedFits(k: number): Fit[] {
  const file = new URL(`../../../experiments/published/crpe-sgame-k${k}.csv`, import.meta.url);
  const [header, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const names = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",").map(Number);
    const value = (name: string) => (names.includes(name) ? cells[names.indexOf(name)] : 0);
    const atoms = Array.from({ length: k }, (_, i) => ({
      beta0: value(`beta0_${i + 1}`),
      beta1: [value(`beta1_${i + 1}`)],
      a: [value(`a_${i + 1}`)],
      b: value(`b_${i + 1}`),
      sigma2: value(`sigma2_${i + 1}`),
    }));
    return { n: value("n"), loss: value("loss"), atoms };
  });
}

const fits = new Map([2, 3, 4].map((k) => [k, publishedFits(k)]));
const truth = measureOf(publishedTruth);
const flat = ({ beta1, b, a, sigma2 }: Atom) => [beta1[0], b, a[0], sigma2];

/** Distances of an atom from both true ones, and the nearer of them (by the published rule). */
function nearest(atom: Atom): { distances: number[]; owner: number } {
  const distances = publishedTruth.map((star) =>
    flat(atom).reduce((sum, value, u) => sum + Math.abs(value - flat(star)[u]), 0),
  );
  return { distances, owner: distances.indexOf(Math.min(...distances)) };
}

/** Half a unit in the tenth significant digit: how far a parameter in the file may be from the fitted one. */
const rounding = (value: number) =>
  value === 0 ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value))) - 9);

/** How far the loss may move when every parameter of the fit moves by its rounding. */
function precision(atoms: readonly Atom[]): number {
  const owners = atoms.map((atom) => nearest(atom).owner);
  return atoms.reduce((sum, atom, i) => {
    const size = owners.filter((owner) => owner === owners[i]).length;
    const r = [1, 4, 6][size - 1];
    const powers = size === 1 ? [1, 1, 1, 1] : [r, r, r / 2, r / 2];
    const gaps = flat(atom).map((value, u) => Math.abs(value - flat(publishedTruth[owners[i]])[u]));
    const term = gaps.reduce((all, gap, u) => all + gap ** powers[u], 0);
    const slope = gaps.reduce(
      (all, gap, u) => all + powers[u] * gap ** (powers[u] - 1) * rounding(flat(atom)[u]),
      0,
    );
    return sum + Math.exp(atom.beta0) * ((1 + term) * rounding(atom.beta0) + slope);
  }, 0);
}

for (const [k, published] of fits)
  test(`the pinned loss of all 8,000 published fits with k = ${k} is the published loss, to the file's digits`, () => {
    assert.equal(published.length, 8000);
    for (const { n, loss, atoms } of published) {
      const value = pinned(measureOf(atoms), truth);
      const allowed = 1.001 * precision(atoms) + 1e-14 * (1 + loss);
      assert.ok(Math.abs(value - loss) <= allowed, `n ${n}: ${value} for ${loss}, allowed ${allowed}`);
    }
  });

test("no published fit has a tie or an empty cell, where the published rule is not defined", () => {
  const patterns = [...fits].map(([k, published]) => {
    const counts: Record<string, number> = {};
    for (const { atoms } of published) {
      const places = atoms.map(nearest);
      for (const { distances } of places) assert.ok(Math.abs(distances[0] - distances[1]) > 60);
      const sizes = [0, 1].map((j) => places.filter(({ owner }) => owner === j).length).join("+");
      counts[sizes] = (counts[sizes] ?? 0) + 1;
    }
    return [k, counts];
  });
  assert.deepEqual(Object.fromEntries(patterns), {
    2: { "1+1": 8000 },
    3: { "1+2": 4513, "2+1": 3487 },
    4: { "1+3": 2582, "2+2": 4087, "3+1": 1331 },
  });
});

test("15 of the 40 published fits with k = 3 at n = 1e5 sit at 1 for want of the infimum only", () => {
  const last = fits.get(3)!.filter(({ n }) => n === 100000);
  const atOne = last.filter(({ loss }) => Math.abs(loss - 1) < 0.05);
  assert.equal(last.length, 40);
  assert.equal(atOne.length, 15);
  const infima = atOne.map(({ atoms }) => d2(measureOf(atoms), truth)).sort((x, y) => x - y);
  assert.ok(Math.abs(infima[7] - 0.0004) < 0.00005, `${infima[7]}`);
});

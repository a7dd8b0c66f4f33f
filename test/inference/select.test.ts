import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  bootstrapTest,
  dendrogram,
  gaussian,
  grow,
  moe,
  type Params,
  type Progress,
  poisson,
  select,
  softmax,
  stream,
  topK,
} from "../../src/index.js";
import { draw, lines, model } from "./data.js";

const families = { gating: softmax(), expert: gaussian() };

/** Up to the rounding of sums in another order, and of where a climb ends. */
const close = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-7 * (1 + Math.abs(b)), `${a} ${b}`);

describe("a selection", () => {
  it("is a table from the least to the largest number, in which no row fits worse than the one before", async () => {
    const data = draw(lines[2], 200, "select/table");
    const { n, rows, best, dendrogram: tree } = await select(families, data, { k: [3, 1, 2, 2], starts: 2 });
    assert.equal(n, 200);
    assert.deepEqual(
      rows.map(({ k }) => k),
      [1, 2, 3],
    );
    for (const [i, row] of rows.entries()) {
      if (i > 0) assert.ok(row.logLik >= rows[i - 1].logLik);
      assert.equal(row.logLik, row.fit.logLik);
      assert.equal(row.bic, -2 * row.logLik + row.parameters * Math.log(200));
      assert.equal(row.test, null);
    }
    for (const name of ["aic", "bic", "icl"] as const)
      assert.equal(rows.find(({ k }) => k === best[name])?.[name], Math.min(...rows.map((row) => row[name])));
    assert.deepEqual([best.bic, best.evidence, best.dsc, best.test], [2, 2, 2, null]);
    assert.equal(tree?.levels.length, 3);
  });

  it("is plain data", async () => {
    const data = draw(lines[2], 100, "select/plain");
    const test = { replicates: 2 };
    const { rows, ...table } = await select(families, data, { k: [1, 2], starts: 1, test });
    const plain = { ...table, rows: rows.map(({ fit: { params }, ...row }) => ({ ...row, params })) };
    assert.deepEqual(JSON.parse(JSON.stringify(plain)), plain);
  });

  it("takes a function that makes the models, and may skip numbers", async () => {
    const data = draw(lines[2], 150, "select/function");
    const { rows } = await select(model, data, { k: [1, 3], starts: 1 });
    assert.ok(rows[1].nested && rows[1].logLik >= rows[0].logLik);
    await assert.rejects(
      select(() => model(2), data, { k: [1] }),
      /invalid modelFor\(1\); .* k: 2/,
    );
  });

  it("counts rows as often as their weights say, and n is their sum", async () => {
    const { labels, ...data } = draw(lines[2], 120, "select/weights");
    const weights = Float64Array.from({ length: data.n }, (_, t) => t % 3);
    const rows = [...weights].flatMap((weight, t) => new Array<number>(weight).fill(t));
    const take = (values: Float64Array) => Float64Array.from(rows, (t) => values[t]);
    const repeated = { n: rows.length, d: 1, x: data.x.map(take), y: take(data.y) };
    const options = { k: [1, 2, 3], starts: 3 };
    const [weighted, expanded] = await Promise.all([
      select(families, { ...data, weights }, options),
      select(families, repeated, options),
    ]);
    assert.equal(weighted.n, rows.length);
    // The starts of three experts, drawn by row, may lead to other maxima.
    for (const i of [0, 1]) {
      const [p, q] = [weighted.rows[i], expanded.rows[i]];
      for (const name of ["logLik", "aic", "bic", "icl"] as const) close(p[name], q[name]);
      close(p.evidence.logEvidence as number, q.evidence.logEvidence as number);
    }
    const { params } = weighted.rows[1].fit;
    const [p, q] = [{ ...data, weights }, repeated].map((one) => dendrogram(model(2), one, params).levels);
    for (const i of [0, 1]) {
      close(p[i].height, q[i].height);
      close(p[i].dsc, q[i].dsc);
    }
  });

  it("goes without dendrogram and evidence where a gate leaves experts out", async () => {
    const data = draw(lines[2], 80, "select/selected");
    const gating = topK({ k: 1 });
    const { rows, best } = await select({ gating, expert: gaussian() }, data, { k: [2, 3], starts: 1 });
    assert.deepEqual(
      rows.map(({ dsc, evidence }) => [dsc, evidence.logEvidence]),
      [
        [null, null],
        [null, null],
      ],
    );
    assert.deepEqual([best.dsc, best.evidence], [null, null]);
    assert.notEqual(best.bic, null);
  });

  it("tests from the least number on until a test does not reject, and tells how far it is", async () => {
    const data = draw(lines[2], 200, "select/test");
    const seen: Progress[] = [];
    const options = { k: [1, 2, 3, 4], starts: 1, test: { replicates: 19 } };
    const { rows, best } = await select(families, data, {
      ...options,
      onProgress: (at) => void seen.push(at),
    });
    assert.equal(rows[0].test?.share, 1 / 20);
    assert.ok((rows[1].test?.share as number) > 0.05);
    assert.deepEqual([rows[2].test, best.test], [null, 2]);
    assert.equal(seen.filter(({ what }) => what === "fit").length, 4);
    assert.deepEqual(seen.at(-1), { what: "test", k: 2, experts: 2, done: 19, total: 19 });
  });

  it("ends with the reason of an abort that comes through while the caller is told", async () => {
    const data = draw(lines[2], 100, "select/abort");
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error("enough"));
    await assert.rejects(select(families, data, { k: [1, 2], onProgress, signal: abort.signal }), /enough/);
  });

  it("names what is wrong with the numbers of experts", async () => {
    const data = draw(lines[2], 100, "select/wrong");
    await assert.rejects(select(families, data, { k: [] }), /invalid k; at least one number/);
    await assert.rejects(select(families, data, { k: [1, 0] }), /invalid k; not a positive integer: 0/);
    const test = { replicates: 9, level: 5 };
    await assert.rejects(select(families, data, { k: [1], test }), /invalid test.level; .*: 5/);
  });
});

describe("a bootstrap test", () => {
  const data = draw(lines[1], 60, "bootstrap");
  const options = { starts: 1, seed: "b" };
  const one = grow(model(1), data, options);
  const two = grow(model(2), data, options, one);

  it("has a share of (r + 1) / (R + 1), and the same first replicates whatever their number", async () => {
    const five = await bootstrapTest(one, two, data, { ...options, replicates: 5 });
    const three = await bootstrapTest(one, two, data, { ...options, replicates: 3 });
    assert.deepEqual(five.gains.slice(0, 3), three.gains);
    assert.equal(five.gain, two.fit.logLik - one.fit.logLik);
    const r = five.gains.filter((gain) => gain >= five.gain).length;
    assert.equal(five.share, (r + 1) / (five.replicates + 1));
    assert.equal(five.replicates + five.failures.length, 5);
    assert.ok(five.gains.every((gain) => gain >= 0));
  });

  it("fits as the two fits were made, over their parameter set and by their choice", async () => {
    const made = {
      ...options,
      choice: "highest",
      parameterSet: { units: "own", ranges: { sigma2: [0.5, 4] } },
    } as const;
    const fewer = grow(model(1), data, made);
    const more = grow(model(2), data, made, fewer);
    const left = await bootstrapTest(fewer, more, data, { ...options, replicates: 2 });
    assert.deepEqual(left.gains, (await bootstrapTest(fewer, more, data, { ...made, replicates: 2 })).gains);
  });

  it("names replicates that cannot be fitted, and why, and rejects nothing without any", async () => {
    const { share, replicates, failures } = await bootstrapTest(one, two, data, {
      ...options,
      replicates: 3,
      maxSteps: 1,
    });
    assert.deepEqual({ share, replicates }, { share: 1, replicates: 0 });
    assert.deepEqual(
      failures,
      [0, 1, 2].map((replicate) => ({ replicate, reason: "the fit of 2 experts is maxSteps" })),
    );
    await assert.rejects(
      bootstrapTest(one, two, data, { replicates: 0 }),
      /invalid replicates; not a positive integer: 0/,
    );
  });

  it("draws each row as often as its weight says, which must be a whole number", async () => {
    const twice = { ...data, weights: new Float64Array(data.n).fill(2) };
    const rows = [...Array(data.n).keys()].flatMap((t) => [t, t]);
    const take = (values: Float64Array) => Float64Array.from(rows, (t) => values[t]);
    const repeated = { n: rows.length, d: 1, x: data.x.map(take), y: take(data.y) };
    const [p, q] = [twice, repeated].map((sample) =>
      bootstrapTest(one, two, sample, { ...options, replicates: 2 }),
    );
    assert.deepEqual((await p).gains, (await q).gains);
    const halves = { ...data, weights: new Float64Array(data.n).fill(0.5) };
    await assert.rejects(
      bootstrapTest(one, two, halves, { ...options, replicates: 2 }),
      /invalid weights\[0\]; .* whole observations: 0.5/,
    );
  });

  it("draws at the offsets of the data", async () => {
    const counts = {
      gating: { beta0: [0], beta1: [[0]] },
      experts: { name: "poisson", a: [[0.4]], b: [1] },
    } as Params;
    const plain = draw(counts, 80, "bootstrap/offset");
    const offset = Float64Array.from({ length: plain.n }, (_, t) => (t % 2) * 3);
    const of = (k: number) => moe({ gating: softmax(), expert: poisson(), k });
    const exposed = { ...plain, offset, y: of(1).sampler(counts)(plain.x, stream("offset"), { offset }).y };
    const fewer = grow(of(1), exposed, options);
    const more = grow(of(2), exposed, options, fewer);
    const { gains } = await bootstrapTest(fewer, more, exposed, { ...options, replicates: 3 });
    // Without their exposures such counts would be of two kinds, which two experts tell apart by tens of nats.
    assert.ok(gains.length > 0 && gains.every((gain) => gain >= 0 && gain < 20), `${gains}`);
  });

  it("compares models of any gate", async () => {
    const selecting = moe({ gating: topK({ k: 1 }), expert: gaussian(), k: 2 });
    const larger = grow(selecting, data, options, one);
    const { gains } = await bootstrapTest(one, larger, data, { ...options, replicates: 2 });
    assert.ok(gains.every((gain) => gain >= 0));
  });
});

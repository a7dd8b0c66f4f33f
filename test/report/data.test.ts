import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pictureOf } from "../../cli/picture.js";
import { experimentByName } from "../../experiments/specs/index.js";
import { summarize } from "../../experiments/summarize.js";
import { runNamedTrial } from "../../experiments/trial.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import { convergenceFigure } from "../../figures/convergence.js";
import { reportFigures } from "../../report/figures.js";
import { packed, unpacked, withinSize } from "../../report/fits.js";
import { parameterTable } from "../../report/parameters.js";
import { escaped, richHtml } from "../../report/rich.js";
import { replicateOfFit } from "../../report/settings.js";
import type { SettingData } from "../../report/types.js";
import { balanced } from "../cli/process.js";

/** A few fits of an experiment, each made once. */
const fitsOf = (() => {
  const made = new Map<string, TrialRecord>();
  return (name: string, replicates = 3): TrialRecord[] =>
    Array.from({ length: replicates }, (_, replicate) => {
      const task = { experiment: name, protocol: "certified", n: 60, replicate, seed: "report" } as const;
      const key = `${name}/${replicate}`;
      const record = made.get(key) ?? runNamedTrial(task);
      made.set(key, record);
      return record;
    });
})();

function settingOf(name: string): SettingData {
  const { truthName, truth, k, fitted, protocols } = experimentByName(name);
  const design = protocols.certified.design.name;
  return { truthName, truth, k, ...(fitted ? { fitted } : {}), design };
}

function summaryOf(name: string, records: readonly TrialRecord[]) {
  const experiment = experimentByName(name);
  const sizes = [...new Set(records.map(({ n }) => n))];
  const protocol = { ...experiment.protocols.certified, sizes, replicates: 3 };
  return summarize(experiment, protocol, records, { budget: "custom", seed: "report" });
}

const names = ["softmax-exact", "topk-over", "topk-three-d2", "multinomial-regime1-exact-standard"];

describe("fits as rows of numbers", () => {
  it("are read as the fits that they were, to the digits that are kept", () => {
    for (const name of names) {
      const records = fitsOf(name);
      const losses = Object.keys(records[0].losses);
      const fits = unpacked(JSON.parse(JSON.stringify(packed(records, losses))));
      assert.equal(fits.length, records.length);
      for (const [i, { params, losses, logLik, ...fit }] of fits.entries()) {
        const { n, replicate, status, pattern, steps, score } = records[i];
        const rounded = Number(score.toPrecision(2));
        assert.deepEqual(fit, { n, replicate, status, pattern, steps, score: rounded }, name);
        // Half a unit of the last digit kept is 5e-7 of the value, or of what a value begins with a 1.
        const numbers = JSON.stringify(params)
          .match(/-?\d[\d.e+-]*/g)!
          .map(Number);
        const own = JSON.stringify(records[i].params)
          .match(/-?\d[\d.e+-]*/g)!
          .map(Number);
        assert.equal(numbers.length, own.length);
        for (const [j, value] of numbers.entries())
          assert.ok(Math.abs(value - own[j]) <= 5e-7 * Math.abs(own[j]), `${name}: ${value}, ${own[j]}`);
        assert.deepEqual(Object.keys(losses), Object.keys(records[i].losses));
        assert.ok(Math.abs(logLik - records[i].logLik) <= 5e-9 * Math.abs(logLik));
      }
    }
  });

  it("leave a fit of another model out, and say how many", () => {
    const [first, ...others] = fitsOf("softmax-exact");
    const { params } = first;
    const three = { ...first, params: { ...params, experts: { ...params.experts, b: [1, 2, 3] } } };
    const { rows, leftOut } = packed([...others, three], ["d1"]);
    assert.deepEqual([rows.length, leftOut], [2, 1]);
  });

  it("lose the last replicates of all sizes where they would be too many characters", () => {
    const few = packed(fitsOf("softmax-exact", 4), ["d1"]);
    const size = JSON.stringify(few.rows).length;
    assert.deepEqual(withinSize([few, few], 2 * size), [few, few]);
    for (const { rows, leftOut } of withinSize([few, few], size)) {
      assert.deepEqual(
        rows.map(([, replicate]) => replicate),
        [0, 1],
      );
      assert.equal(leftOut, 2);
      assert.ok(JSON.stringify(rows).length <= size);
    }
  });
});

describe("the data of a fit", () => {
  it("are drawn again from plain data as the experiment draws them, with the same curves", () => {
    for (const name of names) {
      const records = fitsOf(name, 1);
      const experiment = experimentByName(name);
      const summary = summaryOf(name, records);
      const expected = pictureOf(experiment, experiment.protocols.certified, summary, records)!;
      const setting = JSON.parse(JSON.stringify(settingOf(name)));
      const found = replicateOfFit(setting, { seed: "report", fit: records[0] });
      assert.equal(found?.kind, expected.kind, name);
      const { title, subtitle, about, ...shown } = expected.picture;
      assert.deepEqual(found?.shown, shown, name);
    }
  });
});

describe("the figures of a report", () => {
  it("are those that are drawn into files", () => {
    const records = fitsOf("softmax-exact");
    const summary = summaryOf("softmax-exact", records);
    const run = { name: "softmax-exact-certified", summary, fits: packed(records, ["d1"]) };
    const [figure] = reportFigures({ runs: [run], studies: [], analyses: [] });
    assert.equal(JSON.stringify(figure.make()), JSON.stringify(convergenceFigure(summary)));
    assert.deepEqual(figure.curveOf(0, "mean"), {
      label: summary.title,
      run: "softmax-exact-certified",
      loss: "d1",
    });
  });

  it("know which curve a data set belongs to", () => {
    const curves = [["gate", "gate part"].map((label) => ({ label, run: label, loss: "d1" }))];
    const picture = { title: "", subtitle: [], panels: [], notes: [] };
    const [figure] = reportFigures({ runs: [], analyses: [], studies: [{ name: "two", picture, curves }] });
    assert.equal(figure.curveOf(0, "gate: quartiles")?.run, "gate");
    assert.equal(figure.curveOf(0, "gate part")?.run, "gate part");
    assert.equal(figure.curveOf(0, "n^{−1/2}"), undefined);
  });
});

describe("a table of parameters", () => {
  it("has a row for each expert and signs for the fields", () => {
    const { columns, rows, shared } = parameterTable(balanced, 2);
    assert.deepEqual(columns, ["β₀", "β₁", "a", "b", "σ²"]);
    assert.deepEqual(rows[1], [0, 0, -1.5, -1, 0.16]);
    assert.deepEqual(shared, ["gate softmax", "experts gaussian"]);
  });

  it("numbers the entries of an expert, and sets apart what experts share", () => {
    const params = {
      gating: {
        name: "temperature",
        beta0: [0, 1],
        beta1: [
          [1, 2],
          [0, 0],
        ],
        tau: 0.5,
      },
      experts: {
        name: "multinomial",
        a: [
          [[1], [2]],
          [[3], [4]],
        ],
        classes: 3,
      },
    };
    const { columns, rows, shared } = parameterTable(params, 2);
    assert.deepEqual(columns, ["β₀", "β₁_{1}", "β₁_{2}", "a_{1}", "a_{2}"]);
    assert.deepEqual(rows[0], [0, 1, 2, 1, 2]);
    assert.deepEqual(shared.slice(2), ["τ = 0.5", "classes = 3"]);
  });

  it("gives experts of several families the columns that they have", () => {
    const params = {
      gating: { name: "softmax", beta0: [0.5, 0], beta1: [[1], [0]] },
      experts: [
        { name: "gaussian", a: [2], b: 1, sigma2: 0.25 },
        { name: "pointMass", at: 0 },
      ],
    };
    const { columns, rows, shared } = parameterTable(params, 2);
    assert.deepEqual(columns, ["β₀", "β₁", "a", "b", "σ²", "at"]);
    assert.deepEqual(rows[0], [0.5, 1, 2, 1, 0.25, undefined]);
    assert.deepEqual(rows[1], [0, 0, undefined, undefined, undefined, 0]);
    assert.deepEqual(shared, ["gate softmax", "experts gaussian, pointMass"]);
  });
});

describe("texts of the page", () => {
  it("have raised and lowered parts as HTML, and no other", () => {
    assert.equal(richHtml("D_{2,2} < n^{−1/2}"), "D<sub>2,2</sub> &lt; n<sup>−1/2</sup>");
    assert.equal(escaped(`<a b="c">'&`), "&lt;a b=&quot;c&quot;&gt;&#39;&amp;");
  });
});

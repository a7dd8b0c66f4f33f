import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { gainLines, shareInWords } from "../../cli/report/chance.js";
import { remarkLines } from "../../cli/report/remarks.js";
import type { Reported, ReportedData } from "../../cli/report/reported.js";
import type { Gain } from "../../src/fit/index.js";
import { gaussian, moe, softmax } from "../../src/index.js";
import { bench, outputOf } from "./process.js";
import { oneLine, rowsOf, twoHalves, unwrapped } from "./samples.js";

/** The report of a fit to a file, its broken lines joined, and its JSON. */
async function fitted(t: TestContext, csv: string, args: readonly string[]) {
  const { write, moestat } = bench(t);
  write("data.csv", csv);
  const fit = ["fit", "data.csv", ...args];
  const text = outputOf(await moestat(...fit));
  const json = JSON.parse(outputOf(await moestat(...fit, "--json")));
  return { text, report: unwrapped(text), json };
}

const two = ["--response", "y", "--experts", "2"];
const grades = ["--response", "grade", "--expert", "multinomial", "--experts"];

const lineOf = (report: string, start: string): string =>
  report.split("\n").find((line) => line.startsWith(start)) ?? `no line "${start}" in:\n${report}`;

describe("the report of a fit", { concurrency: 2 }, () => {
  it("says over which set, by which rule and from which starts, in lines that fit a terminal", async (t) => {
    const { text, report, json } = await fitted(t, twoHalves(40), two);
    assert.equal(
      lineOf(report, "parameter set"),
      "parameter set, in standardised units (inputs and response of mean 0 and standard deviation 1): gate coefficients within ±10,000; coefficients of the experts within ±1,000,000; residual scales from 1e-6 to 100",
    );
    assert.match(report, /^answer \(--choice weighed\): the highest maximum once what chance may give is/m);
    const { starts, climbed, agreed } = json.search;
    assert.ok(climbed < starts && agreed >= 1);
    const search = lineOf(report, "search");
    assert.ok(search.startsWith(`search: ${starts} starts, ${climbed} climbed on all the data (`), search);
    assert.ok(
      search.endsWith(
        agreed === 1 ? "another --seed or more --starts may lead elsewhere" : `; ${agreed} starts led here`,
      ),
      search,
    );
    // The table of parameters is as wide as its names and numbers.
    const [before, after] = text.split(/^expert .*\n(?:.+\n)+/m);
    for (const line of `${before}${after}`.split("\n")) assert.ok(line.length <= 90, line);
  });

  it("has a row for each parameter, by column, with the letter of the files", async (t) => {
    const { report } = await fitted(t, twoHalves(40), two);
    const rows = report
      .slice(report.indexOf("expert  parameter"))
      .split("\n")
      .slice(1, 11)
      .map((row) =>
        row
          .replace(/^ *[12]/, "")
          .trim()
          .split(/ {2,}/)
          .slice(0, 2)
          .join("|"),
      );
    const ofExpert = [
      "gate (Intercept)|beta0",
      "gate dose|beta1",
      "mean (Intercept)|b",
      "mean dose|a",
      "variance|sigma2",
    ];
    assert.deepEqual(rows, [...ofExpert, ...ofExpert]);
    assert.match(report, /^Note: intervals of the variance are symmetric on the log scale\.$/m);
  });

  it("names the parameters of other experts as well", async (t) => {
    const counts = rowsOf("counts", ["dose", "y"], 80, (uniform) => {
      const x = uniform();
      return [x, Math.floor((x < 0.5 ? 3 : 20) * (0.5 + uniform()))];
    });
    const poisson = await fitted(t, counts, [...two, "--expert", "poisson"]);
    assert.match(poisson.report, /^ +log mean \(Intercept\) +b /m);
    assert.match(poisson.report, /^ +log mean dose +a /m);
    assert.ok(poisson.report.includes("coefficients of log means within ±30"));
    const t5 = await fitted(t, counts, [...two, "--nu", "5"]);
    assert.match(t5.report, /^ +location dose +a /m);
    assert.match(t5.report, /^ +squared scale +sigma2 /m);
    const tanh = await fitted(t, counts, [...two, "--transform", "tanh"]);
    assert.match(tanh.report, /^ +gate tanh\(dose\) +beta1 /m);
  });

  it("tells a step of the gate, and what the data then say nothing of", async (t) => {
    const { report, json } = await fitted(t, twoHalves(40), two);
    assert.equal(json.status, "singular");
    const [{ experts, border, between }] = json.remarks.steps;
    assert.deepEqual(experts, [0, 1]);
    assert.ok(
      between[0] < 0.3 && between[1] >= 0.3 && between[0] < border.value && border.value < between[1],
    );
    assert.match(
      report,
      /^experts 1 and 2 are separated at dose = 0\.\d+ \(any place from 0\.2821 to 0\.3333 is as good\); the steepness is arbitrary$/m,
    );
    assert.match(report, /^the data say nothing of: gate of expert 1 \(all coefficients\)$/m);
    assert.match(report, /^status: singular, a maximum with flat directions: /m);
  });

  it("tells a step across several inputs by its plane", async (t) => {
    const plane = rowsOf("plane", ["dose", "age", "y"], 120, (uniform, gauss) => {
      const [x, w] = [10 * uniform(), 50 + 20 * uniform()];
      const isBeyond = x + 0.1 * w > 11;
      return [x, w, (isBeyond ? 5 + 2 * x : -20 - 3 * x + 0.5 * w) + 0.5 * gauss()];
    });
    const { report } = await fitted(t, plane, two);
    const step =
      /^experts 1 and 2 are separated by dose \+ (0\.\d+) age = ([\d.]+) \(expert 1 below, expert 2 above\); the steepness is arbitrary$/m;
    const [, slope, value] = step.exec(report) ?? [];
    assert.ok(Math.abs(Number(slope) - 0.1) < 0.06, report);
    assert.ok(Math.abs(Number(value) - 60 * (Number(slope) - 0.1) - 11) < 0.5, report);
  });

  it("tells borders of inputs far from 0 so that no row changes its side", () => {
    const lineOfStep = (inputs: readonly string[], step: object) => {
      const terms = { gating: inputs, experts: inputs };
      const data = { response: "y", observations: 16, terms, sample: { n: 16 } } as unknown as ReportedData;
      const model = moe({ gating: softmax(), expert: gaussian(), k: 2, inputs: inputs.length });
      const steps = [{ experts: [0, 1] as const, ...step }];
      return remarkLines(data, model, { steps, classes: [], repeatedValues: [] })[0];
    };
    const border = { normal: [0.063_561_234, -1], value: -1932.437 };
    assert.match(
      lineOfStep(["GNP", "Year"], { border }),
      /^experts 1 and 2 are separated by 0\.063561234 GNP - Year = -1932\.437 /,
    );
    assert.match(
      lineOfStep(["Year"], { border: { normal: [1], value: 1951.5 }, between: [1951, 1952] }),
      /at Year = 1951\.5 \(any place from 1951\.0 to 1952\.0 is as good\)/,
    );
  });

  it("names directions along which several parameters move together", async (t) => {
    // Experts 1 and 2 share the left side, expert 3 has the right one: only the shift of both gates is free.
    const csv = rowsOf("three", ["dose", "y"], 200, (uniform, gauss) => {
      const x = 2 * uniform() - 1;
      if (x > 0.2) return [x, 20 + 0.1 * gauss()];
      return [x, (uniform() < 1 / (1 + Math.exp(4 * x + 2)) ? 5 - 2 * x : x) + 0.3 * gauss()];
    });
    const { report } = await fitted(t, csv, ["--response", "y", "--experts", "3"]);
    for (const term of ["(Intercept)", "dose"])
      assert.ok(
        report.includes(
          `the data say nothing along gate of expert 1, ${term} : gate of expert 2, ${term} = 1 : 1 (standardised units)`,
        ),
        report,
      );
  });

  it("names bounds by column, with the gain beyond them", async (t) => {
    const { report, json } = await fitted(t, twoHalves(40), [...two, "--parameter-set", "gate=5"]);
    assert.equal(json.status, "boundary");
    assert.deepEqual(json.certificate.atBound, ["gating.beta1[0][0]"]);
    const gain = 40 * json.certificate.multipliers["gating.beta1[0][0]"];
    const line =
      /^at its bound: gate of expert 1, dose \(beyond it the log-likelihood would grow by (\S+) nats/m;
    assert.ok(Math.abs(Number(line.exec(report)?.[1]) / gain - 1) < 0.05, report);
    assert.match(
      report,
      /^status: boundary, a maximum over the parameter set: the Karush-Kuhn-Tucker conditions hold/m,
    );
    assert.doesNotMatch(report, /do not rely/);
  });

  it("tells classes that an expert separates, and classes that it never meets", async (t) => {
    const separate = rowsOf("grades", ["dose", "grade"], 60, (uniform) => {
      const x = 2 * uniform() - 1;
      return [x, x < -0.3 ? "low" : "high"];
    });
    const one = await fitted(t, separate, [...grades, "1"]);
    assert.match(
      one.report,
      /^class scores of expert 1 separate low from high along dose, low below -0\.[23]\d+ and high above$/m,
    );
    assert.match(one.report, /^at its bound: score high of expert 1, dose \(/m);
    assert.match(one.report, /^ +score high \(Intercept\) +a /m);
    const numbered = separate.replaceAll("low", "1").replaceAll("high", "3");
    const other = await fitted(t, numbered, [...grades, "1", "--classes", "3"]);
    assert.match(other.report, /^expert 1: class 2 never occurs where it has weight$/m);
  });

  it("stays short where an expert separates many classes along many columns", async (t) => {
    // Nine classes along one of six columns, without a mistake, and bounds or flat directions in most of 56 coefficients.
    const names = ["a", "b", "c", "d", "e", "f"];
    const csv = rowsOf("many classes", [...names, "grade"], 210, (uniform, _, t) => {
      const s = t % 9;
      return [s + 0.5 * uniform(), ...names.slice(1).map(() => uniform()), `class ${s + 1}`];
    });
    const { report, json } = await fitted(t, csv, [...grades, "1"]);
    assert.ok(json.remarks.classes.length > 6, `${json.remarks.classes.length}`);
    const [, certificate] = report.split("\n\n");
    const lines = certificate.split("\n");
    assert.match(certificate, /^class scores of expert 1 separate class 1 from .*; and \d+ more pairs?$/m);
    assert.match(certificate, /^where classes are separated, --format json has the borders$/m);
    // A line for each kind of remark, each no longer than a few names of columns make it.
    const kinds = ["status", "certificate", "at its bound", "at their bounds", "the data say nothing of"];
    for (const kind of kinds)
      assert.ok(lines.filter((line) => line.startsWith(kind)).length <= 1, certificate);
    assert.ok(Math.max(...lines.map((line) => line.length)) < 400, certificate);
  });

  it("tells classes that are separated across several inputs by their plane", async (t) => {
    const csv = rowsOf("plane of grades", ["dose", "age", "grade"], 100, (uniform) => {
      const [x, w] = [2 * uniform() - 1, 2 * uniform() - 1];
      return [x, w, x - 0.5 * w < 0.1 ? "low" : "high"];
    });
    const { report } = await fitted(t, csv, [...grades, "1"]);
    assert.match(
      report,
      /^class scores of expert 1 separate low from high by dose - 0\.[456]\d* age = 0\.[01]\d*, low below and high above$/m,
    );
  });

  it("tells a value that the response takes again and again", async (t) => {
    const csv = rowsOf("ceiling", ["dose", "y"], 100, (uniform, gauss) => {
      const x = uniform();
      return [x, Math.min(10, 9 + 2 * x + gauss()).toFixed(1)];
    });
    const { report, json } = await fitted(t, csv, two);
    const times = csv.match(/,10\.0$/gm)?.length;
    assert.deepEqual(json.remarks.repeatedValues, [{ value: 10, times }]);
    assert.ok(
      report.includes(
        `response y: the value 10 occurs ${times} times of 100; an expert may be pulled onto it`,
      ),
    );
  });

  it("notes where Wald intervals mean little, in numbers", async (t) => {
    const { report, json } = await fitted(t, twoHalves(40), [...two, "--parameter-set", "gate=30"]);
    const { standardError } = json.remarks.poorWald;
    assert.ok(Math.abs(standardError - 1 / Math.sqrt(40 * json.certificate.leastInformation)) < 1e-9);
    assert.ok(standardError > 1);
    const note = lineOf(report, "Note: Wald");
    assert.match(note, /^Note: Wald intervals mean little in the direction of which the data say least/);
    assert.ok(
      note.includes(
        `standard error is ${standardError < 10 ? standardError.toFixed(1) : standardError.toFixed(0)} `,
      ),
      note,
    );
    const sure = await fitted(t, oneLine("line", 200), ["--response", "y", "--experts", "1"]);
    assert.equal(sure.json.remarks.poorWald, undefined);
    assert.doesNotMatch(sure.report, /Wald|gain|passed over/);
  });
});

describe("the gain of the last expert", { concurrency: 2 }, () => {
  it("is told with the share of samples in which chance gives as much, and a warning where chance may explain it", async (t) => {
    for (const [key, warns] of [
      ["line/0", true],
      ["line/1", false],
    ] as const) {
      const { report, json } = await fitted(t, oneLine(key, 40), two);
      const { nats, allowance, chance } = json.gain;
      assert.equal(allowance > nats, warns, `${key}: ${allowance}, ${nats}`);
      assert.equal(
        lineOf(report, "gain"),
        `gain over 1 expert: ${nats.toFixed(1)} nats; chance alone gives that or more in ${shareInWords(chance.share)} samples of one expert, by extrapolation (${chance.limits})`,
      );
      const warning = `WARNING: chance may explain the last expert: experts as narrow as these, on as few observations, may owe it ${allowance.toFixed(1)} nats, more than the gain`;
      assert.equal(report.includes(warning), warns);
      assert.equal(report.includes("WARNING"), warns);
    }
  });

  it("is told without a share where no law is known", async (t) => {
    const { report } = await fitted(t, twoHalves(100), [...two, "--nu", "4"]);
    assert.match(
      report,
      /^gain over 1 expert: [\d.]+ nats; how often chance alone gives as much is not known: no law /m,
    );
    const highest = await fitted(t, twoHalves(100), [...two, "--choice", "highest"]);
    assert.match(
      highest.report,
      /^gain over 1 expert: .* not known: the law was simulated for the answer by --choice weighed alone$/m,
    );
    assert.equal(highest.json.gain.chance.share, null);
  });

  it("says nothing of experts that have collapsed", async (t) => {
    const { write, moestat } = bench(t);
    write(
      "data.csv",
      rowsOf("collapse", ["dose", "y"], 60, (uniform, gauss) => {
        const x = uniform();
        return [x, uniform() < 0.5 ? 10 : x + gauss()];
      }),
    );
    // All starts but this one might end elsewhere.
    write("start.json", {
      gating: { beta0: [0, 0], beta1: [[0], [0]] },
      experts: { a: [[0], [1]], b: [10, 0], sigma2: [1e-6, 1] },
    });
    const fit = ["fit", "data.csv", ...two, "--start", "start.json"];
    const report = unwrapped(outputOf(await moestat(...fit)));
    const json = JSON.parse(outputOf(await moestat(...fit, "--json")));
    assert.equal(json.status, "collapsed");
    assert.match(
      report,
      /^status: collapsed, an expert rests on too few observations or its variance is at its bound; nothing else was found$/m,
    );
    assert.match(
      report,
      /^gain over 1 expert: [\d.]+ nats, which say nothing, since an expert has collapsed$/m,
    );
    assert.match(report, /^at its bound: variance of expert [12] \(/m);
    assert.match(report, /^Note: standard errors suppose a maximum; do not rely on them here\.$/m);
  });

  it("is none where fewer experts end higher, or as high as far as digits are shown", () => {
    const shown = { fit: { k: 3 }, answer: { status: "converged" } } as Reported;
    const chance = { share: null, limits: "not asked for" };
    const told = (nats: number, smallerStatus: Gain["smallerStatus"]) =>
      gainLines(shown, { nats, smallerStatus, smaller: -12, chance, allowance: 0 });
    const none = "gain over 2 experts: none, since their fit ended";
    for (const nats of [0, -0.04])
      for (const status of ["converged", "collapsed"] as const)
        assert.deepEqual(told(nats, status), [`${none} as high, at -12.0000`]);
    assert.deepEqual(told(-0.06, "converged"), [`${none} 0.1 nats higher, at -12.0000`]);
    assert.deepEqual(told(-3, "collapsed"), [
      `${none} 3.0 nats higher, at -12.0000, as one may that has collapsed`,
    ]);
  });

  it("shows a share as far as it is worth telling", () => {
    const cases: [number, string][] = [
      [1, "nearly all"],
      [0.184, "about 18 % of"],
      [0.0251, "about 2.5 % of"],
      [0.00316, "about 0.3 % of"],
      [0.0004, "about 0.04 % of"],
      [9e-5, "fewer than 1 in 10,000"],
      [0, "fewer than 1 in 10,000"],
    ];
    for (const [share, words] of cases) assert.equal(shareInWords(share), words);
  });
});

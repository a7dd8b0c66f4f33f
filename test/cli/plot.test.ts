import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Along, alongInput } from "../../cli/plots/along.js";
import { readFit } from "../../cli/plots/fit-file.js";
import { observedIn } from "../../cli/plots/observed.js";
import { lawOf, linesPicture, responsibilitiesPicture } from "../../cli/plots/pictures.js";
import { readTable } from "../../cli/table/read.js";
import { fittedLinesFigure } from "../../figures/index.js";
import { assertRefused, type Bench, bench, outputOf } from "./process.js";

const canvas = await import("canvas").then(
  (module) => module.default,
  () => undefined,
);
const skip = canvas ? false : "canvas cannot be loaded here; scripts/setup makes it ready";
const anomalies = fileURLToPath(new URL("../../../test/data/tempanomalies.csv", import.meta.url));

/** Doses with an effect that a sex has and another not, ages without one, and a level that is more frequent. */
const table = [
  "dose,sex,age,y",
  ...Array.from({ length: 90 }, (_, t) => {
    const [dose, sex] = [((7 * t) % 90) / 9, t % 3 === 0 ? "male" : "female"];
    const y = (dose < 5 ? dose : 12 - dose) + (sex === "male" ? 1 : 0) + 0.3 * Math.sin(11 * t);
    return `${dose.toFixed(3)},${sex},${30 + (t % 40)},${y.toFixed(4)}`;
  }),
].join("\n");

async function fitted({ write, moestat }: Bench, ...options: string[]): Promise<void> {
  write("data.csv", table);
  const formula = ["--formula", "y ~ dose + sex + age", "--experts", "2", "--out", "fit.json"];
  outputOf(await moestat("fit", "data.csv", ...formula, ...options));
}

async function along({ path }: Bench, x?: string, at?: Readonly<Record<string, string>>): Promise<Along> {
  const fit = await readFit(path("fit.json"));
  return alongInput(fit, observedIn(await readTable(path("data.csv")), fit), x, at);
}

/** The texts of an SVG in points: their sizes, and from where to where they go. */
const textsOf = (svg: string) =>
  [...svg.matchAll(/<text transform="matrix\(([^)]*)\)" ([^>]*)>([^<]*)</g)].map(([, matrix, rest, text]) => {
    const [a, b, c, d, e] = matrix.split(" ").map(Number);
    const number = (pattern: RegExp) => Number(pattern.exec(rest)![1]);
    const begin = number(/x="([^"]*)"/);
    const ends = [begin, begin + number(/textLength="([^"]*)"/)].map(
      (x) => a * x + c * number(/y="([^"]*)"/) + e,
    );
    const size = Math.sqrt(a * d - b * c) * number(/([\d.]+)px/);
    return { text, size, left: Math.min(...ends), right: Math.max(...ends) };
  });

describe("moestat plot", { concurrency: true }, () => {
  it("draws all pictures of a fit of a real file", { skip }, async (t) => {
    const one = bench(t);
    copyFileSync(anomalies, one.path("data.csv"));
    const fit = ["fit", "data.csv", "--response", "AnnualAnomaly", "--experts", "2"];
    outputOf(await one.moestat(...fit, "--alternatives", "--out", "fit.json"));
    const column = ["--width", "3.4in", "--font-size", "7pt"];
    const { code, stdout, stderr } = await one.moestat(
      ...["plot", "fit.json", "data.csv", ...column, "--out", "figures", "--format", "svg"],
    );
    assert.equal(code, 0, stderr);
    const names = ["fit", "responsibilities", "residuals", "maxima", "information", "dendrogram"];
    assert.deepEqual(
      stdout.trim().split("\n"),
      names.map((name) => `figures/fit-${name}.svg`),
    );
    assert.equal(stderr, "no picture criteria: fit.json is of one number of experts\n");
    const svg = readFileSync(one.path("figures/fit-fit.svg"), "utf8");
    for (const text of ["AnnualAnomaly", "Year", "status singular"]) assert.ok(svg.includes(text), text);
    for (const name of names) {
      const texts = textsOf(one.read(`figures/fit-${name}.svg`));
      assert.ok(texts.length > 5);
      for (const { text, size, left, right } of texts) {
        // Numbers of an SVG are written with a few digits.
        assert.ok(size > 7 - 1e-3, `${name}: "${text}" has ${size} pt`);
        assert.ok(left > 0 && right < 3.4 * 72, `${name}: "${text}" is from ${left} to ${right}`);
      }
    }
  });

  it("holds the other inputs at their medians and most frequent levels, and says so", async (t) => {
    const one = bench(t);
    await fitted(one);
    const dose = await along(one);
    assert.equal(dose.x.name, "dose");
    assert.equal(dose.held.text, "sex = female, age = 47");
    assert.equal((await along(one, "dose", { sex: "male", age: "60" })).held.text, "sex = male, age = 60");
    for (const [given, message] of [
      [{ sex: "mal" }, /unknown level "mal" of "sex"; known: female, male; did you mean "male"\?/],
      [{ age: "old" }, /invalid --at; "age" is a number: old/],
      [{ dose: "1" }, /invalid --at; the curves are drawn along "dose"/],
      [{ y: "1" }, /invalid --at; "y" is no input of the fit: dose, sex, age/],
    ] as const)
      await assert.rejects(along(one, "dose", given), message);
    const fit = await readFit(one.path("fit.json"));
    const observed = observedIn(await readTable(one.path("data.csv")), fit);
    const picture = linesPicture({ fit, observed, along: dose, law: lawOf(fit, observed) });
    assert.match(
      picture.notes![0],
      /data\.csv that differ in dose alone, .* held at sex\u00a0=\u00a0female, age\u00a0=\u00a047;/,
    );
    // The mean along the grid is that of the rows which `predict` sees.
    const at = [0, 150, 300].map((u) => Math.min(u, dose.at.length - 1));
    one.write("new.csv", ["dose,sex,age", ...at.map((u) => `${dose.at[u]},female,47`)].join("\n"));
    const predicted = outputOf(await one.moestat("predict", "fit.json", "new.csv"))
      .trim()
      .split("\n")
      .slice(1);
    at.forEach((u, i) => {
      const mean = Number(predicted[i].split(",")[3]);
      assert.ok(Math.abs(mean - picture.mean[u]) <= 1e-9 * (1 + Math.abs(mean)));
    });
  });

  it("draws the observations in the held categories, and says how many of all these are", async (t) => {
    const one = bench(t);
    await fitted(one);
    const fit = await readFit(one.path("fit.json"));
    const observed = observedIn(await readTable(one.path("data.csv")), fit);
    const law = lawOf(fit, observed);
    const pictures = async (x?: string, at?: Readonly<Record<string, string>>) => {
      const pictured = { fit, observed, along: await along(one, x, at), law };
      return [linesPicture(pictured), responsibilitiesPicture(pictured)] as const;
    };
    const doses = (sex: string) =>
      table.split("\n").flatMap((line) => (line.split(",")[1] === sex ? [Number(line.split(",")[0])] : []));

    for (const [sex, at] of [
      ["female", undefined],
      ["male", { sex: "male" }],
    ] as const)
      for (const picture of await pictures("dose", at)) {
        assert.deepEqual(picture.x.values, doses(sex));
        assert.equal(picture.all, 90);
        const note = `Points have sex = ${sex}, as ${doses(sex).length} of 90 observations have; numbers among their other inputs are their own.`;
        assert.ok(picture.notes!.includes(note), String(picture.notes));
      }
    const [female, shares] = await pictures("dose");
    assert.equal(fittedLinesFigure(female).key[0].label, "60 of 90 observations");
    const males = (t: number) => table.split("\n")[t + 1].split(",")[1] === "male";
    const own = law.responsibilities.filter((_, t) => !males(t));
    assert.deepEqual(
      shares.responsibilities[0],
      own.map(([first]) => first),
    );

    const [bySex] = await pictures("sex");
    assert.equal(bySex.x.values.length, 90);
    assert.ok(bySex.notes!.includes("The points have other inputs of their own."));
  });

  it("holds categories at the combination that occurs most often, counted by weights", async (t) => {
    const one = bench(t);
    // Level a is the most frequent of g, level u of h, but they never meet.
    const counts = { "a,v": 4, "a,w": 3, "b,u": 5, "b,w": 1, "c,u": 1 };
    const rows = Object.entries(counts).flatMap(([levels, n]) => new Array<string>(n).fill(levels));
    const lines = rows.map(
      (levels, t) => `${t},${levels},${(t % 5) + Math.sin(t)},${levels === "c,u" ? 9 : 1}`,
    );
    one.write("data.csv", ["x,g,h,y,w", ...lines].join("\n"));
    const fit = ["fit", "data.csv", "--formula", "y ~ x + g + h", "--experts", "1"];
    outputOf(await one.moestat(...fit, "--out", "fit.json"));
    const plain = (await along(one)).held;
    assert.deepEqual([plain.categories, plain.rows.length], ["g = b, h = u", 5]);
    const given = (await along(one, "x", { g: "a" })).held;
    assert.deepEqual([given.categories, given.rows.length], ["g = a, h = v", 4]);
    assert.deepEqual((await along(one, "x", { g: "a", h: "u" })).held.rows, []);
    outputOf(
      await one.moestat(
        "plot",
        "fit.json",
        "data.csv",
        "--only",
        "fit",
        "--format",
        "csv",
        "--at",
        "g=a,h=u",
      ),
    );
    outputOf(await one.moestat(...fit, "--weights", "w", "--out", "fit.json"));
    assert.equal((await along(one)).held.categories, "g = c, h = u");
  });

  it("holds numbers that a formula takes for categories as categories", async (t) => {
    const one = bench(t);
    one.write(
      "data.csv",
      table.replaceAll(/,(\d+),/g, (_, age) => `,${Number(age) % 4},`),
    );
    const formula = ["--formula", "y ~ dose + factor(age)", "--experts", "1", "--out", "fit.json"];
    outputOf(await one.moestat("fit", "data.csv", ...formula));
    const { held } = await along(one);
    assert.equal(held.categories, held.text);
    assert.ok(held.rows.length < 30);
  });

  it("goes along the observations where there are no inputs, with a place for the number of each expert", async (t) => {
    const one = bench(t);
    one.write("data.csv", table);
    outputOf(
      await one.moestat("fit", "data.csv", "--formula", "y ~ 1", "--experts", "2", "--out", "fit.json"),
    );
    const { at, held } = await along(one);
    assert.deepEqual([at[0], at[at.length - 1], held.rows.length], [1, 90, 90]);
    assert.ok(at.length > 2);
  });

  it("goes along the levels of a category", async (t) => {
    const one = bench(t);
    await fitted(one);
    const { x, at, rows } = await along(one, "sex");
    assert.deepEqual([x.levels, at.length, rows.length], [["female", "male"], 2, 2]);
  });

  it("goes along the values that a formula takes for categories", async (t) => {
    const one = bench(t);
    one.write(
      "data.csv",
      table.replaceAll(/,(\d+),/g, (_, age) => `,${Number(age) % 4},`),
    );
    outputOf(
      await one.moestat(
        "fit",
        "data.csv",
        "--formula",
        "y ~ factor(age)",
        "--experts",
        "1",
        "--out",
        "fit.json",
      ),
    );
    assert.deepEqual((await along(one)).x.levels, ["0", "1", "2", "3"]);
  });

  it("draws the points of a step of the gate close together", async (t) => {
    const one = bench(t);
    copyFileSync(anomalies, one.path("data.csv"));
    outputOf(
      await one.moestat(
        "fit",
        "data.csv",
        "--response",
        "AnnualAnomaly",
        "--experts",
        "2",
        "--out",
        "fit.json",
      ),
    );
    const { model, params } = await readFit(one.path("fit.json"));
    const { rows, at } = await along(one);
    const weights = rows.map((row) => model.gateWeights(params, row)[0]);
    assert.ok(weights.slice(1).every((weight, t) => Math.abs(weight - weights[t]) <= 0.1));
    const turns = weights.slice(1).map((weight, t) => Math.sign(weight - weights[t]));
    assert.equal(new Set(turns.filter((turn) => turn !== 0)).size, 1, "the gate of two experts is monotone");
    assert.ok(at.length < 340 && at.slice(1).every((year, t) => year > at[t]));
  });

  it("sets a picture for a column, with its caption and its numbers in files of their own", {
    skip,
  }, async (t) => {
    const one = bench(t);
    await fitted(one);
    const only = ["plot", "fit.json", "data.csv", "--only"];
    const page = ["--width", "3.4in", "--bare", "--font-size", "7pt", "--caption", "paper/fit.tex"];
    const formats = ["--format", "svg,csv,vega-lite", "--out", "paper"];
    const files = (text: string) => text.trim().split("\n");
    assert.deepEqual(files(outputOf(await one.moestat(...only, "fit", ...page, ...formats))), [
      "paper/fit-fit.svg",
      "paper/fit-fit.csv",
      "paper/fit-fit.vl.json",
      "paper/fit.tex",
    ]);
    const svg = one.read("paper/fit-fit.svg");
    assert.match(svg, /<svg [^>]*width="244\.8(pt)?"/);
    assert.match(svg, /<dc:subject>seed 1, version \d[^<]*, command moestat plot fit\.json data\.csv /);
    assert.doesNotMatch(svg, /<text[^>]*>[^<]*data and experts/);
    assert.match(one.read("paper/fit.tex"), /data and experts\. 2 Gaussian experts/);
    assert.match(one.read("paper/fit-fit.csv"), /^panel,series,x,y,low,high\n1,60 of 90 observations,/);
    // Of several pictures each has a caption of its own.
    const two = await one.moestat(...only, "residuals,fit", ...page, "--format", "csv", "--out", "paper");
    assert.deepEqual(files(outputOf(two)), [
      "paper/fit-residuals.csv",
      "paper/fit-residuals.tex",
      "paper/fit-fit.csv",
      "paper/fit-fit.tex",
    ]);
    assertRefused(
      await one.moestat(...only, "fit,residuals", "--panel", "a"),
      "invalid --panel; of several pictures",
    );
    assertRefused(await one.moestat(...only, "fit", "--font-size", "6pt"), "below 7 pt: 6");
  });

  it("refuses what it cannot draw, in one line", async (t) => {
    const one = bench(t);
    await fitted(one);
    const plot = (...args: string[]) => one.moestat("plot", ...args);
    assertRefused(
      await plot("fit.json", "data.csv", "--x", "dos"),
      'unknown column "dos"',
      'did you mean "dose"?',
    );
    assertRefused(
      await plot("fit.json", "data.csv", "--x", "y"),
      '"y" is no input of the fit: dose, sex, age',
    );
    assertRefused(await plot("fit.json", "data.csv", "--only", "fitt"), 'unknown picture "fitt"');
    assertRefused(
      await plot("fit.json", "data.csv", "--only", "criteria"),
      "no picture criteria; fit.json is of one",
    );
    one.write("truth.json", {
      gating: { beta0: [0], beta1: [[0]] },
      experts: { a: [[1]], b: [0], sigma2: [1] },
    });
    assertRefused(await plot("truth.json", "data.csv"), 'invalid truth.json; no "recipe"', "moestat fit");
    one.write("other.csv", table.replaceAll("female", "unknown"));
    assertRefused(await plot("fit.json", "other.csv"), 'line 3, column "sex"', 'unknown level "unknown"');
    assert.ok(!existsSync(one.path("fit-fit.png")));
  });

  it("gives no information of a fit to other data", { skip }, async (t) => {
    const one = bench(t);
    await fitted(one);
    one.write("half.csv", table.split("\n").slice(0, 60).join("\n"));
    assertRefused(
      await one.moestat("plot", "fit.json", "half.csv", "--only", "information"),
      "half.csv is not what fit.json was fitted to",
    );
  });
});

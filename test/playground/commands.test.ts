import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { codeOf, commandsOf, truthJson } from "../../playground/derived/commands.js";
import { dataOf } from "../../playground/derived/data.js";
import { fittedModel, truthOf } from "../../playground/derived/truth.js";
import { lossOf, verdictOf } from "../../playground/derived/verdict.js";
import { oneTooMany, withGate, withPart } from "../../playground/state/edits.js";
import { examples } from "../../playground/state/examples.js";
import type { State } from "../../playground/state/state.js";
import { type Fit, fit, lossByName, modelOf } from "../../src/index.js";
import { wordsOf } from "../cli/line.js";
import { bench, outputOf } from "../cli/process.js";

const library = new URL("../../src/index.js", import.meta.url).href;

const small = withPart({ n: 150 });
const [two] = examples.map(({ state }) => small(state));
const states: readonly (readonly [name: string, state: State])[] = [
  ...examples.map(({ name, state }) => [name, small(state)] as const),
  ["one expert too many", oneTooMany(two)],
  ["a temperature", withGate({ name: "denseToSparse" })(two)],
  ["a transform", withGate({ name: "modifiedSoftmax" })(two)],
];

describe("what the page writes for elsewhere", () => {
  it("is the truth as a parameter file", () => {
    for (const [, state] of states) {
      const params = JSON.parse(truthJson(state));
      assert.deepEqual(params, truthOf(state));
      assert.doesNotThrow(() => modelOf(params));
    }
  });

  it("names losses that the package knows", () => {
    for (const [, state] of states) assert.doesNotThrow(() => lossByName(lossOf(state).name));
  });

  for (const [name, state] of states) {
    let made: Fit | undefined;
    const hereOf = (): Fit => {
      made ??= fit(fittedModel(state), dataOf(state));
      return made;
    };

    // To the last bit, since numbers are written with all their digits.
    it(`makes the same fit on the command line: ${name}`, async (t) => {
      const { moestat, read, write } = bench(t);
      const [truth, ...lines] = commandsOf(state).trimEnd().split("\n");
      const [, text] = /^echo '([^']*)' > truth\.json$/.exec(truth)!;
      write("truth.json", text);
      let stdout = "";
      for (const line of lines) {
        const args = wordsOf(line);
        assert.ok(args, line);
        stdout += outputOf(await moestat(...args));
      }
      const { params, logLik } = JSON.parse(read("fit.json"));
      const here = hereOf();
      assert.deepEqual(params, here.params);
      assert.equal(logLik, here.logLik);
      assert.match(stdout, new RegExp(lossOf(state).name.replace(/[.()]/g, "\\$&")));
    });

    it(`makes the same fit in code: ${name}`, async (t) => {
      const { path, write, program } = bench(t);
      write(
        "program.mjs",
        `${codeOf(state).replace('"moestat"', JSON.stringify(library))}
console.log(JSON.stringify({ params: result.params, loss: losses["${lossOf(state).name}"](result.measure, model.measure(truth)) }));`,
      );
      const stdout = outputOf(await program(pathToFileURL(path("program.mjs")).href));
      const { params, loss } = JSON.parse(stdout.trim().split("\n").pop() as string);
      const here = hereOf();
      assert.deepEqual(params, here.params);
      // The page takes the nearer of two truths that have one density, where there are two.
      assert.ok(verdictOf(state, here.params).value <= loss * (1 + 1e-12));
    });
  }
});

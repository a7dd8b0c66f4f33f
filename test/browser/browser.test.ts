import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { fit, modelOf, type Params, sample, stream, uniform } from "../../src/index.js";

const truth: Params = {
  gating: { name: "softmax", beta0: [0.5, 0], beta1: [[3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1]], b: [1, -1], sigma2: [0.25, 0.16] },
};
const here = () => {
  const data = sample(modelOf(truth), truth, { n: 1000, design: uniform(), uniform: stream("browser") });
  const { status, logLik, params } = fit(modelOf(truth), data, { starts: 2 });
  return { status, logLik, params };
};

/** What a module exports as its result when it runs in a page, where it imports relative to `from`. */
async function inPage(source: string, from: string) {
  const main = fileURLToPath(new URL("main.js", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--experimental-vm-modules", "--no-warnings", main, source, from],
    { maxBuffer: 1e7 },
  );
  return JSON.parse(stdout);
}

test("the library fits where there is nothing but what browsers have, with the kernels in WebAssembly, to the last bit", async () => {
  const source = `
    import { fit, modelOf, sample, stream, uniform } from "./index.js";
    const truth = ${JSON.stringify(truth)};
    export const result = (${here})();`;
  const { result, memories } = await inPage(source, "../../src/index.js");
  assert.ok(memories > 0, "no kernel ran in WebAssembly");
  assert.deepEqual(result, JSON.parse(JSON.stringify(here())));
});

test("a page fits in a worker of its own, which ends with the fit or its error", async () => {
  const source = `
    import { modelOf, sample, stream, uniform } from "../src/index.js";
    import { fitAsync } from "./browser.js";
    const truth = ${JSON.stringify(truth)};
    const model = modelOf(truth);
    const data = sample(model, truth, { n: 1000, design: uniform(), uniform: stream("browser") });
    let climbed = 0;
    const onProgress = (progress) => { climbed = progress.climbed; };
    const made = fitAsync(model, data, { starts: 2, onProgress });
    const constant = fitAsync(model, { ...data, y: data.y.map(() => 1) });
    export const result = made.then(async ({ status, logLik, params }) => ({
      fit: { status, logLik, params },
      climbed,
      refused: await constant.catch(({ message }) => message),
    }));`;
  const { result, workers } = await inPage(source, "../../parallel/browser.js");
  assert.deepEqual(result.fit, JSON.parse(JSON.stringify(here())));
  assert.ok(result.climbed > 0);
  assert.equal(result.refused, "invalid response; it does not vary: 1");
  assert.deepEqual(workers, { opened: 2, ended: 2 });
});

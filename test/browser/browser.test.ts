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

test("the library fits where there is nothing but what browsers have, with the kernels in WebAssembly, to the last bit", async () => {
  const source = `
    import { fit, modelOf, sample, stream, uniform } from "./index.js";
    const truth = ${JSON.stringify(truth)};
    export const result = (${here})();`;
  const main = fileURLToPath(new URL("main.js", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--experimental-vm-modules", "--no-warnings", main, source],
    { maxBuffer: 1e7 },
  );
  const { result, memories } = JSON.parse(stdout);
  assert.ok(memories > 0, "no kernel ran in WebAssembly");
  assert.deepEqual(result, JSON.parse(JSON.stringify(here())));
});

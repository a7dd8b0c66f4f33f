import assert from "node:assert/strict";
import { it } from "node:test";
import { dataset, fit, moe, multinomialLogistic, softmax, stream } from "../../../src/index.js";

it("a search for classes ends where no log-likelihood can be higher", () => {
  const next = stream("separated");
  const x = Array.from({ length: 60 }, () => [next() - 0.5, next() - 0.5]);
  // A class on either side of a line, with a gap between them.
  const gapped = x.filter(([u, v]) => Math.abs(u + v) > 0.1);
  const y = gapped.map(([u, v]) => (u + v > 0 ? 2 : 1));
  const model = moe({ gating: softmax(), expert: multinomialLogistic({ classes: 2 }), k: 2, inputs: 2 });
  for (const choice of ["weighed", "highest"] as const) {
    const found = fit(model, dataset(gapped, y), { seed: 1, choice });
    assert.ok(found.logLik <= 0 && found.logLik > -0.01, `${found.logLik}`);
    // The first round alone, of 4 random starts and what goes with each; by agreement it takes 16 starts or 60 and more.
    assert.ok(found.search.starts <= 4 * 8, `${found.search.starts}`);
  }
});

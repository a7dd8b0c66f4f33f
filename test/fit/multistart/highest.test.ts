import assert from "node:assert/strict";
import { it } from "node:test";
import { drawData, experimentByName, protocolByName } from "../../../experiments/index.js";
import { fittedModel } from "../../../experiments/parts/models.js";
import { fit } from "../../../src/index.js";

// The highest of all searches that were tried on these samples; rounds of starts alone end lower in each.
for (const { name, n, replicate, known, rounds } of [
  { name: "topk-threshold-2-of-4", n: 500, replicate: 3, known: -143.448, rounds: -144.942 },
  // Searched on 10,000 observations: exchanges on these alone end as low.
  { name: "softmax-over", n: 12_000, replicate: 2, known: -11_556.81, rounds: -11_557.435 },
])
  it(`experts are exchanged where the highest maximum is wanted, on all observations: ${name}, n = ${n}`, () => {
    const experiment = experimentByName(name);
    const protocol = protocolByName(experiment);
    const { parameterSet } = protocol;
    const data = drawData(experiment, protocol, { n, replicate, seed: "moestat" });
    const found = fit(fittedModel(experiment), data, {
      choice: "highest",
      ...(parameterSet && { parameterSet }),
    });
    assert.ok(
      found.logLik >= known - 0.001,
      `${found.logLik}: not ${known}, as rounds alone lead to ${rounds}`,
    );
  });

// Counts that were tabulated: each row stands for as many persons as its weight says.
import { fit, formulaData, moe, poisson, predict, softmax, type Table } from "moestat";
import { readTable } from "../read.js";

const table: Table = readTable("examples/visits/data.csv");
const { sample, inputs } = formulaData("visits ~ age", table, { weights: "persons" });
const model = moe({ gating: softmax(), expert: poisson(), k: 2, inputs });
const { status, params, logLik, n } = fit(model, sample, { seed: "1" });

console.log(`${status}, ${n} persons in ${sample.n} rows, log-likelihood ${logLik.toFixed(2)}`);
for (const age of [30, 55, 80]) {
  const prediction = predict(model, params, [[age]]);
  const share = model.gateWeights(params, [age])[1];
  if (prediction.kind === "mean")
    console.log(
      `age ${age}: ${prediction.mean[0].toFixed(2)} visits, ${(100 * share).toFixed(0)} % in expert 2`,
    );
}

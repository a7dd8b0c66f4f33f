// Classes: how people travel, with two multinomial logistic regressions and a gate on the distance.
import { classProbabilities, fit, formulaData, moe, multinomialLogistic, softmax } from "moestat";
import { readTable } from "../read.js";

const {
  sample,
  inputs,
  labels = [],
} = formulaData("choice ~ distance", readTable("examples/travel/data.csv"));
const expert = multinomialLogistic({ classes: labels.length });
const model = moe({ gating: softmax(), expert, k: 2, inputs });
const { status, params, logLik } = fit(model, sample, { seed: "1" });

console.log(`${status}, log-likelihood ${logLik.toFixed(2)}`);
for (const distance of [1, 3, 6, 10]) {
  const [probabilities] = classProbabilities(model, params, [[distance]]);
  const shares = labels.map((label, s) => `${label} ${probabilities[s].toFixed(2)}`);
  console.log(`${distance} km: ${shares.join(", ")}`);
}

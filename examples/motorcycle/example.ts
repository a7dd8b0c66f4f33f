// Two smooth curves with standard deviations of their own, for data whose spread changes with time.
import { fit, formulaData, gaussian, moe, predictive, softmax } from "moestat";
import { readTable } from "../read.js";

const { sample, inputs } = formulaData(
  "accel ~ ns(times, 4) | times",
  readTable("examples/motorcycle/data.csv"),
);
const model = moe({ gating: softmax(), expert: gaussian(), k: 2, inputs });
const { status, params, logLik, criteria } = fit(model, sample, { seed: "1" });

const deviations = (params.experts.sigma2 as number[]).map(Math.sqrt);
console.log(`${status}, log-likelihood ${logLik.toFixed(2)}, BIC ${criteria.bic.toFixed(1)}`);
console.log(`standard deviations: ${deviations.map((sd) => sd.toFixed(1)).join(" and ")}`);

// Of 90 % prediction intervals about nine in ten hold the observation.
const rows = Array.from({ length: sample.n }, (_, t) => sample.x.map((column) => column[t]));
const { intervals } = predictive(model, params, { rows, intervals: [0.9] });
const held = intervals.filter(([[low, high]], t) => low <= sample.y[t] && sample.y[t] <= high).length;
console.log(`in their 90 % intervals: ${held} of ${sample.n}`);

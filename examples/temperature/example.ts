// Two straight lines in time, and the year in which one takes over from the other.
import { fit, formulaData, gaussian, moe, softmax } from "moestat";
import { readTable } from "../read.js";

const { sample, inputs } = formulaData("AnnualAnomaly ~ Year", readTable("examples/temperature/data.csv"));
const model = moe({ gating: softmax(), expert: gaussian(), k: 2, inputs });
const { status, params, logLik } = fit(model, sample, { seed: "1" });

const slopes = params.experts.a as number[][];
console.log(`${status}, log-likelihood ${logLik.toFixed(2)}`);
console.log(`degrees per century: ${slopes.map(([slope]) => (100 * slope).toFixed(2)).join(" and ")}`);

// The gate is even where its first score is 0, that of the last expert.
const { beta0, beta1 } = params.gating as unknown as { beta0: number[]; beta1: number[][] };
console.log(`change in ${Math.round(-beta0[0] / beta1[0][0])}`);

// A line without noise beside one with noise: the likelihood has no maximum, and the status says so.
import { fit, formulaData, gaussian, moe, softmax } from "moestat";
import { readTable } from "../read.js";

const { sample, inputs } = formulaData("level ~ time", readTable("examples/exact-line/data.csv"));
const model = moe({ gating: softmax(), expert: gaussian(), k: 2, inputs });
const { status, certificate, params } = fit(model, sample, { seed: "1" });

console.log(`${status}; at its bound: ${certificate.atBound.join(", ")}`);
const { a, b } = params.experts as unknown as { a: number[][]; b: number[] };
console.log(
  `lines: ${b.map((at, i) => `${at.toFixed(3)} ${a[i][0] < 0 ? "-" : "+"} ${Math.abs(a[i][0]).toFixed(3)} time`).join(", ")}`,
);

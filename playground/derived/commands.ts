import type { State } from "../state/state.js";
import { streamKeys } from "./data.js";
import { gateOptions, truthOf } from "./truth.js";
import { lossOf } from "./verdict.js";

/** What a parameter file holds: the truth, one line for each field. */
export function truthJson(state: State): string {
  const part = (record: object) =>
    Object.entries(record)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(",\n");
  const { gating, experts } = truthOf(state);
  return `{\n  "gating": {\n${part(gating)}\n  },\n  "experts": {\n${part(experts)}\n  }\n}\n`;
}

/** The same as the page does, for a shell: the truth in a file, data drawn from it, the fit and its loss. */
export function commandsOf(state: State): string {
  const { n, reach, family, fitted, seed } = state;
  const { name, activation, transform, topK, rank } = gateOptions(state.gate);
  const flags = [
    ...(name === "denseToSparse" ? ["--gating dense-to-sparse"] : []),
    ...(activation === undefined ? [] : [`--activation ${activation}`]),
    ...(transform === undefined ? [] : [`--gating modified-softmax --transform ${transform}`]),
    ...(topK === undefined ? [] : [`--top-k ${topK} --rank ${rank}`]),
    ...(family === "gaussian" ? [] : [`--expert ${family === "poisson" ? "poisson" : "multinomial"}`]),
  ];
  return [
    `echo '${JSON.stringify(truthOf(state))}' > truth.json`,
    `moestat sample truth.json --n ${n} --design uniform:-${reach}:${reach} --seed ${seed} --out data.csv`,
    [`moestat fit data.csv --response y --experts ${fitted}`, ...flags, "--out fit.json"].join(" "),
    `moestat loss fit.json truth.json --loss '${lossOf(state).name}'`,
    "",
  ].join("\n");
}

/** The same in TypeScript. */
export function codeOf(state: State): string {
  const { n, reach, fitted } = state;
  const keys = streamKeys(state);
  return `import { fit, losses, modelOf, moe, sample, stream, uniform } from "moestat";

const truth = ${truthJson(state)
    .trimEnd()
    .replace(/"(\w+)":/g, "$1:")};
const model = modelOf(truth);
const data = sample(model, truth, {
  n: ${n},
  design: uniform({ from: -${reach}, to: ${reach} }),
  uniform: { design: stream("${keys.design}"), sample: stream("${keys.sample}") },
});
const fitted = moe({ ...model, expert: model.families[0], k: ${fitted} });
const result = fit(fitted, data);

console.log(result.status, result.logLik, result.params);
console.log(losses["${lossOf(state).name}"](result.measure, model.measure(truth)));
`;
}

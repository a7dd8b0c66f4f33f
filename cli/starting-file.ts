import { basename } from "node:path";
import { shellWord } from "../experiments/shell-word.js";

/** The truth of the starting files: two lines that cross, with a gate that both halves of [-1, 1] can see. */
const truth = {
  gating: { name: "softmax", beta0: [0, 0], beta1: [[3], [0]] },
  experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
};

/** Where an editor finds the schema, if the package is installed beside the file. */
const schema = "./node_modules/moestat/dist/experiments/schema/experiment.schema.json";

/** The text of a new experiment file, in the language that its ending names. Throws for another ending. */
export function startingFile(file: string): string {
  if (file.endsWith(".json")) return json;
  const word = shellWord(basename(file));
  if (/\.[cm]?ts$/.test(file))
    return `import type { ExperimentFile, OwnLoss } from "moestat/experiments";\n\n${module(word, ": OwnLoss", " satisfies ExperimentFile")}`;
  if (/\.m?js$/.test(file)) return module(word, "", "", javaScriptTypes);
  throw new Error(`invalid FILE; its name ends with none of .mjs, .js, .ts, .json: "${file}"`);
}

const json = `${JSON.stringify(
  {
    $schema: schema,
    title: "Two crossing lines, one expert too many",
    truth,
    experts: 3,
    design: "uniform:-1:1",
    sizes: [100, 316, 1000, 3162],
    replicates: 10,
    losses: ["d2", "d1", "hellinger"],
    theory: { slope: -0.5, source: "paper and equation" },
  },
  null,
  2,
)}\n`;

const javaScriptTypes = {
  loss: '/** @type {import("moestat/experiments").OwnLoss} */\n',
  experiment: '/** @type {import("moestat/experiments").ExperimentFile} */\n',
};

/** A module with comments; all that is not the truth may be left out, and then is what stands here or what the comment says. */
const module = (
  word: string,
  lossType: string,
  satisfies: string,
  types = { loss: "", experiment: "" },
): string =>
  `// An experiment of your own. In this folder:
//   moestat run ${word} --quick  (does it work?)
//   moestat run ${word}          (as it is stated here)
//   moestat figure ${word}       (draws the last run)
// Only \`truth\` is needed; all else has a default.

// A loss of your own: how far an estimate is from the truth, 0 for a perfect one. Both have \`logWeights\`, one
// for each expert, and \`atoms\`, the experts' parameters by name: atoms.a[i] is the list of slopes of expert i.
${types.loss}const farthestSlope${lossType} = (estimate, truth) =>
  Math.max(...estimate.atoms.a.map(([a]) => Math.min(...truth.atoms.a.map(([slope]) => Math.abs(a - slope)))));

${types.experiment}export default {
  title: "Two crossing lines, one expert too many",
  // What data are drawn from: families by name, one entry per expert. The last gate is the reference.
  truth: {
    gating: { name: "softmax", beta0: [0, 0], beta1: [[3], [0]] },
    experts: { name: "gaussian", a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
  },
  // How many experts are fitted (default: as many as the truth has), or the family of each:
  // ["gaussian", "gaussian", { name: "pointMass", at: 0 }].
  experts: 3,
  // Options of the fitted families that are not the truth's: fitted: { gating: { topK: 2 } },
  // The law of the inputs: uniform:FROM:TO, normal:MEAN:SD, grid:FROM:TO (default: uniform:-1:1).
  design: "uniform:-1:1",
  // Default: four a decade from 100 to 100000, with 20 replicates.
  sizes: [100, 316, 1000, 3162],
  replicates: 10,
  // By name (see \`moestat loss --help\`), or functions; the first is drawn and judged.
  losses: ["d2", "d1", "hellinger", farthestSlope],
  // The set over which the estimate is the highest maximum: this reach round the truth, or
  // { units: "own", ranges: { beta1: [-6, 6], sigma2: [0.01, 4] } }.
  parameterSet: { reach: 2 },
  // What theory says of the first loss: n^slope is a bound (or kind: "lower", "floor").
  theory: { slope: -0.5, source: "D2 = O(sqrt(log n / n)), Nguyen, Nguyen and Ho (2023), eq. (5)" },
  // Sentences below the figures.
  notes: [],
  // A gate or an expert of your own: \`import { activationDenseToSparse } from "moestat"\`, then
  // gating: activationDenseToSparse({ activation: { name: "mine", evaluate } }), with its fields in truth.gating,
  // or an object with \`evaluate\`: see "Your own gate or expert" in the documentation.
}${satisfies};
`;

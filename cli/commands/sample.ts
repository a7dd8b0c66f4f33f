import type { Command } from "commander";
import { sample } from "../../src/model/sample.js";
import { given, parseDesign } from "../../src/random/designs.js";
import { stream } from "../../src/random/stream.js";
import type { Design } from "../../src/types.js";
import { command } from "../command.js";
import { csvChunks, readColumns, writeColumns } from "../csv.js";
import { integer } from "../options.js";
import { note, printChunks } from "../output.js";
import { type Described, readParams } from "../params.js";

interface Options {
  readonly n: number;
  readonly design?: string;
  readonly seed: string;
  readonly labels?: boolean;
  readonly out?: string;
}

/** `moestat sample MODEL.json`: draws inputs, experts and responses, and writes them as CSV. */
export const sampleCommand = (): Command =>
  command("sample", {
    summary: "Draw a data set from a model.",
    detail: "The model is a parameter file, or what `fit --json` printed.",
    examples: [
      [
        "moestat sample truth.json --n 1000 --seed 7 --out data.csv",
        "1,000 points, inputs uniform on [-1, 1]:",
      ],
      [
        "moestat sample truth.json --n 1000 --design grid:0:1 --labels",
        "Inputs on a grid; also show which expert each point came from:",
      ],
      [
        "moestat fit data.csv --response y --experts 2 --json > fit.json && moestat sample fit.json --n 500",
        "New data from a fitted model (parametric bootstrap):",
      ],
    ],
  })
    .usage("MODEL.json --n N [options]")
    .argument("<MODEL.json>", "parameter file")
    .requiredOption("--n <N>", "number of points", integer("--n"))
    .option(
      "--design <SPEC>",
      "law of the inputs: grid:FROM:TO, uniform:FROM:TO[:D], normal:MEAN:SD[:D] or given:FILE.csv (default: uniform:-1:1)",
    )
    .option("--seed <S>", "seed: any text; the same seed gives the same data everywhere", "1")
    .option("--labels", "add a column with the hidden expert of each point (from 1)")
    .option("--out <DATA.csv>", "write here instead of on the terminal")
    .action(draw);

async function draw(file: string, options: Options): Promise<void> {
  const { model, params } = await readParams(file);
  const design = await designOf(options.design, { file, model, params });
  const data = sample(model, params, {
    n: options.n,
    design,
    uniform: {
      design: stream(`${options.seed}/sample/${options.n}/design`),
      sample: stream(`${options.seed}/sample/${options.n}/sample`),
    },
  });
  const inputs = data.d === 1 ? ["x"] : data.x.map((_, u) => `x${u + 1}`);
  const labels = options.labels && data.labels ? [Float64Array.from(data.labels, (label) => label + 1)] : [];
  const columns = {
    names: [...inputs, "y", ...labels.map(() => "expert")],
    columns: [...data.x, data.y, ...labels],
  };
  if (options.out === undefined) return printChunks(csvChunks(columns));
  await writeColumns(options.out, columns);
  note(`wrote ${options.n} points to ${options.out}`);
}

/** The design that SPEC names, in as many dimensions as the model has inputs. */
async function designOf(spec: string | undefined, { file, model }: Described): Promise<Design> {
  const d = model.inputs;
  const text = spec ?? `uniform:-1:1:${d}`;
  const design = text.startsWith("given:")
    ? given((await readColumns(text.slice("given:".length), (names) => names)).columns)
    : parseDesign(text);
  if (design.d !== d) throw new Error(`invalid design "${text}"; ${design.d} inputs, ${file} has ${d}`);
  return design;
}

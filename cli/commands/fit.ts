import type { Command } from "commander";
import { type Choice, type Fit, type FitOptions, fit, remarksOf } from "../../src/fit/index.js";
import { type Model, moe } from "../../src/model/model.js";
import { checkParameterSet, type ParameterSet } from "../../src/params/parameterSet.js";
import type { Params } from "../../src/types.js";
import { command } from "../command.js";
import { type Data, readData } from "../data.js";
import { located } from "../errors.js";
import {
  chosenExpert,
  chosenGating,
  expertsInWords,
  type FamilyChoice,
  inWords,
  withFamilies,
} from "../families.js";
import { fitJson } from "../fit-json.js";
import { integer, oneOf, words } from "../options.js";
import { note, print, writeText } from "../output.js";
import { parameterSet } from "../parameter-set.js";
import { readParams } from "../params.js";
import { picked } from "../pick.js";
import { alternativesTable } from "../report/alternatives.js";
import { fitReport } from "../report/report.js";
import { count } from "../terminal.js";

interface Options extends FamilyChoice {
  readonly response: string;
  readonly inputs?: readonly string[];
  readonly experts: number;
  readonly method: "newton" | "em";
  readonly starts?: number;
  readonly start?: string;
  readonly seed: string;
  readonly parameterSet?: ParameterSet;
  readonly choice: Choice;
  readonly alternatives?: boolean;
  readonly pick?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** `moestat fit DATA.csv`: the maximum-likelihood fit to a CSV file, with its certificate. */
export const fitCommand = (): Command =>
  withFamilies(base())
    .option(
      "--starts <N>",
      "number of random starts (default: as many as the data ask for)",
      integer("--starts"),
    )
    .option("--start <PARAMS.json>", "start from these parameters alone")
    .option("--method <NAME>", "newton (certified) or em", oneOf("method", ["newton", "em"]), "newton")
    .option("--seed <S>", "seed of the starts: any text", "1")
    .option(
      "--parameter-set <SET>",
      "ranges of the coefficients over which the fit is the maximum: gate=100,logVariance=-9:9 by kind, for inputs and response of standard deviation 1, or own:beta1=50,sigma2=0.01:4 by parameter, in its own units; a single number stands for plus or minus it",
      parameterSet,
    )
    .option(
      "--choice <RULE>",
      "which maximum is the answer: weighed (the highest once what chance may have given is taken away) or highest",
      oneOf("choice", ["weighed", "highest"]),
      "weighed",
    )
    .option("--alternatives", "also list every other maximum that was found, and why it is not the answer")
    .option("--pick <N>", "show maximum N of that list; 1 is the answer", integer("--pick"))
    .option("--out <FIT.json>", "also write the result as JSON to a file")
    .option("--json", "print the result as one JSON object")
    .action(fitFile);

const base = (): Command =>
  command("fit", {
    summary: "Fit a mixture of experts to a CSV file.",
    detail:
      "By maximum likelihood; it says whether the answer is the maximum, and how sure the parameters are.",
    examples: [
      ["moestat fit data.csv --response y --experts 2", "Two lines, all other columns as inputs:"],
      [
        "moestat fit data.csv --response y --inputs x1,x2 --experts 3 --starts 50",
        "Chosen inputs, and a wider search:",
      ],
      [
        "moestat fit data.csv --response y --experts 2 --json > fit.json && moestat loss fit.json truth.json",
        "For a program, and on to the next command:",
      ],
      [
        "moestat fit iris.csv --response species --experts 2 --expert multinomial",
        "A response of labels, each expert a multinomial logistic regression:",
      ],
      [
        "moestat fit data.csv --response y --experts 3 --top-k 2",
        "Only the two experts that rank highest at x have a weight:",
      ],
      [
        "moestat fit data.csv --response y --experts 3 --alternatives --pick 2",
        "Every maximum that was found, and all about the first that was passed over:",
      ],
      [
        "moestat fit data.csv --response y --experts 3 --choice highest --parameter-set own:beta1=50,sigma2=0.01:4",
        "The maximum-likelihood estimate over a parameter set of one's own, as theory means it:",
      ],
      [
        "moestat fit data.csv --response y --experts 2 --activation sigmoid --temperature 0.5",
        "A gate with an activation, its temperature given:",
      ],
    ],
  })
    .usage("DATA.csv --response Y --experts K [options]")
    .argument("<DATA.csv>", "comma-separated file; the first line names the columns")
    .requiredOption("--response <Y>", "name of the response column")
    .requiredOption("--experts <K>", "number of experts", integer("--experts", 1000))
    .option("--inputs <X1,X2>", "names of the input columns (default: all others)", words("--inputs"));

async function fitFile(file: string, options: Options): Promise<void> {
  const gating = chosenGating(options);
  const { wanted, of } = chosenExpert(options);
  const data = await readData(file, options.response, {
    ...(options.inputs === undefined ? {} : { inputs: options.inputs }),
    ...(wanted === undefined ? {} : { wanted }),
  });
  const expert = of(data.labels?.length ?? 0);
  const model = moe({ gating, expert, experts: options.experts, inputs: data.x.length });
  checkSize(data, model);
  const given = await fitOptions(model, options);
  const sample = { n: data.y.length, d: data.x.length, x: data.x, y: data.y };
  const result = fitted(data, () => fit(model, sample, given));
  const shown = picked(result, options.pick);
  const remarks = remarksOf(model, sample, shown.answer);
  const json = `${JSON.stringify(fitJson(data, shown, remarks, options.alternatives ?? false))}\n`;
  if (options.json) process.stdout.write(json);
  else {
    print(fitReport(data, model, shown, remarks));
    if (options.alternatives) print(`\n${alternativesTable(result)}`);
  }
  // Last, so that a file that cannot be written does not cost the answer.
  if (options.out === undefined) return;
  await writeText(options.out, json);
  note(`wrote ${options.out}`);
}

function checkSize({ file, y }: Data, model: Model): void {
  if (y.length <= model.size)
    throw new Error(
      `invalid ${file}; ${y.length} rows are too few for ${model.size} free parameters (${count(model.experts, "expert")})`,
    );
}

// The library knows inputs by number only.
function fitted({ file, inputs }: Data, work: () => Fit): Fit {
  try {
    return work();
  } catch (error) {
    throw located(`${file} (inputs ${inputs.join(", ")})`, error);
  }
}

async function fitOptions(model: Model, options: Options): Promise<FitOptions> {
  return {
    method: options.method,
    seed: options.seed,
    choice: options.choice,
    ...(options.starts === undefined ? {} : { starts: options.starts }),
    ...(options.parameterSet === undefined ? {} : { parameterSet: checkedSet(options.parameterSet, model) }),
    ...(options.start === undefined ? {} : { start: await startOf(options.start, model) }),
  };
}

function checkedSet(set: ParameterSet, model: Model): ParameterSet {
  try {
    checkParameterSet(set, model);
    return set;
  } catch (error) {
    throw located("--parameter-set", error);
  }
}

async function startOf(file: string, model: Model): Promise<Params> {
  const start = await readParams(file);
  const described = ({ gating, families, inputs }: Model): string =>
    `${inWords(gating, "gating")}, ${expertsInWords(families)}, ${inputs} inputs`;
  if (described(start.model) !== described(model))
    throw new Error(`invalid start ${file}; ${described(start.model)}; the fit has ${described(model)}`);
  return start.params;
}

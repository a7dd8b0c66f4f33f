import type { Command } from "commander";
import type { Expert } from "../../src/family.js";
import { type Choice, type Fit, type FitOptions, fit, remarksOf } from "../../src/fit/index.js";
import { type Model, moe } from "../../src/model/model.js";
import { checkParameterSet, type ParameterSet } from "../../src/params/parameterSet.js";
import type { Params } from "../../src/types.js";
import { command } from "../command.js";
import { readData } from "../data/data.js";
import type { ResponseKind } from "../data/response.js";
import { partsOf } from "../data/seen.js";
import type { Asked, Data } from "../data/types.js";
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
import { integer, moreWords, oneOf } from "../options.js";
import { note, print, writeText } from "../output.js";
import { parameterSet } from "../parameter-set.js";
import { readParams } from "../params.js";
import { gainOf, picked } from "../pick.js";
import { alternativesTable } from "../report/alternatives.js";
import { fitReport } from "../report/report.js";
import { withColumns, withTable } from "../table/options.js";
import { count } from "../terminal.js";

interface Options extends FamilyChoice, Asked {
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
  withFamilies(withColumns(withTable(base())))
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
        "moestat fit data.csv --formula 'y ~ dose + sex | dose' --experts 2 --reference sex=male",
        "Categories, with a reference level of one's choice; the gate sees the dose alone:",
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
    .usage(
      "DATA.csv --response Y --experts K [options]\n       moestat fit DATA.csv --formula 'Y ~ X1 + X2 | X1' --experts K [options]",
    )
    .argument("<DATA.csv>", "table whose first line names the columns, or - for the standard input")
    .option("--response <Y>", "name of the response column")
    .requiredOption("--experts <K>", "number of experts", integer("--experts", 1000))
    .option(
      "--inputs <X1,X2>",
      "names of the input columns (default: all others); may be given several times, and a name with a comma in double quotes: '\"pressure, sys\",dose'",
      moreWords("--inputs"),
    )
    .option(
      "--formula <FORMULA>",
      "in place of response and inputs, in R's language: 'y ~ dose * sex + ns(time, 4) | dose', after the bar what the gate sees (default: the same)",
    )
    .option("--weights <W>", "name of a column of case weights: how often each row counts");

async function fitFile(file: string, options: Options): Promise<void> {
  const gating = chosenGating(options);
  const { wanted, of } = chosenExpert(options);
  const data = await readData(file, options, wanted === undefined ? kindOf(of(0)) : { wanted });
  const { sample } = data;
  const expert = of(data.labels?.length ?? 0);
  const model = moe({ gating, expert, experts: options.experts, ...partsOf(data) });
  checkSize(data, model);
  const given = await fitOptions(model, options);
  const result = fitted(data, () => fit(model, sample, given));
  const shown = picked(result, options.pick);
  const told = {
    remarks: remarksOf(model, sample, shown.answer),
    gain: gainOf(model, sample, shown, options.seed),
  };
  const json = `${JSON.stringify(fitJson(data, shown, told, options))}\n`;
  if (options.json) {
    process.stdout.write(json);
    for (const remark of data.remarks) note(`${data.file}: ${remark}`);
  } else {
    print(fitReport(data, model, shown, told));
    if (options.alternatives) print(`\n${alternativesTable(result)}`);
  }
  // Last, so that a file that cannot be written does not cost the answer.
  if (options.out === undefined) return;
  await writeText(options.out, json);
  note(`wrote ${options.out}`);
}

function checkSize({ file, observations: n, dropped, weights }: Data, model: Model): void {
  const left = dropped === 0 ? "" : ` (${dropped.toLocaleString("en")} left out for missing cells)`;
  if (n <= model.size)
    throw new Error(
      `invalid ${file}; ${count(n, weights === undefined ? "row" : "weighted row")}${left} ${n === 1 ? "is" : "are"} too few for ${model.size} free parameters (${count(model.experts, "expert")})`,
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

/** How experts take a response that is a number. */
const kindOf = ({ equivariance, companion }: Expert): ResponseKind => ({
  hasUnit: equivariance !== "none",
  takesTrials: companion === "trials",
});

async function startOf(file: string, model: Model): Promise<Params> {
  const start = await readParams(file, { ...model.columns, columns: model.inputs });
  const described = ({ gating, families, inputs, columns }: Model): string => {
    const seen =
      columns.gating.join() === columns.experts.join() ? "" : `, ${columns.gating.length} of the gate`;
    return `${inWords(gating, "gating")}, ${expertsInWords(families)}, ${inputs} inputs${seen}`;
  };
  if (described(start.model) !== described(model))
    throw new Error(`invalid start ${file}; ${described(start.model)}; the fit has ${described(model)}`);
  return start.params;
}

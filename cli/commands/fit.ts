import type { Command } from "commander";
import type { Expert } from "../../src/family.js";
import { moe } from "../../src/model/model.js";
import { command } from "../command.js";
import { readData } from "../data/data.js";
import type { ResponseKind } from "../data/response.js";
import { partsOf } from "../data/seen.js";
import { chosenExpert, chosenGating, listedExperts, withFamilies } from "../families.js";
import { fitOne } from "../fitting/one.js";
import { fitSeveral } from "../fitting/several.js";
import type { FitCommandOptions } from "../fitting/task.js";
import { formatOf, formats } from "../format.js";
import { counts, integer, moreWords, oneOf, probability } from "../options.js";
import { parameterSet } from "../parameter-set.js";
import { ridge, variancePrior } from "../penalty.js";
import { intervalMethods } from "../report/methods.js";
import { withColumns, withTable } from "../table/options.js";

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
    .option(
      "--seed <S>",
      "draws the starts of --starts and of --method em: any text; the search without --starts is the same for every seed",
      "1",
    )
    .option(
      "--parameter-set <SET>",
      "ranges of the coefficients over which the fit is the maximum: gate=100,logVariance=-9:9 by kind, for inputs and response of standard deviation 1, or own:beta1=50,sigma2=0.01:4 by parameter, in its own units; a single number stands for plus or minus it",
      parameterSet,
    )
    .option(
      "--fix <LIST>",
      "parameters that are not estimated, by their fields in the table below: b[1]=0,a[2,dose]=1,sigma2[1]=0.3; what the brackets leave out means all (a[1]=0: all slopes of expert 1); or a JSON file like that of parameters, with null for what is free. Of several numbers of experts each must have the experts that are named",
    )
    .option(
      "--ridge <LAMBDA>",
      "penalty of the gate's slopes, standardised: LAMBDA / 2 times their squared differences to the mean over the experts are subtracted from the log-likelihood",
      ridge,
    )
    .option(
      "--variance-prior <SHAPE,SCALE>",
      "penalty of residual variances relative to the response's: the logarithm of an inverse-gamma density of each is added",
      variancePrior,
    )
    .option(
      "--choice <RULE>",
      "which maximum is the answer: weighed (the highest once what chance may have given is taken away) or highest",
      oneOf("choice", ["weighed", "highest"]),
      "weighed",
    )
    .option("--alternatives", "also list every other maximum that was found, and why it is not the answer")
    .option("--pick <N>", "show maximum N of that list; 1 is the answer", integer("--pick"))
    .option("--level <P>", "of the intervals (default: 0.95)", probability("--level"))
    .option(
      "--intervals <METHOD>",
      "wald; sandwich: also where the model's errors are wrong; profile: by the likelihood, without large samples; bootstrap: by fits to samples drawn from the fit (default: wald)",
      oneOf("intervals", intervalMethods),
    )
    .option("--replicates <N>", "samples of the bootstrap (default: 500)", integer("--replicates"))
    .option("--workers <N>", "threads of the bootstrap (default: all cores)", integer("--workers"))
    .option("--covariance", "also the covariance matrix of the parameters")
    .option(
      "--out <FIT.json>",
      "also write the result as JSON to a file; of several numbers of experts the fit that BIC prefers",
    )
    .option(
      "--format <FORMAT>",
      "text: all there is to read; latex or markdown: the table of the parameters and notes on it; csv: the table alone; json: all there is, for a program (default: text)",
      oneOf("format", formats),
    )
    .option("--json", "the same as --format json")
    .option("--quiet", "no notes and no progress on stderr")
    .action(fitFile);

const base = (): Command =>
  command("fit", {
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
        "moestat fit data.csv --response y --experts 1:4 --test 99 --out fit.json",
        "How many experts? A table of criteria and tests; the fit that BIC prefers is kept:",
      ],
      [
        "moestat fit data.csv --response y --experts 2 --intervals profile --level 0.9 --format latex",
        "The parameters with intervals by the profile likelihood, as a table for a paper:",
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
        "moestat fit data.csv --response y --experts 2 --equal-variances --fix 'b[1]=0' --ridge 1",
        "One variance for both experts, the first through the origin, and a gate that is no step:",
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
    .option(
      "--experts <K>",
      "number of experts, or several, as 1:5 or 1,2,4, to be compared in a table; not needed where --expert is a list",
      counts("--experts", 1000),
    )
    .option(
      "--test <REPS>",
      "with several numbers of experts: also test each against the next by the bootstrap, with so many replicates",
      integer("--test"),
    )
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

async function fitFile(file: string, options: FitCommandOptions): Promise<void> {
  const format = formatOf(options);
  const gating = chosenGating(options);
  const asked = { ...options, trials: typeof options.trials === "string" ? options.trials : undefined };
  const { experts: numbers } = options;
  const each = listedExperts(options);
  if (each !== undefined) {
    if (numbers !== undefined && numbers.join() !== `${each.length}`)
      throw new Error(`invalid --experts; --expert lists ${each.length}: ${numbers.join(",")}`);
    const data = await readData(file, asked, kindOf(each));
    return fitOne({ data, format, options, model: moe({ gating, experts: each, ...partsOf(data) }) });
  }
  if (numbers === undefined) throw new Error("missing --experts; the number of experts, or several, as 1:5");
  const { wanted, of } = chosenExpert(options);
  const data = await readData(file, asked, wanted === undefined ? kindOf([of(0)]) : { wanted });
  const families = { gating, expert: of(data.labels?.length ?? 0), ...partsOf(data) };
  if (numbers.length === 1)
    return fitOne({ data, format, options, model: moe({ ...families, k: numbers[0] }) });
  const task = { data, families, numbers, format, options };
  // Where there are no more experts than a gate selects, it selects none.
  const whole = chosenGating({ ...options, topK: undefined, rank: undefined });
  return fitSeveral(task, whole);
}

/** How experts take a response that is a number. */
const kindOf = (families: readonly Expert[]): ResponseKind => ({
  hasUnit: families.some(({ equivariance }) => equivariance !== "none"),
  takesTrials: families.some(({ companion }) => companion === "trials"),
});

import { type Command, Option } from "commander";
import { cellSizes, lossByName, losses, lossFamilies } from "../../src/losses/index.js";
import type { AnyModel } from "../../src/model/model.js";
import { command } from "../command.js";
import { inWords } from "../families.js";
import { comparableOptions } from "../family-options.js";
import { oneOf, words } from "../options.js";
import { print, printJson } from "../output.js";
import { type Described, readParams } from "../params.js";
import { count, table } from "../terminal.js";

interface Options {
  readonly loss?: readonly string[];
  readonly cells: "expert" | "all";
  readonly json?: boolean;
}

const known = [...Object.keys(losses), ...Object.keys(lossFamilies).map((name) => `${name}(r)`)];

/** `moestat loss FIT.json TRUTH.json`: how far a fit is from the truth, in the losses of the theory. */
export const lossCommand = (): Command =>
  command("loss", {
    detail: "In the Voronoi losses of the theory.",
    examples: [
      [
        "moestat loss fit.json truth.json",
        "The losses of the theory for these models, D1 and D2 for the softmax gate:",
      ],
      [
        "moestat loss fit.json truth.json --loss pinned",
        "As the released code of the paper computes it (no infimum):",
      ],
      ['moestat loss fit.json truth.json --loss "temperature.dr(2)"', "A loss with an exponent:"],
      ["moestat loss fit.json truth.json --loss d1,d2,pinned --json", "For a program:"],
    ],
  })
    .usage("FIT.json TRUTH.json [options]")
    .argument("<FIT.json>", "parameter file, or what `fit --json` printed")
    .argument("<TRUTH.json>", "parameter file of the truth")
    .addOption(
      new Option(
        "--loss <NAMES>",
        `comma-separated: ${known.join(", ")} (default: those of the theory for these models)`,
      ).argParser(lossNames),
    )
    .option(
      "--cells <RULE>",
      "nearest true expert by the expert's parameters, or by all of them (with the gate's): expert, all",
      oneOf("cells", ["expert", "all"]),
      "expert",
    )
    .option("--json", "print one JSON object")
    .action(compare);

/** Known losses, each once. */
function lossNames(text: string): string[] {
  const names = [...new Set(words("loss")(text))];
  for (const name of names) lossByName(name);
  return names;
}

async function compare(fitFile: string, truthFile: string, options: Options): Promise<void> {
  const fit = await readParams(fitFile);
  const truth = await readParams(truthFile);
  checkComparable(fit, truth);
  const estimate = fit.model.measure(fit.params);
  const target = truth.model.measure(truth.params);
  const values = (options.loss ?? usual(truth.model)).map(
    (name) => [name, lossByName(name)(estimate, target, { cells: options.cells })] as const,
  );
  const none = values.find(([, value]) => !Number.isFinite(value));
  if (none !== undefined)
    throw new Error(`no loss ${none[0]} of ${fitFile} against ${truthFile}; not a finite number: ${none[1]}`);
  const pattern = cellSizes(estimate, target);
  if (options.json)
    printJson({
      losses: Object.fromEntries(values),
      cells: options.cells,
      pattern,
      experts: { fit: fit.model.k, truth: truth.model.k },
    });
  else
    print(
      `${table([["loss", "value"], ...values.map(([name, value]) => [name, value.toPrecision(8)])])}\n\nfitted experts per true expert: ${pattern.replaceAll(",", ", ")}`,
    );
}

/**
 * The losses of the theory for a model: by what its experts are, then by its gate. The four papers are about named
 * families, so that names decide here. Throws for experts of which they say nothing.
 */
function usual({ gating, families }: AnyModel): string[] {
  const [expert] = families;
  if (expert.name === "multinomialLogistic")
    return gating.selection ? ["multinomial.d1", "multinomial.experts"] : ["multinomial.d1"];
  if (expert.name !== "gaussian")
    throw new Error(
      `missing --loss; the theory has none for ${expert.name} experts, whose fields are ${Object.keys(expert.fields).join(", ")}`,
    );
  if (gating.name === "activationDenseToSparse") return ["activation.exact", "activation.over"];
  if (gating.name === "denseToSparse") return ["temperature.dr(1)", "temperature.scaleFree(1)"];
  return gating.selection ? ["topk.d1", "topk.d2", "topk.experts", "topk.gate"] : ["d1", "d2"];
}

function checkComparable(fit: Described, truth: Described): void {
  const kind = ({ model: { gating, families, inputs, columns } }: Described): string => {
    const experts = [...new Set(families)].map((family) => inWords(family, "experts", comparableOptions));
    const seen = `${count(inputs, "input")}${seenInWords(columns, inputs)}`;
    return [inWords(gating, "gating", comparableOptions), ...experts, seen].join(", ");
  };
  if (kind(fit) !== kind(truth))
    throw new Error(`invalid ${truth.file}; ${kind(truth)}; ${fit.file} has ${kind(fit)}`);
}

/** Which inputs the parts see, where one does not see all. */
function seenInWords({ gating, experts }: AnyModel["columns"], d: number): string {
  if (gating.length === d && experts.length === d) return "";
  const listed = (columns: readonly number[]) => columns.map((j) => j + 1).join(", ") || "none";
  return ` (the gate sees ${listed(gating)}, the experts ${listed(experts)})`;
}

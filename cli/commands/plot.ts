import { basename, join } from "node:path";
import type { Command } from "commander";
import { command } from "../command.js";
import { drawFigure, loadFigures, ofOne } from "../figure-files.js";
import { someOf } from "../options.js";
import { note, print } from "../output.js";
import { alongInput } from "../plots/along.js";
import { readFit } from "../plots/fit-file.js";
import { type PictureName, pictureNames, pictures } from "../plots/list.js";
import { observedColumns, observedIn } from "../plots/observed.js";
import { lawOf } from "../plots/pictures.js";
import { drawingOf, type PrintOptions, withPrint } from "../print-options.js";
import type { NamedTable } from "../table/names.js";
import { assignments, type TableOptions, withLaterTable } from "../table/options.js";
import { readTable } from "../table/read.js";
import { likeRemark, readingLike } from "../table/reading.js";
import { calledIn } from "../table/source.js";
import { whileWaiting } from "../waiting.js";

interface Options extends TableOptions, PrintOptions {
  readonly x?: string;
  readonly at?: Readonly<Record<string, string>>;
  readonly only: readonly PictureName[];
  readonly out: string;
}

/** `moestat plot FIT.json DATA.csv`: pictures of a fit. */
export const plotCommand = (): Command =>
  withPrint(
    withLaterTable(base())
      .option("--x <NAME>", "input along which the fit is drawn (default: the first that is numeric)")
      .option(
        "--at <COLUMN=VALUE>",
        "at what the other inputs are held, as sex=male,age=40 (default: medians, and the most frequent combination of categories); only observations in held categories are drawn; may be given several times",
        assignments("--at", "VALUE"),
      )
      .option(
        "--only <NAMES>",
        `pictures to draw, comma-separated: ${pictureNames.join(", ")} (default: all that there are)`,
        someOf("picture", pictureNames),
        pictureNames,
      ),
    ["png"],
  )
    .option("--out <FOLDER>", "folder of the pictures", ".")
    .action(plotFit);

const base = (): Command =>
  command("plot", {
    detail:
      "The data with the experts, the prediction band and the gate; the most probable expert of each observation; residuals against normal quantiles; all maxima (of a fit with --alternatives); criteria by the number of experts, where the file holds them; the spectrum of the information; and the dendrogram of a fit with three experts more, which tells how many there are, and may take a minute. Beside a picture its numbers can be written, as CSV and as a Vega-Lite specification. The caption of one of several pictures goes to FILE-fit, FILE-residuals and so on.",
    examples: [
      [
        "moestat fit data.csv --response y --experts 2 --alternatives --out fit.json && moestat plot fit.json data.csv",
        "All pictures, fit-fit.png, fit-residuals.png and so on:",
      ],
      [
        "moestat plot fit.json data.csv --x dose --only fit,residuals --format pdf --out paper",
        "Two of them for a paper, along the input dose, the others held:",
      ],
      [
        "moestat plot fit.json data.csv --only fit --width 3.4in --bare --caption fit.tex --format pdf,csv",
        "One for a column, its caption and its numbers in files of their own:",
      ],
    ],
  })
    .usage("FIT.json DATA.csv [options]")
    .argument("<FIT.json>", "what `fit --json` printed")
    .argument("<DATA.csv>", "table whose first line names the columns, or - for the standard input");

async function plotFit(fitFile: string, path: string, options: Options): Promise<void> {
  const isOne = options.only.length === 1;
  if (options.panel !== undefined && !isOne)
    throw new Error("invalid --panel; of several pictures: name the one that has it with --only");
  const fit = await readFit(fitFile);
  for (const remark of likeRemark(fit, options)) note(`${calledIn(path)}: ${remark}`);
  const needed = (table: NamedTable) => observedColumns(fit, table);
  const observed = observedIn(await readTable(path, { ...readingLike(fit, options), needed }), fit);
  const pictured = {
    fit,
    observed,
    along: alongInput(fit, observed, options.x, options.at),
    law: lawOf(fit, observed),
  };
  for (const remark of observed.remarks) note(`${observed.file.file}: ${remark}`);
  const figures = await loadFigures();
  const drawing = drawingOf(options);
  const all = options.only.length === pictureNames.length;
  for (const name of options.only) {
    const figure = await whileWaiting(`drawing ${name}`, {}, (say) => pictures[name](figures, pictured, say));
    if (typeof figure === "string") {
      if (!all) throw new Error(`no picture ${name}; ${figure}`);
      note(`no picture ${name}: ${figure}`);
      continue;
    }
    const file = join(options.out, `${basename(fitFile, ".json")}-${name}`);
    const own = isOne ? drawing : ofOne(drawing, `-${name}`);
    const about = { ...figure.about, seed: String(fit.seed) };
    for (const written of await drawFigure({ ...figure, about }, file, own)) print(written);
  }
}

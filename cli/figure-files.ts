import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Option } from "commander";
import { makeFolder } from "../experiments/folder.js";
import { version } from "../experiments/package-info.js";
import type { RunResult } from "../experiments/running/options.js";
import { shellWord } from "../experiments/shell-word.js";
import { experimentByName, protocolByName } from "../experiments/specs/index.js";
import { studyPicture } from "../experiments/study.js";
import type { Experiment } from "../experiments/types/experiment.js";
import type { CurvesPicture } from "../experiments/types/picture.js";
import type { Study } from "../experiments/types/study.js";
import type { Summary } from "../experiments/types/summary.js";
import type { PageOptions } from "../figures/page.js";
import { type Figure, type FileFormat, figureFormats, fileFormats } from "../figures/types.js";
import { fileError } from "./errors.js";
import { someOf } from "./options.js";
import { pictureOf } from "./picture.js";

/** The option `--format` of the commands that draw, all formats by default. */
export const formatOption = (usual: readonly FileFormat[] = fileFormats): Option =>
  new Option(
    "--format <FORMATS>",
    `what is written of the figures, comma-separated: ${fileFormats.join(", ")}`,
  )
    .argParser(someOf("format", fileFormats))
    .default([...usual], usual === fileFormats ? "all" : usual.join());

/** What is written of a figure, and how. */
export interface Drawing {
  readonly formats: readonly FileFormat[];
  /** For print: the page, its greatest height in inches, and the file of the caption. */
  readonly page?: (PageOptions & { readonly height: number }) | undefined;
  readonly caption?: string | undefined;
}

/** The figures' functions. They are loaded when needed, so that all else works without the drawing packages. */
export const loadFigures = () => import("../figures/index.js");
export type Figures = Awaited<ReturnType<typeof loadFigures>>;

interface FinishedRun extends Pick<RunResult, "summary" | "records"> {
  readonly experiment: Experiment;
}

/** The figures of a run: what follows the run's name in the file's, and what is drawn, if it suits the run. */
const runFigures: readonly {
  readonly suffix: string;
  readonly figure: (figures: Figures, run: FinishedRun) => Figure | undefined;
}[] = [
  { suffix: "", figure: ({ convergenceFigure }, { summary }) => convergenceFigure(summary) },
  {
    suffix: "-sample",
    figure: ({ classSampleFigure, mapSampleFigure, sampleFigure }, { experiment, summary, records }) => {
      const protocol = protocolByName(experiment, summary.protocol);
      const firsts = records.where(({ replicate }) => replicate === 0);
      const shown = pictureOf(experiment, protocol, summary, firsts);
      if (shown?.kind === "lines") return sampleFigure(shown.picture);
      if (shown?.kind === "classes") return classSampleFigure(shown.picture);
      return shown && mapSampleFigure(shown.picture);
    },
  },
];

/**
 * Draws the figures of one run into a folder, `EXPERIMENT-PROTOCOL.*` (convergence) and `…-sample.*` (one
 * replicate), and returns the files. `experiment` is given where it is not the package's. Throws where the drawing packages are missing or the folder cannot be
 * written.
 */
export async function drawRun(
  run: Pick<RunResult, "summary" | "records">,
  folder: string,
  drawing: Drawing,
  experiment: Experiment = experimentByName(run.summary.experiment),
): Promise<string[]> {
  const figures = await loadFigures();
  const name = `${run.summary.experiment}-${run.summary.protocol}`;
  const files: string[] = [];
  for (const { suffix, figure } of runFigures) {
    const drawn = figure(figures, { ...run, experiment });
    if (drawn) files.push(...(await drawFigure(drawn, join(folder, name + suffix), ofOne(drawing, suffix))));
  }
  return files;
}

/** How one of several figures is drawn: the name of its caption's file ends as its own does. */
export const ofOne = (drawing: Drawing, suffix: string): Drawing => ({
  ...drawing,
  caption: drawing.caption?.replace(/(\.\w+)?$/, `${suffix}$1`),
});

/** Draws a study of finished runs, `STUDY.*`. Throws like `drawRun`, and where a run is missing. */
export async function drawStudy(
  study: Study,
  summaries: readonly Summary[],
  folder: string,
  drawing: Drawing,
): Promise<string[]> {
  const { ratesFigure } = await loadFigures();
  return drawFigure(ratesFigure(studyPicture(study, summaries)), join(folder, study.name), drawing);
}

/** Draws what an analysis computed, `ANALYSIS.*`. Throws like `drawRun`. */
export async function drawAnalysis(
  name: string,
  picture: CurvesPicture,
  folder: string,
  drawing: Drawing,
): Promise<string[]> {
  const { curvesFigure } = await loadFigures();
  return drawFigure(curvesFigure(picture), join(folder, name), drawing);
}

/**
 * Writes a figure, `BASE.*`, of several pages `BASE-1.*` and so on, its numbers and its caption, and returns the files. Throws
 * like `drawRun`.
 */
export async function drawFigure(
  figure: Figure,
  base: string,
  { formats, page, caption }: Drawing,
): Promise<string[]> {
  const { figureCsv, figureVegaLite, onPage, pagesOf, plainCaption, renderFigure, texCaption } =
    await loadFigures();
  const about = { ...figure.about, version, command: commandLine() };
  const whole = { ...figure, about };
  const set = page ? onPage(whole, page) : whole;
  const files: string[] = [];
  const keep = async (file: string, content: Buffer | string) => {
    await writeFigure(file, content);
    files.push(file);
  };
  const pictures = figureFormats.filter((format) => formats.includes(format));
  const pages = page && pictures.length > 0 ? await pagesOf(set, page.height) : [set];
  for (const [i, one] of pages.entries()) {
    const name = pages.length > 1 ? `${base}-${i + 1}` : base;
    for (const format of pictures) await keep(`${name}.${format}`, await renderFigure(one, { format }));
  }
  if (formats.includes("csv")) await keep(`${base}.csv`, figureCsv(set));
  if (formats.includes("vega-lite")) await keep(`${base}.vl.json`, figureVegaLite(set));
  if (caption !== undefined)
    await keep(caption, `${caption.endsWith(".tex") ? texCaption(set) : plainCaption(set)}\n`);
  return files;
}

/** The command that draws, as it was typed. */
const commandLine = (): string => ["moestat", ...process.argv.slice(2).map(shellWord)].join(" ");

async function writeFigure(file: string, content: Buffer | string): Promise<void> {
  try {
    makeFolder(dirname(file));
    await writeFile(file, content);
  } catch (error) {
    throw fileError("write", file, error);
  }
}

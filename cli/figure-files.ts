import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Option } from "commander";
import { makeFolder } from "../experiments/folder.js";
import type { RunResult } from "../experiments/run.js";
import { experimentByName, protocolByName } from "../experiments/specs/index.js";
import { studyPicture } from "../experiments/study.js";
import type { Experiment } from "../experiments/types/experiment.js";
import type { CurvesPicture } from "../experiments/types/picture.js";
import type { Study } from "../experiments/types/study.js";
import type { Summary } from "../experiments/types/summary.js";
import type { Figure, FigureFormat } from "../figures/types.js";
import { fileError } from "./errors.js";
import { someOf } from "./options.js";
import { pictureOf } from "./picture.js";

/** The formats in which figures are drawn. */
const formats: readonly FigureFormat[] = ["png", "svg", "pdf"];

/** The option `--format` of the commands that draw, all formats by default. */
export const formatOption = (usual: readonly FigureFormat[] = formats): Option =>
  new Option("--format <FORMATS>", `formats of the figures, comma-separated: ${formats.join(", ")}`)
    .argParser(someOf("format", formats))
    .default([...usual], usual === formats ? "all" : usual.join());

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
    figure: ({ sampleFigure }, { experiment, summary, records }) => {
      const protocol = protocolByName(experiment, summary.protocol);
      const picture = pictureOf(experiment, protocol, summary, records);
      return picture && sampleFigure(picture);
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
  wanted: readonly FigureFormat[],
  experiment: Experiment = experimentByName(run.summary.experiment),
): Promise<string[]> {
  const figures = await loadFigures();
  const name = `${run.summary.experiment}-${run.summary.protocol}`;
  const files: string[] = [];
  for (const { suffix, figure } of runFigures) {
    const drawn = figure(figures, { ...run, experiment });
    if (drawn) files.push(...(await drawFigure(drawn, join(folder, name + suffix), wanted)));
  }
  return files;
}

/** Draws a study of finished runs, `STUDY.*`. Throws like `drawRun`, and where a run is missing. */
export async function drawStudy(
  study: Study,
  summaries: readonly Summary[],
  folder: string,
  wanted: readonly FigureFormat[],
): Promise<string[]> {
  const { ratesFigure } = await loadFigures();
  return drawFigure(ratesFigure(studyPicture(study, summaries)), join(folder, study.name), wanted);
}

/** Draws what an analysis computed, `ANALYSIS.*`. Throws like `drawRun`. */
export async function drawAnalysis(
  name: string,
  picture: CurvesPicture,
  folder: string,
  wanted: readonly FigureFormat[],
): Promise<string[]> {
  const { curvesFigure } = await loadFigures();
  return drawFigure(curvesFigure(picture), join(folder, name), wanted);
}

/** Draws a figure, `BASE.*`, and returns the files. Throws like `drawRun`. */
export async function drawFigure(
  figure: Figure,
  base: string,
  wanted: readonly FigureFormat[],
): Promise<string[]> {
  const { renderFigure } = await loadFigures();
  const files: string[] = [];
  for (const format of wanted) {
    const file = `${base}.${format}`;
    const bytes = await renderFigure(figure, { format });
    await writeFigure(file, bytes);
    files.push(file);
  }
  return files;
}

async function writeFigure(file: string, bytes: Buffer): Promise<void> {
  try {
    makeFolder(dirname(file));
    await writeFile(file, bytes);
  } catch (error) {
    throw fileError("write", file, error);
  }
}

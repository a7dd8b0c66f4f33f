import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Option } from "commander";
import { makeFolder } from "../experiments/folder.js";
import type { RunResult } from "../experiments/run.js";
import { experimentByName, protocolByName } from "../experiments/specs/index.js";
import type { Figure, FigureFormat } from "../figures/types.js";
import { fileError } from "./errors.js";
import { someOf } from "./options.js";
import { pictureOf } from "./picture.js";

/** The formats in which figures are drawn. */
const formats: readonly FigureFormat[] = ["png", "svg", "pdf"];

/** The option `--format` of the commands that draw. */
export const formatOption = (): Option =>
  new Option("--format <FORMATS>", `formats of the figures, comma-separated: ${formats.join(", ")}`)
    .argParser(someOf("format", formats))
    .default([...formats], "all");

/**
 * Draws the figures of one run into a folder, `EXPERIMENT-PROTOCOL.*` (convergence) and `…-sample.*` (one
 * replicate), and returns the files. Throws where the drawing packages are missing or the folder cannot be
 * written.
 */
export async function drawRun(
  { summary, records }: Pick<RunResult, "summary" | "records">,
  folder: string,
  wanted: readonly FigureFormat[],
): Promise<string[]> {
  // Loaded only here, so that everything else works without the drawing packages.
  const { convergenceFigure, sampleFigure } = await import("../figures/index.js");
  const experiment = experimentByName(summary.experiment);
  const protocol = protocolByName(experiment, summary.protocol);
  const name = `${summary.experiment}-${summary.protocol}`;
  const picture = pictureOf(experiment, protocol, summary, records);
  return [
    ...(await drawFigure(convergenceFigure(summary), join(folder, name), wanted)),
    ...(picture ? await drawFigure(sampleFigure(picture), join(folder, `${name}-sample`), wanted) : []),
  ];
}

async function drawFigure(figure: Figure, base: string, wanted: readonly FigureFormat[]): Promise<string[]> {
  const { renderFigure } = await import("../figures/index.js");
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

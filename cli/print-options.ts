import { type Command, Option } from "commander";
import type { FileFormat } from "../figures/types.js";
import { type Drawing, formatOption } from "./figure-files.js";
import { length, pointSize } from "./options.js";

/** How figures are set for print, as the options say it. */
export interface PrintOptions {
  readonly format: readonly FileFormat[];
  readonly width?: number;
  readonly height: number;
  readonly fontSize?: number;
  readonly bare?: boolean;
  readonly panel?: string;
  readonly caption?: string;
}

/** The text of a page of US letter or A4 is about so high, in inches. */
const pageHeight = 9;

/** Adds the options that say what is written of figures, all formats by default, and how these are set for print. */
export const withPrint = (command: Command, formats?: readonly FileFormat[]): Command =>
  command
    .addOption(formatOption(formats))
    .option(
      "--width <LENGTH>",
      "width of the picture, as 3.4in or 85mm; text keeps its size",
      length("--width"),
    )
    .addOption(
      new Option(
        "--height <LENGTH>",
        "greatest height of a page; a row of panels is never split, a higher one has a page of its height",
      )
        .argParser(length("--height"))
        .default(pageHeight, `${pageHeight}in`),
    )
    .option("--font-size <SIZE>", "size of the smallest text, at least 7pt", pointSize("--font-size"))
    .option("--bare", "without title and notes")
    .option("--panel <LETTER>", "this panel alone")
    .option("--caption <FILE>", "write title and notes to a file, FILE.tex for LaTeX, else plain text");

/** What the options ask for. */
export const drawingOf = ({
  format,
  caption,
  width,
  height,
  fontSize,
  bare,
  panel,
}: PrintOptions): Drawing => ({
  formats: format,
  caption,
  page: { width, height, fontSize, bare, panel },
});

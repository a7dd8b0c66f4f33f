import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packagePath } from "../../experiments/package-info.js";
import { writeWhole } from "../../experiments/storage/write-whole.js";
import { fileError } from "../errors.js";
import { note } from "../output.js";
import { gathered } from "./gather.js";
import { reportHtml } from "./page.js";

/**
 * Writes the report after a command that has changed the results, and returns its path. Without it the results are worth as much, so
 * that a failure is but noted.
 */
export function renewedReport(out: string): string | undefined {
  try {
    return writeReport(out);
  } catch (error) {
    note(`no report; ${(error as Error).message}`);
    return undefined;
  }
}

/** The same, saying where the report is. */
export function renewReport(out: string): void {
  const file = renewedReport(out);
  if (file !== undefined) note(`report in ${file}`);
}

/**
 * Writes `index.html`, the page of all finished runs of a folder, and returns its path. What cannot be read of the folder is
 * noted and left out. Throws a sentence where it has no finished run or the page cannot be written.
 */
export function writeReport(out: string): string {
  const file = join(out, "index.html");
  const found = gathered(out);
  for (const notice of found.notices) note(notice);
  const html = reportHtml(found, {
    style: built("page.css"),
    script: built("page.js"),
    svgOf: (name) => {
      const svg = join(out, "figures", `${name}.svg`);
      return existsSync(svg) ? readFileSync(svg, "utf8") : undefined;
    },
  });
  try {
    writeWhole(file, html);
  } catch (error) {
    throw fileError("write", file, error);
  }
  return file;
}

/** A file that the build has made for the page. */
function built(name: string): string {
  const file = packagePath("dist", "report", name);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw fileError("read", file, error);
  }
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { makeFolder } from "../../experiments/folder.js";
import { canonicalJson, parseJson } from "../../experiments/json.js";
import { experiments } from "../../experiments/specs/index.js";
import { type Manifest, manifestFile, readManifest } from "../../experiments/storage/manifest.js";
import { type StoredRun, storedRun } from "../../experiments/storage/stored-runs.js";
import { writeWhole } from "../../experiments/storage/write-whole.js";
import { experimentsOf, studies } from "../../experiments/studies/index.js";
import { studyPicture } from "../../experiments/study.js";
import type { CurvesPicture } from "../../experiments/types/picture.js";
import type { Study } from "../../experiments/types/study.js";
import type { Summary } from "../../experiments/types/summary.js";
import { packed, withinSize } from "../../report/fits.js";
import type { ReportData, Run, SettingData, StudyFigure } from "../../report/types.js";
import { fileError } from "../errors.js";
import { summariesIn } from "../folders.js";

/** What a folder of results holds for its page. */
export interface Gathered {
  readonly data: ReportData;
  /** By the names of the runs, of those that have one. */
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** One sentence for each run or study that is left out. */
  readonly notices: readonly string[];
}

/** The fits in the page take at most so many characters; with figures and the program it stays below 15 MB. */
const mostOfFits = 9e6;

const pictureEnd = ".picture.json";

/** Keeps what an analysis computed, for the page. */
export function keepPicture(out: string, name: string, picture: CurvesPicture): void {
  const file = join(out, `${name}${pictureEnd}`);
  try {
    makeFolder(out);
    writeWhole(file, `${canonicalJson(picture)}\n`);
  } catch (error) {
    throw fileError("write", file, error);
  }
}

/** Reads the finished runs of a folder. Throws a sentence where it has none. */
export function gathered(out: string): Gathered {
  const notices: string[] = [];
  const attempt = <Result>(what: string, read: () => Result): Result[] => {
    try {
      return [read()];
    } catch (error) {
      notices.push(`left out of the report: ${what}; ${(error as Error).message}`);
      return [];
    }
  };
  const runs = inOrder(summariesIn(out)).flatMap((summary) => {
    const name = nameOf(summary);
    return attempt(name, () => runOf(name, summary, join(out, `${name}.jsonl`)));
  });
  const fits = withinSize(
    runs.map((run) => run.fits),
    mostOfFits,
  );
  const summaries = certified(runs.map(({ summary }) => summary));
  const manifests = runs.flatMap(({ name }) => {
    const file = manifestFile(join(out, `${name}.jsonl`));
    return existsSync(file) ? attempt(file, () => [name, readManifest(file)] as const) : [];
  });
  return {
    data: {
      runs: runs.map((run, i) => ({ ...run, fits: fits[i] })),
      studies: complete(summaries).flatMap((study) =>
        attempt(study.name, () => studyFigure(study, summaries)),
      ),
      analyses: readdirSync(out)
        .filter((file) => file.endsWith(pictureEnd))
        .sort()
        .flatMap((file) =>
          attempt(file, () => ({
            name: basename(file, pictureEnd),
            picture: parseJson(readFileSync(join(out, file), "utf8")) as CurvesPicture,
          })),
        ),
    },
    manifests: new Map(manifests),
    notices,
  };
}

/** What a run's files are called. */
export const nameOf = ({ experiment, protocol }: Pick<Summary, "experiment" | "protocol">): string =>
  `${experiment}-${protocol}`;

/** The runs that studies look at. */
export const certified = (summaries: readonly Summary[]): Summary[] =>
  summaries.filter(({ protocol }) => protocol === "certified");

/** In the order of the experiments, those of one's own last. */
function inOrder(summaries: readonly Summary[]): Summary[] {
  const place = ({ experiment }: Summary) => {
    const at = experiments.findIndex(({ name }) => name === experiment);
    return at < 0 ? experiments.length : at;
  };
  return [...summaries].sort((p, q) => place(p) - place(q));
}

/** The studies whose runs are all there. */
function complete(summaries: readonly Summary[]): Study[] {
  const known = new Set(summaries.map(({ experiment }) => experiment));
  return studies.filter((study) => experimentsOf(study).every((name) => known.has(name)));
}

function runOf(name: string, summary: Summary, file: string): Run {
  const stored = storedRun(file);
  const sizes = new Set(summary.losses[0].sizes.map(({ n }) => n));
  const records = stored.records.where(({ n, replicate }) => sizes.has(n) && replicate < summary.replicates);
  const setting = settingOf(stored);
  const losses = summary.losses.map(({ loss }) => loss);
  return { name, summary, ...(setting ? { setting } : {}), fits: packed(records, losses) };
}

/** The setting as the header of a results file has it; none where code of one's own is a part of it. */
function settingOf({ header: { definition } }: StoredRun): SettingData | undefined {
  if ("code" in definition) return undefined;
  const { truthName, truth, experts, fitted, design } = definition as unknown as Omit<SettingData, "k"> & {
    readonly experts: number;
  };
  return { truthName, truth, k: experts, ...(fitted ? { fitted } : {}), design };
}

function studyFigure(study: Study, summaries: readonly Summary[]): StudyFigure {
  const run = (experiment: string) => nameOf({ experiment, protocol: "certified" });
  return {
    name: study.name,
    picture: studyPicture(study, summaries),
    curves: study.panels.map(({ series }) =>
      series.map(({ label, experiment, loss, pattern }) => ({
        ...{ label, run: run(experiment), loss },
        ...(pattern ? { pattern } : {}),
      })),
    ),
  };
}

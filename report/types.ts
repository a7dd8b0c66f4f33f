import type { Experiment } from "../experiments/types/experiment.js";
import type { CurvesPicture, RatesPicture } from "../experiments/types/picture.js";
import type { Summary } from "../experiments/types/summary.js";
import type { AnyParams } from "../src/types.js";

/** All numbers of the report, as they stand in its page as JSON; a number that is not finite is null there. */
export interface ReportData {
  readonly runs: readonly Run[];
  readonly studies: readonly StudyFigure[];
  readonly analyses: readonly AnalysisFigure[];
}

/** A finished run: what its figure shows, and its fits. */
export interface Run {
  /** As its files are named: `softmax-exact-certified`. */
  readonly name: string;
  readonly summary: Summary;
  /** What its data are drawn from and what is fitted; absent where code of one's own decides that. */
  readonly setting?: SettingData;
  readonly fits: PackedFits;
}

/** What of an experiment decides its data and its fitted model, as plain data. */
export interface SettingData {
  readonly truthName: string;
  readonly truth: AnyParams;
  /** Number of fitted experts. */
  readonly k: number;
  readonly fitted?: NonNullable<Experiment["fitted"]>;
  /** As `parseDesign` reads it. */
  readonly design: string;
}

/** Fits of one model as rows of numbers; `packed` makes them, `unpacked` reads them. */
export interface PackedFits {
  /** Names of the recorded losses, in the order of the rows. */
  readonly losses: readonly string[];
  /** Patterns of cell sizes; rows have their places in this list. */
  readonly patterns: readonly string[];
  /** Parameters with 0 for every number; rows have the numbers in this order. */
  readonly shape: AnyParams;
  /** n, replicate, place of the status, place of the pattern, steps, log-likelihood, score, losses, parameters. */
  readonly rows: readonly (readonly number[])[];
  /** How many fits have no row. */
  readonly leftOut: number;
}

/** A figure of curves over n from several runs. */
export interface StudyFigure {
  readonly name: string;
  readonly picture: RatesPicture;
  /** Where the fits of a curve are: by panel, then by series. */
  readonly curves: readonly (readonly Curve[])[];
}

/** The fits behind a curve: those of a run, all or those with a pattern, with the loss that is drawn. */
export interface Curve {
  readonly label: string;
  readonly run: string;
  readonly loss: string;
  readonly pattern?: string;
}

/** A figure without fits. */
export interface AnalysisFigure {
  readonly name: string;
  readonly picture: CurvesPicture;
}

import type { Theory } from "./experiment.js";

/** One curve of a study: a loss of one experiment, of all its fits or of those with one pattern of cell sizes. */
export interface StudySeries {
  readonly label: string;
  readonly experiment: string;
  readonly loss: string;
  readonly pattern?: string;
  /** What theory says of this curve; without it there is no verdict. */
  readonly theory?: Theory;
}

/** Curves that are drawn over one another. */
export interface StudyPanel {
  readonly title: string;
  /** A loss by its name, or other words. */
  readonly yTitle: string;
  readonly series: readonly StudySeries[];
  /** Lines of given slopes to compare the curves with. */
  readonly references: readonly { readonly slope: number; readonly label: string }[];
}

/** A question that several experiments answer together: one figure and a part of the final table. */
export interface Study {
  readonly name: string;
  readonly title: string;
  /** One sentence: what is compared. */
  readonly describes: string;
  /** What is drawn and judged; the median where a few replicates would decide the mean. */
  readonly statistic: "mean" | "median";
  readonly panels: readonly StudyPanel[];
  /** What is judged in the table and not drawn. */
  readonly also?: readonly StudySeries[];
  readonly notes: readonly string[];
  /** Whether the notes of its experiments are left to the figures of these. */
  readonly ownNotesOnly?: boolean;
}

/** A statement of theory beside what was measured. */
export interface Verdict {
  readonly verdict: "agrees" | "does not" | "undecided";
  /** A few words: why. */
  readonly reason: string;
}

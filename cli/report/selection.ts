import type { Families, SelectionTable, SelectRow } from "../../src/inference/select.js";
import type { ExpertsParams } from "../../src/types.js";
import type { Data } from "../data/types.js";
import { inWords } from "../families.js";
import type { Printed } from "../format.js";
import { brief, count, listed, table, wrapped } from "../terminal.js";
import { dataLines } from "./report.js";

/** What was fitted, and the table of several numbers of experts, for reading. */
export function selectionReport(
  data: Data,
  { gating, expert }: Families,
  selection: SelectionTable<ExpertsParams>,
): string {
  const { reading, notes } = selectionTable(selection);
  const numbers = listed(selection.rows.map(({ k }) => `${k}`));
  const lines = [
    ...dataLines(data),
    `${inWords(gating, "gating")}, ${inWords(expert, "experts")}: ${numbers}`,
  ];
  return [
    lines.map((line) => wrapped(line)).join("\n"),
    table(reading),
    notes.map((note) => wrapped(`Note: ${note}.`)).join("\n"),
  ].join("\n\n");
}

/** What of a row is printed. */
type Row = Pick<
  SelectRow<ExpertsParams>,
  "k" | "logLik" | "parameters" | "aic" | "bic" | "icl" | "status" | "nested"
> & {
  readonly evidence: Pick<SelectRow["evidence"], "logEvidence" | "limits">;
  readonly test:
    | (Pick<NonNullable<SelectRow["test"]>, "gain" | "share" | "replicates"> & {
        readonly failures: readonly unknown[];
      })
    | null;
};

/** The table of several numbers of experts, with a mark at the best by each criterion. */
export function selectionTable({
  rows,
  best,
}: {
  readonly rows: readonly Row[];
  readonly best: Omit<SelectionTable["best"], "dsc">;
}): Printed {
  const isTested = rows.some(({ test }) => test !== null);
  const marked = (text: string, isBest: boolean) => `${text}${isBest ? "*" : " "}`;
  const reading = rows.map((row) => {
    const { k, evidence, test } = row;
    return [
      `${k}`,
      row.logLik.toFixed(4),
      `${row.parameters}`,
      marked(row.aic.toFixed(2), best.aic === k),
      marked(row.bic.toFixed(2), best.bic === k),
      marked(row.icl.toFixed(2), best.icl === k),
      marked(evidence.logEvidence === null ? "—" : evidence.logEvidence.toFixed(2), best.evidence === k),
      ...(isTested ? [marked(test === null ? "—" : brief(test.share, 3), best.test === k)] : []),
      row.status,
    ];
  });
  const criteria = ["AIC ", "BIC ", "ICL ", "log evidence "];
  return {
    reading: [
      ["experts", "log-likelihood", "parameters", ...criteria, ...(isTested ? ["p of more "] : []), "status"],
      ...reading,
    ],
    exact: {
      names: [
        ...["experts", "logLik", "parameters", "aic", "bic", "icl", "logEvidence"],
        ...(isTested ? ["gain", "p", "replicates"] : []),
        "status",
      ],
      rows: rows.map((row) => [
        ...[row.k, row.logLik, row.parameters, row.aic, row.bic, row.icl, row.evidence.logEvidence],
        ...(isTested ? [row.test?.gain ?? null, row.test?.share ?? null, row.test?.replicates ?? null] : []),
        row.status,
      ]),
    },
    notes: notesOf(rows, isTested),
  };
}

function notesOf(rows: readonly Row[], isTested: boolean): string[] {
  const limits = [...new Set(rows.flatMap(({ evidence }) => evidence.limits ?? []))];
  const unsound = rows.filter(({ status }) => status === "collapsed" || status === "maxSteps");
  const apart = rows.filter(({ nested }) => !nested);
  const numbers = (some: readonly Row[]) => listed(some.map(({ k }) => `${k}`));
  const most = Math.max(0, ...rows.map(({ test }) => test?.replicates ?? 0));
  const failures = rows.reduce((sum, { test }) => sum + (test?.failures.length ?? 0), 0);
  return [
    "* the best by each criterion; parameters are those on which the density depends",
    ...(isTested
      ? [
          `p of more: how often samples of so many experts gain as much by those of the next row (bootstrap); * the least number that is not rejected${failures === 0 ? "" : `; ${count(failures, "replicate")} failed`}`,
        ]
      : []),
    ...(most > 0 && 1 / (most + 1) > 0.05
      ? [`${count(most, "replicate")} cannot reject at the level 0.05; 99 can`]
      : []),
    ...(unsound.length === 0
      ? []
      : [`no criterion prefers ${numbers(unsound)}, whose fits are collapsed or no maximum`]),
    ...(apart.length === 0
      ? []
      : [
          `fewer experts are no special case of ${numbers(apart)}, so that the log-likelihood may fall there`,
        ]),
    ...limits.map((limit) => `evidence is not known everywhere: ${limit}`),
  ];
}

/** The same for a program, without the fits. */
export const selectionJson = ({ rows, best }: SelectionTable<ExpertsParams>) => ({
  best,
  rows: rows.map(({ fit, ...row }) => row),
});

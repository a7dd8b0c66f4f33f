import { capital } from "../experiments/study.js";
import type { Analysis } from "../experiments/types/analysis.js";
import type { Study } from "../experiments/types/study.js";
import type { Summary } from "../experiments/types/summary.js";
import {
  type FindingGroup,
  findingGroups,
  findingHeader,
  findingNotes,
  findingRecord,
  findingRows,
} from "./findings.js";
import { extent, publishedTable, slopeRecord } from "./slopes.js";
import { markdownTable } from "./terminal.js";

/** The tables of `reproduce` as JSON: the same text for the same results. */
export function summaryJson(summaries: readonly Summary[]): string {
  const [{ budget, seed }] = summaries;
  const findings = findingGroups(summaries).flatMap(({ name, findings }) =>
    findings.map((finding) => ({ group: name, ...findingRecord(finding) })),
  );
  return `${JSON.stringify({ budget, seed, settings: summaries.map(slopeRecord), findings }, null, 2)}\n`;
}

/** What was drawn beside the runs. */
export interface Drawn {
  readonly studies: readonly Study[];
  readonly analyses: readonly Analysis[];
}

/** The tables of `reproduce` in Markdown, with what it takes to read them, and the figures where they were drawn. */
export function summaryMarkdown(summaries: readonly Summary[], drawn: Drawn | undefined): string {
  const [first] = summaries;
  const groups = findingGroups(summaries);
  return `${[
    "# Convergence of the estimates: summary",
    `Budget: **${first.budget}**; seed: \`${first.seed}\`.`,
    ...groups.map(groupTable),
    findingNotes(groups.flatMap(({ findings }) => findings)).join("\n\n"),
    "## Published curves",
    markdownTable(publishedTable(summaries)),
    "Slopes of the losses that the authors released, on their own sizes and with their own loss (gates pinned, no infimum).",
    ...(drawn?.studies ?? []).map(({ name, title }) => figure(name, title)),
    ...(drawn?.analyses ?? []).map(({ name, title, provenance }) => figure(name, `${title} (${provenance})`)),
    ...summaries.map((summary) => section(summary, drawn !== undefined)),
  ].join("\n\n")}\n`;
}

const groupTable = (group: FindingGroup): string =>
  `## ${group.title}\n\n${markdownTable([findingHeader, ...findingRows(group)])}`;

const figure = (name: string, title: string): string =>
  [`## ${name}`, `${title}.`, `![${title}](figures/${name}.png)`].join("\n\n");

function section(summary: Summary, drawn: boolean): string {
  const { experiment, protocol, provenance, describes, title, theory, notes = [] } = summary;
  const text = [
    `${title}. Protocol ${protocol} (${provenance}): ${describes}. ${capital(extent(summary))}; budget ${summary.budget}. Theory: ${theory.source}.`,
    ...notes,
  ];
  return [
    `## ${experiment}`,
    text.join(" "),
    ...(drawn ? [`![${title}](figures/${experiment}-${protocol}.png)`] : []),
  ].join("\n\n");
}

import type { Summary } from "../experiments/types.js";
import { extent, slopeRecord, slopeTable } from "./slopes.js";
import { markdownTable } from "./terminal.js";

/** The table of `reproduce` as JSON: the same text for the same results. */
export function summaryJson(summaries: readonly Summary[]): string {
  const [{ budget, seed }] = summaries;
  return `${JSON.stringify({ budget, seed, settings: summaries.map(slopeRecord) }, null, 2)}\n`;
}

/** The table of `reproduce` in Markdown, with what it takes to read it, and the figures where they were drawn. */
export function summaryMarkdown(summaries: readonly Summary[], drawn: boolean): string {
  const [first] = summaries;
  return `${[
    "# Convergence of the estimates: summary",
    `Budget: **${first.budget}** (${extent(first)}); seed: \`${first.seed}\`.`,
    markdownTable(slopeTable(summaries)),
    explanation,
    ...summaries.map((summary) => section(summary, drawn)),
  ].join("\n\n")}\n`;
}

const explanation = [
  "Slopes are least-squares slopes of log loss on log n, of the mean and of the median over the replicates, with a 95 % bootstrap interval over replicates.",
  "`theory` is the exponent of the bound. `published` are the slopes (mean / median) of the losses that the authors released, on their own sizes and with their own loss (gates pinned, no infimum).",
  "`certified` is the share of fits with a vanishing score and no positive eigenvalue of the Hessian; the others stay in the slopes, except in rows of certified fits alone.",
].join(" ");

function section(summary: Summary, drawn: boolean): string {
  const { experiment, protocol, standing, describes, title, theory } = summary;
  return [
    `## ${experiment}`,
    `${title}. Protocol ${protocol} (${standing}): ${describes}. ${capital(extent(summary))}; budget ${summary.budget}. Theory: ${theory.source}.`,
    ...(drawn ? [`![${title}](figures/${experiment}-${protocol}.png)`] : []),
  ].join("\n\n");
}

const capital = (text: string): string => text[0].toUpperCase() + text.slice(1);

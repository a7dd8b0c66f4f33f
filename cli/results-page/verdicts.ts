import type { Finding } from "../../experiments/study.js";
import { headlineFinding } from "../../experiments/study.js";
import type { Slope, Summary } from "../../experiments/types/summary.js";
import { lossWords, typeset } from "../../figures/notation.js";
import { escaped, richHtml } from "../../report/rich.js";
import {
  findingGroups,
  findingNotes,
  remarksOf,
  settingOf,
  share,
  theoryText,
  verdictCounts,
  verdictWords,
} from "../findings.js";
import { slopeText } from "../slopes.js";
import { certified, nameOf } from "./gather.js";

/** The columns of the final table, what decides first. */
const header = [
  ...["setting", "loss", "theory", "slope of the mean", "slope of the median", "certified", "verdict"],
  ...["provenance", "part"],
];

/** Those whose cells stand on the right. */
const numeric = new Set(["theory", "slope of the mean", "slope of the median", "certified"]);

interface Statement {
  readonly group: string;
  readonly protocol: string;
  readonly finding: Finding;
}

/** All statements: those of the studies' protocol by group, then the headlines of runs by another protocol. */
function statementsOf(summaries: readonly Summary[]): Statement[] {
  const others = summaries.filter(({ protocol }) => protocol !== "certified");
  return [
    ...findingGroups(certified(summaries)).flatMap(({ name, findings }) =>
      findings.map((finding) => ({ group: name, protocol: "certified", finding })),
    ),
    ...others.map((summary) => ({
      group: "experiments",
      protocol: summary.protocol,
      finding: headlineFinding(summary),
    })),
  ];
}

/** The verdicts as a section: counts, which are buttons, a filter, the table, and what it takes to read it. */
export function verdictSection(summaries: readonly Summary[]): string {
  const statements = statementsOf(summaries);
  const all = statements.map(({ finding }) => finding);
  const counts = verdictCounts(all);
  const buttons = Object.keys(verdictWords).map((verdict, i) => {
    const [words, count] = counts[i];
    return `<button type="button" class="count" data-verdict="${verdict}" aria-pressed="false"><b>${count}</b> ${words}</button>`;
  });
  const columns = header.map(
    (name) => `<th scope="col"${numeric.has(name) ? ' class="number"' : ""}>${escaped(name)}</th>`,
  );
  return `<section id="verdicts" aria-labelledby="verdicts-title">
<h2 id="verdicts-title">Theory beside what was found</h2>
<div class="counts" role="group" aria-label="Filter by verdict">${buttons.join("")}
<button type="button" class="count" data-verdict="" aria-pressed="true"><b>${statements.length}</b> all</button></div>
<p class="needs-script"><label>Filter <input id="filter" type="search" placeholder="softmax, D₂, floor …" autocomplete="off"></label>
<span id="shown" role="status" class="soft"></span></p>
<div class="scroll" role="region" aria-label="Table of verdicts" tabindex="0"><table>
<thead><tr>${columns.join("")}</tr></thead>
<tbody>
${statements.map(rowOf).join("\n")}
</tbody></table></div>
<details><summary>How to read it</summary>${findingNotes(all)
    .map((note) => `<p>${codes(note)}</p>`)
    .join("")}</details>
</section>`;
}

const codes = (note: string): string => escaped(note).replace(/`([^`]+)`/g, "<code>$1</code>");

function rowOf({ group, protocol, finding }: Statement): string {
  const { curve, verdict, theory, loss, experiment, label, fits } = finding;
  const alone = label === experiment ? curve?.certifiedOnly : undefined;
  const name = nameOf({ experiment, protocol });
  const setting = `<a href="#${escaped(name)}">${escaped(settingOf(finding))}</a>${
    protocol === "certified" ? "" : ` <small>${escaped(protocol)}</small>`
  }`;
  const remarks = [verdict.reason, ...remarksOf(finding)];
  const cells = [
    `<th scope="row">${setting}</th>`,
    cell(richHtml(typeset(lossWords(loss)))),
    cell(`<span title="${escaped(theory.source)}">${escaped(theoryText(theory))}</span>`, theory.slope),
    slopeCell(curve?.mean, alone?.mean),
    slopeCell(curve?.median, alone?.median),
    cell(share(finding), fits === 0 ? Number.NaN : finding.certified / fits),
    cell(`<span class="verdict">${verdictWords[verdict.verdict]}</span> ${remarks.map(small).join("<br>")}`),
    cell(escaped(finding.provenance)),
    cell(escaped(group === "experiments" ? "headline" : group)),
  ];
  return `<tr data-verdict="${verdict.verdict}">${cells.join("")}</tr>`;
}

/** A remark in small letters; no line is broken within `n = 10⁶`. */
const small = (remark: string): string =>
  `<small>${escaped(remark).replace("n = ", "n\u00a0=\u00a0")}</small>`;

/** A cell; a number by which it is sorted stands in it, and puts it on the right. */
const cell = (html: string, sort?: number): string =>
  sort === undefined
    ? `<td>${html}</td>`
    : `<td class="number" data-sort="${Number.isFinite(sort) ? sort : ""}">${html}</td>`;

const slopeCell = (slope: Slope | undefined, alone: Slope | undefined): string =>
  cell(
    `${slope ? slopeText(slope) : "—"}${alone ? `<br><small>certified alone ${slopeText(alone)}</small>` : ""}`,
    slope?.slope ?? Number.NaN,
  );

import type { Manifest } from "../../experiments/storage/manifest.js";
import { count } from "../../figures/numbers.js";
import { escaped } from "../../report/rich.js";
import type { Run } from "../../report/types.js";
import type { Status } from "../../src/types.js";
import type { Gathered } from "./gather.js";

/** How the fits of a run ended, lost ones apart. */
export function endings({ summary: { losses } }: Pick<Run, "summary">): Readonly<Record<Status, number>> {
  const sum = (status: Status) => losses[0].sizes.reduce((total, size) => total + size.statuses[status], 0);
  const statuses: readonly Status[] = ["converged", "singular", "boundary", "collapsed", "maxSteps"];
  return Object.fromEntries(statuses.map((status) => [status, sum(status)])) as Record<Status, number>;
}

/** Of all runs together: fits, certified ones, those that are not, and lost ones among these. */
export function fitCounts(runs: readonly Pick<Run, "summary">[]) {
  const sum = (of: (run: Pick<Run, "summary">) => number) => runs.reduce((total, run) => total + of(run), 0);
  const fits = sum(({ summary }) => summary.fits);
  const failures = sum(({ summary }) => summary.failures);
  return { fits, certified: fits - failures, failures, lost: sum(({ summary }) => summary.lost ?? 0) };
}

/** How the runs came about, as a section: what all have in common, and a table with a line for each run. */
export function provenanceSection({ data: { runs }, manifests }: Gathered): string {
  const all = [...manifests.values()];
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ["version of moestat", all.map(({ moestat }) => moestat)],
    ["seed", runs.map(({ summary }) => summary.seed)],
    ["budget", runs.map(({ summary }) => summary.budget)],
    ["protocol", runs.map(({ summary }) => summary.protocol)],
    ["Node", all.map(({ environment }) => environment.node)],
    ["platform", all.map(({ environment: { platform, arch } }) => `${platform}, ${arch}`)],
  ];
  const common = facts.map(
    ([name, values]) =>
      `<tr><th scope="row">${name}</th><td>${escaped([...new Set(values)].join("; ")) || "not known"}</td></tr>`,
  );
  const header = [
    ...["run", "fits", "converged", "singular", "boundary", "collapsed", "maxSteps", "lost"],
    ...["sizes", "replicates", "command", "SHA-256 of the results"],
  ];
  const isNumber = (j: number) => (j > 0 && j < 8) || j === 9;
  return `<section id="manifest" aria-labelledby="manifest-title">
<h2 id="manifest-title">How it was run</h2>
<table><tbody>${common.join("")}</tbody></table>
<p class="soft">Certified are <code>converged</code>, <code>singular</code> and <code>boundary</code>. Failed are <code>collapsed</code> and <code>maxSteps</code>; lost is what ended for want of memory or time.</p>
<div class="scroll" role="region" aria-label="Table of runs" tabindex="0"><table>
<thead><tr>${header.map((name, j) => `<th scope="col"${isNumber(j) ? ' class="number"' : ""}>${name}</th>`).join("")}</tr></thead>
<tbody>
${runs.map((run) => rowOf(run, manifests.get(run.name))).join("\n")}
</tbody></table></div>
</section>`;
}

function rowOf(run: Run, manifest: Manifest | undefined): string {
  const { summary } = run;
  const sizes = summary.losses[0].sizes.map(({ n }) => n);
  const number = (value: number) => `<td class="number">${count(value)}</td>`;
  return `<tr><th scope="row"><a href="#${escaped(run.name)}">${escaped(run.name)}</a></th>${[
    summary.fits,
    ...Object.values(endings(run)),
    summary.lost ?? 0,
  ]
    .map(number)
    .join("")}<td>${count(sizes[0])} to ${count(sizes.at(-1)!)} (${sizes.length})</td>${number(
    summary.replicates,
  )}<td><code>${escaped(manifest?.command ?? "—")}</code></td><td><code class="hash">${escaped(
    manifest?.results.sha256 ?? "—",
  )}</code></td></tr>`;
}

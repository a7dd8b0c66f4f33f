import { table, wrapped } from "../terminal.js";
import type { ReportedAlternative } from "./reported.js";

/** What is listed of a maximum. */
type Listed = Pick<ReportedAlternative, "logLik" | "status" | "certificate" | "hits">;

/** A table of all maxima that were found, the answer first, with the reasons why higher ones are not the answer. */
export function alternativesTable(answer: Listed, alternatives: readonly ReportedAlternative[]): string {
  const rows = [{ ...row(answer, 0), why: "the answer" }, ...alternatives.map((one) => row(one, one.ahead))];
  const cells = rows.map(({ ahead, logLik, hits, observations, status, why }, i) => [
    `${i + 1}`,
    logLik,
    ahead,
    hits,
    status,
    observations,
    why,
  ]);
  const header = ["maximum", "log-likelihood", "difference", "starts", "status", "observations", ""];
  const reasons = alternatives.flatMap(({ ahead, reason }, a) =>
    ahead > 0 ? [wrapped(`maximum ${a + 2}: ${reason}`)] : [],
  );
  return [
    "Maxima found, by --pick:",
    table([header, ...cells]),
    ...(reasons.length > 0 ? ["", "Why higher ones were passed over:", ...reasons] : []),
  ].join("\n");
}

const row = ({ logLik, hits, status, certificate }: Listed, ahead: number) => ({
  logLik: logLik.toFixed(4),
  ahead: `${ahead > 0 ? "+" : ""}${ahead.toFixed(1)}`,
  hits: `${hits}`,
  status,
  observations: certificate.observations.map((m) => m.toFixed(1)).join(", "),
  why: ahead > 0 ? "see below" : "lower",
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { missedShare } from "../../experiments/missed.js";
import { experimentByName, experiments, protocolByName } from "../../experiments/specs/index.js";
import { experimentsOf, studies, studyByName } from "../../experiments/studies/index.js";
import { headlineFinding, studyFindings, studyPicture } from "../../experiments/study.js";
import { summarize } from "../../experiments/summarize.js";
import type { Experiment } from "../../experiments/types/experiment.js";
import type { TrialRecord } from "../../experiments/types/record.js";
import type { Study } from "../../experiments/types/study.js";
import type { Summary } from "../../experiments/types/summary.js";
import { mayBeUndefined } from "../../src/losses/index.js";
import { stream } from "../../src/random/stream.js";

const allSeries = ({ panels, also = [] }: Study) => [...panels.flatMap(({ series }) => series), ...also];

test("studies look at known experiments and at losses that those record", () => {
  for (const study of studies)
    for (const { experiment, loss } of allSeries(study))
      assert.ok(
        protocolByName(experimentByName(experiment)).losses.includes(loss),
        `${study.name}: ${experiment} ${loss}`,
      );
});

test("a study has a name of its own, one to four panels, and one to eight curves in each", () => {
  const names = [...experiments, ...studies].map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const study of studies) {
    assert.equal(studyByName(study.name), study);
    assert.ok(study.panels.length >= 1 && study.panels.length <= 4, study.name);
    for (const { series } of study.panels) assert.ok(series.length >= 1 && series.length <= 8, study.name);
  }
  assert.equal(studyByName("softmax-exact"), undefined);
});

test("density-rate judges every experiment that records the distance, but for those of the threshold", () => {
  const judged = new Set(experimentsOf(studyByName("density-rate")!));
  const missing = experiments
    .filter(({ name, protocols }) => !judged.has(name) && protocols.certified.losses.includes("hellinger"))
    .map(({ name }) => name);
  assert.deepEqual(missing, ["topk-threshold-1-of-4", "topk-threshold-1-of-3", "topk-threshold-3-of-3"]);
});

/** Made-up records: every loss near n^-1/2, an error that is not defined now and then, two patterns. */
function madeUp(experiment: Experiment): Summary {
  const protocol = { ...protocolByName(experiment), sizes: [1000, 10_000, 100_000], replicates: 12 };
  const uniform = stream(`made-up/${experiment.name}`);
  const records = protocol.sizes.flatMap((n) =>
    Array.from({ length: protocol.replicates }, (_, replicate): TrialRecord => {
      const loss = (name: string) =>
        mayBeUndefined(name) && replicate === 0 ? Number.NaN : n ** -0.5 * (1 + 0.1 * uniform());
      return {
        key: `${n}/${replicate}`,
        experiment: experiment.name,
        protocol: "certified",
        n,
        replicate,
        k: experiment.k,
        seed: "made-up",
        status: "converged",
        steps: 1,
        logLik: 0,
        score: 0,
        losses: Object.fromEntries(protocol.losses.map((name) => [name, loss(name)])),
        pattern: replicate % 2 === 0 ? "1,2" : "2,1",
        params: experiment.truth,
        version: "0.0.0",
      };
    }),
  );
  return summarize(experiment, protocol, records, { budget: "custom", seed: "made-up" });
}

const summaries = experiments.map(madeUp);

test("every study becomes a picture whose curves are those of the summaries", () => {
  for (const study of studies) {
    const picture = studyPicture(study, summaries);
    picture.panels.forEach(({ series }, i) => {
      series.forEach(({ points, slope }, j) => {
        const { experiment, loss, pattern } = study.panels[i].series[j];
        const summary = summaries.find((one) => one.experiment === experiment)!;
        assert.deepEqual(
          points.map(({ n }) => n),
          [1000, 10_000, 100_000],
          `${experiment} ${loss}`,
        );
        const skipped = mayBeUndefined(loss) ? 1 : 0;
        assert.equal(points[0].fits, (pattern ? 6 : 12) - skipped);
        const group = pattern ? summary.patterns!.find((one) => one.pattern === pattern)! : summary;
        assert.equal(slope, group.losses.find((one) => one.loss === loss)!.median);
      });
    });
  }
});

test("losses near n^-1/2 agree with every bound, refute every floor and leave lower bounds open", () => {
  const findings = [
    ...summaries.map(headlineFinding),
    ...studies.flatMap((one) => studyFindings(one, summaries)),
  ];
  const expected = { bound: "agrees", floor: "does not", lower: "undecided" } as const;
  assert.ok(findings.length > 100);
  for (const { experiment, loss, theory, verdict, fits, certified } of findings) {
    // Of a loss that falls faster than n^-1/2 these records say the contrary.
    if (theory.slope < -0.5) continue;
    assert.equal(
      verdict.verdict,
      expected[theory.kind ?? "bound"],
      `${experiment} ${loss} ${verdict.reason}`,
    );
    assert.equal(certified, fits);
  }
});

test("the finding of an experiment says how often its maximum is missed, where that was measured for this protocol", () => {
  const measured = summaries.find(({ experiment }) => experiment === "softmax-over")!;
  assert.deepEqual(headlineFinding(measured).missed, missedShare("softmax-over"));
  assert.equal(headlineFinding({ ...measured, protocol: "paper" }).missed, undefined);
  assert.equal(headlineFinding({ ...measured, experiment: "own" }).missed, undefined);
});

test("only what is undecided for its interval says what would decide", () => {
  const summary = summaries.find(({ experiment }) => experiment === "softmax-exact")!;
  const withInterval = (low: number, high: number): Summary => ({
    ...summary,
    losses: summary.losses.map((loss) => ({ ...loss, median: { ...loss.median, low, high } })),
  });
  assert.equal(headlineFinding(summary).deciding, undefined);
  const { deciding, verdict } = headlineFinding(withInterval(-0.7, -0.1));
  assert.deepEqual(verdict, { verdict: "undecided", reason: "interval too wide" });
  assert.ok(deciding!.n! > 100_000 && deciding!.replicates > summary.replicates);
  assert.equal(headlineFinding(withInterval(Number.NaN, Number.NaN)).deciding, undefined);
});

test("fits without the error of a parameter are counted in the finding and told below the figure", () => {
  const study = studyByName("per-parameter")!;
  for (const { loss, skipped, fits } of studyFindings(study, summaries))
    assert.deepEqual([skipped, fits], [mayBeUndefined(loss) ? 3 : 0, 36]);
  const notes = studyPicture(study, summaries).notes.join(" ");
  assert.match(notes, /left out: at most 3 in \(a\), 3 in \(b\), 3 in \(c\), 3 in \(d\)\./);
});

test("a pattern that no fit has gives an empty curve and no verdict", () => {
  const study = studyByName("multinomial-regime1")!;
  const without = summaries.map((summary) => ({ ...summary, patterns: [] }));
  const findings = studyFindings(study, without).filter(({ pattern }) => pattern !== undefined);
  assert.ok(findings.length > 0);
  for (const { verdict, fits } of findings) assert.deepEqual([verdict.reason, fits], ["no such fit", 0]);
  assert.deepEqual(studyPicture(study, without).panels[2].series[0].points, []);
});

test("a study of runs that are not there is refused", () => {
  assert.throws(() => studyPicture(studyByName("per-parameter")!, []), {
    message: "no finished run of softmax-over; run: moestat run softmax-over",
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parameterSet } from "../../cli/parameter-set.js";
import { assertRefused, bench, outputOf } from "./process.js";
import { oneLine, twoHalves, unwrapped } from "./samples.js";

const fit = ["fit", "data.csv", "--response", "y", "--experts", "2"];

describe("moestat fit --alternatives and --pick", { concurrency: 2 }, () => {
  it("list every other maximum, point to it, and show it", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", oneLine("line/0", 40));
    const { alternatives, ...answer } = JSON.parse(
      outputOf(await moestat(...fit, "--alternatives", "--json")),
    );
    const higher = alternatives.filter(({ ahead }: { ahead: number }) => ahead > 0);
    assert.ok(alternatives.length >= 2 && higher.length >= 1);
    assert.deepEqual(
      alternatives.map(({ pick }: { pick: number }) => pick),
      alternatives.map((_: unknown, a: number) => a + 2),
    );
    const [best] = alternatives;
    for (const field of ["logLik", "ahead", "status", "hits", "reason", "certificate", "params", "criteria"])
      assert.ok(field in best, field);
    assert.ok(Math.abs(best.logLik - answer.logLik - best.ahead) < 1e-9);

    const report = unwrapped(outputOf(await moestat(...fit)));
    assert.ok(
      report.includes(
        `passed over: ${alternatives.length} other maxima, ${higher.length} of them higher than the answer (--alternatives lists them, --pick shows one)`,
      ),
      report,
    );
    assert.ok(report.includes(`the highest of them: log-likelihood ${best.logLik.toFixed(4)}, `), report);
    assert.ok(report.includes(best.reason));
    assert.ok(!report.includes("Maxima found"));

    const listed = unwrapped(outputOf(await moestat(...fit, "--alternatives")));
    const table = listed.slice(listed.indexOf("Maxima found")).split("\n").slice(1);
    assert.match(table[0], /^maximum +log-likelihood +difference +starts +status +observations/);
    assert.match(
      table[1],
      new RegExp(`^ +1 +${answer.logLik.toFixed(4)} +0\\.0 +\\d+ +${answer.status} .* the answer$`),
    );
    for (const [a, { logLik, ahead, status, hits, certificate, reason }] of alternatives.entries()) {
      const row = table[a + 2];
      for (const part of [`${a + 2}`, logLik.toFixed(4), ahead.toFixed(1), status, `${hits}`])
        assert.ok(row.includes(part), `${part} is not in ${row}`);
      assert.ok(row.includes(certificate.observations.map((m: number) => m.toFixed(1)).join(", ")), row);
      if (ahead > 0) assert.ok(listed.includes(`maximum ${a + 2}: ${reason}`));
    }

    const picked = JSON.parse(outputOf(await moestat(...fit, "--pick", "2", "--json")));
    assert.deepEqual([picked.pick, picked.reason, picked.params], [2, best.reason, best.params]);
    assert.deepEqual(picked.certificate, best.certificate);
    assert.equal(picked.search.agreed, best.hits);
    assert.equal(picked.gain.chance.share, null);
    assert.ok(Math.abs(picked.gain.nats - answer.gain.nats - best.ahead) < 1e-9);
    const shown = unwrapped(outputOf(await moestat(...fit, "--pick", "2")));
    assert.ok(
      shown.includes(
        `shown: maximum 2 of ${alternatives.length + 1} (--pick 2), not the answer: ${best.reason}`,
      ),
      shown,
    );
    assert.ok(
      shown.includes(`the answer (--choice weighed) has the log-likelihood ${answer.logLik.toFixed(4)}`),
    );
    assert.ok(
      shown.includes(`log-likelihood ${best.logLik.toFixed(4)}   AIC ${best.criteria.aic.toFixed(2)}`),
    );

    assert.equal(
      outputOf(await moestat(...fit, "--pick", "1", "--json")),
      outputOf(await moestat(...fit, "--json")),
    );
    const none = `${alternatives.length + 2}`;
    assertRefused(
      await moestat(...fit, "--pick", none),
      `invalid --pick; ${alternatives.length + 1} maxima found: ${none}`,
    );
    assertRefused(await moestat(...fit, "--pick", "0"), "invalid --pick; not a positive integer: 0");
  });

  it("go with --choice highest, whose answer no other maximum is above", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", oneLine("line/0", 40));
    const args = [...fit, "--choice", "highest", "--parameter-set", "own:sigma2=0.01:4"];
    const {
      alternatives,
      choice,
      parameterSet: set,
    } = JSON.parse(outputOf(await moestat(...args, "--alternatives", "--json")));
    assert.equal(choice, "highest");
    assert.deepEqual(set, { units: "own", ranges: { sigma2: [0.01, 4] } });
    assert.ok(alternatives.every(({ ahead }: { ahead: number }) => ahead <= 0));
    const report = unwrapped(outputOf(await moestat(...args)));
    assert.match(report, /^answer \(--choice highest\): the highest maximum over the parameter set$/m);
    assert.match(
      report,
      /^parameter set, in the parameters' own units: variance \(sigma2\) from 0\.01 to 4; all else as by default$/m,
    );
    assert.match(report, /^passed over: (1 other maximum, which is lower|\d+ other maxima, all lower) \(--/m);
    assertRefused(
      await moestat(...fit, "--choice", "best"),
      'unknown choice "best"; known: weighed, highest',
    );
  });
});

describe("moestat fit --parameter-set", { concurrency: true }, () => {
  it("is spelled by kind or by parameter, a single number for plus or minus it", () => {
    assert.deepEqual(parameterSet("gate=100, logVariance=-9:9"), {
      units: "standardised",
      ranges: { gate: [-100, 100], logVariance: [-9, 9] },
    });
    assert.deepEqual(parameterSet("own:beta1=50,sigma2=0.01:4"), {
      units: "own",
      ranges: { beta1: [-50, 50], sigma2: [0.01, 4] },
    });
  });

  it("holds the fit, and is printed", async (t) => {
    const { write, moestat } = bench(t);
    write("data.csv", twoHalves(40));
    const args = [...fit, "--parameter-set", "own:beta1=20,b=-1:4"];
    const { params, status } = JSON.parse(outputOf(await moestat(...args, "--json")));
    assert.equal(status, "boundary");
    assert.ok(Math.abs(Math.abs(params.gating.beta1[0][0]) - 20) < 1e-9, `${params.gating.beta1}`);
    assert.match(
      unwrapped(outputOf(await moestat(...args))),
      /own units: gate slopes \(beta1\) within ±20; mean intercepts \(b\) from -1 to 4; all else as by default$/m,
    );
    const kinds = unwrapped(
      outputOf(await moestat(...fit, "--parameter-set", "gate=100,logVariance=-4:4,classScore=3")),
    );
    assert.match(
      kinds,
      /: gate coefficients within ±100; coefficients of the experts within ±1,000,000; residual scales from 0\.135335 to 7\.38906$/m,
    );
  });

  const refused: [set: string, ...says: string[]][] = [
    ["gate", 'invalid --parameter-set; not NAME=NUMBER or NAME=LOW:HIGH: "gate"'],
    ["gate=1,gate=2", 'invalid --parameter-set; gate is given twice: "gate=2"'],
    ["gate=wide", 'invalid --parameter-set gate; not a number: "wide"'],
    ["gate=1:2:3", 'invalid --parameter-set gate; not NUMBER or LOW:HIGH: "1:2:3"'],
    ["gate=-1", "invalid --parameter-set gate; not positive, as plus or minus must be: -1"],
    ["own:", "invalid --parameter-set; an entry is empty"],
    ["gate=3:2", "--parameter-set: ", "gate; low must be below high: 3, 2"],
    ["gaet=3", "--parameter-set: ", 'unknown range "gaet" in standardised units; known: gate, '],
    [
      "own:gate=3",
      "--parameter-set: ",
      'unknown range "gate" in own units; known: beta0, beta1, a, b, sigma2',
    ],
    ["own:sigma2=4", "--parameter-set: ", "sigma2; not positive: -4"],
    ["gate=1e999", "--parameter-set: ", "gate; not finite"],
  ];
  for (const [set, ...says] of refused)
    it(`is refused: ${set}`, async (t) => {
      const { write, moestat } = bench(t);
      write("data.csv", twoHalves(20));
      assertRefused(await moestat(...fit, "--parameter-set", set), ...says);
    });
});

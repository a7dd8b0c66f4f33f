import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { meter } from "../../cli/meter.js";
import { display } from "../../cli/progress.js";
import { brief, duration, markdownTable, narrowTable, table, tableWidth } from "../../cli/terminal.js";
import { whileWaiting } from "../../cli/waiting.js";
import type { Progress } from "../../experiments/progress.js";

describe("tables", () => {
  const rows = [
    ["name", "value"],
    ["a", "1.5"],
    ["long name", "-20"],
  ];

  it("put numbers on the right and text on the left", () => {
    assert.equal(table(rows), "name       value\na            1.5\nlong name    -20");
  });

  it("are broken into lines where they would be too wide, at spaces, and only their texts", () => {
    const wide = [
      ["setting", "slope"],
      ["experiments:"],
      ["softmax-exact-specified, Hellinger distance", "−0.51"],
    ];
    assert.equal(
      narrowTable(wide, 24),
      [
        "setting            slope",
        "experiments:",
        "softmax-exact-specified,",
        "  Hellinger distance",
        "                   −0.51",
      ].join("\n"),
    );
    assert.equal(
      narrowTable([wide[0], ["softmax-exact, all of it", "−0.51"]], 24),
      ["setting            slope", "softmax-exact,     −0.51", "  all of it"].join("\n"),
    );
    assert.equal(narrowTable(rows, 80), table(rows));
    const long = narrowTable(
      [
        ["name", "value"],
        ["x".repeat(30), "1"],
      ],
      17,
    ).split("\n");
    for (const line of long) assert.ok(line.length <= 17, line);
    assert.equal(long.slice(1).join("").replace(/[^x]/g, "").length, 30);
  });

  it("are as wide as a terminal, from 60 to 80 columns", () => {
    assert.deepEqual([undefined, 40, 72, 200].map(tableWidth), [80, 60, 72, 80]);
  });

  it("are the same in Markdown", () => {
    assert.equal(
      markdownTable(rows),
      "| name      | value |\n|-----------|------:|\n| a         |   1.5 |\n| long name |   -20 |",
    );
  });
});

describe("numbers for reading", () => {
  it("keep their significant digits", () => {
    const cases: [number | null, string][] = [
      [24.740057, "24.74"],
      [0.0012346, "0.001235"],
      [1.234e-9, "1.23e-9"],
      [-387.004, "-387.0"],
      [12345, "12345"],
      [0, "0"],
      [null, "—"],
      [Number.NaN, "—"],
    ];
    for (const [value, text] of cases) assert.equal(brief(value), text);
  });

  it("tell durations in two units", () => {
    assert.deepEqual([0.4, 59, 75, 3660, 7325].map(duration), [
      "0 s",
      "59 s",
      "1 min 15 s",
      "1 h 1 min",
      "2 h 2 min",
    ]);
  });
});

describe("progress", () => {
  const progress = (done: number, experiments: number): Progress => ({
    experiment: "softmax-exact",
    protocol: "certified",
    experiments,
    finished: done >> 3,
    done,
    total: 10,
    resumed: 0,
    startedAt: 0,
    secondsDone: 2 * done,
    secondsToDo: done === 0 ? Number.NaN : 2 * (10 - done),
  });

  function shown(isTTY: boolean, seconds: readonly number[], experiments = 1): string {
    let text = "";
    let clock = 0;
    const stream = {
      isTTY,
      columns: 120,
      write: (piece: string) => {
        text += piece;
        return true;
      },
      on: () => {},
      once: () => {},
    } as unknown as NodeJS.WriteStream;
    const { show, stop } = display({ stream, now: () => clock });
    seconds.forEach((second, i) => {
      clock = 1000 * second;
      show(progress(i, experiments));
    });
    stop();
    return text;
  }

  it("is a plain line now and then where there is no terminal", () => {
    const times = [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40];
    assert.equal(
      shown(false, times),
      [
        "softmax-exact (certified): 0/10 fits, time left unknown",
        "softmax-exact (certified): 3/10 fits, 28 s left",
        "softmax-exact (certified): 6/10 fits, 16 s left",
        "softmax-exact (certified): 9/10 fits, 4 s left",
        "softmax-exact (certified): 10/10 fits, finished",
        "",
      ].join("\n"),
    );
  });

  it("counts finished experiments where there are several", () => {
    assert.match(
      shown(false, [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40], 5),
      /^0 of 5 experiments finished: 0\/10 fits, .*\n1 of 5 experiments finished: 9\/10 fits, 4 s left\n/s,
    );
  });

  it("is a cutoff with the time left on a terminal", () => {
    const text = shown(true, [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
    assert.match(text, /softmax-exact \(certified\) .*10\/10 fits, 0 s left/);
  });
});

describe("signs of life on a terminal", () => {
  /** A stream that keeps what is written. */
  function kept(isTTY: boolean) {
    let text = "";
    const stream = {
      isTTY,
      columns: 120,
      write: (piece: string) => {
        text += piece;
        return true;
      },
      on: () => {},
      once: () => {},
    } as unknown as NodeJS.WriteStream;
    return { stream, text: () => text };
  }

  it("are a bar for many fits, which goes away in the end", () => {
    const { stream, text } = kept(true);
    const bar = meter({}, stream);
    bar.show("fitting", 0, 3);
    bar.stop();
    assert.match(text(), /fitting .*0\/3/);
    assert.ok(!text().endsWith("\n"));
  });

  it("are none elsewhere, and none for who wants quiet", () => {
    for (const [isTTY, quiet] of [
      [false, false],
      [true, true],
    ]) {
      const { stream, text } = kept(isTTY);
      const bar = meter({ quiet }, stream);
      bar.show("fitting", 0, 3);
      bar.stop();
      assert.equal(text(), "");
    }
  });

  it("tell how long a single fit has taken, though it leaves no time to its own thread", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "moestat-waiting-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "terminal");
    const fd = openSync(file, "w");
    // Busy until the other thread has told something; without it the test would end by its own limit.
    const busy = () => {
      const end = Date.now() + 60_000;
      while (readFileSync(file, "utf8") === "" && Date.now() < end);
      return "done";
    };
    const place = { stream: { isTTY: true, fd }, after: 0 };
    assert.equal(await whileWaiting("fitting", {}, busy, place), "done");
    closeSync(fd);
    const told = readFileSync(file, "utf8");
    assert.match(told, /^\rfitting: \d+ s/);
    assert.ok(told.endsWith("\r\u001B[2K"));
  });
});

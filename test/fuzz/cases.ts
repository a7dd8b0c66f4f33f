import { stream } from "../../src/random/stream.js";
import { mutated, oneOf } from "./mutations.js";
import { filesOf, resealed, shardsOf } from "./stored.js";

/** Files, and the command lines that read them. */
export interface Seed {
  readonly files: Readonly<Record<string, string>>;
  readonly commands: readonly (readonly string[])[];
}

/** A case: the files of a seed, one of them changed, and a command line. */
export interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

const rows = (count: number, row: (x: number, u: number, t: number) => readonly unknown[]): string => {
  const uniform = stream("fuzz/rows");
  return Array.from({ length: count }, (_, t) => row(4 * uniform() - 2, uniform(), t).join(",")).join("\n");
};
const table = `x,z,group,y\n${rows(40, (x, u, t) => [x.toFixed(3), u.toFixed(3), "abc"[t % 3], (x < 0 ? x : 2 - x + u).toFixed(3)])}\n`;
const counts = `x,s,n\n${rows(30, (x, u, t) => [x.toFixed(3), Math.floor(u * 3), 3 + (t % 4)])}\n`;
const lines = {
  gating: { name: "softmax", beta0: [0.5, 0], beta1: [[1], [0]] },
  experts: { name: "gaussian", a: [[1], [2]], b: [0, 1], sigma2: [1, 0.5] },
};
const classes = {
  gating: { name: "denseToSparse", beta0: [0, 0], beta1: [[1], [0]], tau: 2 },
  experts: { name: "multinomialLogistic", classes: 3, a: [[0, 1], [1, 0]], b: [[[1], [0]], [[0], [2]]] }, // biome-ignore format: one record a line
};
const mixed = {
  gating: { name: "softmax", beta0: [0, 0], beta1: [[1], [0]] },
  experts: [
    { name: "studentT", a: [1], b: 0, sigma2: 1, nu: 4 },
    { name: "pointMass", at: 0 },
  ],
};
const own = {
  truth: lines,
  experts: 2,
  design: "uniform:-1:1",
  sizes: [40, 60],
  replicates: 1,
  losses: ["d1", "hellinger"],
  theory: { slope: -0.5, source: "nobody" },
};

const several = {
  ...own,
  truth: { ...mixed, experts: [{ name: "gaussian", a: [1], b: 0, sigma2: 1 }, mixed.experts[1]] },
  experts: ["gaussian", "gaussian", { name: "pointMass", at: 0 }],
  losses: ["hellinger"],
};

/** One fit a size, so that what is run again takes no time. */
const small = { ...own, sizes: [40, 60], replicates: 1 } as const;
const again = ["--workers", "1"];
const stored: Seed = {
  files: { "own.json": JSON.stringify(small), ...(await filesOf(small, "own")) },
  commands: [
    ["export", "results"],
    ["export", "results", "--format", "parquet", "--out", "fits.parquet"],
    ["compare", "results", "results"],
    ["compare", "results", "results", "--json"],
    ["compare", "results", "results", "--figure", "both.svg"],
    ["verify", "results", "--fits", "1", ...again],
    ["verify", "results", "own.json", "--fits", "1", ...again],
    ["run", "own.json", ...again],
    ["run", "own.json", "--json", ...again],
    ["figure", "own.json", "--format", "svg"],
    ["merge", "results"],
  ],
};

const known = ["softmax-exact", "--sizes", "40,60", "--reps", "1"];
const sharded: Seed = {
  files: await shardsOf("softmax-exact", [40, 60]),
  commands: [
    ["merge", "results"],
    ["export", "results"],
    ["run", ...known, ...again],
    ["run", ...known, "--shard", "0/2", ...again],
    ["plan", ...known],
  ],
};

const few = ["--starts", "1"];
const seeds: readonly Seed[] = [
  {
    files: { "data.csv": table },
    commands: [
      ["fit", "data.csv", "--response", "y", "--inputs", "x", "--experts", "2", ...few],
      ["fit", "data.csv", "--formula", "y ~ x * group | z", "--experts", "1", "--json"],
      [
        "fit",
        "data.csv",
        "--response",
        "group",
        "--inputs",
        "x",
        "--experts",
        "1",
        "--expert",
        "multinomial",
      ],
      ["fit", "data.csv", "--response", "y", "--inputs", "x", "--experts", "1", "--weights", "z", "--json"],
    ],
  },
  {
    files: { "counts.csv": counts },
    commands: [
      ["fit", "counts.csv", "--formula", "s ~ x", "--trials", "n", "--experts", "1", "--json"],
      ["fit", "counts.csv", "--response", "s", "--inputs", "x", "--expert", "poisson,pointMass:0", ...few],
    ],
  },
  ...[lines, classes, mixed].map((params) => ({
    files: { "model.json": JSON.stringify(params), "rows.csv": "x,y\n0.5,1\n-1,2\n0,0\n" },
    commands: [
      ["sample", "model.json", "--n", "5"],
      ["predict", "model.json", "rows.csv", "--inputs", "x", "--experts"],
      ["predict", "model.json", "rows.csv", "--inputs", "x", "--residuals", "--responsibilities"],
      ["loss", "model.json", "model.json", "--json"],
    ],
  })),
  {
    files: { "own.json": JSON.stringify(own, null, 1) },
    commands: [
      ["run", "own.json", "--quick", "--workers", "1"],
      ["list", "own.json"],
    ],
  },
  {
    files: { "own.json": JSON.stringify(several, null, 1) },
    commands: [
      ["run", "own.json", ...again],
      ["list", "own.json"],
    ],
  },
  stored,
  stored,
  sharded,
];

/** Formulas and other words of a command line, which are changed in the place of files. */
const worded: readonly (readonly string[])[] = [
  ["fit", "data.csv", "--experts", "1", "--json", "--formula", "y ~ x + poly(z, 2) + ns(x, 3) - 1 | group"],
  ["fit", "data.csv", "--experts", "1", "--json", "--formula", "log(y + 9) ~ x:z + I(x^2) + offset(z)"],
  [
    "fit",
    "data.csv",
    "--response",
    "y",
    "--inputs",
    "x",
    "--experts",
    "1",
    "--parameter-set",
    "own:beta1=5,sigma2=0.01:4",
  ],
  [
    "fit",
    "data.csv",
    "--response",
    "y",
    "--inputs",
    "x",
    "--json",
    "--starts",
    "1",
    "--expert",
    "gaussian,pointMass:0",
  ],
  ["sample", "model.json", "--n", "3", "--design", "uniform:-1:1"],
];

/** Case number i: the same for the same number, whichever others are made. Changes are up to three, one upon another. */
export function caseOf(i: number): Case {
  const uniform = stream(`fuzz/${i}`);
  const changes = 1 + Math.floor(3 * uniform());
  const changed = (text: string): string => {
    let now = text;
    for (let c = 0; c < changes; c++) now = mutated(now, uniform);
    return now;
  };
  if (uniform() < 0.15) {
    const words = oneOf(uniform, worded);
    const last = words.length - 1;
    const files = { "data.csv": table, "model.json": JSON.stringify(lines) };
    return { files, args: words.map((word, w) => (w === last ? shellSafe(changed(word)) : word)) };
  }
  const seed = oneOf(uniform, seeds);
  const file = oneOf(uniform, Object.keys(seed.files));
  const text = seed.files[file];
  const isSealed = file.endsWith(".jsonl") && uniform() < 0.7;
  return {
    files: { ...seed.files, [file]: isSealed ? resealed(text, changed, uniform) : changed(text) },
    args: oneOf(uniform, seed.commands),
  };
}

/** Arguments of a process cannot have a character of code 0. */
const shellSafe = (word: string): string => word.replaceAll("\u0000", "");

/** What is wrong with how a command ended; undefined if nothing is. */
export function wrongWith(
  { args, files }: Case,
  {
    code,
    stdout,
    stderr,
  }: { readonly code: number | null; readonly stdout: string; readonly stderr: string },
): string | undefined {
  if (code !== 0 && code !== 2) return `exit code ${code}`;
  if (/internal error|\n\s+at /.test(stderr)) return "a stack";
  if (code === 2 && !/(^|\n)moestat: [^\n]+\n$/.test(stderr)) return "no sentence";
  if (stderr.length > 20_000) return `an error of ${stderr.length} characters`;
  if (code !== 0) return undefined;
  // Cells of the file, and labels, are shown as they are.
  const given = Object.values(files).some((text) => /NaN|Infinity|undefined/.test(text));
  if (!given && /\b(NaN|Infinity|undefined)\b/.test(stdout.replace(/"[^"]*"/g, "")))
    return "what is no number";
  if (args.includes("--json") && /"(logLik|score|aic|bic)":null/.test(stdout)) return "a number that is null";
  return undefined;
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filesOf, type Import, importsOf, isOwn, noCircle, none } from "./lines.js";

/**
 * What each room of experiments may import from src and from the other rooms: a room is a folder or a file right in
 * experiments. Rooms in brackets are imported for their types only. The rooms below are listed first.
 */
const ofExperiments: Readonly<Record<string, string>> = {
  schema: "src",
  types: "(schema) (src)",
  folder: "",
  json: "",
  "package-info": "",
  "shell-word": "",
  densities: "src",
  rates: "src (types)",
  verdict: "rates (types)",
  parts: "src (types)",
  specs: "densities src (types)",
  studies: "specs (types)",
  analyses: "rates specs src (types)",
  missed: "package-info storage",
  deciding: "rates (types) verdict",
  study: "deciding missed studies (types) verdict",
  compare: "study (types)",
  budgets: "(types)",
  identity: "json parts (src) (types)",
  storage: "budgets folder identity json package-info parts schema shell-word src (types)",
  "published-curve": "package-info rates (types)",
  outcomes: "(src) (types)",
  summarize: "json outcomes parts published-curve rates schema src (storage) (types)",
  trial: "densities identity package-info parts specs src (types)",
  refine: "",
  replicate: "refine src",
  own: "densities identity parts schema specs src trial (types)",
  schedule: "parts storage trial (types)",
  progress: "schedule (types)",
  executors: "analyses folder own shell-word src storage trial (types)",
  verify: "identity json own specs src storage (types)",
  running: "budgets executors identity package-info progress schedule specs storage summarize trial (types)",
  run: "running storage (types)",
  planning: "budgets specs trial (types)",
  merge: "budgets executors own run running specs storage trial (types)",
};

/**
 * What each room of the playground may import from src, parallel, figures, pages and its other rooms. All but what a browser draws and runs is
 * plain TypeScript: `state`, `derived`, `session` and `picture` know no page.
 */
const ofPlayground: Readonly<Record<string, string>> = {
  state: "",
  derived: "figures src state",
  draw: "derived figures",
  session: "derived (src) state",
  picture: "derived session (src) state",
  work: "derived",
  view: "derived draw figures pages picture session state",
  main: "derived draw parallel picture session (src) state view work",
};

const experiments = filesOf("experiments").flatMap(importsOf).filter(isOwn);
const figures = filesOf("figures").flatMap(importsOf).filter(isOwn);
const cli = filesOf("cli").flatMap(importsOf).filter(isOwn);
const report = filesOf("report").flatMap(importsOf);
const playground = filesOf("playground").flatMap(importsOf);
const pages = filesOf("pages").flatMap(importsOf);

/** The folder right in a part of the program, or the file there, that a path belongs to: `specs`, `trial`. */
const roomOf = (path: string): string => path.replace(/\.ts$/, "").split("/")[1];

describe("import lines", () => {
  it("of experiments point only to src and to the rooms below", () => {
    const offends = ({ file, from, typeOnly }: Import): boolean => {
      if (!/^(src|experiments)\//.test(from)) return true;
      const [own, other] = [roomOf(file), from.startsWith("src/") ? "src" : roomOf(from)];
      const arrows = ofExperiments[own]?.split(" ") ?? [];
      return own !== other && !arrows.includes(other) && !(typeOnly && arrows.includes(`(${other})`));
    };
    // The index is what a program outside imports: it names all, and no room names it.
    none(experiments.filter((line) => roomOf(line.file) !== "index" && offends(line)));
  });

  it("of figures name figures and the types of experiments, nothing else", () => {
    none(
      figures.filter(
        ({ from, typeOnly }) =>
          !from.startsWith("figures/") && !(typeOnly && from.startsWith("experiments/types/")),
      ),
    );
  });

  it("of the report name what a browser can run: figures, src, and of experiments what has no file", () => {
    const runs = /^(report|pages|figures|src)\/|^experiments\/(types\/|parts\/|replicate$)/;
    none(report.filter((line) => !(isOwn(line) ? runs.test(line.from) : line.from === "chart.js")));
    noCircle(report);
    // The command line makes the page; what runs in it, it does not.
    const all = [...experiments, ...figures, ...cli].filter(({ from }) => from.startsWith("report/"));
    none(all.filter(({ file, from }) => !file.startsWith("cli/") || from.startsWith("report/page/")));
  });

  it("of parallel name src and parallel, nothing else", () => {
    none(
      filesOf("parallel")
        .flatMap(importsOf)
        .filter(isOwn)
        .filter(({ from }) => !/^(src|parallel)\//.test(from)),
    );
  });

  it("of the playground point only to the rooms below, and name no package", () => {
    const offends = ({ file, from, typeOnly }: Import): boolean => {
      const [own, top] = [roomOf(file), from.split("/")[0]];
      const other = top === "playground" ? roomOf(from) : top;
      const arrows = ofPlayground[own]?.split(" ") ?? [];
      return own !== other && !arrows.includes(other) && !(typeOnly && arrows.includes(`(${other})`));
    };
    none(playground.filter(offends));
    noCircle(playground);
    const figures = playground.filter(({ from }) => from.startsWith("figures/"));
    none(figures.filter(({ from }) => !/^figures\/(theme|ticks|numbers)$/.test(from)));
  });

  it("of what the pages share name nothing, and only pages name it", () => {
    none(pages);
    none([...experiments, ...figures, ...cli].filter(({ from }) => from.startsWith("pages/")));
    none(report.filter(({ file, from }) => from.startsWith("pages/") && !file.startsWith("report/page/")));
  });

  it("of all else do not name the playground", () => {
    none([...experiments, ...figures, ...cli].filter(({ from }) => from.startsWith("playground/")));
  });

  it("of the command line name no other command, and no figure but as it is drawn", () => {
    none(cli.filter(({ file, from }) => from.startsWith("cli/commands/") && file !== "cli/main.ts"));
    none(cli.filter(({ from }) => from === "cli/main"));
    // The drawing packages are optional: all else must work without them. How numbers and names are written needs none.
    const words = ["figures/numbers", "figures/notation", "figures/words", "figures/types"];
    none(
      cli.filter(
        ({ file, from, typeOnly }) =>
          from.startsWith("figures/") && !words.includes(from) && !typeOnly && file !== "cli/figure-files.ts",
      ),
    );
  });

  it("name the experiments' files, not their index: a command loads what it needs", () => {
    none([...experiments, ...figures, ...cli].filter(({ from }) => from === "experiments/index"));
  });

  it("of experiments, figures and the command line lead no file back to itself, not for types either", () => {
    noCircle(experiments);
    noCircle(figures);
    noCircle(cli);
    const line = (file: string, from: string) => ({ file, from, typeOnly: true });
    assert.throws(() => noCircle([line("a.ts", "b"), line("c.ts", "a"), line("b.ts", "c")]), {
      message: "a -> b -> c -> a",
    });
  });
});

describe("the table of rooms", () => {
  it("lists every room of experiments but its index", () => {
    const rooms = new Set(filesOf("experiments").map(roomOf));
    rooms.delete("index");
    assert.deepEqual([...rooms].sort(), Object.keys(ofExperiments).sort());
  });

  it("lists every room of the playground", () => {
    assert.deepEqual(
      [...new Set(filesOf("playground").map(roomOf))].sort(),
      Object.keys(ofPlayground).sort(),
    );
  });
});

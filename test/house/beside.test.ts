import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filesOf, type Import, importsOf, isOwn, noCircle, none } from "./lines.js";

/**
 * What each room of experiments may import from src and from the other rooms: a room is a folder or a file right in
 * experiments. Rooms in brackets are imported for their types only. The rooms below are listed first.
 */
const ofExperiments: Readonly<Record<string, string>> = {
  types: "(src)",
  folder: "",
  json: "",
  "package-info": "",
  densities: "src",
  rates: "src (types)",
  verdict: "rates (types)",
  specs: "densities src (types)",
  studies: "specs (types)",
  analyses: "rates specs src (types)",
  study: "studies (types) verdict",
  compare: "study (types)",
  budgets: "(types)",
  identity: "json (types)",
  storage: "folder identity json package-info (src) (types)",
  "published-curve": "package-info rates (types)",
  summarize: "json published-curve rates src (storage) (types)",
  trial: "densities identity package-info specs src (types)",
  schedule: "storage trial (types)",
  progress: "schedule (types)",
  executors: "analyses folder src storage trial (types)",
  verify: "identity json specs src (storage) (types)",
  run: "budgets executors identity package-info progress schedule specs storage summarize trial (types)",
  planning: "budgets specs trial (types)",
  merge: "budgets executors run specs storage trial (types)",
};

const experiments = filesOf("experiments").flatMap(importsOf).filter(isOwn);
const figures = filesOf("figures").flatMap(importsOf).filter(isOwn);
const cli = filesOf("cli").flatMap(importsOf).filter(isOwn);

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

  it("of parallel name src and parallel, nothing else", () => {
    none(
      filesOf("parallel")
        .flatMap(importsOf)
        .filter(isOwn)
        .filter(({ from }) => !/^(src|parallel)\//.test(from)),
    );
  });

  it("of the command line name no other command, and no figure but as it is drawn", () => {
    none(cli.filter(({ file, from }) => from.startsWith("cli/commands/") && file !== "cli/main.ts"));
    none(cli.filter(({ from }) => from === "cli/main"));
    // The drawing packages are optional: all else must work without them. How numbers are written needs none.
    none(
      cli.filter(
        ({ file, from, typeOnly }) =>
          from.startsWith("figures/") &&
          from !== "figures/numbers" &&
          !typeOnly &&
          file !== "cli/figure-files.ts",
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
});

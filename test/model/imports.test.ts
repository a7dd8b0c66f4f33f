import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * What each part of src may import from the others. A part is a folder or a file right in src; names in
 * brackets are imported for their types only.
 */
const allowed: Readonly<Record<string, string>> = {
  types: "",
  family: "(types)",
  dataset: "(types)",
  sample: "(types)",
  numeric: "",
  random: "(types)",
  activations: "numeric",
  temperature: "(family)",
  gatings: "(family) activations numeric temperature",
  experts: "(family) activations numeric",
  topK: "(family) gatings",
  layout: "(family)",
  units: "(family) (types)",
  params: "(family) layout (types)",
  coordinates: "(family) layout (types) units",
  selection: "family (layout) numeric",
  sums: "(layout) numeric",
  repeats: "",
  workspace: "(family) (layout) numeric repeats selection sums",
  blocks: "(family) (layout) numeric (sums) workspace",
  emCriterion: "(blocks) (family) numeric",
  likelihood: "blocks emCriterion (family) (layout) numeric (sums) (workspace)",
  pointwise: "family (layout) numeric selection (types)",
  draw: "family (layout) numeric random selection (types)",
  model: "coordinates draw family layout likelihood (numeric) params pointwise (types) units",
  predict: "(model) (types)",
  fit: "(coordinates) dataset (emCriterion) family (layout) (likelihood) model numeric random (types) units",
  algebra: "activations numeric random (types)",
  density: "numeric (types)",
  losses: "algebra numeric (types)",
  named: "experts (family) gatings layout model topK (types)",
  index:
    "activations algebra dataset density experts (family) fit gatings losses model named predict random sample topK (types)",
};

/** The packages that parts of src stand on; there are no others. */
const packages: Readonly<Record<string, string>> = { numeric: "ml-matrix", random: "seedrandom" };

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

/** The TypeScript files of a folder, as paths from the root. */
const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesOf(path) : path.endsWith(".ts") ? [path] : [];
  });

const textOf = (file: string) => readFileSync(join(root, file), "utf8");

/** The imports and re-exports of a file; relative ones as paths from the root, without their ending. */
function importsOf(file: string): Import[] {
  const text = textOf(file);
  const found: Import[] = [];
  const add = (name: string, typeOnly: boolean) => {
    const from = name.startsWith(".") ? join(dirname(file), name).replace(/\.js$/, "") : name;
    found.push({ file, from, typeOnly });
  };
  for (const [, names, name] of text.matchAll(/^(?:im|ex)port\s+([^;"'=]*?)\s*from\s*"([^"]+)"/gm)) {
    const listed = /^\{([\s\S]*)\}$/
      .exec(names)?.[1]
      .split(",")
      .filter((part) => part.trim() !== "");
    add(
      name,
      names.startsWith("type ") || (listed?.every((part) => part.trim().startsWith("type ")) ?? false),
    );
  }
  for (const [, name] of text.matchAll(/^import\s*"([^"]+)"/gm)) add(name, false);
  for (const [, name] of text.matchAll(/\b(?:import|require)\(\s*["'`]([^"'`]+)/g)) add(name, false);
  return found;
}

const isOwn = ({ from }: Import) => /^(src|experiments|figures|cli|test|bench)\//.test(from);
/** The part of src that a path belongs to. */
const partOf = (path: string) => path.replace(/\.ts$/, "").split("/")[1];
const show = ({ file, from }: Import) => `${file} -> ${from}`;
const none = (found: readonly Import[]) => assert.deepEqual(found.map(show), []);

const src = filesOf("src");
const inSrc = src.flatMap(importsOf);

describe("import lines", () => {
  it("are found, type-only or not", () => {
    const model = importsOf("src/model.ts").map(({ from, typeOnly }) => [from, typeOnly]);
    assert.ok(model.some(([from, typeOnly]) => from === "src/coordinates" && !typeOnly));
    assert.ok(model.some(([from, typeOnly]) => from === "src/types" && typeOnly));
    assert.ok(inSrc.length > src.length);
  });

  it("of src point only where its layers allow", () => {
    none(
      inSrc.filter((line) => {
        if (!isOwn(line)) return false;
        if (!line.from.startsWith("src/")) return true;
        const [from, to] = [partOf(line.file), partOf(line.from)];
        const arrows = allowed[from]?.split(" ") ?? [];
        return from !== to && !arrows.includes(to) && !(line.typeOnly && arrows.includes(`(${to})`));
      }),
    );
  });

  it("of src name no package but the numeric and the random one", () => {
    none(inSrc.filter((line) => !isOwn(line) && packages[partOf(line.file)] !== line.from));
  });

  it("of model, fit, losses, density and algebra name no concrete family", () => {
    const general = [
      "model",
      "blocks",
      "emCriterion",
      "likelihood",
      "coordinates",
      "fit",
      "losses",
      "density",
      "algebra",
    ];
    const concrete = ["gatings", "experts", "named", "index"];
    none(
      inSrc.filter(
        (line) => general.includes(partOf(line.file)) && isOwn(line) && concrete.includes(partOf(line.from)),
      ),
    );
  });

  it("of a gating or an expert name no other family", () => {
    const families = inSrc.filter(({ file }) => /^src\/(gatings|experts)\/(?!index\.ts)/.test(file));
    none(families.filter(({ from }) => /^src\/(gatings|experts)\//.test(from)));
  });

  it("of src lead no module back to itself, types aside", () => {
    const next = new Map<string, string[]>();
    for (const { file, from, typeOnly } of inSrc) {
      const path = file.replace(/\.ts$/, "");
      if (!typeOnly) next.set(path, [...(next.get(path) ?? []), from]);
    }
    const walk = (path: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(path), [...trail, path].join(" -> "));
      for (const to of next.get(path) ?? []) walk(to, [...trail, path]);
    };
    for (const path of next.keys()) walk(path, []);
  });

  it("of experiments know src and themselves, those of figures only the types of experiments", () => {
    none(
      filesOf("experiments")
        .flatMap(importsOf)
        .filter((line) => isOwn(line) && !/^(src|experiments)\//.test(line.from)),
    );
    none(
      filesOf("figures")
        .flatMap(importsOf)
        .filter((line) => isOwn(line) && !line.from.startsWith("figures/"))
        .filter(({ from, typeOnly }) => !(from === "experiments/types" && typeOnly)),
    );
  });

  it("of the program never name tests or benchmarks, and only the command line knows itself", () => {
    const all = ["src", "experiments", "figures", "cli"].flatMap(filesOf).flatMap(importsOf);
    none(all.filter(({ from }) => /^(test|bench)\//.test(from)));
    none(all.filter(({ file, from }) => from.startsWith("cli/") && !file.startsWith("cli/")));
  });
});

describe("the library", () => {
  it("reads no file, clock, process or console, and draws from no randomness but its streams", () => {
    const banned =
      /\b(?:Math\.random|crypto|console|process|performance|Date|setTimeout|setInterval|setImmediate|queueMicrotask|fetch|globalThis|Buffer|require|eval)\b\s*[.(]|\bnew Date\b|"node:|\b(?:Math\.random|globalThis)\b/;
    for (const file of src) {
      const code = textOf(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      assert.equal(banned.exec(code)?.[0], undefined, file);
    }
  });

  it("lists every part of src among the layers", () => {
    assert.deepEqual(
      [...new Set(src.map(partOf))].filter((part) => allowed[part] === undefined),
      [],
    );
  });
});

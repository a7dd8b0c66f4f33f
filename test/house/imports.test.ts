import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { filesOf, importsOf, isOwn, noCircle, none, textOf } from "./lines.js";

/**
 * What each room of the library may import from the others: a room is a folder or a file right in src, or a folder of
 * src/fit. Rooms in brackets are imported for their types only; of a room with a slash beyond src/fit, that file alone. The rooms below
 * are listed first.
 */
const allowed: Readonly<Record<string, string>> = {
  types: "",
  error: "",
  family: "(types)",
  numeric: "(types)",
  words: "numeric",
  random: "numeric (types) words",
  activations: "numeric words",
  gatings: "(family) activations numeric params words",
  experts: "(family) numeric params random (types) words",
  params: "(family) numeric (types)",
  likelihood: "family numeric (params)",
  model: "family likelihood numeric params random (types) words",
  "fit/problem": "family (likelihood) (model) (numeric) params (types)",
  "fit/em": "fit/problem (likelihood) numeric",
  "fit/starts": "family fit/em fit/problem numeric params random (types)",
  "fit/newton": "fit/em fit/problem numeric",
  "fit/topK": "family fit/em fit/problem (likelihood) model numeric params random (types)",
  "fit/maximum": "fit/problem numeric params/parameterSet (types)",
  "fit/multistart":
    "family fit/em fit/maximum fit/newton fit/problem fit/starts fit/topK model numeric params random (types)",
  "fit/report": "(family) fit/maximum (fit/multistart) fit/problem (model) numeric params (types)",
  fit: "(family) fit/maximum fit/multistart fit/problem fit/report fit/starts model numeric params/checkFixed params/companion params/fixed params/givenBy params/observed params/parameterSet params/units (types) words",
  inference:
    "family fit fit/em fit/multistart fit/newton fit/problem fit/report (likelihood) model numeric params random (types) words",
  table: "numeric words",
  formula: "numeric table (types) words",
  algebra: "activations numeric random (types)",
  density: "numeric (types) words",
  losses: "algebra numeric (types) words",
  registry: "experts (family) gatings model params (types) words",
  ofFit: "model registry (types)",
  index:
    "activations algebra density experts (family) fit formula gatings inference losses model ofFit (params) params/parameterSet random registry table (types)",
};

/** The packages that rooms of src stand on; there are no others. */
const packages: Readonly<Record<string, string>> = { numeric: "ml-matrix", random: "seedrandom" };

/** The room of src that a path belongs to. */
function roomOf(path: string): string {
  const [, room, inner, file] = path.replace(/\.ts$/, "").split("/");
  return room === "fit" && file !== undefined ? `fit/${inner}` : room;
}

const src = filesOf("src");
const inSrc = src.flatMap(importsOf);

describe("import lines", () => {
  it("are found, type-only or not", () => {
    const model = importsOf("src/model/model.ts").map(({ from, typeOnly }) => [from, typeOnly]);
    assert.ok(model.some(([from, typeOnly]) => from === "src/params/coordinates" && !typeOnly));
    assert.ok(model.some(([from, typeOnly]) => from === "src/types" && typeOnly));
    assert.ok(inSrc.length > src.length);
  });

  it("of src point only where its layers allow", () => {
    none(
      inSrc.filter((line) => {
        if (!isOwn(line)) return false;
        if (!line.from.startsWith("src/")) return true;
        // Everyone may tell of a mistake.
        if (line.from === "src/error") return false;
        const [from, to] = [roomOf(line.file), roomOf(line.from)];
        const arrows = allowed[from]?.split(" ") ?? [];
        const names = [to, line.from.replace(/^src\//, "")];
        const points = names.some(
          (name) => arrows.includes(name) || (line.typeOnly && arrows.includes(`(${name})`)),
        );
        return from !== to && !points;
      }),
    );
  });

  it("of src name no package but the numeric and the random one", () => {
    none(inSrc.filter((line) => !isOwn(line) && packages[roomOf(line.file)] !== line.from));
  });

  it("of model, fit, inference, losses, density and algebra name no concrete family", () => {
    const general = /^(model|likelihood|params|fit|inference|losses|density|algebra)/;
    const concrete = ["gatings", "experts", "registry", "ofFit", "index"];
    none(
      inSrc.filter(
        (line) => general.test(roomOf(line.file)) && isOwn(line) && concrete.includes(roomOf(line.from)),
      ),
    );
  });

  it("of a gating or an expert name no other family", () => {
    const families = inSrc.filter(({ file }) => /^src\/(gatings|experts)\/(?!index\.ts)/.test(file));
    const named = /^src\/(gatings|experts)\/(?!temperature$)/;
    // Two are the softmax gate with something more: a selection, or transformed inputs.
    const onSoftmax = ["src/gatings/topK.ts", "src/gatings/modifiedSoftmax.ts"];
    none(families.filter(({ file, from }) => named.test(from) && !onSoftmax.includes(file)));
  });

  it("of src lead no file back to itself, for its types neither", () => {
    noCircle(inSrc);
  });

  it("of the program never name tests or benchmarks, and only the command line knows itself", () => {
    const all = ["src", "parallel", "experiments", "figures", "cli"].flatMap(filesOf).flatMap(importsOf);
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

  it("lists every room of src among the layers", () => {
    assert.deepEqual(
      [...new Set(src.map(roomOf))].filter((room) => allowed[room] === undefined),
      [],
    );
  });
});

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { design } from "./design.js";
import { fits } from "./fit.js";
import { pass } from "./pass.js";
import { peers } from "./peers.js";
import { repeats } from "./repeats.js";
import { type Effort, machine, machineText, type Section, sectionText } from "./report.js";
import { reproduce } from "./reproduce.js";
import { scalingModel, scalingSize, scalingWorkers } from "./scaling.js";

/**
 * `node dist/bench/index.js [--quick] [--only NAMES] [--json FILE]`: measures the sections, or those named, prints each as
 * a Markdown table when it is done and writes all of them to FILE. `--quick` is a smoke test of about half a minute.
 */
const sections: Readonly<Record<string, (effort: Effort) => Promise<readonly Section[]>>> = {
  pass: async (effort) => [pass(effort)],
  repeats: async (effort) => [repeats(effort)],
  design: async (effort) => [design(effort)],
  fit: async (effort) => [fits(effort)],
  sampling: async () => [await samplingSection()],
  scaling: async (effort) => [scalingSize(effort), scalingModel(effort), await scalingWorkers(effort)],
  peers: async (effort) => [peers(effort)],
  reproduce: async (effort) => [reproduce(effort)],
};

// Loaded when it is asked for, so that its own command line stays apart from this one.
async function samplingSection(): Promise<Section> {
  const { sampling }: { readonly sampling?: () => Section["rows"] } = await import("./sampling.js");
  return {
    title: "Sampling",
    describes: "Medians of 15 runs, one thread.",
    rows: sampling?.() ?? [],
  };
}

const { values } = parseArgs({
  options: { json: { type: "string" }, quick: { type: "boolean", default: false }, only: { type: "string" } },
});
const names = values.only?.split(",") ?? Object.keys(sections);
const unknown = names.find((name) => !Object.hasOwn(sections, name));
if (unknown !== undefined) {
  process.stderr.write(`unknown section "${unknown}"; known: ${Object.keys(sections).join(", ")}\n`);
  process.exit(2);
}
const here = machine();
console.log(`${machineText(here)}\n`);
const measured: (Section & { readonly name: string })[] = [];
for (const name of names)
  for (const section of await sections[name]({ quick: values.quick })) {
    measured.push({ name, ...section });
    console.log(`${sectionText(section)}\n`);
  }
if (values.json !== undefined) {
  const text = JSON.stringify({ ...here, quick: values.quick, sections: measured }, null, 2);
  writeFileSync(values.json, `${text}\n`);
}

// Writes the published schema of experiments of one's own from the compiled statement of it; part of every build.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { experimentSchemaText } from "../dist/experiments/schema/experiment.js";

const file = fileURLToPath(new URL("../dist/experiments/schema/experiment.schema.json", import.meta.url));
writeFileSync(file, experimentSchemaText());

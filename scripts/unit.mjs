// Runs the unit tests, as many rooms at once as there are processors.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

await import("./rooms.mjs");
const rooms = fileURLToPath(new URL("../dist/test/rooms/", import.meta.url));
const files = readdirSync(rooms).map((name) => `${rooms}${name}`);
const flags = ["--enable-source-maps", "--max-semi-space-size=64"];
const tests = ["--test", `--test-concurrency=${availableParallelism()}`, "--test-reporter=spec"];
const { status } = spawnSync(process.execPath, [...flags, ...tests, ...files], { stdio: "inherit" });
process.exit(status ?? 1);

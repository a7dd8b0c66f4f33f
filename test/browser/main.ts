import { page } from "./page.js";

// Run by the test in a process of its own: the first argument is the source of a module.
const { run, memories } = page();
const { result } = await run(process.argv[2], new URL("../../src/index.js", import.meta.url).href);
process.stdout.write(JSON.stringify({ result, memories: memories() }));

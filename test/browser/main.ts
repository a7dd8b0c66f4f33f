import { page } from "./page.js";
import { workers } from "./workers.js";

// Run by the tests in a process of its own: the first argument is the source of a module, which imports from the second.
const { Worker, counts } = workers();
const { run, memories } = page({ Worker });
const { result } = await run(process.argv[2], new URL(process.argv[3], import.meta.url).href);
process.stdout.write(JSON.stringify({ result: await result, memories: memories(), workers: counts }));

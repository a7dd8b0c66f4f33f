import { runNamedTrial } from "../trial.js";
import type { Task } from "../types/record.js";

// A process of its own, for the memory that fits take: it makes those of the tasks in its argument, one after another, and prints the
// most bytes that it held.
for (const task of JSON.parse(process.argv[2]!) as readonly Task[]) runNamedTrial(task);
process.stdout.write(String(1024 * process.resourceUsage().maxRSS));

import { describe } from "node:test";
import { accounts } from "./accounts.js";
import { missing } from "./cluster.js";
import { nodes } from "./nodes.js";
import { oneNode } from "./one-node.js";

// With Slurms that are started for it: `npm run test:cluster`; with MOESTAT_NODES=1 on one of ten nodes in place of one, which takes two
// minutes. Commands run in processes of their own, since jobs call these again.
const absent = missing("sbatch", "slurmctld", "slurmd", "munged");
const skip =
  absent.length > 0
    ? `${absent.join(", ")} not installed (on Debian: apt-get install slurm-wlm munge)`
    : process.getuid?.() === 0
      ? false
      : "Slurm's programs are started as root";
if (skip) console.log(`the tests on a real cluster are skipped: ${skip}`);

// Most of their time they wait for Slurm, which looks at nodes, limits and old jobs now and then.
describe("a run on a real Slurm", { skip, concurrency: true }, () => {
  if (process.env.MOESTAT_NODES) return nodes();
  oneNode();
  accounts();
});

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import {
  type Cluster,
  cancelledInSilence,
  clusterRun,
  filesOf,
  onOneMachine,
  startSlurm,
  until,
} from "./cluster.js";
import { processesWhere } from "./processes.js";

const skip =
  spawnSync("unshare", ["--uts", "--pid", "--fork", "--mount-proc", "true"]).status !== 0 &&
  "this machine gives no namespaces";

/** Of a Slurm of several nodes, each with its own host name and process numbers, of which some fail on the way. */
export const nodes = () =>
  describe("of several nodes", { skip, concurrency: true }, () => {
    let slurm: Cluster;
    before(async () => {
      slurm = await startSlurm({ port: 18817, nodes: 10 });
    });
    after(() => slurm?.stop());

    it("goes on in tasks that Slurm starts again elsewhere when their node fails", async (t) => {
      const run = clusterRun(t, slurm);
      const { end } = run.start("--partition", "pair1");
      await run.frozen(0);
      slurm.kill(run.nodeOf(0));
      const { code, stderr } = await end;
      assert.equal(code, 0, stderr);
      assert.equal(stderr.match(/submitted/g)?.length, 1, stderr);
      assert.deepEqual(filesOf(run.bed.path("results")), await onOneMachine(t));
    });

    it("submits again what Slurm does not start again when its node fails", async (t) => {
      const run = clusterRun(t, { ...slurm, env: { ...slurm.env, SBATCH_NO_REQUEUE: "1" } });
      const { end } = run.start("--partition", "pair2");
      await run.frozen(0);
      slurm.kill(run.nodeOf(0));
      const { code, stderr } = await end;
      assert.equal(code, 0, stderr);
      assert.match(stderr, /task 0 ended as NODE_FAIL/);
      assert.deepEqual(filesOf(run.bed.path("results")), await onOneMachine(t));
    });

    it("bears two processes of one task, where a node that counts as failed works on", async (t) => {
      const run = clusterRun(t, slurm);
      const { end } = run.start("--partition", "pair3");
      const old = await run.frozen(0);
      const node = run.nodeOf(0);
      process.kill(daemonOf(node), "SIGKILL");
      await until(() => run.holder(0)?.host !== node, "its lock in other hands", 120);
      process.kill(old, "SIGCONT");
      const { code, stderr } = await end;
      assert.equal(code, 0, stderr);
      await until(() => run.processes(0).length === 0, "the end of both");
      // What the older one still wrote is taken up by the same command.
      const again = await run.start("--partition", "pair3").end;
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(filesOf(run.bed.path("results")), await onOneMachine(t));
    });

    it("submits again what runs into its time limit", async (t) => {
      const run = clusterRun(t, slurm);
      const { end } = run.start("--partition", "pair4", "--time", "1");
      await run.frozen(0);
      const { code, stderr } = await end;
      assert.equal(code, 0, stderr);
      assert.match(stderr, /task 0 ended as TIMEOUT/);
      assert.deepEqual(filesOf(run.bed.path("results")), await onOneMachine(t));
    });

    it("does what Slurm has forgotten, cancelled tasks too, where there are no accounts", async (t) => {
      const run = clusterRun(t, slurm);
      const { child, end } = run.start("--partition", "pair5");
      await cancelledInSilence(run, slurm, child);
      const { code, stderr } = await end;
      assert.equal(code, 0, stderr);
      assert.match(stderr, /task 0 ended as UNKNOWN/);
      assert.deepEqual(filesOf(run.bed.path("results")), await onOneMachine(t));
    });
  });

/** The `slurmd` of a node. */
function daemonOf(node: string): number {
  const [found] = processesWhere(
    ({ pid, words }) =>
      words[0] === "slurmd" &&
      readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`MOESTAT_NODE=${node}`),
  );
  assert.ok(found, `slurmd of ${node}`);
  return found;
}

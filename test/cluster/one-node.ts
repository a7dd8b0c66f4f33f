import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { type Cluster, clusterRun, filesOf, onOneMachine, startSlurm } from "./cluster.js";

/** Of a Slurm that is this machine alone: tasks that are killed, cancelled, and left to themselves. */
export const oneNode = () =>
  describe("of one node", { concurrency: 1 }, () => {
    let slurm: Cluster;
    before(async () => {
      slurm = await startSlurm({ port: 16817 });
    });
    after(() => slurm?.stop());

    it("ends with the files of one machine, although tasks are killed and cancelled on the way", async (t) => {
      const { bed, start, job, frozen } = clusterRun(t, slurm);
      const one = await onOneMachine(t);
      const { end } = start();
      const [killed] = await Promise.all([frozen(0), frozen(1)]);
      process.kill(killed, "SIGKILL");
      const array = job();
      slurm.ask("scancel", `${array}_1`);
      const { code, stderr } = await end;
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`task 1 of job ${array} cancelled, \\d+ fits are not done`));

      const again = await start().end;
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(filesOf(bed.path("results")), one);
    });

    it("submits killed tasks again by itself", async (t) => {
      const { bed, start, frozen } = clusterRun(t, slurm);
      const { end } = start();
      process.kill(await frozen(0), "SIGKILL");
      const { code, stderr } = await end;
      assert.equal(code, 0, stderr);
      assert.match(stderr, /ended as FAILED/);
      assert.equal(stderr.match(/submitted/g)?.length, 2);
      assert.deepEqual(filesOf(bed.path("results")), await onOneMachine(t));
    });

    it("goes on without the command after Ctrl-C, and is followed by the same command", async (t) => {
      const { bed, start, frozen, processes } = clusterRun(t, slurm);
      const { child, end } = start();
      const task = await frozen(0);
      child.kill("SIGINT");
      const { code, stderr } = await end;
      assert.equal(code, 130);
      assert.match(
        stderr,
        /job \d+ goes on without this process; the same command follows it, scancel \d+ ends it/,
      );
      assert.deepEqual(processes(0), [task], "the array is there");
      const second = start();
      await new Promise<void>((resolve) => {
        let heard = "";
        second.child.stderr!.on("data", (chunk) => {
          heard += chunk;
          if (heard.includes("it is followed")) resolve();
        });
        second.child.on("close", () => resolve());
      });
      process.kill(task, "SIGCONT");
      const again = await second.end;
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /of an earlier call goes on; it is followed/);
      assert.doesNotMatch(again.stderr, /submitted/);
      assert.ok(readdirSync(bed.path("results")).every((file) => !file.includes("shard")));
    });
  });

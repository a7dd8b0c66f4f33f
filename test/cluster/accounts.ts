import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  type Cluster,
  cancelledInSilence,
  clusterRun,
  filesOf,
  missing,
  onOneMachine,
  startSlurm,
} from "./cluster.js";

const absent = missing("slurmdbd", "mariadbd", "my_print_defaults");
const skip =
  absent.length > 0 &&
  `${absent.join(", ")} not installed (on Debian: apt-get install slurmdbd mariadb-server-core mariadb-client-core)`;

/** Of a Slurm that keeps accounts: what becomes of tasks that `squeue` knows no more. */
export const accounts = () =>
  describe("with accounts", { skip, concurrency: 1 }, () => {
    let slurm: Cluster;
    before(async () => {
      slurm = await startSlurm({ port: 17817, accounts: true });
    });
    after(() => slurm?.stop());

    it("learns from them that a task was cancelled, and the same command ends it", async (t) => {
      const run = clusterRun(t, slurm);
      const { child, end } = run.start();
      const array = await cancelledInSilence(run, slurm, child);
      const { code, stderr } = await end;
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`task 0 of job ${array} cancelled, \\d+ fits are not done`));
      const again = await run.start().end;
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(filesOf(run.bed.path("results")), await onOneMachine(t));
    });
  });

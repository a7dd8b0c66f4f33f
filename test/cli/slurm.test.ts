import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { shardWords } from "../../cli/cluster.js";
import { assertRefused, type Bench, bench, type Ended, ended, outputOf } from "./process.js";

const amounts = ["run", "softmax-exact", "--sizes", "40,60", "--reps", "2"];
const onSlurm = [...amounts, "--executor", "slurm", "--array", "2", "--poll", "1"];
const folder = "results/slurm/softmax-exact-certified";

/**
 * Slurm as far as a run sees it. `sbatch` notes its words and runs the tasks in the background, each as `task`
 * says, a shell command with the script in $1 and the task's number in SLURM_ARRAY_TASK_ID; what it returns is the task's state, 0 for
 * COMPLETED, 9 for CANCELLED, else FAILED.
 */
const fakes = (task: string): Readonly<Record<string, string>> => ({
  sbatch: `
# Whole or not at all: squeue may read at any moment.
tell() { echo "$2|$3|$4|moestat-softmax-exact-certified" > "$FAKE/draft.$BASHPID"; mv "$FAKE/draft.$BASHPID" "$FAKE/$1.$2"; }
echo "$@" >> "$FAKE/submitted"
job=$(wc -l < "$FAKE/submitted")
list=\${2#--array=}
script=$3
tasks=$(for part in \${list//,/ }; do seq \${part%-*} \${part#*-}; done)
for i in $tasks; do tell $job $i PENDING Priority; done
export SLURM_ARRAY_JOB_ID=$job
for i in $tasks; do
  (
    export SLURM_ARRAY_TASK_ID=$i
    tell $job $i RUNNING None
    ( ${task} ) >> "$(dirname "$script")/task-$i.log" 2>&1
    case $? in 0) state=COMPLETED ;; 9) state=CANCELLED ;; *) state=FAILED ;; esac
    tell $job $i $state None
  ) > /dev/null 2>&1 &
done
echo "$job"`,
  squeue: `
for word in "$@"; do case $word in --jobs=*) job=\${word#--jobs=} ;; esac; done
if [ -e "$FAKE/silent" ]; then rm "$FAKE/silent"; echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1; fi
kept='PENDING|RUNNING'
case " $* " in *" --states=all "*) kept=. ;; esac
cat "$FAKE/$job".* 2>/dev/null | grep -E "$kept" || [ $kept != . ] || { echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1; }`,
  sacct: "exit 1",
});

interface Fake {
  readonly run: (...args: string[]) => Promise<Ended>;
  readonly env: NodeJS.ProcessEnv;
  /** The words of each `sbatch`. */
  readonly submitted: () => string[];
  /** A file of the fake's state. */
  readonly state: (name: string) => string;
}

/** Programs that stand in for Slurm's on PATH. */
function fakeSlurm({ path, start }: Bench, task = 'bash "$script"'): Fake {
  const bin = path("bin");
  mkdirSync(bin);
  mkdirSync(path("fake"));
  for (const [name, text] of Object.entries(fakes(task))) {
    writeFileSync(join(bin, name), `#!/bin/bash\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = { PATH: `${bin}:${process.env.PATH}`, FAKE: path("fake") };
  const state = (name: string) => path(`fake/${name}`);
  return {
    env,
    state,
    run: (...args) => ended(start(args, env)),
    submitted: () =>
      existsSync(state("submitted")) ? readFileSync(state("submitted"), "utf8").trim().split("\n") : [],
  };
}

/** The files of a folder but for the times and the job's, byte for byte. */
const filesOf = ({ path }: Bench, out: string) =>
  Object.fromEntries(
    readdirSync(path(out))
      .filter((file) => !file.endsWith(".times.csv") && file !== "slurm")
      .map((file) => [file, readFileSync(join(path(out), file), "utf8")]),
  );

describe("moestat run --executor slurm", { concurrency: 2 }, () => {
  it("prints script and command for --dry-run, and does nothing", async (t) => {
    const bed = bench(t);
    const { run, submitted } = fakeSlurm(bed);
    const asked = ["--partition", "long", "--time=02:00:00", "--cpus", "2", "--mem", "2G", "--dry-run"];
    const lines = outputOf(await run(...onSlurm, ...asked))
      .trim()
      .split("\n");
    assert.deepEqual(lines.slice(0, 7), [
      "#!/bin/bash",
      "#SBATCH --job-name=moestat-softmax-exact-certified",
      "#SBATCH --partition=long",
      "#SBATCH --time=02:00:00",
      "#SBATCH --cpus-per-task=2",
      "#SBATCH --mem=2G",
      `#SBATCH --output=${bed.path(folder)}/task-%a.log`,
    ]);
    assert.match(
      lines.find((line) => line.startsWith("exec "))!,
      /main\.js run softmax-exact --sizes 40,60 --reps 2 --workers 2 --shard "\$SLURM_ARRAY_TASK_ID\/2"$/,
    );
    assert.equal(lines.at(-1), `sbatch --parsable --array=0-1 ${folder}/job.sh`);
    assert.deepEqual(submitted(), []);
    assert.equal(existsSync(bed.path("results")), false);
  });

  it("leaves the files of one machine, and no shard", async (t) => {
    const bed = bench(t);
    const { run, submitted, state } = fakeSlurm(bed);
    await bed.left(...amounts, "--workers", "1", "--out", "one");
    writeFileSync(state("silent"), "");
    const { code, stderr } = await run(...onSlurm);
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /squeue does not answer \(slurm_load_jobs error: Unable to contact slurm controller\)/,
    );
    assert.deepEqual(submitted(), [`--parsable --array=0-1 ${folder}/job.sh`]);
    assert.deepEqual(filesOf(bed, "results"), filesOf(bed, "one"));
    const times = bed.read("results/softmax-exact-certified.times.csv").trim().split("\n");
    assert.equal(times.length, 5, "each fit has its time");
  });

  it("submits tasks again that end early, and only these", async (t) => {
    const bed = bench(t);
    const once = 'if [ "$SLURM_ARRAY_TASK_ID$job" = 11 ]; then echo oops; exit 1; else bash "$script"; fi';
    const { run, submitted } = fakeSlurm(bed, once);
    const { code, stderr } = await run(...onSlurm);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /job 1 left 2 fits undone; task 1 ended as FAILED, its last words: oops/);
    assert.deepEqual(
      submitted().map((words) => words.split(" ")[1]),
      ["--array=0-1", "--array=1"],
    );
  });

  it("gives a task up that ends without a fit time after time, when the others are done", async (t) => {
    const bed = bench(t);
    const never = 'if [ "$SLURM_ARRAY_TASK_ID" = 1 ]; then echo no memory; exit 1; else bash "$script"; fi';
    const { run, submitted } = fakeSlurm(bed, never);
    const { code, stderr } = await run(...onSlurm, "--attempts", "2");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /moestat: task 1 ended 2 times in a row without a new fit; task 1 ended as FAILED, its last words: no memory; logs in/,
    );
    assert.equal(submitted().length, 2);
    assert.equal(bed.read("results/softmax-exact-certified.jsonl").trim().split("\n").length, 3);
    const rest = await bed.moestat(...amounts);
    assert.equal(rest.code, 0, rest.stderr);
    assert.match(rest.stderr, /4\/4 fits, finished/);
  });

  it("does not submit cancelled tasks again but by the same command", async (t) => {
    const bed = bench(t);
    const { run, submitted } = fakeSlurm(bed, '[ "$job" = 1 ] && exit 9; bash "$script"');
    assert.match(
      (await run(...onSlurm)).stderr,
      /moestat: tasks 0-1 of job 1 cancelled, 4 fits are not done; the same command submits them again/,
    );
    const again = await run(...onSlurm);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(submitted().length, 2);
  });

  it("begins a job of its own where the note of an earlier one is damaged", async (t) => {
    const bed = bench(t);
    const { run, submitted } = fakeSlurm(bed);
    mkdirSync(bed.path(folder), { recursive: true });
    bed.write(`${folder}/job.json`, { id: "12" });
    const { code, stderr } = await run(...onSlurm);
    assert.equal(code, 0, stderr);
    assert.equal(submitted().length, 1);
  });

  it("takes up what a killed task on another machine left locked", async (t) => {
    const bed = bench(t);
    const elsewhere =
      'lock=results/softmax-exact-certified.shard-$SLURM_ARRAY_TASK_ID-of-2.jsonl.lock; [ "$job" = 1 ] && { echo "{\\"pid\\":1,\\"host\\":\\"node7\\",\\"born\\":null,\\"job\\":\\"1\\"}" > $lock; exit 1; }; bash "$script"';
    const { run } = fakeSlurm(bed, elsewhere);
    const { code, stderr } = await run(...onSlurm);
    assert.equal(code, 0, stderr);
    assert.equal(readdirSync(bed.path("results")).filter((file) => file.includes("shard")).length, 0);
  });

  it("says what is wrong with the options, and that Slurm is missing", async (t) => {
    const bed = bench(t);
    const { moestat } = bed;
    assertRefused(await moestat(...amounts, "--executor", "slurm"), "missing --array; `moestat plan`");
    assertRefused(await moestat(...amounts, "--time", "1"), "invalid --time; it needs --executor slurm");
    assertRefused(await moestat(...onSlurm, "--workers", "2"), "invalid --workers; with --executor slurm");
    assertRefused(await moestat(...onSlurm, "--shard", "0/2"), "invalid --shard; with --executor slurm");
    assertRefused(await moestat(...amounts, "--executor", "slrum"), 'unknown executor "slrum"', "slurm");
    mkdirSync(bed.path("empty"));
    const { code, stderr } = await ended(bed.start(onSlurm, { PATH: bed.path("empty") }));
    assert.equal(code, 2);
    assert.match(stderr, /moestat: cannot run sbatch; Slurm is not installed on this machine/);
  });

  it("gives array tasks the command line without the options of the cluster", () => {
    const given = "run a --executor=slurm --sizes 1,2 --array 20 --dry-run --mem 2G --time=1 --seed --out x";
    assert.deepEqual(shardWords(given.split(" ")), "run a --sizes 1,2 --seed --out x".split(" "));
  });
});

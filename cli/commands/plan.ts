import type { Command } from "commander";
import type { Range } from "../../experiments/planning/extrapolate.js";
import {
  type ArrayPlan,
  arrayFor,
  type PlanOptions,
  planWork,
  type WorkPlan,
} from "../../experiments/planning/plan.js";
import { shellWord } from "../../experiments/shell-word.js";
import { budgetOf } from "../budget.js";
import { command } from "../command.js";
import { experimentAsked } from "../experiment.js";
import { integer, integers } from "../options.js";
import { note, print, printJson } from "../output.js";
import { brief, count, duration, table } from "../terminal.js";

interface Options {
  readonly protocol: string;
  readonly quick?: boolean;
  readonly full?: boolean;
  readonly sizes?: readonly number[];
  readonly reps?: number;
  readonly workers?: number;
  readonly time: number;
  readonly cpus: number;
  readonly seconds: number;
  readonly json?: boolean;
}

/** `moestat plan EXPERIMENT`: what a run will take, and an array of tasks for it. */
export const planCommand = (): Command =>
  command("plan", {
    detail:
      "Makes fits for some seconds, at rising sizes. What is larger than these is not run: its time follows from the measured power of n, its memory from the measured bytes an observation. The times are those of this machine.",
    examples: [
      ["moestat plan softmax-exact --full", "Core-hours of the declared protocol, and a cluster's array:"],
      [
        "moestat plan softmax-exact --sizes 1e6,1e8 --reps 2000 --time 04:00:00 --cpus 4",
        "Samples of a hundred million, with tasks of four hours and four processors:",
      ],
      ["moestat plan softmax-over --workers 16", "On one machine with 16 processors:"],
    ],
  })
    .usage("EXPERIMENT [options]")
    .argument("<EXPERIMENT>", "name of an experiment (see `moestat list`), or a file of one's own")
    .option("--protocol <NAME>", "certified, paper or paper-certified", "certified")
    .option("--quick", "the sizes and replicates of run --quick")
    .option("--full", "every size and replicate of the declared protocol")
    .option("--sizes <N1,N2>", "sample sizes instead: 1e4,1e6", integers("--sizes"))
    .option("--reps <N>", "replicates at each size instead", integer("--reps"))
    .option("--workers <N>", "workers of one machine, for its hours", integer("--workers"))
    .option("--time <HH:MM:SS>", "how long an array task may take", wallTime, 3600)
    .option("--cpus <N>", "processors of an array task", integer("--cpus", 1e4), 1)
    .option("--seconds <N>", "seconds of fits for the estimate", integer("--seconds", 3600), 10)
    .option("--json", "print one JSON object")
    .action(show);

/** Seconds of a wall time as Slurm takes it: `30` (minutes), `01:30:00`, `2-00:00:00` (days). */
function wallTime(text: string): number {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$|^(\d+)$/.exec(text);
  if (!match) throw new Error(`invalid --time; not of the form HH:MM:SS: ${text}`);
  const [days, hours, minutes, seconds, alone] = match.slice(1).map((part) => Number(part ?? 0));
  const total = 86_400 * days! + 3600 * hours! + 60 * (minutes! + alone!) + seconds!;
  if (total > 0) return total;
  throw new Error(`invalid --time; not positive: ${text}`);
}

async function show(word: string, options: Options): Promise<void> {
  const { protocol, sizes, reps, seconds } = options;
  const budget = budgetOf(options);
  const asked: PlanOptions = {
    experiment: await experimentAsked(word, {}),
    protocol,
    budget,
    sizes,
    reps,
    seconds,
  };
  const plan = planWork(asked);
  const array = arrayFor(plan, options);
  if (options.json) printJson({ ...plan, array });
  else printPlan(shellWord(word), plan, array, options);
}

function printPlan(word: string, plan: WorkPlan, array: ArrayPlan, options: Options): void {
  print(report(plan, options));
  const { tasks, memory, tooLong } = array;
  const { time, cpus } = options;
  if (tooLong)
    note(
      `a fit of n = ${plan.sizes.at(-1)!.n.toLocaleString("en")} may take longer than ${duration(time)}; a task that ends before it is done begins it again`,
    );
  const words = [
    ...["moestat run", word, ...askedWords(options), "--executor slurm"],
    ...[`--array ${tasks}`, `--cpus ${cpus}`, `--time ${clock(time)}`],
    ...(memory === undefined ? [] : [`--mem ${Math.ceil(memory / 2 ** 30)}G`]),
  ];
  print(`\nin tasks of ${duration(time)} on ${count(cpus, "processor")}:\n  ${words.join(" ")}`);
}

function askedWords({ protocol, quick, full, sizes, reps }: Options): string[] {
  return [
    ...(protocol === "certified" ? [] : [`--protocol ${protocol}`]),
    ...(quick ? ["--quick"] : []),
    ...(full ? ["--full"] : []),
    ...(sizes ? [`--sizes ${sizes.join()}`] : []),
    ...(reps === undefined ? [] : [`--reps ${reps}`]),
  ];
}

function report(plan: WorkPlan, { workers }: Options): string {
  const { experiment, protocol, fits, sizes, coreSeconds, exponent, measuredTo, bytesPerObservation } = plan;
  const unit = coreSeconds.value < 360 ? { name: "seconds", seconds: 1 } : { name: "hours", seconds: 3600 };
  const beyond = sizes.some(({ extrapolated }) => extrapolated);
  const rows = sizes.map(({ n, fits, seconds, memory, extrapolated }) => [
    n.toLocaleString("en"),
    fits.toLocaleString("en"),
    ranged(seconds, 1),
    ranged(seconds, fits / unit.seconds),
    memory === undefined ? "" : (memory / 2 ** 20).toFixed(0),
    extrapolated ? "extrapolated" : "measured",
  ]);
  return [
    `${experiment} (${protocol}): ${count(fits, "fit")}, ${ranged(coreSeconds, 1 / unit.seconds)} core-${unit.name} on machines like this one`,
    ...(workers === undefined
      ? []
      : [
          `on ${count(workers, "worker")}: ${ranged(coreSeconds, 1 / (unit.seconds * workers))} ${unit.name}`,
        ]),
    "",
    table([["n", "fits", "seconds a fit", `core-${unit.name}`, "MB a worker", "time is"], ...rows]),
    "",
    ...(beyond
      ? [
          `beyond n = ${measuredTo.toLocaleString("en")} times go on like n^${exponent.value.toFixed(2)}, as the largest that were measured do; the upper end of an interval goes on at least like n`,
        ]
      : []),
    ...(bytesPerObservation === undefined
      ? []
      : [`memory: ${bytesPerObservation.toFixed(0)} bytes an observation`]),
  ].join("\n");
}

const ranged = ({ value, low, high }: Range, factor: number): string =>
  `${brief(factor * value, 2)} [${brief(factor * low, 2)}, ${brief(factor * high, 2)}]`;

/** Seconds as Slurm takes them. */
function clock(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return [hours, minutes, rest].map((part) => String(part).padStart(2, "0")).join(":");
}

import { setTimeout as wait } from "node:timers/promises";
import type { CommandLine, Ended } from "./process.js";

// The process behind `moestat` of process.ts: one command line after another, as its parent sends them. Each runs the
// entry point of the command line, or a program, anew, with what a process of its own would have: a working folder, arguments, an exit
// code, and an end only when nothing is left that would keep a process alive.
const main = new URL("../../cli/main.js", import.meta.url).href;
let runs = 0;

/** Gathers what is written to a stream until `restore` is called. */
function captured(stream: NodeJS.WriteStream) {
  const { write } = stream;
  let text = "";
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    const written = rest.find((argument) => typeof argument === "function");
    if (written) process.nextTick(written as () => void);
    return true;
  }) as typeof write;
  return {
    text: () => text,
    restore: () => {
      stream.write = write;
      stream.removeAllListeners("error");
    },
  };
}

/** What keeps this process alive beyond what did so `before`: timers, sockets, workers. */
const stillAlive = (before: readonly string[]): string[] => {
  const count = (kinds: readonly string[], kind: string) => kinds.filter((own) => own === kind).length;
  const now = process.getActiveResourcesInfo();
  return [...new Set(now)].filter((kind) => count(now, kind) > count(before, kind));
};

/** Waits until nothing more is alive than `before`; throws where that is not so after ten seconds. */
async function idle(before: readonly string[]): Promise<void> {
  for (let tries = 0; stillAlive(before).length > 0; tries++) {
    if (tries === 2000) throw new Error(`the command does not end: ${stillAlive(before)}`);
    await wait(5);
  }
}

async function run({ folder, args, program = main }: CommandLine): Promise<Ended> {
  const streams = [captured(process.stdout), captured(process.stderr)];
  const before = process.getActiveResourcesInfo();
  const warned = ({ name, message }: Error) => process.stderr.write(`${name}: ${message}\n`);
  process.on("warning", warned);
  process.chdir(folder);
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
  process.exitCode = undefined;
  try {
    await import(`${program}?run=${++runs}`);
    await idle(before);
    const [stdout, stderr] = streams.map(({ text }) => text());
    return { code: Number(process.exitCode ?? 0), stdout, stderr };
  } finally {
    process.exitCode = undefined;
    process.off("warning", warned);
    for (const { restore } of streams) restore();
    process.chdir("/");
  }
}

process.on("message", (line: CommandLine) => {
  run(line).then((result) => process.send?.(result));
});
process.on("disconnect", () => process.exit());

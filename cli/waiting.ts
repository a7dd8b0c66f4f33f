import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** Where a sign of life goes, and when the first one comes, in milliseconds. */
interface Place {
  readonly stream: { readonly isTTY: boolean; readonly fd: number };
  readonly after: number;
}

const usual: Place = { stream: process.stderr, after: 2000 };

/**
 * Does work that keeps the thread busy, and meanwhile tells a terminal in one line how long it has taken and, where the work says it, how far it is.
 * Nothing is told of short work, elsewhere, and where one wants quiet. The line goes away in the end.
 */
export async function whileWaiting<Result>(
  label: string,
  { quiet = false }: { readonly quiet?: boolean },
  work: (say: (done: number, of: number) => void) => Result | Promise<Result>,
  { stream, after }: Place = usual,
): Promise<Result> {
  if (quiet || !stream.isTTY) return work(() => {});
  const told = new Int32Array(new SharedArrayBuffer(12));
  const clock = new Worker(new URL("./waiting-clock.js", import.meta.url), {
    workerData: { label, fd: stream.fd, after, told },
  });
  try {
    return await work((done, of) => {
      Atomics.store(told, 1, done);
      Atomics.store(told, 2, of);
    });
  } finally {
    await clock.terminate();
    if (Atomics.load(told, 0) > 0) writeSync(stream.fd, "\r\u001B[2K");
  }
}

import { Worker } from "node:worker_threads";
import { type FitAsync, fitAsyncIn } from "./fitAsync.js";

/** `fitAsync` in worker threads. */
export const fitAsync: FitAsync = fitAsyncIn((receive, fail) => {
  // Flags that only a main thread takes, as `--input-type`, are not passed on.
  const worker = new Worker(new URL("./nodeWorker.js", import.meta.url), { execArgv: [] });
  worker.on("message", receive);
  worker.on("messageerror", fail);
  worker.on("error", fail);
  worker.on("exit", (code) =>
    fail(new Error(`the worker ended before its fit was made; exit code: ${code}`)),
  );
  return { post: (task) => worker.postMessage(task), end: () => void worker.terminate() };
});

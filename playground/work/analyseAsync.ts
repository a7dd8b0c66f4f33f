import type { Analysis, AnalysisTask } from "../derived/analyse.js";
import type { AnalysisMessage } from "./analysisWorker.js";

/** `analyse` in a worker of its own, which an abort ends. */
export function analyseAsync(task: AnalysisTask, signal: AbortSignal): Promise<Analysis> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./analysisWorker.ts", import.meta.url), { type: "module" });
    const abort = () => finish(() => reject(signal.reason));
    const finish = (then: () => void) => {
      worker.terminate();
      signal.removeEventListener("abort", abort);
      then();
    };
    worker.onmessage = ({ data }: MessageEvent<AnalysisMessage>) =>
      finish(() => ("analysis" in data ? resolve(data.analysis) : reject(new Error(data.error))));
    worker.onerror = ({ message }) => finish(() => reject(new Error(message)));
    signal.addEventListener("abort", abort);
    worker.postMessage(task);
  });
}

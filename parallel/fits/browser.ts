import { type FitAsync, fitAsyncIn } from "./fitAsync.js";
import type { FitMessage, FitTask } from "./messages.js";

/** What a browser gives of a worker. */
interface BrowserWorker {
  onmessage: ((event: { readonly data: FitMessage }) => void) | null;
  onmessageerror: (() => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  readonly postMessage: (task: FitTask) => void;
  readonly terminate: () => void;
}
declare const Worker: new (url: URL, options: { readonly type: "module" }) => BrowserWorker;

/** `fitAsync` in workers of a browser. */
export const fitAsync: FitAsync = fitAsyncIn((receive, fail) => {
  // Written out in one expression, by which bundlers find the worker's module.
  const worker = new Worker(new URL("./browserWorker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => receive(data);
  worker.onmessageerror = () => fail(new Error("the worker sent what could not be read"));
  worker.onerror = ({ message }) =>
    fail(new Error(`the worker ended before its fit was made; ${message ?? "its module did not load"}`));
  return { post: (task) => worker.postMessage(task), end: () => worker.terminate() };
});

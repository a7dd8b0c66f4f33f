import type { FitMessage, FitTask } from "./messages.js";
import { work } from "./work.js";

/** What a worker of a browser has. */
interface Scope {
  onmessage: ((event: { readonly data: FitTask }) => void) | null;
  readonly postMessage: (message: FitMessage) => void;
}
declare const self: Scope;

// The entry of a browser's worker: one fit.
self.onmessage = ({ data }) => work(data, (message) => self.postMessage(message));

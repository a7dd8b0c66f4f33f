import { readFileSync } from "node:fs";
import { page } from "./page.js";

type Listener = ((event: { readonly data: unknown }) => void) | null;

/**
 * `Worker` as a page has it: each runs its module in a realm of its own, and what the two send each other is cloned. They share this
 * thread, so that a worker runs when the page waits. `counts` says how many were opened and ended.
 */
export function workers() {
  const counts = { opened: 0, ended: 0 };
  /** Called with `new`, which gives the object that it returns. */
  function Worker(url: URL, { type }: { readonly type: string }) {
    if (type !== "module") throw new Error(`not a worker of modules: ${type}`);
    counts.opened++;
    let isOpen = true;
    const outside = {
      onmessage: null as Listener,
      onerror: null as ((event: { readonly message: string }) => void) | null,
      postMessage: (data: unknown): void => {
        const copy = structuredClone(data);
        ready.then(() => isOpen && inside.onmessage?.({ data: copy }));
      },
      terminate: (): void => {
        isOpen = false;
        counts.ended++;
      },
    };
    const inside = {
      onmessage: null as Listener,
      postMessage: (data: unknown): void => {
        const copy = structuredClone(data);
        queueMicrotask(() => isOpen && outside.onmessage?.({ data: copy }));
      },
    };
    const ready = page({ self: inside })
      .run(readFileSync(url, "utf8"), url.href)
      .catch((error: Error) => outside.onerror?.({ message: error.message }));
    return outside;
  }
  return { Worker, counts };
}

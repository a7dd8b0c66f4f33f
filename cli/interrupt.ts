const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** What is thrown when the user or the system ends a run; `exitCode` is 128 + the number of the signal. */
interface Interruption extends Error {
  readonly exitCode: number;
}

/** Whether an error is an interruption that has been explained to the user. */
export const isInterruption = (error: unknown): error is Interruption =>
  error instanceof Error && error.name === "Interruption";

const interruption = (signal: keyof typeof CODES): Interruption =>
  Object.assign(new Error(`interrupted`), { name: "Interruption", exitCode: CODES[signal] });

/**
 * Does work that the user may end with Ctrl-C. The first Ctrl-C aborts the signal that `work` has been given; the promise then
 * rejects with an interruption whose message ends with `explain()`. A second Ctrl-C ends the process at once.
 */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  explain: () => string,
): Promise<Result> {
  const controller = new AbortController();
  const listeners = (Object.keys(CODES) as (keyof typeof CODES)[]).map((name) => {
    const listener = (): void => {
      if (controller.signal.aborted) process.exit(CODES[name]);
      controller.abort(interruption(name));
    };
    process.on(name, listener);
    return { name, listener };
  });
  try {
    return await work(controller.signal);
  } catch (error) {
    if (isInterruption(error)) error.message = `interrupted; ${explain()}`;
    throw error;
  } finally {
    for (const { name, listener } of listeners) process.off(name, listener);
  }
}

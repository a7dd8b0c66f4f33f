/** How far a computation of many fits has come. */
export interface Progress {
  /** `fit`: the fit of k experts; `test`: a replicate of the test of k experts against more. */
  readonly what: "fit" | "test";
  readonly k: number;
  /** @deprecated The name is `k`. */
  readonly experts: number;
  readonly done: number;
  readonly total: number;
}

/** What a computation of many fits tells and asks of its caller. */
export interface Watch {
  /** Called after every fit. What it returns is awaited, so that a caller can let a page live or an abort come through in between. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined;
  /** Looked at after every fit; an abort ends the computation with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Tells the caller and lets an abort through. */
export async function report({ onProgress, signal }: Watch, progress: Progress): Promise<void> {
  await onProgress?.(progress);
  signal?.throwIfAborted();
}

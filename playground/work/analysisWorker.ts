import { type Analysis, type AnalysisTask, analyse } from "../derived/analyse.js";

/** What the worker sends. */
export type AnalysisMessage = { readonly analysis: Analysis } | { readonly error: string };

// The entry of a worker: one analysis.
self.onmessage = ({ data }: MessageEvent<AnalysisTask>) => {
  try {
    self.postMessage({ analysis: analyse(data) } satisfies AnalysisMessage);
  } catch (error) {
    self.postMessage({ error: (error as Error).message } satisfies AnalysisMessage);
  }
};

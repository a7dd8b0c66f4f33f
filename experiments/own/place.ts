/** What `work` gives; an error of it says where the mistake stands: `truth; invalid experts.sigma2[1]; not positive: -0.3`. */
export function at<Result>(place: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw placed(place, "; ", error);
  }
}

/** The same error as a mistake of the caller, with the place before its message. */
export const placed = (place: string, mark: "; " | ": ", error: unknown): Error =>
  new Error(`${place}${mark}${error instanceof Error ? error.message : String(error)}`, { cause: error });

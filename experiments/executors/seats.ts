/** Room for some pieces of work at a time; the others wait for their turn. */
export interface Seats {
  /** The result of the work, which begins when there is a seat. Rejects where it has none by the end. */
  readonly take: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Sends away all that wait. */
  readonly close: () => void;
}

/** Seats for `count` pieces of work. */
export function seats(count: number): Seats {
  const waiting: { readonly begin: () => void; readonly leave: (reason: Error) => void }[] = [];
  let free = count;
  const turn = (): Promise<void> =>
    free > 0
      ? Promise.resolve(void free--)
      : new Promise((begin, leave) => {
          waiting.push({ begin, leave });
        });
  const stand = (): void => {
    const next = waiting.shift();
    if (next) next.begin();
    else free++;
  };
  return {
    take: (work) => turn().then(() => work().finally(stand)),
    close: () => {
      for (const { leave } of waiting.splice(0)) leave(new Error("the workers have ended"));
    },
  };
}

import type { TrialRecord } from "../types/record.js";
import { type FitName, linesAt, type Places, places } from "./places.js";
import { type Contents, type Header, parseRecord, readResults } from "./results-file.js";

/**
 * Records that stand in a results file: each is read when its turn comes, every time anew, and none is kept. An array of them is
 * `[...records]`. Reading throws where the file is no longer as it was.
 */
export interface Records extends Iterable<TrialRecord> {
  readonly length: number;
  readonly at: (i: number) => TrialRecord;
  /** Those whose size and replicate are wanted. */
  readonly where: (wanted: (fit: FitName) => boolean) => Records;
}

/** Where records stand. */
export interface Standing {
  readonly file: string;
  /** The header under which their lines are sealed. */
  readonly header: Header;
  readonly places: Places;
}

/** What a results file holds, and where its records stand. Throws like `readResults`. */
export function standingIn(
  file: string,
  header: Header,
): { readonly contents: Contents; readonly standing: Standing } {
  const at = places();
  const contents = readResults(file, header, (record, { start, end }) => at.add(record, start, end));
  return { contents, standing: { file, header: contents.header, places: at } };
}

/** The records at places of a file, in the order that is given, each changed as it is read. */
export function recordsAt(
  { file, header, places }: Standing,
  order: Uint32Array,
  change: (record: TrialRecord) => TrialRecord = (record) => record,
): Records {
  function* read(lines: Iterable<number>): Generator<TrialRecord> {
    for (const line of linesAt(file, places, lines)) {
      const record = parseRecord(line.slice(0, -1), header);
      if (!record) throw new Error(`results file "${file}" was changed while it was read; try again`);
      yield change(record);
    }
  }
  return {
    length: order.length,
    at: (i) => [...read(order.subarray(i, i + 1))][0],
    where: (wanted) =>
      recordsAt(
        { file, header, places },
        order.filter((i) => wanted(places.fitAt(i))),
        change,
      ),
    [Symbol.iterator]: () => read(order),
  };
}

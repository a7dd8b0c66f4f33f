import { createHash } from "node:crypto";
import { closeSync, readSync } from "node:fs";
import { openIfThere } from "./open-if-there.js";

/** A line of a file without its end. */
export interface Line {
  readonly text: string;
  /** Bytes of the file before it. */
  readonly start: number;
  /** Bytes of the file up to the end of this line, its line end included. */
  readonly end: number;
  /** False for what follows the last line end: a process was killed as it wrote, or the file was cut. */
  readonly whole: boolean;
}

const chunk = 1 << 20;

/**
 * The lines of a text file in UTF-8, one after another, so that a file may be larger than memory or than a string can be. A file
 * that is not there has none.
 */
export function* linesOf(file: string): Generator<Line> {
  let rest: Buffer[] = [];
  let [read, start] = [0, 0];
  for (const bytes of chunksOf(file)) {
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      const text = Buffer.concat([...rest, bytes.subarray(from, at)]).toString("utf8");
      rest = [];
      from = at + 1;
      yield { text, start, end: read + from, whole: true };
      start = read + from;
    }
    if (from < bytes.length) rest.push(Buffer.from(bytes.subarray(from)));
    read += bytes.length;
  }
  if (rest.length > 0) yield { text: Buffer.concat(rest).toString("utf8"), start, end: read, whole: false };
}

/** SHA-256 of a file's bytes, in hexadecimal. */
export function sha256Of(file: string): string {
  const hash = createHash("sha256");
  for (const bytes of chunksOf(file)) hash.update(bytes);
  return hash.digest("hex");
}

/** The bytes of a file in parts, each of which is overwritten by the next; none where there is no file. */
function* chunksOf(file: string): Generator<Buffer> {
  const handle = openIfThere(file);
  if (handle === undefined) return;
  try {
    const buffer = Buffer.allocUnsafe(chunk);
    for (let bytes = readSync(handle, buffer); bytes > 0; bytes = readSync(handle, buffer))
      yield buffer.subarray(0, bytes);
  } finally {
    closeSync(handle);
  }
}

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";

// Text is gathered to pieces of about this many characters, each written in one go.
const piece = 1 << 20;

/**
 * Writes a file beside its place and moves it there, so that readers see the whole file or none, after a loss of power too. The
 * text may come in parts.
 */
export function writeWhole(file: string, text: string | Iterable<string>): void {
  const draft = draftOf(file);
  try {
    const handle = openSync(draft, "w");
    try {
      for (const part of typeof text === "string" ? [text] : gathered(text)) writeAll(handle, part);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes what a process that was killed in `writeWhole` left. */
export const removeDraft = (file: string): void => rmSync(draftOf(file), { force: true });

/** Writes all of a text, where the system takes it in parts. */
export function writeAll(handle: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

const draftOf = (file: string): string => `${file}.draft`;

function* gathered(parts: Iterable<string>): Generator<string> {
  let held = "";
  for (const part of parts) {
    held += part;
    if (held.length < piece) continue;
    yield held;
    held = "";
  }
  if (held) yield held;
}

import { createReadStream } from "node:fs";
import { fileError } from "../errors.js";

/** The name that stands for the standard input. */
export const standardInput = "-";

/** What messages call a file. */
export const calledIn = (file: string): string => (file === standardInput ? "standard input" : file);

/** The encodings that help names; others that the WHATWG Encoding Standard lists are read as well. */
export const encodings = ["utf-8", "latin1", "utf-16le", "utf-16be"];

/** Throws unless texts can be decoded by that name. */
export function checkEncoding(encoding: string): string {
  try {
    new TextDecoder(encoding);
    return encoding;
  } catch {
    throw new Error(`unknown encoding "${encoding}"; known: ${encodings.join(", ")}`);
  }
}

/**
 * The text of a file, or of the standard input for `-`, piece by piece and without its byte order mark. Without an encoding it is
 * UTF-8, or UTF-16 where its mark says so. Throws where the bytes are none of the encoding.
 */
export async function* textOf(file: string, encoding?: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const bytes of file === standardInput ? process.stdin : createReadStream(file)) {
      decoder ??= new TextDecoder(encoding ?? markedIn(bytes) ?? "utf-8", { fatal: true });
      yield decoder.decode(bytes, { stream: true });
    }
    yield decoder?.decode() ?? "";
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ERR_ENCODING_INVALID_ENCODED_DATA"
      ? notDecoded(file, decoder!.encoding)
      : fileError("read", calledIn(file), error);
  }
}

/** The encoding that a byte order mark other than UTF-8's tells. */
function markedIn([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

function notDecoded(file: string, encoding: string): Error {
  const hint = encoding === "utf-8" ? "; many programs on Windows write what --encoding latin1 reads" : "";
  return new Error(`invalid ${calledIn(file)}; not ${encoding.toUpperCase()}${hint}`);
}

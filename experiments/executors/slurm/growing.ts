import { closeSync, fstatSync, readSync } from "node:fs";
import { openIfThere } from "../../storage/open-if-there.js";

/**
 * Reads a file that another process appends to: each call returns the whole lines that were added since the last one. Where the
 * file was replaced, or cut, it is read from its beginning again, so that a line may come twice. A file that is not there has none.
 */
export function growingLines(file: string): () => string[] {
  let [inode, at] = [0, 0];
  return () => {
    const handle = openIfThere(file);
    if (handle === undefined) return [];
    try {
      const { ino, size } = fstatSync(handle);
      if (ino !== inode || size < at) [inode, at] = [ino, 0];
      const bytes = Buffer.alloc(size - at);
      const read = readSync(handle, bytes, 0, bytes.length, at);
      const end = bytes.subarray(0, read).lastIndexOf(10) + 1;
      at += end;
      return end === 0 ? [] : bytes.toString("utf8", 0, end - 1).split("\n");
    } finally {
      closeSync(handle);
    }
  };
}

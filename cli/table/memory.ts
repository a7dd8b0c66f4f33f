import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";

/** Of what there is of memory rows may take so much: a list that grows is copied into one of half as much again. */
const share = 0.6;

/**
 * Throws where the rows read so far leave no memory for more, as those of an endless input do in the end, before the process is ended
 * without a word.
 */
export function checkMemory(file: string, rows: number): void {
  const { used_heap_size: heap, heap_size_limit: mostHeap } = getHeapStatistics();
  const most = process.constrainedMemory() || totalmem();
  if (heap > share * mostHeap || process.memoryUsage.rss() > share * most)
    throw new Error(`invalid ${file}; too large for the memory: ${rows.toLocaleString("en")} rows and more`);
}

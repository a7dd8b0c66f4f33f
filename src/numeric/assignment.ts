/**
 * The assignment of rows to columns of a square matrix of costs that has the least sum: entry i is the column of row i. The Hungarian method
 * (Kuhn 1955) with shortest augmenting paths, O(k^3): rows are added one by one, and potentials keep all reduced costs at least 0.
 */
export function assignment(costs: readonly ArrayLike<number>[]): number[] {
  const k = costs.length;
  const ofRow = new Float64Array(k);
  const ofColumn = new Float64Array(k);
  /** The row that each column has; -1 where it is free. */
  const rowOf = new Int32Array(k).fill(-1);
  for (let row = 0; row < k; row++) {
    const distance = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
    const before = new Int32Array(k).fill(-1);
    const reached: number[] = [];
    let last = -1;
    // Dijkstra over columns, by way of the rows that have them, up to one that is free.
    for (let i = row, sofar = 0; ; ) {
      for (let j = 0; j < k; j++) {
        if (reached.includes(j)) continue;
        const length = sofar + costs[i][j] - ofRow[i] - ofColumn[j];
        if (length < distance[j]) {
          distance[j] = length;
          before[j] = last;
        }
      }
      let nearest = -1;
      for (let j = 0; j < k; j++)
        if (!reached.includes(j) && (nearest < 0 || distance[j] < distance[nearest])) nearest = j;
      last = nearest;
      if (rowOf[last] < 0) break;
      reached.push(last);
      i = rowOf[last];
      sofar = distance[last];
    }
    ofRow[row] += distance[last];
    for (const j of reached) {
      ofRow[rowOf[j]] += distance[last] - distance[j];
      ofColumn[j] -= distance[last] - distance[j];
    }
    for (let j = last; j >= 0; j = before[j]) rowOf[j] = before[j] < 0 ? row : rowOf[before[j]];
  }
  const columnOf = new Array<number>(k);
  rowOf.forEach((row, j) => {
    columnOf[row] = j;
  });
  return columnOf;
}

/**
 * `; did you mean "dose"?` where one of the known words is within a third of the letters of `word`, capitals apart
 * (optimal string alignment distance: letters put in, left out, changed, or two neighbours exchanged); otherwise empty.
 */
export function suggestion(word: string, known: readonly string[]): string {
  const most = Math.max(1, Math.floor(word.length / 3));
  const near = known
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter((one) => one.distance <= most && one.distance < word.length)
    .sort((p, q) => p.distance - q.distance);
  return near.length === 0 ? "" : `; did you mean "${near[0].name}"?`;
}

function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

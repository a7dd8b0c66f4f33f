/** The words after `moestat`, or `npx moestat`, of a line that is one call of it with plain or single-quoted words; undefined for any other. */
export function wordsOf(line: string): string[] | undefined {
  const [, call] = /^(?:npx )?moestat((?: +(?:'[^']*'|[\w./:,+=~-]+))*) *$/.exec(line) ?? [];
  if (call === undefined) return undefined;
  return [...call.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
}

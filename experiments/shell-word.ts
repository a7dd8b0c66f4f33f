/** A word as a shell takes it: in quotes where it has other characters than names and paths have. */
export const shellWord = (text: string): string =>
  /^[\w./:=,+%@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Width of a text in pixels, in a font given as for a canvas: `12px "Figure Sans"`. */
export type Measure = (text: string, font: string) => number;

/** Breaks a text at its spaces into lines no wider than `width`; a longer word is broken anywhere. */
export function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((word) => pieces(word, width, measure))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function pieces(word: string, width: number, measure: (text: string) => number): string[] {
  if (measure(word) <= width || word.length < 2) return [word];
  let end = 1;
  while (end < word.length && measure(word.slice(0, end + 1)) <= width) end++;
  return end === word.length ? [word] : [word.slice(0, end), ...pieces(word.slice(end), width, measure)];
}

/** A run of text that is either on the line or raised. */
interface TextRun {
  readonly text: string;
  readonly raised: boolean;
}

/** Size of raised text relative to the text around it, and how far up it stands, in sizes of that text. */
export const raised = { size: 0.76, up: 0.36 } as const;

/** Splits `n^{−1/2}, say` into its plain and raised runs. */
export function runs(text: string): TextRun[] {
  return text
    .split(/\^\{([^}]*)\}/)
    .map((part, i) => ({ text: part, raised: i % 2 === 1 }))
    .filter((run) => run.text !== "");
}

/** Width of a text with raised runs. */
export function richWidth(text: string, size: number, family: string, measure: Measure): number {
  return runs(text).reduce(
    (sum, run) => sum + measure(run.text, `${run.raised ? size * raised.size : size}px "${family}"`),
    0,
  );
}

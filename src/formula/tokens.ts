import type { Fail } from "./formulaError.js";

/** A word of a formula; `name` has its quotes off, `symbol` is an operator, a bracket or a comma. */
export interface Token {
  readonly kind: "number" | "text" | "name" | "symbol" | "end";
  readonly text: string;
  /** Whether a name stood in backquotes. */
  readonly quoted?: boolean;
  readonly at: number;
}

const patterns = {
  space: /\s+/uy,
  number: /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?L?/uy,
  name: /(?:\p{L}|\.(?!\d))[\p{L}\p{M}\p{N}._]*/uy,
  quotedName: /`((?:[^`\\]|\\.)+)`/suy,
  text: /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/suy,
  symbol: /\*\*|[<>=!]=|[~|+\-*/^:(),=<>]/uy,
};

/** The words of a formula and a last one for its end. */
export function tokensOf(text: string, fail: Fail): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const { length, token } = next(text, at, fail);
    if (token !== undefined) tokens.push(token);
    at += length;
  }
  return [...tokens, { kind: "end", text: "", at }];
}

function next(text: string, at: number, fail: Fail): { length: number; token?: Token } {
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const space = match(patterns.space);
  if (space) return { length: space[0].length };
  const number = match(patterns.number);
  if (number) return { length: number[0].length, token: { kind: "number", text: number[0], at } };
  const name = match(patterns.name);
  if (name) return { length: name[0].length, token: { kind: "name", text: name[0], at } };
  const quoted = match(patterns.quotedName);
  if (quoted)
    return {
      length: quoted[0].length,
      token: { kind: "name", text: unescaped(quoted[1]), quoted: true, at },
    };
  const literal = match(patterns.text);
  if (literal)
    return {
      length: literal[0].length,
      token: { kind: "text", text: unescaped(literal[1] ?? literal[2]), at },
    };
  const symbol = match(patterns.symbol);
  if (symbol)
    return {
      length: symbol[0].length,
      token: { kind: "symbol", text: symbol[0] === "**" ? "^" : symbol[0], at },
    };
  return unreadable(text, at, fail);
}

function unreadable(text: string, at: number, fail: Fail): never {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  if ("`\"'".includes(character)) return fail(at, `closing ${character} missing for the one`);
  return fail(at, `unexpected ${character}`);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

const unescaped = (text: string): string =>
  text.replace(/\\(.)/gsu, (_, character: string) => escapes[character] ?? character);

/** A text between quotes, as the words above are read. */
export const quotedIn = (quote: '"' | "`", text: string): string =>
  quote +
  text.replace(/[\\\n\t\r"`]/g, (character) => {
    if (character === "\n") return "\\n";
    if (character === "\t") return "\\t";
    if (character === "\r") return "\\r";
    return character === "\\" || character === quote ? `\\${character}` : character;
  }) +
  quote;

const reserved = new Set(
  "if else repeat while function for next break TRUE FALSE NULL Inf NaN NA NA_integer_ NA_real_ NA_character_ in ...".split(
    " ",
  ),
);

export const isReserved = (name: string): boolean => reserved.has(name);

/** Whether a name is a word of a formula without backquotes: letters, digits, dots and underscores, a letter first. */
export const isPlainName = (name: string): boolean =>
  name !== "." && !reserved.has(name) && /^(?:\p{L}|\.(?!\d))[\p{L}\p{M}\p{N}._]*$/u.test(name);

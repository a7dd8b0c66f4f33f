/** A sum of columns as a formula writes it: what is added and taken away, in order; a point stands for all other columns. */
export interface Sum {
  readonly items: readonly { readonly name: string; readonly sign: 1 | -1 }[];
  readonly intercept: boolean;
}

/** A response, the terms of the experts, and those of the gate. */
export interface Formula {
  readonly response: string;
  readonly experts: Sum;
  readonly gate: Sum;
}

interface Token {
  readonly kind: "name" | "sign" | "end";
  readonly text: string;
  readonly at: number;
}

/**
 * Parses `y ~ dose + sex | dose`: a response and the columns that the experts see, after the bar those that the gate sees, where these are
 * others. `- 1` or `+ 0` takes away the intercept, `1` alone stands for no columns, `.` for all others, `- id` leaves one out; a name that is
 * no plain word stands in back quotes. Throws with the place where it goes wrong.
 */
export function parseFormula(text: string): Formula {
  const tokens = tokensOf(text);
  let place = 0;
  const next = () => tokens[place++];
  const fail = ({ text: found, at, kind }: Token, expected: string): never => {
    throw new Error(
      `invalid formula ${JSON.stringify(text)}; ${expected} expected at position ${at + 1}: ${kind === "end" ? "its end" : found}`,
    );
  };
  const isSign = (...signs: string[]) => tokens[place].kind === "sign" && signs.includes(tokens[place].text);
  const name = (expected: string): string => {
    const token = next();
    return token.kind === "name" ? token.text : fail(token, expected);
  };
  const sum = (): Sum => {
    const items: { name: string; sign: 1 | -1 }[] = [];
    let intercept = true;
    for (let sign: 1 | -1 = isSign("-") && next() ? -1 : 1; ; sign = next().text === "-" ? -1 : 1) {
      const term = name("a column, 1 or 0");
      if (term === "0" || term === "1") intercept = (term === "1") === (sign === 1);
      else items.push({ name: term, sign });
      if (!isSign("+", "-")) return { items, intercept };
    }
  };
  const response = name("the response");
  if (!isSign("~")) fail(tokens[place], "~");
  next();
  const experts = sum();
  const gate = isSign("|") && next() ? sum() : { ...experts, intercept: true };
  if (tokens[place].kind !== "end") fail(tokens[place], "+, -, | or the end");
  return { response, experts, gate };
}

const TOKEN = /\s*(?:`((?:[^`\\]|\\.)*)`|([A-Za-z.][\w.]*|[01])|(\S))/gy;

function tokensOf(text: string): Token[] {
  const found = [...text.trimEnd().matchAll(TOKEN)].map(([whole, quoted, plain, sign], i, all): Token => {
    const name = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    const at = all[i].index + whole.length - whole.trimStart().length;
    return name === undefined ? { kind: "sign", text: sign, at } : { kind: "name", text: name, at };
  });
  return [...found, { kind: "end", text: "", at: text.trimEnd().length }];
}

/** The columns of a sum, of those that there are. */
export function columnsIn({ items }: Sum, others: readonly string[]): string[] {
  const columns = new Set<string>();
  for (const { name, sign } of items)
    for (const column of name === "." ? others : [name])
      if (sign > 0) columns.add(column);
      else columns.delete(column);
  return [...columns];
}
